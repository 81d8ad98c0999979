namespace WhaleCopy.Simulator.Tests.Bitget;

/// <summary>What is answered has every field that was recorded.</summary>
public sealed class BitgetShapeTests : BitgetTest
{
    [Theory]
    [InlineData("server_time", "/api/v2/public/time", "")]
    [InlineData("spot_symbols", "/api/v2/spot/public/symbols", "")]
    [InlineData("spot_tickers", "/api/v2/spot/market/tickers", "")]
    [InlineData("mix_contracts", "/api/v2/mix/market/contracts", Usdt)]
    [InlineData("mix_ticker", "/api/v2/mix/market/ticker", "productType=COIN-FUTURES&symbol=BTCUSD")]
    [InlineData("mix_tickers", "/api/v2/mix/market/tickers", Usdt)]
    [InlineData("mix_symbol_price", "/api/v2/mix/market/symbol-price", Usdt + "&symbol=BTCUSDT")]
    [InlineData("mix_accounts", "/api/v2/mix/account/accounts", Usdt)]
    [InlineData("mix_positions", Positions, Usdt)]
    [InlineData("mix_position_single", "/api/v2/mix/position/single-position", "marginCoin=USDT&" + Usdt + "&symbol=BTCUSDT")]
    [InlineData("mix_order_detail", Detail, "clientOid=resting&" + Usdt + "&symbol=BTCUSDT")]
    [InlineData("mix_orders_pending", "/api/v2/mix/order/orders-pending", Usdt)]
    [InlineData("mix_orders_history", "/api/v2/mix/order/orders-history", Usdt)]
    [InlineData("mix_fills", "/api/v2/mix/order/fills", Usdt)]
    [InlineData("mix_plan_orders_pending", "/api/v2/mix/order/orders-plan-pending", "planType=profit_loss&" + Usdt)]
    [InlineData("spot_account_info_permissions", "/api/v2/spot/account/info", "")]
    [InlineData("spot_assets", "/api/v2/spot/account/assets", "")]
    [InlineData("copy_broker_query_current_traces", "/api/v2/copy/mix-broker/query-current-traces", Usdt + "&traderId=7c65")]
    [InlineData("copy_trader_order_current_track", "/api/v2/copy/mix-trader/order-current-track", Usdt)]
    public async Task A_reading_has_the_recorded_fields(string name, string path, string query)
    {
        var recorded = RecordedShape.Of("bitget", name);
        var bitget = await TradedAsync();

        var answer = await bitget.GetAsync(path, query);

        // The spot examples spell "message" what all others call "msg".
        Assert.Empty(RecordedShape.Differences(recorded, answer.Body, "$.message"));
    }

    [Theory]
    [InlineData("mix_order_place", Place, """{"symbol":"BTCUSDT","productType":"USDT-FUTURES","marginMode":"crossed","marginCoin":"USDT","size":"0.01","side":"buy","orderType":"market"}""")]
    [InlineData("mix_order_cancel", "/api/v2/mix/order/cancel-order", """{"symbol":"BTCUSDT","productType":"USDT-FUTURES","clientOid":"resting"}""")]
    [InlineData("mix_leverage_set", "/api/v2/mix/account/set-leverage", """{"symbol":"BTCUSDT","productType":"USDT-FUTURES","marginCoin":"USDT","leverage":"9"}""")]
    [InlineData("mix_margin_mode_set", "/api/v2/mix/account/set-margin-mode", """{"symbol":"ETHUSDT","productType":"USDT-FUTURES","marginCoin":"USDT","marginMode":"isolated"}""")]
    [InlineData("mix_position_mode_set", "/api/v2/mix/account/set-position-mode", """{"productType":"COIN-FUTURES","posMode":"one_way_mode"}""")]
    [InlineData("mix_plan_order_place", "/api/v2/mix/order/place-plan-order", """{"planType":"normal_plan","symbol":"BTCUSDT","productType":"USDT-FUTURES","marginMode":"crossed","marginCoin":"USDT","size":"0.01","triggerPrice":"61000","side":"buy","orderType":"market"}""")]
    [InlineData("mix_tpsl_order_place", "/api/v2/mix/order/place-tpsl-order", """{"planType":"loss_plan","symbol":"BTCUSDT","productType":"USDT-FUTURES","marginCoin":"USDT","size":"0.01","triggerPrice":"55000","holdSide":"buy"}""")]
    [InlineData("mix_tpsl_order_modify", "/api/v2/mix/order/modify-tpsl-order", """{"symbol":"BTCUSDT","productType":"USDT-FUTURES","marginCoin":"USDT","clientOid":"stop","triggerPrice":"56000"}""")]
    [InlineData("mix_pos_tpsl_place", "/api/v2/mix/order/place-pos-tpsl", """{"symbol":"BTCUSDT","productType":"USDT-FUTURES","marginCoin":"USDT","holdSide":"buy","stopLossTriggerPrice":"55000"}""")]
    [InlineData("transfer", "/api/v2/spot/wallet/transfer", """{"fromType":"spot","toType":"usdt_futures","coin":"USDT","amount":"1"}""")]
    public async Task A_change_has_the_recorded_fields(string name, string path, string body)
    {
        var recorded = RecordedShape.Of("bitget", name);
        var bitget = await TradedAsync();

        var answer = await bitget.SendAsync(HttpMethod.Post, path, "", body);

        Assert.Empty(RecordedShape.Differences(recorded, answer.Body));
        Assert.Equal("00000", answer.Code);
    }

    [Fact]
    public async Task Cancelled_plans_and_closed_positions_have_the_recorded_fields()
    {
        var cancel = RecordedShape.Of("bitget", "mix_plan_order_cancel");
        var close = RecordedShape.Of("bitget", "mix_close_positions");
        var bitget = await TradedAsync();

        var cancelled = await bitget.PostAsync("/api/v2/mix/order/cancel-plan-order", new { productType = "USDT-FUTURES", symbol = "BTCUSDT", planType = "profit_loss", orderIdList = new[] { new { clientOid = "stop" }, new { clientOid = "never" } } });
        var closed = await bitget.PostAsync("/api/v2/mix/order/close-positions", new { productType = "USDT-FUTURES" });

        Assert.Empty(RecordedShape.Differences(cancel, cancelled.Body));
        Assert.Empty(RecordedShape.Differences(close, closed.Body, "$.data.failureList"));
    }

    [Fact]
    public async Task A_streamed_ticker_has_the_recorded_fields()
    {
        var recorded = RecordedShape.Of("bitget", "ws_mix_ticker");
        await using var client = await StreamClient.ConnectAsync(Http.BaseAddress!, "/bitget/v2/ws/public");
        await client.SendAsync("""{"op":"subscribe","args":[{"instType":"USDT-FUTURES","channel":"ticker","instId":"BTCUSDT"}]}""");

        var message = await client.NextAsync(message => message.TryGetProperty("data", out _));

        Assert.Empty(RecordedShape.Differences(recorded, message));
    }

    /// <summary>An account with a position, a resting order, a stop and something closed; and a lead trader.</summary>
    private async Task<BitgetCaller> TradedAsync()
    {
        await PutTraderPositionsAsync("7c65", [Long("0.5")], exchange: "bitget");
        var bitget = await BitgetAsync(permissions: ["read", "spot", "futures", "copy"]);
        _ = await bitget.PostAsync(Place, Market("buy", "0.03"));
        _ = await bitget.PostAsync(Place, Market("sell", "0.01", reduceOnly: "YES"));
        _ = await bitget.PostAsync(Place, Limit("buy", "0.01", "55000", "resting"));
        _ = await bitget.PostAsync("/api/v2/mix/order/place-tpsl-order", Stop("loss_plan", "54000", "0.01", clientId: "stop"));
        return bitget;
    }
}
