using System.Globalization;
using System.Text.Json.Nodes;
using WhaleCopy.System.Tests.Product;
using WhaleCopy.TestKit;

namespace WhaleCopy.System.Tests;

/// <summary>The loop: a whale moves, followers' accounts follow, the venue's own book says so.</summary>
public sealed class SignalToFill : IAsyncLifetime
{
    private RunningProduct _product = null!;

    public async ValueTask InitializeAsync() => _product = await RunningProduct.StartAsync();

    public async ValueTask DisposeAsync() => await _product.DisposeAsync();

    [Fact]
    public async Task A_whale_opens_and_closes_and_his_followers_copy_follows()
    {
        await _product.SetPriceAsync("BTCUSDT", "65000");
        var whale = await _product.DiscoverAsync("4681698170884314113");
        var user = await _product.SignUpAsync(101);
        await user.FollowAsync(whale, new { trade_size_usdt = "50", stop_loss_percent = "5" });
        await _product.WaitForPollAsync(whale);

        await _product.SetBookAsync("4681698170884314113", [Long("BTCUSDT", "0.5", "65000")]);

        var position = await OpenPositionAsync(user);
        Assert.Equal("BTCUSDT", position["symbol"]!.GetValue<string>());
        Assert.Equal("LONG", position["side"]!.GetValue<string>());
        Assert.Equal(whale, position["whale_id"]!.GetValue<long>());

        var trade = Assert.Single(await user.TradesAsync())!;
        Assert.Equal("FILLED", trade["status"]!.GetValue<string>());
        var timeline = trade["timeline"]!;
        foreach (var step in new[] { "seen_at", "decided_at", "sent_at", "acknowledged_at", "filled_at" })
            Assert.NotNull(timeline[step]);

        var orders = await VenueOrdersAsync(user);
        var entry = Assert.Single(orders, order => !IsProtective(order))!;
        Assert.Equal(trade["client_order_id"]!.GetValue<string>(), entry["clientOrderId"]!.GetValue<string>());
        Assert.StartsWith("wc", entry["clientOrderId"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(Number(position["quantity"]), Number(entry["filledQuantity"]));

        // Bound 65000 × 1.005 and below: 50 USDT at ten times is at most 0.007 coins; the stop is 5 % under the entry.
        var stop = Assert.Single(orders, order => IsProtective(order) && IsLive(order))!;
        Assert.Equal(Number(position["quantity"]), Number(stop["quantity"]));
        Assert.InRange(Number(stop["triggerPrice"]), 61_000m, 62_000m);
        Assert.Equal("PROTECTED", position["protection"]!.GetValue<string>());

        await _product.SetPriceAsync("BTCUSDT", "66000");
        await _product.SetBookAsync("4681698170884314113", []);

        var history = await Eventually.ObserveAsync(
            user.ClosedPositionsAsync,
            rows => rows.Count == 1,
            RunningProduct.Deadline);
        var closed = history[0]!;
        Assert.Equal("WHALE_EXIT", closed["close_reason"]!.GetValue<string>());
        Assert.True(Number(closed["realized_pnl"]) > 0m, closed.ToJsonString());
        Assert.Empty((await _product.Venue.GetAsync($"/sim/v1/accounts/binance/{user.ApiKey}/positions")).AsArray());
        await Eventually.ObserveAsync(
            async () => (await VenueOrdersAsync(user)).Count(order => IsProtective(order!) && IsLive(order!)),
            live => live == 0,
            RunningProduct.Deadline);
        Assert.Equal(2, (await VenueOrdersAsync(user)).Count(order => !IsProtective(order!)));
    }

    [Fact]
    public async Task A_short_is_copied_as_a_short_and_nobody_else_is_touched()
    {
        await _product.SetPriceAsync("ETHUSDT", "3000");
        var whale = await _product.DiscoverAsync("1000000000000000002");
        var follower = await _product.SignUpAsync(102);
        var stranger = await _product.SignUpAsync(103);
        await follower.FollowAsync(whale);
        await _product.WaitForPollAsync(whale);

        await _product.SetBookAsync("1000000000000000002", [Position("ETHUSDT", "SHORT", "10", "3000")]);

        var position = await OpenPositionAsync(follower);
        Assert.Equal("SHORT", position["side"]!.GetValue<string>());
        var held = Assert.Single((await _product.Venue.GetAsync($"/sim/v1/accounts/binance/{follower.ApiKey}/positions")).AsArray())!;
        Assert.Equal("SHORT", held["side"]!.GetValue<string>());
        Assert.Empty(await VenueOrdersAsync(stranger));
        Assert.Empty(await stranger.PositionsAsync());
    }

    [Fact]
    public async Task A_user_closes_his_copy_himself()
    {
        await _product.SetPriceAsync("SOLUSDT", "150");
        var whale = await _product.DiscoverAsync("1000000000000000003");
        var user = await _product.SignUpAsync(104);
        await user.FollowAsync(whale);
        await _product.WaitForPollAsync(whale);
        await _product.SetBookAsync("1000000000000000003", [Long("SOLUSDT", "100", "150")]);
        var position = await OpenPositionAsync(user);

        var task = await user.Api.PostAsync($"/api/v1/trades/positions/{position["id"]}/close", new { }, "close-once");
        var again = await user.Api.PostAsync($"/api/v1/trades/positions/{position["id"]}/close", new { }, "close-once");

        Assert.Equal(task["task_id"]!.GetValue<string>(), again["task_id"]!.GetValue<string>());
        await Eventually.ObserveAsync(
            async () => (await user.Api.GetAsync($"/api/v1/tasks/{task["task_id"]}"))["status"]!.GetValue<string>(),
            status => status == "done",
            RunningProduct.Deadline);
        var closed = Assert.Single(await user.ClosedPositionsAsync())!;
        Assert.Equal("MANUAL", closed["close_reason"]!.GetValue<string>());
        Assert.Empty((await _product.Venue.GetAsync($"/sim/v1/accounts/binance/{user.ApiKey}/positions")).AsArray());
    }

    [Fact]
    public async Task A_signal_is_copied_by_hand_once_however_often_it_is_asked_for()
    {
        await _product.SetPriceAsync("BNBUSDT", "600");
        var whale = await _product.DiscoverAsync("1000000000000000004");
        var user = await _product.SignUpAsync(105);

        // Somebody else follows him: a whale whom nobody follows and who shows nothing is soon looked at but once a day.
        await (await _product.SignUpAsync(106)).FollowAsync(whale);
        await _product.SetBookAsync("1000000000000000004", [Long("ETHUSDT", "1", "3000")]);
        await _product.WaitForPollAsync(whale);
        await _product.SetBookAsync("1000000000000000004", [Long("ETHUSDT", "1", "3000"), Long("BNBUSDT", "50", "600")]);
        var signal = await Eventually.ObserveAsync(
            async () => (await user.Api.GetAsync("/api/v1/signals?limit=100"))["items"]!.AsArray()
                .FirstOrDefault(row => row!["whale_id"]!.GetValue<long>() == whale && row["cex_symbol"]!.GetValue<string>() == "BNBUSDT"),
            row => row is not null,
            RunningProduct.Deadline);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            user.Api.PostAsync($"/api/v1/signals/{signal!["id"]}/copy", new { size_usdt = "25" }, "one-intent")));

        var task = Assert.Single(answers.Select(answer => answer["task_id"]!.GetValue<string>()).Distinct());
        var ended = await Eventually.ObserveAsync(
            () => user.Api.GetAsync($"/api/v1/tasks/{task}"),
            row => row["status"]!.GetValue<string>() is "done" or "failed",
            RunningProduct.Deadline);
        Assert.True(ended["status"]!.GetValue<string>() == "done", ended.ToJsonString());
        await OpenPositionAsync(user);
        Assert.Single(await VenueOrdersAsync(user), order => !IsProtective(order!));
    }

    [Fact]
    public async Task An_order_whose_answer_is_cut_off_is_found_and_never_sent_twice()
    {
        await _product.SetPriceAsync("XRPUSDT", "2");
        var whale = await _product.DiscoverAsync("1000000000000000005");
        var user = await _product.SignUpAsync(106);
        await user.FollowAsync(whale);
        await _product.WaitForPollAsync(whale);
        await _product.Venue.PostAsync("/sim/v1/faults", new { exchange = "binance", path = "/fapi/v1/order*", method = "POST", kind = "drop_after", apiKey = user.ApiKey, count = 1 });

        await _product.SetBookAsync("1000000000000000005", [Long("XRPUSDT", "10000", "2")]);

        await OpenPositionAsync(user);
        Assert.Single(await VenueOrdersAsync(user), order => !IsProtective(order!));
        Assert.Equal("FILLED", Assert.Single(await user.TradesAsync())!["status"]!.GetValue<string>());
    }

    private static async Task<JsonNode> OpenPositionAsync(TestUser user) => (await Eventually.ObserveAsync(
        user.PositionsAsync,
        rows => rows.Any(row => row!["protection"]!.GetValue<string>() == "PROTECTED"),
        RunningProduct.Deadline)).First(row => row!["protection"]!.GetValue<string>() == "PROTECTED")!;

    private async Task<JsonArray> VenueOrdersAsync(TestUser user) =>
        (await _product.Venue.GetAsync($"/sim/v1/accounts/{user.Exchange}/{user.ApiKey}/orders")).AsArray();

    private static object Long(string symbol, string size, string entryPrice) => Position(symbol, "LONG", size, entryPrice);

    private static object Position(string symbol, string side, string size, string entryPrice) =>
        new { symbol, market = "USD-M", side, size, entryPrice, leverage = 10 };

    private static bool IsProtective(JsonNode? order) => order!["isProtective"]!.GetValue<bool>();

    private static bool IsLive(JsonNode? order) => order!["endedAt"] is null;

    private static decimal Number(JsonNode? node) => decimal.Parse(node!.ToString(), CultureInfo.InvariantCulture);
}
