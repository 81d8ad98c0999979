using System.Collections.Concurrent;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Poller.Polling;

/// <summary>The intervals in force, stretched to the budget.</summary>
internal sealed class TierIntervals(PollingOptions options)
{
    private readonly ConcurrentDictionary<Venue, IReadOnlyDictionary<PollingTier, TimeSpan>> _stretched = new();

    public TimeSpan Of(Venue venue, PollingTier tier) =>
        _stretched.TryGetValue(venue, out var intervals) ? intervals[tier] : options.IntervalOf(tier);

    public void Set(Venue venue, IReadOnlyDictionary<PollingTier, TimeSpan> intervals) => _stretched[venue] = intervals;
}
