namespace WhaleCopy.Simulator.Engine;

/// <summary>Size and price rules that all venues share in kind.</summary>
internal static class OrderFilters
{
    /// <summary>A limit price further than this from the mark is refused (PERCENT_PRICE and its like).</summary>
    public const decimal PriceBand = 0.15m;

    public static Refusal Check(InstrumentBook book, OrderKind kind, Side side, decimal quantity, decimal price)
    {
        var spec = book.Spec;
        if (quantity <= 0)
        {
            return Refusal.QuantityNotPositive;
        }

        if (quantity < spec.MinimumQuantity)
        {
            return Refusal.QuantityBelowMinimum;
        }

        if (quantity > (kind == OrderKind.Market ? spec.MaximumMarketQuantity : spec.MaximumQuantity))
        {
            return Refusal.QuantityAboveMaximum;
        }

        if (quantity % spec.Step != 0)
        {
            return Refusal.QuantityOffStep;
        }

        return kind == OrderKind.Limit ? CheckPrice(book, side, price) : Refusal.None;
    }

    public static bool IsBelowMinimumNotional(Instrument spec, decimal quantity, decimal price) =>
        spec.MinimumNotional > 0 && spec.Notional(quantity, price) < spec.MinimumNotional;

    private static Refusal CheckPrice(InstrumentBook book, Side side, decimal price)
    {
        if (price <= 0)
        {
            return Refusal.PriceNotPositive;
        }

        if (price % book.Spec.Tick != 0)
        {
            return Refusal.PriceOffTick;
        }

        var mark = book.Quote.Mark;
        var isOutside = side == Side.Buy ? price > mark * (1 + PriceBand) : price < mark * (1 - PriceBand);
        return isOutside ? Refusal.PriceOutOfBand : Refusal.None;
    }
}
