using System.Globalization;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Bitget;

/// <summary>Every recorded payload of these operations goes through the client, over HTTP. Skipped where the folder is not there.</summary>
public sealed class BitgetRecordedTests : IAsyncLifetime
{
    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static VenueCredentials Credentials => VenueUnderTest.Credentials;

    private static InstrumentSpec Future => Some.Bitcoin(Venue.Bitget, Market.UsdM, "BTCUSDT");

    private IVenueTrader Trader => _venue.Trader(Venue.Bitget);

    private IVenueReader Reader => _venue.Reader(Venue.Bitget);

    public async ValueTask InitializeAsync()
    {
        _venue = await VenueUnderTest.StartAsync(settings: BitgetReaderTests.Broker);
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        _venue.Server.Answer(
            "GET", "/bitget/api/v2/public/time", $$$"""{"code":"00000","msg":"success","data":{"serverTime":"{{{time}}}"}}""");
    }

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task Server_time()
    {
        _venue.Server.Forget("GET", "/bitget/api/v2/public/time");
        Answer("server_time");

        var reading = await Trader.ReadClockAsync(Market.UsdM, Cancellation);

        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1688008631614), reading.MeasuredAt + reading.Offset);
    }

    [Fact]
    public async Task Contracts()
    {
        Answer("mix_contracts");

        var bitcoin = Assert.Single(await Trader.ReadInstrumentsAsync(Market.UsdM, Cancellation));

        Assert.Equal((new InstrumentId(Venue.Bitget, Market.UsdM, "BTCUSDT"), "USDT"), (bitcoin.Id, bitcoin.SettleAsset));
        Assert.Equal((0.1m, 0.01m, 0.01m, 5m, 125), (bitcoin.TickSize, bitcoin.SizeStep, bitcoin.MinSize, bitcoin.MinNotionalUsdt, bitcoin.MaxLeverage));
        Assert.Equal((SizeUnit.Base, 0.0006m, true), (bitcoin.SizeUnit, bitcoin.TakerFeeRate, bitcoin.IsTradable));
    }

    [Fact]
    public async Task Ticker_and_mark()
    {
        Answer("mix_ticker", "mix_symbol_price");

        var ticker = await Trader.ReadTickerAsync(Future, Cancellation);

        Assert.Equal((1829.3m, 1829.3m, 1829.8m), (ticker.Last, ticker.Bid, ticker.Ask));
        Assert.Equal((25_555m, 34_867m, 0m), (ticker.Mark, ticker.Index, ticker.Volume24hUsdt));
    }

    [Fact]
    public async Task Tickers()
    {
        Answer("mix_tickers");

        var tickers = await Trader.ReadTickersAsync(Market.CoinM, Cancellation);

        Assert.Equal(["BTCUSD", "ETHUSD_231229"], tickers.Select(ticker => ticker.Instrument.Symbol));
        Assert.Equal((29_904.5m, 29_132.353333m, null), (tickers[0].Last, tickers[0].Index, tickers[0].Mark));
    }

    [Fact]
    public async Task Balances_of_both_wallets()
    {
        Answer("mix_accounts", "spot_assets");

        Assert.Equal(
            [new AssetBalance("USDT", 10_582.90265771m, 10_580.56434289m, 0m)],
            (await Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation)).Assets);
        Assert.Equal(
            [new AssetBalance("USDT", 0m, 0m, 0m)], (await Trader.ReadBalancesAsync(Credentials, Market.Spot, Cancellation)).Assets);
    }

    [Fact]
    public async Task Key_permissions_in_the_old_words()
    {
        Answer("spot_account_info_permissions");

        var permissions = await Trader.ReadKeyPermissionsAsync(Credentials, Cancellation);

        Assert.Equal(
            (true, true, true, false, true),
            (permissions.CanRead, permissions.CanTradeSpot, permissions.CanTradeFutures, permissions.CanWithdraw, permissions.IpRestricted));
    }

    [Fact]
    public async Task Positions()
    {
        Answer("mix_positions");

        var position = Assert.Single(await Trader.ReadPositionsAsync(Credentials, Market.UsdM, Cancellation));

        Assert.Equal(("BTCUSDT", PositionSide.Long, 0.01m, 25_000m), (position.Instrument.Symbol, position.Side, position.Size.Value, position.EntryPrice));
        Assert.Equal((20m, MarginMode.Isolated, 25_100m, 1m), (position.Leverage, position.MarginMode, position.MarkPrice, position.UnrealizedPnl));
        Assert.Equal(24_144.1124161806977798m, position.LiquidationPrice);
    }

    [Fact]
    public async Task Leverage_and_margin_mode_set()
    {
        Answer("mix_leverage_set", "mix_margin_mode_set");
        const string Account = "/bitget/api/v2/mix/account/account";
        _venue.Server.Answer(RecordedPayload.Own("bitget", "account_crossed_hedge") with { Path = Account });
        _venue.Server.Answer(RecordedPayload.Own("bitget", "account_isolated_hedge") with { Path = Account });
        _venue.Server.Answer(RecordedPayload.Own("bitget", "account_isolated_20") with { Path = Account });
        var wanted = new InstrumentSettings(20, MarginMode.Isolated);

        Assert.Equal(new SettingOutcome.Applied(wanted), await Trader.ApplySettingsAsync(Credentials, Future, wanted, Cancellation));
    }

    [Fact]
    public async Task Order_placed_queried_and_cancelled()
    {
        Answer("mix_order_place", "mix_order_detail", "mix_order_cancel");

        Assert.Equal(
            new PlacementOutcome.Accepted("121211212122", null), await Trader.PlaceAsync(Credentials, Some.Order(Future), Cancellation));
        var order = Assert.IsType<OrderLookup.Found>(await Trader.FindOrderAsync(Credentials, Future, Some.ClientId, Cancellation)).Order;
        Assert.Equal(("123456", "77777", OrderStatus.Filled, 2m, 1900m), (order.VenueOrderId, order.ClientOrderId, order.Status, order.Filled.Value, order.AveragePrice));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1627300098776), order.UpdatedAt);
        Assert.Equal(CancelOutcome.Cancelled, await Trader.CancelAsync(Credentials, Future, Some.ClientId, Cancellation));
    }

    [Fact]
    public async Task Stop_placed_and_cancelled()
    {
        Answer("mix_tpsl_order_place", "mix_plan_order_cancel");
        _venue.Server.Answer(RecordedPayload.Own("bitget", "plans_live") with { Path = "/bitget/api/v2/mix/order/orders-plan-pending" });

        Assert.Equal(
            new PlacementOutcome.Accepted("121212121212", null),
            await Trader.PlaceProtectionAsync(Credentials, Some.Stop(Future), Cancellation));
        Assert.Equal(CancelOutcome.Cancelled, await Trader.CancelProtectionAsync(Credentials, Future, Some.ClientId, Cancellation));
    }

    [Fact]
    public async Task Working_orders_plain_and_conditional()
    {
        Answer("mix_orders_pending", "mix_plan_orders_pending");

        var working = await Trader.ReadWorkingOrdersAsync(Credentials, Market.UsdM, Cancellation);

        var plain = Assert.Single(working, order => !order.IsConditional);
        Assert.Equal(
            ("ETHUSDT", "12321", OrderStatus.PartiallyFilled, 12.1m, 1903m),
            (plain.Instrument.Symbol, plain.Order.ClientOrderId, plain.Order.Status, plain.Order.Filled.Value, plain.Order.AveragePrice));
        var plan = working.First(order => order.IsConditional);
        Assert.Equal(("121212", 1901m, OrderStatus.Accepted, OrderSide.Buy), (plan.Order.ClientOrderId, plan.TriggerPrice, plan.Order.Status, plan.Side));
    }

    [Fact]
    public async Task Fills()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        _venue.Server.Answer(
            "GET",
            "/bitget/api/v2/mix/order/fills",
            RecordedPayload.Shared("bitget", "mix_fills").Response.Replace("1627293509612", now, StringComparison.Ordinal));

        var fill = Assert.Single(await Trader.ReadFillsAsync(
            Credentials, Future, TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1), Cancellation));

        Assert.Equal(("123", "121212", 1m, 1900m), (fill.FillId, fill.VenueOrderId, fill.Size.Value, fill.Price));
        Assert.Equal((0.017118519726m, "BGB", 102m), (fill.Fee, fill.FeeAsset, fill.RealizedPnl));

        // "buy" is the position's side: closing a long sells.
        Assert.Equal((OrderSide.Sell, PositionSide.Long), (fill.Side, fill.PositionSide));
    }

    [Fact]
    public async Task Transfer()
    {
        Answer("transfer");

        Assert.Equal(
            new TransferOutcome.Done("123456"),
            await Trader.TransferAsync(Credentials, new TransferRequest(Market.Spot, Market.UsdM, "USDT", 1m, "x123"), Cancellation));
    }

    [Fact]
    public async Task Traces_of_a_trader_become_a_book()
    {
        const string Traces = "/bitget/api/v2/copy/mix-broker/query-current-traces";
        Answer("copy_broker_query_current_traces");
        _venue.Server.Answer("GET", Traces, """{"code":"00000","msg":"success","data":[]}""");

        var position = Assert.Single(
            Assert.IsType<PollResult.Complete>(await Reader.PollAsync("7c6525121a9", Cancellation)).Snapshot.Positions);

        Assert.Equal(new PositionKey(Market.UsdM, "ETHUSDT", PositionSide.Long), position.Key);
        Assert.Equal((10m, SizeUnit.Base, 2121m, 20m, MarginMode.Cross), (position.Size, position.SizeUnit, position.EntryPrice, position.Leverage, position.MarginMode));
        Assert.Equal(["1"], position.PositionIds);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1685692706038), position.OpenedAt);
    }

    private void Answer(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var payload = RecordedPayload.Shared("bitget", name);
            _venue.Server.Answer(payload with { Path = "/bitget" + payload.Path });
        }
    }
}
