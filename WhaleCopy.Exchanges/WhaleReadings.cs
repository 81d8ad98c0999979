using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Exchanges;

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
