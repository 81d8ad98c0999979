using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Queues;
using WhaleCopy.Exchanges;
using WhaleCopy.Poller.Polling;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>A poller that dies a hundred times, anywhere between its claim and the end of its commit, while its whale goes on trading.</summary>
public sealed class DyingPollerTests(PostgresFixture postgres, GarnetFixture redis) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private const int Deaths = 100;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_poller_killed_a_hundred_times_loses_and_doubles_nothing()
    {
        const int seed = 20260105;
        var random = new Random(seed);
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 1m));
        var poller = await rig.StartPollerAsync();
        await rig.BaselineAsync("1");
        await rig.StopAsync(poller);
        await rig.ExecuteAsync("update whale_monitors set next_poll_at = now() - interval '1 second'");

        var (seen, seenAt) = (1m, await NumberAsync(rig));
        var used = new HashSet<decimal>();
        var expected = new List<string>();
        var deaths = new int[4];
        var now = TimeProvider.System.GetUtcNow();
        while (deaths.Sum() < Deaths)
        {
            // Every life is a process of its own: services, connections and memory go with it. No book ever comes back to the last
            // digit: that might be an old answer, and would be looked at twice.
            decimal held;
            do
            {
                held = random.Next(100, 100_000) / 100m;
            }
            while (decimal.Abs(held - seen) < seen / 20m || !used.Add(held));
            await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", held));
            now += Lease + Lease;
            await using (var app = rig.Build())
            {
                var death = random.Next(0, 5);
                await LiveAsync(app, rig, (Death)death, random, now);
                if (death < deaths.Length)
                    deaths[death]++;
            }

            // Whether a commit that was cut off counted is the database's word alone.
            if (await NumberAsync(rig) is var number && number != seenAt)
            {
                expected.Add(held > seen ? "INCREASE" : "REDUCE");
                (seen, seenAt) = (held, number);
            }
        }

        var signals = await rig.SignalsAsync("1");
        Assert.Equal(expected, signals.Select(signal => signal.Kind));
        Assert.Equal(signals.Count, signals.Select(signal => signal.Snapshot).Distinct().Count());
        Assert.Equal(signals.Select(signal => signal.Snapshot).Order(), signals.Select(signal => signal.Snapshot));
        Assert.Equal(seen, await rig.ScalarAsync<decimal>("select (state->'lines'->0->>'signalled_size')::numeric from whale_monitors"));
        Assert.All(deaths, count => Assert.True(count > 5, $"seed {seed}: {string.Join(", ", deaths)}"));
        Assert.NotEmpty(signals);
    }

    private enum Death
    {
        BeforeFetch,
        DuringFetch,
        BeforeCommit,
        DuringCommit,
        None,
    }

    private static async Task LiveAsync(WebApplication app, PollerRig rig, Death death, Random random, DateTimeOffset now)
    {
        var queue = app.Services.GetRequiredService<WhaleMonitorQueue>();
        var reader = app.Services.GetServices<IVenueReader>().Single(candidate => candidate.Venue == Venue.Binance);
        var poll = new WhalePoll(
            reader, app.Services.GetRequiredService<IOptions<PollingOptions>>().Value, app.Services.GetRequiredService<SourceStretch>(), TimeProvider.System);
        var claim = Assert.Single(await queue.ClaimAsync(Venue.Binance, "mortal", now, now + Lease, 10, Cancelled));
        if (death == Death.BeforeFetch)
            return;

        if (death == Death.DuringFetch)
        {
            using var end = new CancellationTokenSource();
            var fetch = poll.RunAsync(claim, null, CancellationToken.None, end.Token);
            await end.CancelAsync();
            await ((Task)fetch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        var report = await poll.RunAsync(claim, null, CancellationToken.None, Cancelled);
        if (death == Death.BeforeCommit)
            return;

        // The next life must find him due, whatever this one plans.
        var outcome = report.Outcome with { NextPollAt = now };
        var commit = report.Change is { } change ? queue.CommitAsync(outcome, change, Cancelled) : (Task)queue.CommitAsync([outcome], Cancelled);
        if (death == Death.None)
        {
            await commit;
            return;
        }

        for (var spin = random.Next(0, 400); spin > 0 && !commit.IsCompleted; spin--)
            await Task.Yield();
        await rig.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        await commit.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        NpgsqlConnection.ClearAllPools();
    }

    private static Task<long> NumberAsync(PollerRig rig) => rig.ScalarAsync<long>("select snapshot_number from whale_monitors where exchange_uid = '1'");
}
