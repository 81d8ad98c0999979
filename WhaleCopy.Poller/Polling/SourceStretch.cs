using System.Collections.Concurrent;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Poller.Polling;

/// <summary>How far each venue's budget stretches its tiers now.</summary>
internal sealed class SourceStretch
{
    private static readonly TierStretch None = new(1m, 1m, 1m, 1m);

    private readonly ConcurrentDictionary<Venue, TierStretch> _stretches = new();

    public decimal Of(Venue venue, PollingTier tier) => _stretches.GetValueOrDefault(venue, None).Of(tier);

    public void Set(Venue venue, TierStretch stretch) => _stretches[venue] = stretch;
}
