using System.Text.Json.Nodes;
using WhaleCopy.System.Tests.Product;
using WhaleCopy.TestKit;

namespace WhaleCopy.System.Tests;

/// <summary>Two pollers and two executors on one database: no double signal, no double order; a killed one is not missed.</summary>
public sealed class SeveralOfEach(PostgresFixture postgres, GarnetFixture garnet) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private const string Uid = "2000000000000000001";

    [Fact]
    public async Task Every_change_becomes_one_signal_and_every_copy_one_order()
    {
        await using var cluster = await ProcessCluster.StartAsync(postgres.ConnectionString, garnet.ConnectionString, pollers: 2, executors: 2);
        var product = cluster.Product;
        await product.SetPriceAsync("BTCUSDT", "65000");
        await product.SetPriceAsync("ETHUSDT", "3000");
        await product.SetPriceAsync("SOLUSDT", "150");
        var whale = await product.DiscoverAsync(Uid);
        var users = new List<TestUser>();
        for (var i = 0; i < 4; i++)
            users.Add(await product.SignUpAsync(200 + i));
        foreach (var user in users)
            await user.FollowAsync(whale);
        await product.WaitForPollAsync(whale);

        object[] book = [Position("BTCUSDT", "0.5", "65000"), Position("ETHUSDT", "10", "3000"), Position("SOLUSDT", "100", "150")];
        for (var held = 1; held <= book.Length; held++)
        {
            await product.SetBookAsync(Uid, book[..held]);
            var wanted = held;
            foreach (var user in users)
                await Eventually.ObserveAsync(async () => (await user.PositionsAsync()).Count, count => count == wanted, RunningProduct.Deadline);
            if (held == 1)
            {
                // Nothing hands over: leases end and the others go on. Redis may lose everything it holds.
                await cluster.Executors[0].KillAsync();
                await cluster.Pollers[0].KillAsync();
                await garnet.FlushAsync();
            }
        }

        var signals = (await users[0].Api.GetAsync($"/api/v1/signals?whale_id={whale}&limit=100"))["items"]!.AsArray();
        Assert.Equal(3, signals.Count);
        Assert.Equal(3, signals.Select(signal => signal!["tx_hash"]!.GetValue<string>()).Distinct().Count());
        foreach (var user in users)
            Assert.Equal(3, (await EntriesAsync(product, user)).Count);
    }

    [Fact]
    public async Task A_flushed_Redis_makes_no_signal_and_loses_none()
    {
        await using var cluster = await ProcessCluster.StartAsync(await postgres.CreateDatabaseAsync(), garnet.ConnectionString, pollers: 1, executors: 1);
        var product = cluster.Product;
        await product.SetPriceAsync("BTCUSDT", "65000");
        var whale = await product.DiscoverAsync(Uid);
        var user = await product.SignUpAsync(300);
        await user.FollowAsync(whale);
        await product.WaitForPollAsync(whale);
        await product.SetBookAsync(Uid, [Position("BTCUSDT", "0.5", "65000")]);
        await Eventually.ObserveAsync(async () => (await user.PositionsAsync()).Count, count => count == 1, RunningProduct.Deadline);

        await garnet.FlushAsync();
        await product.WaitForPollAsync(whale);

        Assert.Single((await user.Api.GetAsync($"/api/v1/signals?whale_id={whale}&limit=100"))["items"]!.AsArray());
        Assert.Single(await EntriesAsync(product, user));

        await product.SetBookAsync(Uid, []);
        await Eventually.ObserveAsync(async () => (await user.ClosedPositionsAsync()).Count, count => count == 1, RunningProduct.Deadline);
        Assert.Equal(2, (await user.Api.GetAsync($"/api/v1/signals?whale_id={whale}&limit=100"))["items"]!.AsArray().Count);
    }

    private static async Task<List<JsonNode?>> EntriesAsync(RunningProduct product, TestUser user) =>
        [.. (await product.Venue.GetAsync($"/sim/v1/accounts/binance/{user.ApiKey}/orders")).AsArray().Where(order => !order!["isProtective"]!.GetValue<bool>())];

    private static object Position(string symbol, string size, string entryPrice) =>
        new { symbol, market = "USD-M", side = "LONG", size, entryPrice, leverage = 10 };
}
