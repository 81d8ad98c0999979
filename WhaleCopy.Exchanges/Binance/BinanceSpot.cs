using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Spot: coins change hands. No positions, no leverage, one-way; stops are orders like any other and lock the coins.</summary>
internal sealed class BinanceSpot(BinanceCalls calls) : IBinanceProduct
{
    private static readonly TimeSpan FillsWindow = TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1);
    private static readonly BinancePaths Paths = BinancePaths.Spot;

    public async Task<Ticker> ReadTickerAsync(InstrumentSpec instrument, CancellationToken cancellationToken)
    {
        var day = await calls.ReadAsync(
            Market.Spot,
            Paths.Day,
            new FormWriter().Add("symbol", instrument.VenueSymbol),
            BinanceJson.Default.BinanceDay,
            cancellationToken);
        return TickerOf(day, calls.Time.GetUtcNow());
    }

    public async Task<IReadOnlyList<Ticker>> ReadTickersAsync(CancellationToken cancellationToken)
    {
        var days = await calls.ReadAsync(Market.Spot, Paths.Day, null, BinanceJson.Default.BinanceDayArray, cancellationToken);
        var now = calls.Time.GetUtcNow();
        return [.. days.Where(day => day.LastPrice > 0m).Select(day => TickerOf(day, now))];
    }

    public async Task<IReadOnlyList<AssetBalance>> ReadBalancesAsync(VenueCredentials credentials, CancellationToken cancellationToken)
    {
        var account = await calls.ReadAsync(
            credentials,
            Market.Spot,
            Paths.Account,
            form => form.Add("omitZeroBalances", "true"),
            BinanceJson.Default.BinanceSpotAccount,
            cancellationToken);
        return [.. account.Balances.Select(balance => new AssetBalance(balance.Asset, balance.Free + balance.Locked, balance.Free, 0m))];
    }

    public Task<IReadOnlyList<VenuePosition>> ReadPositionsAsync(VenueCredentials credentials, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<VenuePosition>>([]);

    public Task<PositionMode> ReadPositionModeAsync(VenueCredentials credentials, CancellationToken cancellationToken) =>
        Task.FromResult(PositionMode.OneWay);

    public Task<InstrumentSettings> ReadSettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, CancellationToken cancellationToken) =>
        Task.FromResult(new InstrumentSettings(1, MarginMode.Cross));

    public Task<SettingOutcome> ApplySettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, InstrumentSettings wanted, CancellationToken cancellationToken) =>
        Task.FromResult<SettingOutcome>(new SettingOutcome.Applied(wanted with { Leverage = 1 }));

    public async Task<PlacementOutcome> PlaceAsync(
        VenueCredentials credentials, OrderRequest request, CancellationToken cancellationToken)
    {
        var form = new FormWriter()
            .Add("symbol", request.Instrument.VenueSymbol)
            .Add("side", BinanceMapping.Side(request.Side));
        BinanceMapping.AddType(form, request);
        form.Add("quantity", request.Size.Value)
            .Add("newClientOrderId", request.ClientOrderId.Value)
            .Add("newOrderRespType", "FULL");
        return await SendAsync(credentials, request.SignedAt, request.ReceiveWindow, form, new BinanceTurn(request.IsExit, request.Turn), cancellationToken);
    }

    public async Task<OrderLookup> FindOrderAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken)
    {
        try
        {
            var order = await calls.ReadAsync(
                credentials,
                Market.Spot,
                Paths.Order,
                form => form.Add("symbol", instrument.VenueSymbol).Add("origClientOrderId", clientOrderId.Value),
                BinanceJson.Default.BinanceOrder,
                cancellationToken,
                CallUrgency.Exit);
            return BinanceMapping.Order(order, SizeUnit.Base) is { } found
                ? new OrderLookup.Found(found)
                : throw calls.Http.Unreadable($"Status '{order.Status}' is not known.", null);
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
            HttpMethod.Delete, credentials, Market.Spot, Paths.Order, form, BinanceJson.Default.BinanceOrder, cancellationToken);
        return answer.Cancel();
    }

    public async Task<IReadOnlyList<Fill>> ReadFillsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var rows = await BinanceFills.ReadAsync(
            from,
            await calls.NowAsync(credentials, Market.Spot, cancellationToken),
            FillsWindow,
            (range, token) => calls.ReadAsync(
                credentials,
                Market.Spot,
                Paths.Fills,
                form => range(form.Add("symbol", instrument.VenueSymbol)),
                BinanceJson.Default.BinanceSpotFillArray,
                token),
            row => row.Id,
            cancellationToken);
        return [.. rows.OrderBy(row => row.Time).Select(BinanceMapping.FillOf)];
    }

    public async Task<PlacementOutcome> PlaceProtectionAsync(
        VenueCredentials credentials, ProtectionRequest request, CancellationToken cancellationToken)
    {
        var form = new FormWriter()
            .Add("symbol", request.Instrument.VenueSymbol)
            .Add("side", BinanceMapping.Side(request.PositionSide.Exit()))
            .Add("type", request.Leg == OrderLeg.TakeProfit ? "TAKE_PROFIT" : "STOP_LOSS")
            .Add("quantity", request.Size.Value)
            .Add("stopPrice", request.TriggerPrice)
            .Add("newClientOrderId", request.ClientOrderId.Value)
            .Add("newOrderRespType", "FULL");
        return await SendAsync(credentials, request.SignedAt, request.ReceiveWindow, form, new BinanceTurn(IsExit: true, request.Turn), cancellationToken);
    }

    public Task<OrderLookup> FindProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken) =>
        FindOrderAsync(credentials, instrument, clientOrderId, cancellationToken);

    public Task<CancelOutcome> CancelProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken) =>
        CancelAsync(credentials, instrument, clientOrderId, cancellationToken);

    public async Task<IReadOnlyList<WorkingOrder>> ReadWorkingOrdersAsync(
        VenueCredentials credentials, CancellationToken cancellationToken)
    {
        var rows = await calls.ReadAsync(
            credentials, Market.Spot, Paths.OpenOrders, null, BinanceJson.Default.BinanceOrderArray, cancellationToken);
        return calls.Understand(
            rows, orders => orders.Select(row => BinanceMapping.Working(row, Market.Spot, SizeUnit.Base)).ToList());
    }

    private static Ticker TickerOf(BinanceDay day, DateTimeOffset now) => new()
    {
        Instrument = BinanceSymbols.Instrument(Market.Spot, day.Symbol),
        Last = day.LastPrice,
        Bid = BinanceMapping.Positive(day.BidPrice),
        Ask = BinanceMapping.Positive(day.AskPrice),
        Volume24hUsdt = day.QuoteVolume,
        ReadAt = now,
    };

    private async Task<PlacementOutcome> SendAsync(
        VenueCredentials credentials,
        DateTimeOffset at,
        TimeSpan window,
        FormWriter form,
        BinanceTurn turn,
        CancellationToken cancellationToken)
    {
        var answer = await calls.PlaceAsync(
            new BinanceSigning(credentials, at, window),
            Market.Spot,
            Paths.Order,
            form,
            turn,
            BinanceJson.Default.BinanceOrder,
            cancellationToken);
        return answer.Placement(order => (order.OrderId, BinanceMapping.Order(order, SizeUnit.Base)));
    }
}
