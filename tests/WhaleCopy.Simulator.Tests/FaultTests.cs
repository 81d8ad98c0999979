using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace WhaleCopy.Simulator.Tests;

public sealed class FaultTests : SimulatorTest
{
    private const string Order = "/fapi/v1/order";
    private const string Buy = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&newOrderRespType=RESULT&newClientOrderId=";

    [Fact]
    public async Task Drop_before_cuts_the_connection_and_the_order_is_dropped()
    {
        var binance = await BinanceAsync();
        _ = await FaultAsync(new { exchange = "binance", path = Order, method = "POST", kind = "drop_before", count = 1 });

        _ = await Assert.ThrowsAsync<HttpRequestException>(() => binance.PostAsync(Order, Buy + "d1"));
        var query = await binance.GetAsync(Order, "symbol=BTCUSDT&origClientOrderId=d1");
        var again = await binance.PostAsync(Order, Buy + "d2");

        Assert.Equal((-2013, 200), (query.Code, again.Status));
        Assert.Equal(["d1:DROPPED", "d2:ACCEPTED"], await OutcomesAsync());
        var fault = Assert.Single(Rows(await Server.GetAsync("/faults")));
        Assert.Equal(("1", "False"), (Text(fault, "fired"), Text(fault, "active")));
    }

    [Fact]
    public async Task Drop_after_accepts_the_order_and_then_cuts_the_connection()
    {
        var binance = await BinanceAsync();
        _ = await FaultAsync(new { exchange = "binance", path = Order, method = "POST", kind = "drop_after" });

        _ = await Assert.ThrowsAsync<HttpRequestException>(() => binance.PostAsync(Order, Buy + "d1"));
        var query = await binance.GetAsync(Order, "symbol=BTCUSDT&origClientOrderId=d1");

        Assert.Equal("FILLED", Text(query.Body, "status"));
    }

    [Fact]
    public async Task A_drop_before_of_a_cancel_cancels_nothing()
    {
        var binance = await BinanceAsync();
        _ = await binance.PostAsync(Order, "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&price=59000&quantity=0.01&newClientOrderId=c1");
        _ = await FaultAsync(new { exchange = "binance", path = Order, method = "DELETE", kind = "drop_before" });

        _ = await Assert.ThrowsAsync<HttpRequestException>(() => binance.DeleteAsync(Order, "symbol=BTCUSDT&origClientOrderId=c1"));

        Assert.Equal("NEW", Text((await binance.GetAsync(Order, "symbol=BTCUSDT&origClientOrderId=c1")).Body, "status"));
    }

    [Fact]
    public async Task Duplicate_handles_the_request_twice_and_answers_the_first()
    {
        var binance = await BinanceAsync();
        _ = await FaultAsync(new { exchange = "binance", path = Order, kind = "duplicate" });

        var answer = await binance.PostAsync(Order, Buy + "d1");

        var orders = await OrdersOfAsync();
        Assert.Equal(2, orders.Length);
        Assert.Equal(Text(orders[0], "orderId"), Text(answer.Body, "orderId"));
        Assert.Equal("0.02", Text(Assert.Single(Rows(await Server.GetAsync("/accounts/binance/key-1/positions"))), "quantity"));
    }

    [Fact]
    public async Task A_status_answers_before_the_order_is_taken()
    {
        var binance = await BinanceAsync();
        _ = await FaultAsync(new { exchange = "binance", path = Order, method = "POST", kind = "status", status = 503, code = -1007, count = 1 });
        _ = await FaultAsync(new { exchange = "binance", path = Order, method = "POST", kind = "status", status = 502, count = 1 });

        var unknown = await binance.PostAsync(Order, Buy + "s1");
        var gateway = await binance.PostAsync(Order, Buy + "s2");

        Assert.Equal((503, -1007), (unknown.Status, unknown.Code));
        Assert.Equal((502, JsonValueKind.Undefined), (gateway.Status, gateway.Body.ValueKind));
        Assert.Equal(["s1:REJECTED", "s2:REJECTED"], await OutcomesAsync());
    }

    [Fact]
    public async Task A_status_after_acceptance_hides_an_order_that_was_taken()
    {
        var binance = await BinanceAsync();
        _ = await FaultAsync(new { exchange = "binance", path = Order, method = "POST", kind = "status", status = 504, phase = "after" });

        var answer = await binance.PostAsync(Order, Buy + "s1");

        Assert.Equal(504, answer.Status);
        Assert.Equal(["s1:ACCEPTED"], await OutcomesAsync());
    }

    [Fact]
    public async Task A_rejection_carries_the_code_that_was_asked_for()
    {
        var binance = await BinanceAsync();
        _ = await FaultAsync(new { exchange = "binance", path = Order, method = "POST", kind = "reject", code = -2019 });

        var answer = await binance.PostAsync(Order, Buy + "r1");

        Assert.Equal((400, -2019, "Margin is insufficient."), (answer.Status, answer.Code, Text(answer.Body, "msg")));
        Assert.Equal("-2019", Text(Assert.Single(await OrdersOfAsync()), "rejectCode"));
    }

    [Fact]
    public async Task Limits_and_bans_say_when_to_come_back()
    {
        var binance = await BinanceAsync();
        _ = await FaultAsync(new { exchange = "binance", path = "/fapi/v3/account*", kind = "rate_limit", durationMilliseconds = 30000 });
        _ = await FaultAsync(new { exchange = "binance", path = "/fapi/v3/balance*", kind = "ban", durationMilliseconds = 120000 });

        var limited = await binance.GetAsync("/fapi/v3/account");
        var banned = await binance.GetAsync("/fapi/v3/balance");

        Assert.Equal((429, -1003), (limited.Status, limited.Code));
        Assert.InRange(limited.Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 25, 30);
        Assert.Equal((418, -1003), (banned.Status, banned.Code));
        Assert.InRange(banned.Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 110, 120);
    }

    [Fact]
    public async Task Malformed_and_truncated_answers_cannot_be_read_but_the_order_was_taken()
    {
        var binance = await BinanceAsync();
        _ = await FaultAsync(new { exchange = "binance", path = Order, method = "POST", kind = "malformed", count = 1 });
        _ = await FaultAsync(new { exchange = "binance", path = Order, method = "POST", kind = "truncated", count = 1 });

        _ = await Assert.ThrowsAnyAsync<JsonException>(() => binance.PostAsync(Order, Buy + "m1"));
        _ = await Assert.ThrowsAnyAsync<JsonException>(() => binance.PostAsync(Order, Buy + "m2"));

        Assert.Equal(["m1:ACCEPTED", "m2:ACCEPTED"], await OutcomesAsync());
    }

    [Fact]
    public async Task Empty_is_a_well_formed_answer_without_rows()
    {
        var binance = await BinanceAsync();
        _ = await binance.PostAsync(Order, Buy + "e1");
        await PutTraderPositionsAsync("1", [Long("0.5")]);
        _ = await FaultAsync(new { exchange = "binance", path = "*positionRisk*", kind = "empty" });
        _ = await FaultAsync(new { exchange = "binance", path = "/bapi/*", kind = "empty" });

        var positions = await binance.GetAsync("/fapi/v3/positionRisk");
        var lead = await Http.GetStringAsync(LeadPositions("1"), TestContext.Current.CancellationToken);

        Assert.Equal("[]", positions.Body.ToString());
        var envelope = JsonDocument.Parse(lead).RootElement;
        Assert.Equal(("000000", "[]"), (Text(envelope, "code"), envelope.GetProperty("data").GetRawText()));
    }

    [Fact]
    public async Task Stale_gives_the_earlier_answer_until_it_ends()
    {
        await PutTraderPositionsAsync("1", [Long("0.5")]);
        var before = await Http.GetStringAsync(LeadPositions("1"), TestContext.Current.CancellationToken);
        _ = await FaultAsync(new { exchange = "binance", path = "*/lead-data/positions*", kind = "stale" });
        await PutTraderPositionsAsync("1", [Long("0.7")]);

        var first = await Http.GetStringAsync(LeadPositions("1"), TestContext.Current.CancellationToken);
        var second = await Http.GetStringAsync(LeadPositions("1"), TestContext.Current.CancellationToken);
        _ = await Server.DeleteAsync("/faults");
        var after = await Http.GetStringAsync(LeadPositions("1"), TestContext.Current.CancellationToken);

        Assert.Equal((before, before), (first, second));
        Assert.NotEqual(before, after);
    }

    [Fact]
    public async Task Latency_before_lets_the_window_pass_and_latency_after_does_not()
    {
        var binance = await BinanceAsync();
        _ = await FaultAsync(new { exchange = "binance", path = Order, method = "POST", kind = "latency", delayMilliseconds = 400, phase = "before", count = 1 });
        _ = await FaultAsync(new { exchange = "binance", path = Order, method = "POST", kind = "latency", delayMilliseconds = 400, phase = "after", count = 2 });
        var watch = Stopwatch.StartNew();

        var late = await binance.PostAsync(Order, Buy + "l1&recvWindow=200");
        var inTime = await binance.PostAsync(Order, Buy + "l2&recvWindow=200");

        Assert.Equal((-1021, 200), (late.Code, inTime.Status));
        Assert.True(watch.ElapsedMilliseconds >= 1200, $"took {watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task A_client_that_gives_up_during_latency_has_sent_its_order_all_the_same()
    {
        var binance = await BinanceAsync();
        _ = await FaultAsync(new { exchange = "binance", path = Order, method = "POST", kind = "latency", delayMilliseconds = 300, count = 1 });
        using var impatient = new HttpClient { BaseAddress = Http.BaseAddress, Timeout = TimeSpan.FromMilliseconds(100) };

        _ = await Assert.ThrowsAsync<TaskCanceledException>(
            () => new Binance.BinanceCaller(impatient, "key-1", "key-1-secret").PostAsync(Order, Buy + "gone"));
        var query = await binance.GetAsync(Order, "symbol=BTCUSDT&origClientOrderId=gone");
        for (var i = 0; i < 50 && query.Status != 200; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            query = await binance.GetAsync(Order, "symbol=BTCUSDT&origClientOrderId=gone");
        }

        Assert.Equal("FILLED", Text(query.Body, "status"));
    }

    [Fact]
    public async Task A_ratio_strikes_that_share_and_the_same_requests_each_time()
    {
        var first = await StrikesAsync();
        _ = await Server.PostAsync("/reset", new { });
        await using var other = await SimulatorServer.StartAsync();
        var second = await StrikesAsync(other);

        Assert.InRange(first.Count(struck => struck), 30, 70);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_page_fault_spares_earlier_pages()
    {
        _ = await FaultAsync(new { exchange = "binance", path = "*query-list", method = "POST", kind = "status", status = 500, page = 2 });

        var first = await ListAsync(1);
        var second = await ListAsync(2);
        var third = await ListAsync(3);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError), (first, second, third));
    }

    [Fact]
    public async Task A_fault_keeps_to_its_key_method_and_duration()
    {
        var mine = await BinanceAsync();
        var other = await BinanceAsync("key-2");
        _ = await FaultAsync(new { exchange = "binance", path = "*", method = "GET", apiKey = "key-1", kind = "status", status = 500, durationMilliseconds = 600 });

        var struck = await mine.GetAsync("/fapi/v3/account");
        var spared = await other.GetAsync("/fapi/v3/account");
        var written = await mine.PostAsync("/fapi/v1/leverage", "symbol=BTCUSDT&leverage=5");
        var later = struck;
        for (var i = 0; i < 100 && later.Status != 200; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            later = await mine.GetAsync("/fapi/v3/account");
        }

        Assert.Equal((500, 200, 200, 200), (struck.Status, spared.Status, written.Status, later.Status));
    }

    private static string LeadPositions(string uid) =>
        $"/binance/web/bapi/futures/v1/friendly/future/copy-trade/lead-data/positions?portfolioId={uid}";

    private async Task<HttpStatusCode> ListAsync(int page)
    {
        using var content = new StringContent($$"""{"pageNumber":{{page}},"pageSize":10}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(
            new Uri("/binance/web/bapi/futures/v1/friendly/future/copy-trade/home-page/query-list", UriKind.Relative), content);
        return response.StatusCode;
    }

    private async Task<bool[]> StrikesAsync(SimulatorServer? server = null)
    {
        server ??= Server;
        _ = await server.PostAsync("/faults", new { exchange = "binance", path = "/fapi/v1/time", kind = "status", status = 500, ratio = 0.5 });
        var struck = new bool[100];
        for (var i = 0; i < struck.Length; i++)
        {
            using var response = await server.Http.GetAsync(new Uri("/binance/usdm/fapi/v1/time", UriKind.Relative));
            struck[i] = response.StatusCode == HttpStatusCode.InternalServerError;
        }

        return struck;
    }

    private async Task<string[]> OutcomesAsync() =>
        [.. (await OrdersOfAsync()).Select(order => $"{Text(order, "clientOrderId")}:{Text(order, "outcome")}")];

    private Task<JsonElement> FaultAsync(object fault) => Server.PostAsync("/faults", fault);
}
