using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Okx;

internal sealed partial class OkxDialect
{
    private const int MaximumBatch = 20;

    private IEnumerable<Operation> OrderOperations() =>
    [
        new("POST", "/api/v5/trade/order", PlaceOrder, IsSigned: true, IsPlacement: true, Rate: OkxRates.SixtyByInstrument),
        new("POST", "/api/v5/trade/batch-orders", PlaceBatch, IsSigned: true, IsPlacement: true, Rate: OkxRates.SixtyByAccount),
        new("GET", "/api/v5/trade/order", QueryOrder, IsSigned: true, Rate: OkxRates.SixtyByInstrument),
        new("POST", "/api/v5/trade/cancel-order", CancelOrder, IsSigned: true, Rate: OkxRates.SixtyByInstrument),
        new("POST", "/api/v5/trade/cancel-batch-orders", CancelBatch, IsSigned: true, Rate: OkxRates.SixtyByAccount),
        new("GET", "/api/v5/trade/orders-pending", PendingOrders, IsSigned: true, Rate: OkxRates.SixtyByAccount),
        new("GET", "/api/v5/trade/orders-history", OrderHistory, IsSigned: true, Rate: OkxRates.FortyByAccount),
        new("GET", "/api/v5/trade/orders-history-archive", OrderHistory, IsSigned: true, Rate: OkxRates.TwentyByAccount),
        new("GET", "/api/v5/trade/fills", Fills, IsSigned: true, Rate: OkxRates.SixtyByAccount),
        new("GET", "/api/v5/trade/fills-history", Fills, IsSigned: true, Rate: OkxRates.TenByAccount),
        new("POST", "/api/v5/trade/close-position", ClosePosition, IsSigned: true, Rate: OkxRates.TwentyByAccount),
        new("GET", "/api/v5/trade/account-rate-limit", AccountRateLimit, IsSigned: true, Rate: OkxRates.OneASecond),
    ];

    private void RecordRefused(Call call, Account account, OkxError error)
    {
        if (call.Path.EndsWith("/order", StringComparison.Ordinal))
        {
            var request = new OrderRequest { Market = Market.UsdM };
            _ = ReadOrder(account, call.Parameter, ref request);
            _ = Venue.Record(account, request, Outcome.Rejected, error.Code);
        }
        else if (call.Path.EndsWith("/order-algo", StringComparison.Ordinal))
        {
            var request = new OrderRequest { Market = Market.UsdM };
            _ = ReadAlgo(account, call.Parameter, ref request, out _);
            _ = Venue.RecordAlgo(account, request, Outcome.Rejected, error.Code);
        }
    }

    private void PlaceOrder(Call call)
    {
        var (request, order, error) = Place(call, call.Parameter);
        if (request is null)
        {
            return;
        }

        BeginTrade(call, error is { } failed ? failed : null);
        WriteAcknowledged(call.Json, request, order, error);
        EndTrade(call);
    }

    private void PlaceBatch(Call call)
    {
        if (call.JsonBody() is not { ValueKind: JsonValueKind.Array } batch || batch.GetArrayLength() > MaximumBatch)
        {
            _ = Fail(call, OkxError.Parameter("body"));
            return;
        }

        var placed = batch.EnumerateArray().Select(item => Place(call, name => TextOf(item, name))).ToArray();
        if (call.Intercept is not null)
        {
            return;
        }

        var failed = placed.Count(row => row.Error is not null);
        call.Json.WriteStartObject();
        call.Json.WriteString("code"u8, failed == 0 ? "0" : failed == placed.Length ? "1" : "2");
        call.Json.WriteString("msg"u8, failed == 0 ? "" : failed == placed.Length ? "All operations failed" : "Bulk operation partially succeeded.");
        call.Json.WriteStartArray("data"u8);
        foreach (var (request, order, error) in placed)
        {
            WriteAcknowledged(call.Json, request!, order, error);
        }

        EndTrade(call);
    }

    /// <summary>The request is null when a fault keeps the order away and nothing is to be answered.</summary>
    private (OrderRequest? Request, Order? Order, OkxError? Error) Place(Call call, Func<string, string?> get)
    {
        var account = call.Account!;
        var request = new OrderRequest { Market = Market.UsdM };
        var error = ReadOrder(account, get, ref request);
        if (call.Intercept is { } intercept)
        {
            _ = Venue.Record(account, request, intercept.Outcome, intercept.Code);
            return (null, null, null);
        }

        error ??= CheckExpiry(call);
        if (error is { } early)
        {
            _ = Venue.Record(account, request, Outcome.Rejected, early.Code);
            return (request, null, early);
        }

        var placement = Venue.Place(account, request);
        if (placement.IsAccepted)
        {
            return (request, placement.Entry, null);
        }

        var refused = OkxError.Of(placement.Refusal, request);
        placement.Entry.RejectCode = refused.Code;
        return (request, null, refused);
    }

    private OkxError? ReadOrder(Account account, Func<string, string?> get, ref OrderRequest request)
    {
        var common = ReadCommon(account, get, ref request);
        request.EndsQuietly = true;
        var type = get("ordType");
        OkxError? kind = null;
        request.SentType = "LIMIT";
        request.Kind = OrderKind.Limit;
        switch (type)
        {
            case "market" or "optimal_limit_ioc":
                request.Kind = OrderKind.Market;
                request.SentType = "MARKET";
                request.TimeInForce = TimeInForce.Ioc;
                break;
            case "limit":
                request.TimeInForce = TimeInForce.Gtc;
                break;
            case "ioc":
                request.TimeInForce = TimeInForce.Ioc;
                break;
            case "fok":
                request.TimeInForce = TimeInForce.Fok;
                break;
            case "post_only":
                request.TimeInForce = TimeInForce.PostOnly;
                break;
            default:
                kind = OkxError.Parameter("ordType");
                break;
        }

        var size = ReadSize(get, request);
        if (request.Kind == OrderKind.Limit)
        {
            kind ??= Call.TryDecimal(get("px"), out var price) && price > 0 ? null : OkxError.Parameter("px");
            request.Price = Call.TryDecimal(get("px"), out price) ? price : 0;
        }

        request.ClientId = get("clOrdId") is { Length: > 0 } clientId ? clientId : null;
        var badId = request.ClientId is not null && !IsClientId(request.ClientId) ? OkxError.Parameter("clOrdId") : (OkxError?)null;
        request.Tag = $"{type}|{get("tgtCcy")}|{get("tag")}|{get("sz")}";
        return common ?? kind ?? size ?? badId ?? ReadAttached(get, request);
    }

    /// <summary>Instrument, trade mode, side, side of the position.</summary>
    private OkxError? ReadCommon(Account account, Func<string, string?> get, ref OrderRequest request)
    {
        var instrument = get("instId");
        var book = FindBook(instrument);
        request = new OrderRequest
        {
            Market = book?.Spec.Market ?? Market.UsdM,
            Book = book,
            Symbol = instrument ?? "",
            Side = get("side") == "sell" ? Side.Sell : Side.Buy,
            ReduceOnly = get("reduceOnly") is "true" or "True" && book is { Spec.IsSpot: false } && !account.IsHedge(Market.UsdM),
            Mode = get("tdMode") == "isolated" ? MarginMode.Isolated : MarginMode.Cross,
        };
        if (string.IsNullOrEmpty(instrument))
        {
            return OkxError.Empty("instId");
        }

        if (book is null)
        {
            return OkxError.UnknownInstrument;
        }

        if (get("side") is not ("buy" or "sell"))
        {
            return OkxError.Parameter("side");
        }

        switch (get("tdMode"))
        {
            case "cash" when book.Spec.IsSpot:
            case "cross" or "isolated" when !book.Spec.IsSpot:
                break;
            case "cash" or "cross" or "isolated":
                return OkxError.WrongAccountMode;
            default:
                return OkxError.Parameter("tdMode");
        }

        return book.Spec.IsSpot ? null : ReadPositionSide(account, get("posSide"), request);
    }

    private static OkxError? ReadPositionSide(Account account, string? side, OrderRequest request)
    {
        if (!account.IsHedge(Market.UsdM))
        {
            return side is null or "" or "net" ? null : OkxError.Parameter("posSide");
        }

        switch (side)
        {
            case "long":
                request.PositionSide = PositionSide.Long;
                return null;
            case "short":
                request.PositionSide = PositionSide.Short;
                return null;
            default:
                return OkxError.Parameter("posSide");
        }
    }

    /// <summary>Contracts on derivatives; on spot coins, but quote coins for a market buy unless the target says base.</summary>
    private static OkxError? ReadSize(Func<string, string?> get, OrderRequest request)
    {
        if (!Call.TryDecimal(get("sz"), out var size) || size <= 0)
        {
            return OkxError.Parameter("sz");
        }

        if (request.Book is not { } book)
        {
            return null;
        }

        var target = get("tgtCcy");
        if (target is not (null or "" or "base_ccy" or "quote_ccy"))
        {
            return OkxError.Parameter("tgtCcy");
        }

        var isQuote = book.Spec.IsSpot && request.Kind == OrderKind.Market
            && (target == "quote_ccy" || (target is null or "" && request.Side == Side.Buy));
        if (isQuote)
        {
            request.QuoteQuantity = size;
        }
        else
        {
            request.Quantity = size * book.Spec.ContractSize;
        }

        return null;
    }

    private static OkxError? ReadAttached(Func<string, string?> get, OrderRequest request)
    {
        if (get("attachAlgoOrds") is not { Length: > 0 } text)
        {
            return null;
        }

        if (!text.StartsWith('['))
        {
            return OkxError.Parameter("attachAlgoOrds");
        }

        using var document = JsonDocument.Parse(text);
        request.Attached = [];
        foreach (var item in document.RootElement.EnumerateArray())
        {
            var clientId = TextOf(item, "attachAlgoClOrdId");
            if (clientId is { Length: > 0 } && !IsClientId(clientId))
            {
                return OkxError.Parameter("attachAlgoClOrdId");
            }

            var stop = ReadAttachedHalf(item, "sl", request, clientId, isStop: true);
            var profit = ReadAttachedHalf(item, "tp", request, stop.Attached is null ? clientId : null, isStop: false);
            if ((stop.Error ?? profit.Error) is { } error)
            {
                return error;
            }

            request.Attached.AddRange(new[] { stop.Attached, profit.Attached }.OfType<AttachedAlgo>());
        }

        return null;
    }

    private static (AttachedAlgo? Attached, OkxError? Error) ReadAttachedHalf(
        JsonElement item, string prefix, OrderRequest request, string? clientId, bool isStop)
    {
        if (TextOf(item, $"{prefix}TriggerPx") is not { Length: > 0 } text)
        {
            return (null, null);
        }

        if (!Call.TryDecimal(text, out var trigger) || trigger <= 0)
        {
            return (null, OkxError.Parameter($"{prefix}TriggerPx"));
        }

        var limit = Call.TryDecimal(TextOf(item, $"{prefix}OrdPx"), out var price) && price > 0 ? price : 0;
        var isLong = request.Side == Side.Buy;
        var attached = new AttachedAlgo(
            clientId,
            trigger,
            SourceOf(TextOf(item, $"{prefix}TriggerPxType")),
            isLong == isStop ? TriggerWhen.AtOrBelow : TriggerWhen.AtOrAbove,
            limit,
            (isStop ? "STOP" : "TAKE_PROFIT") + (limit > 0 ? "" : "_MARKET"));
        var last = request.Book?.Quote.Price ?? 0;
        var isWrongSide = last > 0 && (attached.When == TriggerWhen.AtOrBelow ? trigger >= last : trigger <= last);
        if (!isWrongSide)
        {
            return (attached, null);
        }

        // The protection closes: its side is the opposite of the entry's.
        var closing = new OrderRequest { Market = request.Market, Side = Words.Opposite(request.Side), SentType = attached.SentType };
        return (null, OkxError.Of(Refusal.WouldTriggerImmediately, closing));
    }

    private static TriggerSource SourceOf(string? type) => type switch
    {
        "mark" => TriggerSource.Mark,
        "index" => TriggerSource.Index,
        _ => TriggerSource.Last,
    };

    private void ClosePosition(Call call)
    {
        var account = call.Account!;
        if (FindBook(call.Parameter("instId")) is not { Spec.IsSpot: false } book)
        {
            _ = Fail(call, OkxError.UnknownInstrument);
            return;
        }

        var mode = call.Parameter("mgnMode") switch
        {
            "cross" => MarginMode.Cross,
            "isolated" => MarginMode.Isolated,
            _ => (MarginMode?)null,
        };
        var side = call.Parameter("posSide") switch
        {
            "long" => PositionSide.Long,
            "short" => PositionSide.Short,
            _ => PositionSide.Both,
        };
        if (mode is null)
        {
            _ = Fail(call, OkxError.Parameter("mgnMode"));
            return;
        }

        if (account.FindPosition(book, side, mode) is not { Quantity: not 0 } position)
        {
            _ = Fail(call, OkxError.NoPosition);
            return;
        }

        if (call.Parameter("autoCxl") == "true")
        {
            foreach (var open in account.OpenOrders.Where(open => ReferenceEquals(open.Book, book) && open.Side == Words.Opposite(SideOf(position))).ToArray())
            {
                _ = Venue.Cancel(open);
            }
        }

        _ = Venue.Place(account, new OrderRequest
        {
            Market = book.Spec.Market,
            Book = book,
            ClientId = call.Parameter("clOrdId") is { Length: > 0 } clientId ? clientId : null,
            Side = Words.Opposite(SideOf(position)),
            PositionSide = side,
            Kind = OrderKind.Market,
            SentType = "MARKET",
            TimeInForce = TimeInForce.Ioc,
            ReduceOnly = side == PositionSide.Both,
            Quantity = position.Size,
            Mode = mode,
            EndsQuietly = true,
            Tag = "market|||",
        });
        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteString("clOrdId"u8, call.Parameter("clOrdId") ?? "");
        call.Json.WriteString("instId"u8, book.Spec.VenueSymbol);
        call.Json.WriteString("posSide"u8, call.Parameter("posSide") ?? "net");
        Empty(call.Json, "tag"u8);
        call.Json.WriteEndObject();
        End(call);
    }

    private static Side SideOf(Position position) => position.IsLong ? Side.Buy : Side.Sell;

    private static string? TextOf(JsonElement item, string name) =>
        item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out var value)
            ? null
            : value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Null or JsonValueKind.Undefined => null,
                _ => value.GetRawText(),
            };

    /// <summary>Trading answers: 1 in the envelope when all rows failed, the reason in the row, and two times in microseconds.</summary>
    private static void BeginTrade(Call call, OkxError? error)
    {
        call.Json.WriteStartObject();
        call.Json.WriteString("code"u8, error is null ? "0" : "1");
        call.Json.WriteString("msg"u8, error is null ? "" : "All operations failed");
        call.Json.WriteStartArray("data"u8);
    }

    private void EndTrade(Call call)
    {
        call.Json.WriteEndArray();
        call.Json.WriteString("inTime"u8, Id(Venue.NowMs * 1000));
        call.Json.WriteString("outTime"u8, Id((Venue.NowMs * 1000) + 500));
        call.Json.WriteEndObject();
    }

    private void WriteAcknowledged(Utf8JsonWriter json, OrderRequest request, Order? order, OkxError? error)
    {
        json.WriteStartObject();
        json.WriteString("clOrdId"u8, request.ClientId ?? "");
        json.WriteString("ordId"u8, order is null ? "" : Id(order.Id));
        json.WriteString("sCode"u8, error?.Code ?? "0");
        json.WriteString("sMsg"u8, error?.Message ?? "");
        json.WriteString("tag"u8, "");
        json.WriteString("ts"u8, Id(Venue.NowMs));
        json.WriteEndObject();
    }
}
