using WhaleCopy.Core.Money;

namespace WhaleCopy.Core.Venues;

/// <summary>What can be traded, by the canonical name that is the same on every venue.</summary>
/// <param name="Venue">The exchange.</param>
/// <param name="Market">The product.</param>
/// <param name="Symbol">Canonical symbol: <c>BTCUSDT</c> for spot and USD-M, <c>BTCUSD</c> for COIN-M.</param>
public readonly record struct InstrumentId(Venue Venue, Market Market, string Symbol)
{
    /// <inheritdoc/>
    public override string ToString() => $"{WireName<Venue>.Of(Venue)} {WireName<Market>.Of(Market)} {Symbol}";
}

/// <summary>
/// An instrument's filters and units as its venue states them: the only place where coins become contracts and back.
/// </summary>
public sealed record InstrumentSpec
{
    /// <summary>Venue, market and canonical symbol.</summary>
    public required InstrumentId Id { get; init; }

    /// <summary>The venue's own name of it (<c>BTC-USDT-SWAP</c>, <c>BTCUSD_PERP</c>).</summary>
    public required string VenueSymbol { get; init; }

    /// <summary>The coin that is bought or sold.</summary>
    public required string BaseAsset { get; init; }

    /// <summary>The asset the price is in.</summary>
    public required string QuoteAsset { get; init; }

    /// <summary>The asset margin and profit are in: USDT for USD-M, the coin for COIN-M, the quote asset for spot.</summary>
    public required string SettleAsset { get; init; }

    /// <summary>What the venue counts this instrument's orders in.</summary>
    public required SizeUnit SizeUnit { get; init; }

    /// <summary>
    /// What one contract is: coins of the base asset for linear instruments, USD for inverse ones. 1 where the venue counts in coins.
    /// </summary>
    public required decimal ContractSize { get; init; }

    /// <summary>Price step, above zero.</summary>
    public required decimal TickSize { get; init; }

    /// <summary>Size step of limit orders, in <see cref="SizeUnit"/>, above zero.</summary>
    public required decimal SizeStep { get; init; }

    /// <summary>Size step of market orders, in <see cref="SizeUnit"/>, above zero.</summary>
    public required decimal MarketSizeStep { get; init; }

    /// <summary>Smallest order, in <see cref="SizeUnit"/>.</summary>
    public required decimal MinSize { get; init; }

    /// <summary>Largest limit order, in <see cref="SizeUnit"/>.</summary>
    public required decimal MaxSize { get; init; }

    /// <summary>Largest market order, in <see cref="SizeUnit"/>.</summary>
    public required decimal MaxMarketSize { get; init; }

    /// <summary>Smallest order value in USDT; 0 where the venue states none.</summary>
    public required decimal MinNotionalUsdt { get; init; }

    /// <summary>Largest leverage of the smallest bracket; 1 for spot.</summary>
    public required int MaxLeverage { get; init; }

    /// <summary>Up to which value of a position which leverage is allowed, in any order; empty where the venue does not tell.</summary>
    public EquatableArray<LeverageBracket> Brackets { get; init; } = [];

    /// <summary>Taker fee as a fraction (0.0005 is 0.05 %).</summary>
    public required decimal TakerFeeRate { get; init; }

    /// <summary>False while the venue does not take orders in it.</summary>
    public required bool IsTradable { get; init; }

    /// <summary>Profit and margin are in the coin, and a contract is worth a fixed number of USD.</summary>
    public bool IsInverse => Id.Market == Market.CoinM;

    /// <summary>The largest leverage that is allowed for a position of this value.</summary>
    /// <param name="notionalUsdt">In USDT; null where it is not known yet.</param>
    /// <returns>1 and more.</returns>
    public int MaxLeverageAt(decimal? notionalUsdt)
    {
        if (notionalUsdt is not { } notional || Brackets.Count == 0)
            return int.Max(1, MaxLeverage);

        // The tightest bracket that still holds the value; above all of them the last one counts.
        LeverageBracket? fit = null;
        LeverageBracket? last = null;
        foreach (var bracket in Brackets.AsSpan())
        {
            if (last is null || bracket.NotionalCapUsdt > last.Value.NotionalCapUsdt)
                last = bracket;
            if (notional <= bracket.NotionalCapUsdt && (fit is null || bracket.NotionalCapUsdt < fit.Value.NotionalCapUsdt))
                fit = bracket;
        }

        return int.Max(1, int.Min(MaxLeverage, (fit ?? last!.Value).MaxLeverage));
    }

    /// <summary>The step an order of this type is rounded to, in <see cref="SizeUnit"/>.</summary>
    public decimal StepOf(OrderType type) => type == OrderType.Market ? decimal.Max(SizeStep, MarketSizeStep) : SizeStep;

    /// <summary>The largest order of this type, in <see cref="SizeUnit"/>.</summary>
    public decimal MaxSizeOf(OrderType type) => type == OrderType.Market ? MaxMarketSize : MaxSize;

    /// <summary>The value of a size at a price, in USDT.</summary>
    /// <param name="size">In this instrument's unit.</param>
    /// <param name="price">Quote currency a coin, above zero.</param>
    public decimal NotionalUsdt(OrderSize size, decimal price) => size.Unit switch
    {
        SizeUnit.Base => size.Value * price,
        SizeUnit.Contracts => IsInverse ? size.Value * ContractSize : size.Value * ContractSize * price,
    };

    /// <summary>A size in coins of the base asset at a price.</summary>
    /// <param name="size">In this instrument's unit.</param>
    /// <param name="price">Quote currency a coin, above zero; only inverse contracts need it.</param>
    public BaseQuantity ToBase(OrderSize size, decimal price) => size.Unit switch
    {
        SizeUnit.Base => size.AsBase(),
        SizeUnit.Contracts => new BaseQuantity(IsInverse ? size.Value * ContractSize / price : size.Value * ContractSize),
    };

    /// <summary>Coins of the base asset in this instrument's unit, unrounded.</summary>
    /// <param name="quantity">Coins.</param>
    /// <param name="price">Quote currency a coin, above zero; only inverse contracts need it.</param>
    public OrderSize FromBase(BaseQuantity quantity, decimal price) => SizeUnit switch
    {
        SizeUnit.Base => OrderSize.Of(quantity),
        SizeUnit.Contracts => OrderSize.Of(new ContractCount(IsInverse ? quantity.Value * price / ContractSize : quantity.Value / ContractSize)),
    };

    /// <summary>The size that a value in USDT buys at a price, unrounded, in this instrument's unit.</summary>
    /// <param name="notionalUsdt">USDT.</param>
    /// <param name="price">Quote currency a coin, above zero.</param>
    public OrderSize FromNotional(decimal notionalUsdt, decimal price) => SizeUnit switch
    {
        SizeUnit.Base => OrderSize.Of(new BaseQuantity(notionalUsdt / price)),
        SizeUnit.Contracts => OrderSize.Of(new ContractCount(IsInverse ? notionalUsdt / ContractSize : notionalUsdt / (ContractSize * price))),
    };

    /// <summary>A size rounded down to the step of an order of this type.</summary>
    public OrderSize Floor(OrderSize size, OrderType type) => OrderSize.Of(Rounding.FloorToStep(size.Value, StepOf(type)), size.Unit);

    /// <summary>Profit of a size between two prices, in USDT at the exit price, before fees.</summary>
    /// <param name="size">In this instrument's unit.</param>
    /// <param name="side">Direction of the position.</param>
    /// <param name="entryPrice">Above zero.</param>
    /// <param name="exitPrice">Above zero.</param>
    public decimal ProfitUsdt(OrderSize size, PositionSide side, decimal entryPrice, decimal exitPrice) =>
        IsInverse
            ? InverseProfitCoins(size, side, entryPrice, exitPrice) * exitPrice
            : side.Sign() * (exitPrice - entryPrice) * ToBase(size, exitPrice).Value;

    private decimal InverseProfitCoins(OrderSize size, PositionSide side, decimal entryPrice, decimal exitPrice) => size.Unit switch
    {
        // A venue that counts inverse positions in coins still fixes their USD value at the entry.
        SizeUnit.Base => side.Sign() * size.Value * entryPrice * ((1m / entryPrice) - (1m / exitPrice)),
        SizeUnit.Contracts => side.Sign() * size.Value * ContractSize * ((1m / entryPrice) - (1m / exitPrice)),
    };
}
