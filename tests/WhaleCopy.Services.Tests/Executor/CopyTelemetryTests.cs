using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>What an operator sees of the engine: one trace from the poll to the fill, and its meters over real copies.</summary>
public sealed class CopyTelemetryTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_goes_on_with_the_trace_of_the_poll_up_to_its_fill()
    {
        var stopped = new ConcurrentBag<Activity>();
        using var listener = Listen(stopped);
        var executor = await world.StartAsync();
        var (whale, user) = await FollowedAsync();
        var poll = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

        var signal = await world.SignalAsync(whale, SignalKind.Open, change: row => row.TraceParent = $"00-{poll.TraceId}-{poll.SpanId}-01");
        var trade = await world.TradeAsync(user, row => row.Status == TradeStatus.Filled);
        await world.StopAsync(executor); // an activity is told of once it has ended

        var trace = stopped.Where(activity => activity.TraceId == poll.TraceId).ToList();
        var plan = Assert.Single(trace, activity => activity.OperationName == "plan signal");
        Assert.Equal((poll.SpanId, signal, "OPEN", whale), (plan.ParentSpanId, Tag(plan, "signal.id"), Tag(plan, "signal.kind"), Tag(plan, "whale.id")));
        var place = Assert.Single(trace, activity => activity.OperationName == "place trade");
        Assert.Equal(
            (poll.SpanId, trade.Id, "BINANCE", "BTCUSDT", 1, "ACCEPTED"),
            (place.ParentSpanId, Tag(place, "trade.id"), Tag(place, "venue"), Tag(place, "symbol"), Tag(place, "trade.attempt"), Tag(place, "trade.outcome")));
        var order = Assert.Single(trace, activity => activity.Source.Name == "System.Net.Http" && Url(activity).Contains("/fapi/v1/order", StringComparison.Ordinal));
        Assert.Equal(place.SpanId, order.ParentSpanId);
        Assert.True(order.StartTimeUtc + order.Duration <= place.StartTimeUtc + place.Duration, "the trade's span ended before its order was answered");
        Assert.DoesNotContain(trace, activity => Url(activity).Contains("signature=", StringComparison.Ordinal) && !Url(activity).Contains("signature=*", StringComparison.Ordinal));

        // What is committed for many at once has a trace of its own, which names theirs.
        foreach (var name in new[] { "store attempts", "store outcomes" })
            Assert.Contains(stopped, activity => activity.OperationName == name && activity.Links.Any(link => link.Context.SpanId == place.SpanId));
    }

    [Fact]
    public async Task The_time_from_signal_to_fill_is_told_once_a_fill_and_not_of_what_a_hand_had_waited_with()
    {
        var executor = await world.StartAsync();
        using var heard = new HeardMeters(executor.Services, ExecutorWorld.Soon);
        var (whale, user) = await FollowedAsync();

        await world.SignalAsync(whale, SignalKind.Open, change: row => row.DetectedAt -= TimeSpan.FromSeconds(2));
        await world.ProtectedAsync(user);
        await world.SignalAsync(whale, SignalKind.Reduce, fraction: 0.5m);
        await world.TradeAsync(user, row => row is { Kind: SignalKind.Reduce, Status: TradeStatus.Filled });
        var byHand = await world.UserAsync();
        var old = await world.SignalAsync(whale, SignalKind.Open, symbol: "ETHUSDT", price: 3_000m);
        await world.TaskAsync(byHand, TaskKind.CopySignal, signalId: old, payload: """{"size_usdt":"60"}""");
        await world.PositionAsync(byHand, row => row.Status == PositionStatus.Open);
        await world.TradeAsync(user, row => row is { Symbol: "ETHUSDT", Status: TradeStatus.Filled });
        await world.StopAsync(executor);

        var told = heard.Of("whalecopy.trade.execution.duration");
        Assert.Equal(
            ["BINANCE OPEN", "BINANCE OPEN", "BINANCE REDUCE"],
            told.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Tags["venue"]} {one.Tags["kind"]}")).Order());
        var filled = (await world.TradesAsync(user)).Select(trade => (trade.FilledAt - trade.SeenAt)!.Value.TotalSeconds);
        Assert.All(filled.Order().Zip(told.Select(one => one.Value).Order()), pair => Assert.Equal(pair.First, pair.Second, 0.001));
        Assert.Contains(told, one => one.Value >= 2d);
    }

    [Fact]
    public async Task A_copy_that_differs_from_its_venue_is_counted_while_it_is_open()
    {
        var executor = await world.StartAsync();
        var (whale, user) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open);
        var held = await world.ProtectedAsync(user);
        await world.StopAsync(executor);
        await using var context = world.Context();
        async Task<long> CountAsync(decimal? missing, PositionStatus status)
        {
            await context.Positions.Where(row => row.Id == held.Id).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.MissingQuantity, missing).SetProperty(row => row.Status, status), Cancelled);
            return (await new BacklogReader(world.Database).ReadAsync(TimeProvider.System.GetUtcNow(), Cancelled)).Discrepancies;
        }

        Assert.Equal(1, await CountAsync(0.005m, PositionStatus.Open));
        Assert.Equal(0, await CountAsync(0.005m, PositionStatus.Closed));
        Assert.Equal(0, await CountAsync(null, PositionStatus.Open));
    }

    private static ActivityListener Listen(ConcurrentBag<Activity> stopped)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "WhaleCopy.Executor" or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Add,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static object? Tag(Activity activity, string name) => activity.GetTagItem(name);

    private static string Url(Activity activity) => activity.GetTagItem("url.full") as string ?? "";

    private async Task<(long Whale, Copier User)> FollowedAsync()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        return (whale, user);
    }
}
