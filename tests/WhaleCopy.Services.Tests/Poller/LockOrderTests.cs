using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Queues;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>Those who write many whales wait for nobody who may wait for them.</summary>
public sealed class LockOrderTests(PostgresFixture postgres, GarnetFixture redis) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Promotion_waits_for_no_leaderboard_that_is_being_stored()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.TraderAsync("2");
        var poller = await rig.StartPollerAsync();
        var (first, second) = (await rig.BaselineAsync("1"), await rig.BaselineAsync("2"));
        await rig.StopAsync(poller);
        await rig.FollowerAsync(first, 5);
        await rig.FollowerAsync(second, 6);
        var queue = new WhaleTierQueue(rig.Database);

        // A leaderboard holds the first whale and goes on to others: whoever waits for it while holding one of those is a deadlock.
        await using (var leaderboard = await rig.Database.OpenConnectionAsync(Cancelled))
        await using (var transaction = await leaderboard.BeginTransactionAsync(Cancelled))
        {
            await using var update = leaderboard.CreateCommand();
            update.CommandText = "update whales set name = 'held' where exchange_uid = '1'";
            await update.ExecuteNonQueryAsync(Cancelled);

            Assert.Equal(1, await queue.PromoteAsync(DateTimeOffset.UnixEpoch, Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
            await transaction.CommitAsync(Cancelled);
        }

        Assert.Equal(1, await queue.PromoteAsync(DateTimeOffset.UnixEpoch, Cancelled));
        Assert.Equal(2L, await rig.ScalarAsync<long>("select count(*) from whale_monitors m join whales w on w.id = m.whale_id where m.tier = 'CRITICAL' and w.tier = 'CRITICAL'"));
    }

    [Fact]
    public async Task A_leaderboard_waits_for_no_poll_that_is_being_stored()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 1m));
        var poller = await rig.StartPollerAsync();
        await rig.BaselineAsync("1");
        await rig.StopAsync(poller);
        var now = TimeProvider.System.GetUtcNow();
        await rig.ExecuteAsync("update whale_sources set next_discovery_at = now(), lease_owner = null, lease_until = null");
        var name = await rig.ScalarAsync<string>("select name from whale_sources where exchange = 'BINANCE'");
        var sources = new WhaleSourceQueue(rig.Database);
        var claim = await sources.ClaimAsync(name, "test", now.AddMinutes(1), now.AddMinutes(5), Cancelled);

        // A poll's commit holds the monitor and will ask for the whale; the leaderboard holds the whale and must not ask for the monitor.
        await using var commit = await rig.Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await commit.BeginTransactionAsync(Cancelled);
        await using var update = commit.CreateCommand();
        update.CommandText = "update whale_monitors set tier = 'LOW', next_poll_at = now() where exchange_uid = '1'";
        await update.ExecuteNonQueryAsync(Cancelled);

        var added = await sources
            .StorePageAsync(claim!, Source(name), Venue.Binance, [Listing("1", now), Listing("2", now)], null, now, now.AddMinutes(5), Cancelled)
            .WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        Assert.Equal(1, added);
        await transaction.CommitAsync(Cancelled);
        Assert.Equal(2L, await rig.ScalarAsync<long>("select count(*) from whales w join whale_monitors m on m.whale_id = w.id join whale_stats s on s.whale_id = w.id"));
    }

    private static WhaleSource Source(string name) => new()
    {
        Name = name,
        Trust = SourceTrust.Unofficial,
        HasHistory = true,
        StablePositionIds = false,
        CanHedge = true,
        ShowsEquity = true,
        ShowsLeverage = true,
        ReadsPerPoll = 1,
        ReadsPerSecond = 1m,
    };

    private static WhaleListing Listing(string uid, DateTimeOffset now) => new()
    {
        Uid = uid,
        Name = $"Whale {uid}",
        Numbers = new SourceNumbers(),
        FirstLookAt = now.AddHours(1),
        Score = 50m,
        Rank = WhaleRank.Bronze,
        PriorityScore = 50,
        Tier = PollingTier.Normal,
        FirstPollAt = now,
    };
}
