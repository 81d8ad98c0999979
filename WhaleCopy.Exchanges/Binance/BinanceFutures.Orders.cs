using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Orders, stops and fills of both futures products.</summary>
internal sealed partial class BinanceFutures
{
    private static readonly TimeSpan FillsWindow = TimeSpan.FromDays(7) - TimeSpan.FromMilliseconds(1);

    public async Task<PlacementOutcome> PlaceAsync(
        VenueCredentials credentials, OrderRequest request, CancellationToken cancellationToken)
    {
        var form = new FormWriter()
            .Add("symbol", request.Instrument.VenueSymbol)
            .Add("side", BinanceMapping.Side(request.Side));
        AddDirection(form, request.PositionMode, request.PositionSide, request.ReduceOnly);
        BinanceMapping.AddType(form, request);
        form.Add("quantity", request.Size.Value)
            .Add("newClientOrderId", request.ClientOrderId.Value)
            .Add("newOrderRespType", "RESULT");
        var answer = await calls.PlaceAsync(
            new BinanceSigning(credentials, request.SignedAt, request.ReceiveWindow),
            market,
            _paths.Order,
            form,
            new BinanceTurn(request.IsExit, request.Turn),
            BinanceJson.Default.BinanceOrder,
            cancellationToken);
        return answer.Placement(order => (order.OrderId, BinanceMapping.Order(order, _unit)));
    }

    public async Task<OrderLookup> FindOrderAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        try
        {
            var order = await calls.ReadAsync(
                credentials,
                market,
                _paths.Order,
                form => form.Add("symbol", instrument.VenueSymbol).Add("origClientOrderId", clientOrderId.Value),
                BinanceJson.Default.BinanceOrder,
                cancellationToken,
                CallUrgency.Exit);
            return Found(BinanceMapping.Order(order, _unit), order.Status);
        }
        catch (VenueException exception) when (exception.Meaning == VenueErrorMeaning.UnknownOrder)
        {
            return new OrderLookup.NotFound();
        }
    }

    public async Task<CancelOutcome> CancelAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        var form = new FormWriter().Add("symbol", instrument.VenueSymbol).Add("origClientOrderId", clientOrderId.Value);
        var answer = await calls.CommandAsync(
            HttpMethod.Delete, credentials, market, _paths.Order, form, BinanceJson.Default.BinanceOrder, cancellationToken);
        return answer.Cancel();
    }

    public async Task<IReadOnlyList<Fill>> ReadFillsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var rows = await BinanceFills.ReadAsync(
            from,
            await calls.NowAsync(credentials, market, cancellationToken),
            FillsWindow,
            (range, token) => calls.ReadAsync(
                credentials,
                market,
                _paths.Fills,
                form => range(form.Add("symbol", instrument.VenueSymbol)),
                BinanceJson.Default.BinanceFillArray,
                token),
            row => row.Id,
            cancellationToken);
        return calls.Understand(
            rows, fills => fills.OrderBy(row => row.Time).Select(row => BinanceMapping.FillOf(row, _unit)).ToList());
    }

    /// <summary>The venue names the orders that it makes itself; its list of fills does not repeat the name.</summary>
    public async Task<FillCause> ReadCauseAsync(
        VenueCredentials credentials, InstrumentSpec instrument, Fill fill, CancellationToken cancellationToken)
    {
        try
        {
            var order = await calls.ReadAsync(
                credentials,
                market,
                _paths.Order,
                form => form.Add("symbol", instrument.VenueSymbol).Add("orderId", fill.VenueOrderId),
                BinanceJson.Default.BinanceOrder,
                cancellationToken);
            return BinanceMapping.CauseOf(order);
        }
        catch (VenueException exception) when (exception.Meaning == VenueErrorMeaning.UnknownOrder)
        {
            return FillCause.Trade; // old and forgotten
        }
    }

    public async Task<PlacementOutcome> PlaceProtectionAsync(
        VenueCredentials credentials, ProtectionRequest request, CancellationToken cancellationToken)
    {
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
        var answer = await calls.PlaceAsync(
            new BinanceSigning(credentials, request.SignedAt, request.ReceiveWindow),
            market,
            _paths.AlgoOrder,
            form,
            new BinanceTurn(IsExit: true, request.Turn),
            BinanceJson.Default.BinanceAlgoOrder,
            cancellationToken);
        return answer.Placement(order => (order.AlgoId, BinanceMapping.AlgoOrder(order, _unit)));
    }

    public async Task<OrderLookup> FindProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        try
        {
            var order = await calls.ReadAsync(
                credentials,
                market,
                _paths.AlgoOrder,
                form => form.Add("clientAlgoId", clientOrderId.Value),
                BinanceJson.Default.BinanceAlgoOrder,
                cancellationToken,
                CallUrgency.Exit);
            return Found(BinanceMapping.AlgoOrder(order, _unit), order.AlgoStatus);
        }
        catch (VenueException exception) when (exception.Meaning == VenueErrorMeaning.UnknownOrder)
        {
            return new OrderLookup.NotFound();
        }
    }

    public async Task<CancelOutcome> CancelProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        var answer = await calls.CommandAsync(
            HttpMethod.Delete,
            credentials,
            market,
            _paths.AlgoOrder,
            new FormWriter().Add("clientAlgoId", clientOrderId.Value),
            BinanceJson.Default.BinanceAlgoCancelled,
            cancellationToken);
        return answer.Cancel();
    }

    public async Task<IReadOnlyList<WorkingOrder>> ReadWorkingOrdersAsync(
        VenueCredentials credentials, CancellationToken cancellationToken)
    {
        var plain = calls.ReadAsync(
            credentials, market, _paths.OpenOrders, null, BinanceJson.Default.BinanceOrderArray, cancellationToken);
        var conditional = calls.ReadAsync(
            credentials, market, _paths.OpenAlgoOrders, null, BinanceJson.Default.BinanceAlgoOrderArray, cancellationToken);
        await Task.WhenAll(plain, conditional);
        return calls.Understand(
            (Plain: await plain, Conditional: await conditional),
            rows => (IReadOnlyList<WorkingOrder>)
            [
                .. rows.Plain.Select(row => BinanceMapping.Working(row, market, _unit)),
                .. rows.Conditional.Select(row => BinanceMapping.Working(row, market, _unit)),
            ]);
    }

    /// <summary>Asked for one by one they weigh 1 each, all together 40.</summary>
    public async Task<IReadOnlyList<WorkingOrder>> ReadWorkingProtectionAsync(
        VenueCredentials credentials, IReadOnlyList<InstrumentSpec> instruments, CancellationToken cancellationToken)
    {
        var pages = await Task.WhenAll(instruments.Select(instrument => calls.ReadAsync(
            credentials,
            market,
            _paths.OpenAlgoOrders,
            form => form.Add("symbol", instrument.VenueSymbol),
            BinanceJson.Default.BinanceAlgoOrderArray,
            cancellationToken)));
        return calls.Understand(
            pages, rows => (IReadOnlyList<WorkingOrder>)[.. rows.SelectMany(page => page).Select(row => BinanceMapping.Working(row, market, _unit))]);
    }

    /// <summary>Hedge mode names the position and refuses <c>reduceOnly</c>; one-way mode is the reverse.</summary>
    private static void AddDirection(FormWriter form, PositionMode mode, PositionSide side, bool reduceOnly)
    {
        if (mode == PositionMode.Hedge)
            form.Add("positionSide", BinanceMapping.PositionSideOf(side));
        else if (reduceOnly)
            form.Add("reduceOnly", "true");
    }

    private OrderLookup.Found Found(VenueOrder? order, string status) => order is not null
        ? new OrderLookup.Found(order)
        : throw calls.Http.Unreadable($"Status '{status}' is not known.", null);
}
