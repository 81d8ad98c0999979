namespace WhaleCopy.Simulator.Tests.Binance;

public sealed class CoinmTests : SimulatorTest
{
    private const string Order = "/dapi/v1/order";

    [Fact]
    public async Task Quantities_are_contracts_and_profit_is_in_coins()
    {
        await PriceAsync("50000", "BTCUSD");
        var coinm = await BinanceAsync(prefix: "/binance/coinm");

        var order = await coinm.PostAsync(Order, "symbol=BTCUSD_PERP&side=BUY&type=MARKET&quantity=20&newOrderRespType=RESULT&newClientOrderId=c1");
        await PriceAsync("62500", "BTCUSD");
        var position = Rows((await coinm.GetAsync("/dapi/v1/positionRisk", "pair=BTCUSD")).Body).Single(row => Text(row, "positionAmt") != "0");
        var fraction = await coinm.PostAsync(Order, "symbol=BTCUSD_PERP&side=BUY&type=MARKET&quantity=0.5");
        var close = await coinm.PostAsync(Order, "symbol=BTCUSD_PERP&side=SELL&type=MARKET&quantity=20&reduceOnly=true");
        var trades = Rows((await coinm.GetAsync("/dapi/v1/userTrades", "symbol=BTCUSD_PERP")).Body);

        // 20 contracts of 100 USD: 2000 USD, 0.04 BTC at 50000.
        Assert.Equal(("FILLED", "20", "0.04", "BTCUSD"), (
            Text(order.Body, "status"), Text(order.Body, "executedQty"), Text(order.Body, "cumBase"), Text(order.Body, "pair")));
        Assert.Equal(("20", "0.00800000"), (Text(position, "positionAmt"), Text(position, "unRealizedProfit")));
        Assert.Equal((-1111, 200), (fraction.Code, close.Status));
        Assert.Equal(("0.008", "BTC"), (Text(trades[1], "realizedPnl"), Text(trades[1], "commissionAsset")));
        var truth = (await OrdersOfAsync())[0];
        Assert.Equal(("0.04", "BTCUSD", "COIN-M"), (Text(truth, "quantity"), Text(truth, "symbol"), Text(truth, "market")));
    }

    [Fact]
    public async Task Tickers_are_lists_and_contracts_have_sizes()
    {
        var coinm = await BinanceAsync(prefix: "/binance/coinm");

        var ticker = await coinm.PublicAsync("/dapi/v1/ticker/price?symbol=BTCUSD_PERP");
        var info = await coinm.PublicAsync("/dapi/v1/exchangeInfo");

        Assert.Equal("BTCUSD", Text(Assert.Single(Rows(ticker.Body)), "ps"));
        Assert.Equal(
            ["BTCUSD_PERP:100:TRADING", "ETHUSD_PERP:10:TRADING"],
            Rows(info.Body.GetProperty("symbols")).Select(row => $"{Text(row, "symbol")}:{Text(row, "contractSize")}:{Text(row, "contractStatus")}"));
    }

    [Fact]
    public async Task A_stop_protects_here_too()
    {
        await PriceAsync("50000", "BTCUSD");
        var coinm = await BinanceAsync(prefix: "/binance/coinm");
        _ = await coinm.PostAsync(Order, "symbol=BTCUSD_PERP&side=SELL&type=MARKET&quantity=5");
        var refused = await coinm.PostAsync(Order, "symbol=BTCUSD_PERP&side=BUY&type=STOP_MARKET&stopPrice=55000&quantity=5");
        _ = await coinm.PostAsync(
            "/dapi/v1/algoOrder",
            "algoType=CONDITIONAL&symbol=BTCUSD_PERP&side=BUY&type=STOP_MARKET&triggerPrice=55000&quantity=5&reduceOnly=true&workingType=MARK_PRICE&clientAlgoId=s");

        await PriceAsync("55100", "BTCUSD");

        Assert.Equal(-4120, refused.Code);
        Assert.Empty(Rows(await Server.GetAsync("/accounts/binance/key-1/positions")));
    }
}
