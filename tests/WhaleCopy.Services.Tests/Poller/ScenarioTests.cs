using System.Globalization;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>Timelines of lead traders and their venues, as followers would live through them.</summary>
public sealed class ScenarioTests(PostgresFixture postgres, GarnetFixture redis) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private static readonly Holding Bitcoin = new("BTCUSDT", "LONG", 2m, 60_000m, 20);

    [Fact]
    public async Task One_empty_answer_of_a_venue_that_hides_nothing_is_no_close()
    {
        await using var rig = await WatchedAsync(Bitcoin);

        await rig.Venue.FaultAsync("empty", count: 1);
        await Eventually.ObserveAsync(
            () => rig.ScalarAsync<int>("select (state->>'dropped_suspicions')::int from whale_monitors where exchange_uid = '1'"),
            dropped => dropped == 1,
            PollerRig.Patience);
        await rig.PollsAsync("1", 3);

        Assert.Empty(await rig.SignalsAsync("1"));
        Assert.Equal("ACTIVE", await rig.ScalarAsync<string>("select data_status from whales where exchange_uid = '1'"));
    }

    [Fact]
    public async Task A_close_behind_a_rate_limit_is_told_once_when_the_venue_speaks_again()
    {
        using var ownRedis = new GarnetFixture();
        await using var rig = await PollerRig.StartAsync(postgres, ownRedis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", Bitcoin);
        var limited = await rig.StartPollerAsync();
        await rig.BaselineAsync("1");

        await rig.Venue.FaultAsync("rate_limit");
        await Eventually.ObserveAsync(
            () => rig.ScalarAsync<string>("select data_status from whales where exchange_uid = '1'"), seen => seen == "RATE_LIMITED", PollerRig.Patience);
        await rig.Venue.HoldsAsync("1");
        Assert.True(await rig.ScalarAsync<bool>("select next_poll_at >= last_polled_at + interval '0.9 seconds' from whale_monitors where exchange_uid = '1'"));
        await rig.StopAsync(limited);
        Assert.Empty(await rig.SignalsAsync("1"));

        // The limit is over: as if its time had passed, for a poller that remembers nothing of it.
        await rig.Venue.HealAsync();
        await ownRedis.FlushAsync();
        await rig.ExecuteAsync("update whale_monitors set next_poll_at = now()");
        await rig.StartPollerAsync();
        await rig.SignalsAsync("1", "CLOSE");
        await rig.PollsAsync("1", 3);
        Assert.Single(await rig.SignalsAsync("1"));
    }

    [Fact]
    public async Task Small_changes_wait_until_they_add_up()
    {
        await using var rig = await WatchedAsync(Bitcoin);

        await rig.Venue.HoldsAsync("1", Bitcoin with { Size = 2.8m });
        await rig.SignalsAsync("1", "INCREASE");
        await rig.Venue.HoldsAsync("1", Bitcoin with { Size = 2.1m });
        await rig.SignalsAsync("1", "INCREASE", "REDUCE");
        await rig.Venue.HoldsAsync("1", Bitcoin with { Size = 2.085m });
        await rig.PollsAsync("1", 3);
        Assert.Equal(2, (await rig.SignalsAsync("1")).Count);
        await rig.Venue.HoldsAsync("1", Bitcoin with { Size = 2.058m });
        var signals = await rig.SignalsAsync("1", "INCREASE", "REDUCE", "REDUCE");

        Assert.Equal([0.4m, 0.25m, 0.02m], signals.Select(signal => signal.Fraction));
    }

    [Fact]
    public async Task Of_two_sides_held_at_once_only_the_one_that_ended_is_closed()
    {
        await using var rig = await WatchedAsync();

        await rig.Venue.HoldsAsync("1", Bitcoin, Bitcoin with { Side = "SHORT", Size = 1m });
        var opened = await rig.SignalsAsync("1", "OPEN", "OPEN");
        await rig.Venue.HoldsAsync("1", Bitcoin);
        var signals = await rig.SignalsAsync("1", "OPEN", "OPEN", "CLOSE");
        await rig.PollsAsync("1", 3);

        Assert.Equal(["LONG", "SHORT"], opened.Select(signal => signal.Side).Order());
        Assert.Equal(("SHORT", "BUY"), (signals[^1].Side, signals[^1].Action));
        Assert.Equal(3, (await rig.SignalsAsync("1")).Count);
    }

    [Fact]
    public async Task A_gap_that_takes_a_position_which_no_history_lists_is_told_late_and_once()
    {
        // As when he is liquidated while the venue moves its list to another address.
        await using var rig = await WatchedAsync([("Polling:DarkConfirm", "00:00:02"), ("Polling:LongestBackoff", "00:00:00.5")], Bitcoin);
        await rig.Venue.PricesAsync(["BTCUSDT"], 53_500m);
        await rig.Venue.FaultAsync("status", 404);
        await rig.Venue.HoldsAsync("1", history: false);
        await rig.PollsAsync("1", 3);
        Assert.Empty(await rig.SignalsAsync("1"));

        var healed = TimeProvider.System.GetUtcNow();
        await rig.Venue.HealAsync();
        var close = Assert.Single(await rig.SignalsAsync("1", "CLOSE"));
        await rig.PollsAsync("1", 3);

        Assert.Single(await rig.SignalsAsync("1"));
        Assert.Equal(("SELL", "LONG"), (close.Action, close.Side));
        Assert.True(await rig.ScalarAsync<bool>(
            "select s.detected_at >= $1 + interval '2 seconds' and (select count(*) from whale_answers a where a.taken_at > $1 and a.taken_at <= s.detected_at) >= 3 "
            + "from whale_signals s", healed));
    }

    [Fact]
    public async Task Five_empty_books_are_no_sharing_until_he_holds_something_and_each_is_told_once()
    {
        await using var rig = await WatchedAsync(Bitcoin);
        var userId = await rig.FollowerAsync(await rig.BaselineAsync("1"), 78);

        await rig.Venue.HoldsAsync("1");
        await StatusAsync("SHARING_DISABLED");
        Assert.True(await rig.ScalarAsync<bool>(
            "select sharing_disabled_at is not null and sharing_recheck_at > sharing_disabled_at from whales where exchange_uid = '1'"));
        await rig.PollsAsync("1", 3);
        await rig.Venue.HoldsAsync("1", Bitcoin with { Size = 3m });
        await StatusAsync("ACTIVE");
        await rig.SignalsAsync("1", "CLOSE", "OPEN");
        await rig.PollsAsync("1", 3);

        Assert.Equal(2, (await rig.SignalsAsync("1")).Count);
        Assert.True(await rig.ScalarAsync<bool>("select sharing_disabled_at is null and sharing_recheck_at is null from whales where exchange_uid = '1'"));
        Assert.Equal(
            "WHALE_SHARING_DISABLED, WHALE_SHARING_RESUMED",
            await rig.ScalarAsync<string>("select string_agg(kind, ', ' order by id) from notifications where user_id = $1", userId));

        Task StatusAsync(string expected) => Eventually.ObserveAsync(
            () => rig.ScalarAsync<string>("select data_status from whales where exchange_uid = '1'"), seen => seen == expected, PollerRig.Patience);
    }

    [Fact]
    public async Task Yesterdays_snapshot_tells_nothing()
    {
        await using var rig = await WatchedAsync(Bitcoin);
        await rig.PollsAsync("1", 1);

        // While a stale fault stands anywhere, the venue remembers the answers from before it: this one strikes nothing.
        await rig.Venue.FaultAsync("stale", path: "*nobody-asks-this*");
        await rig.Venue.HoldsAsync("1", Bitcoin with { Size = 3m }, new Holding("ETHUSDT", "SHORT", 5m));
        await rig.SignalsAsync("1", "INCREASE", "OPEN");
        await rig.Venue.FaultAsync("stale", count: 1);
        await Eventually.ObserveAsync(
            () => rig.ScalarAsync<int>("select (state->>'stale_answers')::int from whale_monitors where exchange_uid = '1'"),
            stale => stale == 1,
            PollerRig.Patience);
        await rig.PollsAsync("1", 4);

        Assert.Equal(2, (await rig.SignalsAsync("1")).Count);
    }

    [Fact]
    public async Task A_lease_stolen_while_the_venue_is_slow_costs_nothing_and_doubles_nothing()
    {
        await using var rig = await WatchedAsync([("Polling:Lease", "00:00:03")], Bitcoin);
        await rig.StartPollerAsync(("Polling:Lease", "00:00:03"));

        for (var size = 3m; size <= 7m; size++)
        {
            await rig.Venue.FaultAsync("latency", count: 1, delayMilliseconds: 700);
            await rig.Venue.HoldsAsync("1", Bitcoin with { Size = size });
            await Eventually.ObserveAsync(
                () => rig.ScalarAsync<long>(
                    "update whale_monitors set lease_token = lease_token + 1, lease_owner = 'thief', lease_until = now() + interval '0.2 seconds' "
                    + "where exchange_uid = '1' and lease_owner is not null and lease_owner <> 'thief' returning lease_token"),
                token => token > 0,
                PollerRig.Patience);
            await rig.SignalsAsync("1", [.. Enumerable.Repeat("INCREASE", (int)size - 2)]);
        }

        await rig.PollsAsync("1", 3);
        var signals = await rig.SignalsAsync("1");
        Assert.Equal(5, signals.Count);
        Assert.Equal(5, signals.Select(signal => signal.Snapshot).Distinct().Count());
    }

    [Fact]
    public async Task Pollers_whose_clocks_disagree_tell_each_change_once_and_in_order()
    {
        const int whales = 6;
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        for (var i = 1; i <= whales; i++)
            await rig.Venue.TraderAsync(Uid(i));
        await rig.StartPollerAsync(new SkewedClock(TimeSpan.FromSeconds(2)), ("Polling:ClaimBatch", "2"));
        await rig.StartPollerAsync(new SkewedClock(TimeSpan.FromSeconds(-2)), ("Polling:ClaimBatch", "2"));
        await rig.Venue.ClockAsync("binance", TimeSpan.FromHours(-1));
        for (var i = 1; i <= whales; i++)
            await rig.BaselineAsync(Uid(i));

        string[] told = [];
        foreach (var (size, kind) in new[] { (1m, "OPEN"), (2m, "INCREASE"), (0.5m, "REDUCE"), (4m, "INCREASE") })
        {
            told = [.. told, kind];
            for (var i = 1; i <= whales; i++)
                await rig.Venue.HoldsAsync(Uid(i), Bitcoin with { Size = size });
            for (var i = 1; i <= whales; i++)
                await rig.SignalsAsync(Uid(i), told);
        }
    }

    /// <summary>A whale with this book, known to a running poller.</summary>
    private Task<PollerRig> WatchedAsync(params Holding[] book) => WatchedAsync([], book);

    private async Task<PollerRig> WatchedAsync((string Key, string Value)[] settings, params Holding[] book)
    {
        var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", book);
        await rig.StartPollerAsync(settings);
        await rig.BaselineAsync("1");
        return rig;
    }

    private static string Uid(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class SkewedClock(TimeSpan skew) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + skew;
    }
}
