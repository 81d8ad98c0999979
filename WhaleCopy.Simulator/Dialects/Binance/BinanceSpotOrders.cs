using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

internal sealed partial class BinanceSpotDialect
{
    private const int AssetPlaces = 8;

    private void PlaceOrder(Call call)
    {
        var account = call.Account!;
        var request = NewRequest();
        var error = ReadOrder(call.Parameter, request);
        if (call.Intercept is { } intercept)
        {
            Record(account, request, intercept.Outcome, intercept.Code);
            return;
        }

        error ??= Limits.CountOrders(call, account.ApiKey, 1, Venue.Now);
        if (error is { } early)
        {
            Record(account, request, Outcome.Rejected, early.CodeText);
            _ = Fail(call, early);
            return;
        }

        request.ClientId ??= $"sim{Venue.NextId()}";
        var (entry, refusal) = Submit(account, request);
        if (refusal != Refusal.None)
        {
            var late = BinanceError.OfSpot(refusal);
            entry.RejectCode = late.CodeText;
            _ = Fail(call, late);
            return;
        }

        WritePlaced(call.Json, entry, ResponseType(call.Parameter("newOrderRespType"), request.SentType));
    }

    private void TestOrder(Call call)
    {
        if (ReadOrder(call.Parameter, NewRequest()) is { } error)
        {
            _ = Fail(call, error);
            return;
        }

        WriteEmpty(call);
    }

    private (LedgerEntry Entry, Refusal Refusal) Submit(Account account, OrderRequest request)
    {
        if (request.Algo is null)
        {
            var placed = Venue.Place(account, request);
            return (placed.Entry, placed.Refusal);
        }

        var waiting = Venue.PlaceAlgo(account, request);
        return (waiting.Entry, waiting.Refusal);
    }

    private static string ResponseType(string? asked, string type) => asked switch
    {
        "ACK" or "RESULT" or "FULL" => asked,
        _ => type is "MARKET" or "LIMIT" ? "FULL" : "ACK",
    };

    private BinanceError? ReadOrder(Func<string, string?> get, OrderRequest request)
    {
        var common = ReadSymbolAndSide(get, request);
        var clientId = ReadClientId(get("newClientOrderId"), request);
        var amounts = ReadAmounts(get, request);
        var type = ReadType(get, request);
        return common ?? clientId ?? type ?? amounts;
    }

    private BinanceError? ReadSymbolAndSide(Func<string, string?> get, OrderRequest request)
    {
        request.Symbol = get("symbol") ?? "";
        request.Book = Venue.FindBook(Market.Spot, request.Symbol);
        var side = get("side");
        request.Side = side == "SELL" ? Side.Sell : Side.Buy;
        if (request.Symbol.Length == 0)
        {
            return BinanceError.Missing("symbol");
        }

        if (request.Book is null)
        {
            return BinanceError.InvalidSymbol;
        }

        return side switch
        {
            "BUY" or "SELL" => null,
            null or "" => BinanceError.Missing("side"),
            _ => new BinanceError(-1117, "Invalid side."),
        };
    }

    private static BinanceError? ReadClientId(string? clientId, OrderRequest request)
    {
        if (string.IsNullOrEmpty(clientId))
        {
            return null;
        }

        request.ClientId = clientId;
        return CheckClientId(clientId);
    }

    private static BinanceError? ReadAmounts(Func<string, string?> get, OrderRequest request)
    {
        var quantity = ReadNumber(get, "quantity", out var amount);
        request.Quantity = amount;
        var quote = ReadNumber(get, "quoteOrderQty", out var spend);
        request.QuoteQuantity = spend;
        var price = ReadNumber(get, "price", out var limit);
        request.Price = limit;
        return quantity ?? quote ?? price;
    }

    private static BinanceError? ReadNumber(Func<string, string?> get, string name, out decimal value)
    {
        value = 0;
        if (get(name) is not { Length: > 0 } text)
        {
            return null;
        }

        if (!Call.TryDecimal(text, out value))
        {
            return BinanceError.Illegal(name);
        }

        if (value <= 0)
        {
            return new BinanceError(-1013, $"Invalid {name}.");
        }

        return HasMorePlacesThan(value, AssetPlaces) ? new BinanceError(-1111, $"Parameter '{name}' has too much precision.") : null;
    }

    private static BinanceError? ReadType(Func<string, string?> get, OrderRequest request)
    {
        var type = get("type");
        request.SentType = type ?? "";
        switch (type)
        {
            case "MARKET":
                request.Kind = OrderKind.Market;
                request.TimeInForce = TimeInForce.Ioc;
                if (get("timeInForce") is { Length: > 0 })
                {
                    return BinanceError.NotRequired("timeInForce");
                }

                return (request.Quantity > 0) == (request.QuoteQuantity > 0)
                    ? new BinanceError(-1102, "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!")
                    : null;
            case "LIMIT":
                request.Kind = OrderKind.Limit;
                return ReadTimeInForce(get("timeInForce"), request) ?? RequireQuantityAndPrice(request, needsPrice: true);
            case "LIMIT_MAKER":
                request.Kind = OrderKind.Limit;
                request.TimeInForce = TimeInForce.PostOnly;
                // Refused, where other orders that cannot be filled end quietly.
                request.EndsQuietly = false;
                return RequireQuantityAndPrice(request, needsPrice: true);
            case "STOP_LOSS" or "TAKE_PROFIT" or "STOP_LOSS_LIMIT" or "TAKE_PROFIT_LIMIT":
                return ReadStop(get("stopPrice"), get("timeInForce"), type, request);
            case null or "":
                return BinanceError.Missing("type");
            default:
                return new BinanceError(-1116, "Invalid orderType.");
        }
    }

    private static BinanceError? ReadStop(string? stopPrice, string? timeInForce, string type, OrderRequest request)
    {
        var isLimit = type.EndsWith("_LIMIT", StringComparison.Ordinal);
        var isStop = type.StartsWith("STOP", StringComparison.Ordinal);
        request.Kind = isLimit ? OrderKind.Limit : OrderKind.Market;
        request.TimeInForce = TimeInForce.Ioc;
        _ = Call.TryDecimal(stopPrice, out var trigger);
        request.Algo = new AlgoTerms(
            trigger,
            TriggerSource.Last,
            (request.Side == Side.Sell) == isStop ? TriggerWhen.AtOrBelow : TriggerWhen.AtOrAbove,
            ClosePosition: false);
        if (string.IsNullOrEmpty(stopPrice))
        {
            return BinanceError.Missing("stopPrice");
        }

        if (trigger <= 0)
        {
            return BinanceError.Illegal("stopPrice");
        }

        return (isLimit ? ReadTimeInForce(timeInForce, request) : null) ?? RequireQuantityAndPrice(request, needsPrice: isLimit);
    }

    private static BinanceError? RequireQuantityAndPrice(OrderRequest request, bool needsPrice)
    {
        if (request.Quantity <= 0)
        {
            return BinanceError.Missing("quantity");
        }

        if (needsPrice && request.Price <= 0)
        {
            return BinanceError.Missing("price");
        }

        if (!needsPrice && request.Price > 0)
        {
            return BinanceError.NotRequired("price");
        }

        return null;
    }

    private static BinanceError? ReadTimeInForce(string? text, OrderRequest request)
    {
        switch (text)
        {
            case "GTC":
                request.TimeInForce = TimeInForce.Gtc;
                return null;
            case "IOC":
                request.TimeInForce = TimeInForce.Ioc;
                return null;
            case "FOK":
                request.TimeInForce = TimeInForce.Fok;
                return null;
            case null or "":
                return BinanceError.Missing("timeInForce");
            default:
                return new BinanceError(-1115, "Invalid timeInForce.");
        }
    }
}
