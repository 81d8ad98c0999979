using WhaleCopy.Data.Queues;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>Followed whales move up while others write them.</summary>
public sealed class PromotionTests(PostgresFixture postgres, GarnetFixture redis) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
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
}
