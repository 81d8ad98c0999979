using Microsoft.Extensions.Options;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Executor.Follows;

/// <summary>Keeps the books of follows after every valuation of their copies, and by its own sweep.</summary>
internal sealed class FollowWorker(
    FollowStore store,
    FollowStep step,
    Rush rush,
    FollowBell bell,
    ExecutorInstance instance,
    IOptions<SyncOptions> sync,
    TimeProvider time,
    ILogger<FollowWorker> logger) : SweepWorker(bell, time, logger)
{
    private const int Most = 500;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    // What another executor closed or valued a moment ago may not be in this one's first look.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    // At start everything that was ever closed is looked at once; from then on only what is younger than the oldest still owed.
    private DateTimeOffset _settledUntil = DateTimeOffset.UnixEpoch;

    protected override TimeSpan Sweep => sync.Value.Prices;

    protected override async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        var now = instance.Now;
        await store.RefreshAsync(_settledUntil, cancellationToken);
        foreach (var (follow, unrealized) in await store.ReadGuardedAsync(cancellationToken))
            await KeepAsync(follow.Id, () => step.GuardAsync(follow, unrealized, CancellationToken.None));

        var (ready, oldest) = await store.ReadClosesAsync(_settledUntil, Most, cancellationToken);
        var patience = new Patience(LongestWait);
        foreach (var closed in ready)
        {
            await rush.CalmAsync(patience, cancellationToken);
            await KeepAsync(closed.FollowId!.Value, () => step.SettleAsync(closed, CancellationToken.None));
        }

        _settledUntil = (oldest is { } still && still < now ? still : now) - Overlap;
        return ready.Count == Most;
    }

    private async Task KeepAsync(long followId, Func<Task> keep)
    {
        try
        {
            await keep();
        }
        catch (Exception exception)
        {
            // One follow's trouble: the others' stops must not wait for it.
            FollowLog.Failed(Logger, followId, exception);
        }
    }
}
