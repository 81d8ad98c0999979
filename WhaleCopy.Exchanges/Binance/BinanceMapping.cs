using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Binance's words for ours and back.</summary>
internal static class BinanceMapping
{
    public static string Side(OrderSide side) => side == OrderSide.Buy ? "BUY" : "SELL";

    public static OrderSide Side(string side) => side switch
    {
        "BUY" => OrderSide.Buy,
        "SELL" => OrderSide.Sell,
        _ => throw new FormatException($"Side '{side}' is not known."),
    };

    public static string PositionSideOf(PositionSide side) => side == PositionSide.Long ? "LONG" : "SHORT";

    /// <summary>The direction of a row: its own word in hedge mode, the sign of its amount in one-way mode.</summary>
    public static PositionSide PositionSideOf(string side, decimal signedAmount) => side switch
    {
        "LONG" => PositionSide.Long,
        "SHORT" => PositionSide.Short,
        "BOTH" => signedAmount < 0m ? PositionSide.Short : PositionSide.Long,
        _ => throw new FormatException($"Position side '{side}' is not known."),
    };

    /// <summary>USD-M's "CROSSED", the older "cross" and both of isolated.</summary>
    public static MarginMode MarginModeOf(string marginType) => marginType switch
    {
        "CROSSED" or "cross" or "CROSS" => MarginMode.Cross,
        "ISOLATED" or "isolated" => MarginMode.Isolated,
        _ => throw new FormatException($"Margin type '{marginType}' is not known."),
    };

    public static string MarginType(MarginMode mode) => mode == MarginMode.Cross ? "CROSSED" : "ISOLATED";

    /// <summary>An order's state; null for a word that is not known.</summary>
    public static OrderStatus? Status(string status) => status switch
    {
        "NEW" or "PENDING_NEW" or "PENDING_CANCEL" => OrderStatus.Accepted,
        "PARTIALLY_FILLED" => OrderStatus.PartiallyFilled,
        "FILLED" => OrderStatus.Filled,
        "CANCELED" => OrderStatus.Cancelled,
        "EXPIRED" or "EXPIRED_IN_MATCH" => OrderStatus.Expired,
        "REJECTED" => OrderStatus.Rejected,
        _ => null,
    };

    /// <summary>A conditional order's state. FINISHED means that the order it became is done, filled or not.</summary>
    public static OrderStatus? AlgoStatus(string status) => status switch
    {
        "NEW" => OrderStatus.Accepted,
        "TRIGGERING" or "TRIGGERED" or "FINISHED" => OrderStatus.Triggered,
        "CANCELED" => OrderStatus.Cancelled,
        "EXPIRED" => OrderStatus.Expired,
        "REJECTED" => OrderStatus.Rejected,
        _ => null,
    };

    /// <summary>An order as it stands, or null where its state is a word that is not known.</summary>
    public static VenueOrder? Order(BinanceOrder order, SizeUnit unit) => Status(order.Status) is not { } status
        ? null
        : new VenueOrder
        {
            VenueOrderId = order.OrderId,
            ClientOrderId = order.ClientOrderId ?? string.Empty,
            Status = status,
            Filled = OrderSize.Of(order.ExecutedQty, unit),
            AveragePrice = Positive(order.AvgPrice)
                ?? (order is { ExecutedQty: > 0m, CumulativeQuoteQty: > 0m } ? order.CumulativeQuoteQty / order.ExecutedQty : null),
            UpdatedAt = Time(order.UpdateTime ?? order.TransactTime),
        };

    /// <summary>A conditional order as it stands, or null where its state is a word that is not known.</summary>
    public static VenueOrder? AlgoOrder(BinanceAlgoOrder order, SizeUnit unit) => AlgoStatus(order.AlgoStatus) is not { } status
        ? null
        : new VenueOrder
        {
            VenueOrderId = order.AlgoId,
            ClientOrderId = order.ClientAlgoId ?? string.Empty,
            Status = status,
            Filled = OrderSize.Of(0m, unit),
            UpdatedAt = Time(order.UpdateTime),
            TriggeredOrderId = order.ActualOrderId is { Length: > 0 } actual and not "0" ? actual : null,
        };

    /// <summary>Orders of the venue's own making have names of their own, which no client may use.</summary>
    public static FillCause CauseOf(BinanceOrder order) =>
        order.ClientOrderId is not { } id ? FillCause.Trade
        : id.StartsWith("adl_autoclose", StringComparison.Ordinal) ? FillCause.AutoDeleverage
        : id.StartsWith("autoclose-", StringComparison.Ordinal) ? FillCause.Liquidation
        : FillCause.Trade;

    /// <summary>
    /// A fill. The documentation's example shows a taker's commission below zero, live answers above: a taker never earns it here.
    /// </summary>
    public static Fill FillOf(BinanceFill fill, SizeUnit unit) => new()
    {
        FillId = fill.Id,
        VenueOrderId = fill.OrderId,
        Side = Side(fill.Side),
        PositionSide = fill.PositionSide switch
        {
            "LONG" => PositionSide.Long,
            "SHORT" => PositionSide.Short,
            _ => null,
        },
        Size = OrderSize.Of(fill.Qty, unit),
        Price = fill.Price,
        Fee = fill.Maker == true ? fill.Commission : decimal.Abs(fill.Commission),
        FeeAsset = fill.CommissionAsset,
        RealizedPnl = fill.RealizedPnl,
        At = DateTimeOffset.FromUnixTimeMilliseconds(fill.Time),
    };

    /// <summary>A spot fill; the fee is taken in the coin received unless BNB pays it.</summary>
    public static Fill FillOf(BinanceSpotFill fill) => new()
    {
        FillId = fill.Id,
        VenueOrderId = fill.OrderId,
        Side = fill.IsBuyer == true ? OrderSide.Buy : OrderSide.Sell,
        Size = OrderSize.Of(fill.Qty, SizeUnit.Base),
        Price = fill.Price,
        Fee = fill.Commission,
        FeeAsset = fill.CommissionAsset,
        At = DateTimeOffset.FromUnixTimeMilliseconds(fill.Time),
    };

    /// <summary>A working order; spot's stops stand among the plain ones.</summary>
    public static WorkingOrder Working(BinanceOrder row, Market market, SizeUnit unit)
    {
        var isConditional = row.Type is { } type
            && (type.StartsWith("STOP", StringComparison.Ordinal) || type.StartsWith("TAKE_PROFIT", StringComparison.Ordinal));
        return new WorkingOrder(
            Instrument(market, row.Symbol),
            Order(row, unit) ?? throw new FormatException($"Status '{row.Status}' is not known."),
            Side(row.Side ?? string.Empty),
            isConditional,
            isConditional ? Positive(row.StopPrice) : null);
    }

    /// <summary>A conditional order that waits.</summary>
    public static WorkingOrder Working(BinanceAlgoOrder row, Market market, SizeUnit unit) => new(
        Instrument(market, row.Symbol),
        AlgoOrder(row, unit) ?? throw new FormatException($"Status '{row.AlgoStatus}' is not known."),
        Side(row.Side ?? string.Empty),
        IsConditional: true,
        Positive(row.TriggerPrice));

    public static InstrumentSettings Settings(BinanceSymbolConfig config) => new(config.Leverage, MarginModeOf(config.MarginType));

    public static InstrumentSettings Settings(BinanceAccountPosition row) =>
        new(row.Leverage ?? 1, row.Isolated == true ? MarginMode.Isolated : MarginMode.Cross);

    /// <summary>A market order, or a limit order whose rest is cancelled at once.</summary>
    public static void AddType(FormWriter form, OrderRequest request)
    {
        if (request.Type == OrderType.Market)
        {
            form.Add("type", "MARKET");
            return;
        }

        var price = request.LimitPrice ?? throw new ArgumentException("A limit order needs its bound.", nameof(request));
        form.Add("type", "LIMIT").Add("timeInForce", "IOC").Add("price", price);
    }

    /// <summary>An instrument, or null for one that is not traded here: dated, not margined in USDT, without its filters.</summary>
    public static InstrumentSpec? Instrument(BinanceSymbol symbol, Market market, int maxLeverage)
    {
        if (!IsTradedHere(symbol, market))
            return null;

        var price = Filter(symbol, "PRICE_FILTER");
        var lot = Filter(symbol, "LOT_SIZE");
        if (price?.TickSize is not > 0m || lot?.StepSize is not > 0m)
            return null;

        var marketLot = Filter(symbol, "MARKET_LOT_SIZE");
        var notional = Filter(symbol, "MIN_NOTIONAL") ?? Filter(symbol, "NOTIONAL");
        return new InstrumentSpec
        {
            Id = BinanceSymbols.Instrument(market, symbol.Symbol),
            VenueSymbol = symbol.Symbol,
            BaseAsset = symbol.BaseAsset,
            QuoteAsset = symbol.QuoteAsset,
            SettleAsset = symbol.MarginAsset ?? symbol.QuoteAsset,
            SizeUnit = market == Market.CoinM ? SizeUnit.Contracts : SizeUnit.Base,
            ContractSize = market == Market.CoinM ? symbol.ContractSize ?? 0m : 1m,
            TickSize = price.TickSize.Value,
            SizeStep = lot.StepSize.Value,
            MarketSizeStep = Positive(marketLot?.StepSize) ?? lot.StepSize.Value,
            MinSize = decimal.Max(lot.MinQty ?? 0m, marketLot?.MinQty ?? 0m),
            MaxSize = Positive(lot.MaxQty) ?? decimal.MaxValue,
            MaxMarketSize = Positive(marketLot?.MaxQty) ?? Positive(lot.MaxQty) ?? decimal.MaxValue,
            MinNotionalUsdt = notional?.Notional ?? notional?.MinNotional ?? 0m,
            MaxLeverage = market == Market.Spot ? 1 : maxLeverage,
            TakerFeeRate = market == Market.Spot ? 0.001m : 0.0005m,
            IsTradable = (symbol.Status ?? symbol.ContractStatus) == "TRADING",
        };
    }

    public static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.Value) : null;

    public static decimal? Positive(decimal? value) => value is > 0m ? value : null;

    private static InstrumentId Instrument(Market market, string? symbol) =>
        BinanceSymbols.Instrument(market, symbol ?? throw new FormatException("An order has no symbol."));

    private static bool IsTradedHere(BinanceSymbol symbol, Market market) => market switch
    {
        Market.Spot => symbol.QuoteAsset == "USDT",
        Market.UsdM => symbol is { ContractType: "PERPETUAL", QuoteAsset: "USDT", MarginAsset: "USDT" },
        Market.CoinM => symbol is { ContractType: "PERPETUAL", ContractSize: > 0m },
    };

    private static BinanceFilter? Filter(BinanceSymbol symbol, string type) =>
        symbol.Filters.FirstOrDefault(filter => filter.FilterType == type);
}
