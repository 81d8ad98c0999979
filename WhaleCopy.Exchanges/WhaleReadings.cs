using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Exchanges;

/// <summary>A source's declared trust and abilities.</summary>
public sealed record WhaleSource
{
    /// <summary>Stable name, for health and settings (<c>binance-copy-trade</c>).</summary>
    public required string Name { get; init; }

    /// <summary>How far it can be trusted.</summary>
    public required SourceTrust Trust { get; init; }

    /// <summary>A history can confirm a close.</summary>
    public required bool HasHistory { get; init; }

    /// <summary>Position ids and open times identify a position, so that a reopening is seen.</summary>
    public required bool StablePositionIds { get; init; }

    /// <summary>A trader can hold a long and a short of one symbol at once.</summary>
    public required bool CanHedge { get; init; }

    /// <summary>The trader's own equity is shown.</summary>
    public required bool ShowsEquity { get; init; }

    /// <summary>The trader's leverage is shown.</summary>
    public required bool ShowsLeverage { get; init; }

    /// <summary>Reads that one poll costs at least, for the rate budget.</summary>
    public required int ReadsPerPoll { get; init; }

    /// <summary>Reads the source allows an address and second.</summary>
    public required decimal ReadsPerSecond { get; init; }
}

/// <summary>What a history read can answer.</summary>
public abstract record HistoryResult
{
    private HistoryResult()
    {
    }

    /// <summary>Everything from the moment asked for, oldest first.</summary>
    /// <param name="Events">What happened.</param>
    public sealed record Complete(EquatableArray<WhaleHistoryEvent> Events) : HistoryResult;

    /// <summary>No usable answer: proves nothing.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="RetryAfter">How long to stay away, where said.</param>
    public sealed record Unavailable(UnavailableReason Reason, TimeSpan? RetryAfter = null) : HistoryResult;
}

/// <summary>One order or one closed position of a whale.</summary>
public sealed record WhaleHistoryEvent
{
    /// <summary>Which line of his book.</summary>
    public required PositionKey Key { get; init; }

    /// <summary>True for what took off or closed, false for what opened or added.</summary>
    public required bool IsExit { get; init; }

    /// <summary>True where the source says that the position is closed, not only reduced.</summary>
    public required bool ClosesPosition { get; init; }

    /// <summary>Size above zero, in the book's unit.</summary>
    public required decimal Size { get; init; }

    /// <summary>Average price.</summary>
    public required decimal Price { get; init; }

    /// <summary>Realised profit in USDT, where shown.</summary>
    public decimal? RealizedPnlUsdt { get; init; }

    /// <summary>Average entry price of the position, where shown.</summary>
    public decimal? EntryPrice { get; init; }

    /// <summary>Leverage, where shown.</summary>
    public decimal? Leverage { get; init; }

    /// <summary>When the position was opened, where shown.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>The venue's time of it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The venue's position id, where it means anything.</summary>
    public string? PositionId { get; init; }
}

/// <summary>What a leaderboard page can answer.</summary>
public abstract record DiscoveryResult
{
    private DiscoveryResult()
    {
    }

    /// <summary>A page.</summary>
    /// <param name="Traders">Who stands on it.</param>
    /// <param name="NextCursor">For the next page; null after the last.</param>
    public sealed record Page(EquatableArray<WhaleProfile> Traders, string? NextCursor) : DiscoveryResult;

    /// <summary>No usable answer.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="RetryAfter">How long to stay away, where said.</param>
    public sealed record Unavailable(UnavailableReason Reason, TimeSpan? RetryAfter = null) : DiscoveryResult;
}

/// <summary>What a profile read can answer.</summary>
public abstract record ProfileResult
{
    private ProfileResult()
    {
    }

    /// <summary>The profile.</summary>
    /// <param name="Profile">The source's own numbers.</param>
    public sealed record Found(WhaleProfile Profile) : ProfileResult;

    /// <summary>The venue does not know him.</summary>
    public sealed record NotFound : ProfileResult;

    /// <summary>No usable answer.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="RetryAfter">How long to stay away, where said.</param>
    public sealed record Unavailable(UnavailableReason Reason, TimeSpan? RetryAfter = null) : ProfileResult;
}

/// <summary>A lead trader as his venue presents him. Ratios are fractions: 0.42 is 42 %.</summary>
public sealed record WhaleProfile
{
    /// <summary>The venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>His id at the venue.</summary>
    public required string Uid { get; init; }

    /// <summary>Shown name.</summary>
    public required string Nickname { get; init; }

    /// <summary>He shows his positions; null where the source does not say.</summary>
    public bool? IsSharing { get; init; }

    /// <summary>Own equity in USDT.</summary>
    public decimal? EquityUsdt { get; init; }

    /// <summary>Return over 7 days.</summary>
    public decimal? Roi7d { get; init; }

    /// <summary>Return over 30 days.</summary>
    public decimal? Roi30d { get; init; }

    /// <summary>Return over 90 days.</summary>
    public decimal? Roi90d { get; init; }

    /// <summary>Profit over 30 days in USDT.</summary>
    public decimal? ProfitUsdt30d { get; init; }

    /// <summary>Share of winning positions.</summary>
    public decimal? WinRate { get; init; }

    /// <summary>Largest drawdown as a fraction above zero.</summary>
    public decimal? MaxDrawdown { get; init; }

    /// <summary>Sharpe ratio.</summary>
    public decimal? SharpeRatio { get; init; }

    /// <summary>Followers at the venue.</summary>
    public int? Followers { get; init; }
}
