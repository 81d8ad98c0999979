using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhaleCopy.Core.Whales;

/// <summary>Why a whale went dark.</summary>
public enum DarkReason
{
    /// <summary>He does not share, or the venue does not know him.</summary>
    Hidden,

    /// <summary>No Complete answer for <see cref="WhaleBookOptions.DarkAfter"/>.</summary>
    NoAnswer,

    /// <summary>His whole book vanished at once, without proof.</summary>
    MassVanish,
}

/// <summary>A time in which a whale cannot be seen: no closes, no opens; the stops at the venues stay.</summary>
public sealed record DarkSpell
{
    /// <summary>Why it began.</summary>
    public required DarkReason Reason { get; init; }

    /// <summary>Our time of its begin.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Our time of the last Complete before it that can be believed: what appears after the dark is as old as this.</summary>
    public DateTimeOffset? LastLightAt { get; init; }

    /// <summary>Empty Complete answers in it, each newer than the one before.</summary>
    public int EmptyAnswers { get; init; }

    /// <summary>Our time of the first of them.</summary>
    public DateTimeOffset? FirstEmptyAt { get; init; }
}

/// <summary>
/// An answer that is the very image of an earlier one, and would be told to followers: it may be a cached answer. It counts only
/// when a second one says the same.
/// </summary>
/// <param name="Content">Its <see cref="SnapshotContent"/>.</param>
/// <param name="At">Our time of it.</param>
/// <param name="ServerTime">The source's time of it.</param>
public sealed record SetAsideAnswer(ulong Content, DateTimeOffset At, DateTimeOffset ServerTime);

/// <summary>
/// The whole memory of one whale's monitoring. The poller stores it as JSON in the transaction that stores the signals;
/// <see cref="WhaleBook"/> is the only code that makes a new one.
/// </summary>
public sealed record WhaleBookState
{
    /// <summary>How many Complete snapshots were accepted: strictly increasing, part of every signal's name. Zero before the baseline.</summary>
    public long SnapshotNumber { get; init; }

    /// <summary>Our time at which monitoring began.</summary>
    public required DateTimeOffset WatchedSince { get; init; }

    /// <summary>Our time of the last accepted Complete.</summary>
    public DateTimeOffset? LastCompleteAt { get; init; }

    /// <summary>The source's time of it: an older answer is refused.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>The book, sorted by key: lines seen, and lines suspected closed.</summary>
    public EquatableArray<BookLine> Lines { get; init; } = [];

    /// <summary>His equity at the last Complete, where the source shows it.</summary>
    public decimal? EquityUsdt { get; init; }

    /// <summary>Empty Complete answers in a row; errors never count.</summary>
    public int EmptyCompletes { get; init; }

    /// <summary>Set while sharing reads as disabled: when to look again where nobody has a copy open.</summary>
    public DateTimeOffset? SharingRecheckAt { get; init; }

    /// <summary>Set while the whale is dark.</summary>
    public DarkSpell? Dark { get; init; }

    /// <summary>The last answer was that the venue limits us.</summary>
    public bool IsRateLimited { get; init; }

    /// <summary>When the venue takes requests again, where it said so.</summary>
    public DateTimeOffset? LimitedUntil { get; init; }

    /// <summary>Answers in a row that were neither Complete nor Hidden, for the backoff.</summary>
    public int Failures { get; init; }

    /// <summary>Our time of the first of them.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Our time of the last change that was told, for the burst.</summary>
    public DateTimeOffset? LastMoveAt { get; init; }

    /// <summary>An answer that waits for a second one.</summary>
    public SetAsideAnswer? SetAside { get; init; }

    /// <summary>Contents of the last accepted answers, newest last.</summary>
    public EquatableArray<ulong> RecentContents { get; init; } = [];

    /// <summary>Suspected closes whose key was back at the next answer, ever.</summary>
    public int DroppedSuspicions { get; init; }

    /// <summary>Answers refused as older than the last one, or as images of earlier ones, ever.</summary>
    public int StaleAnswers { get; init; }

    /// <summary>False before the first Complete, which opens nothing.</summary>
    [JsonIgnore]
    public bool HasBaseline => SnapshotNumber > 0;

    /// <summary>What the app shows. Dark outranks limited, limited outranks sharing disabled.</summary>
    [JsonIgnore]
    public WhaleDataStatus DataStatus =>
        Dark is not null ? WhaleDataStatus.Dark
        : IsRateLimited ? WhaleDataStatus.RateLimited
        : EmptyCompletes >= WhaleBook.EmptyCompletesUntilDisabled ? WhaleDataStatus.SharingDisabled
        : WhaleDataStatus.Active;

    /// <summary>True while a close waits for its proof.</summary>
    [JsonIgnore]
    public bool HasSuspicion
    {
        get
        {
            foreach (var line in Lines.AsSpan())
            {
                if (line.Suspicion is not null)
                    return true;
            }

            return false;
        }
    }

    /// <summary>
    /// Our time of the last Complete that can be believed: before a dark or a vanished book, not the empty answer that began it.
    /// What appears next may be as old as this.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset? LastLightAt
    {
        get
        {
            if (Dark is { } dark)
                return dark.LastLightAt;
            foreach (var line in Lines.AsSpan())
            {
                if (line.Suspicion is { IsMassVanish: true } vanished)
                    return vanished.LastCompleteAt;
            }

            return LastCompleteAt;
        }
    }

    /// <summary>Monitoring that has not seen anything yet.</summary>
    public static WhaleBookState Begin(DateTimeOffset now) => new() { WatchedSince = now };

    /// <summary>The state as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, WhaleBookJson.Default.WhaleBookState);

    /// <summary>A state from its JSON.</summary>
    /// <exception cref="JsonException">The text is not a state.</exception>
    public static WhaleBookState FromJson(string json) =>
        JsonSerializer.Deserialize(json, WhaleBookJson.Default.WhaleBookState) ?? throw new JsonException("The state is null.");
}

/// <summary>The JSON of <see cref="WhaleBookState"/> and of what a snapshot holds; decimals as numbers of full precision.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(WireNameJson)])]
[JsonSerializable(typeof(WhaleBookState))]
[JsonSerializable(typeof(BookLine[]))]
[JsonSerializable(typeof(WhalePosition[]))]
[JsonSerializable(typeof(WhalePositionRow[]))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(ulong[]))]
[JsonSerializable(typeof(SourceNumbers))]
[JsonSerializable(typeof(EquityAt[]))]
public sealed partial class WhaleBookJson : JsonSerializerContext;
