using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Okx;

internal sealed partial class OkxDialect
{
    private void QueryOrder(Call call)
    {
        if (FindOrder(call.Account!, call.Parameter) is not { } order)
        {
            _ = Fail(call, OkxError.NoSuchOrder);
            return;
        }

        Begin(call);
        WriteOrder(call.Json, order);
        End(call);
    }

    /// <summary>By order id, or the latest of a client id; the instrument must be its own.</summary>
    private Order? FindOrder(Account account, Func<string, string?> get)
    {
        var book = FindBook(get("instId"));
        var order = get("ordId") is { Length: > 0 } idText
            ? Call.TryLong(idText, out var id) ? account.FindOrder(id) : null
            : get("clOrdId") is { Length: > 0 } clientId && book is not null ? account.FindOrder(book.Spec.Market, clientId) : null;
        return order is not null && book is not null && ReferenceEquals(order.Book, book) ? order : null;
    }

    private void CancelOrder(Call call)
    {
        var (order, error) = Cancel(call.Account!, call.Parameter);
        BeginTrade(call, error);
        WriteCancelled(call.Json, call.Parameter, order, error);
        EndTrade(call);
    }

    private void CancelBatch(Call call)
    {
        if (call.JsonBody() is not { ValueKind: JsonValueKind.Array } batch || batch.GetArrayLength() > MaximumBatch)
        {
            _ = Fail(call, OkxError.Parameter("body"));
            return;
        }

        var rows = batch.EnumerateArray().Select(item =>
        {
            string? Get(string name) => TextOf(item, name);
            var (order, error) = Cancel(call.Account!, Get);
            return (Get: (Func<string, string?>)Get, Order: order, Error: error);
        }).ToArray();
        var failed = rows.Count(row => row.Error is not null);
        call.Json.WriteStartObject();
        call.Json.WriteString("code"u8, failed == 0 ? "0" : failed == rows.Length ? "1" : "2");
        call.Json.WriteString("msg"u8, failed == 0 ? "" : "Bulk operation partially succeeded.");
        call.Json.WriteStartArray("data"u8);
        foreach (var row in rows)
        {
            WriteCancelled(call.Json, row.Get, row.Order, row.Error);
        }

        EndTrade(call);
    }

    private (Order? Order, OkxError? Error) Cancel(Account account, Func<string, string?> get)
    {
        if (FindOrder(account, get) is not { } order)
        {
            return (null, OkxError.CancelUnknown);
        }

        if (Venue.Cancel(order))
        {
            return (order, null);
        }

        return (order, order.Status == OrderStatus.Filled ? OkxError.AlreadyCompleted : OkxError.AlreadyCanceled);
    }

    private void WriteCancelled(Utf8JsonWriter json, Func<string, string?> get, Order? order, OkxError? error)
    {
        json.WriteStartObject();
        json.WriteString("clOrdId"u8, order?.ClientId ?? get("clOrdId") ?? "");
        json.WriteString("ordId"u8, order is null ? get("ordId") ?? "" : Id(order.Id));
        json.WriteString("sCode"u8, error?.Code ?? "0");
        json.WriteString("sMsg"u8, error?.Message ?? "");
        json.WriteString("ts"u8, Id(Venue.NowMs));
        json.WriteEndObject();
    }

    private void PendingOrders(Call call) => WriteOrders(call, call.Account!.OpenOrders.Where(order => order.Book is not null));

    private void OrderHistory(Call call)
    {
        if (call.Parameter("instType") is not { Length: > 0 })
        {
            _ = Fail(call, OkxError.Empty("instType"));
            return;
        }

        WriteOrders(call, call.Account!.OrdersById.Values.Where(order => !order.IsOpen));
    }

    private void WriteOrders(Call call, IEnumerable<Order> orders)
    {
        var type = call.Parameter("instType");
        var instrument = call.Parameter("instId");
        var rows = orders
            .Where(order => (string.IsNullOrEmpty(type) || TypeOf(order.Book!.Spec) == type)
                && (string.IsNullOrEmpty(instrument) || order.Book!.Spec.VenueSymbol == instrument))
            .OrderByDescending(order => order.Id).ToArray();
        Begin(call);
        foreach (var order in Page(call, rows, order => Id(order.Id), MaximumRows))
        {
            WriteOrder(call.Json, order);
        }

        End(call);
    }

    private void Fills(Call call)
    {
        var type = call.Parameter("instType");
        var instrument = call.Parameter("instId");
        var orderId = call.Parameter("ordId");
        var rows = call.Account!.OrdersById.Values
            .Where(order => order.Book is not null
                && (string.IsNullOrEmpty(type) || TypeOf(order.Book.Spec) == type)
                && (string.IsNullOrEmpty(instrument) || order.Book.Spec.VenueSymbol == instrument)
                && (string.IsNullOrEmpty(orderId) || Id(order.Id) == orderId))
            .SelectMany(order => order.Fills.Select(fill => (Order: order, Fill: fill)))
            .Where(row => IsWithin(call, row.Fill.At))
            .OrderByDescending(row => row.Fill.Id).ToArray();
        Begin(call);
        foreach (var (order, fill) in Page(call, rows, row => Id(row.Fill.Id), MaximumRows))
        {
            WriteFill(call.Json, order, fill);
        }

        End(call);
    }

    private bool IsWithin(Call call, DateTimeOffset at)
    {
        var ms = Venue.ToVenueMs(at);
        return (!Call.TryLong(call.Parameter("begin"), out var begin) || ms >= begin)
            && (!Call.TryLong(call.Parameter("end"), out var end) || ms <= end);
    }

    private void WriteFill(Utf8JsonWriter json, Order order, Fill fill)
    {
        var spec = order.Book!.Spec;
        json.WriteStartObject();
        json.WriteString("side"u8, order.Side == Side.Buy ? "buy" : "sell");
        json.Money("fillSz"u8, Count(spec, fill.Quantity));
        json.Money("fillPx"u8, fill.Price);
        json.Money("fee"u8, -fill.Fee);
        json.Money("fillPnl"u8, fill.RealizedPnl);
        json.WriteString("ordId"u8, Id(order.Id));
        json.Money("feeRate"u8, -(fill.IsMaker ? spec.MakerFee : spec.TakerFee));
        json.WriteString("instType"u8, TypeOf(spec));
        json.WriteString("instId"u8, spec.VenueSymbol);
        json.WriteString("clOrdId"u8, order.ClientId ?? "");
        json.WriteString("posSide"u8, SideName(order.PositionSide));
        json.WriteString("billId"u8, Id(fill.Id));
        json.WriteString("subType"u8, SubTypeOf(order));
        Empty(json, "tag"u8);
        json.WriteString("fillTime"u8, Ms(fill.At));
        json.WriteString("execType"u8, fill.IsMaker ? "M" : "T");
        json.WriteString("tradeId"u8, Id(fill.Id % 1_000_000_000));
        json.Money("fillMarkPx"u8, fill.Price);
        json.WriteString("feeCcy"u8, fill.FeeAsset);
        json.WriteString("ts"u8, Ms(fill.At));
        json.WriteEndObject();
    }

    private void WriteOrder(Utf8JsonWriter json, Order order)
    {
        var spec = order.Book!.Spec;
        var sent = (order.Tag ?? "|||").Split('|');
        var last = order.Fills.Count > 0 ? order.Fills[^1] : null;
        var setting = order.Account.Setting(order.Book, order.MarginMode);
        json.WriteStartObject();
        json.Money("accFillSz"u8, Count(spec, order.Filled));
        json.WriteString("algoClOrdId"u8, order.Parent?.ClientId ?? "");
        json.WriteString("algoId"u8, order.Parent is { } parent ? Id(parent.ListId ?? parent.Id) : "");
        Empty(json, "attachAlgoClOrdId"u8);
        json.WriteStartArray("attachAlgoOrds"u8);
        foreach (var attached in order.Attached ?? [])
        {
            WriteAttached(json, attached);
        }

        json.WriteEndArray();
        if (order.AveragePrice > 0)
        {
            json.Money("avgPx"u8, Math.Round(order.AveragePrice, 10));
        }
        else
        {
            Empty(json, "avgPx"u8);
        }

        json.WriteString("cTime"u8, Ms(order.ReceivedAt));
        json.WriteString("cancelSource"u8, order.Status switch
        {
            OrderStatus.Canceled => "1",
            OrderStatus.Expired => order.TimeInForce == TimeInForce.PostOnly ? "31" : "14",
            _ => "",
        });
        json.WriteString("category"u8, CategoryOf(order));
        json.WriteString("ccy"u8, "");
        json.WriteString("clOrdId"u8, order.Parent is null ? order.ClientId ?? "" : "");
        json.Money("fee"u8, -order.Fills.Sum(fill => fill.Fee));
        json.WriteString("feeCcy"u8, last?.FeeAsset ?? (spec.IsSpot ? spec.BaseAsset : spec.SettleAsset));
        json.WriteString("fillPx"u8, last is null ? "" : JsonMoney.Text(last.Price));
        json.Money("fillSz"u8, last is null ? 0 : Count(spec, last.Quantity));
        json.WriteString("fillTime"u8, last is null ? "" : Ms(last.At));
        json.WriteString("instId"u8, spec.VenueSymbol);
        json.WriteString("instType"u8, TypeOf(spec));
        json.WriteString("lever"u8, spec.IsSpot ? "" : JsonMoney.Text(Venue.LeverageOf(setting, order.PositionSide, order.Side)));
        json.WriteString("ordId"u8, Id(order.Id));
        json.WriteString("ordType"u8, sent[0].Length > 0 ? sent[0] : order.Kind == OrderKind.Market ? "market" : "limit");
        json.Money("pnl"u8, order.Fills.Sum(fill => fill.RealizedPnl));
        json.WriteString("posSide"u8, SideName(order.PositionSide));
        json.WriteString("px"u8, order.Kind == OrderKind.Market ? "" : JsonMoney.Text(order.Price));
        json.WriteString("rebate"u8, "0");
        json.WriteString("rebateCcy"u8, "");
        json.WriteString("reduceOnly"u8, order.ReduceOnly ? "true" : "false");
        json.WriteString("side"u8, order.Side == Side.Buy ? "buy" : "sell");
        Empty(json, "slOrdPx"u8);
        Empty(json, "slTriggerPx"u8);
        Empty(json, "source"u8);
        json.WriteString("state"u8, StateOf(order));
        json.WriteString("sz"u8, order.QuoteQuantity > 0 ? JsonMoney.Text(order.QuoteQuantity) : JsonMoney.Text(Count(spec, order.Quantity)));
        json.WriteString("tag"u8, sent[2]);
        json.WriteString("tdMode"u8, spec.IsSpot ? "cash" : order.MarginMode == MarginMode.Cross ? "cross" : "isolated");
        json.WriteString("tgtCcy"u8, order.QuoteQuantity > 0 ? "quote_ccy" : sent[1]);
        Empty(json, "tpOrdPx"u8);
        Empty(json, "tpTriggerPx"u8);
        json.WriteString("tradeId"u8, last is null ? "" : Id(last.Id % 1_000_000_000));
        json.WriteString("uTime"u8, Ms(order.UpdatedAt));
        json.WriteEndObject();
    }

    private static void WriteAttached(Utf8JsonWriter json, AttachedAlgo attached)
    {
        var isStop = attached.SentType.StartsWith("STOP", StringComparison.Ordinal);
        var price = attached.Price > 0 ? JsonMoney.Text(attached.Price) : "-1";
        var source = attached.Source switch
        {
            TriggerSource.Mark => "mark",
            TriggerSource.Index => "index",
            _ => "last",
        };
        json.WriteStartObject();
        json.WriteString("attachAlgoClOrdId"u8, attached.ClientId ?? "");
        json.WriteString("slTriggerPx"u8, isStop ? JsonMoney.Text(attached.TriggerPrice) : "");
        json.WriteString("slOrdPx"u8, isStop ? price : "");
        json.WriteString("slTriggerPxType"u8, isStop ? source : "");
        json.WriteString("tpTriggerPx"u8, isStop ? "" : JsonMoney.Text(attached.TriggerPrice));
        json.WriteString("tpOrdPx"u8, isStop ? "" : price);
        json.WriteString("tpTriggerPxType"u8, isStop ? "" : source);
        json.WriteEndObject();
    }

    private static void AccountRateLimit(Call call)
    {
        Begin(call);
        call.Json.WriteStartObject();
        Empty(call.Json, "fillRatio"u8);
        Empty(call.Json, "mainFillRatio"u8);
        call.Json.WriteString("accRateLimit"u8, "1000");
        call.Json.WriteString("nextAccRateLimit"u8, "1000");
        call.Json.WriteString("ts"u8, "0");
        call.Json.WriteEndObject();
        End(call);
    }
}
