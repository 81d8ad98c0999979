using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using WhaleCopy.Data.Queues;

namespace WhaleCopy.Poller.Polling;

/// <summary>
/// Stores polls. Those without news are stored together, as many as came in while the statement before was running: one at a time
/// on an idle system, hundreds at a time on a busy one, and no poll waits for a timer.
/// </summary>
internal sealed class PollCommitter(
    WhaleMonitorQueue queue, IOptions<PollingOptions> options, PollMeters meters, ILogger<PollCommitter> logger) : BackgroundService
{
    private readonly Channel<Pending> _pending = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });

    private sealed record Pending(MonitorOutcome Outcome, ActivityContext Poll, TaskCompletionSource<bool> Stored);

    /// <summary>Stores a poll without news.</summary>
    /// <returns>False where the lease was lost, or the database could not be reached: then nothing was written.</returns>
    public Task<bool> StoreAsync(MonitorOutcome outcome)
    {
        var stored = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _pending.Writer.TryWrite(new Pending(outcome, Activity.Current?.Context ?? default, stored)) ? stored.Task : Task.FromResult(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Pending>();
        try
        {
            while (await _pending.Reader.WaitToReadAsync(stoppingToken))
            {
                batch.Clear();
                while (batch.Count < options.Value.CommitBatch && _pending.Reader.TryRead(out var next))
                    batch.Add(next);
                await StoreAsync(batch, stoppingToken);
            }
        }
        finally
        {
            _pending.Writer.TryComplete();
            while (_pending.Reader.TryRead(out var left))
                left.Stored.TrySetResult(false);
        }
    }

    private ActivityLink[]? LinksOf(List<Pending> batch) => meters.Activities.HasListeners()
        ? [.. batch.Where(pending => pending.Poll != default).Select(pending => new ActivityLink(pending.Poll))]
        : null;

    private async Task StoreAsync(List<Pending> batch, CancellationToken cancellationToken)
    {
        // A trace of its own: it is part of many polls, and names them.
        using var activity = meters.Activities.StartActivity(ActivityKind.Internal, links: LinksOf(batch), name: "store polls");
        try
        {
            var stored = await queue.CommitAsync([.. batch.Select(pending => pending.Outcome)], cancellationToken);
            meters.Batch(batch.Count);
            foreach (var pending in batch)
            {
                var isStored = stored.Contains(pending.Outcome.WhaleId);
                if (!isStored)
                    Log.LeaseLost(logger, pending.Outcome.WhaleId, pending.Outcome.LeaseToken);
                pending.Stored.TrySetResult(isStored);
            }

            if (stored.Count < batch.Count)
                meters.Fenced(batch.Count - stored.Count);
        }
        catch (Exception exception)
        {
            // Whatever broke, the whales come back when their leases are over; the loop must go on.
            foreach (var pending in batch)
                pending.Stored.TrySetResult(false);
            if (!cancellationToken.IsCancellationRequested)
                Log.OutcomesNotStored(logger, exception, batch.Count);
        }
    }
}
