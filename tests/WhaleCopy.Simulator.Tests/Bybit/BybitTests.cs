using System.Text.Json;

namespace WhaleCopy.Simulator.Tests.Bybit;

public sealed class BybitTests : SimulatorTest
{
    private const string Create = "/v5/order/create";
    private const string Realtime = "/v5/order/realtime";
    private const string Leader = "S9LoGlRC6qFD5thjUyzWrQ==";

    [Fact]
    public void A_vector_of_another_implementation_is_reproduced()
    {
        // ccxt 4.5.84 sign(), re-checked with openssl.
        const string Prehash = "1700000000123wc-test-key-00015000category=linear&symbol=BTCUSDT&orderLinkId=wc-s1-0001";

        Assert.Equal("f13a095bc3765ae29e5c5c9381a5b0b6491d29141e1e0436d14f4bcf97a87d45", BybitCaller.Sign("wc-test-secret-0001", Prehash));
    }

    [Fact]
    public async Task Keys_clocks_signatures_and_permissions_are_checked()
    {
        var bybit = await BybitAsync();
        var late = await BybitAsync();
        late.Offset = TimeSpan.FromSeconds(-6);
        var early = await BybitAsync();
        early.Offset = TimeSpan.FromSeconds(2);

        Assert.Equal(0, (await bybit.GetAsync("/v5/user/query-api")).Code);
        Assert.Equal(10002, (await late.GetAsync("/v5/user/query-api")).Code);
        Assert.Equal(10002, (await early.GetAsync("/v5/user/query-api")).Code);
        Assert.Equal(10004, (await new BybitCaller(Http, "key-1", "wrong").GetAsync("/v5/user/query-api")).Code);
        Assert.Equal(10003, (await new BybitCaller(Http, "nobody", "x").GetAsync("/v5/user/query-api")).Code);
        var reader = await BybitAsync(permissions: ["read", "withdraw"]);
        Assert.Equal(10005, (await reader.PostAsync(Create, Market("Buy", "0.01"))).Code);
        var info = (await reader.GetAsync("/v5/user/query-api")).Result;
        Assert.Equal(("1", "Withdraw"), (Text(info, "readOnly"), info.GetProperty("permissions").GetProperty("Wallet")[0].GetString()));
    }

    [Fact]
    public async Task A_linear_order_is_acknowledged_and_then_found_filled()
    {
        var bybit = await BybitAsync();

        var placed = await bybit.PostAsync(Create, Market("Buy", "0.1", "wc-1"));
        var order = Assert.Single((await bybit.GetAsync(Realtime, "category=linear&orderLinkId=wc-1")).Rows);
        var position = Assert.Single((await bybit.GetAsync("/v5/position/list", "category=linear&settleCoin=USDT")).Rows);
        var execution = Assert.Single((await bybit.GetAsync("/v5/execution/list", "category=linear&orderLinkId=wc-1")).Rows);

        Assert.Equal("wc-1", Text(placed.Result, "orderLinkId"));
        Assert.True(Guid.TryParse(Text(placed.Result, "orderId"), out _));
        Assert.Equal(("Filled", "60000", "0.1", "6000"), (
            Text(order, "orderStatus"), Text(order, "avgPrice"), Text(order, "cumExecQty"), Text(order, "cumExecValue")));
        Assert.Equal(("Buy", "0.1", "0"), (Text(position, "side"), Text(position, "size"), Text(position, "positionIdx")));
        Assert.Equal(("3.3", "0.1"), (Text(execution, "execFee"), Text(execution, "execQty")));
        Assert.Equal(Text(placed.Result, "orderId"), Text(order, "orderId"));
    }

    [Fact]
    public async Task An_inverse_order_counts_in_dollars()
    {
        await PriceAsync("50000", "BTCUSD");
        var bybit = await BybitAsync();

        _ = await bybit.PostAsync(Create, new { category = "inverse", symbol = "BTCUSD", side = "Buy", orderType = "Market", qty = "2000" });
        await PriceAsync("62500", "BTCUSD");
        var position = Assert.Single((await bybit.GetAsync("/v5/position/list", "category=inverse")).Rows);

        Assert.Equal(("2000", "0.008"), (Text(position, "size"), Text(position, "unrealisedPnl")));
        Assert.Equal("0.04", Text(Assert.Single(await OrdersOfAsync("key-1", "bybit")), "quantity"));
    }

    [Fact]
    public async Task A_spot_market_buy_spends_quote_unless_told_otherwise()
    {
        var bybit = await BybitAsync();

        var quote = await bybit.PostAsync(Create, new { category = "spot", symbol = "BTCUSDT", side = "Buy", orderType = "Market", qty = "600", orderLinkId = "q" });
        _ = await bybit.PostAsync(Create, new { category = "spot", symbol = "BTCUSDT", side = "Buy", orderType = "Market", qty = "0.01", marketUnit = "baseCoin", orderLinkId = "b" });

        var first = Assert.Single((await bybit.GetAsync(Realtime, "category=spot&orderLinkId=q")).Rows);
        var second = Assert.Single((await bybit.GetAsync(Realtime, "category=spot&orderLinkId=b")).Rows);
        Assert.All(Text(quote.Result, "orderId"), c => Assert.True(char.IsAsciiDigit(c)));
        Assert.Equal(("0.01", "quoteCoin"), (Text(first, "cumExecQty"), Text(first, "marketUnit")));
        Assert.Equal(("0.01", "0.00001"), (Text(second, "cumExecQty"), second.GetProperty("cumFeeDetail").GetProperty("BTC").GetString()));
    }

    [Theory]
    [InlineData("""{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Market","qty":"0.0001"}""", 10001)]
    [InlineData("""{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Market","qty":"50"}""", 110007)]
    [InlineData("""{"category":"linear","symbol":"BTCUSDT","side":"Sell","orderType":"Market","qty":"0.01","reduceOnly":true}""", 110017)]
    [InlineData("""{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Market","qty":"0.01","positionIdx":1}""", 10001)]
    [InlineData("""{"category":"linear","symbol":"DOGEUSDT","side":"Buy","orderType":"Market","qty":"10"}""", 110094)]
    [InlineData("""{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.01","price":"90000"}""", 110003)]
    [InlineData("""{"category":"linear","symbol":"BTCUSDT","side":"Sell","orderType":"Market","qty":"0.01","triggerPrice":"61000","triggerDirection":2,"triggerBy":"MarkPrice"}""", 110093)]
    [InlineData("""{"category":"spot","symbol":"BTCUSDT","side":"Sell","orderType":"Market","qty":"5"}""", 170131)]
    [InlineData("""{"category":"spot","symbol":"BTCUSDT","side":"Sell","orderType":"Market","qty":"0.0105"}""", 170137)]
    [InlineData("""{"category":"spot","symbol":"DOGEUSDT","side":"Buy","orderType":"Market","qty":"1"}""", 170140)]
    public async Task A_bad_order_is_refused(string body, int code)
    {
        var bybit = await BybitAsync();

        var answer = await bybit.SendAsync(HttpMethod.Post, Create, body);

        Assert.Equal((200, code), (answer.Status, answer.Code));
        Assert.Equal($"{code}", Text(Assert.Single(await OrdersOfAsync("key-1", "bybit")), "rejectCode"));
    }

    [Fact]
    public async Task A_link_id_is_taken_for_good()
    {
        var bybit = await BybitAsync();

        _ = await bybit.PostAsync(Create, Market("Buy", "0.01", "same"));
        var again = await bybit.PostAsync(Create, Market("Buy", "0.01", "same"));
        _ = await bybit.PostAsync(Create, new { category = "spot", symbol = "BTCUSDT", side = "Buy", orderType = "Market", qty = "100", orderLinkId = "s" });
        var spot = await bybit.PostAsync(Create, new { category = "spot", symbol = "BTCUSDT", side = "Buy", orderType = "Market", qty = "100", orderLinkId = "s" });

        Assert.Equal((110072, 170141), (again.Code, spot.Code));
    }

    [Fact]
    public async Task Hedge_mode_uses_the_index_of_the_side()
    {
        var bybit = await BybitAsync(hedge: true);

        var unsaid = await bybit.PostAsync(Create, Market("Buy", "0.01"));
        _ = await bybit.PostAsync(Create, new { category = "linear", symbol = "BTCUSDT", side = "Buy", orderType = "Market", qty = "0.02", positionIdx = 1 });
        _ = await bybit.PostAsync(Create, new { category = "linear", symbol = "BTCUSDT", side = "Sell", orderType = "Market", qty = "0.01", positionIdx = 2 });
        var both = (await bybit.GetAsync("/v5/position/list", "category=linear&symbol=BTCUSDT")).Rows;
        var closed = await bybit.PostAsync(Create, new { category = "linear", symbol = "BTCUSDT", side = "Sell", orderType = "Market", qty = "0", positionIdx = 1, reduceOnly = true, closeOnTrigger = true });
        var left = (await bybit.GetAsync("/v5/position/list", "category=linear&settleCoin=USDT")).Rows;
        var mode = await bybit.PostAsync("/v5/position/switch-mode", new { category = "linear", symbol = "BTCUSDT", mode = 0 });
        var same = await bybit.PostAsync("/v5/position/switch-mode", new { category = "linear", symbol = "BTCUSDT", mode = 3 });

        Assert.Equal((10001, 0, 110024, 110025), (unsaid.Code, closed.Code, mode.Code, same.Code));
        Assert.Equal(["1:Buy:0.02", "2:Sell:0.01"], both.Select(row => $"{Text(row, "positionIdx")}:{Text(row, "side")}:{Text(row, "size")}"));
        Assert.Equal("2", Text(Assert.Single(left), "positionIdx"));
    }

    [Fact]
    public async Task A_conditional_order_keeps_its_id_when_it_fires()
    {
        var bybit = await BybitAsync();
        _ = await bybit.PostAsync(Create, Market("Buy", "0.01"));
        var stop = await bybit.PostAsync(Create, new { category = "linear", symbol = "BTCUSDT", side = "Sell", orderType = "Market", qty = "0.01", reduceOnly = true, triggerPrice = "54000", triggerDirection = 2, triggerBy = "MarkPrice", orderLinkId = "stop-1" });
        var waiting = Assert.Single((await bybit.GetAsync(Realtime, "category=linear&symbol=BTCUSDT&orderFilter=StopOrder")).Rows);

        await PriceAsync("53000");

        var fired = Assert.Single((await bybit.GetAsync(Realtime, "category=linear&orderLinkId=stop-1")).Rows);
        Assert.Equal(("Untriggered", "Stop", "54000"), (Text(waiting, "orderStatus"), Text(waiting, "stopOrderType"), Text(waiting, "triggerPrice")));
        Assert.Equal(("Filled", "53000"), (Text(fired, "orderStatus"), Text(fired, "avgPrice")));
        Assert.Equal(Text(stop.Result, "orderId"), Text(fired, "orderId"));
        var gone = await bybit.PostAsync("/v5/order/cancel", new { category = "linear", symbol = "BTCUSDT", orderLinkId = "stop-1" });
        var unknown = await bybit.PostAsync("/v5/order/cancel", new { category = "linear", symbol = "BTCUSDT", orderLinkId = "never" });
        Assert.Equal((110008, 110001), (gone.Code, unknown.Code));
        Assert.Empty((await bybit.GetAsync(Realtime, "category=linear&orderLinkId=never")).Rows);
    }

    [Fact]
    public async Task A_positions_own_stop_grows_with_it_and_goes_with_it()
    {
        var bybit = await BybitAsync();
        _ = await bybit.PostAsync(Create, new { category = "linear", symbol = "BTCUSDT", side = "Buy", orderType = "Market", qty = "0.01", stopLoss = "54000", slTriggerBy = "MarkPrice" });
        var position = Assert.Single((await bybit.GetAsync("/v5/position/list", "category=linear&symbol=BTCUSDT")).Rows);
        var moved = await bybit.PostAsync("/v5/position/trading-stop", new { category = "linear", symbol = "BTCUSDT", positionIdx = 0, tpslMode = "Full", stopLoss = "55000", slTriggerBy = "MarkPrice" });
        var same = await bybit.PostAsync("/v5/position/trading-stop", new { category = "linear", symbol = "BTCUSDT", positionIdx = 0, tpslMode = "Full", stopLoss = "55000", slTriggerBy = "MarkPrice" });
        _ = await bybit.PostAsync(Create, Market("Buy", "0.02"));

        await PriceAsync("54900");

        Assert.Equal("54000", Text(position, "stopLoss"));
        Assert.Equal((0, 34040), (moved.Code, same.Code));
        Assert.Empty((await bybit.GetAsync("/v5/position/list", "category=linear&settleCoin=USDT")).Rows);
        Assert.Empty((await bybit.GetAsync(Realtime, "category=linear&symbol=BTCUSDT")).Rows);
    }

    [Fact]
    public async Task Leverage_and_margin_mode_follow_the_venues_rules()
    {
        var bybit = await BybitAsync();

        var set = await bybit.PostAsync("/v5/position/set-leverage", new { category = "linear", symbol = "BTCUSDT", buyLeverage = "7", sellLeverage = "7" });
        var same = await bybit.PostAsync("/v5/position/set-leverage", new { category = "linear", symbol = "BTCUSDT", buyLeverage = "7", sellLeverage = "7" });
        var apart = await bybit.PostAsync("/v5/position/set-leverage", new { category = "linear", symbol = "BTCUSDT", buyLeverage = "7", sellLeverage = "8" });
        var high = await bybit.PostAsync("/v5/position/set-leverage", new { category = "linear", symbol = "BTCUSDT", buyLeverage = "500", sellLeverage = "500" });
        _ = await bybit.PostAsync("/v5/account/set-margin-mode", new { setMarginMode = "ISOLATED_MARGIN" });
        _ = await bybit.PostAsync(Create, Market("Buy", "0.1"));
        var busy = await bybit.PostAsync("/v5/account/set-margin-mode", new { setMarginMode = "REGULAR_MARGIN" });
        var info = await bybit.GetAsync("/v5/account/info");
        var position = Assert.Single((await bybit.GetAsync("/v5/position/list", "category=linear&symbol=BTCUSDT")).Rows);
        var wallet = (await bybit.GetAsync("/v5/account/wallet-balance", "accountType=UNIFIED")).Rows[0];

        Assert.Equal((0, 110043, 10001, 110013, 3400045), (set.Code, same.Code, apart.Code, high.Code, busy.Code));
        Assert.Equal(("ISOLATED_MARGIN", "1", ""), (Text(info.Result, "marginMode"), Text(position, "tradeMode"), Text(wallet, "totalAvailableBalance")));
    }

    [Fact]
    public async Task A_transfer_id_works_once()
    {
        var bybit = await BybitAsync();
        var transfer = new { transferId = Guid.CreateVersion7().ToString(), coin = "USDT", amount = "100", fromAccountType = "UNIFIED", toAccountType = "FUND" };

        var first = await bybit.PostAsync("/v5/asset/transfer/inter-transfer", transfer);
        var second = await bybit.PostAsync("/v5/asset/transfer/inter-transfer", transfer);
        var tooMuch = await bybit.PostAsync("/v5/asset/transfer/inter-transfer", transfer with { transferId = Guid.CreateVersion7().ToString(), amount = "99999" });

        Assert.Equal((0, 131214, 131212), (first.Code, second.Code, tooMuch.Code));
    }

    [Fact]
    public async Task Lists_are_cut_and_go_on_with_a_cursor()
    {
        var bybit = await BybitAsync();
        for (var i = 0; i < 3; i++)
        {
            _ = await bybit.PostAsync(Create, Market("Buy", "0.001", $"p{i}"));
        }

        var first = await bybit.GetAsync("/v5/execution/list", "category=linear&limit=2");
        var second = await bybit.GetAsync("/v5/execution/list", $"category=linear&limit=2&cursor={Text(first.Result, "nextPageCursor")}");

        Assert.Equal((2, 1, ""), (first.Rows.Length, second.Rows.Length, Text(second.Result, "nextPageCursor")));
        Assert.Equal("p0", Text(second.Rows[0], "orderLinkId"));
    }

    [Fact]
    public async Task Limits_are_told_in_headers_and_a_get_with_a_body_is_forbidden()
    {
        var bybit = await BybitAsync();
        Answer last;
        var calls = 0;
        do
        {
            last = await bybit.PostAsync("/v5/position/set-leverage", new { category = "linear", symbol = "BTCUSDT", buyLeverage = $"{(calls % 5) + 1}", sellLeverage = $"{(calls % 5) + 1}" });
            calls++;
        }
        while (last.Code == 0 && calls < 300);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/bybit/v5/market/time") { Content = new StringContent("{}") };
        using var forbidden = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((200, 10006, 403), (last.Status, last.Code, (int)forbidden.StatusCode));
        Assert.Equal("10", Assert.Single(last.Response.Headers.GetValues("X-Bapi-Limit")));
        Assert.Equal("0", Assert.Single(last.Response.Headers.GetValues("X-Bapi-Limit-Status")));
    }

    [Fact]
    public async Task Leaders_positions_are_scaled_cut_and_hidden()
    {
        var rows = Enumerable.Range(0, 25).Select(i => Long("0.5", entry: $"{60000 + i}", id: $"p{i}")).ToArray();
        await PutTraderPositionsAsync(Leader, rows, exchange: "bybit");
        var path = $"/bybit-web/x-api/fapi/beehive/public/v1/common/position/list?leaderMark={Uri.EscapeDataString(Leader)}&timeStamp=1";

        var shown = await ResultAsync(path);
        var detail = await ResultAsync($"/bybit-web/fapi/beehive/public/v1/common/order/list-detail?leaderMark={Uri.EscapeDataString(Leader)}&pageSize=50&page=2&timeStamp=1");
        _ = await Server.PutAsync($"/traders/bybit/{Uri.EscapeDataString(Leader)}", new { sharing = false });
        var hidden = await ResultAsync(path);

        var first = shown.GetProperty("data")[0];
        Assert.Equal((20, "25", "50000000", "1000", "Buy"), (
            shown.GetProperty("data").GetArrayLength(), Text(shown, "totalCount"), Text(first, "sizeX"), Text(first, "leverageE2"), Text(first, "side")));
        Assert.Equal(5, detail.GetProperty("data").GetArrayLength());
        Assert.Equal((0, "1"), (hidden.GetProperty("data").GetArrayLength(), Text(hidden, "openTradeInfoProtection")));
    }

    [Fact]
    public async Task The_stream_sends_one_snapshot_and_then_what_changed()
    {
        await using var client = await StreamClient.ConnectAsync(Http.BaseAddress!, "/bybit/v5/public/linear");
        await client.SendAsync("""{"req_id":"1","op":"subscribe","args":["tickers.BTCUSDT"]}""");
        var acknowledged = await client.NextAsync(message => message.TryGetProperty("success", out _));
        var first = await client.NextAsync(message => message.TryGetProperty("topic", out _));
        _ = await Server.PutAsync("/book/BTCUSDT", new { mark = "60100" });
        var second = await client.NextAsync(message => message.TryGetProperty("topic", out _));
        await client.SendAsync("""{"op":"ping"}""");
        var pong = await client.NextAsync(message => message.TryGetProperty("ret_msg", out _));

        Assert.Equal(("True", "snapshot", "delta", "pong"), (Text(acknowledged, "success"), Text(first, "type"), Text(second, "type"), Text(pong, "ret_msg")));
        Assert.Equal(["symbol", "markPrice"], second.GetProperty("data").EnumerateObject().Select(field => field.Name));
    }

    private static object Market(string side, string quantity, string? linkId = null) =>
        new { category = "linear", symbol = "BTCUSDT", side, orderType = "Market", qty = quantity, orderLinkId = linkId };

    private async Task<JsonElement> ResultAsync(string path) =>
        JsonDocument.Parse(await Http.GetStringAsync(path)).RootElement.GetProperty("result");

    private async Task<BybitCaller> BybitAsync(bool hedge = false, string[]? permissions = null)
    {
        _ = await Server.PostAsync("/accounts", new
        {
            exchange = "bybit",
            apiKey = "key-1",
            apiSecret = "secret-1",
            balances = new { spot = new { USDT = "1000" }, usdm = new { USDT = "5000" }, coinm = new { BTC = "0.5" } },
            hedgeMode = hedge,
            permissions = permissions ?? ["read", "spot", "futures"],
        });
        return new BybitCaller(Http, "key-1", "secret-1");
    }
}
