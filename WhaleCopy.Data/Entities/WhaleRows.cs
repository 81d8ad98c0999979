using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Data.Entities;

/// <summary>A lead trader. What changes with every poll stands in <see cref="WhaleMonitorRow"/>.</summary>
public sealed class WhaleRow
{
    public long Id { get; set; }

    /// <summary><c>binance_4681698170884314113</c>.</summary>
    public required string WalletAddress { get; set; }
    public required string Name { get; set; }
    public required WhaleType WhaleType { get; set; }
    public Venue? Exchange { get; set; }
    public string? ExchangeUid { get; set; }
    public required SourceTrust SourceTrust { get; set; }
    public WhaleDataStatus DataStatus { get; set; }
    public DateTimeOffset? SharingDisabledAt { get; set; }
    public DateTimeOffset? SharingRecheckAt { get; set; }
    public int PriorityScore { get; set; } = 50;
    public PollingTier Tier { get; set; } = PollingTier.Normal;
    public WhaleRank Rank { get; set; }
    public decimal Score { get; set; }
    public decimal? EquityUsdt { get; set; }
    public int VenueFollowers { get; set; }

    /// <summary>Followers here.</summary>
    public int FollowersCount { get; set; }
    public DateTimeOffset? LastActivityAt { get; set; }
    public required DateTimeOffset DiscoveredAt { get; set; }
    public DateTimeOffset? LastListedAt { get; set; }
    public WhaleStatsRow? Stats { get; set; }
    public WhaleMonitorRow? Monitor { get; set; }
    public List<WhaleMarketRow> Markets { get; } = [];
}

/// <summary>A market that a whale has held a position in.</summary>
public sealed class WhaleMarketRow
{
    public required Market Market { get; set; }
    public long WhaleId { get; set; }
}

/// <summary>The monitoring of a whale: a claim queue by <see cref="NextPollAt"/>, and the state that polls change.</summary>
public sealed class WhaleMonitorRow
{
    public long WhaleId { get; set; }
    public required Venue Exchange { get; set; }
    public required string ExchangeUid { get; set; }
    public PollingTier Tier { get; set; } = PollingTier.Normal;
    public DateTimeOffset NextPollAt { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Fencing token: grows with every claim; a commit with an older one is refused.</summary>
    public long LeaseToken { get; set; }

    /// <summary>Number of the last Complete snapshot that changed the book; strictly increasing.</summary>
    public long SnapshotNumber { get; set; }

    /// <summary>The monitoring state machine's state (Core), as JSON; null before the baseline.</summary>
    public string? State { get; set; }
    public DateTimeOffset? LastPolledAt { get; set; }
    public DateTimeOffset? LastCompleteAt { get; set; }
    public string? LastResult { get; set; }
    public int Failures { get; set; }

    /// <summary>Interval achieved between the last two polls.</summary>
    public int? AchievedIntervalMs { get; set; }
}

/// <summary>A whale's book after a change, numbered.</summary>
public sealed class WhaleSnapshotRow
{
    public required long WhaleId { get; set; }
    public required long Number { get; set; }
    public required DateTimeOffset ServerTime { get; set; }
    public required DateTimeOffset TakenAt { get; set; }

    /// <summary>Positions as JSON.</summary>
    public required string Positions { get; set; }
}

/// <summary>A whale's numbers, refreshed hourly and at discovery. Ratios are fractions.</summary>
public sealed class WhaleStatsRow
{
    public long WhaleId { get; set; }
    public decimal? WinRate { get; set; }
    public decimal? Roi7d { get; set; }
    public decimal? Roi30d { get; set; }
    public decimal? Roi90d { get; set; }
    public decimal? Profit7d { get; set; }
    public decimal? Profit30d { get; set; }
    public decimal? Profit90d { get; set; }
    public decimal? MaxDrawdown { get; set; }
    public decimal? SharpeRatio { get; set; }
    public long? AverageHoldingSeconds { get; set; }
    public decimal? AverageLeverage { get; set; }
    public decimal? Turnover30d { get; set; }
    public int TotalTrades { get; set; }
    public string[] RedFlags { get; set; } = [];
    public string? EquityCurve { get; set; }

    /// <summary>Average distance of the price from the entries of his open book, in percent; above zero where a copy enters worse.</summary>
    public decimal? EntryDistancePercent { get; set; }

    /// <summary>Balance with which a proportional copy of his smallest position reaches the venue's minimum.</summary>
    public decimal? MinimumBudgetUsdt { get; set; }

    /// <summary>What his source itself says of him, as JSON.</summary>
    public string? SourceNumbers { get; set; }

    /// <summary>Up to when his source's history is in <see cref="WhaleClosedPositionRow"/>.</summary>
    public DateTimeOffset? HistoryReadTo { get; set; }

    /// <summary>Claim queue of the hourly refresh.</summary>
    public DateTimeOffset NextRefreshAt { get; set; }
    public DateTimeOffset? UpdatedAt { get; set; }
}

/// <summary>A position that a whale has closed, from his venue's history or from our own snapshots.</summary>
public sealed class WhaleClosedPositionRow
{
    public long Id { get; set; }
    public required long WhaleId { get; set; }

    /// <summary>The venue's id, or a hash of what identifies it; unique with the whale.</summary>
    public required string SourceKey { get; set; }
    public required Market Market { get; set; }
    public required string Symbol { get; set; }
    public required PositionSide Side { get; set; }
    public required decimal Size { get; set; }
    public required SizeUnit SizeUnit { get; set; }
    public decimal? EntryPrice { get; set; }
    public decimal? ExitPrice { get; set; }
    public decimal? RealizedPnlUsdt { get; set; }
    public decimal? Leverage { get; set; }
    public DateTimeOffset? OpenedAt { get; set; }
    public required DateTimeOffset ClosedAt { get; set; }
}

/// <summary>
/// A source's raw answer to a poll that was Complete, compressed: what explains a signal, and what the detector can be run over again.
/// </summary>
public sealed class WhaleAnswerRow
{
    public long Id { get; set; }
    public required long WhaleId { get; set; }

    /// <summary>When the poll began.</summary>
    public required DateTimeOffset TakenAt { get; set; }

    /// <summary>The snapshot number it was given; the last one's where it was not accepted.</summary>
    public required long SnapshotNumber { get; set; }

    /// <summary>Every body of the poll, history included, as Brotli of one JSON array.</summary>
    public required byte[] Bodies { get; set; }
}

/// <summary>The health of a source of whales, and where its leaderboard sweep stands.</summary>
public sealed class WhaleSourceRow
{
    public required string Name { get; set; }
    public required Venue Exchange { get; set; }
    public required SourceTrust Trust { get; set; }
    public required string Health { get; set; }
    public string? HealthReason { get; set; }
    public DateTimeOffset? LastCompleteAt { get; set; }
    public string? DiscoveryCursor { get; set; }
    public DateTimeOffset NextDiscoveryAt { get; set; }
    public DateTimeOffset? LastSweepAt { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public long LeaseToken { get; set; }
}

/// <summary>A signal, and its place in the queue of the executors.</summary>
public sealed class WhaleSignalRow
{
    public long Id { get; set; }
    public required long WhaleId { get; set; }

    /// <summary>Hash of whale, key, kind and snapshot number; unique: crash and replay cannot double a signal.</summary>
    public required string TxHash { get; set; }
    public required long SnapshotNumber { get; set; }
    public required SignalKind Kind { get; set; }
    public required OrderSide Action { get; set; }
    public required PositionSide Side { get; set; }
    public required Market Market { get; set; }
    public required string CexSymbol { get; set; }
    public bool CexAvailable { get; set; } = true;
    public decimal? Leverage { get; set; }
    public MarginMode? MarginMode { get; set; }
    public required bool IsCloseSignal { get; set; }

    /// <summary>Of what he held: 0.5 halves a REDUCE's followers; 1 for OPEN and CLOSE.</summary>
    public required decimal Fraction { get; set; }

    /// <summary>How much of his size changed, in <see cref="WhaleSizeUnit"/>.</summary>
    public required decimal WhaleSizeChange { get; set; }

    /// <summary>What he holds after it.</summary>
    public required decimal WhaleSize { get; set; }
    public required SizeUnit WhaleSizeUnit { get; set; }
    public required decimal AmountUsd { get; set; }
    public decimal? PriceAtSignal { get; set; }

    /// <summary>What the price gate compares with.</summary>
    public decimal? ReferencePrice { get; set; }
    public decimal? WhaleEquityUsdt { get; set; }
    public required SignalConfidence Confidence { get; set; }
    public required decimal ConfidenceScore { get; set; }
    public SignalStatus Status { get; set; }
    public long? LinkedSignalId { get; set; }

    /// <summary>Why it is linked: a flip or a reopening.</summary>
    public SignalLink Link { get; set; }

    /// <summary>The source's own time of the change, where it gives one.</summary>
    public DateTimeOffset? WhaleChangedAt { get; set; }

    /// <summary>The Complete before the change: the age counts from here where the source gives no time.</summary>
    public DateTimeOffset? PreviousCompleteAt { get; set; }
    public required DateTimeOffset DetectedAt { get; set; }
    public DateTimeOffset? ProcessedAt { get; set; }
    public string? TraceParent { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset NextAttemptAt { get; set; }
    public string? LastError { get; set; }
    public WhaleRow? Whale { get; set; }
}
