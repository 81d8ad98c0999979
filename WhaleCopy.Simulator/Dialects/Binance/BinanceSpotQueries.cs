using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

internal sealed partial class BinanceSpotDialect
{
    private void QueryOrder(Call call)
    {
        if (FindEntry(call, BinanceError.NoSuchOrder) is { } entry)
        {
            call.Json.WriteStartObject();
            WriteQueried(call.Json, entry);
            call.Json.WriteEndObject();
        }
    }

    private void CancelOrder(Call call)
    {
        if (FindEntry(call, BinanceError.UnknownOrder) is not { } entry)
        {
            return;
        }

        if (!Cancel(entry))
        {
            _ = Fail(call, BinanceError.UnknownOrder);
            return;
        }

        WriteCancelled(call.Json, entry, call.Parameter("newClientOrderId"));
    }

    private void CancelAll(Call call)
    {
        if (BookOf(call) is not { } book)
        {
            return;
        }

        var open = OpenEntries(call.Account!).Where(entry => ReferenceEquals(entry.Book, book)).ToArray();
        if (open.Length == 0)
        {
            _ = Fail(call, BinanceError.UnknownOrder);
            return;
        }

        call.Json.WriteStartArray();
        foreach (var entry in open)
        {
            _ = Cancel(entry);
            WriteCancelled(call.Json, entry, null);
        }

        call.Json.WriteEndArray();
    }

    private void OpenOrders(Call call)
    {
        InstrumentBook? book = null;
        if (call.Parameter("symbol") is { Length: > 0 } && (book = BookOf(call)) is null)
        {
            return;
        }

        call.Json.WriteStartArray();
        foreach (var entry in OpenEntries(call.Account!).Where(entry => book is null || ReferenceEquals(entry.Book, book)))
        {
            call.Json.WriteStartObject();
            WriteQueried(call.Json, entry);
            call.Json.WriteEndObject();
        }

        call.Json.WriteEndArray();
    }

    private void AllOrders(Call call)
    {
        if (BookOf(call) is not { } book)
        {
            return;
        }

        var account = call.Account!;
        var from = Call.TryLong(call.Parameter("orderId"), out var id) ? id : 0;
        call.Json.WriteStartArray();
        foreach (var entry in account.Entries
            .Where(entry => ReferenceEquals(entry.Book, book) && entry.Outcome == Outcome.Accepted && entry.Id >= from
                && IsWithin(call, entry.ReceivedAt))
            .TakeLast(LimitOf(call)))
        {
            call.Json.WriteStartObject();
            WriteQueried(call.Json, entry);
            call.Json.WriteEndObject();
        }

        call.Json.WriteEndArray();
    }

    private void MyTrades(Call call)
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
        var json = call.Json;
        json.WriteStartArray();
        foreach (var (order, fill) in hasFrom ? fills.Take(LimitOf(call)) : fills.TakeLast(LimitOf(call)))
        {
            json.WriteStartObject();
            json.WriteString("symbol"u8, book.Spec.VenueSymbol);
            json.WriteNumber("id"u8, fill.Id);
            json.WriteNumber("orderId"u8, order.Id);
            json.WriteNumber("orderListId"u8, order.ListId ?? -1);
            json.Money("price"u8, fill.Price, 8);
            json.Money("qty"u8, fill.Quantity, 8);
            json.Money("quoteQty"u8, fill.Price * fill.Quantity, 8);
            json.Money("commission"u8, fill.Fee, 8);
            json.WriteString("commissionAsset"u8, fill.FeeAsset);
            json.WriteNumber("time"u8, Venue.ToVenueMs(fill.At));
            json.WriteBoolean("isBuyer"u8, order.Side == Side.Buy);
            json.WriteBoolean("isMaker"u8, fill.IsMaker);
            json.WriteBoolean("isBestMatch"u8, true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private bool Cancel(LedgerEntry entry) => entry switch
    {
        Order order => Venue.Cancel(order),
        AlgoOrder algo => Venue.CancelAlgo(algo),
        _ => false,
    };

    private static IEnumerable<LedgerEntry> OpenEntries(Account account) =>
        account.OpenOrders.Cast<LedgerEntry>().Concat(account.OpenAlgos).Where(entry => entry.Market == Market.Spot).OrderBy(entry => entry.Id);

    private LedgerEntry? FindEntry(Call call, BinanceError unknown)
    {
        if (BookOf(call) is not { } book)
        {
            return null;
        }

        LedgerEntry? entry;
        var account = call.Account!;
        if (call.Parameter("orderId") is { Length: > 0 } idText)
        {
            entry = Call.TryLong(idText, out var id) ? (LedgerEntry?)account.FindOrder(id) ?? account.FindAlgo(id) : null;
        }
        else if (call.Parameter("origClientOrderId") is { Length: > 0 } clientId)
        {
            entry = Latest(account.FindOrder(Market.Spot, clientId), account.FindAlgo(Market.Spot, clientId));
        }
        else
        {
            _ = Fail(call, BinanceError.OrderIdMissing);
            return null;
        }

        if (entry is null || !ReferenceEquals(entry.Book, book))
        {
            _ = Fail(call, unknown);
            return null;
        }

        return entry;
    }

    /// <summary>A stop that fired goes on as the order of the same id.</summary>
    private static LedgerEntry? Latest(Order? order, AlgoOrder? algo) =>
        order is null ? algo : algo is null || algo.Id <= order.Id ? order : algo;

    private static Order? Executed(LedgerEntry entry) => entry as Order ?? (entry as AlgoOrder)?.Child;

    private static string StatusOf(LedgerEntry entry) => Executed(entry) is { } order
        ? Words.Of(order.Status)
        : ((AlgoOrder)entry).Status switch
        {
            AlgoStatus.Waiting => "NEW",
            AlgoStatus.Canceled => "CANCELED",
            AlgoStatus.Rejected => "REJECTED",
            _ => "EXPIRED",
        };

    private static AlgoOrder? Conditional(LedgerEntry entry) => entry as AlgoOrder ?? (entry as Order)?.Parent;

    private void WritePlaced(Utf8JsonWriter json, LedgerEntry entry, string responseType)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, entry.Book!.Spec.VenueSymbol);
        json.WriteNumber("orderId"u8, entry.Id);
        json.WriteNumber("orderListId"u8, entry.ListId ?? -1);
        json.WriteString("clientOrderId"u8, entry.ClientId);
        json.WriteNumber("transactTime"u8, Venue.ToVenueMs(entry.UpdatedAt));
        if (responseType != "ACK")
        {
            WriteProgress(json, entry);
            json.WriteNumber("workingTime"u8, entry is AlgoOrder ? -1 : Venue.ToVenueMs(entry.ReceivedAt));
            json.WriteString("selfTradePreventionMode"u8, "EXPIRE_MAKER");
        }

        if (responseType == "FULL")
        {
            json.WriteStartArray("fills"u8);
            foreach (var fill in Executed(entry)?.Fills ?? [])
            {
                json.WriteStartObject();
                json.Money("price"u8, fill.Price, 8);
                json.Money("qty"u8, fill.Quantity, 8);
                json.Money("commission"u8, fill.Fee, 8);
                json.WriteString("commissionAsset"u8, fill.FeeAsset);
                json.WriteNumber("tradeId"u8, fill.Id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteProgress(Utf8JsonWriter json, LedgerEntry entry)
    {
        var executed = Executed(entry);
        var conditional = Conditional(entry);
        json.Money("price"u8, entry.Price, 8);
        json.Money("origQty"u8, entry.Quantity, 8);
        json.Money("executedQty"u8, executed?.Filled ?? 0, 8);
        json.Money("origQuoteOrderQty"u8, executed?.QuoteQuantity ?? 0, 8);
        json.Money("cummulativeQuoteQty"u8, executed?.FilledValue ?? 0, 8);
        json.WriteString("status"u8, StatusOf(entry));
        json.WriteString("timeInForce"u8, TimeInForceOf(entry));
        json.WriteString("type"u8, conditional?.SentType ?? entry.SentType);
        json.WriteString("side"u8, Words.Of(entry.Side));
        json.Money("stopPrice"u8, conditional?.TriggerPrice ?? 0, 8);
    }

    private static string TimeInForceOf(LedgerEntry entry)
    {
        var kind = entry is Order order ? order.Kind : ((AlgoOrder)entry).Kind;
        return kind == OrderKind.Market || entry.TimeInForce == TimeInForce.PostOnly ? "GTC" : Words.Of(entry.TimeInForce);
    }

    private void WriteQueried(Utf8JsonWriter json, LedgerEntry entry)
    {
        var updated = Executed(entry)?.UpdatedAt ?? entry.UpdatedAt;
        json.WriteString("symbol"u8, entry.Book!.Spec.VenueSymbol);
        json.WriteNumber("orderId"u8, entry.Id);
        json.WriteNumber("orderListId"u8, entry.ListId ?? -1);
        json.WriteString("clientOrderId"u8, entry.ClientId);
        WriteProgress(json, entry);
        json.WriteString("icebergQty"u8, "0.00000000");
        json.WriteNumber("time"u8, Venue.ToVenueMs((Conditional(entry) ?? entry).ReceivedAt));
        json.WriteNumber("updateTime"u8, Venue.ToVenueMs(updated));
        json.WriteBoolean("isWorking"u8, Executed(entry) is not null);
        json.WriteNumber("workingTime"u8, Executed(entry) is { } order ? Venue.ToVenueMs(order.ReceivedAt) : -1);
        json.WriteString("selfTradePreventionMode"u8, "EXPIRE_MAKER");
    }

    private void WriteCancelled(Utf8JsonWriter json, LedgerEntry entry, string? newClientId)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, entry.Book!.Spec.VenueSymbol);
        json.WriteString("origClientOrderId"u8, entry.ClientId);
        json.WriteNumber("orderId"u8, entry.Id);
        json.WriteNumber("orderListId"u8, entry.ListId ?? -1);
        json.WriteString("clientOrderId"u8, newClientId ?? $"cancel{entry.Id}");
        json.WriteNumber("transactTime"u8, Venue.NowMs);
        WriteProgress(json, entry);
        json.WriteString("selfTradePreventionMode"u8, "EXPIRE_MAKER");
        json.WriteEndObject();
    }
}
