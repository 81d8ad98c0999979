using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Sizing;

/// <summary>What an entry of an instrument costs at a price and leverage, and back. One place, so that sizing and reserving agree.</summary>
/// <param name="Instrument">What.</param>
/// <param name="Price">Price that size and reservation are computed at: the bound of a buy, the best bid of a sell.</param>
/// <param name="Leverage">1 and more.</param>
public readonly record struct OrderCost(InstrumentSpec Instrument, decimal Price, int Leverage)
{
    /// <summary>Value of a size in USDT.</summary>
    public decimal NotionalUsdt(OrderSize size) => Instrument.NotionalUsdt(size, Price);

    /// <summary>Margin of a size in USDT: notional / leverage.</summary>
    public decimal MarginUsdt(OrderSize size) => NotionalUsdt(size) / Leverage;

    /// <summary>Taker fees of a size, in and out, in USDT.</summary>
    public decimal FeesUsdt(OrderSize size) => NotionalUsdt(size) * Instrument.TakerFeeRate * 2m;

    /// <summary>What is reserved for a size: its margin and the fees both ways.</summary>
    public decimal ReserveUsdt(OrderSize size) => MarginUsdt(size) + FeesUsdt(size);

    /// <summary>The largest size, unrounded, whose reservation is within an amount.</summary>
    /// <param name="amountUsdt">USDT.</param>
    public OrderSize SizeWithin(decimal amountUsdt) =>
        Instrument.FromNotional(amountUsdt / ((1m / Leverage) + (2m * Instrument.TakerFeeRate)), Price);

    /// <summary>The largest size, unrounded, whose margin is within an amount.</summary>
    /// <param name="marginUsdt">USDT.</param>
    public OrderSize SizeOfMargin(decimal marginUsdt) => Instrument.FromNotional(marginUsdt * Leverage, Price);

    /// <summary>The smallest size on the step that meets the venue's least size and least value.</summary>
    /// <param name="type">How it is sent.</param>
    /// <param name="checkPrice">The price at which the venue may value it: the lowest in question.</param>
    public OrderSize Minimum(OrderType type, decimal checkPrice)
    {
        var least = VenueMinimums.NotionalUsdt(Instrument);
        var byValue = Instrument.FromNotional(least, checkPrice).Value;
        var step = Instrument.StepOf(type);
        return OrderSize.Of(Rounding.CeilingToStep(decimal.Max(byValue, Instrument.MinSize), step), Instrument.SizeUnit);
    }
}
