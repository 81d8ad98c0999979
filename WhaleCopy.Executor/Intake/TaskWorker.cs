using System.Text.Json;
using Microsoft.Extensions.Options;
using WhaleCopy.Core;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Exits;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Intake;

/// <summary>What users asked for: copy a signal, close a position or part of it, close everything. A repeat finds what the first began.</summary>
internal sealed class TaskWorker(
    TaskQueue queue,
    PlanningStore planning,
    EntryFanOut entries,
    ExitStep exits,
    AfterCommit after,
    TaskBell bell,
    OwedBell owed,
    ProtectionBell protection,
    ExecutorInstance instance,
    IOptions<ExecutorOptions> options,
    TimeProvider time,
    ILogger<TaskWorker> logger) : SweepWorker(bell, time, logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    protected override TimeSpan Sweep => options.Value.Sweep;

    protected override async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        var most = options.Value.BackgroundConcurrency;
        var claimed = await queue.ClaimAsync(instance.Name, instance.Now, instance.LeaseEnd, most, cancellationToken);
        await Task.WhenAll(claimed.Select(RunAsync));
        return claimed.Count == most;
    }

    private async Task RunAsync(TaskRow task)
    {
        try
        {
            await (task.Kind switch
            {
                TaskKind.CopySignal => CopyAsync(task),
                TaskKind.ClosePosition => CloseAsync(task),
                TaskKind.Panic => PanicAsync(task),
                TaskKind.UpdateProtection => ProtectAsync(task),
            });
        }
        catch (Exception exception)
        {
            // One user's task: told, tried again with a growing pause, and given up with its reason at last.
            IntakeLog.TaskFailed(Logger, task.Id, task.Attempts, exception);
            await GiveBackAsync(task, exception);
        }
    }

    /// <summary>A copy is given up after so many failures in a row; getting out never is: there the operator is told, and it is tried on.</summary>
    private async Task GiveBackAsync(TaskRow task, Exception failure)
    {
        try
        {
            var most = options.Value.MaxTaskAttempts;
            if (task.Kind is TaskKind.CopySignal or TaskKind.UpdateProtection && task.Attempts >= most)
            {
                await queue.GiveUpAsync(
                    task, instance.Name, failure.Message, "it could not be done; an operator was told", instance.Now, CancellationToken.None);
                return;
            }

            await queue.FailAsync(
                task, instance.Name, instance.Now + OwedPause.After(task.Attempts), task.Attempts == most ? failure.Message : null, instance.Now, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The database is away as well: the lease ends by itself.
            IntakeLog.TaskFailed(Logger, task.Id, task.Attempts, exception);
        }
    }

    private async Task CopyAsync(TaskRow task)
    {
        if (await IsUnderWayAsync(task))
            return;
        if (task.SignalId is not { } signalId || await planning.ReadSignalAsync(signalId, CancellationToken.None) is not { } signal
            || await planning.ReadUserAsync(task.UserId, signal.WhaleId, CancellationToken.None) is not { } follower)
        {
            await EndAsync(task, false, "SIGNAL_NOT_FOUND", "the signal is gone");
            return;
        }

        if (await planning.IsOvertakenAsync(signal, CancellationToken.None))
        {
            await EndAsync(task, false, "WHALE_CLOSED_AGAIN", "the whale has closed it again");
            return;
        }

        var wish = Wish.Of(task);
        var prepared = await entries.PlanAsync(signal, follower, new ManualCopy(task.Id, wish.SizeUsdt, wish.Exchange), CancellationToken.None);
        if (prepared.Trades.Count > 0)
            await queue.WaitAsync(task, instance.Name, instance.Now + LookAgain, CancellationToken.None);
        else if (prepared.Skips.TryGetValue(task.UserId, out var denial))
            await EndAsync(task, false, denial.Code, denial.Sentence);
        else
            await EndAsync(task, false, "ALREADY_COPIED", "this signal is copied already");
    }

    private async Task CloseAsync(TaskRow task)
    {
        if (await IsUnderWayAsync(task))
            return;
        var fraction = (Wish.Of(task).Percent ?? 100m) / 100m;
        var (trade, denial) = await exits.PlanAsync(task.PositionId ?? 0, fraction, CloseReason.Manual, task.Id, CancellationToken.None);
        if (trade is not null || denial is { Reason: Core.Sizing.DenialReason.PositionClosing })
            await queue.WaitAsync(task, instance.Name, instance.Now + LookAgain, CancellationToken.None);
        else
            await EndAsync(task, false, denial!.Code, denial.Sentence);
    }

    private async Task PanicAsync(TaskRow task)
    {
        after.Changed(await queue.PanicAsync(task.UserId, instance.Now, CancellationToken.None), []);
        owed.Ring();
        if (await queue.CountOpenAsync(task.UserId, CancellationToken.None) == 0)
            await queue.FinishPanicAsync(task, instance.Name, instance.Now, CancellationToken.None);
        else
            await queue.WaitAsync(task, instance.Name, instance.Now + LookAgain, CancellationToken.None);
    }

    private async Task ProtectAsync(TaskRow task)
    {
        if (task.PositionId is { } positionId)
            protection.Ring(positionId);
        await EndAsync(task, true, null, null);
    }

    /// <summary>A task that was taken before: its trades decide.</summary>
    private async Task<bool> IsUnderWayAsync(TaskRow task)
    {
        var (all, open, filled) = await queue.CountTradesAsync(task.Id, CancellationToken.None);
        if (all == 0)
            return false;
        if (open > 0)
            await queue.WaitAsync(task, instance.Name, instance.Now + LookAgain, CancellationToken.None);
        else
            await EndAsync(task, filled > 0, filled > 0 ? null : "NOT_EXECUTED", filled > 0 ? null : "the order was not executed");
        return true;
    }

    private Task EndAsync(TaskRow task, bool isDone, string? code, string? reason) =>
        queue.FinishAsync(task, instance.Name, isDone, code, reason, instance.Now, CancellationToken.None);

    /// <summary>What else the request said.</summary>
    private sealed record Wish(decimal? SizeUsdt, Venue? Exchange, decimal? Percent)
    {
        public static Wish Of(TaskRow task)
        {
            using var payload = JsonDocument.Parse(task.Payload);
            return new Wish(
                Number(payload.RootElement, "size_usdt"),
                WireName<Venue>.TryParse(Text(payload.RootElement, "exchange"), out var venue) ? venue : null,
                Number(payload.RootElement, "percent"));
        }

        private static string? Text(JsonElement json, string name) =>
            json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        // Requests take decimals as strings or numbers.
        private static decimal? Number(JsonElement json, string name) =>
            !json.TryGetProperty(name, out var value) ? null
            : value.ValueKind == JsonValueKind.Number ? value.GetDecimal()
            : decimal.TryParse(value.GetString(), System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
            : null;
    }
}
