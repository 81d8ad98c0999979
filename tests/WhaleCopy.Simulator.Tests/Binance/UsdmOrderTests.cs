namespace WhaleCopy.Simulator.Tests.Binance;

public sealed class UsdmOrderTests : SimulatorTest
{
    private const string Order = "/fapi/v1/order";

    [Fact]
    public async Task A_market_order_fills_at_the_ask_and_opens_a_position()
    {
        var binance = await BinanceAsync();
        _ = await Server.PutAsync("/book/BTCUSDT", new { bid = "59990", ask = "60010" });

        var order = await binance.PostAsync(
            Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010&newClientOrderId=wcabc1&newOrderRespType=RESULT");

        Assert.True(order.Status == 200, order.Body.ToString());
        Assert.Equal(("FILLED", "60010", "0.01"), (Text(order.Body, "status"), Text(order.Body, "avgPrice"), Text(order.Body, "executedQty")));
        var position = Assert.Single(Rows((await binance.GetAsync("/fapi/v3/positionRisk")).Body));
        Assert.Equal(("0.01", "60010"), (Text(position, "positionAmt"), Text(position, "entryPrice")));
        var truth = Assert.Single(await OrdersOfAsync());
        Assert.Equal(("wcabc1", "ACCEPTED", "FILLED"), (Text(truth, "clientOrderId"), Text(truth, "outcome"), Text(truth, "status")));
        var held = Assert.Single(Rows(await Server.GetAsync("/accounts/binance/key-1/positions")));
        Assert.Equal(("LONG", "0.01", "20"), (Text(held, "side"), Text(held, "quantity"), Text(held, "leverage")));
    }

    [Fact]
    public async Task An_acknowledgement_shows_the_order_before_it_matched()
    {
        var binance = await BinanceAsync();

        var order = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010&newClientOrderId=a1");
        var queried = await binance.GetAsync(Order, "symbol=BTCUSDT&origClientOrderId=a1");

        Assert.Equal(("NEW", "0"), (Text(order.Body, "status"), Text(order.Body, "executedQty")));
        Assert.Equal(("FILLED", "0.01"), (Text(queried.Body, "status"), Text(queried.Body, "executedQty")));
    }

    [Fact]
    public async Task Fills_carry_fee_and_realised_profit_and_the_wallet_agrees()
    {
        var binance = await BinanceAsync();
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.1");
        await PriceAsync("61000");
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.1&reduceOnly=true");

        var trades = Rows((await binance.GetAsync("/fapi/v1/userTrades", "symbol=BTCUSDT")).Body);
        var later = Rows((await binance.GetAsync("/fapi/v1/userTrades", $"symbol=BTCUSDT&fromId={Text(trades[1], "id")}")).Body);
        var balance = Assert.Single(Rows((await binance.GetAsync("/fapi/v3/balance")).Body));

        Assert.Equal(("3", "0"), (Text(trades[0], "commission"), Text(trades[0], "realizedPnl")));
        Assert.Equal(("3.05", "100"), (Text(trades[1], "commission"), Text(trades[1], "realizedPnl")));
        Assert.Equal(Text(trades[1], "id"), Text(Assert.Single(later), "id"));
        Assert.Equal("5093.95000000", Text(balance, "balance"));
        Assert.Empty(Rows(await Server.GetAsync("/accounts/binance/key-1/positions")));
    }

    [Fact]
    public async Task A_marketable_limit_order_takes_what_the_book_holds_and_the_rest_expires()
    {
        var binance = await BinanceAsync(usdm: "100000");
        _ = await Server.PutAsync("/book/BTCUSDT", new { depth = "0.4" });

        var order = await binance.PostAsync(
            Order, "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&price=60100&quantity=1&newOrderRespType=RESULT");

        Assert.Equal(("EXPIRED", "0.4", "60000"), (Text(order.Body, "status"), Text(order.Body, "executedQty"), Text(order.Body, "avgPrice")));
    }

    [Fact]
    public async Task A_resting_order_fills_at_its_price_when_the_market_comes()
    {
        var binance = await BinanceAsync();
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&price=59000&quantity=0.1&newClientOrderId=rest1");
        var open = Assert.Single(Rows((await binance.GetAsync("/fapi/v1/openOrders")).Body));

        await PriceAsync("58500");

        var order = await binance.GetAsync(Order, "symbol=BTCUSDT&origClientOrderId=rest1");
        Assert.Equal("NEW", Text(open, "status"));
        Assert.Equal(("FILLED", "59000"), (Text(order.Body, "status"), Text(order.Body, "avgPrice")));
        Assert.Empty(Rows((await binance.GetAsync("/fapi/v1/openOrders")).Body));
    }

    [Fact]
    public async Task A_client_id_is_taken_while_its_order_is_open_and_free_again_afterwards()
    {
        var binance = await BinanceAsync();
        const string Resting = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&price=59000&quantity=0.01&newClientOrderId=same";

        var first = await binance.PostAsync(Order, Resting);
        var second = await binance.PostAsync(Order, Resting);
        var cancelled = await binance.DeleteAsync(Order, "symbol=BTCUSDT&origClientOrderId=same");
        var third = await binance.PostAsync(Order, Resting);

        Assert.Equal((200, -4116), (first.Status, second.Code));
        Assert.Equal("CANCELED", Text(cancelled.Body, "status"));
        Assert.Equal(200, third.Status);
    }

    [Fact]
    public async Task A_finished_order_can_be_sent_again_and_fills_twice()
    {
        var binance = await BinanceAsync();
        const string Market = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&newClientOrderId=twice";

        _ = await binance.PostAsync(Order, Market);
        _ = await binance.PostAsync(Order, Market);

        var held = Assert.Single(Rows(await Server.GetAsync("/accounts/binance/key-1/positions")));
        Assert.Equal("0.02", Text(held, "quantity"));
    }

    [Theory]
    [InlineData("side=BUY&type=MARKET&quantity=0.0001", -1111)]
    [InlineData("side=BUY&type=MARKET&quantity=0", -4003)]
    [InlineData("side=BUY&type=MARKET&quantity=20000000", -4005)]
    [InlineData("side=BUY&type=MARKET", -1102)]
    [InlineData("side=BUY&quantity=1", -1102)]
    [InlineData("side=HOLD&type=MARKET&quantity=1", -1117)]
    [InlineData("side=BUY&type=ICEBERG&quantity=1", -1116)]
    [InlineData("side=BUY&type=MARKET&quantity=100", -2019)]
    [InlineData("side=BUY&type=LIMIT&quantity=0.01&price=60000", -1102)]
    [InlineData("side=BUY&type=LIMIT&timeInForce=DAY&quantity=0.01&price=60000", -1115)]
    [InlineData("side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.01&price=60000.05", -1111)]
    [InlineData("side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.01&price=90000", -4016)]
    [InlineData("side=SELL&type=LIMIT&timeInForce=IOC&quantity=0.01&price=30000", -4024)]
    [InlineData("side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.01&price=60000", -5022)]
    [InlineData("side=BUY&type=LIMIT&timeInForce=FOK&quantity=0.01&price=59000", -5021)]
    [InlineData("side=BUY&type=STOP_MARKET&stopPrice=61000&quantity=0.01", -4120)]
    [InlineData("side=BUY&type=MARKET&quantity=0.01&positionSide=LONG", -4061)]
    [InlineData("side=SELL&type=MARKET&quantity=0.01&reduceOnly=true", -2022)]
    [InlineData("side=BUY&type=MARKET&quantity=0.01&newClientOrderId=a%20b", -1100)]
    [InlineData("side=BUY&type=MARKET&quantity=0.01&newClientOrderId=0123456789012345678901234567890123456", -4015)]
    public async Task A_bad_order_is_refused_with_the_venues_code_and_written_down(string order, int code)
    {
        var binance = await BinanceAsync();

        var answer = await binance.PostAsync(Order, $"symbol=BTCUSDT&{order}");

        Assert.Equal((400, code), (answer.Status, answer.Code));
        var truth = Assert.Single(await OrdersOfAsync());
        Assert.Equal(("REJECTED", $"{code}"), (Text(truth, "outcome"), Text(truth, "rejectCode")));
    }

    [Fact]
    public async Task Below_the_minimum_notional_only_a_reducing_order_passes()
    {
        var binance = await BinanceAsync();
        await PriceAsync("0.2", "DOGEUSDT");
        _ = await binance.PostAsync(Order, "symbol=DOGEUSDT&side=BUY&type=MARKET&quantity=100");

        var entry = await binance.PostAsync(Order, "symbol=DOGEUSDT&side=BUY&type=MARKET&quantity=10");
        var exit = await binance.PostAsync(Order, "symbol=DOGEUSDT&side=SELL&type=MARKET&quantity=10&reduceOnly=true");

        Assert.Equal((-4164, 200), (entry.Code, exit.Status));
    }

    [Fact]
    public async Task A_reduce_only_order_never_turns_the_position()
    {
        var binance = await BinanceAsync();
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");

        var wrongWay = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&reduceOnly=true");
        var close = await binance.PostAsync(
            Order, "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.5&reduceOnly=true&newOrderRespType=RESULT");

        Assert.Equal(-2022, wrongWay.Code);
        Assert.Equal(("FILLED", "0.01"), (Text(close.Body, "status"), Text(close.Body, "executedQty")));
        Assert.Empty(Rows(await Server.GetAsync("/accounts/binance/key-1/positions")));
    }

    [Fact]
    public async Task One_way_mode_turns_a_position_with_an_opposite_order()
    {
        var binance = await BinanceAsync();
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.03");

        var held = Assert.Single(Rows(await Server.GetAsync("/accounts/binance/key-1/positions")));
        Assert.Equal(("SHORT", "0.02"), (Text(held, "side"), Text(held, "quantity")));
    }

    [Fact]
    public async Task Hedge_mode_keeps_both_sides_and_wants_to_know_which()
    {
        var binance = await BinanceAsync(hedge: true);
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&positionSide=LONG&type=MARKET&quantity=0.02");
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=SELL&positionSide=SHORT&type=MARKET&quantity=0.01");

        var unsaid = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        var reduceOnly = await binance.PostAsync(Order, "symbol=BTCUSDT&side=SELL&positionSide=LONG&type=MARKET&quantity=0.01&reduceOnly=true");
        var tooMuch = await binance.PostAsync(Order, "symbol=BTCUSDT&side=SELL&positionSide=LONG&type=MARKET&quantity=0.03");
        var close = await binance.PostAsync(Order, "symbol=BTCUSDT&side=SELL&positionSide=LONG&type=MARKET&quantity=0.02");

        Assert.Equal((-4061, -1106, -2022, 200), (unsaid.Code, reduceOnly.Code, tooMuch.Code, close.Status));
        var rows = Rows((await binance.GetAsync("/fapi/v3/positionRisk", "symbol=BTCUSDT")).Body);
        Assert.Equal(["LONG:0", "SHORT:-0.01"], rows.Select(row => $"{Text(row, "positionSide")}:{Text(row, "positionAmt")}"));
    }

    [Fact]
    public async Task Unknown_orders_have_their_codes()
    {
        var binance = await BinanceAsync();

        var query = await binance.GetAsync(Order, "symbol=BTCUSDT&origClientOrderId=never");
        var cancel = await binance.DeleteAsync(Order, "symbol=BTCUSDT&origClientOrderId=never");
        var unnamed = await binance.GetAsync(Order, "symbol=BTCUSDT");
        var symbol = await binance.GetAsync(Order, "symbol=NOPEUSDT&origClientOrderId=never");

        Assert.Equal((-2013, -2011, -1102, -1121), (query.Code, cancel.Code, unnamed.Code, symbol.Code));
    }

    [Fact]
    public async Task A_batch_mixes_orders_and_errors()
    {
        var binance = await BinanceAsync();
        var batch = Uri.EscapeDataString(
            """[{"symbol":"BTCUSDT","side":"BUY","type":"MARKET","quantity":"0.01","newClientOrderId":"b1"},{"symbol":"BTCUSDT","side":"SELL","type":"MARKET","quantity":"9","reduceOnly":"true","newClientOrderId":"b2"},{"symbol":"BTCUSDT","side":"BUY","type":"MARKET","quantity":"0.0001"}]""");

        var answer = await binance.PostAsync("/fapi/v1/batchOrders", $"batchOrders={batch}");

        Assert.Equal(200, answer.Status);
        Assert.Equal("b1", Text(answer.Body[0], "clientOrderId"));
        Assert.Equal("b2", Text(answer.Body[1], "clientOrderId"));
        Assert.Equal("-1111", Text(answer.Body[2], "code"));
    }

    [Fact]
    public async Task An_unknown_path_is_no_json()
    {
        var binance = await BinanceAsync();

        var answer = await binance.PublicAsync("/fapi/v1/klinesss");

        Assert.Equal(404, answer.Status);
        Assert.Equal("text/html", answer.Response.Content.Headers.ContentType?.MediaType);
    }
}
