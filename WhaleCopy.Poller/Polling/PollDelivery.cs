using System.Diagnostics;
using WhaleCopy.Contracts;
using WhaleCopy.Data.Queues;

namespace WhaleCopy.Poller.Polling;

/// <summary>Stores a poll and, only once it is committed, tells who waits for it.</summary>
internal sealed class PollDelivery(
    WhaleMonitorQueue queue, PollCommitter committer, ExecutorDoorbell executor, LiveNews live, PollMeters meters, ILogger<PollDelivery> logger)
{
    /// <summary>Stores it.</summary>
    /// <returns>False where the lease was lost: then nothing was written and nobody was told.</returns>
    public async Task<bool> DeliverAsync(PollReport report, CancellationToken cancellationToken)
    {
        if (report.Change is not { } change)
            return await committer.StoreAsync(report.Outcome);

        var committed = await queue.CommitAsync(report.Outcome, change, cancellationToken);
        if (committed is null)
        {
            meters.Fenced(1);
            Log.LeaseLost(logger, report.Outcome.WhaleId, report.Outcome.LeaseToken);
            return false;
        }

        Tell(report, change, committed);
        return true;
    }

    private void Tell(PollReport report, MonitorChange change, CommittedChange committed)
    {
        var whaleId = report.Outcome.WhaleId;
        executor.Ring(committed.Signals);
        foreach (var signal in committed.Signals)
        {
            meters.Stored(signal.Draft.Kind);
            Log.SignalStored(logger, signal.Draft.Kind, signal.Draft.Key, whaleId, signal.Id, signal.Draft.SnapshotNumber);
            Activity.Current?.AddEvent(new ActivityEvent("signal stored", tags: new() { { "signal.id", signal.Id } }));
            live.Publish(LiveEvent.Signal(whaleId, signal.Id));
        }

        foreach (var message in committed.Told)
            live.Publish(LiveEvent.Notification(message.UserId, message.Id));
        if (report.Before.DataStatus != report.After.DataStatus)
            Log.WhaleStatusChanged(logger, whaleId, report.Before.DataStatus, report.After.DataStatus);
        if (report.Before.DataStatus != report.After.DataStatus || change.Snapshot is not null)
            live.Publish(LiveEvent.Whale(whaleId));
    }
}
