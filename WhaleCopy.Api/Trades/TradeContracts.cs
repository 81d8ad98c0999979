using System.ComponentModel;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Api.Trades;

/// <summary>One change of a copy, from decision to outcome.</summary>
internal record Trade
{
    public required long Id { get; init; }
    public required long? SignalId { get; init; }
    public required long? WhaleId { get; init; }
    public required string? WhaleName { get; init; }
    public required long? PositionId { get; init; }
    public required bool IsCopyTrade { get; init; }
    public required Venue Exchange { get; init; }
    public required Market Market { get; init; }
    public required string? ExchangeOrderId { get; init; }
    public required string? ClientOrderId { get; init; }
    public required string Symbol { get; init; }
    public required TradeType TradeType { get; init; }
    public required SignalKind Kind { get; init; }
    public required OrderSide Side { get; init; }
    public required PositionSide PositionSide { get; init; }
    public required OrderType OrderType { get; init; }
    public required decimal Quantity { get; init; }
    public required SizeUnit QuantityUnit { get; init; }
    public required decimal FilledQuantity { get; init; }
    public required decimal? ExecutedPrice { get; init; }

    [Description("Value in USDT.")]
    public required decimal TradeValueUsdt { get; init; }
    public required decimal MarginUsdt { get; init; }
    public required int Leverage { get; init; }
    public required decimal FeeUsdt { get; init; }
    public required decimal? RealizedPnl { get; init; }
    public required TradeStatus Status { get; init; }
    public required string? ReasonCode { get; init; }
    public required string? Reason { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required TradeTimeline Timeline { get; init; }
}

/// <summary>When what happened; null where it did not, or is not known.</summary>
internal sealed record TradeTimeline
{
    [Description("The whale's own time of his change.")]
    public required DateTimeOffset? WhaleChangedAt { get; init; }
    public required DateTimeOffset? SeenAt { get; init; }
    public required DateTimeOffset DecidedAt { get; init; }
    public required DateTimeOffset? SentAt { get; init; }
    public required DateTimeOffset? AcknowledgedAt { get; init; }
    public required DateTimeOffset? FilledAt { get; init; }
}

/// <summary>A trade with its orders and how close it came to the whale.</summary>
internal sealed record TradeDetail : Trade
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public TradeDetail(Trade trade)
        : base(trade) =>
        Orders = [];

    [System.Text.Json.Serialization.JsonConstructor]
    public TradeDetail()
    {
    }

    public required IReadOnlyList<TradeOrder> Orders { get; init; }

    [Description("Null while nothing is filled, and where there is no whale to compare with.")]
    public required TrackingError? TrackingError { get; init; }
}

/// <summary>One attempt of an order.</summary>
internal sealed record TradeOrder
{
    public required string ClientOrderId { get; init; }
    public required string? ExchangeOrderId { get; init; }
    public required OrderLeg Leg { get; init; }
    public required int Attempt { get; init; }
    public required OrderStatus Status { get; init; }
    public required OrderType OrderType { get; init; }
    public required decimal Quantity { get; init; }
    public required decimal? LimitPrice { get; init; }
    public required decimal FilledQuantity { get; init; }
    public required decimal? AveragePrice { get; init; }
    public required decimal FeeUsdt { get; init; }

    [Description("The exchange's code where it refused.")]
    public required string? RejectCode { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? SentAt { get; init; }
    public required DateTimeOffset? AcknowledgedAt { get; init; }
    public required DateTimeOffset? EndedAt { get; init; }
}

/// <summary>How far a copy is from its whale.</summary>
internal sealed record TrackingError
{
    [Description("The whale's price.")]
    public required decimal? ReferencePrice { get; init; }

    [Description("Percent of the whale's price by which this trade was worse than his; below zero where it was better.")]
    public required decimal? GapPercent { get; init; }

    [Description("From the whale's change, or from when we saw it, to the fill.")]
    public required long? DelayMs { get; init; }
    public required decimal FeeUsdt { get; init; }

    [Description("Signals of the same line since the copy was opened that were not copied.")]
    public required int MissedLegs { get; init; }
}
