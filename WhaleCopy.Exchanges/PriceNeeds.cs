using System.Collections.Concurrent;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges;

/// <summary>Which instruments' prices somebody asked for lately: those are streamed.</summary>
internal sealed class PriceNeeds(TimeProvider time)
{
    /// <summary>How long a question keeps an instrument wanted; open copies are valued every few seconds.</summary>
    public static readonly TimeSpan WantedFor = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<InstrumentId, DateTimeOffset> _askedAt = new();

    /// <summary>Somebody asks.</summary>
    public void Ask(InstrumentId instrument) => _askedAt[instrument] = time.GetUtcNow();

    /// <summary>What is wanted of a market; what nobody asked for lately is forgotten.</summary>
    public IReadOnlyList<InstrumentId> Of(Venue venue, Market market)
    {
        var oldest = time.GetUtcNow() - WantedFor;
        var wanted = new List<InstrumentId>();
        foreach (var (instrument, askedAt) in _askedAt)
        {
            if (askedAt < oldest)
                _askedAt.TryRemove(new(instrument, askedAt));
            else if (instrument.Venue == venue && instrument.Market == market)
                wanted.Add(instrument);
        }

        return wanted;
    }
}
