using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bitget;

internal sealed partial class BitgetDialect
{
    private IEnumerable<Operation> OrderOperations() =>
    [
        new("POST", "/api/v2/mix/order/place-order", PlaceOrder, IsSigned: true, IsPlacement: true, Rate: BitgetRates.Ten),
        new("POST", "/api/v2/mix/order/close-positions", ClosePositions, IsSigned: true, Rate: BitgetRates.One),
        new("POST", "/api/v2/mix/order/cancel-order", CancelOrder, IsSigned: true, Rate: BitgetRates.Ten),
        new("GET", "/api/v2/mix/order/detail", OrderDetail, IsSigned: true, Rate: BitgetRates.Ten),
        new("GET", "/api/v2/mix/order/orders-pending", PendingOrders, IsSigned: true, Rate: BitgetRates.Ten),
        new("GET", "/api/v2/mix/order/orders-history", OrderHistory, IsSigned: true, Rate: BitgetRates.Ten),
        new("GET", "/api/v2/mix/order/fills", Fills, IsSigned: true, Rate: BitgetRates.Ten),
    ];

    private static OrderRequest NewRequest(Func<string, string?> get) => new()
    {
        Market = MarketOf(get("productType")) ?? Market.UsdM,
        EndsQuietly = true,
        Symbol = get("symbol")?.ToUpperInvariant() ?? "",
        ClientId = get("clientOid") is { Length: > 0 } id ? id : null,
    };

    /// <summary>Writes a placement down that never came past the gate: bad signature, missing right.</summary>
    private void RecordRefused(Call call, Account account, BitgetError error)
    {
        var request = NewRequest(call.Parameter);
        _ = call.Path.EndsWith("/place-order", StringComparison.Ordinal)
            ? ReadOrder(account, call.Parameter, request)
            : ReadPlan(account, call, request);
        Record(account, request, Outcome.Rejected, error.Code);
    }

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
        var account = call.Account!;
        var request = NewRequest(call.Parameter);
        var error = ReadOrder(account, call.Parameter, request) ?? CheckExpiry(call);
        if (call.Intercept is { } intercept)
        {
            Record(account, request, intercept.Outcome, intercept.Code);
            return;
        }

        if (error is { } early)
        {
            Record(account, request, Outcome.Rejected, early.Code);
            _ = Fail(call, early);
            return;
        }

        account.Setting(request.Book!).Mode = request.Mode!.Value;
        var (entry, refusal) = Venue.Place(account, request);
        if (refusal != Refusal.None)
        {
            var late = BitgetError.Of(refusal, request);
            entry.RejectCode = late.Code;
            _ = Fail(call, late);
            return;
        }

        Begin(call);
        WriteIds(call.Json, entry);
        End(call);
    }

    /// <summary>Until when the client stands by its order, where it says so.</summary>
    private BitgetError? CheckExpiry(Call call)
    {
        if (call.Parameter("requestTime") is not { Length: > 0 } sentText)
        {
            return null;
        }

        if (!Call.TryLong(sentText, out var sentAt) || !Call.TryLong(call.Parameter("receiveWindow"), out var window) || window is <= 0 or >= 60_000)
        {
            return new BitgetError("40078", "The receive window must be less than 60 seconds");
        }

        return Venue.NowMs <= sentAt + window ? null : new BitgetError("40079", "The request is outside its receive window");
    }

    private static void WriteIds(Utf8JsonWriter json, LedgerEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("orderId"u8, Id(entry.Id));
        json.WriteString("clientOid"u8, ClientIdOf(entry));
        json.WriteEndObject();
    }

    /// <summary>An order without a client's id, and one that a plan became, is named by the venue.</summary>
    private static string ClientIdOf(LedgerEntry entry) =>
        entry is Order { Parent: not null } || entry.ClientId is null ? Id(entry.Id) : entry.ClientId;

    private static Order? FindOrder(Account account, Market market, Func<string, string?> get)
    {
        var order = Call.TryLong(get("orderId"), out var id)
            ? account.FindOrder(id)
            : get("clientOid") is { Length: > 0 } clientId ? account.FindOrder(market, clientId) : null;
        return order is not null && order.Market == market && (order.Parent is null || Call.TryLong(get("orderId"), out _)) ? order : null;
    }

    private void CancelOrder(Call call)
    {
        if (!TryBook(call, out var book))
        {
            return;
        }

        if (FindOrder(call.Account!, book.Spec.Market, call.Parameter) is not { } order || !ReferenceEquals(order.Book, book))
        {
            _ = Fail(call, BitgetError.NothingToCancel);
            return;
        }

        if (!Venue.Cancel(order))
        {
            _ = Fail(call, BitgetError.NotCancellable);
            return;
        }

        Begin(call);
        WriteIds(call.Json, order);
        End(call);
    }

    /// <summary>At market, whole positions; of one symbol and side or of all.</summary>
    private void ClosePositions(Call call)
    {
        if (!TryProduct(call, out var market))
        {
            return;
        }

        var account = call.Account!;
        var symbol = call.Parameter("symbol")?.ToUpperInvariant();
        var holdSide = call.Parameter("holdSide");
        var positions = account.Positions.Where(position => position.Quantity != 0 && position.Spec.Market == market
            && (string.IsNullOrEmpty(symbol) || position.Spec.VenueSymbol == symbol)
            && (string.IsNullOrEmpty(holdSide) || !account.IsHedge(market) || position.IsLong == (holdSide == "long"))).ToArray();
        if (positions.Length == 0)
        {
            _ = Fail(call, BitgetError.NoPosition);
            return;
        }

        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteStartArray("successList"u8);
        var failed = new List<(Order Order, BitgetError Error)>();
        foreach (var position in positions)
        {
            var request = new OrderRequest
            {
                Market = market,
                Book = position.Book,
                Side = position.IsLong ? Side.Sell : Side.Buy,
                PositionSide = position.Side,
                Kind = OrderKind.Market,
                SentType = "MARKET",
                TimeInForce = TimeInForce.Ioc,
                ReduceOnly = position.Side == PositionSide.Both,
                Quantity = position.Size,
                Mode = position.Mode,
            };
            var (order, refusal) = Venue.Place(account, request);
            if (refusal == Refusal.None)
            {
                WriteIds(call.Json, order);
            }
            else
            {
                failed.Add((order, BitgetError.Of(refusal, request)));
            }
        }

        call.Json.WriteEndArray();
        call.Json.WriteStartArray("failureList"u8);
        foreach (var (order, error) in failed)
        {
            call.Json.WriteStartObject();
            call.Json.WriteString("orderId"u8, Id(order.Id));
            call.Json.WriteString("clientOid"u8, "");
            call.Json.WriteString("errorMsg"u8, error.Message);
            call.Json.WriteString("errorCode"u8, error.Code);
            call.Json.WriteEndObject();
        }

        call.Json.WriteEndArray();
        call.Json.WriteEndObject();
        End(call);
    }
}
