using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Orders, stops and fills.</summary>
internal sealed partial class BinanceTrader
{
    private const int FillsPage = 1000;
    private static readonly TimeSpan FillsWindow = TimeSpan.FromDays(7) - TimeSpan.FromMilliseconds(1);

    public async Task<PlacementOutcome> PlaceAsync(
        VenueCredentials credentials, OrderRequest request, CancellationToken cancellationToken)
    {
        var market = request.Instrument.Id.Market;
        var path = BinancePaths.Of(market).Order;
        var form = new FormWriter()
            .Add("symbol", request.Instrument.VenueSymbol)
            .Add("side", BinanceMapping.Side(request.Side));
        AddDirection(form, request.PositionMode, request.PositionSide, request.ReduceOnly);
        AddType(form, request);
        form.Add("quantity", request.Size.Value)
            .Add("newClientOrderId", request.ClientOrderId.Value)
            .Add("newOrderRespType", "RESULT");

        var signing = new BinanceSigning(credentials, request.SignedAt, request.ReceiveWindow);
        var answer = await _commands.SendAsync(
            _signer.Signed(HttpMethod.Post, market, path, form, signing, path), BinanceJson.Default.BinanceOrder, cancellationToken);
        return Outcome(answer, order => (order.OrderId, BinanceMapping.Order(order, UnitOf(market))));
    }

    public async Task<OrderLookup> FindOrderAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        var market = instrument.Id.Market;
        try
        {
            var order = await SignedAsync(
                credentials,
                market,
                BinancePaths.Of(market).Order,
                form => form.Add("symbol", instrument.VenueSymbol).Add("origClientOrderId", clientOrderId.Value),
                BinanceJson.Default.BinanceOrder,
                cancellationToken);
            return Found(BinanceMapping.Order(order, UnitOf(market)), order.Status);
        }
        catch (VenueException exception) when (exception.Meaning == VenueErrorMeaning.UnknownOrder)
        {
            return new OrderLookup.NotFound();
        }
    }

    public async Task<IReadOnlyList<Fill>> ReadFillsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var now = await _clock.NowAsync(instrument.Id.Market, credentials.IsTestnet, cancellationToken);
        var fills = new List<BinanceFill>();
        for (var start = from; start <= now; start += FillsWindow)
        {
            var first = start;
            var page = await ReadFillsPageAsync(
                credentials,
                instrument,
                form => form
                    .Add("startTime", first.ToUnixTimeMilliseconds())
                    .Add("endTime", (first + FillsWindow).ToUnixTimeMilliseconds()),
                cancellationToken);
            fills.AddRange(page);
            if (page.Length < FillsPage)
                continue;

            // A full page: the rest, to the end of time, is read by id.
            while (page.Length == FillsPage)
            {
                var next = long.Parse(page[^1].Id, System.Globalization.CultureInfo.InvariantCulture) + 1;
                page = await ReadFillsPageAsync(credentials, instrument, form => form.Add("fromId", next), cancellationToken);
                fills.AddRange(page);
            }

            break;
        }

        return Understand(
            fills,
            rows => rows
                .DistinctBy(row => row.Id)
                .OrderBy(row => row.Time)
                .Select(row => BinanceMapping.FillOf(row, UnitOf(instrument.Id.Market)))
                .ToList());
    }

    public async Task<CancelOutcome> CancelAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        var market = instrument.Id.Market;
        var path = BinancePaths.Of(market).Order;
        var form = new FormWriter().Add("symbol", instrument.VenueSymbol).Add("origClientOrderId", clientOrderId.Value);
        var signing = await SigningAsync(credentials, market, cancellationToken);
        var answer = await _commands.SendAsync(
            _signer.Signed(HttpMethod.Delete, market, path, form, signing, "cancel " + path),
            BinanceJson.Default.BinanceOrder,
            cancellationToken);
        return Cancelled(answer);
    }

    public async Task<PlacementOutcome> PlaceProtectionAsync(
        VenueCredentials credentials, ProtectionRequest request, CancellationToken cancellationToken)
    {
        var market = request.Instrument.Id.Market;
        var path = BinancePaths.Of(market).AlgoOrder;
        var form = new FormWriter()
            .Add("algoType", "CONDITIONAL")
            .Add("symbol", request.Instrument.VenueSymbol)
            .Add("side", BinanceMapping.Side(request.PositionSide.Exit()));
        AddDirection(form, request.PositionMode, request.PositionSide, reduceOnly: true);
        form.Add("type", request.Leg == OrderLeg.TakeProfit ? "TAKE_PROFIT_MARKET" : "STOP_MARKET")
            .Add("triggerPrice", request.TriggerPrice)
            .Add("workingType", "MARK_PRICE")
            .Add("quantity", request.Size.Value)
            .Add("clientAlgoId", request.ClientOrderId.Value);

        var signing = new BinanceSigning(credentials, request.SignedAt, request.ReceiveWindow);
        var answer = await _commands.SendAsync(
            _signer.Signed(HttpMethod.Post, market, path, form, signing, path), BinanceJson.Default.BinanceAlgoOrder, cancellationToken);
        return Outcome(answer, order => (order.AlgoId, BinanceMapping.AlgoOrder(order, UnitOf(market))));
    }

    public async Task<OrderLookup> FindProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        var market = instrument.Id.Market;
        try
        {
            var order = await SignedAsync(
                credentials,
                market,
                BinancePaths.Of(market).AlgoOrder,
                form => form.Add("clientAlgoId", clientOrderId.Value),
                BinanceJson.Default.BinanceAlgoOrder,
                cancellationToken);
            return Found(BinanceMapping.AlgoOrder(order, UnitOf(market)), order.AlgoStatus);
        }
        catch (VenueException exception) when (exception.Meaning == VenueErrorMeaning.UnknownOrder)
        {
            return new OrderLookup.NotFound();
        }
    }

    public async Task<CancelOutcome> CancelProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        var market = instrument.Id.Market;
        var path = BinancePaths.Of(market).AlgoOrder;
        var form = new FormWriter().Add("clientAlgoId", clientOrderId.Value);
        var signing = await SigningAsync(credentials, market, cancellationToken);
        var answer = await _commands.SendAsync(
            _signer.Signed(HttpMethod.Delete, market, path, form, signing, "cancel " + path),
            BinanceJson.Default.BinanceAlgoCancelled,
            cancellationToken);
        return Cancelled(answer);
    }

    public async Task<IReadOnlyList<WorkingOrder>> ReadWorkingOrdersAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        var paths = BinancePaths.Of(market);
        var plain = SignedAsync(credentials, market, paths.OpenOrders, null, BinanceJson.Default.BinanceOrderArray, cancellationToken);
        var conditional = SignedAsync(
            credentials, market, paths.OpenAlgoOrders, null, BinanceJson.Default.BinanceAlgoOrderArray, cancellationToken);
        await Task.WhenAll(plain, conditional);
        var unit = UnitOf(market);
        return Understand(
            (Plain: await plain, Conditional: await conditional),
            rows => (IReadOnlyList<WorkingOrder>)
            [
                .. rows.Plain.Select(row => new WorkingOrder(
                    Instrument(market, row.Symbol),
                    BinanceMapping.Order(row, unit) ?? throw new FormatException($"Status '{row.Status}' is not known."),
                    BinanceMapping.Side(row.Side ?? string.Empty),
                    IsConditional: false,
                    TriggerPrice: null)),
                .. rows.Conditional.Select(row => new WorkingOrder(
                    Instrument(market, row.Symbol),
                    BinanceMapping.AlgoOrder(row, unit) ?? throw new FormatException($"Status '{row.AlgoStatus}' is not known."),
                    BinanceMapping.Side(row.Side ?? string.Empty),
                    IsConditional: true,
                    BinanceMapping.Positive(row.TriggerPrice))),
            ]);
    }

    private static InstrumentId Instrument(Market market, string? symbol) =>
        BinanceSymbols.Instrument(market, symbol ?? throw new FormatException("An order has no symbol."));

    /// <summary>Hedge mode names the position and refuses <c>reduceOnly</c>; one-way mode is the reverse.</summary>
    private static void AddDirection(FormWriter form, PositionMode mode, PositionSide side, bool reduceOnly)
    {
        if (mode == PositionMode.Hedge)
            form.Add("positionSide", BinanceMapping.PositionSideOf(side));
        else if (reduceOnly)
            form.Add("reduceOnly", "true");
    }

    private static void AddType(FormWriter form, OrderRequest request)
    {
        if (request.Type == OrderType.Market)
        {
            form.Add("type", "MARKET");
            return;
        }

        var price = request.LimitPrice ?? throw new ArgumentException("A limit order needs its bound.", nameof(request));
        form.Add("type", "LIMIT").Add("timeInForce", "IOC").Add("price", price);
    }

    private static PlacementOutcome Outcome<T>(CommandAnswer<T> answer, Func<T, (string Id, VenueOrder? Order)> read) => answer switch
    {
        CommandAnswer<T>.Done done when read(done.Answer) is var (id, order) => new PlacementOutcome.Accepted(id, order),
        CommandAnswer<T>.Refused refused => new PlacementOutcome.Rejected(refused.Fault.Code, refused.Meaning, refused.Fault.Message),
        CommandAnswer<T>.Unseen unseen => new PlacementOutcome.Unknown(unseen.Reason, unseen.Fault?.Code, unseen.Meaning),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static CancelOutcome Cancelled<T>(CommandAnswer<T> answer) => answer switch
    {
        CommandAnswer<T>.Done => CancelOutcome.Cancelled,
        { MeaningOrNone: VenueErrorMeaning.UnknownOrder } => CancelOutcome.NotWorking,
        _ => CancelOutcome.Unknown,
    };

    private OrderLookup.Found Found(VenueOrder? order, string status) => order is not null
        ? new OrderLookup.Found(order)
        : throw _http.Unreadable($"Status '{status}' is not known.", null);

    private Task<BinanceFill[]> ReadFillsPageAsync(
        VenueCredentials credentials, InstrumentSpec instrument, Action<FormWriter> range, CancellationToken cancellationToken) =>
        SignedAsync(
            credentials,
            instrument.Id.Market,
            BinancePaths.Of(instrument.Id.Market).Fills,
            form =>
            {
                form.Add("symbol", instrument.VenueSymbol);
                range(form);
                form.Add("limit", FillsPage);
            },
            BinanceJson.Default.BinanceFillArray,
            cancellationToken);
}
