namespace WhaleCopy.Simulator.Tests.Bitget;

public sealed class BitgetPlanTests : BitgetTest
{
    private const string PlaceStop = "/api/v2/mix/order/place-tpsl-order";
    private const string Cancel = "/api/v2/mix/order/cancel-plan-order";
    private const string Pending = "/api/v2/mix/order/orders-plan-pending";
    private const string History = "/api/v2/mix/order/orders-plan-history";
    private const string Protection = "planType=profit_loss&productType=USDT-FUTURES";

    [Fact]
    public async Task A_stop_of_its_own_size_fires_and_leaves_the_rest()
    {
        var bitget = await BitgetAsync();
        _ = await bitget.PostAsync(Place, Market("buy", "0.03"));
        var placed = await bitget.PostAsync(PlaceStop, Stop("loss_plan", "54000", "0.01", clientId: "stop-1"));
        var waiting = Assert.Single((await bitget.GetAsync(Pending, Protection)).List("entrustedList"));

        await PriceAsync("53000");

        var position = Assert.Single((await bitget.GetAsync(Positions, Usdt)).Rows);
        var done = Assert.Single((await bitget.GetAsync(History, Protection)).List("entrustedList"));
        var child = (await bitget.GetAsync(Detail, $"orderId={Text(done, "executeOrderId")}&{Usdt}&symbol=BTCUSDT")).Data;
        var byClientId = await bitget.GetAsync(Detail, $"clientOid=stop-1&{Usdt}&symbol=BTCUSDT");
        Assert.Equal(("stop-1", "loss_plan", "live", "54000", "mark_price"), (
            Text(placed.Data, "clientOid"), Text(waiting, "planType"), Text(waiting, "planStatus"), Text(waiting, "triggerPrice"), Text(waiting, "triggerType")));
        Assert.Equal(("0.02", "executed"), (Text(position, "total"), Text(done, "planStatus")));
        Assert.Equal(("filled", "53000", "loss_market"), (Text(child, "state"), Text(child, "priceAvg"), Text(child, "orderSource")));
        Assert.Equal("40109", byClientId.Code);
        Assert.True(Assert.Single(await OrdersOfAsync("key-1", "bitget"), row => Text(row, "clientOrderId") == "stop-1").GetProperty("isProtective").GetBoolean());
    }

    [Theory]
    [InlineData("loss_plan", "61000", "buy", "40835")]
    [InlineData("profit_plan", "59000", "buy", "40831")]
    [InlineData("loss_plan", "54000", "sell", "43043")]
    [InlineData("loss_plan", "54000", "long", "40017")]
    [InlineData("normal_plan", "54000", "buy", "40017")]
    public async Task A_bad_stop_is_refused(string planType, string trigger, string holdSide, string code)
    {
        var bitget = await BitgetAsync();
        _ = await bitget.PostAsync(Place, Market("buy", "0.03"));

        var refused = await bitget.PostAsync(PlaceStop, Stop(planType, trigger, "0.01", holdSide, "stop-1"));

        Assert.Equal((400, code), (refused.Status, refused.Code));
        Assert.Equal(code, Text(Assert.Single(await OrdersOfAsync("key-1", "bitget"), row => Text(row, "clientOrderId") == "stop-1"), "rejectCode"));
    }

    [Fact]
    public async Task Cancelling_needs_the_type()
    {
        var bitget = await BitgetAsync();
        _ = await bitget.PostAsync(Place, Market("buy", "0.03"));
        _ = await bitget.PostAsync(PlaceStop, Stop("loss_plan", "54000", "0.01", clientId: "stop-1"));
        object Request(string? planType) => new { productType = "USDT-FUTURES", symbol = "BTCUSDT", marginCoin = "USDT", planType, orderIdList = new[] { new { clientOid = "stop-1" } } };

        var plain = await bitget.PostAsync(Cancel, Request(null));
        var typed = await bitget.PostAsync(Cancel, Request("loss_plan"));

        Assert.Equal("stop-1", Text(Assert.Single(plain.List("failureList")), "clientOid"));
        Assert.Equal("stop-1", Text(Assert.Single(typed.List("successList")), "clientOid"));
        Assert.Empty((await bitget.GetAsync(Pending, Protection)).List("entrustedList"));
        Assert.Equal("cancelled", Text(Assert.Single((await bitget.GetAsync(History, Protection)).List("entrustedList")), "planStatus"));
    }

    [Fact]
    public async Task A_positions_own_pair_is_replaced_moved_and_goes_with_it()
    {
        var bitget = await BitgetAsync(hedge: true);
        _ = await bitget.PostAsync(Place, Market("buy", "0.02", tradeSide: "open"));
        object Pair(string profit, string loss) => new { symbol = "BTCUSDT", productType = "USDT-FUTURES", marginCoin = "USDT", holdSide = "long", stopSurplusTriggerPrice = profit, stopLossTriggerPrice = loss, stopLossClientOid = $"sl-{loss}" };
        var first = await bitget.PostAsync("/api/v2/mix/order/place-pos-tpsl", Pair("66000", "54000"));
        var second = await bitget.PostAsync("/api/v2/mix/order/place-pos-tpsl", Pair("67000", "55000"));
        var moved = await bitget.PostAsync("/api/v2/mix/order/modify-tpsl-order", new { symbol = "BTCUSDT", productType = "USDT-FUTURES", marginCoin = "USDT", clientOid = "sl-55000", triggerPrice = "56000" });
        var position = Assert.Single((await bitget.GetAsync(Positions, Usdt)).Rows);
        _ = await bitget.PostAsync(Place, Market("buy", "0.02", tradeSide: "open"));

        await PriceAsync("55900");

        Assert.Equal((2, 2), (first.Rows.Length, second.Rows.Length));
        Assert.Equal("00000", moved.Code);
        Assert.Equal(("67000", "56000"), (Text(position, "takeProfit"), Text(position, "stopLoss")));
        Assert.Empty((await bitget.GetAsync(Positions, Usdt)).Rows);
        Assert.Empty((await bitget.GetAsync(Pending, Protection)).List("entrustedList"));
    }

    [Fact]
    public async Task A_plan_opens_when_its_trigger_is_crossed()
    {
        var bitget = await BitgetAsync();
        var placed = await bitget.PostAsync("/api/v2/mix/order/place-plan-order", new { planType = "normal_plan", symbol = "BTCUSDT", productType = "USDT-FUTURES", marginMode = "isolated", marginCoin = "USDT", size = "0.01", triggerPrice = "61000", triggerType = "mark_price", side = "buy", orderType = "market", clientOid = "plan-1" });
        var waiting = Assert.Single((await bitget.GetAsync(Pending, "planType=normal_plan&productType=USDT-FUTURES")).List("entrustedList"));

        await PriceAsync("61500");

        var position = Assert.Single((await bitget.GetAsync(Positions, Usdt)).Rows);
        Assert.Equal(("plan-1", "not_trigger"), (Text(placed.Data, "clientOid"), Text(waiting, "planStatus")));
        Assert.Equal(("0.01", "isolated"), (Text(position, "total"), Text(position, "marginMode")));
    }

    [Fact]
    public async Task An_entry_carries_its_protection()
    {
        var bitget = await BitgetAsync();

        _ = await bitget.PostAsync(Place, new { symbol = "BTCUSDT", productType = "USDT-FUTURES", marginMode = "crossed", marginCoin = "USDT", size = "0.01", side = "sell", orderType = "market", presetStopLossPrice = "66000", presetStopSurplusPrice = "54000" });
        var waiting = (await bitget.GetAsync(Pending, Protection)).List("entrustedList");
        await PriceAsync("66100");

        Assert.Equal(["loss_plan:66000", "profit_plan:54000"], waiting.Select(row => $"{Text(row, "planType")}:{Text(row, "triggerPrice")}").Order());
        Assert.Empty((await bitget.GetAsync(Positions, Usdt)).Rows);
        Assert.Empty((await bitget.GetAsync(Pending, Protection)).List("entrustedList"));
    }
}
