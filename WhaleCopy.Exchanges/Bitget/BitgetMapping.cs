using System.Text.Json;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>Bitget's words for ours and back. In hedge mode its "side" is the position's, not the order's.</summary>
internal static class BitgetMapping
{
    public static string Side(OrderSide side) => side == OrderSide.Buy ? "buy" : "sell";

    /// <summary>What stands in an order as its side: the position's direction in hedge mode, the order's own in one-way mode.</summary>
    public static string SentSide(PositionMode mode, OrderSide side, PositionSide position) => mode == PositionMode.Hedge
        ? Side(position.Entry())
        : Side(side);

    /// <summary>The position that a stop protects: its side in hedge mode, the side that opened it in one-way mode.</summary>
    public static string HoldSide(PositionMode mode, PositionSide position) => mode == PositionMode.Hedge
        ? position == PositionSide.Long ? "long" : "short"
        : Side(position.Entry());

    public static string MarginModeOf(MarginMode mode) => mode == MarginMode.Cross ? "crossed" : "isolated";

    public static MarginMode MarginModeOf(string mode) => mode switch
    {
        "crossed" or "cross" => MarginMode.Cross,
        "isolated" => MarginMode.Isolated,
        _ => throw new FormatException($"Margin mode '{mode}' is not known."),
    };

    public static PositionMode PositionModeOf(string? mode) => mode switch
    {
        "hedge_mode" => PositionMode.Hedge,
        "one_way_mode" => PositionMode.OneWay,
        _ => throw new FormatException($"Position mode '{mode}' is not known."),
    };

    public static PositionSide PositionSideOf(string side) => side switch
    {
        "long" => PositionSide.Long,
        "short" => PositionSide.Short,
        _ => throw new FormatException($"Position side '{side}' is not known."),
    };

    /// <summary>Coin of the margin: the quote coin, or the coin itself for coin futures.</summary>
    public static string MarginCoin(InstrumentSpec instrument) => instrument.SettleAsset;

    public static VenueOrder Order(BitgetOrder order) => new()
    {
        VenueOrderId = order.OrderId,
        ClientOrderId = order.ClientOid ?? string.Empty,
        Status = StatusOf(string.IsNullOrEmpty(order.State) ? order.Status : order.State),
        Filled = OrderSize.Of(order.BaseVolume ?? 0m, SizeUnit.Base),
        AveragePrice = Positive(order.PriceAvg),
        UpdatedAt = Time(order.UTime),
    };

    public static VenueOrder Plan(BitgetPlan plan) => new()
    {
        VenueOrderId = plan.OrderId,
        ClientOrderId = plan.ClientOid ?? string.Empty,
        Status = plan.PlanStatus?.ToLowerInvariant() switch
        {
            "live" or "not_trigger" => OrderStatus.Accepted,
            "executing" or "executed" or "triggered" => OrderStatus.Triggered,
            "cancelled" or "canceled" => OrderStatus.Cancelled,
            "fail_trigger" or "fail_execute" => OrderStatus.Rejected,
            _ => throw new FormatException($"Plan status '{plan.PlanStatus}' is not known."),
        },
        Filled = OrderSize.Of(0m, SizeUnit.Base),
        UpdatedAt = Time(plan.UTime),
        TriggeredOrderId = plan.ExecuteOrderId is { Length: > 0 } executed && executed != "0" ? executed : null,
    };

    public static WorkingOrder Working(BitgetOrder row, Market market) => new(
        BitgetSymbols.Instrument(market, row.Symbol),
        Order(row),
        SideOf(row.Side, row.PosSide, row.TradeSide, row.PosMode),
        IsConditional: false,
        TriggerPrice: null);

    public static WorkingOrder Working(BitgetPlan row, Market market) => new(
        BitgetSymbols.Instrument(market, row.Symbol),
        Plan(row),
        SideOf(row.Side, row.PosSide, row.TradeSide, row.PosMode),
        IsConditional: true,
        Positive(row.TriggerPrice));

    public static Fill FillOf(BitgetFill fill, InstrumentSpec instrument)
    {
        var fee = fill.FeeDetail is [var first, ..] ? first : null;
        return new Fill
        {
            FillId = fill.TradeId,
            VenueOrderId = fill.OrderId,
            ClientOrderId = string.IsNullOrEmpty(fill.ClientOid) ? null : fill.ClientOid,
            Side = SideOf(fill.Side, null, fill.TradeSide, fill.PosMode),
            PositionSide = fill.PosMode == "hedge_mode" ? (fill.Side == "buy" ? PositionSide.Long : PositionSide.Short) : null,
            Size = OrderSize.Of(Required(fill.BaseVolume, "baseVolume"), SizeUnit.Base),
            Price = Required(fill.Price, "price"),
            Fee = -(fee?.TotalFee ?? 0m),
            FeeAsset = fee?.FeeCoin ?? instrument.SettleAsset,
            RealizedPnl = fill.Profit,
            Cause = CauseOf(fill.TradeSide),
            At = DateTimeOffset.FromUnixTimeMilliseconds(fill.CTime ?? throw new FormatException("cTime is missing.")),
        };
    }

    // A liquidation is one of a part (reduce), of the whole (burst), or against the opposite side (offset).
    private static FillCause CauseOf(string? tradeSide) =>
        tradeSide is null ? FillCause.Trade
        : tradeSide.StartsWith("dte_sys_adl_", StringComparison.Ordinal) ? FillCause.AutoDeleverage
        : tradeSide.StartsWith("reduce_", StringComparison.Ordinal)
            || tradeSide.StartsWith("burst_", StringComparison.Ordinal)
            || tradeSide.StartsWith("offset_", StringComparison.Ordinal) ? FillCause.Liquidation
        : FillCause.Trade;

    public static VenuePosition Position(BitgetPosition row, Market market) => new()
    {
        Instrument = BitgetSymbols.Instrument(market, row.Symbol),
        Side = PositionSideOf(row.HoldSide),
        Size = OrderSize.Of(Required(row.Total, "total"), SizeUnit.Base),
        EntryPrice = Required(row.OpenPriceAvg, "openPriceAvg"),
        MarkPrice = Positive(row.MarkPrice),
        UnrealizedPnl = row.UnrealizedPL,
        LiquidationPrice = Positive(row.LiquidationPrice),
        Leverage = row.Leverage,
        MarginMode = string.IsNullOrEmpty(row.MarginMode) ? null : MarginModeOf(row.MarginMode),
    };

    public static InstrumentSettings Settings(BitgetAccount account)
    {
        var mode = MarginModeOf(account.MarginMode ?? string.Empty);
        var leverage = mode == MarginMode.Cross
            ? account.CrossedMarginLeverage
            : decimal.Max(account.IsolatedLongLever ?? 0m, account.IsolatedShortLever ?? 0m);
        return new InstrumentSettings((int)Required(Positive(leverage), "The leverage"), mode);
    }

    /// <summary>An instrument, or null for a dated one.</summary>
    public static InstrumentSpec? Instrument(BitgetContract row, Market market)
    {
        if (row.SymbolType is not (null or "perpetual") || row is not { SizeMultiplier: > 0m, MinTradeNum: > 0m, PriceEndStep: > 0m })
            return null;

        var largest = Positive(row.MaxOrderQty) ?? decimal.MaxValue;
        return new InstrumentSpec
        {
            Id = BitgetSymbols.Instrument(market, row.Symbol),
            VenueSymbol = row.Symbol,
            BaseAsset = row.BaseCoin,
            QuoteAsset = row.QuoteCoin,
            SettleAsset = market == Market.CoinM ? row.BaseCoin : row.QuoteCoin,
            SizeUnit = SizeUnit.Base,
            ContractSize = 1m,
            TickSize = PriceStep(row),
            SizeStep = row.SizeMultiplier.Value,
            MarketSizeStep = row.SizeMultiplier.Value,
            MinSize = row.MinTradeNum.Value,
            MaxSize = largest,
            MaxMarketSize = Positive(row.MaxMarketOrderQty) ?? largest,
            MinNotionalUsdt = row.MinTradeUSDT ?? 0m,
            MaxLeverage = (int)(Positive(row.MaxLever) ?? 1m),
            TakerFeeRate = Positive(row.TakerFeeRate) ?? 0.0006m,
            IsTradable = row.SymbolStatus is "normal",
        };
    }

    public static KeyPermissions Permissions(BitgetKeyInfo info)
    {
        var rights = info.Authorities.Select(right => right.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        return new KeyPermissions
        {
            CanRead = rights.Count > 0,
            CanTradeSpot = rights.Contains("stow") || rights.Contains("trade"),
            CanTradeFutures = rights.Contains("coow") || rights.Contains("trade"),
            CanWithdraw = rights.Contains("wwow") || rights.Contains("withdraw"),
            CanTransfer = rights.Contains("wtow"),
            IpRestricted = info.Ips switch
            {
                { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } ips && ips != "*",
                { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() > 0,
                _ => null,
            },
        };
    }

    /// <summary>A trader's book: tracking orders summed to a net a key, the rows kept. Sizes are coins, in coin futures too.</summary>
    public static IEnumerable<WhalePosition> Book(IEnumerable<BitgetTrace> rows, Market market) => rows
        .Where(row => row.OpenSize is not (null or 0m))
        .GroupBy(row => new PositionKey(market, row.Symbol.ToUpperInvariant(), PositionSideOf(row.PosSide)))
        .Select(group => Line(group.Key, [.. group]));

    public static WhaleProfile Profile(BitgetTraderRow row) => new()
    {
        Venue = Venue.Bitget,
        Uid = row.TraderId,
        Nickname = string.IsNullOrEmpty(row.TraderName) ? row.TraderId : row.TraderName,
        IsSharing = true, // what the broker lists, it shows
        EquityUsdt = Positive(row.TotalEquity),
        Roi30d = row.Roi / 100m,
        WinRate = row.WinRate / 100m,
        MaxDrawdown = row.MaxCallbackRate / 100m,
        Followers = row.FollowCount,
    };

    public static decimal? Positive(decimal? value) => value is > 0m ? value : null;

    public static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.Value) : null;

    /// <summary>The order's own side.</summary>
    private static OrderSide SideOf(string? side, string? position, string? tradeSide, string? mode)
    {
        var sent = side switch
        {
            "buy" => OrderSide.Buy,
            "sell" => OrderSide.Sell,
            _ => throw new FormatException($"Side '{side}' is not known."),
        };
        if (mode != "hedge_mode")
            return sent;
        var held = position is "long" or "short" ? PositionSideOf(position) : sent == OrderSide.Buy ? PositionSide.Long : PositionSide.Short;
        return tradeSide?.Contains("close", StringComparison.OrdinalIgnoreCase) == true ? held.Exit() : held.Entry();
    }

    private static OrderStatus StatusOf(string? status) => status?.ToLowerInvariant() switch
    {
        "live" or "new" or "init" => OrderStatus.Accepted,
        "partially_filled" => OrderStatus.PartiallyFilled,
        "filled" => OrderStatus.Filled,
        "canceled" or "cancelled" => OrderStatus.Cancelled,
        _ => throw new FormatException($"Status '{status}' is not known."),
    };

    private static decimal PriceStep(BitgetContract row)
    {
        var step = row.PriceEndStep ?? 1m;
        for (var place = 0; place < (row.PricePlace ?? 0); place++)
            step /= 10m;
        return step;
    }

    private static WhalePosition Line(PositionKey key, IReadOnlyList<BitgetTrace> rows)
    {
        var parts = rows
            .Select(row => new WhalePositionRow(
                row.TrackingNo,
                decimal.Abs(Required(row.OpenSize, "openSize")),
                Required(row.OpenPriceAvg ?? row.OpenAvgPrice, "openPriceAvg"),
                Time(row.OpenTime)))
            .OrderBy(part => part.Id, StringComparer.Ordinal)
            .ToArray();
        var size = parts.Sum(part => part.Size);
        return new WhalePosition
        {
            Key = key,
            Size = size,
            SizeUnit = SizeUnit.Base,
            EntryPrice = parts.Sum(part => part.EntryPrice * part.Size) / size,
            Leverage = rows[0].OpenLeverage,
            MarginMode = string.IsNullOrEmpty(rows[0].MarginMode) ? null : MarginModeOf(rows[0].MarginMode!),
            PositionIds = [.. parts.Select(part => part.Id!)],
            Rows = parts.Length > 1 ? [.. parts] : [],
            OpenedAt = parts.Max(part => part.OpenedAt),
            FirstOpenedAt = parts.Length > 1 ? parts.Min(part => part.OpenedAt) : null,
        };
    }

    private static decimal Required(decimal? value, string name) => value ?? throw new FormatException($"{name} is missing.");
}
