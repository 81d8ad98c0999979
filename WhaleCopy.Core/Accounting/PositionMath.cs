using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Accounting;

/// <summary>A copy's quantity, average entry price and margin.</summary>
/// <param name="Quantity">Own quantity.</param>
/// <param name="EntryPrice">Average, in quote currency a coin; zero while there is nothing.</param>
/// <param name="MarginUsdt">Margin in use.</param>
public readonly record struct Holding(OrderSize Quantity, decimal EntryPrice, decimal MarginUsdt);

/// <summary>What an exit realised.</summary>
/// <param name="Rest">What stays.</param>
/// <param name="ProfitUsdt">Before fees.</param>
/// <param name="FreedMarginUsdt">Margin set free.</param>
public readonly record struct ExitResult(Holding Rest, decimal ProfitUsdt, decimal FreedMarginUsdt);

/// <summary>What fills do to a holding.</summary>
public static class PositionMath
{
    /// <summary>An entry's fill: the average entry is weighted by what was paid (harmonic for inverse contracts).</summary>
    public static Holding Add(InstrumentSpec instrument, Holding holding, OrderSize filled, decimal price, int leverage)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(price);
        ArgumentOutOfRangeException.ThrowIfLessThan(leverage, 1);
        if (filled.Value <= 0m)
            return holding;
        var margin = instrument.NotionalUsdt(filled, price) / leverage;
        if (holding.Quantity.Value <= 0m)
            return new Holding(filled, price, holding.MarginUsdt + margin);
        var quantity = holding.Quantity + filled;
        var isHarmonic = instrument.IsInverse && filled.Unit == SizeUnit.Contracts;
        var entry = isHarmonic
            ? quantity.Value / ((holding.Quantity.Value / holding.EntryPrice) + (filled.Value / price))
            : ((holding.Quantity.Value * holding.EntryPrice) + (filled.Value * price)) / quantity.Value;
        return new Holding(quantity, entry, holding.MarginUsdt + margin);
    }

    /// <summary>An exit's fill, at most what is held: the entry price stays, profit and margin follow the part.</summary>
    public static ExitResult Take(InstrumentSpec instrument, Holding holding, OrderSize filled, decimal price, PositionSide side)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(price);
        var taken = filled < holding.Quantity ? filled : holding.Quantity;
        if (taken.Value <= 0m)
            return new ExitResult(holding, 0m, 0m);
        var profit = instrument.ProfitUsdt(taken, side, holding.EntryPrice, price);
        var rest = holding.Quantity - taken;
        var freed = rest.IsZero ? holding.MarginUsdt : holding.MarginUsdt * taken.Value / holding.Quantity.Value;
        return new ExitResult(
            new Holding(rest, rest.IsZero ? 0m : holding.EntryPrice, holding.MarginUsdt - freed), profit, freed);
    }

    /// <summary>
    /// What a spot buy left in the account: fees taken in the base coin are gone from it. Rounded down to the step, so that all of
    /// it can be sold.
    /// </summary>
    public static OrderSize NetOfBaseFee(InstrumentSpec instrument, OrderSize bought, decimal fee, string feeAsset)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (instrument.Id.Market != Market.Spot || fee <= 0m || !string.Equals(feeAsset, instrument.BaseAsset, StringComparison.Ordinal))
            return bought;
        return instrument.Floor(OrderSize.Of(decimal.Max(0m, bought.Value - fee), bought.Unit), OrderType.Market);
    }
}
