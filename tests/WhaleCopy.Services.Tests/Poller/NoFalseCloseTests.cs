using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>No observation is not an observation: whatever the venue answers or fails to answer, nobody is told of a close that was none.</summary>
public sealed class NoFalseCloseTests(PostgresFixture postgres, GarnetFixture redis) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private static readonly Holding[] Book = [new("BTCUSDT", "LONG", 1m), new("ETHUSDT", "SHORT", 2m)];

    [Theory]
    [InlineData("empty", null)]
    [InlineData("status", 503)]
    [InlineData("malformed", null)]
    [InlineData("truncated", null)]
    [InlineData("drop_before", null)]
    public async Task A_venue_in_trouble_closes_nothing(string kind, int? status)
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", Book);

        // Three empty answers of one who shares are believed after this time, and a busy machine may need long for them.
        await rig.StartPollerAsync(("Polling:DarkConfirm", "00:05:00"));
        await rig.BaselineAsync("1");

        await rig.Venue.FaultAsync(kind, status);
        await rig.PollsAsync("1", 3);
        await rig.Venue.HealAsync();
        await rig.PollsAsync("1", 3);
        Assert.Empty(await rig.SignalsAsync("1"));

        // And it sees again.
        await rig.Venue.HoldsAsync("1", [.. Book, new Holding("SOLUSDT", "LONG", 10m)]);
        await rig.SignalsAsync("1", "OPEN");
    }

    [Theory]
    [InlineData("status", 403)]
    [InlineData("rate_limit", null)]
    [InlineData("ban", null)]
    public async Task A_venue_that_shuts_us_out_is_left_alone_and_closes_nothing(string kind, int? status)
    {
        using var ownRedis = new GarnetFixture();
        await using var rig = await PollerRig.StartAsync(postgres, ownRedis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", Book);
        var banned = await rig.StartPollerAsync();
        var whaleId = await rig.BaselineAsync("1");

        await rig.Venue.FaultAsync(kind, status);
        await Eventually.ObserveAsync(
            () => rig.ScalarAsync<string>("select data_status from whales where id = $1", whaleId), seen => seen == "RATE_LIMITED", PollerRig.Patience);
        await rig.StopAsync(banned);
        Assert.Empty(await rig.SignalsAsync("1"));

        // The shut-out is over: as if its time had passed, for a poller that remembers nothing of it.
        await rig.Venue.HealAsync();
        await ownRedis.FlushAsync();
        await rig.ExecuteAsync("update whale_monitors set next_poll_at = now()");
        await rig.StartPollerAsync();
        await Eventually.ObserveAsync(
            () => rig.ScalarAsync<string>("select data_status from whales where id = $1", whaleId), seen => seen == "ACTIVE", PollerRig.Patience);
        await rig.Venue.HoldsAsync("1", [.. Book, new Holding("SOLUSDT", "LONG", 10m)]);
        Assert.Single(await rig.SignalsAsync("1", "OPEN"));
    }

    [Fact]
    public async Task One_line_that_blinks_closes_nothing()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", Book);
        await rig.StartPollerAsync(("Polling:CloseConfirmDelay", "00:00:02"), ("Polling:DarkConfirm", "00:00:10"));
        await rig.BaselineAsync("1");

        await rig.Venue.HoldsAsync("1", history: false, Book[0]);
        await rig.PollsAsync("1", 2);
        await rig.Venue.HoldsAsync("1", history: false, Book);
        await rig.PollsAsync("1", 3);

        Assert.Empty(await rig.SignalsAsync("1"));
        Assert.Equal(1, await rig.ScalarAsync<int>("select (state->>'dropped_suspicions')::int from whale_monitors where exchange_uid = '1'"));
        Assert.Equal(2, await rig.ScalarAsync<int>(
            "select jsonb_array_length(positions) from whale_snapshots s join whales w on w.id = s.whale_id and w.exchange_uid = '1' order by number desc limit 1"));
    }

    [Fact]
    public async Task A_hidden_whale_goes_dark_his_followers_are_told_once_and_nothing_closes()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", Book);
        await rig.StartPollerAsync();
        var whaleId = await rig.BaselineAsync("1");
        var userId = await rig.FollowerAsync(whaleId, 77);

        await rig.Venue.TraderAsync("1", sharing: false);
        await Eventually.ObserveAsync(
            () => rig.ScalarAsync<string>("select data_status from whales where id = $1", whaleId), status => status == "DARK", PollerRig.Patience);
        await rig.PollsAsync("1", 3);
        await rig.Venue.TraderAsync("1", sharing: true);
        await Eventually.ObserveAsync(
            () => rig.ScalarAsync<string>("select data_status from whales where id = $1", whaleId), status => status == "ACTIVE", PollerRig.Patience);
        await rig.PollsAsync("1", 2);

        Assert.Empty(await rig.SignalsAsync("1"));
        Assert.Equal(1L, await rig.ScalarAsync<long>("select count(*) from notifications where user_id = $1 and kind = 'WHALE_DARK'", userId));
        Assert.Equal(1L, await rig.ScalarAsync<long>("select count(*) from notifications where user_id = $1 and kind = 'WHALE_BACK'", userId));
    }

    [Fact]
    public async Task A_close_that_history_does_not_show_is_confirmed_by_looking_again()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", Book);
        await rig.StartPollerAsync();
        await rig.BaselineAsync("1");

        await rig.Venue.HoldsAsync("1", history: false, Book[0]);
        var close = Assert.Single(await rig.SignalsAsync("1", "CLOSE"));

        Assert.Equal(("BUY", "SHORT", "ETHUSDT"), (close.Action, close.Side, close.Symbol));
    }
}
