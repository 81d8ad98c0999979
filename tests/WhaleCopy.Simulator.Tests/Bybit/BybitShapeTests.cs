using System.Text.Json;

namespace WhaleCopy.Simulator.Tests.Bybit;

/// <summary>What is answered has every field that was recorded.</summary>
public sealed class BybitShapeTests : SimulatorTest
{
    [Theory]
    [InlineData("server_time", "/v5/market/time", "")]
    [InlineData("instruments_linear", "/v5/market/instruments-info", "category=linear")]
    [InlineData("instruments_inverse", "/v5/market/instruments-info", "category=inverse")]
    [InlineData("instruments_spot", "/v5/market/instruments-info", "category=spot")]
    [InlineData("tickers_linear", "/v5/market/tickers", "category=inverse")]
    [InlineData("tickers_spot", "/v5/market/tickers", "category=spot")]
    [InlineData("account_info", "/v5/account/info", "")]
    [InlineData("query_api", "/v5/user/query-api", "")]
    [InlineData("wallet_balance", "/v5/account/wallet-balance", "accountType=UNIFIED")]
    [InlineData("positions", "/v5/position/list", "category=linear&symbol=BTCUSDT")]
    [InlineData("closed_pnl", "/v5/position/closed-pnl", "category=linear")]
    [InlineData("execution_list", "/v5/execution/list", "category=linear")]
    [InlineData("order_realtime", "/v5/order/realtime", "category=linear&symbol=BTCUSDT")]
    [InlineData("orders_realtime_tp_sl", "/v5/order/realtime", "category=linear&symbol=BTCUSDT")]
    public async Task A_reading_has_the_recorded_fields(string name, string path, string query)
    {
        var recorded = RecordedShape.Of("bybit", name);
        var bybit = await TradedAsync();

        var answer = await bybit.GetAsync(path, query);

        Assert.Empty(RecordedShape.Differences(recorded, answer.Body, "$.result.permissions.Options"));
    }

    [Theory]
    [InlineData("order_create", "/v5/order/create", """{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Market","qty":"0.001"}""")]
    [InlineData("leverage_set", "/v5/position/set-leverage", """{"category":"linear","symbol":"BTCUSDT","buyLeverage":"9","sellLeverage":"9"}""")]
    [InlineData("margin_mode_set", "/v5/account/set-margin-mode", """{"setMarginMode":"ISOLATED_MARGIN"}""")]
    [InlineData("trading_stop", "/v5/position/trading-stop", """{"category":"linear","symbol":"BTCUSDT","positionIdx":0,"stopLoss":"50000"}""")]
    [InlineData("order_cancel", "/v5/order/cancel", """{"category":"linear","symbol":"BTCUSDT","orderLinkId":"resting"}""")]
    [InlineData("inter_transfer", "/v5/asset/transfer/inter-transfer", """{"transferId":"42c0cfb0-6bca-c242-bc76-4e6df6cbcb16","coin":"USDT","amount":"1","fromAccountType":"UNIFIED","toAccountType":"FUND"}""")]
    [InlineData("error_leverage_not_modified", "/v5/position/set-leverage", """{"category":"linear","symbol":"BTCUSDT","buyLeverage":"20","sellLeverage":"20"}""")]
    public async Task A_change_has_the_recorded_fields(string name, string path, string body)
    {
        var recorded = RecordedShape.Of("bybit", name);
        var bybit = await TradedAsync();

        var answer = await bybit.SendAsync(HttpMethod.Post, path, body);

        Assert.Empty(RecordedShape.Differences(recorded, answer.Body));
        Assert.Equal(recorded.GetProperty("retCode").GetInt32(), answer.Code);
    }

    [Theory]
    [InlineData("web_beehive_position_list_constructed")]
    [InlineData("web_beehive_position_list_protected_constructed")]
    public async Task A_leaders_page_has_the_fields_of_the_reference(string name)
    {
        var recorded = RecordedShape.Of("bybit", name);
        await PutTraderPositionsAsync("S9Lo==", [Long("0.5")], exchange: "bybit");
        _ = await Server.PutAsync("/traders/bybit/S9Lo%3D%3D", new { sharing = !name.Contains("protected", StringComparison.Ordinal) });

        var text = await Http.GetStringAsync("/bybit-web/x-api/fapi/beehive/public/v1/common/position/list?leaderMark=S9Lo%3D%3D", TestContext.Current.CancellationToken);

        Assert.Empty(RecordedShape.Differences(recorded, JsonDocument.Parse(text).RootElement));
    }

    [Fact]
    public async Task A_streamed_ticker_has_the_recorded_fields()
    {
        var recorded = RecordedShape.Of("bybit", "ws_ticker_linear");
        await using var client = await StreamClient.ConnectAsync(Http.BaseAddress!, "/bybit/v5/public/linear");
        await client.SendAsync("""{"req_id":"1","op":"subscribe","args":["tickers.BTCUSDT"]}""");

        var message = await client.NextAsync(message => message.TryGetProperty("topic", out _));

        Assert.Empty(RecordedShape.Differences(recorded, message));
    }

    /// <summary>An account with a position, a resting order, a stop and something closed.</summary>
    private async Task<BybitCaller> TradedAsync()
    {
        _ = await Server.PostAsync("/accounts", new
        {
            exchange = "bybit",
            apiKey = "key-1",
            apiSecret = "secret-1",
            balances = new { spot = new { USDT = "1000" }, usdm = new { USDT = "5000" } },
            permissions = new[] { "read", "spot", "futures", "transfer" },
        });
        var bybit = new BybitCaller(Http, "key-1", "secret-1");
        _ = await bybit.PostAsync("/v5/order/create", Order("Buy", "Market", "0.02"));
        _ = await bybit.PostAsync("/v5/order/create", Order("Sell", "Market", "0.01"));
        _ = await bybit.PostAsync("/v5/order/create", Order("Buy", "Limit", "0.01", "55000", "resting"));
        return bybit;
    }

    private static object Order(string side, string type, string quantity, string? price = null, string? linkId = null) =>
        new { category = "linear", symbol = "BTCUSDT", side, orderType = type, qty = quantity, price, orderLinkId = linkId };
}
