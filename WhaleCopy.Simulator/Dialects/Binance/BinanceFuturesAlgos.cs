using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

internal sealed partial class BinanceFuturesDialect
{
    private void PlaceAlgo(Call call)
    {
        var account = call.Account!;
        var request = new OrderRequest { Market = _market };
        var error = ReadAlgo(account, call.Parameter, request);
        if (call.Intercept is { } intercept)
        {
            _ = Venue.RecordAlgo(account, request, intercept.Outcome, intercept.Code);
            return;
        }

        error ??= Limits.CountOrders(call, account.ApiKey, 1, Venue.Now);
        if (error is { } early)
        {
            _ = Venue.RecordAlgo(account, request, Outcome.Rejected, early.CodeText);
            _ = Fail(call, early);
            return;
        }

        request.ClientId ??= $"sim{Venue.NextId()}";
        var placement = Venue.PlaceAlgo(account, request);
        if (!placement.IsAccepted)
        {
            var refused = BinanceError.OfFutures(placement.Refusal, request.Side, isAlgo: true);
            placement.Entry.RejectCode = refused.CodeText;
            _ = Fail(call, refused);
            return;
        }

        WriteAlgo(call.Json, placement.Entry, isQuery: false);
    }

    private BinanceError? ReadAlgo(Account account, Func<string, string?> get, OrderRequest request)
    {
        var first = get("algoType") switch
        {
            "CONDITIONAL" => (BinanceError?)null,
            null or "" => BinanceError.Missing("algoType"),
            _ => BinanceError.Invalid("algoType"),
        };
        var common = ReadCommon(account, get, request, "clientAlgoId");
        var terms = ReadTerms(get, request);
        return first ?? common ?? terms;
    }

    private static BinanceError? ReadTerms(Func<string, string?> get, OrderRequest request)
    {
        var type = get("type");
        request.SentType = type ?? "";
        var isStop = type is "STOP" or "STOP_MARKET";
        request.Kind = type is "STOP" or "TAKE_PROFIT" ? OrderKind.Limit : OrderKind.Market;
        request.TimeInForce = request.Kind == OrderKind.Market ? TimeInForce.Ioc : TimeInForce.Gtc;
        var closes = string.Equals(get("closePosition"), "true", StringComparison.OrdinalIgnoreCase);
        _ = Call.TryDecimal(get("triggerPrice"), out var trigger);
        request.Algo = new AlgoTerms(
            trigger,
            get("workingType") == "MARK_PRICE" ? TriggerSource.Mark : TriggerSource.Last,
            // A sell stop waits for a fall, a sell take-profit for a rise; buys the other way round.
            (request.Side == Side.Sell) == isStop ? TriggerWhen.AtOrBelow : TriggerWhen.AtOrAbove,
            closes);
        switch (type)
        {
            case "STOP_MARKET" or "TAKE_PROFIT_MARKET" or "STOP" or "TAKE_PROFIT":
                break;
            case "TRAILING_STOP_MARKET":
                return new BinanceError(-4120, "Trailing stops are not simulated.");
            case null or "":
                return BinanceError.Missing("type");
            default:
                return new BinanceError(-1116, "Invalid orderType.");
        }

        if (get("workingType") is not (null or "" or "MARK_PRICE" or "CONTRACT_PRICE"))
        {
            return BinanceError.Invalid("workingType");
        }

        if (string.IsNullOrEmpty(get("triggerPrice")))
        {
            return get("stopPrice") is null ? BinanceError.Missing("triggerPrice") : BinanceError.NotRequired("stopPrice");
        }

        if (!Call.TryDecimal(get("triggerPrice"), out _))
        {
            return BinanceError.Illegal("triggerPrice");
        }

        if (closes)
        {
            return CheckClosePosition(get, request);
        }

        if (request.Quantity == 0 && string.IsNullOrEmpty(get("quantity")))
        {
            return BinanceError.Missing("quantity");
        }

        return request.Kind == OrderKind.Limit ? ReadLimit(get, request) : null;
    }

    private static BinanceError? CheckClosePosition(Func<string, string?> get, OrderRequest request)
    {
        if (!string.IsNullOrEmpty(get("quantity")))
        {
            return BinanceError.NotRequired("quantity");
        }

        if (!string.IsNullOrEmpty(get("reduceOnly")))
        {
            return BinanceError.NotRequired("reduceonly");
        }

        var isOpening = (request.PositionSide == PositionSide.Long && request.Side == Side.Buy)
            || (request.PositionSide == PositionSide.Short && request.Side == Side.Sell);
        return isOpening || request.Kind == OrderKind.Limit ? new BinanceError(-4136, "Target strategy invalid for orderType and closePosition.") : null;
    }

    private void QueryAlgo(Call call)
    {
        if (FindAlgo(call, BinanceError.NoSuchOrder) is { } algo)
        {
            WriteAlgo(call.Json, algo, isQuery: true);
        }
    }

    private void CancelAlgo(Call call)
    {
        if (FindAlgo(call, BinanceError.UnknownOrder) is not { } algo)
        {
            return;
        }

        if (!Venue.CancelAlgo(algo))
        {
            _ = Fail(call, BinanceError.UnknownOrder);
            return;
        }

        WriteAlgo(call.Json, algo, isQuery: false);
    }

    private void CancelAllAlgos(Call call)
    {
        if (BookOf(call) is not { } book)
        {
            return;
        }

        foreach (var algo in call.Account!.OpenAlgos.Where(algo => ReferenceEquals(algo.Book, book)).ToArray())
        {
            _ = Venue.CancelAlgo(algo);
        }

        WriteSuccess(call, "The operation of cancel all open order is done.");
    }

    private void OpenAlgos(Call call)
    {
        if (BooksOf(call) is not { } books)
        {
            return;
        }

        call.Json.WriteStartArray();
        foreach (var algo in call.Account!.OpenAlgos)
        {
            if (algo.Market == _market && books.Contains(algo.Book!))
            {
                WriteAlgo(call.Json, algo, isQuery: true);
            }
        }

        call.Json.WriteEndArray();
    }

    private void AllAlgos(Call call)
    {
        if (BookOf(call) is not { } book)
        {
            return;
        }

        call.Json.WriteStartArray();
        foreach (var algo in call.Account!.AlgosById.Values
            .Where(algo => ReferenceEquals(algo.Book, book) && IsWithin(call, algo.ReceivedAt))
            .OrderBy(algo => algo.Id).TakeLast(LimitOf(call)))
        {
            WriteAlgo(call.Json, algo, isQuery: true);
        }

        call.Json.WriteEndArray();
    }

    private AlgoOrder? FindAlgo(Call call, BinanceError unknown)
    {
        AlgoOrder? algo;
        if (call.Parameter("algoId") is { Length: > 0 } idText)
        {
            algo = Call.TryLong(idText, out var id) ? call.Account!.FindAlgo(id) : null;
        }
        else if (call.Parameter("clientAlgoId") is { Length: > 0 } clientId)
        {
            algo = call.Account!.FindAlgo(_market, clientId);
        }
        else
        {
            _ = Fail(call, new BinanceError(-1102, "Param 'algoId' or 'clientAlgoId' must be sent, but both were empty/null!"));
            return null;
        }

        if (algo is null || algo.Market != _market)
        {
            _ = Fail(call, unknown);
            return null;
        }

        return algo;
    }

    private void WriteAlgo(Utf8JsonWriter json, AlgoOrder algo, bool isQuery)
    {
        var spec = algo.Book!.Spec;
        json.WriteStartObject();
        json.WriteNumber("algoId"u8, algo.Id);
        json.WriteString("clientAlgoId"u8, algo.ClientId);
        json.WriteString("algoType"u8, "CONDITIONAL");
        json.WriteString("orderType"u8, algo.SentType);
        json.WriteString("symbol"u8, spec.VenueSymbol);
        WritePair(json, spec, "pair"u8);
        json.WriteString("side"u8, Words.Of(algo.Side));
        json.WriteString("positionSide"u8, Words.Of(algo.PositionSide));
        json.WriteString("timeInForce"u8, algo.Kind == OrderKind.Market ? "GTC" : Words.Of(algo.TimeInForce));
        json.Money("quantity"u8, Count(spec, algo.Quantity));
        json.WriteString("algoStatus"u8, Words.Of(algo.Status));
        if (isQuery)
        {
            json.WriteString("actualOrderId"u8, algo.Child is { } child ? Invariant(child.Id) : "");
            json.Money("actualPrice"u8, algo.Child?.AveragePrice ?? 0);
        }

        json.Money("triggerPrice"u8, algo.TriggerPrice);
        json.Money("price"u8, algo.Price);
        json.WriteNull("icebergQuantity"u8);
        if (isQuery)
        {
            json.WriteString("tpTriggerPrice"u8, "0.000");
            json.WriteString("tpPrice"u8, "0.000");
            json.WriteString("slTriggerPrice"u8, "0.000");
            json.WriteString("slPrice"u8, "0.000");
            json.WriteString("tpOrderType"u8, "");
        }

        json.WriteString("selfTradePreventionMode"u8, "EXPIRE_MAKER");
        json.WriteString("workingType"u8, algo.Source == TriggerSource.Mark ? "MARK_PRICE" : "CONTRACT_PRICE");
        json.WriteString("priceMatch"u8, "NONE");
        json.WriteBoolean("closePosition"u8, algo.ClosePosition);
        json.WriteBoolean("priceProtect"u8, false);
        json.WriteBoolean("reduceOnly"u8, algo.ReduceOnly || algo.IsProtective);
        if (!isQuery)
        {
            json.WriteString("activatePrice"u8, "");
            json.WriteString("callbackRate"u8, "");
        }

        json.WriteNumber("createTime"u8, Venue.ToVenueMs(algo.ReceivedAt));
        json.WriteNumber("updateTime"u8, Venue.ToVenueMs(algo.UpdatedAt));
        json.WriteNumber("triggerTime"u8, algo.TriggeredAt is { } at ? Venue.ToVenueMs(at) : 0);
        json.WriteNumber("goodTillDate"u8, 0);
        json.WriteEndObject();
    }
}
