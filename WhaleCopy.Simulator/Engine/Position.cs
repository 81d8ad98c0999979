namespace WhaleCopy.Simulator.Engine;

/// <summary>What one account holds of one instrument on one side. Quantity is signed: long positive.</summary>
internal sealed class Position : IIndexed
{
    public int Index { get; set; } = -1;
    public required long Id { get; init; }
    public required Account Account { get; init; }
    public required InstrumentBook Book { get; init; }
    public required PositionSide Side { get; init; }
    public required MarginMode Mode { get; set; }
    public decimal Quantity { get; set; }
    public decimal EntryPrice { get; set; }
    public decimal IsolatedMargin { get; set; }
    public decimal Leverage { get; set; }
    public decimal RealizedPnl { get; set; }
    public DateTimeOffset OpenedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    public Instrument Spec => Book.Spec;
    public bool IsLong => Quantity > 0;
    public decimal Size => Math.Abs(Quantity);
    public decimal UnrealizedPnl => Quantity == 0 ? 0 : Spec.Profit(Quantity, EntryPrice, Book.Quote.Mark);
    public decimal ValueAtMark => Spec.Value(Size, Book.Quote.Mark);
    public decimal InitialMargin => Mode == MarginMode.Isolated ? IsolatedMargin : ValueAtMark / Leverage;
    public decimal MaintenanceMargin => ValueAtMark * Spec.MaintenanceRate;

    /// <summary>Where this side is liquidated given the collateral behind it; 0 when it cannot be.</summary>
    public decimal LiquidationPrice(decimal collateral)
    {
        if (Quantity == 0)
        {
            return 0;
        }

        var rate = Spec.MaintenanceRate;
        decimal price;
        if (Spec.Kind == ContractKind.Linear)
        {
            var cost = Size * EntryPrice;
            price = IsLong
                ? (cost - collateral) / (Size * (1 - rate))
                : (cost + collateral) / (Size * (1 + rate));
        }
        else
        {
            var usd = Spec.Kind == ContractKind.InverseUsd ? Size : Size * EntryPrice;
            var coins = usd / EntryPrice;
            var denominator = IsLong ? coins + collateral : coins - collateral;
            if (denominator <= 0)
            {
                return 0;
            }

            price = usd * (IsLong ? 1 + rate : 1 - rate) / denominator;
        }

        return price <= 0 ? 0 : Math.Round(price, 8);
    }
}
