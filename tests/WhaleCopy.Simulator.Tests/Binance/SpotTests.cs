namespace WhaleCopy.Simulator.Tests.Binance;

public sealed class SpotTests : SimulatorTest
{
    private const string Order = "/api/v3/order";

    [Fact]
    public async Task A_market_buy_pays_its_fee_in_the_coin_bought()
    {
        var spot = await SpotAsync();

        var order = await spot.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&newClientOrderId=b1");
        var account = await spot.GetAsync("/api/v3/account", "omitZeroBalances=true");

        Assert.Equal(("FILLED", "600.00000000"), (Text(order.Body, "status"), Text(order.Body, "cummulativeQuoteQty")));
        var fill = Assert.Single(Rows(order.Body.GetProperty("fills")));
        Assert.Equal(("0.00001000", "BTC"), (Text(fill, "commission"), Text(fill, "commissionAsset")));
        Assert.Equal(
            ["BTC:0.00999000:0.00000000", "USDT:400.00000000:0.00000000"],
            Rows(account.Body.GetProperty("balances")).Select(row => $"{Text(row, "asset")}:{Text(row, "free")}:{Text(row, "locked")}"));
    }

    [Fact]
    public async Task Quote_quantity_is_spent_down_to_the_step()
    {
        var spot = await SpotAsync();

        var order = await spot.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=500");

        Assert.Equal(("0.00800000", "480.00000000"), (Text(order.Body, "executedQty"), Text(order.Body, "cummulativeQuoteQty")));
    }

    [Theory]
    [InlineData("side=BUY&type=MARKET&quantity=1", -2010, "Account has insufficient balance for requested action.")]
    [InlineData("side=SELL&type=MARKET&quantity=0.01", -2010, "Account has insufficient balance for requested action.")]
    [InlineData("side=BUY&type=MARKET&quantity=0.0105", -1013, "Filter failure: LOT_SIZE")]
    [InlineData("side=BUY&type=MARKET&quantity=0.000000001", -1111, "Parameter 'quantity' has too much precision.")]
    [InlineData("side=BUY&type=LIMIT&timeInForce=IOC&price=60000.05&quantity=0.01", -1013, "Filter failure: PRICE_FILTER")]
    [InlineData("side=BUY&type=LIMIT&timeInForce=IOC&price=90000&quantity=0.01", -1013, "Filter failure: PERCENT_PRICE_BY_SIDE")]
    [InlineData("side=BUY&type=LIMIT_MAKER&price=60000&quantity=0.01", -2010, "Order would immediately match and take.")]
    [InlineData("side=BUY&type=STOP_LOSS&stopPrice=59000&quantity=0.01", -2010, "Stop price would trigger immediately.")]
    [InlineData("side=BUY&type=MARKET", -1102, null)]
    [InlineData("side=BUY&type=LIMIT&price=60000&quantity=0.01", -1102, null)]
    public async Task A_bad_order_is_refused(string order, int code, string? message)
    {
        var spot = await SpotAsync();

        var answer = await spot.PostAsync(Order, $"symbol=BTCUSDT&{order}");

        Assert.Equal(code, answer.Code);
        if (message is not null)
        {
            Assert.Equal(message, Text(answer.Body, "msg"));
        }
    }

    [Fact]
    public async Task Below_the_minimum_notional_is_a_filter_failure()
    {
        var spot = await SpotAsync();

        var answer = await spot.PostAsync(Order, "symbol=DOGEUSDT&side=BUY&type=MARKET&quantity=10");

        Assert.Equal("Filter failure: NOTIONAL", Text(answer.Body, "msg"));
    }

    [Fact]
    public async Task A_resting_order_locks_its_coins_and_cancelling_frees_them()
    {
        var spot = await SpotAsync();
        _ = await spot.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&price=50000&quantity=0.01&newClientOrderId=r1");
        var locked = Rows((await spot.GetAsync("/api/v3/account")).Body.GetProperty("balances"))[0];
        var again = await spot.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&price=50000&quantity=0.01&newClientOrderId=r1");

        var cancelled = await spot.DeleteAsync(Order, "symbol=BTCUSDT&origClientOrderId=r1");
        var freed = Rows((await spot.GetAsync("/api/v3/account")).Body.GetProperty("balances"))[0];
        var gone = await spot.DeleteAsync(Order, "symbol=BTCUSDT&origClientOrderId=r1");

        Assert.Equal(("500.00000000", "500.00000000"), (Text(locked, "free"), Text(locked, "locked")));
        Assert.Equal(("CANCELED", "r1"), (Text(cancelled.Body, "status"), Text(cancelled.Body, "origClientOrderId")));
        Assert.Equal(("1000.00000000", "0.00000000"), (Text(freed, "free"), Text(freed, "locked")));
        Assert.Equal((-2010, -2011), (again.Code, gone.Code));
    }

    [Fact]
    public async Task A_stop_is_an_order_of_the_same_id_and_fills_when_triggered()
    {
        var spot = await SpotAsync();
        _ = await spot.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        var stop = await spot.PostAsync(Order, "symbol=BTCUSDT&side=SELL&type=STOP_LOSS&stopPrice=54000&quantity=0.009&newClientOrderId=s1");
        var waiting = (await spot.GetAsync(Order, "symbol=BTCUSDT&origClientOrderId=s1")).Body;
        var open = Rows((await spot.GetAsync("/api/v3/openOrders", "symbol=BTCUSDT")).Body);

        await PriceAsync("53000");

        var filled = (await spot.GetAsync(Order, "symbol=BTCUSDT&origClientOrderId=s1")).Body;
        Assert.Equal(("NEW", "False"), (Text(waiting, "status"), Text(waiting, "isWorking")));
        _ = Assert.Single(open);
        Assert.Equal(("FILLED", "STOP_LOSS", "477.00000000"), (Text(filled, "status"), Text(filled, "type"), Text(filled, "cummulativeQuoteQty")));
        Assert.Equal(Text(stop.Body, "orderId"), Text(filled, "orderId"));
        Assert.Equal(2, Rows((await spot.GetAsync("/api/v3/myTrades", "symbol=BTCUSDT")).Body).Length);
        Assert.Equal(2, (await OrdersOfAsync()).Length);
    }

    [Fact]
    public async Task Of_a_pair_the_one_that_fills_cancels_the_other()
    {
        var spot = await SpotAsync();
        _ = await spot.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        const string Pair = "symbol=BTCUSDT&side=SELL&quantity=0.009&aboveType=LIMIT_MAKER&abovePrice=66000&aboveClientOrderId=tp&belowType=STOP_LOSS&belowStopPrice=54000&belowClientOrderId=sl&listClientOrderId=";
        var first = await spot.PostAsync("/api/v3/orderList/oco", $"{Pair}l1");
        var locked = Rows((await spot.GetAsync("/api/v3/account")).Body.GetProperty("balances"))[0];

        await PriceAsync("67000");

        Assert.Equal(("EXECUTING", "0.00900000"), (Text(first.Body, "listOrderStatus"), Text(locked, "locked")));
        Assert.Equal("FILLED", Text((await spot.GetAsync(Order, "symbol=BTCUSDT&origClientOrderId=tp")).Body, "status"));
        Assert.Equal("CANCELED", Text((await spot.GetAsync(Order, "symbol=BTCUSDT&origClientOrderId=sl")).Body, "status"));
        Assert.Equal("ALL_DONE", Text((await spot.GetAsync("/api/v3/orderList", "origClientOrderId=l1")).Body, "listOrderStatus"));
        Assert.Equal("0.00000000", Text(Rows((await spot.GetAsync("/api/v3/account")).Body.GetProperty("balances"))[0], "locked"));
    }

    [Fact]
    public async Task A_pairs_stop_sells_and_takes_the_limit_away_and_a_pair_can_be_cancelled()
    {
        var spot = await SpotAsync();
        _ = await spot.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        const string Pair = "symbol=BTCUSDT&side=SELL&quantity=0.009&aboveType=LIMIT_MAKER&abovePrice=66000&belowType=STOP_LOSS_LIMIT&belowStopPrice=54000&belowPrice=53000&belowTimeInForce=GTC&belowClientOrderId=sl&listClientOrderId=";
        _ = await spot.PostAsync("/api/v3/orderList/oco", $"{Pair}l1");
        var cancelled = await spot.DeleteAsync("/api/v3/orderList", "symbol=BTCUSDT&listClientOrderId=l1");
        _ = await spot.PostAsync("/api/v3/orderList/oco", $"{Pair}l2");

        await PriceAsync("53500");

        Assert.Equal("ALL_DONE", Text(cancelled.Body, "listOrderStatus"));
        var filled = (await spot.GetAsync(Order, "symbol=BTCUSDT&origClientOrderId=sl")).Body;
        Assert.Equal(("FILLED", "481.50000000"), (Text(filled, "status"), Text(filled, "cummulativeQuoteQty")));
        Assert.Empty(Rows((await spot.GetAsync("/api/v3/openOrders")).Body));
    }

    [Fact]
    public async Task Market_data_answers_one_some_or_all()
    {
        var spot = await SpotAsync();

        var one = await spot.PublicAsync("/api/v3/ticker/price?symbol=BTCUSDT");
        var some = await spot.PublicAsync($"/api/v3/ticker/price?symbols={Uri.EscapeDataString("""["BTCUSDT","ETHUSDT"]""")}");
        var all = await spot.PublicAsync("/api/v3/ticker/24hr");
        var info = await spot.PublicAsync("/api/v3/exchangeInfo?symbol=BTCUSDT");
        var unknown = await spot.PublicAsync("/api/v3/exchangeInfo?symbol=NOPE");

        Assert.Equal(("60000.00000000", 2), (Text(one.Body, "price"), Rows(some.Body).Length));
        Assert.True(Rows(all.Body).Length > 10);
        _ = Assert.Single(Rows(info.Body.GetProperty("symbols")));
        Assert.Equal(-1121, unknown.Code);
    }

    private Task<BinanceCaller> SpotAsync() => BinanceAsync(prefix: "/binance/spot");
}
