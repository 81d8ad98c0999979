using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Contracts.Executor;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Work that is given up waits for an operator, who retries or drops it.</summary>
public sealed class DeadLetterTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;
    private GrpcChannel? _channel;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private CopyEngine.CopyEngineClient Engine => new(_channel);

    public async ValueTask InitializeAsync()
    {
        _executor = await world.StartAsync(("Executor:MaxSignalAttempts", "2"), ("Executor:MaxTaskAttempts", "2"), ("Executor:MaxOwedAttempts", "2"), ("Executor:TellOperatorAfter", "00:00:03"));
        _channel = GrpcChannel.ForAddress(ExecutorWorld.AddressOf(_executor));
    }

    public async ValueTask DisposeAsync()
    {
        _channel!.Dispose();
        await world.StopAsync(_executor!);
    }

    [Fact]
    public async Task A_signal_that_fails_for_good_is_a_dead_letter_and_copied_once_when_it_is_retried()
    {
        var (user, letter) = await PoisonedAsync();
        Assert.Equal(2, letter.Attempts);
        Assert.Contains("poisoned", letter.Error, StringComparison.Ordinal);

        await Engine.RetryDeadLetterAsync(new DeadLetterRequest { DeadLetterId = letter.Id }, cancellationToken: Cancelled);

        await world.ProtectedAsync(user);
        Assert.Single(await world.VenueOrdersAsync(user));
        var again = await Assert.ThrowsAsync<RpcException>(
            async () => await Engine.RetryDeadLetterAsync(new DeadLetterRequest { DeadLetterId = letter.Id }, cancellationToken: Cancelled));
        Assert.Equal(StatusCode.FailedPrecondition, again.StatusCode);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_dropped_letter_is_never_retried()
    {
        var (user, letter) = await PoisonedAsync();

        await Engine.DropDeadLetterAsync(new DeadLetterRequest { DeadLetterId = letter.Id }, cancellationToken: Cancelled);

        var retry = await Assert.ThrowsAsync<RpcException>(
            async () => await Engine.RetryDeadLetterAsync(new DeadLetterRequest { DeadLetterId = letter.Id }, cancellationToken: Cancelled));
        Assert.Equal(StatusCode.FailedPrecondition, retry.StatusCode);
        await using var context = world.Context();
        Assert.Equal(SignalStatus.DeadLetter, (await context.WhaleSignals.SingleAsync(signal => signal.Id == Id(letter), Cancelled)).Status);
        Assert.Empty(await world.TradesAsync(user));
        var unknown = await Assert.ThrowsAsync<RpcException>(
            async () => await Engine.DropDeadLetterAsync(new DeadLetterRequest { DeadLetterId = long.MaxValue }, cancellationToken: Cancelled));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task An_operator_is_told_once_of_an_order_whose_outcome_stays_unknown()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        await world.Venue.AddFaultAsync(new { exchange = "binance", path = "/fapi/v1/order", method = "POST", kind = "drop_after", count = 1, apiKey = user.ApiKey }, Cancelled);
        await world.Venue.AddFaultAsync(new { exchange = "binance", path = "/fapi/v1/order*", method = "GET", kind = "status", status = 503, apiKey = user.ApiKey }, Cancelled);

        await world.SignalAsync(whale, SignalKind.Open);

        var trade = await world.TradeAsync(user, row => row.Status == TradeStatus.Unknown);
        var letter = await LetterAsync(DeadLetterSource.Trade, trade.Id);
        Assert.Equal(user.UserId, letter.UserId);
        var lookups = await LookupsAsync(trade);
        await Eventually.ObserveAsync(() => LookupsAsync(trade), asked => asked != lookups, ExecutorWorld.Soon);
        await LetterAsync(DeadLetterSource.Trade, trade.Id); // still one
        await Engine.RetryDeadLetterAsync(new DeadLetterRequest { DeadLetterId = letter.Id }, cancellationToken: Cancelled);
        await world.Venue.ClearFaultsAsync(Cancelled);

        await world.ProtectedAsync(user);
        Assert.Single(await world.VenueOrdersAsync(user));
    }

    [Fact]
    public async Task A_users_close_that_keeps_failing_is_told_once_and_made_as_soon_as_it_can_be()
    {
        var (_, user, position) = await HeldAsync();
        await using var poison = await PoisonExitsAsync(user);

        var task = await world.TaskAsync(user, TaskKind.ClosePosition, positionId: position);
        await LetterAsync(DeadLetterSource.Task, task);
        await AttemptsAsync("select attempts from tasks where id = $1", task, 3);

        await LetterAsync(DeadLetterSource.Task, task); // still one
        await poison.DisposeAsync();
        Assert.Equal(TaskState.Done, (await world.TaskEndedAsync(task)).Status);
        await world.PositionAsync(user, row => row.Status == PositionStatus.Closed);
    }

    [Fact]
    public async Task A_whales_exit_that_keeps_failing_is_told_once_and_copied_as_soon_as_it_can_be()
    {
        var (whale, user, _) = await HeldAsync();
        await using var poison = await PoisonExitsAsync(user);

        var signal = await world.SignalAsync(whale, SignalKind.Close);
        var letter = await LetterAsync(DeadLetterSource.Signal, signal);
        await AttemptsAsync("select attempts from whale_signals where id = $1", signal, 3);

        await LetterAsync(DeadLetterSource.Signal, signal); // still one
        await Engine.RetryDeadLetterAsync(new DeadLetterRequest { DeadLetterId = letter.Id }, cancellationToken: Cancelled);
        await poison.DisposeAsync();
        await world.PositionAsync(user, row => row.Status == PositionStatus.Closed);
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
    }

    [Fact]
    public async Task An_owed_close_that_keeps_failing_is_told_once_and_made_as_soon_as_it_can_be()
    {
        var (_, user, position) = await HeldAsync();
        await using var poison = await PoisonExitsAsync(user);
        await ExecuteAsync($"update positions set owed_close_reason = 'MANUAL', owed_fraction = 1, owed_next_at = now() where id = {position.ToString(CultureInfo.InvariantCulture)}");

        var letter = await LetterAsync(DeadLetterSource.Position, position);
        Assert.Equal((user.UserId, 2), (letter.UserId, letter.Attempts));
        Assert.Contains("poisoned", letter.Error, StringComparison.Ordinal);
        await AttemptsAsync("select owed_attempts from positions where id = $1", position, 4);

        await LetterAsync(DeadLetterSource.Position, position); // still one
        await Engine.RetryDeadLetterAsync(new DeadLetterRequest { DeadLetterId = letter.Id }, cancellationToken: Cancelled);
        await poison.DisposeAsync();
        Assert.Equal(CloseReason.Manual, (await world.PositionAsync(user, row => row.Status == PositionStatus.Closed)).CloseReason);
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
    }

    [Fact]
    public async Task A_copy_that_stays_without_a_stop_is_told_once_and_protected_as_soon_as_it_can_be()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        await using var poison = await PoisonExitsAsync(user); // nor can it be closed
        await world.Venue.AddFaultAsync(new { exchange = "binance", path = "/fapi/v1/algoOrder", method = "POST", kind = "reject", code = -4120, apiKey = user.ApiKey }, Cancelled);

        await world.SignalAsync(whale, SignalKind.Open);

        var position = await world.PositionAsync(user, row => row.Status == PositionStatus.Open);
        var letter = await LetterAsync(DeadLetterSource.Position, position.Id);
        Assert.Contains("no live stop", letter.Error, StringComparison.Ordinal);
        await world.Venue.ClearFaultsAsync(Cancelled);
        await world.ProtectedAsync(user);
    }

    [Fact]
    public async Task A_copy_whose_symbol_cannot_be_read_owes_its_exit_and_holds_up_nobody()
    {
        var whale = await world.WhaleAsync();
        var (lost, sound) = (await world.UserAsync(), await world.UserAsync());
        await world.FollowAsync(lost, whale);
        await world.FollowAsync(sound, whale);
        await world.SignalAsync(whale, SignalKind.Open);
        var position = (await world.ProtectedAsync(lost)).Id.ToString(CultureInfo.InvariantCulture);
        await world.ProtectedAsync(sound);
        await ExecuteAsync($"update positions set symbol = 'GONEUSDT' where id = {position}");

        var close = await world.SignalAsync(whale, SignalKind.Close);

        await world.PositionAsync(sound, row => row.Status == PositionStatus.Closed);
        Assert.Equal("EXIT_OWED", (await world.DecidedAsync(lost, close)).ReasonCode);
        await ExecuteAsync($"update positions set symbol = 'BTCUSDT' where id = {position}");
        await world.PositionAsync(lost, row => row is { Status: PositionStatus.Closed, CloseReason: CloseReason.WhaleExit });
        Assert.Equal(0m, await world.VenueQuantityAsync(lost));
    }

    private async Task<(long Whale, Copier User, long Position)> HeldAsync()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        await world.SignalAsync(whale, SignalKind.Open);
        return (whale, user, (await world.ProtectedAsync(user)).Id);
    }

    /// <summary>Exits that the database refuses to store, until disposed.</summary>
    private async Task<Poison> PoisonExitsAsync(Copier user)
    {
        await ExecuteAsync(
            $"""
            create function poison_exits() returns trigger language plpgsql as $$ begin
                if new.user_id = {user.UserId.ToString(CultureInfo.InvariantCulture)} and new.kind = 'CLOSE' then raise exception 'poisoned'; end if; return new; end $$;
            create trigger poison_exits before insert on trades for each row execute function poison_exits();
            """);
        return new Poison(() => ExecuteAsync("drop trigger if exists poison_exits on trades; drop function if exists poison_exits();"));
    }

    private async Task AttemptsAsync(string sql, object id, int least) => await Eventually.ObserveAsync(
        async () =>
        {
            await using var command = world.Database.CreateCommand(sql);
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = id });
            return (int)(await command.ExecuteScalarAsync(Cancelled))!;
        },
        attempts => attempts >= least,
        ExecutorWorld.Soon);

    private async Task<string?> LookupsAsync(TradeRow trade)
    {
        await using var context = world.Context();
        return (await context.Trades.AsNoTracking().Where(row => row.Id == trade.Id).Select(row => row.NextAttemptAt).SingleAsync(Cancelled)).ToString("O", CultureInfo.InvariantCulture);
    }

    /// <summary>A signal that the database refuses to plan, twice; then the cause is gone.</summary>
    private async Task<(Copier User, DeadLetterRow Letter)> PoisonedAsync()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        await ExecuteAsync(
            $"""
            create function poison() returns trigger language plpgsql as $$ begin
                if new.user_id = {user.UserId.ToString(CultureInfo.InvariantCulture)} then raise exception 'poisoned'; end if; return new; end $$;
            create trigger poison before insert on decisions for each row execute function poison();
            """);
        var signal = await world.SignalAsync(whale, SignalKind.Open);
        var letter = await LetterAsync(DeadLetterSource.Signal, signal);
        await ExecuteAsync("drop trigger poison on decisions; drop function poison();");
        return (user, letter);
    }

    private async Task<DeadLetterRow> LetterAsync(DeadLetterSource source, object id) => (await Eventually.ObserveAsync(
        async () =>
        {
            await using var context = world.Context();
            var text = Convert.ToString(id, CultureInfo.InvariantCulture);
            return await context.DeadLetters.AsNoTracking().Where(letter => letter.Source == source && letter.SourceId == text).ToListAsync(Cancelled);
        },
        letters => letters.Count == 1,
        ExecutorWorld.Soon))[0];

    private async Task ExecuteAsync(string sql)
    {
        await using var command = world.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private static long Id(DeadLetterRow letter) => long.Parse(letter.SourceId, CultureInfo.InvariantCulture);

    private sealed class Poison(Func<Task> end) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await end();
    }
}
