using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bitget;

internal sealed partial class BitgetDialect
{
    private void OrderDetail(Call call)
    {
        if (!TryBook(call, out var book))
        {
            return;
        }

        if (FindOrder(call.Account!, book.Spec.Market, call.Parameter) is not { } order || !ReferenceEquals(order.Book, book))
        {
            _ = Fail(call, BitgetError.UnknownOrder);
            return;
        }

        Begin(call);
        WriteOrder(call.Json, order, "state"u8);
        End(call);
    }

    private void PendingOrders(Call call)
    {
        if (TryProduct(call, out var market))
        {
            WriteOrders(call, call.Account!.OpenOrders.Where(order => order.Market == market));
        }
    }

    private void OrderHistory(Call call)
    {
        if (TryProduct(call, out var market))
        {
            WriteOrders(call, call.Account!.OrdersById.Values.Where(order => order.Market == market && !order.IsOpen));
        }
    }

    private void WriteOrders(Call call, IEnumerable<Order> orders)
    {
        var symbol = call.Parameter("symbol")?.ToUpperInvariant();
        var clientId = call.Parameter("clientOid");
        var rows = orders.Where(order => (string.IsNullOrEmpty(symbol) || order.Book!.Spec.VenueSymbol == symbol)
            && (string.IsNullOrEmpty(clientId) || ClientIdOf(order) == clientId)
            && (!Call.TryLong(call.Parameter("orderId"), out var id) || order.Id == id)
            && IsWithin(call, order.ReceivedAt));
        WriteList(call, "entrustedList"u8, rows.OrderByDescending(order => order.Id), order => order.Id, (json, order) => WriteOrder(json, order, "status"u8));
    }

    private bool IsWithin(Call call, DateTimeOffset at)
    {
        var ms = Venue.ToVenueMs(at);
        return (!Call.TryLong(call.Parameter("startTime"), out var start) || ms >= start)
            && (!Call.TryLong(call.Parameter("endTime"), out var end) || ms <= end);
    }

    private static string StatusOf(Order order) => order.Status switch
    {
        OrderStatus.New => "live",
        OrderStatus.PartiallyFilled => "partially_filled",
        OrderStatus.Filled => "filled",
        _ => "canceled",
    };

    private static string ForceOf(LedgerEntry entry) => entry.TimeInForce switch
    {
        TimeInForce.Gtc => "gtc",
        TimeInForce.Ioc => "ioc",
        TimeInForce.Fok => "fok",
        TimeInForce.PostOnly => "post_only",
    };

    /// <summary>The position's direction in hedge mode, the order's own in one-way mode.</summary>
    private static string SideOf(LedgerEntry entry) => entry.PositionSide switch
    {
        PositionSide.Long => "buy",
        PositionSide.Short => "sell",
        _ => entry.Side == Side.Buy ? "buy" : "sell",
    };

    private static string TradeSideOf(LedgerEntry entry)
    {
        var isAdl = entry is Order { IsVenueMade: true } && entry.ClientId?.StartsWith("adl", StringComparison.Ordinal) == true;
        var venue = isAdl ? "dte_sys_adl_" : entry is Order { IsVenueMade: true } ? "burst_" : "";
        if (entry.PositionSide == PositionSide.Both)
        {
            return isAdl ? $"{venue}{SideOf(entry)}_in_single_side_mode" : $"{venue}{SideOf(entry)}_single";
        }

        var closes = entry.PositionSide == PositionSide.Long == (entry.Side == Side.Sell);
        return venue.Length > 0 ? $"{venue}close_{SideOf(entry.PositionSide)}" : closes ? "close" : "open";
    }

    private static string SourceOf(Order order) => order.Parent?.Tag switch
    {
        "profit_plan" => "profit_market",
        "loss_plan" => "loss_market",
        "pos_profit" => "pos_profit_market",
        "pos_loss" => "pos_loss_market",
        "normal_plan" => "plan_market",
        _ => order.Kind == OrderKind.Market ? "market" : "normal",
    };

    private void WriteOrder(Utf8JsonWriter json, Order order, ReadOnlySpan<byte> statusName)
    {
        var spec = order.Book!.Spec;
        json.WriteStartObject();
        json.WriteString("symbol"u8, spec.VenueSymbol);
        json.Money("size"u8, order.Quantity);
        json.WriteString("orderId"u8, Id(order.Id));
        json.WriteString("clientOid"u8, ClientIdOf(order));
        json.Money("baseVolume"u8, order.Filled);
        json.WriteString("fee"u8, order.Fills.Count == 0 ? "" : JsonMoney.Text(-order.Fills.Sum(fill => fill.Fee)));
        json.WriteString("price"u8, order.Kind == OrderKind.Market ? "" : JsonMoney.Text(order.Price));
        json.WriteString("priceAvg"u8, order.Filled > 0 ? JsonMoney.Text(Math.Round(order.AveragePrice, 10)) : "");
        json.WriteString(statusName, StatusOf(order));
        json.WriteString("side"u8, SideOf(order));
        json.WriteString("force"u8, ForceOf(order));
        json.Money("totalProfits"u8, order.Fills.Sum(fill => fill.RealizedPnl));
        json.WriteString("posSide"u8, SideOf(order.PositionSide));
        json.WriteString("marginCoin"u8, spec.SettleAsset);
        json.WriteString("presetStopSurplusPrice"u8, PresetOf(order, "TAKE"));
        json.WriteString("presetStopLossPrice"u8, PresetOf(order, "STOP"));
        json.Money("quoteVolume"u8, Math.Round(order.Filled * order.AveragePrice, 8));
        json.WriteString("orderType"u8, order.Kind == OrderKind.Market ? "market" : "limit");
        json.Money("leverage"u8, Venue.LeverageOf(order.Account.Setting(order.Book), order.PositionSide, order.Side));
        json.WriteString("marginMode"u8, NameOf(order.MarginMode));
        json.WriteString("reduceOnly"u8, order.ReduceOnly ? "YES" : "NO");
        json.WriteString("enterPointSource"u8, order.IsVenueMade ? "SYS" : "API");
        json.WriteString("tradeSide"u8, TradeSideOf(order));
        json.WriteString("posMode"u8, order.PositionSide == PositionSide.Both ? "one_way_mode" : "hedge_mode");
        json.WriteString("orderSource"u8, SourceOf(order));
        json.WriteString("cancelReason"u8, order.Status == OrderStatus.Canceled ? "normal_cancel" : "");
        json.WriteString("cTime"u8, Ms(order.ReceivedAt));
        json.WriteString("uTime"u8, Ms(order.UpdatedAt));
        json.WriteEndObject();
    }

    private static string PresetOf(Order order, string word) =>
        order.Attached?.Find(attached => attached.SentType.StartsWith(word, StringComparison.Ordinal)) is { } preset
            ? JsonMoney.Text(preset.TriggerPrice)
            : "";

    private void Fills(Call call)
    {
        if (!TryProduct(call, out var market))
        {
            return;
        }

        var symbol = call.Parameter("symbol")?.ToUpperInvariant();
        var rows = call.Account!.OrdersById.Values
            .Where(order => order.Market == market
                && (string.IsNullOrEmpty(symbol) || order.Book!.Spec.VenueSymbol == symbol)
                && (!Call.TryLong(call.Parameter("orderId"), out var id) || order.Id == id))
            .SelectMany(order => order.Fills.Select(fill => (Order: order, Fill: fill)))
            .Where(row => IsWithin(call, row.Fill.At))
            .OrderByDescending(row => row.Fill.Id);
        WriteList(call, "fillList"u8, rows, row => row.Fill.Id, (json, row) => WriteFill(json, row.Order, row.Fill));
    }

    private void WriteFill(Utf8JsonWriter json, Order order, Fill fill)
    {
        json.WriteStartObject();
        json.WriteString("tradeId"u8, Id(fill.Id));
        json.WriteString("symbol"u8, order.Book!.Spec.VenueSymbol);
        json.WriteString("orderId"u8, Id(order.Id));
        json.Money("price"u8, fill.Price);
        json.Money("baseVolume"u8, fill.Quantity);
        json.WriteStartArray("feeDetail"u8);
        json.WriteStartObject();
        json.WriteString("deduction"u8, "no");
        json.WriteString("feeCoin"u8, fill.FeeAsset);
        json.WriteString("totalDeductionFee"u8, "");
        json.Money("totalFee"u8, -fill.Fee);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("side"u8, SideOf(order));
        json.Money("quoteVolume"u8, Math.Round(fill.Quantity * fill.Price, 8));
        json.Money("profit"u8, fill.RealizedPnl);
        json.WriteString("enterPointSource"u8, order.IsVenueMade ? "sys" : "api");
        json.WriteString("tradeSide"u8, TradeSideOf(order));
        json.WriteString("posMode"u8, order.PositionSide == PositionSide.Both ? "one_way_mode" : "hedge_mode");
        json.WriteString("tradeScope"u8, fill.IsMaker ? "maker" : "taker");
        json.WriteString("cTime"u8, Ms(fill.At));
        json.WriteEndObject();
    }
}
