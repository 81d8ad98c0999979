using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bitget;

/// <summary>What a placement says.</summary>
internal sealed partial class BitgetDialect
{
    private BitgetError? ReadOrder(Account account, Func<string, string?> get, OrderRequest request)
    {
        var common = ReadCommon(get, request);
        var side = ReadSide(account, get, request);
        var type = ReadType(get, request);
        if (!Call.TryDecimal(get("size"), out var size))
        {
            return common ?? side ?? type ?? BitgetError.Missing("size");
        }

        request.Quantity = size;
        return common ?? side ?? type ?? CheckMode(account, request) ?? ReadPresets(get, request);
    }

    /// <summary>Product, symbol, margin coin and margin mode.</summary>
    private BitgetError? ReadCommon(Func<string, string?> get, OrderRequest request)
    {
        request.Book = FindBook(request.Market, request.Symbol);
        if (MarketOf(get("productType")) is null)
        {
            return string.IsNullOrEmpty(get("productType")) ? BitgetError.Missing("productType") : BitgetError.Bad("productType");
        }

        if (request.Book is not { } book)
        {
            return request.Symbol.Length == 0 ? BitgetError.Missing("symbol") : BitgetError.Unknown(request.Symbol);
        }

        request.Mode = get("marginMode") switch
        {
            "isolated" => MarginMode.Isolated,
            "crossed" => MarginMode.Cross,
            _ => null,
        };
        if (get("marginCoin") is not { Length: > 0 } coin)
        {
            return BitgetError.Missing("marginCoin");
        }

        return coin == book.Spec.SettleAsset ? null : BitgetError.Bad("marginCoin");
    }

    /// <summary>In hedge mode the side is that of the position: a long is closed with "buy" and "close".</summary>
    private static BitgetError? ReadSide(Account account, Func<string, string?> get, OrderRequest request)
    {
        var side = get("side");
        request.Side = side == "sell" ? Side.Sell : Side.Buy;
        if (side is not ("buy" or "sell"))
        {
            return string.IsNullOrEmpty(side) ? BitgetError.Missing("side") : BitgetError.Bad("side");
        }

        if (!account.IsHedge(request.Market))
        {
            request.ReduceOnly = string.Equals(get("reduceOnly"), "yes", StringComparison.OrdinalIgnoreCase);
            return null;
        }

        request.PositionSide = side == "buy" ? PositionSide.Long : PositionSide.Short;
        switch (get("tradeSide")?.ToUpperInvariant())
        {
            case "OPEN":
                return null;
            case "CLOSE":
                request.Side = Words.Opposite(request.Side);
                return null;
            case null or "":
                return BitgetError.WrongMode;
            default:
                return BitgetError.Bad("tradeSide");
        }
    }

    private static BitgetError? ReadType(Func<string, string?> get, OrderRequest request)
    {
        switch (get("orderType"))
        {
            case "market":
                request.Kind = OrderKind.Market;
                request.SentType = "MARKET";
                request.TimeInForce = TimeInForce.Ioc;
                return null;
            case "limit":
                request.Kind = OrderKind.Limit;
                request.SentType = "LIMIT";
                break;
            default:
                return BitgetError.Bad("orderType");
        }

        if (!Call.TryDecimal(get("price"), out var price))
        {
            return BitgetError.Missing("price");
        }

        request.Price = price;
        switch (get("force")?.ToUpperInvariant())
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
            case "POST_ONLY":
                request.TimeInForce = TimeInForce.PostOnly;
                return null;
            default:
                return BitgetError.Bad("force");
        }
    }

    /// <summary>One margin mode an instrument while anything is held or rests.</summary>
    private static BitgetError? CheckMode(Account account, OrderRequest request) => request.Mode is null
        ? BitgetError.Bad("marginMode")
        : account.Setting(request.Book!).Mode != request.Mode && IsBusy(account, request.Book!) ? BitgetError.Busy : null;

    private static bool IsBusy(Account account, InstrumentBook book) =>
        account.Positions.Exists(position => ReferenceEquals(position.Book, book) && position.Quantity != 0)
        || account.OpenOrders.Exists(order => ReferenceEquals(order.Book, book));

    private static BitgetError? ReadPresets(Func<string, string?> get, OrderRequest request)
    {
        var closes = request.ReduceOnly
            || (request.PositionSide == PositionSide.Long && request.Side == Side.Sell)
            || (request.PositionSide == PositionSide.Short && request.Side == Side.Buy);
        if (closes)
        {
            return null;
        }

        var isLong = request.Side == Side.Buy;
        var price = request.Kind == OrderKind.Limit ? request.Price : request.Book!.Quote.Price;
        var attached = new List<AttachedAlgo>();
        foreach (var (name, isStop) in new[] { ("presetStopLossPrice", true), ("presetStopSurplusPrice", false) })
        {
            if (get(name) is not { Length: > 0 } text)
            {
                continue;
            }

            var falls = isLong == isStop;
            var word = isStop ? "STOP" : "TAKE_PROFIT";
            if (!Call.TryDecimal(text, out var trigger) || trigger <= 0)
            {
                return BitgetError.Bad(name);
            }

            if (falls != trigger < price)
            {
                return BitgetError.Of(Refusal.WouldTriggerImmediately, new OrderRequest
                {
                    Market = request.Market,
                    Side = Words.Opposite(request.Side),
                    SentType = word,
                });
            }

            attached.Add(new AttachedAlgo(
                null, trigger, TriggerSource.Last, falls ? TriggerWhen.AtOrBelow : TriggerWhen.AtOrAbove, 0, $"{word}_MARKET", false, isStop ? "loss_plan" : "profit_plan"));
        }

        request.Attached = attached.Count > 0 ? attached : null;
        return null;
    }
}
