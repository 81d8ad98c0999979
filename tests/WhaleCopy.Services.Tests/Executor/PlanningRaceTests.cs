using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Intake;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>
/// What happens while a plan waits for its user's row. The test holds that row, so that everything below meets at the same moment
/// whatever the machine does.
/// </summary>
public sealed class PlanningRaceTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private readonly List<WebApplication> _executors = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _executors.Add(await world.StartAsync());
        _executors.Add(await world.StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var executor in _executors)
            await world.StopAsync(executor);
    }

    [Fact]
    public async Task Two_executors_that_plan_at_the_same_moment_cannot_pass_the_daily_limit_together()
    {
        var user = await world.UserAsync(settings: row => row.DailyLossLimitUsdt = 130m);
        var (bitcoin, ether) = (await world.WhaleAsync(), await world.WhaleAsync());
        await world.FollowAsync(user, bitcoin);
        await world.FollowAsync(user, ether);
        long[] signals =
        [
            await world.SignalAsync(bitcoin, SignalKind.Open, size: 1.9m, change: Held),
            await world.SignalAsync(ether, SignalKind.Open, size: 38m, symbol: "ETHUSDT", price: 3_000m, change: Held),
        ];

        Task[] plans;
        await using (await LockAsync(user))
        {
            plans = [PlanAsync(_executors[0], signals[0]), PlanAsync(_executors[1], signals[1])];
            await WaitingAsync(plans.Length);
        }

        await Task.WhenAll(plans);
        var decisions = new[] { await world.DecidedAsync(user, signals[0]), await world.DecidedAsync(user, signals[1]) };
        Assert.Single(decisions, decision => decision.Outcome == DecisionOutcome.Copied);
        Assert.Contains("in flight", Assert.Single(decisions, decision => decision.ReasonCode == "DAILY_LOSS_LIMIT").Reason, StringComparison.Ordinal);
        await world.ProtectedAsync(user);
        Assert.Single(await world.VenueOrdersAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_panic_finds_what_a_plan_before_it_was_about_to_send()
    {
        var (whale, user) = await FollowedAsync();
        var signal = await world.SignalAsync(whale, SignalKind.Open, change: Held);

        Task plan;
        Guid panic;
        await using (await LockAsync(user))
        {
            plan = PlanAsync(_executors[0], signal);
            await WaitingAsync(1);
            panic = await world.TaskAsync(user, TaskKind.Panic);
            await WaitingAsync(2);
        }

        await plan;
        Assert.Equal(TaskState.Done, (await world.TaskEndedAsync(panic)).Status);
        Assert.All(await world.TradesAsync(user), trade => Assert.False(TradeTransitions.IsInFlight(trade.Status) || trade.Status == TradeStatus.Pending));
        Assert.All(await world.PositionsAsync(user), position => Assert.Equal((PositionStatus.Closed, CloseReason.Panic), (position.Status, position.CloseReason!.Value)));
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_tap_that_waits_while_the_whale_closes_copies_nothing()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        var signal = await world.SignalAsync(whale, SignalKind.Open);
        await EndedAsync(signal);

        Guid tap;
        await using (await LockAsync(user))
        {
            tap = await world.TaskAsync(user, TaskKind.CopySignal, signal);
            await WaitingAsync(1);
            await EndedAsync(await world.SignalAsync(whale, SignalKind.Close)); // finds nothing to close
        }

        Assert.Equal(TaskState.Failed, (await world.TaskEndedAsync(tap)).Status);
        Assert.Equal("WHALE_CLOSED_AGAIN", (await world.DecidedAsync(user, signal)).ReasonCode);
        Assert.Empty(await world.VenueOrdersAsync(user));
    }

    [Theory]
    [InlineData("ended_at = now()", "FOLLOW_ENDED")]
    [InlineData("stopped_at = now()", "AUTO_COPY_OFF")]
    public async Task A_follow_that_ends_or_stops_while_its_copy_is_planned_copies_nothing(string change, string reason)
    {
        var (whale, user) = await FollowedAsync();
        var signal = await world.SignalAsync(whale, SignalKind.Open, change: Held);

        Task plan;
        await using (var gate = await LockAsync(user))
        {
            plan = PlanAsync(_executors[0], signal);
            await WaitingAsync(1);
            await gate.ExecuteAsync($"update user_whale_follows set {change} where user_id = {user.UserId}");
        }

        await plan;
        Assert.Equal(reason, (await world.DecidedAsync(user, signal)).ReasonCode);
        Assert.Empty(await world.TradesAsync(user));
    }

    [Fact]
    public async Task A_delayed_copy_of_a_follow_that_ended_is_not_sent()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync(settings: row => row.AutoCopyDelaySeconds = 30);
        var follow = await world.FollowAsync(user, whale);
        await world.SignalAsync(whale, SignalKind.Open);
        await world.TradeAsync(user, trade => trade.Status == TradeStatus.Pending);

        await using (var context = world.Context())
        {
            await context.Follows.Where(row => row.Id == follow).ExecuteUpdateAsync(row => row.SetProperty(it => it.EndedAt, DateTimeOffset.UnixEpoch.AddDays(1)), Cancelled);

            // Its delay is over.
            await context.Trades.Where(row => row.UserId == user.UserId).ExecuteUpdateAsync(
                row => row.SetProperty(it => it.DecidedAt, it => it.DecidedAt.AddSeconds(-30)).SetProperty(it => it.NextAttemptAt, it => it.NextAttemptAt.AddSeconds(-30)), Cancelled);
        }

        await world.TradeAsync(user, trade => trade is { Status: TradeStatus.Skipped, ReasonCode: "AUTO_COPY_OFF" });
        Assert.Empty(await world.VenueOrdersAsync(user));
        await world.MoneyAddsUpAsync();
    }

    // Nobody claims it: the test says who plans it.
    private static void Held(WhaleSignalRow signal)
    {
        signal.Status = SignalStatus.Processing;
        signal.LeaseOwner = "nobody";
        signal.LeaseUntil = signal.DetectedAt.AddHours(1);
    }

    private static async Task PlanAsync(WebApplication executor, long signalId)
    {
        var signal = await executor.Services.GetRequiredService<PlanningStore>().ReadSignalAsync(signalId, Cancelled);
        while (true)
        {
            try
            {
                await executor.Services.GetRequiredService<EntryFanOut>().PlanAsync(signal!, Cancelled);
                return;
            }
            catch (NpgsqlException)
            {
                // On a starved machine the server may end a transaction of ours: planned again, as the worker does.
            }
        }
    }

    private async Task<Gate> LockAsync(Copier user)
    {
        var gate = new Gate(await world.Database.OpenConnectionAsync(Cancelled));
        await gate.ExecuteAsync($"begin; select 1 from users where id = {user.UserId} for no key update"); // what refers to him may be stored
        return gate;
    }

    /// <summary>So many others wait for the row.</summary>
    private async Task WaitingAsync(int others) => await Eventually.ObserveAsync(
        async () =>
        {
            await using var command = world.Database.CreateCommand(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%users%'");
            return (long)(await command.ExecuteScalarAsync(Cancelled))!;
        },
        waiting => waiting >= others,
        ExecutorWorld.Soon);

    private async Task EndedAsync(long signalId) => await Eventually.ObserveAsync(
        async () =>
        {
            await using var context = world.Context();
            return await context.WhaleSignals.Where(row => row.Id == signalId).Select(row => row.Status).SingleAsync(Cancelled);
        },
        status => status is SignalStatus.Processed or SignalStatus.Skipped,
        ExecutorWorld.Soon);

    private async Task<(long Whale, Copier User)> FollowedAsync()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        return (whale, user);
    }

    /// <summary>The row, held until disposed; what was changed meanwhile is committed.</summary>
    private sealed class Gate(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(Cancelled);
        }

        public async ValueTask DisposeAsync()
        {
            await using (var command = new NpgsqlCommand("commit", connection))
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            await connection.DisposeAsync();
        }
    }
}
