using System.Globalization;
using WhaleCopy.Core.Signals;
using WhaleCopy.System.Tests.Engine;
using WhaleCopy.TestKit;

namespace WhaleCopy.System.Tests;

/// <summary>
/// The acceptance scenarios that begin at a source, by their numbers: the real poller reads it, the real executor answers at the
/// venue. Intervals are scaled; the order of events is asserted, durations are told.
/// </summary>
public sealed class EngineScenarios(PostgresFixture postgres, GarnetFixture garnet) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private const string Positions = "*lead-data/positions*";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S02_an_empty_answer_of_a_source_that_hides_nothing_closes_nothing()
    {
        await using var cluster = await StartAsync();
        var (books, user) = await HeldAsync(cluster);
        var told = (await cluster.SignalsAsync()).Count;

        await cluster.Venue.AddFaultAsync(new { exchange = "binance", path = Positions, kind = "empty", count = 1 }, Cancelled);
        await Eventually.ObserveAsync(
            () => NumberAsync(cluster, "select coalesce((state->>'dropped_suspicions')::bigint, 0) from whale_monitors where whale_id = $1"), dropped => dropped == 1, EngineCluster.Deadline);
        await PollsAsync(cluster, 5);

        Assert.Equal(told, (await cluster.SignalsAsync()).Count);
        Assert.Equal(["BUY"], (await EntriesAndExitsAsync(cluster, user)).Select(order => order.Side));
        Assert.Empty(await books.WrongAsync(user));
    }

    [Fact]
    public async Task S03_a_close_behind_a_rate_limit_is_made_once_when_the_source_speaks_again()
    {
        await using var cluster = await StartAsync();
        var (books, user) = await HeldAsync(cluster);

        await cluster.Venue.AddFaultAsync(new { exchange = "binance", path = Positions, kind = "rate_limit" }, Cancelled);
        await Eventually.ObserveAsync(
            () => NumberAsync(cluster, "select count(*) from whales where id = $1 and data_status = 'RATE_LIMITED'"), limited => limited == 1, EngineCluster.Deadline);
        await cluster.HoldAsync("BTCUSDT", 0m, 60_000m);
        Assert.Equal(0, await cluster.Poller.StopAsync());
        Assert.DoesNotContain(await cluster.SignalsAsync(), signal => signal is { Kind: SignalKind.Close, CexSymbol: "BTCUSDT" });
        Assert.Equal(["BUY"], (await EntriesAndExitsAsync(cluster, user)).Select(order => order.Side));

        // The limit is over: as if its time had passed, for a poller that remembers nothing of it.
        var healed = TimeProvider.System.GetUtcNow();
        await cluster.Venue.ClearFaultsAsync(Cancelled);
        await garnet.FlushAsync();
        await cluster.ExecuteAsync("update whale_monitors set next_poll_at = now()");
        cluster.StartPoller();
        await RestAsync(cluster, books, user, SignalKind.Close, "BTCUSDT");
        await PollsAsync(cluster, 3);

        Assert.Single(await cluster.SignalsAsync(), signal => signal is { Kind: SignalKind.Close, CexSymbol: "BTCUSDT" });
        var orders = await EntriesAndExitsAsync(cluster, user);
        Assert.Equal([("BUY", 0.020m, false), ("SELL", 0.020m, true)], orders.Select(order => (order.Side, order.Quantity, order.ReduceOnly)));
        Assert.Empty(await books.WrongAsync(user)); // flat, and its stop is gone
        Tell($"healed to closed {(orders[1].EndedAt - healed)!.Value.TotalMilliseconds:0} ms");
    }

    /// <summary>
    /// The scenario stores a reason for the change that is too small. The domain's rules win: a change below one percent is no signal,
    /// so there is nothing to decide; it counts once small changes have added up.
    /// </summary>
    [Fact]
    public async Task S05_a_reduction_takes_its_fraction_and_a_change_below_the_threshold_nothing()
    {
        await using var cluster = await StartAsync();
        var (books, user) = await HeldAsync(cluster);

        await cluster.HoldAsync("BTCUSDT", 1.5m, 60_000m);
        await RestAsync(cluster, books, user, SignalKind.Reduce, "BTCUSDT");
        Assert.Empty(await books.WrongAsync(user));
        var told = (await cluster.SignalsAsync()).Count;
        await cluster.HoldAsync("BTCUSDT", 1.499m, 60_000m);
        await PollsAsync(cluster, 5);

        Assert.Equal(told, (await cluster.SignalsAsync()).Count);
        var orders = await EntriesAndExitsAsync(cluster, user);
        Assert.Equal([("BUY", 0.020m, false), ("SELL", 0.005m, true)], orders.Select(order => (order.Side, order.Quantity, order.ReduceOnly)));
        var stop = Assert.Single(
            await cluster.Venue.OrdersAsync("binance", user.ApiKey, Cancelled), order => order is { IsProtective: true, Status: "NEW" });
        Assert.Equal((0.015m, 54_000m), (stop.Quantity, stop.TriggerPrice));
        Tell($"sold to resized {(stop.ReceivedAt - orders[1].EndedAt)!.Value.TotalMilliseconds:0} ms");
    }

    private async Task<EngineCluster> StartAsync() => await EngineCluster.StartAsync(await postgres.CreateDatabaseAsync(), garnet.ConnectionString);

    /// <summary>S01's end: the whale holds two bitcoins and nothing else, the follower his copy of it.</summary>
    private static async Task<(EngineBooks Books, Copier User)> HeldAsync(EngineCluster cluster)
    {
        var books = new EngineBooks(cluster);
        var user = await cluster.FollowerAsync();
        cluster.StartExecutor();
        await cluster.HoldAsync("BTCUSDT", 2m, 60_000m);
        await RestAsync(cluster, books, user, SignalKind.Open, "BTCUSDT");
        await cluster.HoldAsync("SOLUSDT", 0m, 150m);
        await RestAsync(cluster, books, user, SignalKind.Close, "SOLUSDT");
        Assert.Empty(await books.WrongAsync(user));
        return (books, user);
    }

    private static Task<string> RestAsync(EngineCluster cluster, EngineBooks books, Copier user, SignalKind newest, string symbol) => Eventually.ObserveAsync(
        async () => await cluster.SignalsAsync() is [.., var last] && last.Kind == newest && last.CexSymbol == symbol
            ? await books.RestlessAsync([user.UserId])
            : "the change is not told yet",
        restless => restless.Length == 0,
        EngineCluster.Deadline);

    /// <summary>Waits for so many more complete answers of the source.</summary>
    private static async Task PollsAsync(EngineCluster cluster, int more)
    {
        const string sql = "select snapshot_number from whale_monitors where whale_id = $1";
        var known = await NumberAsync(cluster, sql);
        await Eventually.ObserveAsync(() => NumberAsync(cluster, sql), number => number >= known + more, EngineCluster.Deadline);
    }

    private static async Task<List<Standalone.Demo.VenueOrder>> EntriesAndExitsAsync(EngineCluster cluster, Copier user) =>
        [.. (await cluster.Venue.OrdersAsync("binance", user.ApiKey, Cancelled)).Where(order => order is { Outcome: "ACCEPTED", IsProtective: false })];

    private static async Task<long> NumberAsync(EngineCluster cluster, string sql)
    {
        await using var command = cluster.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = cluster.WhaleId });
        return Convert.ToInt64(await command.ExecuteScalarAsync(Cancelled), CultureInfo.InvariantCulture);
    }

    private static void Tell(FormattableString duration) =>
        TestContext.Current.TestOutputHelper?.WriteLine(duration.ToString(CultureInfo.InvariantCulture));
}
