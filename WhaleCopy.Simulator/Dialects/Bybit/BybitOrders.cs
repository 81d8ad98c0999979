using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bybit;

internal sealed partial class BybitDialect
{
    private const int MaximumBatch = 20;
    private const int MaximumSpotBatch = 10;

    private IEnumerable<Operation> OrderOperations() =>
    [
        new("POST", "/v5/order/create", PlaceOrder, IsSigned: true, IsPlacement: true, Rate: BybitRates.Ten),
        new("POST", "/v5/order/create-batch", PlaceBatch, IsSigned: true, IsPlacement: true, Rate: BybitRates.Ten),
        new("GET", "/v5/order/realtime", RealtimeOrders, IsSigned: true, Rate: BybitRates.Fifty),
        new("GET", "/v5/order/history", OrderHistory, IsSigned: true, Rate: BybitRates.Fifty),
        new("POST", "/v5/order/cancel", CancelOrder, IsSigned: true, Rate: BybitRates.Ten),
        new("POST", "/v5/order/cancel-all", CancelAll, IsSigned: true, Rate: BybitRates.Ten),
        new("GET", "/v5/execution/list", Executions, IsSigned: true, Rate: BybitRates.Fifty),
    ];

    private static OrderRequest NewRequest(Account account, Market market = Market.UsdM) => new()
    {
        Market = market,
        KeepsId = true,
        EndsQuietly = true,
        Mode = account.DefaultMode,
    };

    private void Record(Account account, OrderRequest request, Outcome outcome, string? code)
    {
        if (request.Algo is null)
        {
            _ = Venue.Record(account, request, outcome, code);
        }
        else
        {
            _ = Venue.RecordAlgo(account, request, outcome, code);
        }
    }

    private void PlaceOrder(Call call)
    {
        var (entry, error) = Place(call, call.Parameter, call.Parameter("category"));
        if (call.Intercept is not null)
        {
            return;
        }

        if (error is { } failed)
        {
            _ = Fail(call, failed);
            return;
        }

        Begin(call);
        WriteIds(call.Json, entry!);
        End(call);
    }

    private void PlaceBatch(Call call)
    {
        var category = call.Parameter("category");
        if (call.JsonBody() is not { ValueKind: JsonValueKind.Object } body || !body.TryGetProperty("request", out var list)
            || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > (category == "spot" ? MaximumSpotBatch : MaximumBatch))
        {
            _ = Fail(call, BybitError.Parameter("request"));
            return;
        }

        var placed = list.EnumerateArray().Select(item => Place(call, name => TextOf(item, name), category)).ToArray();
        if (call.Intercept is not null)
        {
            return;
        }

        var json = call.Json;
        json.WriteStartObject();
        json.WriteNumber("retCode"u8, 0);
        json.WriteString("retMsg"u8, "OK");
        json.WriteStartObject("result"u8);
        json.WriteStartArray("list"u8);
        foreach (var (entry, error) in placed)
        {
            json.WriteStartObject();
            json.WriteString("category"u8, category);
            json.WriteString("symbol"u8, entry?.Book?.Spec.VenueSymbol ?? "");
            json.WriteString("orderId"u8, error is null ? IdOf(entry!) : "");
            json.WriteString("orderLinkId"u8, entry?.ClientId ?? "");
            json.WriteString("createAt"u8, error is null ? Ms(entry!.ReceivedAt) : "");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("retExtInfo"u8);
        json.WriteStartArray("list"u8);
        foreach (var (_, error) in placed)
        {
            json.WriteStartObject();
            json.WriteNumber("code"u8, error?.Code ?? 0);
            json.WriteString("msg"u8, error?.Message ?? "OK");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNumber("time"u8, Venue.NowMs);
        json.WriteEndObject();
    }

    private (LedgerEntry? Entry, BybitError? Error) Place(Call call, Func<string, string?> get, string? category)
    {
        var account = call.Account!;
        var market = MarketOf(category);
        var request = NewRequest(account, market ?? Market.UsdM);
        var error = market is null ? BybitError.Parameter("Illegal category") : ReadOrder(account, get, request);
        if (call.Intercept is { } intercept)
        {
            Record(account, request, intercept.Outcome, intercept.Code);
            return (null, null);
        }

        if (error is { } early)
        {
            Record(account, request, Outcome.Rejected, early.CodeText);
            return (null, early);
        }

        LedgerEntry entry;
        Refusal refusal;
        if (request.Algo is null)
        {
            var placed = Venue.Place(account, request);
            (entry, refusal) = (placed.Entry, placed.Refusal);
        }
        else
        {
            var waiting = Venue.PlaceAlgo(account, request);
            (entry, refusal) = (waiting.Entry, waiting.Refusal);
        }

        if (refusal == Refusal.None)
        {
            return (entry, null);
        }

        var late = BybitError.Of(refusal, request);
        entry.RejectCode = late.CodeText;
        return (null, late);
    }

    private static void WriteIds(Utf8JsonWriter json, LedgerEntry entry)
    {
        json.WriteString("orderId"u8, IdOf(entry));
        json.WriteString("orderLinkId"u8, entry.ClientId ?? "");
    }
}
