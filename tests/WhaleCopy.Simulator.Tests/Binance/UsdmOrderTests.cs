using System.Text.Json;

namespace WhaleCopy.Simulator.Tests.Binance;

public sealed class UsdmOrderTests : IAsyncLifetime
{
    private SimulatorServer _server = null!;
    private BinanceCaller _binance = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SimulatorServer.StartAsync();
        _ = await _server.PutAsync("/prices/BTCUSDT", new { price = "60000" });
        _ = await _server.PostAsync("/accounts", new
        {
            exchange = "binance",
            apiKey = "key-1",
            apiSecret = "secret-1",
            balances = new { usdm = new { USDT = "5000" }, spot = new { USDT = "1000" } },
        });
        _binance = new BinanceCaller(_server.Http, "key-1", "secret-1");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Market_order_fills_at_the_ask_and_opens_a_position()
    {
        _ = await _server.PutAsync("/book/BTCUSDT", new { bid = "59990", ask = "60010" });

        var order = await _binance.PostAsync("/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010&newClientOrderId=wcabc1&newOrderRespType=RESULT");

        Assert.True(order.Status == 200, order.Body.ToString());
        Assert.Equal("FILLED", Text(order.Body, "status"));
        Assert.Equal("60010", Text(order.Body, "avgPrice"));
        Assert.Equal("0.01", Text(order.Body, "executedQty"));
        var positions = await _binance.GetAsync("/fapi/v3/positionRisk");
        var position = Assert.Single(positions.Body.EnumerateArray());
        Assert.Equal("0.01", Text(position, "positionAmt"));
        var truth = Assert.Single((await _server.GetAsync("/accounts/binance/key-1/orders")).EnumerateArray());
        Assert.Equal("wcabc1", Text(truth, "clientOrderId"));
        Assert.Equal("ACCEPTED", Text(truth, "outcome"));
        var held = Assert.Single((await _server.GetAsync("/accounts/binance/key-1/positions")).EnumerateArray());
        Assert.Equal("LONG", Text(held, "side"));
        Assert.Equal("0.01", Text(held, "quantity"));
    }

    [Fact]
    public async Task Stop_triggers_on_mark_and_closes_at_the_bid()
    {
        _ = await _binance.PostAsync("/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
        var stop = await _binance.PostAsync(
            "/fapi/v1/algoOrder",
            "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=54000&quantity=0.010&reduceOnly=true&workingType=MARK_PRICE&clientAlgoId=wcstop1");
        Assert.Equal("NEW", Text(stop.Body, "algoStatus"));

        _ = await _server.PutAsync("/prices/BTCUSDT", new { price = "53900" });

        Assert.Empty((await _binance.GetAsync("/fapi/v3/positionRisk")).Body.EnumerateArray());
        Assert.Empty((await _binance.GetAsync("/fapi/v1/openAlgoOrders")).Body.EnumerateArray());
        var algo = (await _binance.GetAsync("/fapi/v1/algoOrder", "clientAlgoId=wcstop1")).Body;
        Assert.Equal("FINISHED", Text(algo, "algoStatus"));
        var child = await _binance.GetAsync("/fapi/v1/order", $"symbol=BTCUSDT&orderId={Text(algo, "actualOrderId")}");
        Assert.Equal("FILLED", Text(child.Body, "status"));
        Assert.Equal("53900", Text(child.Body, "avgPrice"));
        var trades = (await _binance.GetAsync("/fapi/v1/userTrades", "symbol=BTCUSDT")).Body.EnumerateArray().ToArray();
        Assert.Equal(2, trades.Length);
        Assert.Equal("-61", Text(trades[1], "realizedPnl"));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
