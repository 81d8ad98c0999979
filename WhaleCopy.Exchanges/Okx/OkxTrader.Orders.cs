using System.Text.Json;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>Orders, stops and fills. An order's answer only acknowledges.</summary>
internal sealed partial class OkxTrader
{
    private const string OrderPath = "/api/v5/trade/order";
    private const string AlgoPath = "/api/v5/trade/order-algo";
    private const int PageSize = 100;
    private const int MostPages = 200;
    private static readonly string[] ConditionalKinds = ["conditional,oco", "trigger", "move_order_stop"];
    private static readonly TimeSpan RecentFills = TimeSpan.FromDays(3) - TimeSpan.FromMinutes(5);

    public ValueTask<PlacementTurn> TakeTurnAsync(
        VenueCredentials credentials, InstrumentSpec instrument, bool isExit, CancellationToken cancellationToken) =>
        _calls.TakeTurnAsync(
            OkxLimits.OfAccount("POST", OrderPath, credentials.AccountId, instrument.VenueSymbol), isExit, cancellationToken);

    public async Task<PlacementOutcome> PlaceAsync(
        VenueCredentials credentials, OrderRequest request, CancellationToken cancellationToken)
    {
        if (request is { Type: OrderType.LimitIoc, LimitPrice: null })
            throw new ArgumentException("A limit order needs its bound.", nameof(request));
        string marginMode;
        try
        {
            marginMode = await MarginModeAsync(credentials, request.Instrument, request.MarginMode, cancellationToken);
        }
        catch (VenueException exception)
        {
            return new PlacementOutcome.Rejected(PlacementClassifier.NotSent.Code, exception.Meaning, exception.VenueMessage);
        }

        var body = JsonBody.Object(json =>
        {
            json.WriteString("instId", request.Instrument.VenueSymbol);
            json.WriteString("tdMode", marginMode);
            json.WriteString("side", OkxMapping.Side(request.Side));
            WriteDirection(json, request.Instrument, request.PositionMode, request.PositionSide, request.ReduceOnly);
            json.WriteString("ordType", request.Type == OrderType.Market ? "market" : "ioc");
            json.WriteNumberText("sz", request.Size.Value);
            if (request is { Type: OrderType.LimitIoc, LimitPrice: { } price })
                json.WriteNumberText("px", price);
            if (request.Instrument.Id.Market == Market.Spot && request.Type == OrderType.Market)
                json.WriteString("tgtCcy", "base_ccy"); // a market buy would be counted in quote currency
            json.WriteString("clOrdId", request.ClientOrderId.Value);
            if (request.AttachedStop is { } stop && request.Instrument.Id.Market != Market.Spot)
                WriteAttachedStop(json, stop);
        });
        var charges = OkxLimits.OfAccount("POST", OrderPath, credentials.AccountId, request.Instrument.VenueSymbol);
        var answer = await _calls.PlaceAsync(
            new OkxSigning(credentials, request.SignedAt, request.SignedAt + request.ReceiveWindow),
            OrderPath,
            body,
            CallTerms.Placement(request.IsExit, charges, request.Turn, request.ReceiveWindow),
            OkxJson.Default.Placed,
            cancellationToken);
        if (answer is CommandAnswer<OkxAnswer<OkxPlaced>>.Refused { Fault.Code: "51010" })
            _configs.TryRemove(credentials.AccountId, out _); // the account's mode is not what it was
        return Placement(answer, placed => placed.OrdId);
    }

    public async Task<OrderLookup> FindOrderAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await _calls.ReadAsync(
                credentials,
                OrderPath,
                new FormWriter().Add("instId", instrument.VenueSymbol).Add("clOrdId", clientOrderId.Value),
                OkxJson.Default.Orders,
                cancellationToken,
                CallUrgency.Exit,
                instrument.VenueSymbol);
            return new OrderLookup.Found(_calls.Understand(_calls.Single(rows, "The order"), OkxMapping.Order));
        }
        catch (VenueException exception) when (exception.Meaning == VenueErrorMeaning.UnknownOrder)
        {
            return new OrderLookup.NotFound();
        }
    }

    public async Task<CancelOutcome> CancelAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        var body = JsonBody.Object(json =>
        {
            json.WriteString("instId", instrument.VenueSymbol);
            json.WriteString("clOrdId", clientOrderId.Value);
        });
        var answer = await _calls.CommandAsync(
            credentials,
            "/api/v5/trade/cancel-order",
            body,
            isExit: true,
            OkxJson.Default.Placed,
            cancellationToken,
            instrument.VenueSymbol);
        return answer.Cancel();
    }

    public async Task<IReadOnlyList<Fill>> ReadFillsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var isRecent = _calls.Time.GetUtcNow() - from < RecentFills;
        var rows = await ReadPagesAsync(
            after =>
            {
                var query = new FormWriter()
                    .Add("instType", OkxSymbols.TypeOf(instrument.Id.Market))
                    .Add("instId", instrument.VenueSymbol)
                    .Add("begin", from.ToUnixTimeMilliseconds());
                return _calls.ReadAsync(
                    credentials,
                    isRecent ? "/api/v5/trade/fills" : "/api/v5/trade/fills-history",
                    Paged(query, after),
                    OkxJson.Default.Fills,
                    cancellationToken);
            },
            row => row.BillId);
        return _calls.Understand(
            rows, fills => fills.Select(OkxMapping.FillOf).Where(fill => fill.At >= from).OrderBy(fill => fill.At).ToList());
    }

    public async Task<PlacementOutcome> PlaceProtectionAsync(
        VenueCredentials credentials, ProtectionRequest request, CancellationToken cancellationToken)
    {
        string marginMode;
        try
        {
            marginMode = await MarginModeAsync(credentials, request.Instrument, request.MarginMode, cancellationToken);
        }
        catch (VenueException exception)
        {
            return new PlacementOutcome.Rejected(PlacementClassifier.NotSent.Code, exception.Meaning, exception.VenueMessage);
        }

        var isSpot = request.Instrument.Id.Market == Market.Spot;
        var kind = request.Leg == OrderLeg.TakeProfit ? "tp" : "sl";
        var body = JsonBody.Object(json =>
        {
            json.WriteString("instId", request.Instrument.VenueSymbol);
            json.WriteString("tdMode", marginMode);
            json.WriteString("side", OkxMapping.Side(request.PositionSide.Exit()));
            WriteDirection(json, request.Instrument, request.PositionMode, request.PositionSide, reduceOnly: true);
            json.WriteString("ordType", "conditional");
            json.WriteNumberText("sz", request.Size.Value);
            if (isSpot)
                json.WriteString("tgtCcy", "base_ccy");
            json.WriteNumberText($"{kind}TriggerPx", request.TriggerPrice);
            json.WriteString($"{kind}OrdPx", "-1");
            json.WriteString($"{kind}TriggerPxType", isSpot ? "last" : "mark");
            json.WriteString("algoClOrdId", request.ClientOrderId.Value);
        });
        var charges = OkxLimits.OfAccount("POST", AlgoPath, credentials.AccountId, null);
        var answer = await _calls.PlaceAsync(
            new OkxSigning(credentials, request.SignedAt),
            AlgoPath,
            body,
            CallTerms.Placement(isExit: true, charges, null, request.ReceiveWindow),
            OkxJson.Default.AlgoPlaced,
            cancellationToken);
        return Placement(answer, placed => placed.AlgoId);
    }

    public async Task<OrderLookup> FindProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await _calls.ReadAsync(
                credentials,
                AlgoPath,
                new FormWriter().Add("algoClOrdId", clientOrderId.Value),
                OkxJson.Default.AlgoOrders,
                cancellationToken,
                CallUrgency.Exit);
            return new OrderLookup.Found(_calls.Understand(_calls.Single(rows, "The order"), OkxMapping.AlgoOrder));
        }
        catch (VenueException exception) when (exception.Meaning == VenueErrorMeaning.UnknownOrder)
        {
            return new OrderLookup.NotFound();
        }
    }

    public async Task<CancelOutcome> CancelProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        var body = JsonBody.ArrayOfOne(json =>
        {
            json.WriteString("instId", instrument.VenueSymbol);
            json.WriteString("algoClOrdId", clientOrderId.Value);
        });
        var answer = await _calls.CommandAsync(
            credentials, "/api/v5/trade/cancel-algos", body, isExit: true, OkxJson.Default.AlgoPlaced, cancellationToken);
        return answer.Cancel();
    }

    public async Task<IReadOnlyList<WorkingOrder>> ReadWorkingOrdersAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        var type = OkxSymbols.TypeOf(market);
        var plain = ReadPagesAsync(
            after => _calls.ReadAsync(
                credentials,
                "/api/v5/trade/orders-pending",
                Paged(new FormWriter().Add("instType", type), after),
                OkxJson.Default.Orders,
                cancellationToken),
            row => row.OrdId);
        var conditional = ConditionalKinds.Select(kind => ReadPagesAsync(
            after => _calls.ReadAsync(
                credentials,
                "/api/v5/trade/orders-algo-pending",
                Paged(new FormWriter().AddVerbatim("ordType", System.Text.Encoding.ASCII.GetBytes(kind)).Add("instType", type), after),
                OkxJson.Default.AlgoOrders,
                cancellationToken),
            row => row.AlgoId)).ToArray();
        await Task.WhenAll([plain, .. conditional]);

        var algos = (await Task.WhenAll(conditional)).SelectMany(rows => rows);
        return _calls.Understand(
            (Plain: await plain, Algos: algos),
            rows => (IReadOnlyList<WorkingOrder>)
            [
                .. rows.Plain.Where(row => OkxSymbols.MarketOf(row.InstId) == market).Select(OkxMapping.Working),
                .. rows.Algos.Where(row => OkxSymbols.MarketOf(row.InstId) == market).Select(OkxMapping.Working),
            ]);
    }

    private static PlacementOutcome Placement<T>(CommandAnswer<OkxAnswer<T>> answer, Func<T, string> idOf) => answer switch
    {
        CommandAnswer<OkxAnswer<T>>.Done { Answer.Data: [var row, ..] } when idOf(row).Length > 0 =>
            new PlacementOutcome.Accepted(idOf(row), null),
        CommandAnswer<OkxAnswer<T>>.Done => new PlacementOutcome.Unknown("The answer names no order."),
        _ => answer.Placement(_ => (string.Empty, null)),
    };

    /// <summary>Hedge mode names the position, whose closing side only reduces; net mode says that it may only reduce.</summary>
    private static void WriteDirection(
        Utf8JsonWriter json, InstrumentSpec instrument, PositionMode mode, PositionSide side, bool reduceOnly)
    {
        if (instrument.Id.Market == Market.Spot)
            return;
        if (mode == PositionMode.Hedge)
            json.WriteString("posSide", OkxMapping.PositionSideOf(side));
        else if (reduceOnly)
            json.WriteBoolean("reduceOnly", true);
    }

    private static void WriteAttachedStop(Utf8JsonWriter json, AttachedStop stop)
    {
        json.WriteStartArray("attachAlgoOrds");
        json.WriteStartObject();
        json.WriteString("attachAlgoClOrdId", stop.ClientOrderId.Value);
        json.WriteNumberText("slTriggerPx", stop.TriggerPrice);
        json.WriteString("slOrdPx", "-1");
        json.WriteString("slTriggerPxType", "mark");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static FormWriter Paged(FormWriter query, string? after)
    {
        query.Add("limit", PageSize);
        return after is null ? query : query.Add("after", after);
    }

    /// <summary>All pages, newest first, until one is not full.</summary>
    private async Task<List<T>> ReadPagesAsync<T>(Func<string?, Task<IReadOnlyList<T>>> readPage, Func<T, string> idOf)
    {
        var rows = new List<T>();
        string? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var read = await readPage(after);
            rows.AddRange(read);
            if (read.Count < PageSize)
                return rows;
            after = idOf(read[^1]);
        }

        throw _calls.Http.Unreadable($"More than {MostPages} pages.", null);
    }

    /// <summary>Spot is paid with cash in the simple account modes and with margin in the others.</summary>
    private async ValueTask<string> MarginModeAsync(
        VenueCredentials credentials, InstrumentSpec instrument, MarginMode mode, CancellationToken cancellationToken)
    {
        if (instrument.Id.Market != Market.Spot)
            return OkxMapping.MarginModeOf(mode);
        var config = _configs.TryGetValue(credentials.AccountId, out var known) && _calls.Time.GetUtcNow() - known.ReadAt < ConfigAge
            ? known.Config
            : await ReadConfigAsync(credentials, cancellationToken);
        return config.AcctLv is "3" or "4" ? "cross" : "cash";
    }
}
