using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Queues;
using WhaleCopy.Exchanges;
using WhaleCopy.Poller.Polling;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>A poll taken apart: claim, fetch and commit one by one, as if processes died or slept between them.</summary>
public sealed class FencingTests(PostgresFixture postgres, GarnetFixture redis) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_poller_writes_after_its_lease_was_taken_over_is_refused()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await using var app = rig.Build();
        var (queue, poll) = await PreparedAsync(rig, app);
        var now = TimeProvider.System.GetUtcNow();

        var slept = Assert.Single(await ClaimAsync(queue, "slept", now));
        var seenBySlept = await poll.RunAsync(slept, "00-slept", CancellationToken.None, Cancelled);
        Assert.Empty(await ClaimAsync(queue, "early", now));
        var awake = Assert.Single(await ClaimAsync(queue, "awake", now + Lease + Lease));
        var seenByAwake = await poll.RunAsync(awake, "00-awake", CancellationToken.None, Cancelled);
        var committed = await queue.CommitAsync(seenByAwake.Outcome, seenByAwake.Change!, Cancelled);
        var refused = await queue.CommitAsync(seenBySlept.Outcome, seenBySlept.Change!, Cancelled);
        var refusedAlone = await queue.CommitAsync([seenBySlept.Outcome], Cancelled);

        Assert.Equal(slept.LeaseToken + 1, awake.LeaseToken);
        Assert.Single(committed!.Signals);
        Assert.Null(refused);
        Assert.Empty(refusedAlone);
        Assert.Equal("00-awake", await rig.ScalarAsync<string>("select trace_parent from whale_signals"));
        Assert.Equal(seenByAwake.Outcome.SnapshotNumber, await rig.ScalarAsync<long>("select snapshot_number from whale_monitors"));
    }

    [Fact]
    public async Task A_poller_that_dies_between_fetch_and_commit_leaves_the_change_to_the_next()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await using var app = rig.Build();
        var (queue, poll) = await PreparedAsync(rig, app);
        var now = TimeProvider.System.GetUtcNow();

        var dead = Assert.Single(await ClaimAsync(queue, "dead", now));
        var lost = await poll.RunAsync(dead, null, CancellationToken.None, Cancelled);
        Assert.Single(lost.Change!.Signals);

        var next = Assert.Single(await ClaimAsync(queue, "next", now + Lease + Lease));
        var found = await poll.RunAsync(next, null, CancellationToken.None, Cancelled);
        var committed = await queue.CommitAsync(found.Outcome, found.Change!, Cancelled);

        Assert.Equal(lost.Change.Signals[0].TxHash, Assert.Single(committed!.Signals).Draft.TxHash);
        Assert.Equal(1L, await rig.ScalarAsync<long>("select count(*) from whale_signals"));
    }

    [Fact]
    public async Task A_change_delivered_twice_is_one_signal()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await using var app = rig.Build();
        var (queue, poll) = await PreparedAsync(rig, app);

        var claim = Assert.Single(await ClaimAsync(queue, "once", TimeProvider.System.GetUtcNow()));
        var found = await poll.RunAsync(claim, null, CancellationToken.None, Cancelled);
        var change = found.Change! with { Snapshot = null };
        var first = await queue.CommitAsync(found.Outcome, change, Cancelled);
        var second = await queue.CommitAsync(found.Outcome, change, Cancelled);

        Assert.Single(first!.Signals);
        Assert.Empty(second!.Signals);
        Assert.Equal(1L, await rig.ScalarAsync<long>("select count(*) from whale_signals"));
    }

    [Fact]
    public async Task A_recheck_asked_for_during_a_poll_is_not_lost()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await using var app = rig.Build();
        var (queue, poll) = await PreparedAsync(rig, app);
        var tiers = app.Services.GetRequiredService<WhaleTierQueue>();

        var claim = Assert.Single(await ClaimAsync(queue, "busy", TimeProvider.System.GetUtcNow()));
        await rig.ExecuteAsync("update whale_monitors set next_poll_at = next_poll_at + interval '1 hour'");
        var asked = claim.DueAt + TimeSpan.FromMilliseconds(1);
        await tiers.RecheckAsync(claim.WhaleId, asked, Cancelled);
        var found = await poll.RunAsync(claim, null, CancellationToken.None, Cancelled);
        await queue.CommitAsync([found.Outcome with { NextPollAt = asked + TimeSpan.FromHours(1) }], Cancelled);

        Assert.Single(await ClaimAsync(queue, "again", asked + TimeSpan.FromSeconds(1)));
    }

    /// <summary>A whale with a baseline who has just opened a position that nobody has seen.</summary>
    private static async Task<(WhaleMonitorQueue Queue, WhalePoll Poll)> PreparedAsync(PollerRig rig, WebApplication app)
    {
        await rig.Venue.TraderAsync("1");
        var options = app.Services.GetRequiredService<IOptions<PollingOptions>>().Value;
        var poller = await rig.StartPollerAsync();
        await rig.BaselineAsync("1");
        await rig.StopAsync(poller);
        await rig.ExecuteAsync("update whale_monitors set next_poll_at = now() - interval '1 second'");
        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 1m));
        var reader = app.Services.GetServices<IVenueReader>().Single(candidate => candidate.Venue == Venue.Binance);
        return (
            app.Services.GetRequiredService<WhaleMonitorQueue>(),
            new WhalePoll(reader, options, app.Services.GetRequiredService<SourceStretch>(), TimeProvider.System));
    }

    private static Task<IReadOnlyList<MonitorClaim>> ClaimAsync(WhaleMonitorQueue queue, string owner, DateTimeOffset now) =>
        queue.ClaimAsync(Venue.Binance, owner, now, now + Lease, 10, Cancelled);
}
