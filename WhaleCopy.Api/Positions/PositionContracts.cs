using System.ComponentModel;
using System.Text.Json.Serialization;
using WhaleCopy.Api.Json;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Api.Positions;

/// <summary>A copy that is or was held.</summary>
internal sealed record Position
{
    public required long Id { get; init; }
    public required long? WhaleId { get; init; }
    public required string? WhaleName { get; init; }
    public required long? FollowId { get; init; }
    public required long ApiKeyId { get; init; }
    public required Venue Exchange { get; init; }
    public required Market Market { get; init; }
    public required string Symbol { get; init; }
    public required PositionSide Side { get; init; }
    public required decimal Quantity { get; init; }
    public required SizeUnit QuantityUnit { get; init; }
    public required decimal EntryPrice { get; init; }
    public required decimal? CurrentPrice { get; init; }

    [Description("When current_price was read.")]
    public required DateTimeOffset? PricedAt { get; init; }
    public required decimal? ExitPrice { get; init; }
    public required int Leverage { get; init; }
    public required MarginMode MarginMode { get; init; }
    public required decimal MarginUsdt { get; init; }
    public required decimal NotionalUsdt { get; init; }

    [Description("Distance from the entry price.")]
    public required decimal StopLossPercent { get; init; }
    public required decimal? StopLossPrice { get; init; }
    public required string? StopLossOrderId { get; init; }
    public required decimal? TakeProfitPercent { get; init; }
    public required decimal? TakeProfitPrice { get; init; }
    public required string? TakeProfitOrderId { get; init; }
    public required decimal? TrailingStopPercent { get; init; }
    public required ProtectionStatus Protection { get; init; }
    public required decimal UnrealizedPnl { get; init; }
    public required decimal UnrealizedPnlPercent { get; init; }
    public required decimal RealizedPnl { get; init; }
    public required decimal FeesUsdt { get; init; }
    public required decimal FundingUsdt { get; init; }
    public required PositionStatus Status { get; init; }
    public required CloseReason? CloseReason { get; init; }

    [Description("A close that could not be made yet and is tried again until it is.")]
    public required CloseReason? OwedCloseReason { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>How much to close.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CloseRequest
{
    [Description("Above 0, at most 100; absent: all of it.")]
    public decimal? Percent { get; init; }
}

/// <summary>The protection to change; what is absent stays. Of price and percent of one leg only one may be given.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ProtectionPatch
{
    [Description("On the losing side of the entry; it can be moved, never removed.")]
    public Change<decimal> StopLossPrice { get; init; }

    [Description("Percent of the entry price against the position.")]
    public Change<decimal> StopLossPercent { get; init; }

    [Description("Null removes the take-profit.")]
    public Change<decimal?> TakeProfitPrice { get; init; }

    [Description("Percent of the entry price; null removes the take-profit.")]
    public Change<decimal?> TakeProfitPercent { get; init; }

    [Description("Percent of the best price since the entry; null ends trailing.")]
    public Change<decimal?> TrailingStopPercent { get; init; }
}
