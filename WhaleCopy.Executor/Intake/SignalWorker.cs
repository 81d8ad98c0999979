using System.Diagnostics;
using Microsoft.Extensions.Options;
using WhaleCopy.Core;
using WhaleCopy.Core.Signals;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;
using WhaleCopy.Executor.Exits;

namespace WhaleCopy.Executor.Intake;

/// <summary>Claims signals and plans them: exits before entries, everywhere. A signal is done when each user concerned has a decision.</summary>
internal sealed class SignalWorker(
    SignalQueue queue,
    EntryFanOut entries,
    ExitStep exits,
    SignalBell bell,
    CopyMeters meters,
    ExecutorInstance instance,
    IOptions<ExecutorOptions> options,
    TimeProvider time,
    ILogger<SignalWorker> logger) : SweepWorker(bell, time, logger)
{
    private readonly InFlight _work = new(options.Value.SignalBatch * 2);

    protected override TimeSpan Sweep => options.Value.Sweep;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _work.DrainAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        _work.Dispose();
        base.Dispose();
    }

    protected override async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        await _work.WaitForPlaceAsync(cancellationToken);
        var most = Math.Min(options.Value.SignalBatch, Math.Max(1, _work.Free));
        var claimed = await queue.ClaimAsync(instance.Name, instance.Now, instance.LeaseEnd, most, cancellationToken);
        foreach (var signal in claimed)
            await _work.StartAsync(() => PlanAsync(signal), CancellationToken.None);
        return claimed.Count == most;
    }

    private async Task PlanAsync(WhaleSignalRow signal)
    {
        using var activity = meters.Continue("plan signal", signal.TraceParent);
        activity?.SetTag("signal.id", signal.Id).SetTag("signal.kind", WireName<SignalKind>.Of(signal.Kind)).SetTag("whale.id", signal.WhaleId);
        try
        {
            CrashPoint.Hit("after-signal-claim");
            var isExit = signal.Kind is SignalKind.Close or SignalKind.Reduce;
            var concerned = isExit
                ? await exits.PlanAsync(signal, CancellationToken.None)
                : await entries.PlanAsync(signal, CancellationToken.None);
            var status = concerned ? SignalStatus.Processed : SignalStatus.Skipped;
            CrashPoint.Hit("before-signal-finish");
            await queue.FinishAsync(signal.Id, instance.Name, status, instance.Now, CancellationToken.None);
            IntakeLog.SignalDone(Logger, signal.Id, WireName<SignalStatus>.Of(status));
            bell.Ring(); // another signal of the key may have waited for this one
        }
        catch (Exception exception)
        {
            // One signal's trouble: told, tried again with a growing pause, and given up as a dead letter at last, if it is no exit.
            activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            IntakeLog.SignalFailed(Logger, signal.Id, signal.Attempts, exception);
            await GiveBackAsync(signal, exception);
        }
    }

    private async Task GiveBackAsync(WhaleSignalRow signal, Exception failure)
    {
        // An exit is never given up: the operator is told, and it is tried on.
        var isExit = signal.Kind is SignalKind.Close or SignalKind.Reduce;
        try
        {
            var pause = TimeSpan.FromMilliseconds(Math.Min(30_000, 200 * Math.Pow(2, signal.Attempts)));
            var most = options.Value.MaxSignalAttempts;
            DateTimeOffset? again = isExit || signal.Attempts < most ? instance.Now + pause : null;
            await queue.FailAsync(
                signal, instance.Name, failure.Message, instance.Now, again, isTold: signal.Attempts == most, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The database is away as well: the lease ends by itself.
            IntakeLog.SignalFailed(Logger, signal.Id, signal.Attempts, exception);
        }
    }
}
