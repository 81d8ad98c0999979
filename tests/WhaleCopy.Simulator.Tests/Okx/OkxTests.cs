using System.Text.Json;

namespace WhaleCopy.Simulator.Tests.Okx;

public sealed class OkxTests : SimulatorTest
{
    private const string Order = "/api/v5/trade/order";
    private const string Swap = "BTC-USDT-SWAP";

    [Fact]
    public void A_vector_of_another_implementation_is_reproduced()
    {
        // ccxt 4.5.84 sign(), re-checked with openssl.
        const string Prehash = "2023-11-14T22:13:20.123ZGET/api/v5/trade/order?instId=BTC-USDT-SWAP&clOrdId=wcs10001";

        Assert.Equal("VCE1sJnL+UyPt7u4zujeRfMQEe7y4RBw34VEvmuDDs8=", OkxCaller.Sign("wc-test-secret-0001", Prehash));
    }

    [Fact]
    public async Task Keys_passphrases_clocks_and_signatures_are_checked()
    {
        var okx = await OkxAsync();
        var late = await OkxAsync();
        late.Offset = TimeSpan.FromSeconds(-31);

        Assert.Equal("0", (await okx.GetAsync("/api/v5/account/config")).Code);
        Assert.Equal((401, "50102"), Brief(await late.GetAsync("/api/v5/account/config")));
        Assert.Equal((401, "50105"), Brief(await new OkxCaller(Http, "key-1", "secret-1", "wrong").GetAsync("/api/v5/account/config")));
        Assert.Equal((401, "50113"), Brief(await new OkxCaller(Http, "key-1", "wrong", "pass-1").GetAsync("/api/v5/account/config")));
        Assert.Equal((401, "50111"), Brief(await new OkxCaller(Http, "nobody", "x", "y").GetAsync("/api/v5/account/config")));
    }

    [Fact]
    public async Task A_swap_counts_in_contracts_and_only_acknowledges()
    {
        var okx = await OkxAsync();

        var placed = await okx.PostAsync(Order, new { instId = Swap, tdMode = "cross", side = "buy", ordType = "market", sz = "10", clOrdId = "wc1" });
        var order = (await okx.GetAsync($"{Order}?instId={Swap}&clOrdId=wc1")).Row;
        var position = (await okx.GetAsync($"/api/v5/account/positions?instType=SWAP&instId={Swap}")).Row;
        var fill = (await okx.GetAsync($"/api/v5/trade/fills?instType=SWAP&ordId={Text(order, "ordId")}")).Row;

        // Ten contracts of 0.01 BTC.
        Assert.Equal(("0", "0"), (placed.Code, placed.RowCode));
        Assert.False(placed.Row.TryGetProperty("state", out _));
        Assert.Equal(("filled", "10", "60000", "-3"), (Text(order, "state"), Text(order, "accFillSz"), Text(order, "avgPx"), Text(order, "fee")));
        Assert.Equal(("10", "net", "cross"), (Text(position, "pos"), Text(position, "posSide"), Text(position, "mgnMode")));
        Assert.Equal(("10", "60000"), (Text(fill, "fillSz"), Text(fill, "fillPx")));
        Assert.Equal("0.1", Text(Assert.Single(await OrdersOfAsync("key-1", "okx")), "quantity"));
    }

    [Fact]
    public async Task An_inverse_swap_counts_in_hundreds_of_dollars()
    {
        await PriceAsync("50000", "BTCUSD");
        var okx = await OkxAsync();

        var placed = await okx.PostAsync(Order, new { instId = "BTC-USD-SWAP", tdMode = "isolated", side = "sell", ordType = "market", sz = "20" });
        await PriceAsync("40000", "BTCUSD");
        var position = (await okx.GetAsync("/api/v5/account/positions")).Row;

        Assert.Equal("0", placed.RowCode);
        Assert.Equal(("-20", "0.01", "isolated", "BTC"), (Text(position, "pos"), Text(position, "upl"), Text(position, "mgnMode"), Text(position, "ccy")));
    }

    [Fact]
    public async Task A_spot_market_buy_spends_quote_unless_told_otherwise()
    {
        var okx = await OkxAsync();

        _ = await okx.PostAsync(Order, new { instId = "BTC-USDT", tdMode = "cash", side = "buy", ordType = "market", sz = "600", clOrdId = "q1" });
        _ = await okx.PostAsync(Order, new { instId = "BTC-USDT", tdMode = "cash", side = "buy", ordType = "market", sz = "0.01", tgtCcy = "base_ccy", clOrdId = "b1" });

        var quote = (await okx.GetAsync($"{Order}?instId=BTC-USDT&clOrdId=q1")).Row;
        var coins = (await okx.GetAsync($"{Order}?instId=BTC-USDT&clOrdId=b1")).Row;
        var balances = (await okx.GetAsync("/api/v5/account/balance?ccy=BTC")).Row.GetProperty("details")[0];
        Assert.Equal(("0.01", "600", "quote_ccy"), (Text(quote, "accFillSz"), Text(quote, "sz"), Text(quote, "tgtCcy")));
        Assert.Equal(("0.01", "-0.00001", "BTC"), (Text(coins, "accFillSz"), Text(coins, "fee"), Text(coins, "feeCcy")));
        Assert.Equal("0.51998", Text(balances, "availBal"));
    }

    [Theory]
    [InlineData("""{"instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"market","sz":"0.05"}""", "51020")]
    [InlineData("""{"instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"market","sz":"1.05"}""", "51121")]
    [InlineData("""{"instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"market","sz":"5000"}""", "51008")]
    [InlineData("""{"instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"market","sz":"1","clOrdId":"wc-1"}""", "51000")]
    [InlineData("""{"instId":"BTC-USDT-SWAP","tdMode":"cash","side":"buy","ordType":"market","sz":"1"}""", "51010")]
    [InlineData("""{"instId":"BTC-USDT","tdMode":"cross","side":"buy","ordType":"market","sz":"100"}""", "51010")]
    [InlineData("""{"instId":"BTC-USDT-SWAP","tdMode":"cross","posSide":"long","side":"buy","ordType":"market","sz":"1"}""", "51000")]
    [InlineData("""{"instId":"BTC-USDT-SWAP","tdMode":"cross","side":"sell","ordType":"market","sz":"1","reduceOnly":true}""", "51169")]
    [InlineData("""{"instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"limit","px":"90000","sz":"1"}""", "51137")]
    [InlineData("""{"instId":"NOPE-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"market","sz":"1"}""", "51001")]
    [InlineData("""{"instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"market","sz":"1","attachAlgoOrds":[{"slTriggerPx":"61000","slOrdPx":"-1"}]}""", "51280")]
    public async Task A_bad_order_says_why_in_its_row(string body, string code)
    {
        var okx = await OkxAsync();

        var answer = await okx.SendAsync(HttpMethod.Post, Order, body);

        Assert.Equal((200, "1", code), (answer.Status, answer.Code, answer.RowCode));
        Assert.Equal(code, Text(Assert.Single(await OrdersOfAsync("key-1", "okx")), "rejectCode"));
    }

    [Fact]
    public async Task A_client_id_is_unique_among_pending_orders_only()
    {
        var okx = await OkxAsync();
        var resting = new { instId = Swap, tdMode = "cross", side = "buy", ordType = "limit", px = "59000", sz = "1", clOrdId = "same" };

        var first = await okx.PostAsync(Order, resting);
        var second = await okx.PostAsync(Order, resting);
        var cancelled = await okx.PostAsync("/api/v5/trade/cancel-order", new { instId = Swap, clOrdId = "same" });
        var gone = await okx.PostAsync("/api/v5/trade/cancel-order", new { instId = Swap, clOrdId = "same" });
        var third = await okx.PostAsync(Order, resting);
        var unknown = await okx.GetAsync($"{Order}?instId={Swap}&clOrdId=never");

        Assert.Equal(("0", "51016", "0", "51401", "0", "51603"), (
            first.RowCode, second.RowCode, cancelled.RowCode, gone.RowCode, third.RowCode, unknown.Code));
    }

    [Fact]
    public async Task An_order_that_cannot_fill_at_once_is_accepted_and_cancelled()
    {
        var okx = await OkxAsync();
        _ = await Server.PutAsync("/book/BTCUSDT", new { depth = "0.004" });

        _ = await okx.PostAsync(Order, new { instId = Swap, tdMode = "cross", side = "buy", ordType = "ioc", px = "60100", sz = "1", clOrdId = "i1" });
        _ = await okx.PostAsync(Order, new { instId = Swap, tdMode = "cross", side = "buy", ordType = "fok", px = "60100", sz = "1", clOrdId = "f1" });
        _ = await okx.PostAsync(Order, new { instId = Swap, tdMode = "cross", side = "buy", ordType = "post_only", px = "60100", sz = "1", clOrdId = "p1" });

        var rows = new List<string>();
        foreach (var id in (string[])["i1", "f1", "p1"])
        {
            var row = (await okx.GetAsync($"{Order}?instId={Swap}&clOrdId={id}")).Row;
            rows.Add($"{Text(row, "state")}:{Text(row, "accFillSz")}:{Text(row, "avgPx")}");
        }

        Assert.Equal(["canceled:0.4:60000", "canceled:0:", "canceled:0:"], rows);
    }

    [Fact]
    public async Task Hedge_mode_needs_the_side_of_the_position()
    {
        var okx = await OkxAsync(hedge: true);
        _ = await okx.PostAsync(Order, new { instId = Swap, tdMode = "cross", posSide = "long", side = "buy", ordType = "market", sz = "2" });
        _ = await okx.PostAsync(Order, new { instId = Swap, tdMode = "cross", posSide = "short", side = "sell", ordType = "market", sz = "1" });

        var unsaid = await okx.PostAsync(Order, new { instId = Swap, tdMode = "cross", side = "buy", ordType = "market", sz = "1" });
        var rows = (await okx.GetAsync("/api/v5/account/positions")).Rows;
        var mode = await okx.PostAsync("/api/v5/account/set-position-mode", new { posMode = "net_mode" });
        var closed = await okx.PostAsync("/api/v5/trade/close-position", new { instId = Swap, mgnMode = "cross", posSide = "long" });
        var none = await okx.PostAsync("/api/v5/trade/close-position", new { instId = Swap, mgnMode = "cross", posSide = "long" });

        Assert.Equal(("51000", "59000", "0", "51023"), (unsaid.RowCode, mode.Code, closed.Code, none.Code));
        Assert.Equal(["long:2", "short:1"], rows.Select(row => $"{Text(row, "posSide")}:{Text(row, "pos")}"));
    }

    [Fact]
    public async Task Attached_protection_lives_from_the_fill_on()
    {
        var okx = await OkxAsync();
        _ = await okx.PostAsync(Order, new
        {
            instId = Swap,
            tdMode = "cross",
            side = "buy",
            ordType = "market",
            sz = "2",
            attachAlgoOrds = new[] { new { attachAlgoClOrdId = "stop1", slTriggerPx = "54000", slOrdPx = "-1", slTriggerPxType = "mark", tpTriggerPx = "66000", tpOrdPx = "-1" } },
        });
        var pending = Assert.Single((await okx.GetAsync("/api/v5/trade/orders-algo-pending?ordType=conditional,oco")).Rows);

        await PriceAsync("53900");

        var algo = (await okx.GetAsync("/api/v5/trade/order-algo?algoClOrdId=stop1")).Row;
        Assert.Equal(("oco", "stop1", "54000", "66000", "2", "live"), (
            Text(pending, "ordType"), Text(pending, "algoClOrdId"), Text(pending, "slTriggerPx"), Text(pending, "tpTriggerPx"), Text(pending, "sz"), Text(pending, "state")));
        Assert.Equal(("effective", "sl"), (Text(algo, "state"), Text(algo, "actualSide")));
        Assert.Equal("filled", Text((await okx.GetAsync($"{Order}?instId={Swap}&ordId={Text(algo, "ordId")}")).Row, "state"));
        Assert.Empty((await okx.GetAsync("/api/v5/account/positions")).Rows);
        Assert.Empty((await okx.GetAsync("/api/v5/trade/orders-algo-pending?ordType=conditional,oco")).Rows);
    }

    [Fact]
    public async Task A_stand_alone_stop_is_placed_listed_and_cancelled()
    {
        var okx = await OkxAsync();
        _ = await okx.PostAsync(Order, new { instId = Swap, tdMode = "cross", side = "buy", ordType = "market", sz = "2" });
        var stop = new { instId = Swap, tdMode = "cross", side = "sell", ordType = "conditional", sz = "2", reduceOnly = true, slTriggerPx = "54000", slOrdPx = "-1", slTriggerPxType = "mark", algoClOrdId = "s1" };

        var placed = await okx.PostAsync("/api/v5/trade/order-algo", stop);
        var twice = await okx.PostAsync("/api/v5/trade/order-algo", stop);
        var wrongSide = await okx.PostAsync("/api/v5/trade/order-algo", new { instId = Swap, tdMode = "cross", side = "sell", ordType = "conditional", sz = "2", reduceOnly = true, slTriggerPx = "61000", slOrdPx = "-1" });
        var cancelled = await okx.PostAsync("/api/v5/trade/cancel-algos", new[] { new { instId = Swap, algoId = Text(placed.Row, "algoId") } });
        var again = await okx.PostAsync("/api/v5/trade/cancel-algos", new[] { new { instId = Swap, algoClOrdId = "s1" } });

        Assert.Equal(("0", "51065", "51280", "0", "51400"), (placed.RowCode, twice.RowCode, wrongSide.RowCode, cancelled.RowCode, again.RowCode));
        Assert.Equal("canceled", Text((await okx.GetAsync("/api/v5/trade/order-algo?algoClOrdId=s1")).Row, "state"));
    }

    [Fact]
    public async Task Leverage_is_kept_by_margin_mode()
    {
        var okx = await OkxAsync();

        _ = await okx.PostAsync("/api/v5/account/set-leverage", new { instId = Swap, lever = "7", mgnMode = "isolated" });
        var isolated = (await okx.GetAsync($"/api/v5/account/leverage-info?instId={Swap}&mgnMode=isolated")).Row;
        var cross = (await okx.GetAsync($"/api/v5/account/leverage-info?instId={Swap}&mgnMode=cross")).Row;
        var tooHigh = await okx.PostAsync("/api/v5/account/set-leverage", new { instId = Swap, lever = "200", mgnMode = "cross" });
        _ = await okx.PostAsync(Order, new { instId = Swap, tdMode = "isolated", side = "buy", ordType = "market", sz = "2" });
        var position = (await okx.GetAsync("/api/v5/account/positions")).Row;

        Assert.Equal(("7", "20", "59102"), (Text(isolated, "lever"), Text(cross, "lever"), tooHigh.Code));
        Assert.Equal(("7", "171.42857143"), (Text(position, "lever"), Text(position, "margin")));
    }

    [Fact]
    public async Task A_late_order_is_refused_by_its_own_expiry()
    {
        var okx = await OkxAsync();
        okx.ExpiresAtMs = "1700000000000";

        var answer = await okx.PostAsync(Order, new { instId = Swap, tdMode = "cross", side = "buy", ordType = "market", sz = "1" });

        Assert.Equal("50036", answer.RowCode);
    }

    [Fact]
    public async Task Coins_move_between_funding_and_trading()
    {
        var okx = await OkxAsync();

        var moved = await okx.PostAsync("/api/v5/asset/transfer", new { ccy = "USDT", amt = "100", from = "18", to = "6", clientId = "t1" });
        var tooMuch = await okx.PostAsync("/api/v5/asset/transfer", new { ccy = "USDT", amt = "100000", from = "18", to = "6" });
        var state = (await okx.GetAsync("/api/v5/asset/transfer-state?clientId=t1")).Row;
        var funding = (await okx.GetAsync("/api/v5/asset/balances")).Row;

        Assert.Equal(("0", "58350", "success", "100"), (moved.Code, tooMuch.Code, Text(state, "state"), Text(funding, "bal")));
        Assert.Equal("5900", Text((await Server.GetAsync("/accounts/okx/key-1/balances")).GetProperty("usdm"), "USDT"));
    }

    [Fact]
    public async Task Limits_count_by_endpoint_and_instrument()
    {
        var okx = await OkxAsync();
        Answer answer;
        var calls = 0;
        do
        {
            answer = await okx.GetAsync("/api/v5/account/config");
            calls++;
        }
        while (answer.Code == "0" && calls < 200);

        Assert.Equal((429, "50011"), Brief(answer));
        Assert.InRange(calls, 6, 40);
    }

    [Fact]
    public async Task Sub_positions_are_rows_in_contracts_and_paged()
    {
        await PutTraderPositionsAsync("9A8534AB09862774", [Long("0.5", id: "a1"), Long("0.2", entry: "61000", id: "a2"), Long("3", "ETHUSDT", "3500", "a3")], exchange: "okx");
        _ = await Server.PutAsync("/traders/okx/9A8534AB09862774/pages", new { pageSize = 2 });
        const string Path = "/okx/api/v5/copytrading/public-current-subpositions?instType=SWAP&uniqueCode=9A8534AB09862774";

        var first = await RowsAsync(Path);
        var second = await RowsAsync($"{Path}&after={Text(first[1], "subPosId")}");

        Assert.Equal(["a3:ETH-USDT-SWAP:30", "a2:BTC-USDT-SWAP:20"], first.Select(Sub));
        Assert.Equal(["a1:BTC-USDT-SWAP:50"], second.Select(Sub));
    }

    [Fact]
    public async Task Not_sharing_looks_empty_and_the_history_refuses()
    {
        await PutTraderPositionsAsync("AAAA", [Long("0.5")], exchange: "okx");
        await PutTraderPositionsAsync("AAAA", [], exchange: "okx");
        var history = await RowsAsync("/okx/api/v5/copytrading/public-subpositions-history?instType=SWAP&uniqueCode=AAAA");
        _ = await Server.PutAsync("/traders/okx/AAAA", new { sharing = false });

        var hidden = await BodyAsync("/okx/api/v5/copytrading/public-subpositions-history?instType=SWAP&uniqueCode=AAAA");
        var current = await RowsAsync("/okx/api/v5/copytrading/public-current-subpositions?instType=SWAP&uniqueCode=AAAA");
        var unknown = await BodyAsync("/okx/api/v5/copytrading/public-stats?instType=SWAP&uniqueCode=BBBB");

        Assert.Equal(("50", "60000"), (Text(Assert.Single(history), "subPos"), Text(history[0], "closeAvgPx")));
        Assert.Equal(("59280", "51000"), (Text(hidden, "code"), Text(unknown, "code")));
        Assert.Empty(current);
    }

    [Fact]
    public async Task The_stream_answers_pings_and_sends_what_changes()
    {
        await using var client = await StreamClient.ConnectAsync(Http.BaseAddress!, "/okx/ws/v5/public");
        await client.SendAsync("ping");
        Assert.Equal("pong", await client.NextTextAsync());
        await client.SendAsync("""{"op":"subscribe","args":[{"channel":"mark-price","instId":"BTC-USDT-SWAP"},{"channel":"tickers","instId":"NOPE"}]}""");
        var acknowledged = await client.NextAsync(message => message.TryGetProperty("event", out _));
        var refused = await client.NextAsync(message => message.TryGetProperty("event", out var name) && name.GetString() == "error");
        var first = await client.NextAsync(message => message.TryGetProperty("data", out _));
        await PriceAsync("60500");
        var second = await client.NextAsync(message => message.TryGetProperty("data", out _));

        Assert.Equal(("subscribe", "60018"), (Text(acknowledged, "event"), Text(refused, "code")));
        Assert.Equal(("60000", "60500"), (Text(first.GetProperty("data")[0], "markPx"), Text(second.GetProperty("data")[0], "markPx")));
    }

    private static string Sub(JsonElement row) => $"{Text(row, "subPosId")}:{Text(row, "instId")}:{Text(row, "subPos")}";

    private static (int Status, string Code) Brief(Answer answer) => (answer.Status, answer.Code);

    private async Task<JsonElement> BodyAsync(string path) => JsonDocument.Parse(await Http.GetStringAsync(path)).RootElement;

    private async Task<JsonElement[]> RowsAsync(string path) => Rows((await BodyAsync(path)).GetProperty("data"));

    private async Task<OkxCaller> OkxAsync(bool hedge = false)
    {
        _ = await Server.PostAsync("/accounts", new
        {
            exchange = "okx",
            apiKey = "key-1",
            apiSecret = "secret-1",
            passphrase = "pass-1",
            balances = new { spot = new { USDT = "1000" }, usdm = new { USDT = "5000" }, coinm = new { BTC = "0.5" } },
            hedgeMode = hedge,
        });
        return new OkxCaller(Http, "key-1", "secret-1", "pass-1");
    }
}
