using WhaleCopy.Exchanges;

namespace WhaleCopy.Poller.Polling;

/// <summary>Runs one <see cref="SourcePoller"/> for every source of whales.</summary>
internal sealed class PollingWorker(
    IEnumerable<IVenueReader> readers, SourcePollerFactory factory, PollingPulse pulse, TimeProvider time, ILogger<PollingWorker> logger)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(readers.Select(reader => RunAsync(reader, stoppingToken)));

    private async Task RunAsync(IVenueReader reader, CancellationToken stoppingToken)
    {
        var poller = factory.Create(reader);
        Log.PollingStarted(logger, reader.Source.Name, poller.Owner, BudgetKey.UsableOf(reader.Source));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var wait = await poller.TurnAsync(stoppingToken);
                pulse.Beat(reader.Venue, time.GetUtcNow());
                if (wait > TimeSpan.Zero)
                    await pulse.WaitAsync(reader.Venue, wait, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                // The database was away, or something is wrong that an operator must see: either way the next turn may work.
                Log.PollingLoopBroke(logger, exception, reader.Source.Name);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await poller.DrainAsync();
    }
}
