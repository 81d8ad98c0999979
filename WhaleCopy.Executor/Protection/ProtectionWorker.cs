using Microsoft.Extensions.Options;
using WhaleCopy.Data.Queues;

namespace WhaleCopy.Executor.Protection;

/// <summary>Copies whose protection is not as it should be: those that just changed first, all others by their turn.</summary>
internal sealed class ProtectionWorker(
    PositionQueue queue,
    ProtectionStep step,
    ProtectionBell bell,
    Rush rush,
    ExecutorInstance instance,
    IOptions<ExecutorOptions> options,
    TimeProvider time,
    ILogger<ProtectionWorker> logger) : SweepWorker(bell, time, logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly InFlight _work = new(options.Value.VenueConcurrency);

    // A turn that outlasts its lease is claimed once more, perhaps by this executor: the next turn waits for it.
    private readonly Dictionary<long, Task> _turns = [];

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
        await rush.OrdersGoneAsync(new Patience(LongestWait), cancellationToken);
        await _work.WaitForPlaceAsync(cancellationToken);
        var most = Math.Max(1, _work.Free);
        var claimed = await queue.ClaimForProtectionAsync(
            instance.Name, instance.Now, instance.LeaseEnd, bell.Take(most), most, cancellationToken);
        foreach (var position in claimed)
            await _work.StartAsync(() => RunAsync(position), CancellationToken.None);
        return claimed.Count == most;
    }

    private async Task RunAsync(Data.Entities.PositionRow position)
    {
        rush.Stops(1);
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? before;
        lock (_turns)
        {
            before = _turns.GetValueOrDefault(position.Id);
            _turns[position.Id] = turn.Task;
        }

        try
        {
            if (before is not null)
                await before;
            await step.RunAsync(position, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // One copy's trouble is told and tried again at its next turn; the others must not wait for it.
            ProtectionLog.Failed(Logger, position.Id, exception);
        }
        finally
        {
            lock (_turns)
            {
                if (_turns[position.Id] == turn.Task)
                    _turns.Remove(position.Id);
            }

            turn.SetResult();
            rush.Stops(-1);
        }
    }
}
