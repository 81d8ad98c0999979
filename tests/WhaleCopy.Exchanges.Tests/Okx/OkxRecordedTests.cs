using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Okx;

/// <summary>Every recorded payload of these operations goes through the client, over HTTP. Skipped where the folder is not there.</summary>
public sealed class OkxRecordedTests : IAsyncLifetime
{
    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static VenueCredentials Credentials => VenueUnderTest.Credentials;

    private static InstrumentSpec Swap => Some.Bitcoin(Venue.Okx, Market.UsdM, "BTC-USDT-SWAP", 0.01m);

    private static InstrumentSpec Inverse => Some.Bitcoin(Venue.Okx, Market.CoinM, "BTC-USD-SWAP", 100m);

    private static InstrumentSpec Spot => Some.Bitcoin(Venue.Okx, Market.Spot, "BTC-USDT");

    private IVenueTrader Trader => _venue.Trader(Venue.Okx);

    private IVenueReader Reader => _venue.Reader(Venue.Okx);

    public async ValueTask InitializeAsync()
    {
        _venue = await VenueUnderTest.StartAsync();
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        _venue.Server.Answer("GET", "/okx/api/v5/public/time", $$"""{"code":"0","msg":"","data":[{"ts":"{{time}}"}]}""");
    }

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task Server_time()
    {
        _venue.Server.Forget("GET", "/okx/api/v5/public/time");
        Answer("server_time");

        var reading = await Trader.ReadClockAsync(Market.UsdM, Cancellation);

        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1597026383085), reading.MeasuredAt + reading.Offset);
    }

    [Fact]
    public async Task Instruments_of_the_documentation()
    {
        Answer("instruments");

        var bitcoin = Assert.Single(await Trader.ReadInstrumentsAsync(Market.Spot, Cancellation));

        Assert.Equal((new InstrumentId(Venue.Okx, Market.Spot, "BTCUSDT"), "BTC-USDT"), (bitcoin.Id, bitcoin.VenueSymbol));
        Assert.Equal((0.1m, 0.00000001m, 0.00001m, 9_999_999_999m), (bitcoin.TickSize, bitcoin.SizeStep, bitcoin.MinSize, bitcoin.MaxMarketSize));
        Assert.Equal((SizeUnit.Base, 1m, 1, true), (bitcoin.SizeUnit, bitcoin.ContractSize, bitcoin.MaxLeverage, bitcoin.IsTradable));
    }

    [Fact]
    public async Task Live_spot_instruments_are_not_ours_unless_quoted_in_Usdt()
    {
        Answer("instruments_spot_live");

        Assert.All(
            await Trader.ReadInstrumentsAsync(Market.Spot, Cancellation), instrument => Assert.Equal("USDT", instrument.QuoteAsset));
    }

    [Fact]
    public async Task Live_swap_instruments_are_linear_and_inverse_contracts()
    {
        Answer("instruments_swap_live");

        var linear = (await Trader.ReadInstrumentsAsync(Market.UsdM, Cancellation)).ToDictionary(one => one.Id.Symbol);
        var inverse = Assert.Single(await Trader.ReadInstrumentsAsync(Market.CoinM, Cancellation), one => one.Id.Symbol == "BTCUSD");

        var bitcoin = linear["BTCUSDT"];
        Assert.Equal((0.01m, 0.01m, 0.01m, 12_000m), (bitcoin.ContractSize, bitcoin.SizeStep, bitcoin.MinSize, bitcoin.MaxMarketSize));
        Assert.Equal((SizeUnit.Contracts, 100, "USDT", false), (bitcoin.SizeUnit, bitcoin.MaxLeverage, bitcoin.SettleAsset, bitcoin.IsInverse));
        Assert.Equal(0.1m, linear["ETHUSDT"].ContractSize);
        Assert.Equal(
            ("BTC-USD-SWAP", 100m, 1m, 1m, 30_000m, "BTC", true),
            (inverse.VenueSymbol, inverse.ContractSize, inverse.SizeStep, inverse.MinSize, inverse.MaxMarketSize, inverse.SettleAsset, inverse.IsInverse));
    }

    [Fact]
    public async Task Ticker_and_mark()
    {
        Answer("ticker", "mark_price");

        var ticker = await Trader.ReadTickerAsync(Inverse, Cancellation);

        Assert.Equal(Inverse.Id, ticker.Instrument);
        Assert.Equal((9999.99m, 8888.88m, 9999.99m, 200m), (ticker.Last, ticker.Bid, ticker.Ask, ticker.Mark));
        Assert.Equal(2222m * 9999.99m, ticker.Volume24hUsdt);
    }

    [Fact]
    public async Task Tickers()
    {
        Answer("tickers", "mark_price");

        Assert.Equal(["LTCUSD", "BTCUSD"], (await Trader.ReadTickersAsync(Market.CoinM, Cancellation)).Select(ticker => ticker.Instrument.Symbol));
        Assert.Empty(await Trader.ReadTickersAsync(Market.UsdM, Cancellation));
    }

    [Fact]
    public async Task Balances()
    {
        Answer("account_balance");

        Assert.Equal(
            [new AssetBalance("USDT", 4850.435693622894m, 4834.3170936228935m, -7.545600000000006m)],
            (await Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation)).Assets);
        Assert.Equal(
            4834.317093622894m, Assert.Single((await Trader.ReadBalancesAsync(Credentials, Market.Spot, Cancellation)).Assets).Available);
    }

    [Fact]
    public async Task Key_permissions_and_position_mode()
    {
        Answer("account_config");

        Assert.Equal(
            new KeyPermissions
            {
                CanRead = true,
                CanTradeSpot = true,
                CanTradeFutures = true,
                CanWithdraw = true,
                CanTransfer = true,
                IpRestricted = true,
            },
            await Trader.ReadKeyPermissionsAsync(Credentials, Cancellation));
        Assert.Equal(PositionMode.OneWay, await Trader.ReadPositionModeAsync(Credentials, Market.UsdM, Cancellation));
    }

    [Fact]
    public async Task Positions()
    {
        Answer("positions");

        var position = Assert.Single(await Trader.ReadPositionsAsync(Credentials, Market.CoinM, Cancellation));

        Assert.Equal(("ETHUSD_210430", PositionSide.Long), (position.Instrument.Symbol, position.Side));
        Assert.Equal((OrderSize.Of(1m, SizeUnit.Contracts), 2566.31m, 2353.849m), (position.Size, position.EntryPrice, position.MarkPrice));
        Assert.Equal(
            (10m, MarginMode.Isolated, 2352.8496681818233m, -0.0000009932766034m),
            (position.Leverage, position.MarginMode, position.LiquidationPrice, position.UnrealizedPnl));
        Assert.Empty(await Trader.ReadPositionsAsync(Credentials, Market.UsdM, Cancellation));
    }

    [Fact]
    public async Task Leverage_set()
    {
        Answer("leverage_set", "account_config");
        const string Info = "/okx/api/v5/account/leverage-info";
        _venue.Server
            .Answer("GET", Info, RecordedPayload.Shared("okx", "leverage_set").Response.Replace("30", "5", StringComparison.Ordinal))
            .Answer("GET", Info, RecordedPayload.Shared("okx", "leverage_set").Response);
        var wanted = new InstrumentSettings(30, MarginMode.Isolated);

        Assert.Equal(new SettingOutcome.Applied(wanted), await Trader.ApplySettingsAsync(Credentials, Swap, wanted, Cancellation));
    }

    [Fact]
    public async Task Order_placed_queried_and_cancelled()
    {
        Answer("order_place", "order_query", "order_cancel");

        Assert.Equal(
            new PlacementOutcome.Accepted("312269865356374016", null), await Trader.PlaceAsync(Credentials, Some.Order(Swap), Cancellation));
        var order = Assert.IsType<OrderLookup.Found>(await Trader.FindOrderAsync(Credentials, Spot, Some.ClientId, Cancellation)).Order;
        Assert.Equal(
            ("680800019749904384", OrderStatus.Filled, OrderSize.Of(0.00192834m, SizeUnit.Base), 51_858m),
            (order.VenueOrderId, order.Status, order.Filled, order.AveragePrice));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1708587373362), order.UpdatedAt);
        Assert.Equal(CancelOutcome.Cancelled, await Trader.CancelAsync(Credentials, Swap, Some.ClientId, Cancellation));
    }

    [Fact]
    public async Task Conditional_order_placed_and_cancelled()
    {
        Answer("algo_order_place", "algo_order_cancel");

        Assert.Equal(
            new PlacementOutcome.Accepted("12345689", null), await Trader.PlaceProtectionAsync(Credentials, Some.Stop(Swap), Cancellation));
        Assert.Equal(CancelOutcome.Cancelled, await Trader.CancelProtectionAsync(Credentials, Swap, Some.ClientId, Cancellation));
    }

    [Fact]
    public async Task Conditional_order_refused_under_a_code_of_success()
    {
        Answer("error_algo_order_rejected");

        Assert.Equal(
            new PlacementOutcome.Rejected("51000", VenueErrorMeaning.Rejected, "Parameter instId error"),
            await Trader.PlaceProtectionAsync(Credentials, Some.Stop(Swap), Cancellation));
    }

    [Fact]
    public async Task Working_orders_plain_and_conditional()
    {
        Answer("orders_pending", "algo_orders_pending");

        var working = await Trader.ReadWorkingOrdersAsync(Credentials, Market.Spot, Cancellation);

        var plain = Assert.Single(working, order => !order.IsConditional);
        Assert.Equal(("301835739059335168", OrderSide.Buy, OrderStatus.Accepted), (plain.Order.VenueOrderId, plain.Side, plain.Order.Status));
        Assert.Null(plain.Order.AveragePrice);
        var conditional = working.First(order => order.IsConditional);
        Assert.Equal(("681096944655273984", 100m, "BTCUSDT"), (conditional.Order.VenueOrderId, conditional.TriggerPrice, conditional.Instrument.Symbol));
        Assert.Null(conditional.Order.TriggeredOrderId);
    }

    [Fact]
    public async Task Working_order_with_attached_stops()
    {
        Answer("orders_pending_with_attached_tp_sl");
        _venue.Server.Answer("GET", "/okx/api/v5/trade/orders-algo-pending", """{"code":"0","msg":"","data":[]}""");

        var order = Assert.Single(await Trader.ReadWorkingOrdersAsync(Credentials, Market.UsdM, Cancellation));

        Assert.Equal(("O-attached-entry", "ETHUSDT", false), (order.Order.ClientOrderId, order.Instrument.Symbol, order.IsConditional));
        Assert.Equal(OrderSize.Of(0m, SizeUnit.Contracts), order.Order.Filled);
    }

    [Theory]
    [InlineData("fills", 1)]
    [InlineData("fills_history", 30)]
    public async Task Fills_of_the_last_days_and_of_before(string payload, int daysBack)
    {
        Answer(payload);
        var recorded = DateTimeOffset.FromUnixTimeMilliseconds(1_708_587_373_362);
        var from = TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(daysBack);
        _venue.Server.Forget("GET", "/okx/api/v5/trade/" + payload.Replace('_', '-'));
        var now = (from + TimeSpan.FromMinutes(5)).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        _venue.Server.Answer(
            "GET",
            "/okx/api/v5/trade/" + payload.Replace('_', '-'),
            RecordedPayload.Shared("okx", payload).Response.Replace(
                recorded.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), now, StringComparison.Ordinal));

        var fill = Assert.Single(await Trader.ReadFillsAsync(Credentials, Spot, from, Cancellation));

        Assert.Equal(("680800019754098688", "680800019749904384", OrderSide.Buy), (fill.FillId, fill.VenueOrderId, fill.Side));
        Assert.Equal((OrderSize.Of(0.00192834m, SizeUnit.Base), 51_858m), (fill.Size, fill.Price));
        Assert.Equal((0.00000192834m, "BTC", 0m), (fill.Fee, fill.FeeAsset, fill.RealizedPnl));
        Assert.Null(fill.ClientOrderId);
        Assert.Null(fill.PositionSide);
    }

    [Fact]
    public async Task Lead_positions_become_a_book()
    {
        Answer("public_copytrading_current_subpositions", "instruments_swap_live");

        var complete = Assert.IsType<PollResult.Complete>(await Reader.PollAsync("9A8534AB09862774", Cancellation));

        var position = Assert.Single(complete.Snapshot.Positions);
        Assert.Equal(new PositionKey(Market.UsdM, "ETHUSDT", PositionSide.Short), position.Key);
        Assert.Equal((0.4m, SizeUnit.Base, 2029.13m, 5m), (position.Size, position.SizeUnit, position.EntryPrice, position.Leverage));
        Assert.Equal((2027.31m, MarginMode.Isolated, 0.0728m), (position.MarkPrice, position.MarginMode, position.UnrealizedPnlUsdt));
        Assert.Equal(["649582930998104064"], position.PositionIds);
        Assert.Equal(0.4m * 2027.31m, position.NotionalUsdt);
    }

    [Fact]
    public async Task Leaderboard_and_statistics()
    {
        Answer("public_copytrading_lead_traders", "public_copytrading_stats");

        var page = Assert.IsType<DiscoveryResult.Page>(await Reader.DiscoverAsync(null, Cancellation));
        var trader = Assert.Single(page.Traders);
        Assert.Equal(("540D011FDACCB47A", "Crypto to the moon", 999), (trader.Uid, trader.Nickname, trader.Followers));
        Assert.Equal((1.6898m, 0.6957m), (trader.Roi90d, trader.WinRate));
        Assert.Null(page.NextCursor);

        var profile = Assert.IsType<ProfileResult.Found>(await Reader.ReadProfileAsync("9A8534AB09862774", Cancellation)).Profile;
        Assert.Equal((0.6667m, 265.095252476476294m), (profile.WinRate, profile.EquityUsdt));
    }

    private void Answer(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var payload = RecordedPayload.Shared("okx", name);
            _venue.Server.Answer(payload with { Path = "/okx" + payload.Path });
        }
    }
}
