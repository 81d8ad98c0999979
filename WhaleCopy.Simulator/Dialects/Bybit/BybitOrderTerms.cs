using System.Buffers;
using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bybit;

internal sealed partial class BybitDialect
{
    private static readonly SearchValues<char> LinkIdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private BybitError? ReadOrder(Account account, Func<string, string?> get, OrderRequest request)
    {
        request.Symbol = get("symbol") ?? "";
        request.Book = Venue.FindBook(request.Market, request.Symbol);
        request.Side = get("side") == "Sell" ? Side.Sell : Side.Buy;
        request.ReduceOnly = IsTrue(get("reduceOnly")) && request.Market != Market.Spot;
        request.ClientId = get("orderLinkId") is { Length: > 0 } linkId ? linkId : null;
        var type = ReadType(get, request);
        var side = ReadSides(account, get, request);
        var quantity = ReadQuantity(account, get, request);
        var trigger = ReadTrigger(get, request);
        if (request.Book is null)
        {
            return BybitError.Parameter("symbol invalid");
        }

        if (get("side") is not ("Buy" or "Sell"))
        {
            return BybitError.Parameter("Side invalid");
        }

        if (request.ClientId is { } id && (id.Length > 36 || id.AsSpan().ContainsAnyExcept(LinkIdCharacters)))
        {
            return BybitError.Parameter("orderLinkId invalid");
        }

        return type ?? side ?? quantity ?? trigger ?? ReadProtection(get, request);
    }

    private static BybitError? ReadType(Func<string, string?> get, OrderRequest request)
    {
        switch (get("orderType"))
        {
            case "Market":
                request.Kind = OrderKind.Market;
                request.SentType = "MARKET";
                request.TimeInForce = TimeInForce.Ioc;
                return null;
            case "Limit":
                request.Kind = OrderKind.Limit;
                request.SentType = "LIMIT";
                break;
            default:
                return BybitError.Parameter("OrderType invalid");
        }

        if (!Call.TryDecimal(get("price"), out var price) || price <= 0)
        {
            return BybitError.Parameter("price invalid");
        }

        request.Price = price;
        switch (get("timeInForce"))
        {
            case null or "" or "GTC":
                request.TimeInForce = TimeInForce.Gtc;
                return null;
            case "IOC":
                request.TimeInForce = TimeInForce.Ioc;
                return null;
            case "FOK":
                request.TimeInForce = TimeInForce.Fok;
                return null;
            case "PostOnly":
                request.TimeInForce = TimeInForce.PostOnly;
                return null;
            default:
                return BybitError.Parameter("timeInForce invalid");
        }
    }

    /// <summary>0 is one-way; 1 the long side and 2 the short side, for opening as for closing.</summary>
    private static BybitError? ReadSides(Account account, Func<string, string?> get, OrderRequest request)
    {
        if (request.Market == Market.Spot)
        {
            return null;
        }

        var isHedge = request.Market == Market.UsdM && account.IsHedge(Market.UsdM);
        switch (get("positionIdx"))
        {
            case null or "" or "0":
                return isHedge ? BybitError.PositionIndex : null;
            case "1" when isHedge:
                request.PositionSide = PositionSide.Long;
                return null;
            case "2" when isHedge:
                request.PositionSide = PositionSide.Short;
                return null;
            default:
                return BybitError.PositionIndex;
        }
    }

    private static BybitError? ReadQuantity(Account account, Func<string, string?> get, OrderRequest request)
    {
        if (!Call.TryDecimal(get("qty"), out var quantity) || quantity < 0)
        {
            return BybitError.Parameter("Qty invalid");
        }

        var closesAll = quantity == 0 && request.ReduceOnly && IsTrue(get("closeOnTrigger"));
        if (closesAll && request.Book is { } book)
        {
            request.Quantity = account.FindPosition(book, request.PositionSide)?.Size ?? 0;
            return request.Quantity == 0 ? BybitError.Of(Refusal.NothingToReduce, request) : null;
        }

        if (quantity == 0)
        {
            return BybitError.Parameter("Qty invalid");
        }

        var unit = get("marketUnit");
        if (unit is not (null or "" or "baseCoin" or "quoteCoin"))
        {
            return BybitError.Parameter("marketUnit invalid");
        }

        var isQuote = request is { Market: Market.Spot, Kind: OrderKind.Market }
            && (unit == "quoteCoin" || (string.IsNullOrEmpty(unit) && request.Side == Side.Buy));
        if (isQuote)
        {
            request.QuoteQuantity = quantity;
        }
        else
        {
            request.Quantity = quantity;
        }

        return null;
    }

    private static BybitError? ReadTrigger(Func<string, string?> get, OrderRequest request)
    {
        if (get("triggerPrice") is not { Length: > 0 } text)
        {
            return null;
        }

        if (!Call.TryDecimal(text, out var trigger) || trigger <= 0)
        {
            return BybitError.Parameter("triggerPrice invalid");
        }

        var source = SourceOf(get("triggerBy"));
        TriggerWhen? direction = get("triggerDirection") switch
        {
            "1" => TriggerWhen.AtOrAbove,
            "2" => TriggerWhen.AtOrBelow,
            // Spot sees for itself on which side of the market the trigger lies.
            _ when request.Market == Market.Spot => trigger > (request.Book?.Quote.Price ?? 0) ? TriggerWhen.AtOrAbove : TriggerWhen.AtOrBelow,
            _ => null,
        };
        if (direction is not { } when)
        {
            return BybitError.Parameter("triggerDirection invalid");
        }

        request.Algo = new AlgoTerms(trigger, source, when, ClosePosition: false);
        var isStop = (request.Side == Side.Sell) == (when == TriggerWhen.AtOrBelow);
        request.SentType = (isStop ? "STOP" : "TAKE_PROFIT") + (request.Kind == OrderKind.Market ? "_MARKET" : "");
        request.Tag = request.Market == Market.Spot ? get("orderFilter") ?? "StopOrder" : "Stop";
        return null;
    }

    /// <summary>Protection that is placed with an entry: position-wide (Full, the default) or of this order's size.</summary>
    private static BybitError? ReadProtection(Func<string, string?> get, OrderRequest request)
    {
        var stop = PriceOf(get("stopLoss"));
        var profit = PriceOf(get("takeProfit"));
        if (stop is null && profit is null)
        {
            return null;
        }

        if (request.ReduceOnly)
        {
            return BybitError.Parameter("reduce-only order with take profit or stop loss");
        }

        var isLong = request.Side == Side.Buy;
        var price = request.Kind == OrderKind.Limit ? request.Price : request.Book!.Quote.Price;
        if ((stop is { } s && isLong != s < price) || (profit is { } p && isLong != p > price))
        {
            return new BybitError(10001, "StopLoss or TakeProfit on the wrong side of the base price");
        }

        var isFull = request.Market != Market.Spot && get("tpslMode") != "Partial";
        request.Attached = [];
        if (stop is { } loss)
        {
            request.Attached.Add(new AttachedAlgo(
                null, loss, SourceOf(get("slTriggerBy")), isLong ? TriggerWhen.AtOrBelow : TriggerWhen.AtOrAbove, 0, "STOP_MARKET", isFull, "position"));
        }

        if (profit is { } gain)
        {
            request.Attached.Add(new AttachedAlgo(
                null, gain, SourceOf(get("tpTriggerBy")), isLong ? TriggerWhen.AtOrAbove : TriggerWhen.AtOrBelow, 0, "TAKE_PROFIT_MARKET", isFull, "position"));
        }

        return null;
    }

    private static decimal? PriceOf(string? text) => Call.TryDecimal(text, out var price) && price > 0 ? price : null;

    private static bool IsTrue(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);

    private static TriggerSource SourceOf(string? text) => text switch
    {
        "MarkPrice" => TriggerSource.Mark,
        "IndexPrice" => TriggerSource.Index,
        _ => TriggerSource.Last,
    };

    private static string? TextOf(JsonElement item, string name) =>
        item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out var value)
            ? null
            : value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Null or JsonValueKind.Undefined => null,
                _ => value.GetRawText(),
            };
}
