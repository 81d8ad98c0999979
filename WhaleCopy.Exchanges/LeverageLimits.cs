using System.Collections.Concurrent;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges;

/// <summary>
/// Leverage brackets by instrument where a venue tells it only to a key (Binance). Learned beside the first reading of balances
/// and laid over the instruments; kept for <see cref="FreshFor"/>.
/// </summary>
internal sealed class LeverageLimits(TimeProvider time)
{
    /// <summary>Brackets change rarely.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromHours(6);

    private readonly ConcurrentDictionary<(Venue Venue, Market Market), Entry> _entries = new();

    /// <summary>Counts up with every change of a market's limits.</summary>
    public int Version(Venue venue, Market market) => _entries.TryGetValue((venue, market), out var entry) ? entry.Version : 0;

    /// <summary>The limits of an instrument, or null where they are not known.</summary>
    public LeverageLimit? Find(InstrumentId instrument) =>
        _entries.TryGetValue((instrument.Venue, instrument.Market), out var entry)
        && entry.Limits.TryGetValue(instrument.Symbol, out var limit)
            ? limit
            : null;

    /// <summary>True once, where the limits are unknown or old: the caller then reads them.</summary>
    public bool ShouldRead(Venue venue, Market market)
    {
        var entry = _entries.GetOrAdd((venue, market), static _ => new Entry());
        lock (entry)
        {
            if (entry.AskedAt is { } askedAt && time.GetUtcNow() - askedAt < FreshFor)
                return false;
            entry.AskedAt = time.GetUtcNow();
            return true;
        }
    }

    /// <summary>Reading failed: the next caller tries again.</summary>
    public void Forget(Venue venue, Market market)
    {
        if (_entries.TryGetValue((venue, market), out var entry))
        {
            lock (entry)
                entry.AskedAt = null;
        }
    }

    /// <summary>Stores limits by canonical symbol.</summary>
    public void Learn(Venue venue, Market market, IReadOnlyDictionary<string, LeverageLimit> limits)
    {
        var entry = _entries.GetOrAdd((venue, market), static _ => new Entry());
        lock (entry)
        {
            entry.Limits = limits;
            entry.AskedAt = time.GetUtcNow();
            entry.Version++;
        }
    }

    private sealed class Entry
    {
        public DateTimeOffset? AskedAt { get; set; }

        public int Version { get; set; }

        public IReadOnlyDictionary<string, LeverageLimit> Limits { get; set; } = new Dictionary<string, LeverageLimit>(StringComparer.Ordinal);
    }
}

/// <summary>What a venue allows in an instrument.</summary>
/// <param name="Max">Largest leverage of the smallest bracket.</param>
/// <param name="Brackets">By value; empty where it tells them in another unit.</param>
internal sealed record LeverageLimit(int Max, EquatableArray<LeverageBracket> Brackets);
