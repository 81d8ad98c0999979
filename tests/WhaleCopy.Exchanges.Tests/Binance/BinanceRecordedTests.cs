using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Binance;

/// <summary>Every recorded payload of these operations goes through the client, over HTTP. Skipped where the folder is not there.</summary>
public sealed class BinanceRecordedTests : IAsyncLifetime
{
    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static VenueCredentials Credentials => VenueUnderTest.Credentials;

    private static InstrumentSpec Bitcoin => Some.BinanceUsdM();

    private IVenueTrader Trader => _venue.Trader(Venue.Binance);

    public async ValueTask InitializeAsync()
    {
        _venue = await VenueUnderTest.StartAsync();
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        _venue.Server.Answer("GET", "/binance/usdm/fapi/v1/time", $$"""{"serverTime":{{time}}}""");
    }

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task Server_time()
    {
        _venue.Server.Forget("GET", "/binance/usdm/fapi/v1/time");
        Answer("usdm_server_time");

        var reading = await Trader.ReadClockAsync(Market.UsdM, Cancellation);

        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1499827319559), reading.MeasuredAt + reading.Offset);
    }

    [Fact]
    public async Task Exchange_info()
    {
        Answer("usdm_exchange_info");

        var blz = Assert.Single(await Trader.ReadInstrumentsAsync(Market.UsdM, Cancellation));

        Assert.Equal("BLZUSDT", blz.Id.Symbol);
        Assert.Equal((0.0001m, 1m, 1m, 1m), (blz.TickSize, blz.SizeStep, blz.MarketSizeStep, blz.MinSize));
        Assert.Equal((10_000_000m, 590_119m, 5m), (blz.MaxSize, blz.MaxMarketSize, blz.MinNotionalUsdt));
    }

    [Fact]
    public async Task Tickers_one_and_mark()
    {
        Answer("usdm_ticker_24hr", "usdm_mark_price");
        _venue.Server.Answer("GET", "/binance/usdm/fapi/v1/ticker/bookTicker", """{"symbol":"BTCUSDT","bidPrice":"","askPrice":null}""");

        var ticker = await Trader.ReadTickerAsync(Bitcoin, Cancellation);

        Assert.Equal((4.000002m, 15.3m), (ticker.Last, ticker.Volume24hUsdt));
        Assert.Equal((11_793.63104562m, 11_781.80495970m), (ticker.Mark, ticker.Index));
        Assert.Null(ticker.Bid);
    }

    [Fact]
    public async Task Balances_and_leverage_brackets()
    {
        Answer("usdm_account_v3", "usdm_leverage_brackets");

        var reading = await Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation);

        Assert.Equal(
            [new AssetBalance("USDT", 23.72469206m, 23.72469206m, 0m), new AssetBalance("USDC", 103.12345678m, 126.72469206m, 0m)],
            reading.Assets);
        _venue.Server.Answer(
            "GET",
            "/binance/usdm/fapi/v1/exchangeInfo",
            RecordedPayload.Shared("binance", "usdm_exchange_info").Response.Replace("BLZ", "ETH", StringComparison.Ordinal));
        var instrument = Assert.Single(await Trader.ReadInstrumentsAsync(Market.UsdM, Cancellation));
        Assert.Equal((75, new LeverageBracket(10_000m, 75)), (instrument.MaxLeverage, Assert.Single(instrument.Brackets)));
    }

    [Fact]
    public async Task Positions_in_hedge_mode_with_the_columns_of_the_second_version()
    {
        Answer("usdm_position_risk_v3_hedge");

        var position = Assert.Single(await Trader.ReadPositionsAsync(Credentials, Market.UsdM, Cancellation));

        Assert.Equal(PositionSide.Long, position.Side);
        Assert.Equal(
            (OrderSize.Of(0.001m, SizeUnit.Base), 22_185.2m, 19_731.45529116m),
            (position.Size, position.EntryPrice, position.LiquidationPrice));
        Assert.Equal((4m, MarginMode.Cross, -1.06214947m), (position.Leverage, position.MarginMode, position.UnrealizedPnl));
        Assert.Equal(0, _venue.Server.Count("GET", "/binance/usdm/fapi/v1/symbolConfig"));
    }

    [Fact]
    public async Task A_flat_account_in_one_way_mode()
    {
        var live = RecordedPayload.Shared("binance", "usdm_position_risk_one_way_live");
        _venue.Server.Answer("GET", "/binance/usdm/fapi/v3/positionRisk", live.Response);

        Assert.Empty(await Trader.ReadPositionsAsync(Credentials, Market.UsdM, Cancellation));
    }

    [Fact]
    public async Task Settings_read_and_set()
    {
        Answer("usdm_symbol_config", "usdm_position_mode_get", "usdm_leverage_set", "usdm_margin_type_set");

        Assert.Equal(new InstrumentSettings(21, MarginMode.Cross), await Trader.ReadSettingsAsync(Credentials, Bitcoin, Cancellation));
        Assert.Equal(PositionMode.Hedge, await Trader.ReadPositionModeAsync(Credentials, Market.UsdM, Cancellation));
        _venue.Server.Forget("GET", "/binance/usdm/fapi/v1/symbolConfig");
        _venue.Server
            .Answer("GET", "/binance/usdm/fapi/v1/symbolConfig", """[{"symbol":"BTCUSDT","marginType":"CROSSED","leverage":5}]""")
            .Answer("GET", "/binance/usdm/fapi/v1/symbolConfig", """[{"symbol":"BTCUSDT","marginType":"ISOLATED","leverage":21}]""");
        Assert.IsType<SettingOutcome.Applied>(await Trader.ApplySettingsAsync(
            Credentials, Bitcoin, new InstrumentSettings(21, MarginMode.Isolated), Cancellation));
    }

    [Fact]
    public async Task Order_placed_and_queried()
    {
        Answer("usdm_order_place", "usdm_order_query");

        var accepted = Assert.IsType<PlacementOutcome.Accepted>(
            await Trader.PlaceAsync(Credentials, Some.Order(Bitcoin), Cancellation));
        Assert.Equal(("22542179", "testOrder", OrderStatus.Accepted), (accepted.VenueOrderId, accepted.Order?.ClientOrderId, accepted.Order?.Status));
        Assert.Null(accepted.Order?.AveragePrice);
        Assert.False(accepted.Order?.IsFinal);

        var found = Assert.IsType<OrderLookup.Found>(await Trader.FindOrderAsync(Credentials, Bitcoin, Some.ClientId, Cancellation));
        Assert.Equal(("1917641", "abc"), (found.Order.VenueOrderId, found.Order.ClientOrderId));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1579276756075), found.Order.UpdatedAt);
    }

    [Fact]
    public async Task Order_cancelled()
    {
        Answer("usdm_order_cancel");

        Assert.Equal(CancelOutcome.Cancelled, await Trader.CancelAsync(Credentials, Bitcoin, Some.ClientId, Cancellation));
    }

    [Fact]
    public async Task Conditional_order_placed_and_cancelled()
    {
        Answer("usdm_algo_order_place", "usdm_algo_order_cancel");

        var accepted = Assert.IsType<PlacementOutcome.Accepted>(
            await Trader.PlaceProtectionAsync(Credentials, Some.Stop(Bitcoin), Cancellation));

        Assert.Equal(("2146760", "6B2I9XVcJpCjqPAJ4YoFX7"), (accepted.VenueOrderId, accepted.Order?.ClientOrderId));
        Assert.Equal(CancelOutcome.Cancelled, await Trader.CancelProtectionAsync(Credentials, Bitcoin, Some.ClientId, Cancellation));
    }

    [Fact]
    public async Task Working_orders()
    {
        Answer("usdm_open_orders", "usdm_algo_open_orders");

        var working = await Trader.ReadWorkingOrdersAsync(Credentials, Market.UsdM, Cancellation);

        Assert.Equal(["BTCUSDT", "BNBUSDT"], working.Select(order => order.Instrument.Symbol));
        Assert.Equal((true, 750m, OrderSide.Sell), (working[1].IsConditional, working[1].TriggerPrice, working[1].Side));
        Assert.Null(working[1].Order.TriggeredOrderId);
    }

    [Fact]
    public async Task Fills()
    {
        Answer("usdm_user_trades");

        var fill = Assert.Single(await Trader.ReadFillsAsync(
            Credentials, Bitcoin, TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1), Cancellation));

        Assert.Equal(("698759", "25851813", OrderSide.Sell), (fill.FillId, fill.VenueOrderId, fill.Side));
        Assert.Equal((0.07819010m, "USDT", -0.91539999m), (fill.Fee, fill.FeeAsset, fill.RealizedPnl));
        Assert.Equal((OrderSize.Of(0.002m, SizeUnit.Base), 7819.01m), (fill.Size, fill.Price));
    }

    [Fact]
    public async Task Key_permissions_and_transfer()
    {
        Answer("sapi_api_restrictions", "sapi_asset_transfer");
        _venue.Server.Answer("GET", "/binance/spot/api/v3/time", """{"serverTime":1700000000000}""");

        var permissions = await Trader.ReadKeyPermissionsAsync(Credentials, Cancellation);
        Assert.Equal((true, false, false, false), (permissions.CanRead, permissions.CanTradeSpot, permissions.CanTradeFutures, permissions.CanWithdraw));
        Assert.False(permissions.IpRestricted);
        Assert.Null(permissions.ExpiresAt);
        Assert.Equal(
            new TransferOutcome.Done("13526853623"),
            await Trader.TransferAsync(Credentials, new TransferRequest(Market.Spot, Market.UsdM, "USDT", 1m), Cancellation));
    }

    [Fact]
    public async Task Live_captured_lead_positions_become_a_book()
    {
        Answer("web_copytrade_lead_positions");

        var complete = Assert.IsType<PollResult.Complete>(
            await _venue.Reader(Venue.Binance).PollAsync("4681698170884314113", Cancellation));

        Assert.Equal(7, complete.Snapshot.Positions.Count);
        var wlfi = complete.Snapshot.Positions.Single(position => position.Key == new PositionKey(Market.UsdM, "WLFIUSDT", PositionSide.Short));
        Assert.Equal((4632m, 0.1493925633767m, 39m), (wlfi.Size, wlfi.EntryPrice, wlfi.Leverage));
        var bitcoin = complete.Snapshot.Positions.Single(position => position.Key == new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Long));
        Assert.Equal((0.771m, 73_046.39299611m, 51_284.7612m), (bitcoin.Size, bitcoin.EntryPrice, bitcoin.NotionalUsdt));
        Assert.Equal((-5034.0078m, MarginMode.Cross), (bitcoin.UnrealizedPnlUsdt, bitcoin.MarginMode));
        Assert.All(complete.Snapshot.Positions, position => Assert.Equal(Market.UsdM, position.Key.Market));
    }

    [Fact]
    public async Task Live_captured_detail_and_order_history()
    {
        Answer("web_copytrade_lead_portfolio_detail", "web_copytrade_lead_order_history");
        var reader = _venue.Reader(Venue.Binance);

        var profile = Assert.IsType<ProfileResult.Found>(await reader.ReadProfileAsync("4681698170884314113", Cancellation)).Profile;
        Assert.Equal((39_762.99563809m, true, 3.21238160m, 71), (profile.EquityUsdt, profile.IsSharing, profile.SharpeRatio, profile.Followers));

        var history = Assert.IsType<HistoryResult.Complete>(await reader.ReadHistoryAsync(
            "4681698170884314113", DateTimeOffset.FromUnixTimeMilliseconds(1_770_306_289_411), Cancellation));
        Assert.Equal(8, history.Events.Count);
        Assert.Equal((true, 0.013m, 244.66322146m), (history.Events[0].IsExit, history.Events[0].Size, history.Events[0].RealizedPnlUsdt));
        Assert.Equal(new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Short), history.Events[^1].Key);
    }

    private void Answer(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var payload = RecordedPayload.Shared("binance", name);
            var product = payload.Path.Split('/')[1] switch
            {
                "fapi" => "usdm",
                "dapi" => "coinm",
                "bapi" => "web",
                _ => "spot",
            };
            _venue.Server.Answer(payload with { Path = $"/binance/{product}{payload.Path}" });
        }
    }
}
