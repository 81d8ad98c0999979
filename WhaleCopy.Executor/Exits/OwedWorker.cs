using Microsoft.Extensions.Options;
using WhaleCopy.Data.Queues;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Exits;

/// <summary>
/// Exits that are owed: tried again until they are made. An operator is told of those that keep failing and of copies that stay
/// without a stop; neither is given up.
/// </summary>
internal sealed class OwedWorker(
    ExitStore store,
    ExitStep exits,
    DeadLetterQueue letters,
    PositionBook positions,
    OwedBell bell,
    ExecutorInstance instance,
    IOptions<ExecutorOptions> options,
    TimeProvider time,
    ILogger<OwedWorker> logger)
    : SweepWorker(bell, time, logger)
{
    private const int Most = 200;

    private DateTimeOffset _toldAt;

    protected override TimeSpan Sweep => options.Value.Sweep;

    protected override async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        var owed = await store.ReadOwedAsync(instance.Now, Most, cancellationToken);
        foreach (var (positionId, attempts) in owed)
        {
            try
            {
                await exits.PlanOwedAsync(positionId, CancellationToken.None);
            }
            catch (Exception exception)
            {
                // One position's trouble: the others' exits must not wait for it.
                ExitLog.OwedFailed(Logger, positionId, exception);
                await store.PutOffAsync(positionId, exception.Message, instance.Now + OwedPause.After(attempts), CancellationToken.None);
                if (attempts > 0)
                    await TellUserAsync(positionId);
            }
        }

        await TellAsync(cancellationToken);
        return false;
    }

    private Task<bool> TellUserAsync(long positionId) => positions.ChangeAsync(positionId, (locked, changes) =>
    {
        if (locked.Position.OwedCloseReason is not null)
            changes.Notifications.Add(Notices.Owed(locked.Position, "The close could not be prepared", instance.Now));
    });

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var patience = options.Value.TellOperatorAfter;
        if (instance.Now - _toldAt < patience / 4)
            return;
        _toldAt = instance.Now;
        var told = await letters.TellOfPositionsAsync(options.Value.MaxOwedAttempts, instance.Now - patience, instance.Now, cancellationToken);
        if (told > 0)
            ExitLog.OperatorTold(Logger, told);
    }
}
