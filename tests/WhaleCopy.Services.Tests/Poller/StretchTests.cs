using System.Diagnostics;
using System.Globalization;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>More whales than a source may be asked for: pollers share what there is, and whom nobody follows waits longest.</summary>
public sealed class StretchTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Whales = 20;
    private const string Book = "public-current-subpositions";

    // OKX bears 2.5 reads a second, here four times as many; polls and leaderboards may use seven tenths.
    private const double Usable = 2.5 * 4 * 0.7;

    [Fact]
    public async Task A_budget_too_small_is_never_exceeded_and_spares_whom_somebody_follows()
    {
        using var redis = new GarnetFixture();
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        string[] uids = [.. Enumerable.Range(1, Whales).Select(i => i.ToString("X16", CultureInfo.InvariantCulture))];
        foreach (var uid in uids)
        {
            await rig.Venue.TraderAsync(uid, exchange: "okx");
            await rig.Venue.HoldsAsync("okx", uid, true, new Holding("BTCUSDT", "LONG", 1m, PositionId: uid[^4..]));
        }

        (string, string)[] settings =
        [
            ("Exchanges:Limits:Factor", "4"), ("Polling:Critical", "00:00:00.5"), ("Polling:High", "00:00:00.6"), ("Polling:Normal", "00:00:00.8"),
            ("Polling:Low", "00:00:01"),
        ];
        await rig.StartPollerAsync(settings);
        await rig.StartPollerAsync(settings);
        foreach (var uid in uids)
            await rig.BaselineAsync(uid);
        var followed = await rig.BaselineAsync(uids[0]);
        await rig.FollowerAsync(followed, 21);
        await Eventually.ObserveAsync(
            () => rig.ScalarAsync<string>("select tier from whale_monitors where whale_id = $1", followed), tier => tier == "CRITICAL", PollerRig.Patience);
        await rig.PollsAsync(uids[0], 4);

        var (asked, began) = (await rig.Venue.AskedAsync("okx", Book), Stopwatch.GetTimestamp());
        var tokens = await TokensAsync();
        await rig.PollsAsync(uids[0], 20);
        asked = await rig.Venue.AskedAsync("okx", Book) - asked;
        var elapsed = Stopwatch.GetElapsedTime(began);
        var polls = (await TokensAsync()).Zip(tokens, (after, before) => after - before).ToArray();

        // A burst is at most one read more, in each of the two buckets.
        Assert.True(asked <= (Usable * elapsed.TotalSeconds) + 2, $"{asked} reads in {elapsed.TotalSeconds:0.0} s");
        Assert.All(polls[1..], others => Assert.True(polls[0] > others * 2, string.Join(", ", polls)));
        Assert.All(polls, one => Assert.True(one > 0, string.Join(", ", polls)));

        // What it comes to is stored, to be shown.
        Assert.True(await rig.ScalarAsync<bool>(
            "select avg(achieved_interval_ms) filter (where tier <> 'CRITICAL') > 1500 from whale_monitors where exchange = 'OKX'"));

        Task<long[]> TokensAsync() => rig.ScalarAsync<long[]>("select array_agg(lease_token order by exchange_uid) from whale_monitors where exchange = 'OKX'");
    }
}
