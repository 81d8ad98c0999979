using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Okx;

/// <summary>Stops and take-profits: one (<c>conditional</c>), both (<c>oco</c>), or a plan (<c>trigger</c>).</summary>
internal sealed partial class OkxDialect
{
    private const int MaximumCancels = 10;

    private IEnumerable<Operation> AlgoOperations() =>
    [
        new("POST", "/api/v5/trade/order-algo", PlaceAlgo, IsSigned: true, IsPlacement: true, Rate: OkxRates.TwentyByAccount),
        new("POST", "/api/v5/trade/cancel-algos", CancelAlgos, IsSigned: true, Rate: OkxRates.TwentyByAccount),
        new("GET", "/api/v5/trade/order-algo", QueryAlgo, IsSigned: true, Rate: OkxRates.TwentyByAccount),
        new("GET", "/api/v5/trade/orders-algo-pending", PendingAlgos, IsSigned: true, Rate: OkxRates.TwentyByAccount),
        new("GET", "/api/v5/trade/orders-algo-history", AlgoHistory, IsSigned: true, Rate: OkxRates.TwentyByAccount),
    ];

    private void PlaceAlgo(Call call)
    {
        var account = call.Account!;
        var request = new OrderRequest { Market = Market.UsdM };
        var error = ReadAlgo(account, call.Parameter, ref request, out var other);
        if (call.Intercept is { } intercept)
        {
            _ = Venue.RecordAlgo(account, request, intercept.Outcome, intercept.Code);
            return;
        }

        if (error is { } early)
        {
            _ = Venue.RecordAlgo(account, request, Outcome.Rejected, early.Code);
            WritePlacedAlgo(call, request, null, early);
            return;
        }

        var (algo, refusal) = other is null ? Single(account, request) : Pair(account, request, other);
        if (refusal != Refusal.None)
        {
            var late = OkxError.Of(refusal, request);
            algo.RejectCode = late.Code;
            WritePlacedAlgo(call, request, null, late);
            return;
        }

        WritePlacedAlgo(call, request, algo, null);
    }

    private (AlgoOrder Algo, Refusal Refusal) Single(Account account, OrderRequest request)
    {
        var placement = Venue.PlaceAlgo(account, request);
        return (placement.Entry, placement.Refusal);
    }

    private (AlgoOrder Algo, Refusal Refusal) Pair(Account account, OrderRequest stop, OrderRequest profit)
    {
        var (first, _, refusal) = Venue.PlacePair(account, stop, profit);
        return ((AlgoOrder)first!, refusal);
    }

    /// <summary>A refused conditional order still answers 0 in the envelope; the row says why.</summary>
    private static void WritePlacedAlgo(Call call, OrderRequest request, AlgoOrder? algo, OkxError? error)
    {
        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteString("algoId"u8, algo is null ? "" : Id(algo.ListId ?? algo.Id));
        Empty(call.Json, "clOrdId"u8);
        call.Json.WriteString("algoClOrdId"u8, request.ClientId ?? "");
        call.Json.WriteString("sCode"u8, error?.Code ?? "0");
        call.Json.WriteString("sMsg"u8, error?.Message ?? "");
        Empty(call.Json, "tag"u8);
        call.Json.WriteEndObject();
        End(call);
    }

    private OkxError? ReadAlgo(Account account, Func<string, string?> get, ref OrderRequest request, out OrderRequest? other)
    {
        other = null;
        var common = ReadCommon(account, get, ref request);
        var type = get("ordType");
        request.Tag = $"{type}|{get("tgtCcy")}|{get("tag")}|";
        request.ClientId = get("algoClOrdId") is { Length: > 0 } clientId ? clientId : null;
        var closesAll = get("closeFraction") is { Length: > 0 };
        var size = closesAll ? null : ReadAlgoSize(get, request);
        var hasStop = get("slTriggerPx") is { Length: > 0 };
        var hasProfit = get("tpTriggerPx") is { Length: > 0 };
        OkxError? terms;
        switch (type)
        {
            case "conditional" when hasStop:
            case "oco" when hasStop && hasProfit:
                terms = ReadTrigger(get, request, "sl", isStop: true, closesAll);
                break;
            case "conditional" when hasProfit:
                terms = ReadTrigger(get, request, "tp", isStop: false, closesAll);
                break;
            case "trigger":
                terms = ReadPlan(get, request);
                break;
            case "conditional" or "oco":
                terms = OkxError.Parameter(hasStop ? "tpTriggerPx" : "slTriggerPx");
                break;
            default:
                terms = OkxError.Parameter("ordType");
                break;
        }

        if (type == "oco" && hasStop && hasProfit)
        {
            other = Copy(request);
            terms ??= ReadTrigger(get, other, "tp", isStop: false, closesAll);
        }

        var badId = request.ClientId is not null && !IsClientId(request.ClientId) ? OkxError.Parameter("algoClOrdId") : (OkxError?)null;
        return common ?? size ?? terms ?? badId ?? CheckCloseFraction(get, account, request, closesAll);
    }

    /// <summary>The second half of a pair carries no id of its own.</summary>
    private static OrderRequest Copy(OrderRequest request) => new()
    {
        Market = request.Market,
        Book = request.Book,
        Symbol = request.Symbol,
        Side = request.Side,
        PositionSide = request.PositionSide,
        ReduceOnly = request.ReduceOnly,
        Quantity = request.Quantity,
        Mode = request.Mode,
        Tag = request.Tag,
    };

    private static OkxError? ReadAlgoSize(Func<string, string?> get, OrderRequest request)
    {
        if (!Call.TryDecimal(get("sz"), out var size) || size <= 0)
        {
            return OkxError.Parameter("sz");
        }

        request.Quantity = size * (request.Book?.Spec.ContractSize ?? 1);
        return null;
    }

    private static OkxError? ReadTrigger(Func<string, string?> get, OrderRequest request, string prefix, bool isStop, bool closesAll)
    {
        if (!Call.TryDecimal(get($"{prefix}TriggerPx"), out var trigger) || trigger <= 0)
        {
            return OkxError.Parameter($"{prefix}TriggerPx");
        }

        var orderPrice = get($"{prefix}OrdPx");
        if (string.IsNullOrEmpty(orderPrice) || !Call.TryDecimal(orderPrice, out var price))
        {
            return OkxError.Parameter($"{prefix}OrdPx");
        }

        ApplyPrice(request, price, isStop ? "STOP" : "TAKE_PROFIT");
        request.Algo = new AlgoTerms(
            trigger,
            SourceOf(get($"{prefix}TriggerPxType")),
            (request.Side == Side.Sell) == isStop ? TriggerWhen.AtOrBelow : TriggerWhen.AtOrAbove,
            closesAll);
        return null;
    }

    private static void ApplyPrice(OrderRequest request, decimal price, string word)
    {
        var isLimit = price > 0;
        request.Kind = isLimit ? OrderKind.Limit : OrderKind.Market;
        request.Price = isLimit ? price : 0;
        request.TimeInForce = isLimit ? TimeInForce.Gtc : TimeInForce.Ioc;
        request.SentType = isLimit ? word : $"{word}_MARKET";
    }

    /// <summary>Waits from whichever side of the market its trigger lies.</summary>
    private static OkxError? ReadPlan(Func<string, string?> get, OrderRequest request)
    {
        if (!Call.TryDecimal(get("triggerPx"), out var trigger) || trigger <= 0)
        {
            return OkxError.Parameter("triggerPx");
        }

        if (!Call.TryDecimal(get("orderPx"), out var price))
        {
            return OkxError.Parameter("orderPx");
        }

        var source = SourceOf(get("triggerPxType"));
        var rises = trigger > (request.Book?.TriggerPrice(source) ?? 0);
        ApplyPrice(request, price, rises == (request.Side == Side.Buy) ? "STOP" : "TAKE_PROFIT");
        request.Algo = new AlgoTerms(trigger, source, rises ? TriggerWhen.AtOrAbove : TriggerWhen.AtOrBelow, ClosePosition: false);
        return null;
    }

    private static OkxError? CheckCloseFraction(Func<string, string?> get, Account account, OrderRequest request, bool closesAll)
    {
        if (!closesAll)
        {
            return null;
        }

        if (get("closeFraction") != "1" || request.Kind != OrderKind.Market || request.Book is not { Spec.IsSpot: false } book)
        {
            return OkxError.Parameter("closeFraction");
        }

        if (!account.IsHedge(Market.UsdM) && !request.ReduceOnly)
        {
            return OkxError.Parameter("reduceOnly");
        }

        return account.FindPosition(book, request.PositionSide, request.Mode) is { Quantity: not 0 } ? null : OkxError.NoPosition;
    }

    private void CancelAlgos(Call call)
    {
        if (call.JsonBody() is not { ValueKind: JsonValueKind.Array } batch || batch.GetArrayLength() is 0 or > MaximumCancels)
        {
            _ = Fail(call, OkxError.Parameter("body"));
            return;
        }

        var rows = batch.EnumerateArray().Select(item =>
        {
            var algo = FindAlgo(call.Account!, name => TextOf(item, name));
            var error = algo is null || !Venue.CancelAlgo(algo) ? OkxError.CancelUnknown : (OkxError?)null;
            return (Id: TextOf(item, "algoId") ?? (algo is null ? "" : Id(algo.ListId ?? algo.Id)), Client: TextOf(item, "algoClOrdId"), Error: error);
        }).ToArray();
        var failed = rows.Count(row => row.Error is not null);
        call.Json.WriteStartObject();
        call.Json.WriteString("code"u8, failed == 0 ? "0" : failed == rows.Length ? "1" : "2");
        call.Json.WriteString("msg"u8, failed == 0 ? "" : failed == rows.Length ? "All operations failed" : "Bulk operation partially succeeded.");
        call.Json.WriteStartArray("data"u8);
        foreach (var row in rows)
        {
            call.Json.WriteStartObject();
            call.Json.WriteString("algoId"u8, row.Id);
            call.Json.WriteString("algoClOrdId"u8, row.Client ?? "");
            call.Json.WriteString("sCode"u8, row.Error?.Code ?? "0");
            call.Json.WriteString("sMsg"u8, row.Error?.Message ?? "");
            call.Json.WriteEndObject();
        }

        End(call);
    }

    /// <summary>The first half of a pair stands for both.</summary>
    private static AlgoOrder? FindAlgo(Account account, Func<string, string?> get)
    {
        if (get("algoId") is { Length: > 0 } idText)
        {
            return Call.TryLong(idText, out var id)
                ? account.FindAlgo(id) ?? account.AlgosById.Values.Where(algo => algo.ListId == id).MinBy(algo => algo.Id)
                : null;
        }

        return get("algoClOrdId") is { Length: > 0 } clientId
            ? account.FindAlgo(Market.UsdM, clientId) ?? account.FindAlgo(Market.Spot, clientId) ?? account.FindAlgo(Market.CoinM, clientId)
            : null;
    }

    private void QueryAlgo(Call call)
    {
        if (FindAlgo(call.Account!, call.Parameter) is not { } algo)
        {
            _ = Fail(call, OkxError.NoSuchOrder);
            return;
        }

        Begin(call);
        WriteAlgo(call.Json, algo);
        End(call);
    }

    private void PendingAlgos(Call call) => WriteAlgos(call, call.Account!.OpenAlgos);

    private void AlgoHistory(Call call)
    {
        if (call.Parameter("state") is null or "" && call.Parameter("algoId") is null or "")
        {
            _ = Fail(call, OkxError.Empty("state"));
            return;
        }

        var state = call.Parameter("state");
        WriteAlgos(call, call.Account!.AlgosById.Values.Where(algo => !algo.IsOpen && (string.IsNullOrEmpty(state) || StateOf(algo) == state)));
    }

    private void WriteAlgos(Call call, IEnumerable<AlgoOrder> algos)
    {
        if (call.Parameter("ordType") is not { Length: > 0 } types)
        {
            _ = Fail(call, OkxError.Empty("ordType"));
            return;
        }

        var wanted = types.Split(',');
        var instrument = call.Parameter("instId");
        var kind = call.Parameter("instType");
        var algoId = call.Parameter("algoId");
        var clientId = call.Parameter("algoClOrdId");
        var rows = algos
            .Where(algo => wanted.Contains(TypeOf(algo))
                && (string.IsNullOrEmpty(instrument) || algo.Book!.Spec.VenueSymbol == instrument)
                && (string.IsNullOrEmpty(kind) || TypeOf(algo.Book!.Spec) == kind)
                && (string.IsNullOrEmpty(algoId) || Id(algo.ListId ?? algo.Id) == algoId)
                && (string.IsNullOrEmpty(clientId) || algo.ClientId == clientId))
            .GroupBy(algo => algo.ListId ?? algo.Id).Select(group => group.MinBy(algo => algo.Id)!)
            .OrderByDescending(algo => algo.Id).ToArray();
        Begin(call);
        foreach (var algo in Page(call, rows, algo => Id(algo.ListId ?? algo.Id), MaximumRows))
        {
            WriteAlgo(call.Json, algo);
        }

        End(call);
    }

    private static string TypeOf(AlgoOrder algo) => algo.ListId is not null ? "oco" : (algo.Tag ?? "").Split('|')[0] is { Length: > 0 } type ? type : "conditional";

    private static string StateOf(AlgoOrder algo)
    {
        var fired = algo.Child is not null ? algo : algo.Account.AlgosById.Values.FirstOrDefault(
            other => algo.ListId is not null && other.ListId == algo.ListId && other.Child is not null);
        return fired is not null
            ? "effective"
            : algo.Status switch
            {
                AlgoStatus.Waiting => "live",
                AlgoStatus.Canceled => "canceled",
                _ => "order_failed",
            };
    }

    private void WriteAlgo(Utf8JsonWriter json, AlgoOrder algo)
    {
        var spec = algo.Book!.Spec;
        AlgoOrder[] halves = algo.ListId is null
            ? [algo]
            : [.. algo.Account.AlgosById.Values.Where(other => other.ListId == algo.ListId)];
        var type = TypeOf(algo);
        var isPlan = type == "trigger";
        var stop = isPlan ? null : Array.Find(halves, half => half.SentType.StartsWith("STOP", StringComparison.Ordinal));
        var profit = isPlan ? null : Array.Find(halves, half => half.SentType.StartsWith("TAKE", StringComparison.Ordinal));
        var child = Array.Find(halves, half => half.Child is not null)?.Child;
        json.WriteStartObject();
        json.WriteString("algoId"u8, Id(algo.ListId ?? algo.Id));
        json.WriteString("algoClOrdId"u8, algo.ClientId ?? "");
        Empty(json, "clOrdId"u8);
        json.WriteString("instType"u8, TypeOf(spec));
        json.WriteString("instId"u8, spec.VenueSymbol);
        json.WriteString("ordType"u8, type);
        json.WriteString("side"u8, algo.Side == Side.Buy ? "buy" : "sell");
        json.WriteString("posSide"u8, SideName(algo.PositionSide));
        json.WriteString("tdMode"u8, spec.IsSpot ? "cash" : algo.MarginMode == MarginMode.Cross ? "cross" : "isolated");
        json.WriteString("sz"u8, algo.ClosePosition ? "" : JsonMoney.Text(Count(spec, algo.Quantity)));
        json.WriteString("closeFraction"u8, algo.ClosePosition ? "1" : "");
        json.WriteString("state"u8, StateOf(algo));
        json.WriteString("ordId"u8, child is null ? "" : Id(child.Id));
        json.WriteStartArray("ordIdList"u8);
        if (child is not null)
        {
            json.WriteStringValue(Id(child.Id));
        }

        json.WriteEndArray();
        json.Money("actualSz"u8, child is null ? 0 : Count(spec, child.Filled));
        json.WriteString("actualPx"u8, child is { AveragePrice: > 0 } ? JsonMoney.Text(Math.Round(child.AveragePrice, 10)) : "");
        json.WriteString("actualSide"u8, child is null ? "" : ReferenceEquals(child.Parent, stop) ? "sl" : "tp");
        WriteTrigger(json, stop, "slTriggerPx"u8, "slTriggerPxType"u8, "slOrdPx"u8);
        WriteTrigger(json, profit, "tpTriggerPx"u8, "tpTriggerPxType"u8, "tpOrdPx"u8);
        WriteTrigger(json, isPlan ? algo : null, "triggerPx"u8, "triggerPxType"u8, "ordPx"u8);
        json.WriteString("triggerTime"u8, child?.Parent?.TriggeredAt is { } at ? Ms(at) : "");
        json.WriteString("reduceOnly"u8, algo.ReduceOnly ? "true" : "false");
        json.WriteString("lever"u8, spec.IsSpot
            ? ""
            : JsonMoney.Text(Venue.LeverageOf(algo.Account.Setting(algo.Book, algo.MarginMode), algo.PositionSide, algo.Side)));
        json.Money("last"u8, algo.Book.Quote.Price);
        Empty(json, "failCode"u8);
        Empty(json, "tag"u8);
        Empty(json, "tgtCcy"u8);
        json.WriteString("cTime"u8, Ms(algo.ReceivedAt));
        json.WriteString("uTime"u8, Ms(algo.UpdatedAt));
        json.WriteEndObject();
    }

    private static void WriteTrigger(
        Utf8JsonWriter json, AlgoOrder? half, ReadOnlySpan<byte> trigger, ReadOnlySpan<byte> type, ReadOnlySpan<byte> price)
    {
        json.WriteString(trigger, half is null ? "" : JsonMoney.Text(half.TriggerPrice));
        json.WriteString(type, half?.Source switch
        {
            null => "",
            TriggerSource.Mark => "mark",
            TriggerSource.Index => "index",
            _ => "last",
        });
        json.WriteString(price, half is null ? "" : half.Price > 0 ? JsonMoney.Text(half.Price) : "-1");
    }
}
