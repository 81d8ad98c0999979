using System.Globalization;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Bybit;

/// <summary>Every recorded payload of these operations goes through the client, over HTTP. Skipped where the folder is not there.</summary>
public sealed class BybitRecordedTests : IAsyncLifetime
{
    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static VenueCredentials Credentials => VenueUnderTest.Credentials;

    private static InstrumentSpec Perpetual => Some.Bitcoin(Venue.Bybit, Market.UsdM, "BTCUSDT");

    private static InstrumentSpec Spot => Some.Bitcoin(Venue.Bybit, Market.Spot, "BTCUSDT");

    private IVenueTrader Trader => _venue.Trader(Venue.Bybit);

    private IVenueReader Reader => _venue.Reader(Venue.Bybit);

    public async ValueTask InitializeAsync()
    {
        _venue = await VenueUnderTest.StartAsync();
        var nano = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        _venue.Server.Answer(
            "GET", "/bybit/v5/market/time", $$$"""{"retCode":0,"retMsg":"OK","result":{"timeSecond":"1","timeNano":"{{{nano}}}"}}""");
    }

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task Server_time()
    {
        _venue.Server.Forget("GET", "/bybit/v5/market/time");
        Answer("server_time");

        var reading = await Trader.ReadClockAsync(Market.UsdM, Cancellation);

        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(1688639403423213947 / 100), reading.MeasuredAt + reading.Offset);
    }

    [Fact]
    public async Task Linear_instruments()
    {
        Answer("instruments_linear");

        var bitcoin = Assert.Single(await Trader.ReadInstrumentsAsync(Market.UsdM, Cancellation));

        Assert.Equal((new InstrumentId(Venue.Bybit, Market.UsdM, "BTCUSDT"), "USDT"), (bitcoin.Id, bitcoin.SettleAsset));
        Assert.Equal((0.1m, 0.001m, 0.001m, 100m, 100m), (bitcoin.TickSize, bitcoin.SizeStep, bitcoin.MinSize, bitcoin.MaxSize, bitcoin.MaxMarketSize));
        Assert.Equal((5m, 100, SizeUnit.Base, true), (bitcoin.MinNotionalUsdt, bitcoin.MaxLeverage, bitcoin.SizeUnit, bitcoin.IsTradable));
    }

    [Fact]
    public async Task Spot_instruments()
    {
        Answer("instruments_spot");

        var bitcoin = Assert.Single(await Trader.ReadInstrumentsAsync(Market.Spot, Cancellation));

        Assert.Equal((0.01m, 0.000001m, 0.000048m, 71.73956243m), (bitcoin.TickSize, bitcoin.SizeStep, bitcoin.MinSize, bitcoin.MaxSize));
        Assert.Equal((1m, 1, "USDT"), (bitcoin.MinNotionalUsdt, bitcoin.MaxLeverage, bitcoin.SettleAsset));
    }

    [Fact]
    public async Task Inverse_instruments_are_not_traded_here()
    {
        Answer("instruments_inverse");

        Assert.Empty(await Trader.ReadInstrumentsAsync(Market.UsdM, Cancellation));
        Assert.Null(Trader.Capabilities.Of(Market.CoinM));
    }

    [Fact]
    public async Task Spot_ticker()
    {
        Answer("tickers_spot");

        var ticker = await Trader.ReadTickerAsync(Spot, Cancellation);

        Assert.Equal((20_533.13m, 20_517.96m, 20_527.77m, 243_765_620.65899866m), (ticker.Last, ticker.Bid, ticker.Ask, ticker.Volume24hUsdt));
        Assert.Null(ticker.Mark);
    }

    [Fact]
    public async Task Derivatives_ticker_with_mark_and_index()
    {
        Answer("tickers_linear");

        var ticker = Assert.Single(await Trader.ReadTickersAsync(Market.UsdM, Cancellation));

        Assert.Equal(("BTCUSD", 16_597m, 16_596m, 16_598.54m), (ticker.Instrument.Symbol, ticker.Last, ticker.Mark, ticker.Index));
        Assert.Equal((16_596m, 16_597.5m), (ticker.Bid, ticker.Ask));
    }

    [Fact]
    public async Task Key_permissions()
    {
        Answer("query_api");

        Assert.Equal(
            new KeyPermissions
            {
                CanRead = true,
                CanTradeSpot = true,
                CanTradeFutures = true,
                CanWithdraw = false,
                CanTransfer = true,
                IpRestricted = false,
                ExpiresAt = new DateTimeOffset(2023, 12, 22, 7, 20, 25, TimeSpan.Zero),
            },
            await Trader.ReadKeyPermissionsAsync(Credentials, Cancellation));
    }

    [Fact]
    public async Task Balances()
    {
        Answer("wallet_balance");

        Assert.Equal(
            [new AssetBalance("BTC", 0m, 0m, 0m)], (await Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation)).Assets);
    }

    [Fact]
    public async Task Positions_and_account()
    {
        Answer("positions", "account_info");

        var position = Assert.Single(await Trader.ReadPositionsAsync(Credentials, Market.UsdM, Cancellation));

        Assert.Equal(("BTCUSD", PositionSide.Short, 300m, 27_464.50441675m), (position.Instrument.Symbol, position.Side, position.Size.Value, position.EntryPrice));
        Assert.Equal(
            (10m, MarginMode.Cross, 28_224.5m, -0.00029413m), (position.Leverage, position.MarginMode, position.MarkPrice, position.UnrealizedPnl));
        Assert.Null(position.LiquidationPrice);
        Assert.Equal(PositionMode.OneWay, await Trader.ReadPositionModeAsync(Credentials, Market.UsdM, Cancellation));
    }

    [Theory]
    [InlineData("leverage_set")]
    [InlineData("error_leverage_not_modified")]
    public async Task Leverage_set_or_set_before(string payload)
    {
        Answer(payload, "account_info");
        const string List = "/bybit/v5/position/list";
        var positions = RecordedPayload.Shared("bybit", "positions").Response;
        _venue.Server
            .Answer("GET", List, positions)
            .Answer("GET", List, positions.Replace("\"leverage\": \"10\"", "\"leverage\": \"25\"", StringComparison.Ordinal));
        var wanted = new InstrumentSettings(25, MarginMode.Cross);

        Assert.Equal(new SettingOutcome.Applied(wanted), await Trader.ApplySettingsAsync(Credentials, Perpetual, wanted, Cancellation));
    }

    [Fact]
    public async Task Order_created_queried_and_cancelled()
    {
        Answer("order_create", "order_cancel", "order_realtime");

        Assert.Equal(
            new PlacementOutcome.Accepted("1321003749386327552", null),
            await Trader.PlaceAsync(Credentials, Some.Order(Perpetual), Cancellation));
        Assert.Equal(CancelOutcome.Cancelled, await Trader.CancelAsync(Credentials, Perpetual, Some.ClientId, Cancellation));
        var order = Assert.IsType<OrderLookup.Found>(
            await Trader.FindOrderAsync(Credentials, Perpetual, new ClientOrderId("test-000005"), Cancellation)).Order;
        Assert.Equal(
            ("fd4300ae-7847-404e-b947-b46980a4d140", "test-000005", OrderStatus.Accepted),
            (order.VenueOrderId, order.ClientOrderId, order.Status));
        Assert.Null(order.AveragePrice);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1684738540561), order.UpdatedAt);
    }

    [Fact]
    public async Task Working_stops()
    {
        Answer("orders_realtime_tp_sl");

        var working = await Trader.ReadWorkingOrdersAsync(Credentials, Market.UsdM, Cancellation);

        Assert.Equal(
            [("client-tp-001", 55_000m), ("client-sl-001", 48_000m)],
            working.Select(order => (order.Order.ClientOrderId, order.TriggerPrice!.Value)));
        Assert.All(working, order => Assert.Equal((true, OrderSide.Sell, "BTCUSDT"), (order.IsConditional, order.Side, order.Instrument.Symbol)));
    }

    [Fact]
    public async Task Fills()
    {
        const string List = "/bybit/v5/execution/list";
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var page = RecordedPayload.Shared("bybit", "execution_list").Response.Replace("1672282722429", now, StringComparison.Ordinal);
        _venue.Server
            .Answer("GET", List, page)
            .Answer("GET", List, """{"retCode":0,"retMsg":"OK","result":{"nextPageCursor":"","list":[]}}""");

        var fill = Assert.Single(await Trader.ReadFillsAsync(
            Credentials, Perpetual, TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1), Cancellation));

        Assert.Equal(("e0cbe81d-0f18-5866-9415-cf319b5dab3b", "8c065341-7b52-4ca9-ac2c-37e31ac55c94"), (fill.FillId, fill.VenueOrderId));
        Assert.Equal((OrderSize.Of(0.1m, SizeUnit.Base), 1190.15m, 0.071409m, "USDT"), (fill.Size, fill.Price, fill.Fee, fill.FeeAsset));
        Assert.Equal(
            ["", "132766%3A2%2C132766%3A2"],
            _venue.Server.Requests.Where(request => request.Path == List)
                .Select(request => request.Query.Split("cursor=") is [_, var cursor] ? cursor : string.Empty));
    }

    [Fact]
    public async Task A_leaders_book_and_one_that_is_protected()
    {
        AnswerWeb("web_beehive_position_list_constructed", "web_beehive_position_list_protected_constructed");

        var complete = Assert.IsType<PollResult.Complete>(await Reader.PollAsync("S9LoGlRC6qFD5thjUyzWrQ==", Cancellation));
        var position = Assert.Single(complete.Snapshot.Positions);
        Assert.Equal(new PositionKey(Market.UsdM, "UNIUSDT", PositionSide.Long), position.Key);
        Assert.Equal((304.2m, 5.67055827m, 10m, MarginMode.Cross), (position.Size, position.EntryPrice, position.Leverage, position.MarginMode));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1781100000000), position.OpenedAt);

        Assert.Equal(
            new PollResult.Hidden(HiddenReason.SharingOff), await Reader.PollAsync("S9LoGlRC6qFD5thjUyzWrQ==", Cancellation));
    }

    private void Answer(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var payload = RecordedPayload.Shared("bybit", name);
            _venue.Server.Answer(payload with { Path = "/bybit" + payload.Path });
        }
    }

    private void AnswerWeb(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var payload = RecordedPayload.Shared("bybit", name);
            _venue.Server.Answer(payload with { Path = "/bybit-web" + payload.Path });
        }
    }
}
