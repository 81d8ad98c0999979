using StackExchange.Redis;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Standalone;

/// <summary>What our services ask of Redis: values, scripts (rate-limit buckets), publish and subscribe (live fan-out).</summary>
public sealed class EmbeddedGarnetTests(GarnetFixture garnet) : IClassFixture<GarnetFixture>
{
    [Fact]
    public async Task Script_runs_on_the_server()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(garnet.ConnectionString);

        var answer = await redis.GetDatabase().ScriptEvaluateAsync(
            "redis.call('set', KEYS[1], ARGV[1]); return redis.call('incrby', KEYS[1], 2)", ["bucket"], [40]);

        Assert.Equal(42, (int)answer);
    }

    [Fact]
    public async Task Scripts_of_several_connections_run_one_after_the_other()
    {
        // What our limits rest on: reading, deciding and writing in one script, as if nobody else were there.
        const string Increment = "local n = tonumber(redis.call('GET', KEYS[1]) or '0'); redis.call('SET', KEYS[1], tostring(n + 1)); return n";
        var connections = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ConnectionMultiplexer.ConnectAsync(garnet.ConnectionString)));

        await Task.WhenAll(connections.Select(async redis =>
        {
            for (var i = 0; i < 250; i++)
                await redis.GetDatabase().ScriptEvaluateAsync(Increment, ["counted"]);
        }));

        Assert.Equal(1000, (int)await connections[0].GetDatabase().StringGetAsync("counted"));
        foreach (var redis in connections)
            await redis.DisposeAsync();
    }

    [Fact]
    public async Task Message_reaches_a_subscriber()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(garnet.ConnectionString);
        var arrived = new TaskCompletionSource<string>();
        var channel = RedisChannel.Literal("whalecopy:test");
        await redis.GetSubscriber().SubscribeAsync(channel, (_, message) => arrived.TrySetResult(message.ToString()));

        await redis.GetSubscriber().PublishAsync(channel, "filled");

        Assert.Equal("filled", await arrived.Task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Flush_empties_it()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(garnet.ConnectionString);
        await redis.GetDatabase().StringSetAsync("kept", "no");

        await garnet.FlushAsync();

        Assert.False(await redis.GetDatabase().KeyExistsAsync("kept"));
    }

    [Fact]
    public async Task Stranger_without_the_password_is_refused()
    {
        var withoutPassword = garnet.ConnectionString.Split(',')[0] + ",connectTimeout=1000,abortConnect=true";

        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(withoutPassword));
    }
}
