using Microsoft.Extensions.Options;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Reconcile;

/// <summary>
/// At start and always: trades whose outcome is open. Entries of this executor wait until everything that could be asked about at
/// its start was asked about once; exits wait for nothing.
/// </summary>
internal sealed class ReconcileWorker(
    TradeQueue queue,
    TradeStore store,
    ReconcileStep step,
    DispatchQueue dispatch,
    ReconcileBell bell,
    ExecutorInstance instance,
    IOptions<ExecutorOptions> options,
    TimeProvider time,
    ILogger<ReconcileWorker> logger) : SweepWorker(bell, time, logger)
{
    private readonly InFlight _work = new(options.Value.VenueConcurrency);

    protected override TimeSpan Sweep => TimeSpan.FromMilliseconds(Math.Min(100, options.Value.Sweep.TotalMilliseconds));

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
        var most = Math.Max(1, _work.Free);
        var trades = await queue.ClaimUnsettledAsync(instance.Name, instance.Now, instance.LeaseEnd, most, cancellationToken);
        var orders = await store.ReadOrdersAsync([.. trades.Select(trade => trade.Id)], CancellationToken.None);
        foreach (var trade in trades)
            await _work.StartAsync(() => RunAsync(trade, [.. orders[trade.Id]]), CancellationToken.None);
        if (trades.Count == most)
            return true;
        if (!dispatch.EntriesAreOpen)
        {
            await _work.DrainAsync(cancellationToken);
            dispatch.OpenEntries();
            PlacementLog.EntriesOpen(Logger);
        }

        return false;
    }

    private async Task RunAsync(TradeRow trade, IReadOnlyList<OrderRow> orders)
    {
        try
        {
            await step.RunAsync(trade, orders, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // One trade that contradicts us must not keep the others from their truth; its lease ends and it is tried again.
            ReconcileLog.Failed(Logger, trade.Id, exception);
        }
    }
}
