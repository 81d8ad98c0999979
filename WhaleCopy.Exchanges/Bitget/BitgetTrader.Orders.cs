using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>Orders, stops and fills. An order's answer only acknowledges.</summary>
internal sealed partial class BitgetTrader
{
    private const string PlacePath = "/api/v2/mix/order/place-order";
    private const string StopPath = "/api/v2/mix/order/place-tpsl-order";
    private const int PageSize = 100;
    private static readonly string[] PlanKinds = ["profit_loss", "normal_plan", "track_plan"];
    private static readonly string[] PlanLists = ["/api/v2/mix/order/orders-plan-pending", "/api/v2/mix/order/orders-plan-history"];
    private static readonly TimeSpan FillsWindow = TimeSpan.FromDays(7) - TimeSpan.FromMilliseconds(1);

    public ValueTask<PlacementTurn> TakeTurnAsync(
        VenueCredentials credentials, InstrumentSpec instrument, bool isExit, CancellationToken cancellationToken) =>
        _calls.TakeTurnAsync(BitgetLimits.OfAccount(PlacePath, credentials.AccountId), isExit, cancellationToken);

    public Task<PlacementOutcome> PlaceAsync(
        VenueCredentials credentials, OrderRequest request, CancellationToken cancellationToken)
    {
        if (request is { Type: OrderType.LimitIoc, LimitPrice: null })
            throw new ArgumentException("A limit order needs its bound.", nameof(request));
        var body = Body(request.Instrument, json =>
        {
            json.WriteString("marginMode", BitgetMapping.MarginModeOf(request.MarginMode));
            json.WriteNumberText("size", request.Size.Value);
            json.WriteString("side", BitgetMapping.SentSide(request.PositionMode, request.Side, request.PositionSide));
            if (request.PositionMode == PositionMode.Hedge)
                json.WriteString("tradeSide", request.IsExit ? "close" : "open");
            else if (request.IsExit)
                json.WriteString("reduceOnly", "YES");
            json.WriteString("orderType", request.Type == OrderType.Market ? "market" : "limit");
            if (request is { Type: OrderType.LimitIoc, LimitPrice: { } price })
            {
                json.WriteNumberText("price", price);
                json.WriteString("force", "ioc");
            }

            json.WriteString("clientOid", request.ClientOrderId.Value);
        });
        var charges = BitgetLimits.OfAccount(PlacePath, credentials.AccountId);
        return SendAsync(
            new BitgetSigning(credentials, request.SignedAt),
            PlacePath,
            body,
            CallTerms.Placement(request.IsExit, charges, request.Turn, request.ReceiveWindow),
            cancellationToken);
    }

    public async Task<OrderLookup> FindOrderAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        try
        {
            var order = await _calls.ReadAsync(
                credentials,
                "/api/v2/mix/order/detail",
                Product(instrument.Id.Market).Add("symbol", instrument.VenueSymbol).Add("clientOid", clientOrderId.Value),
                BitgetJson.Default.Order,
                cancellationToken,
                CallUrgency.Exit);
            return new OrderLookup.Found(_calls.Understand(order, BitgetMapping.Order));
        }
        catch (VenueException exception) when (exception.Meaning == VenueErrorMeaning.UnknownOrder)
        {
            return new OrderLookup.NotFound();
        }
    }

    public async Task<CancelOutcome> CancelAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        var body = Body(instrument, json => json.WriteString("clientOid", clientOrderId.Value));
        var answer = await _calls.CommandAsync(
            credentials, "/api/v2/mix/order/cancel-order", body, isExit: true, BitgetJson.Default.Placed, cancellationToken);
        return answer.Cancel();
    }

    public async Task<IReadOnlyList<Fill>> ReadFillsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var now = await _calls.NowAsync(cancellationToken);
        var rows = new List<BitgetFill>();
        for (var start = from; start <= now; start += FillsWindow)
        {
            var first = start;
            rows.AddRange(await _calls.ReadPagesAsync(
                before => _calls.ReadAsync(
                    credentials,
                    "/api/v2/mix/order/fills",
                    Product(instrument.Id.Market)
                        .Add("symbol", instrument.VenueSymbol)
                        .Add("startTime", first.ToUnixTimeMilliseconds())
                        .Add("endTime", (first + FillsWindow).ToUnixTimeMilliseconds())
                        .Add("limit", PageSize)
                        .AddOptional("idLessThan", before),
                    BitgetJson.Default.Fills,
                    cancellationToken),
                page => (page.FillList, page.EndId),
                PageSize));
        }

        return _calls.Understand(
            rows,
            fills => fills.DistinctBy(row => row.TradeId).Select(row => BitgetMapping.FillOf(row, instrument)).OrderBy(fill => fill.At).ToList());
    }

    public Task<PlacementOutcome> PlaceProtectionAsync(
        VenueCredentials credentials, ProtectionRequest request, CancellationToken cancellationToken)
    {
        var body = Body(request.Instrument, json =>
        {
            json.WriteString("planType", request.Leg == OrderLeg.TakeProfit ? "profit_plan" : "loss_plan");
            json.WriteNumberText("triggerPrice", request.TriggerPrice);
            json.WriteString("triggerType", "mark_price");
            json.WriteString("executePrice", "0");
            json.WriteString("holdSide", BitgetMapping.HoldSide(request.PositionMode, request.PositionSide));
            json.WriteNumberText("size", request.Size.Value);
            json.WriteString("clientOid", request.ClientOrderId.Value);
        });
        var charges = BitgetLimits.OfAccount(StopPath, credentials.AccountId);
        return SendAsync(
            new BitgetSigning(credentials, request.SignedAt),
            StopPath,
            body,
            CallTerms.Placement(isExit: true, charges, null, request.ReceiveWindow),
            cancellationToken);
    }

    /// <summary>Among those that wait first, in the history after.</summary>
    public async Task<OrderLookup> FindProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        foreach (var path in PlanLists)
        {
            var page = await _calls.ReadAsync(
                credentials,
                path,
                Product(instrument.Id.Market)
                    .Add("planType", "profit_loss")
                    .Add("symbol", instrument.VenueSymbol)
                    .Add("clientOid", clientOrderId.Value),
                BitgetJson.Default.Plans,
                cancellationToken,
                CallUrgency.Exit);
            if (page.EntrustedList?.FirstOrDefault(row => row.ClientOid == clientOrderId.Value) is { } found)
                return new OrderLookup.Found(_calls.Understand(found, BitgetMapping.Plan));
        }

        return new OrderLookup.NotFound();
    }

    public async Task<CancelOutcome> CancelProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        OrderLookup found;
        try
        {
            found = await FindProtectionAsync(credentials, instrument, clientOrderId, cancellationToken);
        }
        catch (VenueException)
        {
            return CancelOutcome.Unknown;
        }

        if (found is not OrderLookup.Found { Order: { Status: OrderStatus.Accepted } order })
            return CancelOutcome.NotWorking;

        // Without its plan type a stop is not found: both kinds of ours go under one word.
        var body = Body(instrument, json =>
        {
            json.WriteString("planType", "profit_loss");
            json.WriteStartArray("orderIdList");
            json.WriteStartObject();
            json.WriteString("orderId", order.VenueOrderId);
            json.WriteString("clientOid", clientOrderId.Value);
            json.WriteEndObject();
            json.WriteEndArray();
        });
        var answer = await _calls.CommandAsync(
            credentials,
            "/api/v2/mix/order/cancel-plan-order",
            body,
            isExit: true,
            BitgetJson.Default.PlanCancelled,
            cancellationToken);
        return answer switch
        {
            CommandAnswer<BitgetAnswer<BitgetPlanCancelled>>.Done { Answer.Data.SuccessList: [_, ..] } => CancelOutcome.Cancelled,
            CommandAnswer<BitgetAnswer<BitgetPlanCancelled>>.Done { Answer.Data.FailureList: [var failure, ..] } => IsGone(failure)
                ? CancelOutcome.NotWorking
                : CancelOutcome.Unknown,
            CommandAnswer<BitgetAnswer<BitgetPlanCancelled>>.Done => CancelOutcome.Unknown,
            _ => answer.Cancel(),
        };
    }

    public async Task<IReadOnlyList<WorkingOrder>> ReadWorkingOrdersAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        var plain = _calls.ReadPagesAsync(
            before => _calls.ReadAsync(
                credentials,
                "/api/v2/mix/order/orders-pending",
                Product(market).Add("limit", PageSize).AddOptional("idLessThan", before),
                BitgetJson.Default.Orders,
                cancellationToken),
            page => (page.EntrustedList, page.EndId),
            PageSize);
        var plans = PlanKinds.Select(kind => _calls.ReadPagesAsync(
            before => _calls.ReadAsync(
                credentials,
                "/api/v2/mix/order/orders-plan-pending",
                Product(market).Add("planType", kind).Add("limit", PageSize).AddOptional("idLessThan", before),
                BitgetJson.Default.Plans,
                cancellationToken),
            page => (page.EntrustedList, page.EndId),
            PageSize)).ToArray();
        await Task.WhenAll([plain, .. plans]);
        var conditional = (await Task.WhenAll(plans)).SelectMany(rows => rows);
        return _calls.Understand(
            (Plain: await plain, Conditional: conditional),
            rows => (IReadOnlyList<WorkingOrder>)
            [
                .. rows.Plain.Select(row => BitgetMapping.Working(row, market)),
                .. rows.Conditional.Select(row => BitgetMapping.Working(row, market)),
            ]);
    }

    private static bool IsGone(BitgetFailure failure) =>
        string.IsNullOrEmpty(failure.ErrorCode)
        || BitgetErrors.Table.Find(failure.ErrorCode, string.Empty) is { Meaning: VenueErrorMeaning.UnknownOrder };

    private async Task<PlacementOutcome> SendAsync(
        BitgetSigning signing, string path, byte[] body, CallTerms terms, CancellationToken cancellationToken)
    {
        var answer = await _calls.PlaceAsync(signing, path, body, terms, cancellationToken);
        return answer switch
        {
            // The id can be missing for a reduce-only order that displaced others: then it is asked for by ours.
            CommandAnswer<BitgetAnswer<BitgetPlaced>>.Done { Answer.Data.OrderId: { Length: > 0 } id } => new PlacementOutcome.Accepted(id, null),
            CommandAnswer<BitgetAnswer<BitgetPlaced>>.Done => new PlacementOutcome.Unknown("The answer names no order."),
            _ => answer.Placement(_ => (string.Empty, null)),
        };
    }
}
