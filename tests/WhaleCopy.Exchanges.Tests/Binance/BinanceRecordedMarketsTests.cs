using System.Globalization;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Binance;

/// <summary>Recorded payloads of spot and COIN-M, through the client, over HTTP. Skipped where the folder is not there.</summary>
public sealed class BinanceRecordedMarketsTests : IAsyncLifetime
{
    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static VenueCredentials Credentials => VenueUnderTest.Credentials;

    private static InstrumentSpec Spot => Some.Bitcoin(Venue.Binance, Market.Spot, "BTCUSDT");

    private static InstrumentSpec Coin => Some.Bitcoin(Venue.Binance, Market.CoinM, "BTCUSD_PERP", 100m);

    private IVenueTrader Trader => _venue.Trader(Venue.Binance);

    public async ValueTask InitializeAsync()
    {
        _venue = await VenueUnderTest.StartAsync();
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        _venue.Server.Answer("GET", "/binance/spot/api/v3/time", $$"""{"serverTime":{{time}}}""");
        _venue.Server.Answer("GET", "/binance/coinm/dapi/v1/time", $$"""{"serverTime":{{time}}}""");
    }

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Theory]
    [InlineData("spot_server_time", Market.Spot)]
    [InlineData("coinm_server_time", Market.CoinM)]
    public async Task Server_time(string payload, Market market)
    {
        var recorded = RecordedPayload.Shared("binance", payload);
        _venue.Server.Forget("GET", $"/binance/{(market == Market.Spot ? "spot" : "coinm")}{recorded.Path}");
        Answer(payload);

        var reading = await Trader.ReadClockAsync(market, Cancellation);

        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1499827319559), reading.MeasuredAt + reading.Offset);
    }

    [Fact]
    public async Task Spot_instruments()
    {
        Answer("spot_exchange_info");

        var bitcoin = (await Trader.ReadInstrumentsAsync(Market.Spot, Cancellation)).Single(one => one.Id.Symbol == "BTCUSDT");

        Assert.Equal(("BTC", "USDT", SizeUnit.Base, 1, true), (bitcoin.BaseAsset, bitcoin.SettleAsset, bitcoin.SizeUnit, bitcoin.MaxLeverage, bitcoin.IsTradable));
        Assert.True(bitcoin is { TickSize: > 0m, SizeStep: > 0m, MinSize: > 0m, MinNotionalUsdt: > 0m });
    }

    [Fact]
    public async Task Dated_coin_contracts_are_not_ours()
    {
        Answer("coinm_exchange_info");

        Assert.DoesNotContain(await Trader.ReadInstrumentsAsync(Market.CoinM, Cancellation), one => one.VenueSymbol.Contains("_2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Spot_ticker()
    {
        Answer("spot_ticker_24hr");

        var ticker = await Trader.ReadTickerAsync(Spot, Cancellation);

        Assert.Equal((4.000002m, 4m, 4.000002m, 15.3m), (ticker.Last, ticker.Bid, ticker.Ask, ticker.Volume24hUsdt));
        Assert.Null(ticker.Mark);
    }

    [Fact]
    public async Task Spot_balances()
    {
        Answer("spot_account");

        Assert.Equal(
            [new AssetBalance("BTC", 4723846.89208129m, 4723846.89208129m, 0m), new AssetBalance("LTC", 4763368.68006011m, 4763368.68006011m, 0m)],
            (await Trader.ReadBalancesAsync(Credentials, Market.Spot, Cancellation)).Assets);
    }

    [Fact]
    public async Task Coin_balances_and_positions_and_mode()
    {
        Answer("coinm_account", "coinm_position_risk", "coinm_position_mode_get");

        Assert.Contains(
            new AssetBalance("BTC", 0.00241969m, 0.00241969m, 0m),
            (await Trader.ReadBalancesAsync(Credentials, Market.CoinM, Cancellation)).Assets);
        var position = Assert.Single(await Trader.ReadPositionsAsync(Credentials, Market.CoinM, Cancellation));
        Assert.Equal(
            (PositionSide.Long, OrderSize.Of(1m, SizeUnit.Contracts), 11_707.70000003m, 11_788.66626667m),
            (position.Side, position.Size, position.EntryPrice, position.MarkPrice));
        Assert.Equal((125m, MarginMode.Cross, 11_667.63509587m, 0.00005866m), (position.Leverage, position.MarginMode, position.LiquidationPrice, position.UnrealizedPnl));
        Assert.Equal(PositionMode.Hedge, await Trader.ReadPositionModeAsync(Credentials, Market.CoinM, Cancellation));
    }

    [Fact]
    public async Task Spot_order_placed_with_its_fills_queried_and_cancelled()
    {
        Answer("spot_order_place", "spot_order_query", "spot_order_cancel");

        var accepted = Assert.IsType<PlacementOutcome.Accepted>(await Trader.PlaceAsync(Credentials, Some.Order(Spot), Cancellation));
        Assert.Equal(("28", OrderStatus.Filled, OrderSize.Of(10m, SizeUnit.Base)), (accepted.VenueOrderId, accepted.Order?.Status, accepted.Order!.Filled));
        Assert.True(accepted.Order.IsFinal);
        var order = Assert.IsType<OrderLookup.Found>(await Trader.FindOrderAsync(Credentials, Spot, Some.ClientId, Cancellation)).Order;
        Assert.Equal(("1", "myOrder1", OrderStatus.Accepted), (order.VenueOrderId, order.ClientOrderId, order.Status));
        Assert.Equal(CancelOutcome.Cancelled, await Trader.CancelAsync(Credentials, Spot, Some.ClientId, Cancellation));
    }

    [Fact]
    public async Task Coin_order_placed_and_queried()
    {
        Answer("coinm_order_place", "coinm_order_query");

        var accepted = Assert.IsType<PlacementOutcome.Accepted>(await Trader.PlaceAsync(Credentials, Some.Order(Coin), Cancellation));
        Assert.Equal(("22542179", OrderStatus.Accepted, false), (accepted.VenueOrderId, accepted.Order?.Status, accepted.Order?.IsFinal));
        var order = Assert.IsType<OrderLookup.Found>(await Trader.FindOrderAsync(Credentials, Coin, Some.ClientId, Cancellation)).Order;
        Assert.Equal(("1917641", "abc", OrderSize.Of(0m, SizeUnit.Contracts)), (order.VenueOrderId, order.ClientOrderId, order.Filled));
    }

    [Fact]
    public async Task Spot_working_orders()
    {
        Answer("spot_open_orders");

        var order = Assert.Single(await Trader.ReadWorkingOrdersAsync(Credentials, Market.Spot, Cancellation));

        Assert.Equal(("myOrder1", OrderSide.Buy, false), (order.Order.ClientOrderId, order.Side, order.IsConditional));
    }

    [Fact]
    public async Task Spot_fills()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        _venue.Server.Answer(
            "GET",
            "/binance/spot/api/v3/myTrades",
            RecordedPayload.Shared("binance", "spot_user_trades").Response.Replace("1499865549590", now, StringComparison.Ordinal));

        var fill = Assert.Single(await Trader.ReadFillsAsync(
            Credentials, Spot, TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1), Cancellation));

        Assert.Equal(("28457", "100234", OrderSide.Buy, 12m, 4.000001m), (fill.FillId, fill.VenueOrderId, fill.Side, fill.Size.Value, fill.Price));
        Assert.Equal((10.1m, "BNB"), (fill.Fee, fill.FeeAsset));
    }

    private void Answer(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var payload = RecordedPayload.Shared("binance", name);
            _venue.Server.Answer(payload with { Path = $"/binance/{(payload.Path.StartsWith("/dapi", StringComparison.Ordinal) ? "coinm" : "spot")}{payload.Path}" });
        }
    }
}
