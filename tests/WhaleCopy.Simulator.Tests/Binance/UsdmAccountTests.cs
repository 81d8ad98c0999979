namespace WhaleCopy.Simulator.Tests.Binance;

public sealed class UsdmAccountTests : SimulatorTest
{
    private const string Order = "/fapi/v1/order";
    private const string Algo = "/fapi/v1/algoOrder";

    [Fact]
    public async Task A_stop_triggers_on_the_mark_and_closes_at_the_bid()
    {
        var binance = await BinanceAsync();
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
        var stop = await binance.PostAsync(
            Algo, "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=54000&quantity=0.010&reduceOnly=true&workingType=MARK_PRICE&clientAlgoId=wcstop1");

        // The last price alone does not move a stop on the mark.
        _ = await Server.PutAsync("/book/BTCUSDT", new { mark = "60000" });
        await PriceAsync("53000");
        var waiting = await binance.GetAsync(Algo, "clientAlgoId=wcstop1");
        _ = await Server.PutAsync("/book/BTCUSDT", new { bid = "53900", ask = "53950", mark = "53999" });

        Assert.Equal(("NEW", "NEW"), (Text(stop.Body, "algoStatus"), Text(waiting.Body, "algoStatus")));
        Assert.Empty(Rows((await binance.GetAsync("/fapi/v3/positionRisk")).Body));
        Assert.Empty(Rows((await binance.GetAsync("/fapi/v1/openAlgoOrders")).Body));
        var fired = (await binance.GetAsync(Algo, "clientAlgoId=wcstop1")).Body;
        Assert.Equal("FINISHED", Text(fired, "algoStatus"));
        var child = await binance.GetAsync(Order, $"symbol=BTCUSDT&orderId={Text(fired, "actualOrderId")}");
        Assert.Equal(("FILLED", "53900"), (Text(child.Body, "status"), Text(child.Body, "avgPrice")));
        var truth = (await OrdersOfAsync())[^1];
        Assert.Equal(("STOP_MARKET", "True", "FILLED"), (Text(truth, "type"), Text(truth, "isProtective"), Text(truth, "status")));
    }

    [Theory]
    [InlineData("side=SELL&type=STOP_MARKET&triggerPrice=61000&quantity=0.01", -2021)]
    [InlineData("side=SELL&type=STOP_MARKET&quantity=0.01", -1102)]
    [InlineData("side=SELL&type=STOP_MARKET&stopPrice=54000&quantity=0.01", -1106)]
    [InlineData("side=SELL&type=STOP_MARKET&triggerPrice=54000&closePosition=true&quantity=0.01", -1106)]
    [InlineData("side=SELL&type=STOP_MARKET&triggerPrice=54000.05&quantity=0.01", -4014)]
    [InlineData("side=SELL&type=MARKET&triggerPrice=54000&quantity=0.01", -1116)]
    [InlineData("side=SELL&type=STOP_MARKET&triggerPrice=54000", -1102)]
    public async Task A_bad_stop_is_refused(string stop, int code)
    {
        var binance = await BinanceAsync();

        var answer = await binance.PostAsync(Algo, $"algoType=CONDITIONAL&symbol=BTCUSDT&{stop}");

        Assert.Equal(code, answer.Code);
    }

    [Fact]
    public async Task Cancelling_all_orders_leaves_stops_and_the_other_way_round()
    {
        var binance = await BinanceAsync();
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&price=59000&quantity=0.01");
        const string Stop = "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=54000&quantity=0.01&reduceOnly=true&clientAlgoId=s1";
        _ = await binance.PostAsync(Algo, Stop);
        var duplicate = await binance.PostAsync(Algo, Stop);

        _ = await binance.DeleteAsync("/fapi/v1/allOpenOrders", "symbol=BTCUSDT");
        var stops = Rows((await binance.GetAsync("/fapi/v1/openAlgoOrders", "symbol=BTCUSDT")).Body);
        var cancelled = await binance.DeleteAsync(Algo, "clientAlgoId=s1");
        var again = await binance.DeleteAsync(Algo, "clientAlgoId=s1");

        Assert.Equal(-4116, duplicate.Code);
        _ = Assert.Single(stops);
        Assert.Equal(("CANCELED", -2011), (Text(cancelled.Body, "algoStatus"), again.Code));
    }

    [Fact]
    public async Task Leverage_margin_type_and_mode_follow_the_venues_rules()
    {
        var binance = await BinanceAsync();

        var leverage = await binance.PostAsync("/fapi/v1/leverage", "symbol=BTCUSDT&leverage=50");
        var tooHigh = await binance.PostAsync("/fapi/v1/leverage", "symbol=BTCUSDT&leverage=126");
        var isolated = await binance.PostAsync("/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED");
        var unchanged = await binance.PostAsync("/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED");
        var config = Assert.Single(Rows((await binance.GetAsync("/fapi/v1/symbolConfig", "symbol=BTCUSDT")).Body));
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        var held = await binance.PostAsync("/fapi/v1/marginType", "symbol=BTCUSDT&marginType=CROSSED");
        var lower = await binance.PostAsync("/fapi/v1/leverage", "symbol=BTCUSDT&leverage=10");
        var mode = await binance.PostAsync("/fapi/v1/positionSide/dual", "dualSidePosition=true");
        var sameMode = await binance.PostAsync("/fapi/v1/positionSide/dual", "dualSidePosition=false");

        Assert.Equal(("50", "3000000"), (Text(leverage.Body, "leverage"), Text(leverage.Body, "maxNotionalValue")));
        Assert.Equal((-4028, 200, -4046), (tooHigh.Code, isolated.Status, unchanged.Code));
        Assert.Equal(("ISOLATED", "50"), (Text(config, "marginType"), Text(config, "leverage")));
        Assert.Equal((-4048, -4161, -4068, -4059), (held.Code, lower.Code, mode.Code, sameMode.Code));
    }

    [Fact]
    public async Task Margin_is_held_and_released()
    {
        var binance = await BinanceAsync();
        _ = await binance.PostAsync("/fapi/v1/leverage", "symbol=BTCUSDT&leverage=10");

        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.1");
        var during = (await binance.GetAsync("/fapi/v3/account")).Body;
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.1&reduceOnly=true");
        var after = (await binance.GetAsync("/fapi/v3/account")).Body;

        Assert.Equal(("4397.00000000", "600.00000000"), (Text(during, "availableBalance"), Text(during, "totalPositionInitialMargin")));
        Assert.Equal(("4994.00000000", "0.00000000"), (Text(after, "availableBalance"), Text(after, "totalPositionInitialMargin")));
    }

    [Fact]
    public async Task An_isolated_position_is_liquidated_when_its_margin_is_gone()
    {
        var binance = await BinanceAsync();
        _ = await binance.PostAsync("/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED");
        _ = await binance.PostAsync("/fapi/v1/leverage", "symbol=BTCUSDT&leverage=20");
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.1");
        var position = Assert.Single(Rows((await binance.GetAsync("/fapi/v3/positionRisk")).Body));
        var liquidation = position.GetProperty("liquidationPrice").GetString();

        await PriceAsync("57300");
        var before = Rows((await binance.GetAsync("/fapi/v3/positionRisk")).Body);
        await PriceAsync("57200");
        var after = Rows((await binance.GetAsync("/fapi/v3/positionRisk")).Body);

        Assert.StartsWith("57228.9", liquidation, StringComparison.Ordinal);
        _ = Assert.Single(before);
        Assert.Empty(after);
        Assert.StartsWith("autoclose-", Text((await OrdersOfAsync())[^1], "clientOrderId"), StringComparison.Ordinal);
        var balance = Assert.Single(Rows((await binance.GetAsync("/fapi/v3/balance")).Body));
        // 5000 less the entry fee and the isolated margin: no more can be lost.
        Assert.Equal("4697.00000000", Text(balance, "balance"));
    }

    [Fact]
    public async Task The_user_and_the_venue_act_behind_our_back()
    {
        var binance = await BinanceAsync();
        const string Actions = "/accounts/binance/key-1/actions";
        _ = await Server.PostAsync(Actions, new { action = "order", symbol = "BTCUSDT", side = "LONG", quantity = "0.05" });
        _ = await Server.PostAsync(Actions, new { action = "adl", symbol = "BTCUSDT", side = "LONG", quantity = "0.01" });
        _ = await Server.PostAsync(Actions, new { action = "funding", symbol = "BTCUSDT", quantity = "1.5" });
        var income = Rows((await binance.GetAsync("/fapi/v1/income", "incomeType=FUNDING_FEE")).Body);
        var closed = await Server.PostAsync(Actions, new { action = "close", symbol = "BTCUSDT", side = "LONG", quantity = "0.015" });

        Assert.Equal("-1.50000000", Text(Assert.Single(income), "income"));
        Assert.Equal("0.025", Text(Assert.Single(Rows(closed.GetProperty("positions"))), "quantity"));
        var orders = await OrdersOfAsync();
        Assert.StartsWith("adl_autoclose", Text(orders[1], "clientOrderId"), StringComparison.Ordinal);

        _ = await Server.PostAsync(Actions, new { action = "permissions", permissions = new[] { "read" } });
        var order = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        _ = await Server.PostAsync(Actions, new { action = "revoke" });
        var revoked = await binance.GetAsync("/fapi/v3/account");
        Assert.Equal((-2015, -2015), (order.Code, revoked.Code));
    }

    [Fact]
    public async Task Coins_move_between_wallets()
    {
        var wallet = await BinanceAsync(prefix: "/binance/spot");
        var futures = new BinanceCaller(Http, "key-1", "key-1-secret");

        var moved = await wallet.PostAsync("/sapi/v1/asset/transfer", "type=MAIN_UMFUTURE&asset=USDT&amount=250");
        var tooMuch = await wallet.PostAsync("/sapi/v1/asset/transfer", "type=MAIN_UMFUTURE&asset=USDT&amount=800");
        var list = await wallet.GetAsync("/sapi/v1/asset/transfer", "type=MAIN_UMFUTURE");
        var balance = Assert.Single(Rows((await futures.GetAsync("/fapi/v3/balance")).Body));

        Assert.Equal((200, -5013), (moved.Status, tooMuch.Code));
        Assert.Equal("1", Text(list.Body, "total"));
        Assert.Equal("5250.00000000", Text(balance, "availableBalance"));
        var truth = Assert.Single(Rows(await Server.GetAsync("/accounts/binance/key-1/transfers")));
        Assert.Equal(("spot", "usdm", "250"), (Text(truth, "from"), Text(truth, "to"), Text(truth, "amount")));
    }

    [Fact]
    public async Task Weights_and_order_counts_are_told_and_enforced()
    {
        var binance = await BinanceAsync();

        var order = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001");
        var last = await binance.GetAsync("/fapi/v3/account");
        for (var i = 0; last.Status == 200; i++)
        {
            Assert.True(i < 1500, "no limit was enforced");
            last = await binance.GetAsync("/fapi/v3/account");
        }

        Assert.Equal("1", Assert.Single(order.Response.Headers.GetValues("X-MBX-ORDER-COUNT-10S")));
        Assert.Equal((429, -1003), (last.Status, last.Code));
        Assert.InRange(last.Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.True(int.Parse(Assert.Single(last.Response.Headers.GetValues("X-MBX-USED-WEIGHT-1M")), System.Globalization.CultureInfo.InvariantCulture) > 2400);
    }
}
