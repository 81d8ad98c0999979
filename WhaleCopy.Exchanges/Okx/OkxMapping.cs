using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>OKX's words for ours and back.</summary>
internal static class OkxMapping
{
    public static string Side(OrderSide side) => side == OrderSide.Buy ? "buy" : "sell";

    public static OrderSide Side(string side) => side switch
    {
        "buy" => OrderSide.Buy,
        "sell" => OrderSide.Sell,
        _ => throw new FormatException($"Side '{side}' is not known."),
    };

    public static string PositionSideOf(PositionSide side) => side == PositionSide.Long ? "long" : "short";

    /// <summary>The direction of a row: its own word, or the sign of its size where the account nets.</summary>
    public static PositionSide PositionSideOf(string side, decimal signedSize) => side switch
    {
        "long" => PositionSide.Long,
        "short" => PositionSide.Short,
        "net" => signedSize < 0m ? PositionSide.Short : PositionSide.Long,
        _ => throw new FormatException($"Position side '{side}' is not known."),
    };

    public static MarginMode MarginModeOf(string mode) => mode switch
    {
        "cross" => MarginMode.Cross,
        "isolated" => MarginMode.Isolated,
        _ => throw new FormatException($"Margin mode '{mode}' is not known."),
    };

    public static string MarginModeOf(MarginMode mode) => mode == MarginMode.Cross ? "cross" : "isolated";

    public static PositionMode PositionModeOf(OkxAccountConfig config) => config.PosMode switch
    {
        "long_short_mode" => PositionMode.Hedge,
        "net_mode" => PositionMode.OneWay,
        _ => throw new FormatException($"Position mode '{config.PosMode}' is not known."),
    };

    public static SizeUnit UnitOf(Market market) => market == Market.Spot ? SizeUnit.Base : SizeUnit.Contracts;

    public static VenueOrder Order(OkxOrder order) => new()
    {
        VenueOrderId = order.OrdId,
        ClientOrderId = order.ClOrdId ?? string.Empty,
        Status = order.State switch
        {
            "live" => OrderStatus.Accepted,
            "partially_filled" => OrderStatus.PartiallyFilled,
            "filled" => OrderStatus.Filled,
            "canceled" or "mmp_canceled" => OrderStatus.Cancelled,
            _ => throw new FormatException($"State '{order.State}' is not known."),
        },
        Filled = OrderSize.Of(order.AccFillSz ?? 0m, UnitOf(OkxSymbols.MarketOf(order.InstId))),
        AveragePrice = Positive(order.AvgPx),
        UpdatedAt = Time(order.UTime),
    };

    public static VenueOrder AlgoOrder(OkxAlgoOrder order) => new()
    {
        VenueOrderId = order.AlgoId,
        ClientOrderId = order.AlgoClOrdId ?? string.Empty,
        Status = order.State switch
        {
            "live" or "pause" => OrderStatus.Accepted,
            "effective" or "partially_effective" => OrderStatus.Triggered,
            "canceled" => OrderStatus.Cancelled,
            "order_failed" or "partially_failed" => OrderStatus.Rejected,
            _ => throw new FormatException($"State '{order.State}' is not known."),
        },
        Filled = OrderSize.Of(0m, UnitOf(OkxSymbols.MarketOf(order.InstId))),
        UpdatedAt = Time(order.UTime),
        TriggeredOrderId = order.OrdIdList is [{ Length: > 0 } first, ..] ? first
            : order.OrdId is { Length: > 0 } single && single != "0" ? single
            : null,
    };

    public static WorkingOrder Working(OkxOrder row) =>
        new(OkxSymbols.Instrument(row.InstId), Order(row), Side(row.Side), IsConditional: false, TriggerPrice: null);

    public static WorkingOrder Working(OkxAlgoOrder row) => new(
        OkxSymbols.Instrument(row.InstId),
        AlgoOrder(row),
        Side(row.Side),
        IsConditional: true,
        Positive(row.SlTriggerPx) ?? Positive(row.TpTriggerPx) ?? Positive(row.TriggerPx));

    public static Fill FillOf(OkxFill fill) => new()
    {
        FillId = fill.BillId,
        VenueOrderId = fill.OrdId,
        ClientOrderId = string.IsNullOrEmpty(fill.ClOrdId) ? null : fill.ClOrdId,
        Side = Side(fill.Side),
        PositionSide = fill.PosSide switch
        {
            "long" => PositionSide.Long,
            "short" => PositionSide.Short,
            _ => null,
        },
        Size = OrderSize.Of(Required(fill.FillSz, "fillSz"), UnitOf(OkxSymbols.MarketOf(fill.InstId))),
        Price = Required(fill.FillPx, "fillPx"),
        Fee = -Required(fill.Fee, "fee"),
        FeeAsset = fill.FeeCcy,
        RealizedPnl = fill.FillPnl,
        Cause = fill.SubType switch
        {
            >= 100 and <= 107 or 110 or 111 => FillCause.Liquidation,
            >= 125 and <= 128 => FillCause.AutoDeleverage,
            _ => FillCause.Trade,
        },
        At = DateTimeOffset.FromUnixTimeMilliseconds(fill.Ts ?? throw new FormatException("ts is missing.")),
    };

    public static VenuePosition Position(OkxPosition row)
    {
        var size = Required(row.Pos, "pos");
        return new VenuePosition
        {
            Instrument = OkxSymbols.Instrument(row.InstId),
            Side = PositionSideOf(row.PosSide, size),
            Size = OrderSize.Of(decimal.Abs(size), SizeUnit.Contracts),
            EntryPrice = Required(row.AvgPx, "avgPx"),
            MarkPrice = Positive(row.MarkPx),
            UnrealizedPnl = row.Upl,
            LiquidationPrice = Positive(row.LiqPx),
            Leverage = row.Lever,
            MarginMode = string.IsNullOrEmpty(row.MgnMode) ? null : MarginModeOf(row.MgnMode),
        };
    }

    /// <summary>An instrument of a market, or null for another market's, a dated one, or one that is not settled in USDT.</summary>
    public static InstrumentSpec? Instrument(OkxInstrument row, Market market)
    {
        var (coin, quote) = OkxSymbols.AssetsOf(row.InstId);
        var isHere = market switch
        {
            Market.Spot => row.InstType == "SPOT" && quote == "USDT",
            Market.UsdM => row is { InstType: "SWAP", CtType: "linear", SettleCcy: "USDT" },
            Market.CoinM => row is { InstType: "SWAP", CtType: "inverse" },
        };
        if (!isHere || row is not { TickSz: > 0m, LotSz: > 0m, MinSz: > 0m })
            return null;
        if (market != Market.Spot && row.CtVal is not > 0m)
            return null;

        var largest = Positive(row.MaxLmtSz) ?? decimal.MaxValue;
        return new InstrumentSpec
        {
            Id = OkxSymbols.Instrument(row.InstId),
            VenueSymbol = row.InstId,
            BaseAsset = coin,
            QuoteAsset = quote,
            SettleAsset = market == Market.Spot ? quote : row.SettleCcy ?? coin,
            SizeUnit = UnitOf(market),
            ContractSize = market == Market.Spot ? 1m : row.CtVal!.Value * (Positive(row.CtMult) ?? 1m),
            TickSize = row.TickSz.Value,
            SizeStep = row.LotSz.Value,
            MarketSizeStep = row.LotSz.Value,
            MinSize = row.MinSz.Value,
            MaxSize = largest,
            MaxMarketSize = Positive(row.MaxMktSz) ?? largest,
            MinNotionalUsdt = 0m, // OKX states a smallest size, no smallest value
            MaxLeverage = market == Market.Spot ? 1 : (int)(Positive(row.Lever) ?? 1m),
            TakerFeeRate = market == Market.Spot ? 0.001m : 0.0005m,
            IsTradable = row.State == "live",
        };
    }

    public static decimal? Positive(decimal? value) => value is > 0m ? value : null;

    public static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.Value) : null;

    private static decimal Required(decimal? value, string name) => value ?? throw new FormatException($"{name} is missing.");
}
