using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Poller.Polling;

/// <summary>How whales are watched. Sub-second values are allowed, so that tests and demos can hurry.</summary>
public sealed class PollingOptions
{
    /// <summary><c>Polling</c>.</summary>
    public const string SectionName = "Polling";

    /// <summary>Between polls of a whale who is followed or copied; 15 s, the founding interval.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "01:00:00")]
    public TimeSpan Critical { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Between polls of a whale with a high score; 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "01:00:00")]
    public TimeSpan High { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Between polls of an active whale; 45 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "01:00:00")]
    public TimeSpan Normal { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Between polls of a quiet whale; 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "06:00:00")]
    public TimeSpan Low { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Between polls of a whale that just moved, for <see cref="BurstFor"/>; 5 s. A tier that is faster stays faster.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "01:00:00")]
    public TimeSpan Burst { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a whale counts as just moved; 30 s. Zero: no bursts.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan BurstFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Between the snapshot that lost a key and the one that may confirm the close; 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:05:00")]
    public TimeSpan CloseConfirmDelay { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Time without a Complete answer after which a whale is dark; 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan DarkAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Least time over which three empty answers end the dark; 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan DarkConfirm { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>After how long a whale that shares nothing is looked at again; 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "30.00:00:00")]
    public TimeSpan SharingRecheck { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Between sweeps of a leaderboard; 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan Discovery { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Between two looks at a whale's statistics; 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "7.00:00:00")]
    public TimeSpan Statistics { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Which Complete answers are kept as they came; CHANGES: those that explain a signal, a suspicion or a dark.</summary>
    public AnswerRecording Record { get; set; } = AnswerRecording.Changes;

    /// <summary>How long they are kept; 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan KeepAnswers { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Names the address that this poller's reads leave from: pollers behind one address share its budget.</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9._-]{1,64}")]
    public string EgressAddress { get; set; } = "default";

    /// <summary>Least change of a size against the last signalled one, in percent of it; 1.</summary>
    [Range(0.0, 50.0)]
    public decimal MinChangePercent { get; set; } = PositionDiff.DefaultMinChangePercent;

    /// <summary>Longest distance that failures stretch a poll to; 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "06:00:00")]
    public TimeSpan LongestBackoff { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The same for a whale with an open copy; 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "06:00:00")]
    public TimeSpan LongestBackoffCopied { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Between looks for whales that somebody began to follow or copy; 5 s. The Api's call comes sooner, this is its safety net.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan PromoteEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Between counts of what waits for the executors, for meters; 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan Backlog { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Between looks for due whales while none is due; 100 ms, the floor of the poll lag.</summary>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:00:10")]
    public TimeSpan Tick { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a claimed whale is ours; 30 s. A dead poller's whales wait this long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whales claimed at once; 100.</summary>
    [Range(1, 5000)]
    public int ClaimBatch { get; set; } = 100;

    /// <summary>Polls under way at once for one venue; 64.</summary>
    [Range(1, 5000)]
    public int Concurrency { get; set; } = 64;

    /// <summary>Unchanged polls stored by one statement at most; 500.</summary>
    [Range(1, 5000)]
    public int CommitBatch { get; set; } = 500;

    /// <summary>How long the executor is waited for when it is told of signals; 2 s. It finds them without being told.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan WakeUpDeadline { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What the schedule needs of these.</summary>
    public PollIntervals ToIntervals() => new()
    {
        Critical = Critical,
        High = High,
        Normal = Normal,
        Low = Low,
        Burst = Burst,
        BurstFor = BurstFor,
        LongestBackoff = LongestBackoff,
        LongestBackoffCopied = LongestBackoffCopied,
    };

    /// <summary>What the state machine needs of these.</summary>
    public WhaleBookOptions ToBookOptions() => new()
    {
        CloseConfirmDelay = CloseConfirmDelay,
        DarkAfter = DarkAfter,
        DarkConfirm = DarkConfirm,
        SharingRecheck = SharingRecheck,
        MinChangePercent = MinChangePercent,
    };
}

/// <summary>Which Complete answers are kept as they came.</summary>
public enum AnswerRecording
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those that changed a book, or were looked at twice: enough to explain every signal.</summary>
    Changes,

    /// <summary>All of them. Each poll is then a transaction of its own: for investigations, not for ten thousand whales.</summary>
    All,
}

/// <summary>Checks <see cref="PollingOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class PollingRanges : IValidateOptions<PollingOptions>;

/// <summary>Checks what <see cref="PollingOptions"/> must hold together.</summary>
public sealed class PollingConsistency : IValidateOptions<PollingOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PollingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Critical > options.High || options.High > options.Normal || options.Normal > options.Low
            ? ValidateOptionsResult.Fail(
                "Polling:Critical, High, Normal and Low must not fall: a tier is never polled more often than the tier above it")
            : ValidateOptionsResult.Success;
    }
}
