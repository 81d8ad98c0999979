using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using WhaleCopy.Core.Risk;

namespace WhaleCopy.Executor;

/// <summary>How copies are made, section <c>Copying</c>.</summary>
public sealed class CopyingOptions
{
    public const string SectionName = "Copying";

    /// <summary>Largest age of a change for an automatic entry; 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan MaxSignalAge { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Largest age of a change for a manual copy; 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxManualAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after its committed start a venue may accept an order; 3 s. Venues take at most 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:01:00")]
    public TimeSpan ReceiveWindow { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>What is waited for beyond the window before "no such order" is believed: the venue's query lag; 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan FenceMargin { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Least turnover of a symbol in 24 hours for an entry; stolen keys are drained through thin pairs.</summary>
    [Range(typeof(decimal), "0", "1000000000000")]
    public decimal MinDailyVolumeUsdt { get; set; } = 5_000_000m;

    /// <summary>Largest distance of an entry's bound from the index in percent.</summary>
    [Range(typeof(decimal), "0.01", "100")]
    public decimal IndexBandPercent { get; set; } = 3m;

    /// <summary>Largest margin of all copies of one user together, in USDT; no limit where it is not set.</summary>
    [Range(typeof(decimal), "5", "1000000000000")]
    public decimal? MaxTotalMarginUsdt { get; set; }

    /// <summary>A price older than this is read anew before entries are planned with it; 2 s. None older than 10 s decides.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan MaxPriceAge { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A reading of an account (balances, positions) older than this is read anew before an entry; 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "01:00:00")]
    public TimeSpan MaxAccountAge { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The operator's limits as Core takes them.</summary>
    internal RiskLimits ToLimits() => RiskLimits.Default with
    {
        MaxSignalAge = MaxSignalAge,
        MaxManualAge = MaxManualAge,
        MinDailyVolumeUsdt = MinDailyVolumeUsdt,
        IndexBandPercent = IndexBandPercent,
        MaxTotalMarginUsdt = MaxTotalMarginUsdt,
    };
}

/// <summary>How often accounts are compared with their venues, section <c>Sync</c>.</summary>
public sealed class SyncOptions
{
    public const string SectionName = "Sync";

    /// <summary>Positions; 30 s, sooner after events.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Positions { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Balances; 15 s, and after fills.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Balances { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Funding of accounts with copies; 5 min. Venues charge it by the hour, and Binance counts 30 a reading.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Funding { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Prices and unrealised profit; 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Prices { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>How much an executor does at once, section <c>Executor</c>.</summary>
public sealed class ExecutorOptions
{
    public const string SectionName = "Executor";

    /// <summary>How long work is held before another executor may take it; 30 s, longer than any call to a venue.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the tables are swept for work that no call announced; 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.02", "00:01:00")]
    public TimeSpan Sweep { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Signals claimed at once.</summary>
    [Range(1, 1000)]
    public int SignalBatch { get; set; } = 16;

    /// <summary>Users planned and reserved in one transaction.</summary>
    [Range(1, 2000)]
    public int UserBatch { get; set; } = 200;

    /// <summary>Requests on their way to one venue.</summary>
    [Range(1, 4096)]
    public int VenueConcurrency { get; set; } = 256;

    /// <summary>Requests on their way for one account; those of one symbol follow each other anyway.</summary>
    [Range(1, 64)]
    public int AccountConcurrency { get; set; } = 4;

    /// <summary>Trades, stops and accounts looked after at once by each of reconciliation, protection and sync.</summary>
    [Range(1, 1024)]
    public int BackgroundConcurrency { get; set; } = 32;

    /// <summary>Attempts of an entry in all.</summary>
    [Range(1, 10)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>Times a signal is tried before it becomes a dead letter.</summary>
    [Range(1, 100)]
    public int MaxSignalAttempts { get; set; } = 8;

    /// <summary>Failures in a row before a user's task is a dead letter. A close or a panic is tried on all the same.</summary>
    [Range(1, 100)]
    public int MaxTaskAttempts { get; set; } = 12;

    /// <summary>Failed tries of an owed exit before an operator is told. It is tried on all the same.</summary>
    [Range(1, 100)]
    public int MaxOwedAttempts { get; set; } = 5;

    /// <summary>How long an order may be of unknown outcome, or a copy without a live stop, before an operator is told; 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan TellOperatorAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a stop waits for what is in flight; 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(60);
}

[OptionsValidator]
internal sealed partial class CopyingOptionsValidator : IValidateOptions<CopyingOptions>;

[OptionsValidator]
internal sealed partial class SyncOptionsValidator : IValidateOptions<SyncOptions>;

[OptionsValidator]
internal sealed partial class ExecutorOptionsValidator : IValidateOptions<ExecutorOptions>;
