namespace WhaleCopy.Simulator.Tests;

public sealed class ControlTests : SimulatorTest
{
    [Fact]
    public async Task It_is_healthy() => Assert.Equal("ok", Text(await Server.GetAsync("/health"), "status"));

    [Theory]
    [InlineData("PUT", "/prices/BTCUSDT", """{"price":"-1"}""", "price")]
    [InlineData("PUT", "/prices/BTCUSDT", """{"price":"much"}""", "price")]
    [InlineData("PUT", "/prices/BTCUSDT", "{}", "price")]
    [InlineData("PUT", "/prices/btc", """{"price":"1"}""", "symbol")]
    [InlineData("PUT", "/prices/BTCUSDT", "no json", "body")]
    [InlineData("PUT", "/book/NEWUSDT", "{}", "symbol")]
    [InlineData("PUT", "/book/BTCUSDT", """{"bid":"61000","ask":"60000"}""", "bid")]
    [InlineData("PUT", "/market", """{"mode":"wild"}""", "mode")]
    [InlineData("PUT", "/market", """{"mode":"replay"}""", "file")]
    [InlineData("PUT", "/market", """{"mode":"random","tickMilliseconds":1}""", "tickMilliseconds")]
    [InlineData("PUT", "/clock/mtgox", """{"offsetMilliseconds":1}""", "exchange")]
    [InlineData("PUT", "/clock/binance", "{}", "offsetMilliseconds")]
    [InlineData("PUT", "/traders/binance/1", """{"sharing":"yes"}""", "sharing")]
    [InlineData("PUT", "/traders/binance/1/positions", "{}", "body")]
    [InlineData("PUT", "/traders/binance/1/positions", """[{"symbol":"BTCUSDT","market":"USD-M","side":"UP","size":"1","entryPrice":"1","leverage":1}]""", "[0].side")]
    [InlineData("PUT", "/traders/binance/1/positions", """[{"symbol":"BTCUSDT","market":"COIN-M","side":"LONG","size":"1","entryPrice":"1","leverage":1}]""", "[0].symbol")]
    [InlineData("PUT", "/traders/binance/1/positions?history=maybe", "[]", "history")]
    [InlineData("PUT", "/traders/binance/1/pages", """{"pageSize":0}""", "pageSize")]
    [InlineData("POST", "/traders/script", """{"traders":0}""", "traders")]
    [InlineData("POST", "/accounts", """{"exchange":"binance","apiKey":"k"}""", "apiSecret")]
    [InlineData("POST", "/accounts", """{"exchange":"okx","apiKey":"k","apiSecret":"s"}""", "passphrase")]
    [InlineData("POST", "/accounts", """{"exchange":"binance","apiKey":"k","apiSecret":"s","permissions":["fly"]}""", "permissions")]
    [InlineData("POST", "/accounts", """{"exchange":"binance","apiKey":"k","apiSecret":"s","balances":{"usdm":{"USDT":"-5"}}}""", "balances.usdm.USDT")]
    [InlineData("POST", "/accounts/bulk", """{"exchange":"binance","prefix":"u"}""", "count")]
    [InlineData("POST", "/accounts/binance/none/actions", """{"action":"close"}""", "apiKey")]
    [InlineData("POST", "/faults", """{"exchange":"binance","kind":"latency"}""", "path")]
    [InlineData("POST", "/faults", """{"exchange":"binance","path":"*","kind":"gremlins"}""", "kind")]
    [InlineData("POST", "/faults", """{"exchange":"binance","path":"*","kind":"status","ratio":2}""", "ratio")]
    [InlineData("POST", "/faults", """{"exchange":"binance","path":"*","kind":"latency","phase":"during"}""", "phase")]
    [InlineData("GET", "/orders?since=yesterday", null, "since")]
    [InlineData("GET", "/accounts/binance/none/orders", null, "apiKey")]
    public async Task Bad_input_is_400_and_names_the_field(string method, string path, string? body, string field)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"/sim/v1{path}", UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(field, Text(problem.RootElement, "field"));
    }

    [Fact]
    public async Task A_new_symbol_exists_on_the_venue_with_the_filters_of_its_kind()
    {
        await PriceAsync("1.25", "NEWUSDT");

        var info = await new Binance.BinanceCaller(Http, "", "").PublicAsync("/fapi/v1/exchangeInfo");

        var symbol = Rows(info.Body.GetProperty("symbols")).Single(row => Text(row, "symbol") == "NEWUSDT");
        var filters = Rows(symbol.GetProperty("filters")).ToDictionary(filter => Text(filter, "filterType"));
        Assert.Equal("1", Text(filters["LOT_SIZE"], "stepSize"));
        Assert.Equal("5", Text(filters["MIN_NOTIONAL"], "notional"));
        Assert.Equal("0.0001", Text(filters["PRICE_FILTER"], "tickSize"));
        var bitcoin = Rows(info.Body.GetProperty("symbols")).Single(row => Text(row, "symbol") == "BTCUSDT");
        Assert.Equal("0.001", Text(Rows(bitcoin.GetProperty("filters")).Single(row => Text(row, "filterType") == "LOT_SIZE"), "stepSize"));
    }

    [Fact]
    public async Task A_book_overrides_what_the_price_derives_until_it_is_replaced()
    {
        _ = await Server.PutAsync("/book/BTCUSDT", new { bid = "59000", mark = "59500", volume24h = "1000000" });
        var moved = await Server.PutAsync("/prices/BTCUSDT", new { price = "60500" });
        var cleared = await Server.PutAsync("/book/BTCUSDT", new { });

        Assert.Equal(("60500", "59000", "60500", "59500", "60500", "1000000"), (
            Text(moved, "price"), Text(moved, "bid"), Text(moved, "ask"), Text(moved, "mark"), Text(moved, "index"), Text(moved, "volume24h")));
        Assert.Equal(("60500", "60500", "1000000000"), (Text(cleared, "bid"), Text(cleared, "mark"), Text(cleared, "volume24h")));
    }

    [Fact]
    public async Task Bulk_accounts_can_trade_with_the_keys_they_answer()
    {
        var bulk = await Server.PostAsync("/accounts/bulk", new
        {
            exchange = "binance",
            count = 3,
            prefix = "u",
            balances = new { usdm = new { USDT = "100" } },
        });

        var last = Rows(bulk.GetProperty("accounts"))[2];
        var balance = await new Binance.BinanceCaller(Http, Text(last, "apiKey"), Text(last, "apiSecret")).GetAsync("/fapi/v3/balance");

        Assert.Equal("100.00000000", Text(Assert.Single(Rows(balance.Body)), "availableBalance"));
    }

    [Fact]
    public async Task Random_prices_follow_the_seed()
    {
        var first = await WalkAsync(Server);
        await using var other = await SimulatorServer.StartAsync();
        _ = await other.PutAsync("/prices/BTCUSDT", new { price = "60000" });
        var second = await WalkAsync(other);

        var shared = Math.Min(first.Count, second.Count);
        Assert.True(shared >= 3);
        Assert.Equal(first.Take(shared), second.Take(shared));
    }

    [Fact]
    public async Task A_replay_plays_the_candles_of_a_file()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7()}.csv");
        await File.WriteAllTextAsync(
            path,
            "open_time_ms,symbol,open,high,low,close\n1,BTCUSDT,60100,60500,59900,60300\n2,BTCUSDT,60300,60400,50000,51000\n",
            TestContext.Current.CancellationToken);
        var binance = await BinanceAsync();
        _ = await binance.PostAsync("/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        _ = await binance.PostAsync(
            "/fapi/v1/algoOrder",
            "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=50500&quantity=0.01&reduceOnly=true&workingType=MARK_PRICE");

        _ = await Server.PutAsync("/market", new { mode = "replay", tickMilliseconds = 10, file = path });
        await EventuallyPriceAsync("51000");

        Assert.Empty(Rows(await Server.GetAsync("/accounts/binance/key-1/positions")));
        File.Delete(path);
    }

    [Fact]
    public async Task Reset_empties_the_world()
    {
        var binance = await BinanceAsync();
        await PutTraderPositionsAsync("1", [Long("1")]);
        _ = await Server.PostAsync("/faults", new { exchange = "binance", path = "*", kind = "status", status = 500 });

        _ = await Server.PostAsync("/reset", new { });

        var account = await binance.GetAsync("/fapi/v3/account");
        var stats = await Server.GetAsync("/stats");
        Assert.Equal((-2015, "0", "0", "[]"), (
            account.Code, Text(stats, "accounts"), Text(stats, "traders"), (await Server.GetAsync("/faults")).GetRawText()));
    }

    [Fact]
    public async Task Statistics_count_requests_and_orders()
    {
        var binance = await BinanceAsync();
        _ = await binance.PostAsync("/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        _ = await binance.PostAsync("/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.00001");

        var stats = await Server.GetAsync("/stats");

        Assert.Equal("2", Text(stats, "orders"));
        Assert.Equal(
            ["200:1", "400:1"],
            Rows(stats.GetProperty("requests")).Where(row => Text(row, "path") == "/fapi/v1/order").Select(row => $"{Text(row, "status")}:{Text(row, "count")}"));
    }

    private async Task EventuallyPriceAsync(string price)
    {
        var caller = new Binance.BinanceCaller(Http, "", "");
        var last = "";
        for (var i = 0; i < 250 && last != price; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            last = Text((await caller.PublicAsync("/fapi/v2/ticker/price?symbol=BTCUSDT")).Body, "price");
        }

        Assert.Equal(price, last);
    }

    private static async Task<List<string>> WalkAsync(SimulatorServer server)
    {
        var caller = new Binance.BinanceCaller(server.Http, "", "");
        _ = await server.PutAsync("/market", new { mode = "random", seed = 5, tickMilliseconds = 200 });
        var prices = new List<string>();
        for (var i = 0; i < 400 && prices.Count < 6; i++)
        {
            var price = Text((await caller.PublicAsync("/fapi/v2/ticker/price?symbol=BTCUSDT")).Body, "price");
            if (prices.Count == 0 || prices[^1] != price)
            {
                prices.Add(price);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return prices;
    }
}
