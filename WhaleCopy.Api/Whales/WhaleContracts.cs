using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using WhaleCopy.Api.Follows;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Api.Whales;

/// <summary>A lead trader.</summary>
internal record Whale
{
    public required long Id { get; init; }
    public required string Name { get; init; }
    public required Venue? Exchange { get; init; }
    public required string? ExchangeUid { get; init; }
    public required WhaleType WhaleType { get; init; }
    public required WhaleDataStatus DataStatus { get; init; }
    public required SourceTrust SourceTrust { get; init; }

    [Description("When his whole book was last seen.")]
    public required DateTimeOffset? LastCompleteAt { get; init; }

    [Description("Interval achieved between the last two polls.")]
    public required int? PollIntervalMs { get; init; }

    [Description("1 to 100.")]
    public required int PriorityScore { get; init; }
    public required PollingTier Tier { get; init; }
    public required WhaleRank Rank { get; init; }

    [Description("0 to 100.")]
    public required decimal Score { get; init; }

    [Description("Followers here.")]
    public required int FollowersCount { get; init; }

    [Description("Followers at his exchange.")]
    public required int VenueFollowers { get; init; }
    public required decimal? EquityUsdt { get; init; }
    public required DateTimeOffset? LastActivityAt { get; init; }
    public required DateTimeOffset DiscoveredAt { get; init; }
    public required WhaleStats Stats { get; init; }
    public required bool IsFollowed { get; init; }
}

/// <summary>A lead trader with the caller's follow.</summary>
internal sealed record WhaleDetail : Whale
{
    [SetsRequiredMembers]
    public WhaleDetail(Whale whale)
        : base(whale)
    {
    }

    [JsonConstructor]
    public WhaleDetail()
    {
    }

    public required FollowAnswer? Follow { get; init; }
}

/// <summary>A whale's numbers; null where his source shows none. Ratios are fractions: 0.25 is 25 %.</summary>
internal sealed record WhaleStats
{
    public required decimal? WinRate { get; init; }

    [JsonPropertyName("roi_7d")]
    public required decimal? Roi7d { get; init; }

    [JsonPropertyName("roi_30d")]
    public required decimal? Roi30d { get; init; }

    [JsonPropertyName("roi_90d")]
    public required decimal? Roi90d { get; init; }

    [Description("USDT.")]
    [JsonPropertyName("profit_7d")]
    public required decimal? Profit7d { get; init; }

    [JsonPropertyName("profit_30d")]
    public required decimal? Profit30d { get; init; }

    [JsonPropertyName("profit_90d")]
    public required decimal? Profit90d { get; init; }
    public required decimal? MaxDrawdown { get; init; }
    public required decimal? SharpeRatio { get; init; }
    public required long? AverageHoldingSeconds { get; init; }
    public required decimal? AverageLeverage { get; init; }

    [JsonPropertyName("turnover_30d")]
    public required decimal? Turnover30d { get; init; }
    public required int TotalTrades { get; init; }
    public required IReadOnlyList<string> RedFlags { get; init; }

    [Description("How far the price is from his open entries, in percent: above zero a copy enters worse than he did.")]
    public required decimal? EntryDistancePercent { get; init; }

    [Description("Balance in USDT with which a copy in proportion to his equity reaches the venue's minimum for each of his positions.")]
    public required decimal? MinimumBudgetUsdt { get; init; }
    public required DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>Where whales come from, and how well it works.</summary>
internal sealed record WhaleSourceAnswer
{
    public required string Name { get; init; }
    public required Venue Exchange { get; init; }
    public required SourceTrust Trust { get; init; }
    public required string Health { get; init; }
    public required string? HealthReason { get; init; }
    public required DateTimeOffset? LastCompleteAt { get; init; }

    [Description("Age of the last Complete snapshot.")]
    public required decimal? LastCompleteAgeSeconds { get; init; }

    [Description("When the leaderboards were last swept to their end.")]
    public required DateTimeOffset? LastSweepAt { get; init; }
    public required int Whales { get; init; }
}

/// <summary>What a whale holds.</summary>
internal sealed record WhaleBookAnswer
{
    public required IReadOnlyList<WhalePositionAnswer> Items { get; init; }
    public required string? NextCursor { get; init; }

    [Description("When this book was read; it changed last then.")]
    public required DateTimeOffset? TakenAt { get; init; }

    [Description("When his book was last seen whole: what is shown was still so then.")]
    public required DateTimeOffset? LastCompleteAt { get; init; }
}

/// <summary>One line of a whale's book.</summary>
internal sealed record WhalePositionAnswer
{
    public required Market Market { get; init; }
    public required string Symbol { get; init; }
    public required PositionSide Side { get; init; }
    public required decimal Size { get; init; }
    public required SizeUnit SizeUnit { get; init; }
    public required decimal EntryPrice { get; init; }
    public required decimal? MarkPrice { get; init; }
    public required decimal? Leverage { get; init; }
    public required MarginMode? MarginMode { get; init; }
    public required decimal? NotionalUsdt { get; init; }
    public required decimal? UnrealizedPnlUsdt { get; init; }
    public required decimal? RoePercent { get; init; }
    public required DateTimeOffset? OpenedAt { get; init; }
}

/// <summary>A position that a whale has closed.</summary>
internal sealed record WhaleClosedPosition
{
    public required long Id { get; init; }
    public required Market Market { get; init; }
    public required string Symbol { get; init; }
    public required PositionSide Side { get; init; }
    public required decimal Size { get; init; }
    public required SizeUnit SizeUnit { get; init; }
    public required decimal? EntryPrice { get; init; }
    public required decimal? ExitPrice { get; init; }
    public required decimal? RealizedPnlUsdt { get; init; }
    public required decimal? Leverage { get; init; }
    public required DateTimeOffset? OpenedAt { get; init; }
    public required DateTimeOffset ClosedAt { get; init; }
}

/// <summary>A whale's results over time.</summary>
internal sealed record WhalePerformance
{
    public required long WhaleId { get; init; }
    public required WhaleStats Stats { get; init; }

    [Description("Oldest first; empty where his source shows none.")]
    public required IReadOnlyList<EquityPoint> EquityCurve { get; init; }
}

/// <summary>A point of an equity curve.</summary>
internal sealed record EquityPoint
{
    public required DateTimeOffset At { get; init; }

    [Description("Return since the curve's begin as a fraction: 0.25 is 25 %.")]
    public required decimal Value { get; init; }
}

/// <summary>The orders a list of whales can have.</summary>
internal enum WhaleSort
{
    [JsonStringEnumMemberName("score")]
    Score,
    [JsonStringEnumMemberName("roi_7d")]
    Roi7d,
    [JsonStringEnumMemberName("roi_30d")]
    Roi30d,
    [JsonStringEnumMemberName("win_rate")]
    WinRate,
    [JsonStringEnumMemberName("followers")]
    Followers,
    [JsonStringEnumMemberName("drawdown")]
    Drawdown,
}
