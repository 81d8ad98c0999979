using System.Globalization;
using System.Text;
using System.Text.Json;

namespace WhaleCopy.Simulator.Tests;

public sealed class TraderTests : SimulatorTest
{
    private const string Friendly = "/binance/web/bapi/futures/v1/friendly/future/copy-trade";
    private const string Public = "/binance/web/bapi/futures/v1/public/future";
    private const string Uid = "4681698170884314113";

    [Fact]
    public async Task A_lead_portfolio_shows_its_book_and_zero_rows()
    {
        await PutTraderPositionsAsync(Uid, [Long("0.5"), Long("0.25", entry: "66000", id: "a2"), Long("3", "ETHUSDT", "3500")]);

        var rows = Rows((await GetAsync($"{Friendly}/lead-data/positions?portfolioId={Uid}")).GetProperty("data"));

        var held = rows.Where(row => decimal.Parse(Text(row, "positionAmount"), System.Globalization.CultureInfo.InvariantCulture) != 0).ToArray();
        Assert.Equal(["BTCUSDT:LONG:0.75:62000", "ETHUSDT:LONG:3:3500"], held.Select(row =>
            $"{Text(row, "symbol")}:{Text(row, "positionSide")}:{Text(row, "positionAmount")}:{Text(row, "entryPrice")}"));
        Assert.True(rows.Length > held.Length);
    }

    [Fact]
    public async Task A_short_is_negative()
    {
        await PutTraderPositionsAsync(Uid, [new { symbol = "BTCUSDT", market = "USD-M", side = "SHORT", size = "0.5", entryPrice = "60000", leverage = 20 }]);
        await PriceAsync("59000");

        var row = Rows((await GetAsync($"{Friendly}/lead-data/positions?portfolioId={Uid}")).GetProperty("data"))[0];

        Assert.Equal(("-0.5", "SHORT", "500.00000000"), (Text(row, "positionAmount"), Text(row, "positionSide"), Text(row, "unrealizedProfit")));
    }

    [Fact]
    public async Task A_trader_in_one_way_mode_shows_both_with_a_sign()
    {
        _ = await Server.PutAsync($"/traders/binance/{Uid}", new { nickname = "A", hedgeMode = false });
        await PutTraderPositionsAsync(Uid, [Long("0.5")]);
        await PutTraderPositionsAsync(Uid, [Short("0.2")]);

        var row = Rows((await GetAsync($"{Friendly}/lead-data/positions?portfolioId={Uid}")).GetProperty("data"))[0];
        var orders = await PostAsync(
            $"{Friendly}/lead-portfolio/order-history", $$"""{"portfolioId":"{{Uid}}","startTime":0,"endTime":9999999999999,"pageSize":10}""");
        using var both = await Http.PutAsync(
            new Uri($"/sim/v1/traders/binance/{Uid}/positions", UriKind.Relative), System.Net.Http.Json.JsonContent.Create(new[] { Long("0.5"), Short("0.2") }),
            TestContext.Current.CancellationToken);

        Assert.Equal(("-0.2", "BOTH", "0_BTCUSDT_BOTH"), (Text(row, "positionAmount"), Text(row, "positionSide"), Text(row, "id")));
        Assert.All(Rows(orders.GetProperty("data").GetProperty("list")), order => Assert.Equal("BOTH", Text(order, "positionSide")));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, both.StatusCode);
    }

    [Fact]
    public async Task Not_sharing_looks_empty_and_only_the_detail_tells()
    {
        await PutTraderPositionsAsync(Uid, [Long("0.5")]);
        _ = await Server.PutAsync($"/traders/binance/{Uid}", new { nickname = "A", sharing = false, equityUsdt = "100000" });

        var rows = Rows((await GetAsync($"{Friendly}/lead-data/positions?portfolioId={Uid}")).GetProperty("data"));
        var detail = (await GetAsync($"{Friendly}/lead-portfolio/detail?portfolioId={Uid}")).GetProperty("data");
        var leaderboard = await PostAsync($"{Public}/leaderboard/getOtherPosition", $$"""{"encryptedUid":"{{Uid}}","tradeType":"PERPETUAL"}""");

        Assert.All(rows, row => Assert.Equal("0.000", Text(row, "positionAmount")));
        Assert.Equal(("False", "ACTIVE", "100000.00000000"), (Text(detail, "positionShow"), Text(detail, "status"), Text(detail, "marginBalance")));
        Assert.Equal(JsonValueKind.Null, leaderboard.GetProperty("data").GetProperty("otherPositionRetList").ValueKind);
    }

    [Fact]
    public async Task What_is_gone_is_in_the_history_with_time_and_price()
    {
        await PutTraderPositionsAsync(Uid, [Long("0.5")]);
        await PriceAsync("61000");
        await PutTraderPositionsAsync(Uid, [Long("0.2")]);
        await PriceAsync("62000");
        await PutTraderPositionsAsync(Uid, []);

        var orders = await PostAsync(
            $"{Friendly}/lead-portfolio/order-history", $$"""{"portfolioId":"{{Uid}}","startTime":0,"endTime":9999999999999,"pageSize":2}""");
        var data = orders.GetProperty("data");
        var rest = await PostAsync(
            $"{Friendly}/lead-portfolio/order-history",
            $$"""{"portfolioId":"{{Uid}}","startTime":0,"endTime":9999999999999,"pageSize":2,"indexValue":{{data.GetProperty("indexValue").GetRawText()}}}""");
        var closed = await PostAsync($"{Public}/copy-trade/lead-portfolio/position-history", $$"""{"portfolioId":"{{Uid}}","pageNumber":1,"pageSize":10}""");

        Assert.Equal("3", Text(data, "total"));
        Assert.Equal(["SELL:0.2:62000:400", "SELL:0.3:61000:300"], Rows(data.GetProperty("list")).Select(Brief));
        Assert.Equal(["BUY:0.5:60000:0"], Rows(rest.GetProperty("data").GetProperty("list")).Select(Brief));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("data").GetProperty("indexValue").ValueKind);
        Assert.Equal(
            ["All Closed:62000", "Partially Closed:61000"],
            Rows(closed.GetProperty("data").GetProperty("list")).Select(row => $"{Text(row, "status")}:{Text(row, "avgClosePrice")}"));
    }

    [Fact]
    public async Task A_source_that_stops_showing_a_position_leaves_no_history()
    {
        await PutTraderPositionsAsync(Uid, [Long("0.5")]);
        await PutTraderPositionsAsync(Uid, [], "?history=false");

        var orders = await PostAsync(
            $"{Friendly}/lead-portfolio/order-history", $$"""{"portfolioId":"{{Uid}}","startTime":0,"endTime":9999999999999,"pageSize":10}""");

        Assert.Equal(["BUY:0.5:60000:0"], Rows(orders.GetProperty("data").GetProperty("list")).Select(Brief));
    }

    [Fact]
    public async Task The_list_is_paged()
    {
        for (var i = 0; i < 5; i++)
        {
            _ = await Server.PutAsync($"/traders/binance/{i}", new { nickname = $"T{i}", roi = $"0.{i}", winRate = "0.5" });
        }

        var page = await PostAsync($"{Friendly}/home-page/query-list", """{"pageNumber":2,"pageSize":2,"timeRange":"30D","dataType":"ROI","order":"DESC"}""");

        var data = page.GetProperty("data");
        Assert.Equal("5", Text(data, "total"));
        Assert.Equal(["2:20", "1:10"], Rows(data.GetProperty("list")).Select(row => $"{Text(row, "leadPortfolioId")}:{Text(row, "roi")}"));
    }

    [Fact]
    public async Task An_order_knows_how_long_after_the_change_that_explains_it_it_came()
    {
        var binance = await BinanceAsync();
        const string Order = "/fapi/v1/order";
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        await PutTraderPositionsAsync(Uid, [Long("0.5")]);
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01&reduceOnly=true");
        await PutTraderPositionsAsync(Uid, []);
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01&reduceOnly=true");

        var orders = Rows(await Server.GetAsync("/orders"));
        var recent = Rows(await Server.GetAsync($"/orders?since={Uri.EscapeDataString(Text(orders[3], "receivedAt"))}"));

        Assert.Equal(
            [JsonValueKind.Null, JsonValueKind.Number, JsonValueKind.Null, JsonValueKind.Number],
            orders.Select(order => order.GetProperty("sinceTraderChangeMilliseconds").ValueKind));
        Assert.InRange(orders[1].GetProperty("sinceTraderChangeMilliseconds").GetInt64(), 0, 5000);
        Assert.Equal(Text(orders[3], "orderId"), Text(Assert.Single(recent), "orderId"));
    }

    [Fact]
    public async Task The_same_script_makes_the_same_crowd_trade()
    {
        var started = await Server.PostAsync("/traders/script", new { seed = 7, traders = 12, actionsPerMinute = 60_000 });
        var uid = Text(Rows(started.GetProperty("uids"))[0], "uid");
        Assert.Contains(
            Rows((await GetAsync($"{Friendly}/lead-data/positions?portfolioId={uid}")).GetProperty("data")),
            row => decimal.Parse(Text(row, "positionAmount"), CultureInfo.InvariantCulture) != 0m);
        JsonElement data;
        do
        {
            data = (await PostAsync($"{Friendly}/lead-portfolio/order-history", $$"""{"portfolioId":"{{uid}}","startTime":0,"endTime":9999999999999,"pageSize":10}"""))
                .GetProperty("data");
        }
        while (Rows(data.GetProperty("list")).Length == 0 && !TestContext.Current.CancellationToken.IsCancellationRequested);

        await using var other = await SimulatorServer.StartAsync();
        var again = await other.PostAsync("/traders/script", new { seed = 7, traders = 12, actionsPerMinute = 60_000 });
        Assert.Equal(started.GetProperty("uids").GetRawText(), again.GetProperty("uids").GetRawText());
        Assert.Equal("False", Text(await Server.DeleteAsync("/traders/script"), "running"));
    }

    private static object Short(string size) =>
        new { symbol = "BTCUSDT", market = "USD-M", side = "SHORT", size, entryPrice = "60000", leverage = 20 };

    private static string Brief(JsonElement row) =>
        $"{Text(row, "side")}:{Text(row, "executedQty")}:{Text(row, "avgPrice")}:{Text(row, "totalPnl")}";

    private async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await Http.GetStringAsync(path)).RootElement;

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(new Uri(path, UriKind.Relative), content);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }
}
