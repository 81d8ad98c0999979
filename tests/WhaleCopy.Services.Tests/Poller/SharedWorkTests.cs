using System.Globalization;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>Pollers share the whales of one database, die and come back, and never double or lose a change.</summary>
public sealed class SharedWorkTests(PostgresFixture postgres, GarnetFixture redis) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private const int Whales = 20;

    [Fact]
    public async Task Two_pollers_share_the_whales_and_double_nothing()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        for (var i = 1; i <= Whales; i++)
            await rig.Venue.TraderAsync(Uid(i));
        await rig.StartPollerAsync(("Polling:ClaimBatch", "3"));
        await rig.StartPollerAsync(("Polling:ClaimBatch", "3"));
        for (var i = 1; i <= Whales; i++)
            await rig.BaselineAsync(Uid(i));
        await rig.ExecuteAsync("""
            create table claims (whale_id bigint, owner text);
            create function note_claim() returns trigger language plpgsql as
            $$ begin insert into claims values (new.whale_id, new.lease_owner); return null; end $$;
            create trigger claims after update of lease_owner on whale_monitors for each row when (new.lease_owner is not null) execute function note_claim();
            """);

        foreach (var size in new[] { 1m, 2m, 0.5m })
        {
            for (var i = 1; i <= Whales; i++)
                await rig.Venue.HoldsAsync(Uid(i), new Holding("BTCUSDT", "LONG", size));
            for (var i = 1; i <= Whales; i++)
                await rig.PollsAsync(Uid(i), 1);
        }

        for (var i = 1; i <= Whales; i++)
            await rig.SignalsAsync(Uid(i), "OPEN", "INCREASE", "REDUCE");
        Assert.Equal(2L, await rig.ScalarAsync<long>("select count(distinct owner) from claims"));
    }

    [Fact]
    public async Task A_restart_finds_the_book_where_it_was()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.TraderAsync("2");
        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 1m));
        await rig.Venue.HoldsAsync("2", new Holding("BTCUSDT", "LONG", 1m));
        var first = await rig.StartPollerAsync();
        await rig.BaselineAsync("1");
        await rig.BaselineAsync("2");
        await rig.StopAsync(first);
        Assert.Equal(0L, await rig.ScalarAsync<long>("select count(*) from whale_monitors where lease_owner is not null"));

        await rig.Venue.HoldsAsync("2", new Holding("BTCUSDT", "LONG", 1m), new Holding("ETHUSDT", "LONG", 1m));
        await rig.StartPollerAsync();
        await rig.PollsAsync("1", 3);
        await rig.SignalsAsync("2", "OPEN");
        await rig.PollsAsync("2", 2);

        Assert.Empty(await rig.SignalsAsync("1"));
        Assert.Single(await rig.SignalsAsync("2"));
    }

    [Fact]
    public async Task A_flushed_redis_loses_nothing_and_makes_no_signal()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 1m));
        await rig.StartPollerAsync();
        await rig.BaselineAsync("1");

        await redis.FlushAsync();
        await rig.PollsAsync("1", 3);
        Assert.Empty(await rig.SignalsAsync("1"));

        await rig.Venue.HoldsAsync("1");
        await redis.FlushAsync();
        await rig.SignalsAsync("1", "CLOSE");
        await rig.PollsAsync("1", 3);
        Assert.Single(await rig.SignalsAsync("1"));
    }

    private static string Uid(int number) => number.ToString(CultureInfo.InvariantCulture);
}
