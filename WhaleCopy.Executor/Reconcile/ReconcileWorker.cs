using Microsoft.Extensions.Options;
using WhaleCopy.Data.Queues;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Reconcile;

/// <summary>
/// At start and always: trades whose outcome is open. Entries of this executor wait until everything that could be asked about at
/// its start was asked about once; exits wait for nothing.
/// </summary>
internal sealed class ReconcileWorker(
    TradeQueue queue,
    ReconcileStep step,
    DispatchQueue dispatch,
    ReconcileBell bell,
    ExecutorInstance instance,
    IOptions<ExecutorOptions> options,
    TimeProvider time,
    ILogger<ReconcileWorker> logger) : SweepWorker(bell, time, logger)
{
    protected override TimeSpan Sweep => TimeSpan.FromMilliseconds(Math.Min(100, options.Value.Sweep.TotalMilliseconds));

    protected override async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        var most = options.Value.BackgroundConcurrency * 2;
        var trades = await queue.ClaimUnsettledAsync(instance.Name, instance.Now, instance.LeaseEnd, most, cancellationToken);
        await Parallel.ForEachAsync(
            trades,
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.BackgroundConcurrency },
            async (trade, _) =>
            {
                try
                {
                    await step.RunAsync(trade, CancellationToken.None);
                }
                catch (Exception exception)
                {
                    // One trade that contradicts us must not keep the others from their truth; its lease ends and it is tried again.
                    ReconcileLog.Failed(Logger, trade.Id, exception);
                }
            });
        if (trades.Count == most)
            return true;
        if (!dispatch.EntriesAreOpen)
        {
            dispatch.OpenEntries();
            PlacementLog.EntriesOpen(Logger);
        }

        return false;
    }
}
