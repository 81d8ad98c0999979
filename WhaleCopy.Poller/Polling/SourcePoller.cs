using System.Data.Common;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Queues;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Poller.Polling;

/// <summary>
/// Polls the whales of one source: claims what is due, as much as budget and concurrency allow, fetches, decides, commits, tells.
/// </summary>
internal sealed class SourcePoller(
    IVenueReader reader,
    string owner,
    PollingOptions options,
    WhalePoll poll,
    WhaleMonitorQueue queue,
    SourceBudget budget,
    PollDelivery delivery,
    SourceHealthWatch health,
    PollMeters meters,
    PollingPulse pulse,
    TimeProvider time,
    ILogger logger)
{
    // A poll gives up before its lease does, so that what it found can still be stored.
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(5);

    private readonly BudgetKey _key = BudgetKey.Polls(reader.Source, options.EgressAddress);

    private readonly Lock _gate = new();
    private readonly HashSet<Task> _underWay = [];

    public string Owner => owner;

    /// <summary>Claims and starts what is due.</summary>
    /// <returns>How long to wait before the next turn; zero where more is due already.</returns>
    public async Task<TimeSpan> TurnAsync(CancellationToken cancellationToken)
    {
        var free = int.Min(options.Concurrency - UnderWay(), options.ClaimBatch);
        if (free <= 0)
        {
            await Task.WhenAny(Snapshot()).WaitAsync(cancellationToken);
            return TimeSpan.Zero;
        }

        var cost = reader.Source.ReadsPerPoll;
        var grant = await budget.TakeAsync(_key, free * cost);
        var polls = grant.Reads / cost;
        if (polls == 0)
        {
            await budget.BookAsync(_key, -grant.Reads);
            return grant.RetryAfter > options.Tick ? options.Tick : Positive(grant.RetryAfter);
        }

        var now = time.GetUtcNow();
        var claims = await queue.ClaimAsync(reader.Venue, owner, now, now + options.Lease, polls, cancellationToken);
        await budget.BookAsync(_key, (claims.Count * cost) - grant.Reads);
        foreach (var claim in claims)
            Start(claim, cancellationToken);
        return claims.Count == polls ? TimeSpan.Zero : options.Tick;
    }

    /// <summary>Waits until what is under way has ended.</summary>
    public Task DrainAsync() => Task.WhenAll(Snapshot());

    private void Start(MonitorClaim claim, CancellationToken cancellationToken)
    {
        // The claim's trace context must not become the poll's: one trace a poll.
        var previous = Activity.Current;
        Activity.Current = null;
        var task = PollAsync(claim, cancellationToken);
        Activity.Current = previous;
        lock (_gate)
        {
            _underWay.Add(task);
        }

        _ = task.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Ended(Task task)
    {
        lock (_gate)
        {
            _underWay.Remove(task);
        }

        pulse.Wake(reader.Venue);
    }

    private async Task PollAsync(MonitorClaim claim, CancellationToken cancellationToken)
    {
        await Task.Yield();
        using var activity = meters.Activities.StartActivity("poll whale");
        activity?.SetTag("whale.id", claim.WhaleId).SetTag("whale.tier", WireName<PollingTier>.Of(claim.Tier))
            .SetTag("venue", WireName<Venue>.Of(reader.Venue));
        var began = time.GetTimestamp();
        var beganAt = time.GetUtcNow();
        meters.Started(reader.Venue, claim.Tier, beganAt - claim.DueAt, beganAt - claim.LastPolledAt);
        using var deadline = new CancellationTokenSource(options.Lease - Margin(options.Lease), time);
        try
        {
            var report = await poll.RunAsync(claim, activity?.Id, deadline.Token, cancellationToken);
            await budget.BookAsync(_key, report.ExtraReads);
            health.Note(reader.Source, report.Outcome);
            meters.Compared(report.Before, report.After);
            activity?.SetTag("poll.result", report.Outcome.Result).SetTag("poll.signals", report.Change?.Signals.Count ?? 0);
            await delivery.DeliverAsync(report, cancellationToken);
            meters.Finished(reader.Venue, report.Outcome.Result, time.GetElapsedTime(began));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await GiveBackAsync(claim);
        }
        catch (Exception exception)
        {
            // The lease is the backoff: whatever broke is tried again when it is over, by anybody.
            activity?.SetStatus(ActivityStatusCode.Error);
            meters.Finished(reader.Venue, "BROKEN", time.GetElapsedTime(began));
            Log.PollBroke(logger, exception, claim.WhaleId);
        }
    }

    private async Task GiveBackAsync(MonitorClaim claim)
    {
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
            await queue.ReleaseAsync([claim], deadline.Token);
        }
        catch (Exception exception) when (exception is DbException or OperationCanceledException or TimeoutException)
        {
            Log.ClaimsNotReleased(logger, 1, exception.GetType().Name);
        }
    }

    private int UnderWay()
    {
        lock (_gate)
        {
            return _underWay.Count;
        }
    }

    private Task[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _underWay];
        }
    }

    private static TimeSpan Margin(TimeSpan lease) => lease / 5 < LongestMargin ? lease / 5 : LongestMargin;

    private static TimeSpan Positive(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1);
}

/// <summary>Makes a <see cref="SourcePoller"/> for a source.</summary>
internal sealed class SourcePollerFactory(
    IOptions<PollingOptions> options,
    PollerIdentity identity,
    SourceStretch stretch,
    WhaleMonitorQueue queue,
    SourceBudget budget,
    PollDelivery delivery,
    SourceHealthWatch health,
    PollMeters meters,
    PollingPulse pulse,
    TimeProvider time,
    ILogger<SourcePoller> logger)
{
    public SourcePoller Create(IVenueReader reader) => new(
        reader, identity.Name, options.Value, new WhalePoll(reader, options.Value, stretch, time), queue, budget, delivery, health, meters, pulse, time, logger);
}

/// <summary>Who holds a lease: this process and this start of it.</summary>
internal sealed class PollerIdentity
{
    public string Name { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7():N}";
}
