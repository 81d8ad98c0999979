using Microsoft.Extensions.Options;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Queues;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Poller.Polling;

/// <summary>
/// Makes whales that somebody began to follow or copy CRITICAL within seconds, even where the Api's call was lost, and stretches the
/// intervals to the budget.
/// </summary>
internal sealed class TierWorker(
    IEnumerable<IVenueReader> readers,
    WhaleTierQueue tiers,
    SourceStretch stretch,
    PollingPulse pulse,
    IOptions<PollingOptions> options,
    TimeProvider time,
    ILogger<TierWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var intervals = options.Value.ToIntervals();
        using var timer = new PeriodicTimer(options.Value.PromoteEvery, time);
        do
        {
            try
            {
                var promoted = await tiers.PromoteAsync(time.GetUtcNow(), stoppingToken);
                foreach (var reader in readers)
                {
                    await StretchAsync(reader, intervals, stoppingToken);
                    if (promoted > 0)
                        pulse.Wake(reader.Venue);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.TiersBroke(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task StretchAsync(IVenueReader reader, PollIntervals intervals, CancellationToken cancellationToken)
    {
        var counts = await tiers.CountAsync(reader.Venue, cancellationToken);
        var source = reader.Source;
        stretch.Set(reader.Venue, ReadBudget.Share(counts, intervals, source.ReadsPerPoll, BudgetKey.UsableOf(source)));
    }
}
