using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>Bybit's words for ours and back.</summary>
internal static class BybitMapping
{
    private const decimal E8 = 100_000_000m;

    public static string Side(OrderSide side) => side == OrderSide.Buy ? "Buy" : "Sell";

    public static OrderSide Side(string? side) => side switch
    {
        "Buy" => OrderSide.Buy,
        "Sell" => OrderSide.Sell,
        _ => throw new FormatException($"Side '{side}' is not known."),
    };

    /// <summary>The side of a position in hedge mode, which stays when it is closed; 0 in one-way mode.</summary>
    public static int PositionIndex(PositionMode mode, PositionSide side) =>
        mode == PositionMode.OneWay ? 0 : side == PositionSide.Long ? 1 : 2;

    public static MarginMode MarginModeOf(string mode) => mode switch
    {
        "REGULAR_MARGIN" or "PORTFOLIO_MARGIN" => MarginMode.Cross,
        "ISOLATED_MARGIN" => MarginMode.Isolated,
        _ => throw new FormatException($"Margin mode '{mode}' is not known."),
    };

    public static VenueOrder Order(BybitOrder order) => new()
    {
        VenueOrderId = order.OrderId,
        ClientOrderId = order.OrderLinkId ?? string.Empty,
        Status = order.OrderStatus switch
        {
            "New" or "Created" or "Untriggered" => OrderStatus.Accepted,
            "Triggered" => OrderStatus.Triggered,
            "PartiallyFilled" => OrderStatus.PartiallyFilled,
            "Filled" => OrderStatus.Filled,
            "Cancelled" or "PartiallyFilledCanceled" or "Deactivated" => OrderStatus.Cancelled,
            "Rejected" => OrderStatus.Rejected,
            _ => throw new FormatException($"Status '{order.OrderStatus}' is not known."),
        },
        Filled = OrderSize.Of(order.CumExecQty ?? 0m, SizeUnit.Base),
        AveragePrice = Positive(order.AvgPrice)
            ?? (order is { CumExecQty: > 0m, CumExecValue: > 0m } ? order.CumExecValue / order.CumExecQty : null),
        UpdatedAt = Time(order.UpdatedTime),
    };

    public static WorkingOrder Working(BybitOrder row, Market market)
    {
        var isConditional = row.OrderStatus == "Untriggered" || row.StopOrderType is not (null or "" or "UNKNOWN");
        return new WorkingOrder(
            BybitSymbols.Instrument(market, row.Symbol),
            Order(row),
            Side(row.Side),
            isConditional,
            isConditional ? Positive(row.TriggerPrice) : null);
    }

    /// <summary>A fill; of futures the fee is taken in the settle coin, which is not named.</summary>
    public static Fill FillOf(BybitExecution row, InstrumentSpec instrument) => new()
    {
        FillId = row.ExecId,
        VenueOrderId = row.OrderId,
        ClientOrderId = string.IsNullOrEmpty(row.OrderLinkId) ? null : row.OrderLinkId,
        Side = Side(row.Side),
        Size = OrderSize.Of(Required(row.ExecQty, "execQty"), SizeUnit.Base),
        Price = Required(row.ExecPrice, "execPrice"),
        Fee = Required(row.ExecFee, "execFee"),
        FeeAsset = !string.IsNullOrEmpty(row.FeeCurrency) ? row.FeeCurrency
            : instrument.Id.Market == Market.Spot && row.Side == "Buy" ? instrument.BaseAsset
            : instrument.SettleAsset,
        RealizedPnl = row.ExecPnl,
        Cause = row.ExecType switch
        {
            "BustTrade" => FillCause.Liquidation,
            "AdlTrade" => FillCause.AutoDeleverage,
            _ => FillCause.Trade,
        },
        At = DateTimeOffset.FromUnixTimeMilliseconds(row.ExecTime ?? throw new FormatException("execTime is missing.")),
    };

    /// <summary>True for what changed the position by trading.</summary>
    public static bool IsFill(BybitExecution row) => row.ExecType is "Trade" or "AdlTrade" or "BustTrade" or "Delivery" or "BlockTrade";

    public static VenuePosition Position(BybitPosition row, Market market, MarginMode mode) => new()
    {
        Instrument = BybitSymbols.Instrument(market, row.Symbol),
        Side = row.PositionIdx switch
        {
            1 => PositionSide.Long,
            2 => PositionSide.Short,
            _ => Side(row.Side) == OrderSide.Buy ? PositionSide.Long : PositionSide.Short,
        },
        Size = OrderSize.Of(Required(row.Size, "size"), SizeUnit.Base),
        EntryPrice = Required(row.AvgPrice, "avgPrice"),
        MarkPrice = Positive(row.MarkPrice),
        UnrealizedPnl = row.UnrealisedPnl,
        LiquidationPrice = Positive(row.LiqPrice),
        Leverage = Positive(row.Leverage),
        MarginMode = mode,
    };

    /// <summary>An instrument, or null for one that is dated or not settled in USDT.</summary>
    public static InstrumentSpec? Instrument(BybitInstrument row, Market market)
    {
        var isHere = market == Market.Spot
            ? row.QuoteCoin == "USDT"
            : row is { ContractType: "LinearPerpetual", SettleCoin: "USDT", QuoteCoin: "USDT" };
        var lot = row.LotSizeFilter;
        var step = Positive(lot.QtyStep) ?? Positive(lot.BasePrecision);
        if (!isHere || step is null || row.PriceFilter.TickSize is not > 0m)
            return null;

        var largest = Positive(lot.MaxOrderQty) ?? decimal.MaxValue;
        return new InstrumentSpec
        {
            Id = BybitSymbols.Instrument(market, row.Symbol),
            VenueSymbol = row.Symbol,
            BaseAsset = row.BaseCoin,
            QuoteAsset = row.QuoteCoin,
            SettleAsset = row.SettleCoin ?? row.QuoteCoin,
            SizeUnit = SizeUnit.Base,
            ContractSize = 1m,
            TickSize = row.PriceFilter.TickSize.Value,
            SizeStep = step.Value,
            MarketSizeStep = step.Value,
            MinSize = Positive(lot.MinOrderQty) ?? step.Value,
            MaxSize = largest,
            MaxMarketSize = Positive(lot.MaxMktOrderQty) ?? Positive(lot.MaxMarketOrderQty) ?? largest,
            MinNotionalUsdt = Positive(lot.MinNotionalValue) ?? Positive(lot.MinOrderAmt) ?? 0m,
            MaxLeverage = market == Market.Spot ? 1 : (int)(Positive(row.LeverageFilter?.MaxLeverage) ?? 1m),
            TakerFeeRate = market == Market.Spot ? 0.001m : 0.00055m,
            IsTradable = row.Status == "Trading",
        };
    }

    /// <summary>A leader's book: rows of a key netted. Linear sizes are coins, inverse ones contracts of one USD.</summary>
    public static List<WhalePosition> Book(IEnumerable<BybitLeadPosition> rows) =>
    [
        .. rows
            .Where(row => SizeOf(row) != 0m)
            .GroupBy(row => new PositionKey(
                BybitSymbols.FuturesMarket(row.Symbol),
                row.Symbol,
                Side(row.Side) == OrderSide.Buy ? PositionSide.Long : PositionSide.Short))
            .Select(group => Line(group.Key, [.. group])),
    ];

    public static WhaleProfile Profile(BybitLeader row) => new()
    {
        Venue = Venue.Bybit,
        Uid = row.LeaderMark,
        Nickname = string.IsNullOrEmpty(row.NickName) ? row.LeaderMark : row.NickName,
        IsSharing = row.OpenTradeInfoProtection is { } hidden ? hidden == 0 : null,
        EquityUsdt = Positive(row.EquityE8 / E8),
        Roi7d = row.YieldRateE4 / 10_000m,
        WinRate = row.WinRateE4 / 10_000m,
        MaxDrawdown = row.MaxDrawDownE4 / 10_000m,
        Followers = row.CurrentFollowerCount,
    };

    public static decimal? Positive(decimal? value) => value is > 0m ? value : null;

    public static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.Value) : null;

    private static decimal SizeOf(BybitLeadPosition row) =>
        decimal.Abs(row.CloseFreeQtyX ?? row.SizeX ?? throw new FormatException("sizeX is missing.")) / E8;

    private static WhalePosition Line(PositionKey key, IReadOnlyList<BybitLeadPosition> rows)
    {
        var size = rows.Sum(SizeOf);
        return new WhalePosition
        {
            Key = key,
            Size = size,
            SizeUnit = key.Market == Market.CoinM ? SizeUnit.Contracts : SizeUnit.Base,
            EntryPrice = rows.Sum(row => Required(row.EntryPrice, "entryPrice") * SizeOf(row)) / size,
            Leverage = rows[0].LeverageE2 / 100m,
            MarginMode = rows[0].IsIsolated switch
            {
                true => MarginMode.Isolated,
                false => MarginMode.Cross,
                null => null,
            },
            OpenedAt = Time(rows.Max(row => row.CreatedAtE3)),
            FirstOpenedAt = rows.Count > 1 ? Time(rows.Min(row => row.CreatedAtE3)) : null,
            ChangedAt = Time(rows.Max(row => row.TransactTimeE3)),
        };
    }

    private static decimal Required(decimal? value, string name) => value ?? throw new FormatException($"{name} is missing.");
}
