using System.Text.Json;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>Orders, stops and fills. An order's answer only acknowledges.</summary>
internal sealed partial class BybitTrader
{
    private const string CreatePath = "/v5/order/create";
    private const int OrdersPage = 50;
    private const int FillsPage = 100;
    private static readonly TimeSpan FillsWindow = TimeSpan.FromDays(7) - TimeSpan.FromMilliseconds(1);

    public ValueTask<PlacementTurn> TakeTurnAsync(
        VenueCredentials credentials, InstrumentSpec instrument, bool isExit, CancellationToken cancellationToken) =>
        _calls.TakeTurnAsync(
            BybitLimits.OfAccount(CreatePath, instrument.Id.Market, credentials.AccountId), isExit, cancellationToken);

    public Task<PlacementOutcome> PlaceAsync(
        VenueCredentials credentials, OrderRequest request, CancellationToken cancellationToken)
    {
        if (request is { Type: OrderType.LimitIoc, LimitPrice: null })
            throw new ArgumentException("A limit order needs its bound.", nameof(request));
        var isSpot = request.Instrument.Id.Market == Market.Spot;
        var body = JsonBody.Object(json =>
        {
            WriteHead(json, request.Instrument, request.Side, request.Type == OrderType.Market ? "Market" : "Limit");
            json.WriteNumberText("qty", request.Size.Value);
            if (request is { Type: OrderType.LimitIoc, LimitPrice: { } price })
            {
                json.WriteNumberText("price", price);
                json.WriteString("timeInForce", "IOC");
            }
            else if (isSpot)
            {
                json.WriteString("marketUnit", "baseCoin"); // a market buy would be counted in quote currency
            }

            if (!isSpot)
            {
                json.WriteNumber("positionIdx", BybitMapping.PositionIndex(request.PositionMode, request.PositionSide));
                if (request.IsExit)
                    json.WriteBoolean("reduceOnly", true);
            }

            json.WriteString("orderLinkId", request.ClientOrderId.Value);
        });
        return SendAsync(
            new BybitSigning(credentials, request.SignedAt, request.ReceiveWindow),
            request.Instrument,
            body,
            request.IsExit,
            request.Turn,
            cancellationToken);
    }

    public Task<OrderLookup> FindOrderAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken) =>
        FindAsync(credentials, instrument, clientOrderId, isProtection: false, cancellationToken);

    public Task<CancelOutcome> CancelAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken) =>
        CancelAsync(credentials, instrument, clientOrderId, isProtection: false, cancellationToken);

    public async Task<IReadOnlyList<Fill>> ReadFillsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var now = await _calls.NowAsync(credentials, cancellationToken);
        var rows = new List<BybitExecution>();
        for (var start = from; start <= now; start += FillsWindow)
        {
            var first = start;
            rows.AddRange(await _calls.ReadPagesAsync(cursor => _calls.ReadAsync(
                credentials,
                instrument.Id.Market,
                "/v5/execution/list",
                WithCursor(
                    Category(instrument.Id.Market)
                        .Add("symbol", instrument.VenueSymbol)
                        .Add("startTime", first.ToUnixTimeMilliseconds())
                        .Add("endTime", (first + FillsWindow).ToUnixTimeMilliseconds())
                        .Add("limit", FillsPage),
                    cursor),
                BybitJson.Default.Executions,
                cancellationToken)));
        }

        return _calls.Understand(
            rows,
            fills => fills
                .DistinctBy(row => row.ExecId)
                .Where(BybitMapping.IsFill)
                .Select(row => BybitMapping.FillOf(row, instrument))
                .OrderBy(fill => fill.At)
                .ToList());
    }

    public async Task<PlacementOutcome> PlaceProtectionAsync(
        VenueCredentials credentials, ProtectionRequest request, CancellationToken cancellationToken)
    {
        var isSpot = request.Instrument.Id.Market == Market.Spot;
        if (isSpot && await CrossedAsync(request, cancellationToken) is { } crossed)
            return crossed;
        var falls = (request.Leg == OrderLeg.TakeProfit) != (request.PositionSide == PositionSide.Long);
        var body = JsonBody.Object(json =>
        {
            WriteHead(json, request.Instrument, request.PositionSide.Exit(), "Market");
            json.WriteNumberText("qty", request.Size.Value);
            json.WriteNumberText("triggerPrice", request.TriggerPrice);
            if (isSpot)
            {
                json.WriteString("marketUnit", "baseCoin");
                json.WriteString("orderFilter", "tpslOrder"); // locks the coins until it fires
            }
            else
            {
                json.WriteNumber("triggerDirection", falls ? 2 : 1);
                json.WriteString("triggerBy", "MarkPrice");
                json.WriteNumber("positionIdx", BybitMapping.PositionIndex(request.PositionMode, request.PositionSide));
                json.WriteBoolean("reduceOnly", true);
            }

            json.WriteString("orderLinkId", request.ClientOrderId.Value);
        });
        return await SendAsync(
            new BybitSigning(credentials, request.SignedAt, request.ReceiveWindow),
            request.Instrument,
            body,
            isExit: true,
            request.Turn,
            cancellationToken);
    }

    public Task<OrderLookup> FindProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken) =>
        FindAsync(credentials, instrument, clientOrderId, isProtection: true, cancellationToken);

    public Task<CancelOutcome> CancelProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken) =>
        CancelAsync(credentials, instrument, clientOrderId, isProtection: true, cancellationToken);

    public async Task<IReadOnlyList<WorkingOrder>> ReadWorkingOrdersAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        // Spot answers plain and conditional orders only when each is asked for.
        string?[] filters = market == Market.Spot ? ["Order", "StopOrder", "tpslOrder"] : [null];
        var pages = filters.Select(filter => _calls.ReadPagesAsync(cursor =>
        {
            var query = Category(market);
            if (market != Market.Spot)
                query.Add("settleCoin", "USDT");
            if (filter is not null)
                query.Add("orderFilter", filter);
            return _calls.ReadAsync(
                credentials,
                market,
                "/v5/order/realtime",
                WithCursor(query.Add("openOnly", 0).Add("limit", OrdersPage), cursor),
                BybitJson.Default.Orders,
                cancellationToken);
        }));
        var rows = (await Task.WhenAll(pages)).SelectMany(page => page).DistinctBy(row => row.OrderId);
        return _calls.Understand(
            rows,
            orders => orders.Select(row => BybitMapping.Working(row, market)).Where(working => !working.Order.IsFinal).ToList());
    }

    /// <summary>
    /// A conditional spot order has no direction: one whose trigger the price has passed already would wait for the price to come
    /// back, and protect nothing. It is not sent.
    /// </summary>
    private async Task<PlacementOutcome.Rejected?> CrossedAsync(ProtectionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var last = (await ReadTickerAsync(request.Instrument, cancellationToken)).Last;
            var waits = request.Leg == OrderLeg.TakeProfit ? request.TriggerPrice > last : request.TriggerPrice < last;
            return waits
                ? null
                : new PlacementOutcome.Rejected(
                    "TRIGGER_PASSED", VenueErrorMeaning.Rejected, "The price has passed the trigger already.");
        }
        catch (VenueException exception)
        {
            return new PlacementOutcome.Rejected(PlacementClassifier.NotSent.Code, exception.Meaning, exception.VenueMessage);
        }
    }

    private static void WriteHead(Utf8JsonWriter json, InstrumentSpec instrument, OrderSide side, string type)
    {
        json.WriteString("category", BybitSymbols.CategoryOf(instrument.Id.Market));
        json.WriteString("symbol", instrument.VenueSymbol);
        json.WriteString("side", BybitMapping.Side(side));
        json.WriteString("orderType", type);
    }

    private async Task<PlacementOutcome> SendAsync(
        BybitSigning signing,
        InstrumentSpec instrument,
        byte[] body,
        bool isExit,
        PlacementTurn? turn,
        CancellationToken cancellationToken)
    {
        var charges = BybitLimits.OfAccount(CreatePath, instrument.Id.Market, signing.Credentials.AccountId);
        var answer = await _calls.PlaceAsync(
            signing, CreatePath, body, CallTerms.Placement(isExit, charges, turn, signing.ReceiveWindow), cancellationToken);
        return answer switch
        {
            CommandAnswer<BybitAnswer<BybitPlaced>>.Done { Answer.Result.OrderId: { Length: > 0 } id } => new PlacementOutcome.Accepted(id, null),
            CommandAnswer<BybitAnswer<BybitPlaced>>.Done => new PlacementOutcome.Unknown("The answer names no order."),
            _ => answer.Placement(_ => (string.Empty, null)),
        };
    }

    /// <summary>Among working and lately closed orders first, in the history after.</summary>
    private async Task<OrderLookup> FindAsync(
        VenueCredentials credentials,
        InstrumentSpec instrument,
        ClientOrderId clientOrderId,
        bool isProtection,
        CancellationToken cancellationToken)
    {
        foreach (var path in new[] { "/v5/order/realtime", "/v5/order/history" })
        {
            var query = Category(instrument.Id.Market).Add("symbol", instrument.VenueSymbol).Add("orderLinkId", clientOrderId.Value);
            if (isProtection && instrument.Id.Market == Market.Spot && path == "/v5/order/realtime")
                query.Add("orderFilter", "tpslOrder");
            var page = await _calls.ReadAsync(
                credentials, instrument.Id.Market, path, query, BybitJson.Default.Orders, cancellationToken, CallUrgency.Exit);
            if (page.List.FirstOrDefault(row => row.OrderLinkId == clientOrderId.Value) is { } found)
                return new OrderLookup.Found(_calls.Understand(found, BybitMapping.Order));
        }

        return new OrderLookup.NotFound();
    }

    private async Task<CancelOutcome> CancelAsync(
        VenueCredentials credentials,
        InstrumentSpec instrument,
        ClientOrderId clientOrderId,
        bool isProtection,
        CancellationToken cancellationToken)
    {
        var body = JsonBody.Object(json =>
        {
            json.WriteString("category", BybitSymbols.CategoryOf(instrument.Id.Market));
            json.WriteString("symbol", instrument.VenueSymbol);
            json.WriteString("orderLinkId", clientOrderId.Value);
            if (isProtection && instrument.Id.Market == Market.Spot)
                json.WriteString("orderFilter", "tpslOrder");
        });
        var answer = await _calls.CommandAsync(
            credentials,
            instrument.Id.Market,
            "/v5/order/cancel",
            body,
            isExit: true,
            BybitJson.Default.Placed,
            cancellationToken);
        return answer.Cancel();
    }
}
