using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

/// <summary>Order lists of the kind one-cancels-the-other.</summary>
internal sealed partial class BinanceSpotDialect
{
    private void PlacePair(Call call)
    {
        var account = call.Account!;
        var above = NewRequest();
        var below = NewRequest();
        var error = ReadHalf(call, above, "above") ?? ReadHalf(call, below, "below") ?? CheckSides(above, below);
        above.ListClientId = below.ListClientId = call.Parameter("listClientOrderId") ?? $"list{Venue.NextId()}";
        if (call.Intercept is { } intercept)
        {
            Record(account, above, intercept.Outcome, intercept.Code);
            Record(account, below, intercept.Outcome, intercept.Code);
            return;
        }

        error ??= Limits.CountOrders(call, account.ApiKey, 2, Venue.Now);
        if (error is { } early)
        {
            Record(account, above, Outcome.Rejected, early.CodeText);
            Record(account, below, Outcome.Rejected, early.CodeText);
            _ = Fail(call, early);
            return;
        }

        above.ClientId ??= $"sim{Venue.NextId()}";
        below.ClientId ??= $"sim{Venue.NextId()}";
        var (first, second, refusal) = Venue.PlacePair(account, above, below);
        if (refusal != Refusal.None)
        {
            var late = BinanceError.OfSpot(refusal);
            first!.RejectCode = second!.RejectCode = late.CodeText;
            _ = Fail(call, late);
            return;
        }

        WriteList(call.Json, [second!, first!], withReports: true);
    }

    private BinanceError? ReadHalf(Call call, OrderRequest request, string half)
    {
        var common = ReadSymbolAndSide(call.Parameter, request);
        var clientId = ReadClientId(call.Parameter($"{half}ClientOrderId"), request);
        var quantity = ReadNumber(call.Parameter, "quantity", out var amount);
        request.Quantity = amount;
        var price = ReadNumber(call.Parameter, $"{half}Price", out var limit);
        request.Price = limit;
        var type = call.Parameter($"{half}Type");
        request.SentType = type ?? "";
        BinanceError? terms;
        switch (type)
        {
            case "LIMIT_MAKER":
                request.Kind = OrderKind.Limit;
                request.TimeInForce = TimeInForce.PostOnly;
                request.EndsQuietly = false;
                terms = RequireQuantityAndPrice(request, needsPrice: true);
                break;
            case "STOP_LOSS" or "TAKE_PROFIT" or "STOP_LOSS_LIMIT" or "TAKE_PROFIT_LIMIT":
                terms = ReadStop(call.Parameter($"{half}StopPrice"), call.Parameter($"{half}TimeInForce"), type, request);
                break;
            case null or "":
                terms = BinanceError.Missing($"{half}Type");
                break;
            default:
                terms = new BinanceError(-1116, "Invalid orderType.");
                break;
        }

        return common ?? clientId ?? quantity ?? price ?? terms;
    }

    /// <summary>One half is a stop, and above is above.</summary>
    private static BinanceError? CheckSides(OrderRequest above, OrderRequest below)
    {
        var isSell = above.Side == Side.Sell;
        var stop = isSell ? below : above;
        if (!stop.SentType.StartsWith("STOP_LOSS", StringComparison.Ordinal))
        {
            return new BinanceError(-1158, "Order type combination is not supported for OCO.");
        }

        var upper = above.Algo?.TriggerPrice ?? above.Price;
        var lower = below.Algo?.TriggerPrice ?? below.Price;
        return upper <= lower ? new BinanceError(-2010, "The relationship of the prices for the orders is not correct.") : null;
    }

    private void QueryPair(Call call)
    {
        if (FindList(call, BinanceError.NoSuchOrder) is { } halves)
        {
            WriteList(call.Json, halves, withReports: false);
        }
    }

    private void CancelPair(Call call)
    {
        if (FindList(call, BinanceError.UnknownOrder) is not { } halves)
        {
            return;
        }

        if (!halves.Any(IsOpen))
        {
            _ = Fail(call, BinanceError.UnknownOrder);
            return;
        }

        foreach (var half in halves)
        {
            _ = Cancel(half);
        }

        WriteList(call.Json, halves, withReports: true);
    }

    private static LedgerEntry[]? FindList(Call call, BinanceError unknown)
    {
        var hasId = Call.TryLong(call.Parameter("orderListId"), out var id);
        var clientId = call.Parameter("listClientOrderId") ?? call.Parameter("origClientOrderId");
        if (!hasId && clientId is null)
        {
            _ = Fail(call, new BinanceError(-1102, "Param 'orderListId' or 'listClientOrderId' must be sent, but both were empty/null!"));
            return null;
        }

        LedgerEntry[] halves =
        [
            .. call.Account!.Entries.Where(entry => entry.Outcome == Outcome.Accepted && entry.ListId is not null
                && (hasId ? entry.ListId == id : entry.ListClientId == clientId)),
        ];
        if (halves.Length == 0)
        {
            _ = Fail(call, unknown);
            return null;
        }

        return halves;
    }

    private static bool IsOpen(LedgerEntry entry) => entry is AlgoOrder { IsOpen: true } || Executed(entry) is { IsOpen: true };

    private void WriteList(Utf8JsonWriter json, LedgerEntry[] halves, bool withReports)
    {
        var first = halves[0];
        var isOpen = halves.Any(IsOpen);
        json.WriteStartObject();
        json.WriteNumber("orderListId"u8, first.ListId ?? -1);
        json.WriteString("contingencyType"u8, "OCO");
        json.WriteString("listStatusType"u8, isOpen ? "EXEC_STARTED" : "ALL_DONE");
        json.WriteString("listOrderStatus"u8, isOpen ? "EXECUTING" : "ALL_DONE");
        json.WriteString("listClientOrderId"u8, first.ListClientId);
        json.WriteNumber("transactionTime"u8, Venue.ToVenueMs(first.ReceivedAt));
        json.WriteString("symbol"u8, first.Book!.Spec.VenueSymbol);
        json.WriteStartArray("orders"u8);
        foreach (var half in halves)
        {
            json.WriteStartObject();
            json.WriteString("symbol"u8, half.Book!.Spec.VenueSymbol);
            json.WriteNumber("orderId"u8, half.Id);
            json.WriteString("clientOrderId"u8, half.ClientId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (withReports)
        {
            json.WriteStartArray("orderReports"u8);
            foreach (var half in halves)
            {
                WritePlaced(json, half, "RESULT");
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
