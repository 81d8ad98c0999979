using Microsoft.Extensions.Options;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Executor.Exits;

/// <summary>Exits that are owed: tried again until they are made.</summary>
internal sealed class OwedWorker(
    ExitStore store, ExitStep exits, OwedBell bell, ExecutorInstance instance, IOptions<ExecutorOptions> options, TimeProvider time, ILogger<OwedWorker> logger)
    : SweepWorker(bell, time, logger)
{
    private const int Most = 200;

    protected override TimeSpan Sweep => options.Value.Sweep;

    protected override async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        var owed = await store.ReadOwedAsync(instance.Now, Most, cancellationToken);
        foreach (var positionId in owed)
        {
            try
            {
                await exits.PlanOwedAsync(positionId, CancellationToken.None);
            }
            catch (Exception exception)
            {
                // One position's trouble: the others' exits must not wait for it.
                ExitLog.OwedFailed(Logger, positionId, exception);
            }
        }

        return false;
    }
}
