using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Http;

/// <summary>Asks a venue's market for its time.</summary>
internal delegate Task<DateTimeOffset> ServerTimeReader(Market market, bool isDemo, CancellationToken cancellationToken);

/// <summary>
/// The venue's clock, measured: the offset at the middle of a round trip, right within half of it. A measurement is used for
/// <see cref="RefreshAfter"/>, refreshed behind the caller's back until <see cref="UselessAfter"/>, and waited for after that.
/// </summary>
internal sealed class VenueClock(Venue venue, ServerTimeReader readServerTime, TimeProvider time, ILogger<VenueClock> logger)
{
    /// <summary>After this a measurement is made anew, in the background.</summary>
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromSeconds(30);

    /// <summary>After this a measurement is not used any more.</summary>
    public static readonly TimeSpan UselessAfter = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(Market Market, bool IsDemo), Entry> _entries = new();

    /// <summary>The venue's time now.</summary>
    public async ValueTask<DateTimeOffset> NowAsync(Market market, bool isDemo, CancellationToken cancellationToken)
    {
        var reading = await ReadAsync(market, isDemo, cancellationToken);
        return time.GetUtcNow() + reading.Offset;
    }

    /// <summary>The last measurement, or a new one where there is none to use.</summary>
    public ValueTask<ClockReading> ReadAsync(Market market, bool isDemo, CancellationToken cancellationToken)
    {
        var entry = _entries.GetOrAdd((market, isDemo), static _ => new Entry());
        var last = entry.Last;
        if (last is null)
            return new ValueTask<ClockReading>(MeasureOnceAsync(entry, market, isDemo).WaitAsync(cancellationToken));

        var age = time.GetUtcNow() - last.Value.MeasuredAt;
        if (age >= UselessAfter || age < TimeSpan.Zero)
            return new ValueTask<ClockReading>(MeasureOnceAsync(entry, market, isDemo).WaitAsync(cancellationToken));
        if (age >= RefreshAfter)
            _ = RefreshAsync(entry, market, isDemo);
        return new ValueTask<ClockReading>(last.Value);
    }

    /// <summary>Forgets what was measured: the venue refused a time of ours.</summary>
    public void Invalidate()
    {
        foreach (var entry in _entries.Values)
            entry.Last = null;
    }

    private async Task RefreshAsync(Entry entry, Market market, bool isDemo)
    {
        try
        {
            await MeasureOnceAsync(entry, market, isDemo);
        }
        catch (VenueException exception)
        {
            Log.ClockNotMeasured(logger, WireName<Venue>.Of(venue), WireName<Market>.Of(market), exception.Message);
        }
    }

    private Task<ClockReading> MeasureOnceAsync(Entry entry, Market market, bool isDemo)
    {
        lock (entry)
        {
            if (entry.Running is { IsCompleted: false } running)
                return running;
            return entry.Running = MeasureAsync(entry, market, isDemo);
        }
    }

    private async Task<ClockReading> MeasureAsync(Entry entry, Market market, bool isDemo)
    {
        var sentAt = time.GetUtcNow();
        var sent = time.GetTimestamp();
        var venueTime = await readServerTime(market, isDemo, CancellationToken.None);
        var half = time.GetElapsedTime(sent) / 2;
        var reading = new ClockReading(venueTime - (sentAt + half), half, sentAt + half);
        entry.Last = reading;
        Log.ClockMeasured(
            logger, WireName<Venue>.Of(venue), WireName<Market>.Of(market), reading.Offset.TotalMilliseconds, half.TotalMilliseconds);
        return reading;
    }

    private sealed class Entry
    {
        private StrongReading? _last;

        public Task<ClockReading>? Running { get; set; }

        public ClockReading? Last
        {
            get => Volatile.Read(ref _last)?.Reading;
            set => Volatile.Write(ref _last, value is { } reading ? new StrongReading(reading) : null);
        }

        private sealed record StrongReading(ClockReading Reading);
    }
}
