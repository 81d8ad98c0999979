using Microsoft.Extensions.Options;
using WhaleCopy.Data.Queues;
using WhaleCopy.Exchanges;
using WhaleCopy.Poller.Polling;

namespace WhaleCopy.Poller.Discovery;

/// <summary>Reads the leaderboards of all sources, each at its own pace.</summary>
internal sealed class DiscoveryWorker(
    IEnumerable<IVenueReader> readers,
    IOptions<PollingOptions> options,
    PollerIdentity identity,
    SourceStretch stretch,
    WhaleSourceQueue sources,
    SourceBudget budget,
    PollMeters meters,
    PollingPulse pulse,
    DiscoveryBell bell,
    TimeProvider time,
    ILogger<DiscoveryWorker> logger) : BackgroundService
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(readers.Select(reader => RunAsync(reader, stoppingToken)));

    private async Task RunAsync(IVenueReader reader, CancellationToken stoppingToken)
    {
        var leaderboard = new Leaderboard(
            reader, identity.Name, options.Value, stretch, sources, budget, meters, pulse, time, logger);
        var look = options.Value.Discovery / 4 < LongestLook ? options.Value.Discovery / 4 : LongestLook;
        var isKnown = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var rung = bell.Rung;
            try
            {
                if (!isKnown)
                    await sources.EnsureAsync(reader.Source, reader.Venue, time.GetUtcNow(), stoppingToken);
                isKnown = true;
                await leaderboard.TurnAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.DiscoveryBroke(logger, exception, reader.Source.Name);
            }

            await Task.WhenAny(rung, Task.Delay(look, time, stoppingToken));
        }
    }
}

/// <summary>Wakes discovery out of its pause.</summary>
internal sealed class DiscoveryBell
{
    private TaskCompletionSource _rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next ring.</summary>
    public Task Rung => Volatile.Read(ref _rung).Task;

    public void Ring() =>
        Interlocked.Exchange(ref _rung, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
