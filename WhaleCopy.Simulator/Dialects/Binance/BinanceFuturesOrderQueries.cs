using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

internal sealed partial class BinanceFuturesDialect
{
    private void QueryOrder(Call call)
    {
        if (FindOrder(call, BinanceError.NoSuchOrder) is { } order)
        {
            WriteOrder(call.Json, order, isAcknowledgement: false, isPlaced: false);
        }
    }

    private void QueryOpenOrder(Call call)
    {
        if (FindOrder(call, BinanceError.NoSuchOrder) is not { } order)
        {
            return;
        }

        if (!order.IsOpen)
        {
            _ = Fail(call, BinanceError.NoSuchOrder);
            return;
        }

        WriteOrder(call.Json, order, isAcknowledgement: false, isPlaced: false);
    }

    private void CancelOrder(Call call)
    {
        if (FindOrder(call, BinanceError.UnknownOrder) is not { } order)
        {
            return;
        }

        if (!Venue.Cancel(order))
        {
            _ = Fail(call, BinanceError.UnknownOrder);
            return;
        }

        WriteOrder(call.Json, order, isAcknowledgement: false, isPlaced: true);
    }

    private void CancelBatch(Call call)
    {
        if (BookOf(call) is not { } book)
        {
            return;
        }

        var orders = IdsOf(call.Parameter("orderIdList")).Select(text => Call.TryLong(text, out var id) ? call.Account!.FindOrder(id) : null)
            .Concat(IdsOf(call.Parameter("origClientOrderIdList")).Select(id => call.Account!.FindOrder(_market, id)))
            .ToArray();
        if (orders.Length == 0)
        {
            _ = Fail(call, BinanceError.Missing("orderIdList"));
            return;
        }

        call.Json.WriteStartArray();
        foreach (var order in orders)
        {
            if (order is null || !ReferenceEquals(order.Book, book) || !Venue.Cancel(order))
            {
                WriteError(call, BinanceError.UnknownOrder);
            }
            else
            {
                WriteOrder(call.Json, order, isAcknowledgement: false, isPlaced: true);
            }
        }

        call.Json.WriteEndArray();
    }

    private static IEnumerable<string> IdsOf(string? list) =>
        list?.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(id => id.Trim('"')) ?? [];

    private void CancelAll(Call call)
    {
        if (BookOf(call) is not { } book)
        {
            return;
        }

        foreach (var order in call.Account!.OpenOrders.Where(order => ReferenceEquals(order.Book, book)).ToArray())
        {
            _ = Venue.Cancel(order);
        }

        WriteSuccess(call, "The operation of cancel all open order is done.");
    }

    private void OpenOrders(Call call)
    {
        if (BooksOf(call) is not { } books)
        {
            return;
        }

        call.Json.WriteStartArray();
        foreach (var order in call.Account!.OpenOrders)
        {
            if (order.Market == _market && books.Contains(order.Book!))
            {
                WriteOrder(call.Json, order, isAcknowledgement: false, isPlaced: false);
            }
        }

        call.Json.WriteEndArray();
    }

    private void AllOrders(Call call)
    {
        if (BookOf(call) is not { } book)
        {
            return;
        }

        var from = Call.TryLong(call.Parameter("orderId"), out var orderId) ? orderId : 0;
        call.Json.WriteStartArray();
        foreach (var order in call.Account!.OrdersById.Values
            .Where(order => ReferenceEquals(order.Book, book) && order.Id >= from && IsWithin(call, order.ReceivedAt))
            .OrderBy(order => order.Id).TakeLast(LimitOf(call)))
        {
            WriteOrder(call.Json, order, isAcknowledgement: false, isPlaced: false);
        }

        call.Json.WriteEndArray();
    }

    private void UserTrades(Call call)
    {
        if (BookOf(call) is not { } book)
        {
            return;
        }

        var hasOrder = Call.TryLong(call.Parameter("orderId"), out var orderId);
        var hasFrom = Call.TryLong(call.Parameter("fromId"), out var fromId);
        var fills = call.Account!.OrdersById.Values
            .Where(order => ReferenceEquals(order.Book, book) && (!hasOrder || order.Id == orderId))
            .SelectMany(order => order.Fills.Select(fill => (Order: order, Fill: fill)))
            .Where(row => (!hasFrom || row.Fill.Id >= fromId) && IsWithin(call, row.Fill.At))
            .OrderBy(row => row.Fill.Id);
        call.Json.WriteStartArray();
        foreach (var (order, fill) in hasFrom ? fills.Take(LimitOf(call)) : fills.TakeLast(LimitOf(call)))
        {
            WriteFill(call.Json, order, fill);
        }

        call.Json.WriteEndArray();
    }

    /// <summary>By order id or client id; null with the error written.</summary>
    private Order? FindOrder(Call call, BinanceError unknown)
    {
        if (BookOf(call) is not { } book)
        {
            return null;
        }

        Order? order;
        if (call.Parameter("orderId") is { Length: > 0 } idText)
        {
            order = Call.TryLong(idText, out var id) ? call.Account!.FindOrder(id) : null;
        }
        else if (call.Parameter("origClientOrderId") is { Length: > 0 } clientId)
        {
            order = call.Account!.FindOrder(_market, clientId);
        }
        else
        {
            _ = Fail(call, BinanceError.OrderIdMissing);
            return null;
        }

        if (order is null || !ReferenceEquals(order.Book, book))
        {
            _ = Fail(call, unknown);
            return null;
        }

        return order;
    }

    /// <summary>An acknowledgement shows the order as it was before matching: NEW, nothing filled.</summary>
    private void WriteOrder(Utf8JsonWriter json, Order order, bool isAcknowledgement, bool isPlaced)
    {
        var spec = order.Book!.Spec;
        var filled = isAcknowledgement ? 0 : Count(spec, order.Filled);
        json.WriteStartObject();
        json.WriteNumber("orderId"u8, order.Id);
        json.WriteString("symbol"u8, spec.VenueSymbol);
        WritePair(json, spec, "pair"u8);
        json.WriteString("status"u8, isAcknowledgement ? "NEW" : Words.Of(order.Status));
        json.WriteString("clientOrderId"u8, order.ClientId);
        json.Money("price"u8, order.Kind == OrderKind.Market ? 0 : order.Price);
        json.Money("avgPrice"u8, isAcknowledgement ? 0 : order.AveragePrice);
        json.Money("origQty"u8, Count(spec, order.Quantity));
        json.Money("executedQty"u8, filled);
        if (isPlaced)
        {
            json.Money("cumQty"u8, filled);
        }

        json.Money(_isCoin ? "cumBase"u8 : "cumQuote"u8, isAcknowledgement ? 0 : Math.Round(order.FilledValue, 8));
        json.WriteString("timeInForce"u8, order.Kind == OrderKind.Market ? "GTC" : Words.Of(order.TimeInForce));
        json.WriteString("type"u8, order.SentType);
        json.WriteString("origType"u8, order.Parent?.SentType ?? order.SentType);
        json.WriteBoolean("reduceOnly"u8, order.ReduceOnly || IsHedgeClose(order));
        json.WriteBoolean("closePosition"u8, order.Parent?.ClosePosition ?? false);
        json.WriteString("side"u8, Words.Of(order.Side));
        json.WriteString("positionSide"u8, Words.Of(order.PositionSide));
        json.Money("stopPrice"u8, order.Parent?.TriggerPrice ?? 0);
        json.WriteString("workingType"u8, order.Parent is { Source: TriggerSource.Mark } ? "MARK_PRICE" : "CONTRACT_PRICE");
        json.WriteBoolean("priceProtect"u8, false);
        if (!_isCoin)
        {
            json.WriteString("priceMatch"u8, "NONE");
            json.WriteString("selfTradePreventionMode"u8, "EXPIRE_MAKER");
            json.WriteNumber("goodTillDate"u8, 0);
        }

        if (!isPlaced)
        {
            json.WriteNumber("time"u8, Venue.ToVenueMs(order.ReceivedAt));
        }

        json.WriteNumber("updateTime"u8, Venue.ToVenueMs(order.UpdatedAt));
        json.WriteEndObject();
    }

    private static bool IsHedgeClose(Order order) =>
        (order.PositionSide == PositionSide.Long && order.Side == Side.Sell)
        || (order.PositionSide == PositionSide.Short && order.Side == Side.Buy);

    private void WriteFill(Utf8JsonWriter json, Order order, Fill fill)
    {
        var spec = order.Book!.Spec;
        json.WriteStartObject();
        json.WriteString("symbol"u8, spec.VenueSymbol);
        WritePair(json, spec, "pair"u8);
        json.WriteNumber("id"u8, fill.Id);
        json.WriteNumber("orderId"u8, order.Id);
        json.WriteString("side"u8, Words.Of(order.Side));
        json.Money("price"u8, fill.Price);
        json.Money("qty"u8, Count(spec, fill.Quantity));
        json.Money("realizedPnl"u8, fill.RealizedPnl);
        json.WriteString("marginAsset"u8, spec.SettleAsset);
        json.Money(_isCoin ? "baseQty"u8 : "quoteQty"u8, Math.Round(spec.Value(fill.Quantity, fill.Price), 8));
        json.Money("commission"u8, fill.Fee);
        json.WriteString("commissionAsset"u8, fill.FeeAsset);
        json.WriteNumber("time"u8, Venue.ToVenueMs(fill.At));
        json.WriteString("positionSide"u8, Words.Of(order.PositionSide));
        json.WriteBoolean("buyer"u8, order.Side == Side.Buy);
        json.WriteBoolean("maker"u8, fill.IsMaker);
        json.WriteEndObject();
    }
}
