using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bitget;

/// <summary>Plan orders: entries on a trigger, and the take-profits and stop-losses of positions. Trailing ones are not simulated.</summary>
internal sealed partial class BitgetDialect
{
    private const string NormalPlan = "normal_plan";
    private const string AnyProtection = "profit_loss";

    private IEnumerable<Operation> PlanOperations() =>
    [
        new("POST", "/api/v2/mix/order/place-tpsl-order", PlacePlan, IsSigned: true, IsPlacement: true, Rate: BitgetRates.Ten),
        new("POST", "/api/v2/mix/order/place-plan-order", PlacePlan, IsSigned: true, IsPlacement: true, Rate: BitgetRates.Ten),
        new("POST", "/api/v2/mix/order/place-pos-tpsl", PlacePositionWide, IsSigned: true, IsPlacement: true, Rate: BitgetRates.Ten),
        new("POST", "/api/v2/mix/order/modify-tpsl-order", ModifyPlan, IsSigned: true, Rate: BitgetRates.Ten),
        new("POST", "/api/v2/mix/order/cancel-plan-order", CancelPlans, IsSigned: true, Rate: BitgetRates.Ten),
        new("GET", "/api/v2/mix/order/orders-plan-pending", PendingPlans, IsSigned: true, Rate: BitgetRates.Ten),
        new("GET", "/api/v2/mix/order/orders-plan-history", PlanHistory, IsSigned: true, Rate: BitgetRates.Ten),
    ];

    private static bool IsProtection(string planType) => planType is "profit_plan" or "loss_plan" or "pos_profit" or "pos_loss";

    /// <summary>What a request for a plan says; the first of two where it is a pair.</summary>
    private BitgetError? ReadPlan(Account account, Call call, OrderRequest request) =>
        call.Path.EndsWith("/place-plan-order", StringComparison.Ordinal)
            ? ReadEntryPlan(account, call.Parameter, request)
            : ReadProtection(
                account,
                call.Parameter,
                request,
                call.Path.EndsWith("/place-pos-tpsl", StringComparison.Ordinal)
                    ? call.Parameter("stopLossTriggerPrice") is { Length: > 0 } ? "pos_loss" : "pos_profit"
                    : call.Parameter("planType"),
                call.Parameter("triggerPrice") ?? call.Parameter("stopLossTriggerPrice") ?? call.Parameter("stopSurplusTriggerPrice"),
                call.Parameter("triggerType") ?? call.Parameter("stopLossTriggerType") ?? call.Parameter("stopSurplusTriggerType"),
                call.Parameter("executePrice"));

    private void PlacePlan(Call call)
    {
        var account = call.Account!;
        var request = NewRequest(call.Parameter);
        var error = ReadPlan(account, call, request);
        if (call.Intercept is { } intercept)
        {
            _ = Venue.RecordAlgo(account, request, intercept.Outcome, intercept.Code);
            return;
        }

        var (algo, failed) = TryPlan(account, request, error);
        if (failed is { } refused)
        {
            _ = Fail(call, refused);
            return;
        }

        Begin(call);
        WriteIds(call.Json, algo!);
        End(call);
    }

    private (AlgoOrder? Algo, BitgetError? Error) TryPlan(Account account, OrderRequest request, BitgetError? error)
    {
        if (error is { } early)
        {
            _ = Venue.RecordAlgo(account, request, Outcome.Rejected, early.Code);
            return (null, early);
        }

        if (request.Algo!.ClosePosition)
        {
            // A position has one stop and one take-profit of its own size: the newer replaces the older.
            foreach (var older in account.OpenAlgos.Where(algo => algo.ClosePosition && algo.Tag == request.Tag
                && ReferenceEquals(algo.Book, request.Book) && algo.PositionSide == request.PositionSide).ToArray())
            {
                _ = Venue.CancelAlgo(older);
            }
        }

        var (placed, refusal) = Venue.PlaceAlgo(account, request);
        if (refusal == Refusal.None)
        {
            return (placed, null);
        }

        var late = BitgetError.Of(refusal, request);
        placed.RejectCode = late.Code;
        return (placed, late);
    }

    /// <summary>Stop and take-profit of a whole position in one request; either may be left out.</summary>
    private void PlacePositionWide(Call call)
    {
        var account = call.Account!;
        var halves = new List<OrderRequest>();
        BitgetError? error = null;
        foreach (var (name, type) in new[] { ("stopSurplus", "pos_profit"), ("stopLoss", "pos_loss") })
        {
            if (call.Parameter($"{name}TriggerPrice") is not { Length: > 0 } trigger)
            {
                continue;
            }

            var request = NewRequest(parameter => parameter == "clientOid" ? call.Parameter($"{name}ClientOid") : call.Parameter(parameter));
            error ??= ReadProtection(account, call.Parameter, request, type, trigger, call.Parameter($"{name}TriggerType"), call.Parameter($"{name}ExecutePrice"));
            halves.Add(request);
        }

        if (halves.Count == 0)
        {
            var nothing = NewRequest(call.Parameter);
            _ = ReadProtection(account, call.Parameter, nothing, "pos_loss", null, null, null);
            halves.Add(nothing);
            error = BitgetError.Missing("stopSurplusTriggerPrice");
        }

        if (call.Intercept is { } intercept)
        {
            foreach (var half in halves)
            {
                _ = Venue.RecordAlgo(account, half, intercept.Outcome, intercept.Code);
            }

            return;
        }

        var placed = new List<AlgoOrder>();
        foreach (var half in halves)
        {
            var (algo, failed) = TryPlan(account, half, error);
            if (failed is { } refused)
            {
                foreach (var earlier in placed)
                {
                    _ = Venue.CancelAlgo(earlier);
                }

                _ = Fail(call, refused);
                return;
            }

            placed.Add(algo!);
        }

        WriteRows(call, placed, (json, algo) =>
        {
            json.WriteStartObject();
            json.WriteString("orderId"u8, Id(algo.Id));
            json.WriteString("stopSurplusClientOid"u8, algo.Tag == "pos_profit" ? ClientIdOf(algo) : "");
            json.WriteString("stopLossClientOid"u8, algo.Tag == "pos_loss" ? ClientIdOf(algo) : "");
            json.WriteEndObject();
        });
    }

    private static AlgoOrder? FindPlan(Account account, Market market, string? idText, string? clientId)
    {
        var algo = Call.TryLong(idText, out var id)
            ? account.FindAlgo(id)
            : clientId is { Length: > 0 } ? account.FindAlgo(market, clientId) : null;
        return algo is not null && algo.Market == market ? algo : null;
    }

    private void ModifyPlan(Call call)
    {
        if (!TryBook(call, out var book))
        {
            return;
        }

        var market = book.Spec.Market;
        if (FindPlan(call.Account!, market, call.Parameter("orderId"), call.Parameter("clientOid")) is not { IsOpen: true } algo
            || !ReferenceEquals(algo.Book, book) || !IsProtection(algo.Tag ?? ""))
        {
            _ = Fail(call, BitgetError.UnknownPlan);
            return;
        }

        if (!Call.TryDecimal(call.Parameter("triggerPrice"), out var trigger) || trigger <= 0)
        {
            _ = Fail(call, BitgetError.Missing("triggerPrice"));
            return;
        }

        var source = call.Parameter("triggerType") is { Length: > 0 } type ? SourceOf(type) : algo.Source;
        var size = Call.TryDecimal(call.Parameter("size"), out var sent) && sent > 0 && !algo.ClosePosition ? sent : algo.Quantity;
        var refusal = Venue.ModifyAlgo(algo, trigger, source, size);
        if (refusal != Refusal.None)
        {
            _ = Fail(call, BitgetError.Of(refusal, new OrderRequest
            {
                Market = market,
                Book = book,
                Side = algo.Side,
                SentType = algo.SentType,
                Quantity = size,
            }));
            return;
        }

        Begin(call);
        WriteIds(call.Json, algo);
        End(call);
    }

    /// <summary>Named ones, or all of a type: without a type that is plain plans only.</summary>
    private void CancelPlans(Call call)
    {
        if (!TryProduct(call, out var market))
        {
            return;
        }

        var account = call.Account!;
        var type = call.Parameter("planType") is { Length: > 0 } given ? given : NormalPlan;
        var symbol = call.Parameter("symbol")?.ToUpperInvariant();
        bool Matches(AlgoOrder algo) => algo.IsOpen && algo.Market == market && IsOfType(algo, type)
            && (string.IsNullOrEmpty(symbol) || algo.Book!.Spec.VenueSymbol == symbol);

        var cancelled = new List<AlgoOrder>();
        var unknown = new List<(string Id, string ClientId)>();
        if (call.JsonBody() is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("orderIdList", out var list)
            && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0)
        {
            foreach (var item in list.EnumerateArray())
            {
                var (id, clientId) = (TextOf(item, "orderId"), TextOf(item, "clientOid"));
                if (FindPlan(account, market, id, clientId) is { } algo && Matches(algo))
                {
                    cancelled.Add(algo);
                }
                else
                {
                    unknown.Add((id ?? "", clientId ?? ""));
                }
            }
        }
        else
        {
            cancelled.AddRange(account.OpenAlgos.Where(Matches));
        }

        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteStartArray("successList"u8);
        foreach (var algo in cancelled)
        {
            _ = Venue.CancelAlgo(algo);
            WriteIds(call.Json, algo);
        }

        call.Json.WriteEndArray();
        call.Json.WriteStartArray("failureList"u8);
        foreach (var (id, clientId) in unknown)
        {
            call.Json.WriteStartObject();
            call.Json.WriteString("orderId"u8, id);
            call.Json.WriteString("clientOid"u8, clientId);
            call.Json.WriteString("errorMsg"u8, "notExistend");
            call.Json.WriteString("errorCode"u8, BitgetError.UnknownPlan.Code);
            call.Json.WriteEndObject();
        }

        call.Json.WriteEndArray();
        call.Json.WriteEndObject();
        End(call);
    }

    private static bool IsOfType(AlgoOrder algo, string type) =>
        algo.Tag == type || (type == AnyProtection && IsProtection(algo.Tag ?? ""));

    private static string? TextOf(JsonElement item, string name) =>
        item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out var value)
            ? null
            : value.ValueKind == JsonValueKind.String ? value.GetString() : value.ValueKind == JsonValueKind.Null ? null : value.GetRawText();
}
