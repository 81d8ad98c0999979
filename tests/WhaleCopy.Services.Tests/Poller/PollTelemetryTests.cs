using System.Collections.Concurrent;
using System.Diagnostics;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>What an operator sees of the poller: its meters over real polls, and one trace a poll.</summary>
public sealed class PollTelemetryTests(PostgresFixture postgres, GarnetFixture redis) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private static readonly Holding Bitcoin = new("BTCUSDT", "LONG", 2m, 60_000m, 20);

    [Fact]
    public async Task Every_meter_tells_what_it_is_named_for()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        foreach (var uid in new[] { "1", "2", "3", "4", "5", "6" })
            await rig.Venue.TraderAsync(uid);
        await rig.Venue.HoldsAsync("1", Bitcoin);

        // A suspicion that the history does not support stays one for as long as this test may take.
        var poller = rig.Build(
            ("Polling:DarkConfirm", "00:10:00"), ("Polling:Statistics", "00:00:00.5"), ("Exchanges:Limits:CircuitFailures", "2"), ("Exchanges:Limits:CircuitWindow", "00:00:02"),
            ("Exchanges:Limits:CircuitBreak", "00:01:00"));
        using var heard = new HeardMeters(poller.Services, PollerRig.Patience);
        await rig.StartAsync(poller);
        await rig.BaselineAsync("1");

        await rig.Venue.HoldsAsync("1", Bitcoin, new Holding("ETHUSDT", "SHORT", 5m));
        await rig.SignalsAsync("1", "OPEN");
        await rig.PollsAsync("1", 2);
        await rig.Venue.HoldsAsync("1", history: false, Bitcoin);
        await heard.UntilAsync("whalecopy.poll.suspicions_dropped", async () =>
        {
            await rig.PollsAsync("1", 1);
            await rig.Venue.HoldsAsync("1", history: false, Bitcoin, new Holding("ETHUSDT", "SHORT", 5m));
        });
        await rig.Venue.FaultAsync("stale", path: "*nobody-asks-this*");
        await rig.PollsAsync("1", 1);
        await rig.Venue.HoldsAsync("1", Bitcoin, new Holding("ETHUSDT", "SHORT", 8m));
        await rig.SignalsAsync("1", "OPEN", "INCREASE");
        await heard.UntilAsync("whalecopy.poll.stale", () => rig.Venue.FaultAsync("stale", count: 1));
        await heard.UntilAsync("whalecopy.poll.fenced", () => rig.ExecuteAsync(
            "update whale_monitors set lease_token = lease_token + 1, lease_until = now() where exchange_uid = '1' and lease_owner is not null"));
        await rig.Venue.FaultAsync("status", 503, "*");
        await heard.UntilAsync("whalecopy.circuit.open", () => Task.CompletedTask, value => value == 1);

        heard.Holds("whalecopy.poll.lag", value => value >= 0, ("venue", "BINANCE"), ("tier", "NORMAL"));
        heard.Holds("whalecopy.poll.interval", value => value > 0, ("venue", "BINANCE"), ("tier", "NORMAL"));
        heard.Holds("whalecopy.poll.duration", value => value > 0, ("venue", "BINANCE"), ("result", "COMPLETE"));
        heard.Holds("whalecopy.poll.results", value => value == 1, ("venue", "BINANCE"), ("result", "COMPLETE"));
        heard.Holds("whalecopy.poll.results", value => value == 1, ("venue", "BINANCE"), ("result", "SERVER"));
        heard.Holds("whalecopy.signals.stored", value => value == 1, ("kind", "OPEN"));
        heard.Holds("whalecopy.signals.stored", value => value == 1, ("kind", "INCREASE"));
        heard.Holds("whalecopy.poll.commit_batch", value => value >= 1);
        heard.Holds("whalecopy.discovery.whales", value => value == 6, ("venue", "BINANCE"));
        heard.Holds("whalecopy.statistics.refreshed", value => value == 1);
        heard.Holds("whalecopy.circuit.open", value => value == 1, ("venue", "BINANCE"), ("class", "WHALE_READ"));
    }

    [Fact]
    public async Task What_waits_is_told_as_it_grows()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        var poller = rig.Build(("Polling:Backlog", "00:00:00.1"));
        using var heard = new HeardMeters(poller.Services, PollerRig.Patience);
        await rig.StartAsync(poller);
        var whaleId = await rig.BaselineAsync("1");
        await heard.UntilAsync("whalecopy.signal.pending_age", () => Task.CompletedTask, value => value == 0);
        await heard.UntilAsync("whalecopy.dead_letters", () => Task.CompletedTask, value => value == 0);
        await heard.UntilAsync("whalecopy.users.active", () => Task.CompletedTask, value => value == 0);
        await heard.UntilAsync("whalecopy.position.discrepancies", () => Task.CompletedTask, value => value == 0);

        // Nobody takes it: there is no executor.
        await rig.Venue.HoldsAsync("1", Bitcoin);
        await rig.SignalsAsync("1", "OPEN");
        await rig.FollowerAsync(whaleId, 9);
        await rig.ExecuteAsync(
            "insert into dead_letters (source, source_id, error, context, attempts, created_at, dropped_at) "
            + "select 'SIGNAL', '1', 'gave up', '{}', 5, now(), dropped from (values (null::timestamptz), (now())) as letters(dropped)");

        await heard.UntilAsync("whalecopy.signal.pending_age", () => Task.CompletedTask, value => value > 1);
        await heard.UntilAsync("whalecopy.dead_letters", () => Task.CompletedTask, value => value == 1);
        await heard.UntilAsync("whalecopy.users.active", () => Task.CompletedTask, value => value == 1);
    }

    [Fact]
    public async Task A_poll_is_one_trace_from_the_question_to_the_stored_signal()
    {
        var stopped = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "WhaleCopy.Poller" or "System.Net.Http" or "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.StartPollerAsync();
        var whaleId = await rig.BaselineAsync("1");
        await rig.Venue.HoldsAsync("1", Bitcoin);
        var signal = Assert.Single(await rig.SignalsAsync("1", "OPEN"));
        await rig.PollsAsync("1", 3);
        var context = ActivityContext.Parse(await rig.ScalarAsync<string>("select trace_parent from whale_signals"), null);

        var trace = stopped.Where(activity => activity.TraceId == context.TraceId).ToList();
        var poll = Assert.Single(trace, activity => activity.Source.Name == "WhaleCopy.Poller");
        Assert.Equal(("poll whale", context.SpanId, default(ActivitySpanId)), (poll.OperationName, poll.SpanId, poll.ParentSpanId));
        Assert.Equal((whaleId, "BINANCE", "COMPLETE", 1), (Tag(poll, "whale.id"), Tag(poll, "venue"), Tag(poll, "poll.result"), Tag(poll, "poll.signals")));
        Assert.Equal(signal.Id, Assert.Single(poll.Events, told => told.Name == "signal stored").Tags.Single().Value);
        Assert.Contains(trace, activity => activity.Source.Name == "System.Net.Http" && activity.ParentSpanId == poll.SpanId);
        Assert.Contains(trace, activity => activity.Source.Name == "Npgsql");

        // Polls without news are stored together: that has a trace of its own, which names theirs.
        var quiet = stopped.Where(activity => activity.OperationName == "poll whale" && Equals(Tag(activity, "poll.signals"), 0)).Select(activity => activity.Context);
        var links = stopped.Where(activity => activity.OperationName == "store polls").SelectMany(activity => activity.Links).Select(link => link.Context);
        Assert.NotEmpty(quiet.Intersect(links));
    }

    private static object? Tag(Activity activity, string name) => activity.GetTagItem(name);
}
