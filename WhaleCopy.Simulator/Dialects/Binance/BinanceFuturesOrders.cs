using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

internal sealed partial class BinanceFuturesDialect
{
    private const int MaximumBatch = 5;

    private void PlaceOrder(Call call)
    {
        var account = call.Account!;
        var request = new OrderRequest { Market = _market };
        var error = ReadOrder(account, call.Parameter, request);
        if (call.Intercept is { } intercept)
        {
            _ = Venue.Record(account, request, intercept.Outcome, intercept.Code);
            return;
        }

        error ??= Limits.CountOrders(call, account.ApiKey, 1, Venue.Now);
        if (error is { } early)
        {
            _ = Venue.Record(account, request, Outcome.Rejected, early.CodeText);
            _ = Fail(call, early);
            return;
        }

        var (order, refused) = Submit(account, request);
        if (refused is { } late)
        {
            _ = Fail(call, late);
            return;
        }

        WriteOrder(call.Json, order, isAcknowledgement: call.Parameter("newOrderRespType") is not "RESULT", isPlaced: true);
    }

    private void TestOrder(Call call)
    {
        if (ReadOrder(call.Account!, call.Parameter, new OrderRequest { Market = _market }) is { } error)
        {
            _ = Fail(call, error);
            return;
        }

        WriteEmpty(call);
    }

    private void PlaceBatch(Call call)
    {
        var account = call.Account!;
        if (call.Parameter("batchOrders") is not { } text || ParseBatch(text) is not { } batch)
        {
            _ = Fail(call, BinanceError.Missing("batchOrders"));
            return;
        }

        if (batch.Count > MaximumBatch)
        {
            _ = Fail(call, BinanceError.Invalid("batchOrders"));
            return;
        }

        var limit = call.Intercept is null ? Limits.CountOrders(call, account.ApiKey, batch.Count, Venue.Now) : null;
        call.Json.WriteStartArray();
        foreach (var fields in batch)
        {
            var request = new OrderRequest { Market = _market };
            var error = ReadOrder(account, fields.GetValueOrDefault, request) ?? limit;
            if (call.Intercept is { } intercept)
            {
                _ = Venue.Record(account, request, intercept.Outcome, intercept.Code);
            }
            else if (error is { } early)
            {
                _ = Venue.Record(account, request, Outcome.Rejected, early.CodeText);
                WriteError(call, early);
            }
            else
            {
                var (order, refused) = Submit(account, request);
                if (refused is { } late)
                {
                    WriteError(call, late);
                }
                else
                {
                    WriteOrder(call.Json, order, fields.GetValueOrDefault("newOrderRespType") != "RESULT", isPlaced: true);
                }
            }
        }

        call.Json.WriteEndArray();
    }

    private static List<Dictionary<string, string?>>? ParseBatch(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind != JsonValueKind.Array
                ? null
                : [.. document.RootElement.EnumerateArray().Select(item => item.EnumerateObject().ToDictionary(
                    field => field.Name,
                    field => field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString() : field.Value.GetRawText()))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private (Order Order, BinanceError? Error) Submit(Account account, OrderRequest request)
    {
        request.ClientId ??= $"sim{Venue.NextId()}";
        var placement = Venue.Place(account, request);
        if (placement.IsAccepted)
        {
            return (placement.Entry, null);
        }

        var error = BinanceError.OfFutures(placement.Refusal, request.Side, isAlgo: false);
        placement.Entry.RejectCode = error.CodeText;
        return (placement.Entry, error);
    }

    /// <summary>Understands an order as far as it can, so that a refused one can be shown; answers the first fault.</summary>
    private BinanceError? ReadOrder(Account account, Func<string, string?> get, OrderRequest request)
    {
        var first = ReadCommon(account, get, request, "newClientOrderId");
        var type = get("type");
        request.SentType = type ?? "";
        BinanceError? error = null;
        switch (type)
        {
            case "MARKET":
                request.Kind = OrderKind.Market;
                request.TimeInForce = TimeInForce.Ioc;
                break;
            case "LIMIT":
                request.Kind = OrderKind.Limit;
                error = ReadLimit(get, request);
                break;
            case "STOP" or "STOP_MARKET" or "TAKE_PROFIT" or "TAKE_PROFIT_MARKET" or "TRAILING_STOP_MARKET":
                error = BinanceError.UseAlgoEndpoint;
                break;
            case null or "":
                error = BinanceError.Missing("type");
                break;
            default:
                error = new BinanceError(-1116, "Invalid orderType.");
                break;
        }

        if (error is null && request.Quantity == 0 && string.IsNullOrEmpty(get("quantity")))
        {
            error = BinanceError.Missing("quantity");
        }

        return first ?? error;
    }

    /// <summary>Symbol, side, quantity, sides of a position and client id: the same for orders and conditional orders.</summary>
    private BinanceError? ReadCommon(Account account, Func<string, string?> get, OrderRequest request, string clientIdName)
    {
        BinanceError? error = null;
        var symbol = get("symbol");
        request.Symbol = symbol ?? "";
        request.Book = symbol is null ? null : Venue.FindBook(_market, symbol);
        if (string.IsNullOrEmpty(symbol))
        {
            error = BinanceError.Missing("symbol");
        }
        else if (request.Book is null)
        {
            error = BinanceError.InvalidSymbol;
        }

        if (get(clientIdName) is { Length: > 0 } clientId)
        {
            request.ClientId = clientId;
            error ??= clientId.Length > 36
                ? new BinanceError(-4015, "Client order id length should not be more than 36 chars")
                : CheckClientId(clientId);
        }

        var sides = ReadSides(account, get, request);
        var quantity = request.Book is null ? null : ReadQuantity(get, request);
        return error ?? sides ?? quantity;
    }

    private BinanceError? ReadSides(Account account, Func<string, string?> get, OrderRequest request)
    {
        switch (get("side"))
        {
            case "BUY":
                request.Side = Side.Buy;
                break;
            case "SELL":
                request.Side = Side.Sell;
                break;
            case null or "":
                return BinanceError.Missing("side");
            default:
                return new BinanceError(-1117, "Invalid side.");
        }

        switch (get("positionSide"))
        {
            case null or "" or "BOTH":
                request.PositionSide = PositionSide.Both;
                break;
            case "LONG":
                request.PositionSide = PositionSide.Long;
                break;
            case "SHORT":
                request.PositionSide = PositionSide.Short;
                break;
            default:
                return new BinanceError(-4060, "Invalid position side.");
        }

        var isHedge = account.IsHedge(_market);
        var reduceOnly = get("reduceOnly");
        switch (reduceOnly?.ToUpperInvariant())
        {
            case null or "":
                break;
            case "TRUE":
                request.ReduceOnly = true;
                break;
            case "FALSE":
                break;
            default:
                return BinanceError.Invalid("reduceOnly");
        }

        if (isHedge != (request.PositionSide != PositionSide.Both))
        {
            return BinanceError.PositionSideMismatch;
        }

        return isHedge && !string.IsNullOrEmpty(reduceOnly) ? BinanceError.NotRequired("reduceonly") : null;
    }

    private static BinanceError? ReadQuantity(Func<string, string?> get, OrderRequest request)
    {
        if (get("quantity") is not { Length: > 0 } text)
        {
            return null;
        }

        if (!Call.TryDecimal(text, out var quantity))
        {
            return BinanceError.Illegal("quantity");
        }

        var spec = request.Book!.Spec;
        request.Quantity = quantity * spec.ContractSize;
        if (quantity <= 0)
        {
            return BinanceError.OfFutures(Refusal.QuantityNotPositive, request.Side, isAlgo: false);
        }

        return HasMorePlacesThan(quantity, Places(Count(spec, spec.Step))) ? BinanceError.Precision : null;
    }

    private static BinanceError? ReadLimit(Func<string, string?> get, OrderRequest request)
    {
        var error = ReadTimeInForce(get, request);
        if (get("price") is not { Length: > 0 } text)
        {
            return error ?? BinanceError.Missing("price");
        }

        if (!Call.TryDecimal(text, out var price))
        {
            return error ?? BinanceError.Illegal("price");
        }

        request.Price = price;
        return error ?? (request.Book is { } book && HasMorePlacesThan(price, Places(book.Spec.Tick)) ? BinanceError.Precision : null);
    }

    private static BinanceError? ReadTimeInForce(Func<string, string?> get, OrderRequest request)
    {
        switch (get("timeInForce"))
        {
            case "GTC" or "GTD":
                request.TimeInForce = TimeInForce.Gtc;
                return null;
            case "IOC":
                request.TimeInForce = TimeInForce.Ioc;
                return null;
            case "FOK":
                request.TimeInForce = TimeInForce.Fok;
                return null;
            case "GTX":
                request.TimeInForce = TimeInForce.PostOnly;
                return null;
            case null or "":
                return BinanceError.Missing("timeInForce");
            default:
                return new BinanceError(-1115, "Invalid timeInForce.");
        }
    }
}
