using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Positions;

/// <summary>The protection that a patch leaves a position with, or what is wrong with it.</summary>
internal sealed record ProtectionChange
{
    private readonly Dictionary<string, string[]> _errors = [];

    private ProtectionChange()
    {
    }

    public required decimal StopLossPercent { get; init; }
    public required decimal? StopLossPrice { get; init; }
    public required decimal? TakeProfitPercent { get; init; }
    public required decimal? TakeProfitPrice { get; init; }
    public required decimal? TrailingStopPercent { get; init; }

    /// <summary>By field; empty where the change can be made.</summary>
    public IReadOnlyDictionary<string, string[]> Errors => _errors;

    public static ProtectionChange Of(PositionRow position, ProtectionPatch patch)
    {
        var sign = position.Side.Sign();
        var (stopPrice, stopPercent) = (position.StopLossPrice, position.StopLossPercent);
        if (patch.StopLossPrice.IsSet)
        {
            stopPrice = patch.StopLossPrice.Or(0m);
            stopPercent = (position.EntryPrice - stopPrice.Value) / position.EntryPrice * 100m * sign;
        }
        else if (patch.StopLossPercent.IsSet)
        {
            stopPercent = patch.StopLossPercent.Or(0m);
            stopPrice = PriceAt(position, -stopPercent * sign);
        }

        var (profitPrice, profitPercent) = (position.TakeProfitPrice, position.TakeProfitPercent);
        if (patch.TakeProfitPrice.IsSet)
        {
            profitPrice = patch.TakeProfitPrice.Or(null);
            profitPercent = (profitPrice - position.EntryPrice) / position.EntryPrice * 100m * sign;
        }
        else if (patch.TakeProfitPercent.IsSet)
        {
            profitPercent = patch.TakeProfitPercent.Or(null);
            profitPrice = profitPercent is { } percent ? PriceAt(position, percent * sign) : null;
        }

        var change = new ProtectionChange
        {
            StopLossPercent = RoundUp(stopPercent),
            StopLossPrice = stopPrice,
            TakeProfitPercent = profitPercent is { } percentage ? RoundUp(percentage) : null,
            TakeProfitPrice = profitPrice,
            TrailingStopPercent = patch.TrailingStopPercent.Or(position.TrailingStopPercent),
        };
        change.Check(position, patch);
        return change;
    }

    // The executor takes prices from the percentages and rounds them towards the entry: a percentage rounded down would cost a tick.
    private static decimal RoundUp(decimal percent) => decimal.Round(percent, 15, MidpointRounding.ToPositiveInfinity);

    private static decimal PriceAt(PositionRow position, decimal percent) => position.EntryPrice * (1m + (percent / 100m));

    private void Check(PositionRow position, ProtectionPatch patch)
    {
        var sign = position.Side.Sign();
        var now = position.CurrentPrice ?? position.EntryPrice;
        var stop = patch.StopLossPrice.IsSet ? "stop_loss_price" : "stop_loss_percent";
        var profit = patch.TakeProfitPrice.IsSet ? "take_profit_price" : "take_profit_percent";
        if (patch.StopLossPrice.IsSet && patch.StopLossPercent.IsSet)
            _errors["stop_loss_percent"] = ["Give the price or the percentage, not both."];
        if (patch.TakeProfitPrice.IsSet && patch.TakeProfitPercent.IsSet)
            _errors["take_profit_percent"] = ["Give the price or the percentage, not both."];

        if (patch.StopLossPrice.IsSet || patch.StopLossPercent.IsSet)
        {
            if (StopLossPrice is not > 0m)
                _errors[stop] = ["The stop is above 0."];
            else if ((now - StopLossPrice.Value) * sign <= 0m)
                _errors[stop] = [position.Side == PositionSide.Long ? "A long's stop is below the price." : "A short's stop is above the price."];
            else if (StopLossPercent <= 0m)
                _errors[stop] = [position.Side == PositionSide.Long ? "A long's stop is below its entry; a trailing stop secures profits." : "A short's stop is above its entry; a trailing stop secures profits."];
            else if (StopLossPercent * position.Leverage > LeverageDecision.MaxStopTimesLeverage)
                _errors[stop] = [FormattableString.Invariant($"At {position.Leverage}x the stop is at most {LeverageDecision.MaxStopTimesLeverage / position.Leverage:0.##} % from the entry: beyond that the position is liquidated first.")];
        }

        if ((patch.TakeProfitPrice.IsSet || patch.TakeProfitPercent.IsSet) && TakeProfitPrice is { } target)
        {
            if (target <= 0m)
                _errors[profit] = ["The take-profit is above 0."];
            else if ((target - now) * sign <= 0m)
                _errors[profit] = [position.Side == PositionSide.Long ? "A long's take-profit is above the price." : "A short's take-profit is below the price."];
            else if (TakeProfitPercent <= 0m)
                _errors[profit] = [position.Side == PositionSide.Long ? "A long's take-profit is above its entry." : "A short's take-profit is below its entry."];
        }

        if (patch.TrailingStopPercent.IsSet && TrailingStopPercent is < 0.1m or > 50m)
            _errors["trailing_stop_percent"] = ["trailing_stop_percent is from 0.1 to 50."];
    }
}
