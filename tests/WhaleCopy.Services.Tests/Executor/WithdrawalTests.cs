using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;
using WhaleCopy.Executor.Placement;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Entries that wait unsent when their user wants no more of them: withdrawn whole, and told; never sent and closed after.</summary>
public sealed class WithdrawalTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // Prices jump here: entries must not be planned with the one before.
    public async ValueTask InitializeAsync() => _executor = await world.StartAsync(("Copying:MaxPriceAge", "00:00:00.05"), ("Copying:ReceiveWindow", "00:00:05"));

    public async ValueTask DisposeAsync()
    {
        await world.StopAsync(_executor!);
        await world.RestoreMarketAsync();
    }

    [Fact]
    public async Task A_panic_withdraws_them_ends_their_taps_and_tells()
    {
        var (_, user, waiting) = await WaitingAsync();
        var tap = await TappedAsync(user, waiting);

        var panic = await world.TaskEndedAsync(await world.TaskAsync(user, TaskKind.Panic));

        Assert.Equal(TaskState.Done, panic.Status);
        await WithdrawnAsync(user, waiting, "PANIC");
        var ended = await world.TaskEndedAsync(tap);
        Assert.Equal((TaskState.Failed, "PANIC"), (ended.Status, ended.ReasonCode));
        Assert.Equal([waiting.Id], ended.TradeIds);
    }

    [Fact]
    public async Task A_whale_that_closes_withdraws_them_ends_their_taps_and_tells()
    {
        var (whale, user, waiting) = await WaitingAsync();
        var tap = await TappedAsync(user, waiting);

        var close = await world.SignalAsync(whale, SignalKind.Close, symbol: "ETHUSDT", price: 3_000m);

        Assert.Equal("ENTRY_WITHDRAWN", (await world.DecidedAsync(user, close)).ReasonCode);
        await WithdrawnAsync(user, waiting, "WHALE_CLOSED");
        Assert.Equal("WHALE_CLOSED", (await world.TaskEndedAsync(tap)).ReasonCode);
    }

    [Fact]
    public async Task A_follows_drawdown_stop_withdraws_them_and_closes_what_is_open()
    {
        var (whale, user) = (await world.WhaleAsync(), await world.UserAsync());
        await world.FollowAsync(user, whale, row => row.MaxDrawdownPercent = 5m);
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);
        var waiting = await WaitingAsync(whale, user);
        var tap = await TappedAsync(user, waiting); // a tap asks about no follow when it is sent

        await world.Venue.SetPriceAsync("BTCUSDT", 57_000m, Cancelled);

        var closed = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal(CloseReason.DrawdownStop, closed.CloseReason);
        await WithdrawnAsync(user, waiting, "DRAWDOWN_STOP");
        Assert.Equal("DRAWDOWN_STOP", (await world.TaskEndedAsync(tap)).ReasonCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_an_attempt_and_a_withdrawal_at_the_same_moment_one_wins_whole(bool isAttemptFirst)
    {
        var (_, user, waiting) = await WaitingAsync();
        await world.HoldAsync(waiting, _executor!);

        // Both wait for the row; it is given to the one that came first.
        Func<Task>[] both =
        [
            () => _executor!.Services.GetRequiredService<SubmitStep>().RunAsync(waiting),
            () => _executor!.Services.GetRequiredService<TaskQueue>().PanicAsync(user.UserId, waiting.CreatedAt, Cancelled),
        ];
        var begun = new List<Task>();
        await using (var gate = await world.Database.OpenConnectionAsync(Cancelled))
        {
            await using var transaction = await gate.BeginTransactionAsync(Cancelled);
            await using (var command = new NpgsqlCommand($"select 1 from trades where id = {waiting.Id} for no key update", gate, transaction))
                await command.ExecuteNonQueryAsync(Cancelled);
            foreach (var way in isAttemptFirst ? both : both.Reverse())
            {
                begun.Add(way());
                await HeldUpAsync(gate, begun.Count);
            }

            await transaction.CommitAsync(Cancelled);
        }

        await Task.WhenAll(begun);
        if (isAttemptFirst)
        {
            var closed = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
            Assert.Equal(CloseReason.Panic, closed.CloseReason);
            Assert.Equal(["BUY", "SELL"], (await world.VenueOrdersAsync(user)).Select(order => order.Side));
            Assert.Equal(0m, await world.VenueQuantityAsync(user, "ETHUSDT"));
            await world.MoneyAddsUpAsync();
            return;
        }

        await WithdrawnAsync(user, waiting, "PANIC");
        await using var orders = world.Context();
        Assert.Empty(await orders.Orders.Where(row => row.UserId == user.UserId).ToListAsync(Cancelled));
    }

    /// <summary>So many wait for what this connection holds, one behind the other.</summary>
    private async Task HeldUpAsync(NpgsqlConnection gate, int others) => await Eventually.ObserveAsync(
        async () =>
        {
            await using var command = world.Database.CreateCommand(
                """
                with recursive held_up(pid) as (
                    select $1::int
                    union select a.pid from held_up h join pg_stat_activity a on h.pid = any(pg_blocking_pids(a.pid)))
                select count(*) - 1 from held_up
                """);
            command.Parameters.Add(new NpgsqlParameter { Value = gate.ProcessID });
            return (long)(await command.ExecuteScalarAsync(Cancelled))!;
        },
        waiting => waiting == others,
        ExecutorWorld.Soon);

    private async Task<(long Whale, Copier User, TradeRow Waiting)> WaitingAsync()
    {
        var (whale, user) = (await world.WhaleAsync(), await world.UserAsync());
        await world.FollowAsync(user, whale);
        return (whale, user, await WaitingAsync(whale, user));
    }

    /// <summary>An entry of ether that waits for its delay.</summary>
    private async Task<TradeRow> WaitingAsync(long whale, Copier user)
    {
        await using (var context = world.Context())
            await context.UserSettings.Where(row => row.UserId == user.UserId).ExecuteUpdateAsync(row => row.SetProperty(it => it.AutoCopyDelaySeconds, 30), Cancelled);
        await world.SignalAsync(whale, SignalKind.Open, size: 10m, symbol: "ETHUSDT", price: 3_000m);
        var waiting = await world.TradeAsync(user, trade => trade is { Status: TradeStatus.Pending, Symbol: "ETHUSDT" });

        // However slow this machine is, its delay does not end before the test does.
        await using (var context = world.Context())
            await context.Trades.Where(row => row.Id == waiting.Id).ExecuteUpdateAsync(row => row.SetProperty(it => it.NextAttemptAt, it => it.NextAttemptAt.AddHours(1)), Cancelled);
        return waiting;
    }

    /// <summary>Makes it the entry of a tap, which waits for its trade to end.</summary>
    private async Task<Guid> TappedAsync(Copier user, TradeRow trade)
    {
        await using var context = world.Context();
        var task = new TaskRow
        {
            Id = Guid.CreateVersion7(),
            UserId = user.UserId,
            Kind = TaskKind.CopySignal,
            SignalId = trade.SignalId,
            Status = TaskState.Running,
            Payload = "{}",
            CreatedAt = trade.CreatedAt,
            NextAttemptAt = trade.CreatedAt.AddHours(1), // nobody looks before: the withdrawal ends it
        };
        context.Tasks.Add(task);
        await context.SaveChangesAsync(Cancelled);
        await context.Trades.Where(row => row.Id == trade.Id).ExecuteUpdateAsync(row => row.SetProperty(it => it.TaskId, task.Id), Cancelled);
        return task.Id;
    }

    private async Task WithdrawnAsync(Copier user, TradeRow waiting, string code)
    {
        var trade = (await world.TradesAsync(user)).Single(row => row.Id == waiting.Id);
        Assert.Equal((TradeStatus.Cancelled, code, (CloseReason?)null, 0), (trade.Status, trade.ReasonCode, trade.CloseReason, trade.Attempts));
        await using var context = world.Context();
        Assert.Equal(ReservationStatus.Released, (await context.Reservations.AsNoTracking().SingleAsync(row => row.TradeId == waiting.Id, Cancelled)).Status);
        var told = await context.Notifications.AsNoTracking().SingleAsync(row => row.DedupeKey == $"trade:{waiting.Id}:failed", Cancelled);
        Assert.Equal(("TRADE_FAILED", trade.Reason), (told.Kind, told.Body));
        Assert.DoesNotContain(await world.VenueOrdersAsync(user), order => order.Symbol == waiting.Symbol);
        await world.MoneyAddsUpAsync();
    }
}
