using System.Diagnostics;
using System.Globalization;
using Npgsql;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.System.Tests.Engine;
using WhaleCopy.TestKit;

namespace WhaleCopy.System.Tests;

/// <summary>Executors that freeze past their lease, that are several, a database that crashes, a Redis that is gone.</summary>
public sealed class EngineFailures(PostgresFixture postgres, GarnetFixture garnet) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    // What an executor says when its late result is dropped, its late transaction is gone, its late stop was refused by the venue.
    private static readonly string[] Refusals = ["our result is dropped", "sending failed in our own code", "the stop was refused"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>
    /// The zombie was about to send, had sent, was about to write, or was about to place a stop. Its late request is refused by the
    /// venue (the receive window), its late result by the database (the lease).
    /// </summary>
    [Theory]
    [InlineData("after-attempt-commit", 2)]
    [InlineData("after-place", 1)]
    [InlineData("before-outcome-commit", 1)]
    [InlineData("after-stop-attempt", 1)]
    public async Task What_a_frozen_executor_does_after_its_lease_is_refused(string frozenAt, int attempts)
    {
        await using var cluster = await EngineCluster.StartAsync(await postgres.CreateDatabaseAsync(), garnet.ConnectionString);
        var books = new EngineBooks(cluster);
        var user = await cluster.FollowerAsync();
        var zombie = cluster.StartExecutor(place: 0, pausePoint: frozenAt);
        await cluster.HoldAsync("BTCUSDT", 2m, 60_000m);
        await Eventually.ObserveAsync(() => Task.FromResult(zombie.IsPaused), isPaused => isPaused, EngineCluster.Deadline);

        cluster.StartExecutor(place: 1);
        await RestAsync(cluster, books, SignalKind.Open, user);
        Assert.Empty(await books.WrongAsync(user));
        zombie.Continue();
        await Eventually.ObserveAsync(
            () => Task.FromResult(zombie.Output),
            output => Array.Exists(Refusals, refusal => output.Contains(refusal, StringComparison.Ordinal)),
            EngineCluster.Deadline);
        await cluster.HoldAsync("BTCUSDT", 0m, 60_000m);
        await RestAsync(cluster, books, SignalKind.Close, user);

        Assert.Empty(await books.WrongAsync(user));
        await using var context = cluster.Context();
        var trades = context.Trades.Where(trade => trade.UserId == user.UserId).OrderBy(trade => trade.Id).ToList();
        Assert.Equal([(SignalKind.Open, TradeStatus.Filled), (SignalKind.Close, TradeStatus.Filled)], trades.ConvertAll(trade => (trade.Kind, trade.Status)));
        Assert.Equal(attempts, trades[0].Attempts);
    }

    /// <summary>S08: killed after the venue's acknowledgement and before our commit.</summary>
    [Fact]
    public async Task S08_a_fill_that_died_with_its_executor_is_adopted_and_told_once()
    {
        await using var cluster = await EngineCluster.StartAsync(await postgres.CreateDatabaseAsync(), garnet.ConnectionString);
        var books = new EngineBooks(cluster);
        var user = await cluster.FollowerAsync();
        var killed = cluster.StartExecutor(crashPoint: "after-place");
        await cluster.HoldAsync("BTCUSDT", 2m, 60_000m);
        await Eventually.ObserveAsync(() => Task.FromResult(killed.HasExited), hasExited => hasExited, EngineCluster.Deadline);
        Assert.Single(await cluster.Venue.OrdersAsync("binance", user.ApiKey, Cancelled));

        cluster.StartExecutor();
        await RestAsync(cluster, books, SignalKind.Open, user);

        Assert.Empty(await books.WrongAsync(user));
        Assert.Single(await cluster.Venue.OrdersAsync("binance", user.ApiKey, Cancelled), order => !order.IsProtective);
        await using var context = cluster.Context();
        Assert.Equal(0.020m, Assert.Single(context.Positions.Where(position => position.UserId == user.UserId)).Quantity);
        Assert.Single(context.Notifications.Where(row => row.UserId == user.UserId));
    }

    [Fact]
    public async Task A_stopped_executor_writes_down_what_it_sent_before_it_ends()
    {
        await using var cluster = await EngineCluster.StartAsync(await postgres.CreateDatabaseAsync(), garnet.ConnectionString);
        var books = new EngineBooks(cluster);
        var user = await cluster.FollowerAsync();
        var stopped = cluster.StartExecutor();
        await cluster.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/order", method = "POST", kind = "latency", delayMilliseconds = 1_500, phase = "after", count = 1, apiKey = user.ApiKey },
            Cancelled);
        await cluster.HoldAsync("BTCUSDT", 2m, 60_000m);
        await Eventually.ObserveAsync(
            async () => (await cluster.Venue.OrdersAsync("binance", user.ApiKey, Cancelled)).Count, count => count > 0, EngineCluster.Deadline);

        Assert.Equal(0, await stopped.StopAsync());

        // Nobody else runs: the one that sent it has written its fill.
        await using var context = cluster.Context();
        Assert.Equal(TradeStatus.Filled, Assert.Single(context.Trades.Where(trade => trade.UserId == user.UserId)).Status);
        cluster.StartExecutor(place: 1);
        await RestAsync(cluster, books, SignalKind.Open, user);
        Assert.Empty(await books.WrongAsync(user));
    }

    [Fact]
    public async Task Four_executors_of_which_two_die_make_one_order_a_copy()
    {
        await using var cluster = await EngineCluster.StartAsync(await postgres.CreateDatabaseAsync(), garnet.ConnectionString);
        var books = new EngineBooks(cluster);
        var users = new List<Copier>();
        for (var i = 0; i < 8; i++)
            users.Add(await cluster.FollowerAsync());
        for (var place = 0; place < EngineCluster.MostExecutors; place++)
            cluster.StartExecutor(place, crashPoint: place switch { 0 => "after-place:2", 1 => "after-attempt-commit:1", _ => null });

        await cluster.HoldAsync("BTCUSDT", 2m, 60_000m);
        await RestAsync(cluster, books, SignalKind.Open, [.. users]);
        await cluster.HoldAsync("BTCUSDT", 0m, 60_000m);
        await RestAsync(cluster, books, SignalKind.Close, [.. users]);

        foreach (var user in users)
        {
            Assert.Empty(await books.WrongAsync(user));
            await using var context = cluster.Context();
            Assert.Equal(2, context.Trades.Count(trade => trade.UserId == user.UserId && trade.Status == TradeStatus.Filled));
        }
    }

    [Fact]
    public async Task A_database_that_crashes_while_orders_are_on_their_way_loses_and_doubles_nothing()
    {
        await using var cluster = await EngineCluster.StartAsync(await postgres.CreateDatabaseAsync(), garnet.ConnectionString);
        var books = new EngineBooks(cluster);
        var user = await cluster.FollowerAsync();
        cluster.StartExecutor();
        await cluster.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/order", method = "POST", kind = "latency", delayMilliseconds = 1_500, phase = "after", count = 1, apiKey = user.ApiKey },
            Cancelled);

        await cluster.HoldAsync("BTCUSDT", 2m, 60_000m);
        await Eventually.ObserveAsync(
            async () => (await cluster.Venue.OrdersAsync("binance", user.ApiKey, Cancelled)).Count, count => count > 0, EngineCluster.Deadline);
        await CrashPostgresAsync(cluster);
        await RestAsync(cluster, books, SignalKind.Open, user);
        Assert.Empty(await books.WrongAsync(user));

        await cluster.HoldAsync("BTCUSDT", 0m, 60_000m);
        await CrashPostgresAsync(cluster);
        await RestAsync(cluster, books, SignalKind.Close, user);
        Assert.Empty(await books.WrongAsync(user));
        await using var context = cluster.Context();
        Assert.Equal(2, context.Trades.Count(trade => trade.UserId == user.UserId && trade.Status == TradeStatus.Filled));
    }

    [Fact]
    public async Task Without_Redis_copies_are_made_and_closed()
    {
        using var redis = new StoppableGarnet();
        await using var cluster = await EngineCluster.StartAsync(await postgres.CreateDatabaseAsync(), redis.ConnectionString);
        var books = new EngineBooks(cluster);
        var user = await cluster.FollowerAsync();
        cluster.StartExecutor();
        await cluster.HoldAsync("BTCUSDT", 2m, 60_000m);
        await RestAsync(cluster, books, SignalKind.Open, user);

        await redis.FlushAsync();
        await cluster.HoldAsync("BTCUSDT", 2.8m, 60_000m);
        await RestAsync(cluster, books, SignalKind.Increase, user);
        redis.Stop();
        await cluster.HoldAsync("BTCUSDT", 0m, 60_000m);
        await RestAsync(cluster, books, SignalKind.Close, user);

        Assert.Empty(await books.WrongAsync(user));
        await using var context = cluster.Context();
        Assert.Equal(3, context.Trades.Count(trade => trade.UserId == user.UserId && trade.Status == TradeStatus.Filled));
    }

    /// <summary>Waits until the whale's newest signal is of this kind and nothing is on its way.</summary>
    private static Task<string> RestAsync(EngineCluster cluster, EngineBooks books, SignalKind newest, params Copier[] users) => Eventually.ObserveAsync(
        async () =>
        {
            try
            {
                var signals = await cluster.SignalsAsync();
                return signals is [.., { } last] && last.Kind == newest ? await books.RestlessAsync([.. users.Select(user => user.UserId)]) : "the change is not told yet";
            }
            catch (NpgsqlException exception)
            {
                return exception.Message; // it is just being restarted
            }
            catch (InvalidOperationException exception) when (exception.InnerException is NpgsqlException away)
            {
                return away.Message;
            }
        },
        restless => restless.Length == 0,
        EngineCluster.Deadline);

    /// <summary>The server loses one of its processes to SIGKILL: it ends every connection and recovers, on the same port.</summary>
    private static async Task CrashPostgresAsync(EngineCluster cluster)
    {
        await using var command = cluster.Database.CreateCommand("select pid from pg_stat_activity where backend_type = 'walwriter'");
        var writer = (int)(await command.ExecuteScalarAsync(Cancelled))!;
        using var kill = Process.Start("kill", ["-KILL", writer.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancelled);
        Assert.Equal(0, kill.ExitCode);
        await Eventually.ObserveAsync(
            async () =>
            {
                try
                {
                    await using var again = cluster.Database.CreateCommand("select pid from pg_stat_activity where backend_type = 'walwriter'");
                    return await again.ExecuteScalarAsync(Cancelled) is int pid ? pid : 0;
                }
                catch (NpgsqlException)
                {
                    return 0;
                }
            },
            pid => pid != 0 && pid != writer,
            EngineCluster.Deadline);
    }

    private sealed class StoppableGarnet : IDisposable
    {
        private readonly GarnetFixture _garnet = new();
        private bool _isStopped;

        public string ConnectionString => _garnet.ConnectionString;

        public Task FlushAsync() => _garnet.FlushAsync();

        public void Stop()
        {
            _isStopped = true;
            _garnet.Dispose();
        }

        public void Dispose()
        {
            if (!_isStopped)
                _garnet.Dispose();
        }
    }
}
