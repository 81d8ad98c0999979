using System.Collections.Concurrent;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges;

/// <summary>
/// Leverage brackets by instrument where a venue tells it only to a key (Binance). Learned with whichever key comes first and laid
/// over the instruments; kept for <see cref="FreshFor"/>. Who comes while the first reading is under way waits for it: nobody plans
/// with an assumed leverage because somebody else's key is being asked.
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

    /// <summary>
    /// Sees to it that a market's limits are known. Unknown, they are waited for; old, they are read behind the caller's back.
    /// </summary>
    /// <param name="venue">The venue.</param>
    /// <param name="market">The market.</param>
    /// <param name="read">Asks the venue: limits by canonical symbol, or null where it did not tell them; then the next caller asks again.</param>
    /// <param name="cancellationToken">Ends the waiting, not the reading.</param>
    public async Task EnsureAsync(
        Venue venue, Market market, Func<Task<IReadOnlyDictionary<string, LeverageLimit>?>> read, CancellationToken cancellationToken)
    {
        var entry = _entries.GetOrAdd((venue, market), static _ => new Entry());
        Task reading;
        lock (entry)
        {
            if (entry.ReadAt is { } readAt && time.GetUtcNow() - readAt < FreshFor)
                return;
            if (entry.Reading is not { IsCompleted: false })
                entry.Reading = ReadAsync(entry, read);
            reading = entry.Reading;
        }

        if (entry.Version == 0)
            await reading.WaitAsync(cancellationToken);
    }

    private async Task ReadAsync(Entry entry, Func<Task<IReadOnlyDictionary<string, LeverageLimit>?>> read)
    {
        await Task.Yield(); // out of the lock
        if (await read() is not { } limits)
            return;
        lock (entry)
        {
            entry.Limits = limits;
            entry.ReadAt = time.GetUtcNow();
            entry.Version++;
        }
    }

    private sealed class Entry
    {
        private IReadOnlyDictionary<string, LeverageLimit> _limits = new Dictionary<string, LeverageLimit>(StringComparer.Ordinal);
        private int _version;

        public DateTimeOffset? ReadAt { get; set; }

        public Task? Reading { get; set; }

        public int Version
        {
            get => Volatile.Read(ref _version);
            set => Volatile.Write(ref _version, value);
        }

        public IReadOnlyDictionary<string, LeverageLimit> Limits
        {
            get => Volatile.Read(ref _limits);
            set => Volatile.Write(ref _limits, value);
        }
    }
}

/// <summary>What a venue allows in an instrument.</summary>
/// <param name="Max">Largest leverage of the smallest bracket.</param>
/// <param name="Brackets">By value; empty where it tells them in another unit.</param>
internal sealed record LeverageLimit(int Max, EquatableArray<LeverageBracket> Brackets);
