using Microsoft.Extensions.Options;
using WhaleCopy.Data.Queues;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Poller.Polling;

/// <summary>
/// Keeps the tiers: whales that somebody began to follow become CRITICAL within seconds even where the Api's call was lost, all others
/// are assigned every few minutes; and stretches the intervals to the budget.
/// </summary>
internal sealed class TierWorker(
    IEnumerable<IVenueReader> readers,
    WhaleTierQueue tiers,
    TierIntervals intervals,
    PollingPulse pulse,
    IOptions<PollingOptions> options,
    TimeProvider time,
    ILogger<TierWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var assignAt = DateTimeOffset.MinValue;
        using var timer = new PeriodicTimer(options.Value.PromoteEvery, time);
        do
        {
            try
            {
                var now = time.GetUtcNow();
                var promoted = await tiers.PromoteAsync(now, stoppingToken);
                if (now >= assignAt)
                {
                    var rules = new TierRules(options.Value.HighScore, options.Value.QuietAfter);
                    promoted += await tiers.AssignAsync(rules, now, stoppingToken);
                    assignAt = now + options.Value.AssignEvery;
                }

                foreach (var reader in readers)
                {
                    await StretchAsync(reader, stoppingToken);
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

    private async Task StretchAsync(IVenueReader reader, CancellationToken cancellationToken)
    {
        var counts = await tiers.CountAsync(reader.Venue, cancellationToken);
        var source = reader.Source;
        var key = BudgetKey.Polls(source.Name, options.Value.EgressAddress, options.Value.ReadsPerSecondOf(source), source.ReadsPerPoll);
        intervals.Set(reader.Venue, PollTiming.Stretch(options.Value.IntervalOf, counts, key.ReadsPerSecond / source.ReadsPerPoll));
    }
}
