using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Trades;

/// <summary>Where stops and take-profits lie. Percentages are of the entry <b>price</b>, not of the margin; triggered on mark.</summary>
public static class ProtectionPrices
{
    /// <summary>A stop lies at most this far from the entry towards the liquidation price, in percent of the way.</summary>
    public const decimal LiquidationGuardPercent = 80m;

    /// <summary>
    /// The stop-loss price, rounded to the tick towards less risk: up for a long, down for a short. Never at or beyond the entry.
    /// </summary>
    /// <param name="side">Direction of the copy.</param>
    /// <param name="entryPrice">Average entry price, above zero.</param>
    /// <param name="percent">Above zero.</param>
    /// <param name="tickSize">Above zero.</param>
    public static decimal Stop(PositionSide side, decimal entryPrice, decimal percent, decimal tickSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(entryPrice);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        if (side == PositionSide.Long)
        {
            var stop = Rounding.CeilingToStep(entryPrice * (1m - (percent / 100m)), tickSize);
            var below = Rounding.CeilingToStep(entryPrice, tickSize) - tickSize;
            return decimal.Max(tickSize, decimal.Min(stop, below));
        }

        var above = Rounding.FloorToStep(entryPrice, tickSize) + tickSize;
        return decimal.Max(Rounding.FloorToStep(entryPrice * (1m + (percent / 100m)), tickSize), above);
    }

    /// <summary>The take-profit price, rounded towards the entry: a profit that is reached sooner.</summary>
    /// <param name="side">Direction of the copy.</param>
    /// <param name="entryPrice">Average entry price, above zero.</param>
    /// <param name="percent">Above zero.</param>
    /// <param name="tickSize">Above zero.</param>
    public static decimal TakeProfit(PositionSide side, decimal entryPrice, decimal percent, decimal tickSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(entryPrice);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        if (side == PositionSide.Long)
        {
            var above = Rounding.FloorToStep(entryPrice, tickSize) + tickSize;
            return decimal.Max(Rounding.FloorToStep(entryPrice * (1m + (percent / 100m)), tickSize), above);
        }

        var below = Rounding.CeilingToStep(entryPrice, tickSize) - tickSize;
        return decimal.Max(tickSize, decimal.Min(Rounding.CeilingToStep(entryPrice * (1m - (percent / 100m)), tickSize), below));
    }

    /// <summary>The stop of a trailing distance behind the best mark since the entry, rounded towards less risk.</summary>
    /// <param name="side">Direction of the copy.</param>
    /// <param name="bestMark">Highest mark of a long, lowest of a short.</param>
    /// <param name="percent">Distance in percent of it.</param>
    /// <param name="tickSize">Above zero.</param>
    public static decimal Trailing(PositionSide side, decimal bestMark, decimal percent, decimal tickSize) =>
        side == PositionSide.Long
            ? Rounding.CeilingToStep(bestMark * (1m - (percent / 100m)), tickSize)
            : Rounding.FloorToStep(bestMark * (1m + (percent / 100m)), tickSize);

    /// <summary>The better of two marks for a copy: what a trailing stop follows.</summary>
    public static decimal BestMark(PositionSide side, decimal? best, decimal mark) =>
        best is not { } known ? mark : side == PositionSide.Long ? decimal.Max(known, mark) : decimal.Min(known, mark);

    /// <summary>The tighter of two stops: the higher for a long, the lower for a short.</summary>
    public static decimal Tighter(PositionSide side, decimal left, decimal right) =>
        side == PositionSide.Long ? decimal.Max(left, right) : decimal.Min(left, right);

    /// <summary>
    /// A stop moved inside the liquidation price: no further than 80 % of the way from the entry to it, else it protects nobody.
    /// </summary>
    /// <param name="side">Direction of the copy.</param>
    /// <param name="stopPrice">The stop wanted.</param>
    /// <param name="entryPrice">Average entry price.</param>
    /// <param name="liquidationPrice">What the venue says; null or zero where it says none.</param>
    /// <param name="tickSize">Above zero.</param>
    public static decimal Guarded(PositionSide side, decimal stopPrice, decimal entryPrice, decimal? liquidationPrice, decimal tickSize)
    {
        if (liquidationPrice is not > 0m)
            return stopPrice;
        var way = (liquidationPrice.Value - entryPrice) * LiquidationGuardPercent / 100m;
        if (side == PositionSide.Long)
            return way < 0m ? decimal.Max(stopPrice, Rounding.CeilingToStep(entryPrice + way, tickSize)) : stopPrice;
        return way > 0m ? decimal.Min(stopPrice, Rounding.FloorToStep(entryPrice + way, tickSize)) : stopPrice;
    }

    /// <summary>
    /// The stop of a copy whose whale cannot be seen and whose follow says TIGHTEN: half way between the stop and the mark, rounded
    /// towards less risk, and never back.
    /// </summary>
    /// <param name="side">Direction of the copy.</param>
    /// <param name="stopPrice">The stop as it is.</param>
    /// <param name="mark">Mark price now.</param>
    /// <param name="tickSize">Above zero.</param>
    public static decimal Tightened(PositionSide side, decimal stopPrice, decimal mark, decimal tickSize)
    {
        var middle = (stopPrice + mark) / 2m;
        var rounded = side == PositionSide.Long ? Rounding.CeilingToStep(middle, tickSize) : Rounding.FloorToStep(middle, tickSize);
        return Tighter(side, stopPrice, rounded);
    }
}
