using System.Net.WebSockets;
using System.Text.Json;

namespace WhaleCopy.Simulator.Tests.Binance;

public sealed class StreamTests : SimulatorTest
{
    [Fact]
    public async Task Mark_prices_come_each_second_wrapped_with_their_stream()
    {
        await using var client = await StreamClient.ConnectAsync(Http.BaseAddress!, "/binance/usdm/stream");
        await client.SendAsync("""{"method":"SUBSCRIBE","params":["btcusdt@markPrice@1s"],"id":7}""");
        var acknowledged = await client.NextAsync(message => message.TryGetProperty("id", out _));
        var first = await client.NextAsync(IsData);
        _ = await Server.PutAsync("/book/BTCUSDT", new { mark = "60123.4" });
        var second = await client.NextAsync(message => IsData(message) && Text(message.GetProperty("data"), "p") != "60000.00000000");

        Assert.Equal(("7", JsonValueKind.Null), (Text(acknowledged, "id"), acknowledged.GetProperty("result").ValueKind));
        Assert.Equal(("btcusdt@markPrice@1s", "markPriceUpdate"), (Text(first, "stream"), Text(first.GetProperty("data"), "e")));
        Assert.Equal("60123.40000000", Text(second.GetProperty("data"), "p"));
        var apart = second.GetProperty("data").GetProperty("E").GetInt64() - first.GetProperty("data").GetProperty("E").GetInt64();
        Assert.InRange(apart, 900, 10_000);
    }

    [Fact]
    public async Task All_marks_come_as_one_bare_list()
    {
        await using var client = await StreamClient.ConnectAsync(Http.BaseAddress!, "/binance/usdm/ws/!markPrice@arr@1s");

        var message = await client.NextAsync(message => message.ValueKind == JsonValueKind.Array);

        Assert.Contains(Rows(message), row => Text(row, "s") == "BTCUSDT" && Text(row, "p") == "60000.00000000");
        Assert.True(Rows(message).Length > 10);
    }

    [Fact]
    public async Task After_unsubscribing_nothing_comes()
    {
        await using var client = await StreamClient.ConnectAsync(Http.BaseAddress!, "/binance/spot/ws");
        await client.SendAsync("""{"method":"SUBSCRIBE","params":["btcusdt@bookTicker"],"id":1}""");
        var book = await client.NextAsync(message => message.TryGetProperty("b", out _));
        await client.SendAsync("""{"method":"UNSUBSCRIBE","params":["btcusdt@bookTicker"],"id":2}""");
        _ = await client.NextAsync(message => message.TryGetProperty("id", out var id) && id.GetInt32() == 2);
        await PriceAsync("61000");
        await client.SendAsync("""{"method":"LIST_SUBSCRIPTIONS","id":3}""");
        var next = JsonDocument.Parse(await client.NextTextAsync()).RootElement;

        Assert.Equal("60000.00000000", Text(book, "b"));
        Assert.Equal(("3", "[]"), (Text(next, "id"), next.GetProperty("result").GetRawText()));
    }

    [Fact]
    public async Task Faults_meet_streams_when_they_open_and_while_they_run()
    {
        await using var running = await StreamClient.ConnectAsync(Http.BaseAddress!, "/binance/usdm/ws/btcusdt@markPrice@1s");
        _ = await running.NextTextAsync();
        _ = await Server.PostAsync("/faults", new { exchange = "binance", path = "/ws*", kind = "status", status = 503 });
        _ = await Server.PostAsync("/faults", new { exchange = "binance", path = "/ws*", kind = "drop_after" });

        _ = await Assert.ThrowsAsync<WebSocketException>(() => StreamClient.ConnectAsync(Http.BaseAddress!, "/binance/usdm/ws"));
        _ = await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (true)
            {
                _ = await running.NextTextAsync();
            }
        });
    }

    private static bool IsData(JsonElement message) => message.TryGetProperty("data", out _);
}
