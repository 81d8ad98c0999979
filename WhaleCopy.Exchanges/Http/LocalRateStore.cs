namespace WhaleCopy.Exchanges.Http;

/// <summary>
/// Counts in this process. A window slides: of the one before, the part that it still overlaps counts in full proportion, so that
/// no stretch as long as a window holds more than the capacity as long as calls come evenly.
/// </summary>
internal sealed class LocalRateStore(TimeProvider time)
{
    private const int SweepAbove = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes from all limits at once, or from none.</summary>
    /// <returns>Zero where it was taken; how long to wait before another try otherwise.</returns>
    public TimeSpan Take(IReadOnlyList<RateCharge> charges, decimal share)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var wait = TimeSpan.Zero;
            foreach (var charge in charges)
            {
                var needed = Of(charge.Bucket).WaitFor(charge, share, now);
                wait = needed > wait ? needed : wait;
            }

            if (wait > TimeSpan.Zero)
                return wait;
            foreach (var charge in charges)
                Of(charge.Bucket).Current += charge.Cost;
            Sweep(now);
            return TimeSpan.Zero;
        }
    }

    /// <summary>The longest stop among the limits of a call.</summary>
    public TimeSpan? StoppedFor(IReadOnlyList<RateCharge> charges)
    {
        var now = time.GetUtcNow();
        TimeSpan? longest = null;
        lock (_gate)
        {
            foreach (var charge in charges)
            {
                var left = _buckets.GetValueOrDefault(charge.Bucket)?.StoppedUntil - now;
                if (left > TimeSpan.Zero && (longest is null || left > longest))
                    longest = left;
            }
        }

        return longest;
    }

    /// <summary>Refuses a bucket for a while.</summary>
    public void Stop(string bucket, TimeSpan duration)
    {
        var until = time.GetUtcNow() + duration;
        lock (_gate)
        {
            var stopped = Of(bucket);
            stopped.StoppedUntil = until > stopped.StoppedUntil ? until : stopped.StoppedUntil;
        }
    }

    /// <summary>Raises a count to what the venue says; never lowers it.</summary>
    public void Report(RateReport report)
    {
        lock (_gate)
        {
            var bucket = Of(report.Bucket);
            bucket.Slide(report.Limit.Window, time.GetUtcNow());
            bucket.Current = Math.Max(bucket.Current, report.Used);
        }
    }

    private Bucket Of(string name)
    {
        if (!_buckets.TryGetValue(name, out var bucket))
            _buckets[name] = bucket = new Bucket();
        return bucket;
    }

    private void Sweep(DateTimeOffset now)
    {
        if (_buckets.Count <= SweepAbove)
            return;
        foreach (var (name, bucket) in _buckets)
        {
            if (bucket.IsIdle(now))
                _buckets.Remove(name);
        }
    }

    private sealed class Bucket
    {
        private long _window;
        private TimeSpan _length;

        public int Current { get; set; }

        public int Previous { get; private set; }

        public DateTimeOffset StoppedUntil { get; set; }

        public bool IsIdle(DateTimeOffset now) =>
            StoppedUntil <= now && (_length == TimeSpan.Zero || now.UtcTicks / _length.Ticks > _window + 1);

        public void Slide(TimeSpan window, DateTimeOffset now)
        {
            _length = window;
            var index = now.UtcTicks / window.Ticks;
            if (index == _window)
                return;
            Previous = index == _window + 1 ? Current : 0;
            Current = 0;
            _window = index;
        }

        public TimeSpan WaitFor(RateCharge charge, decimal share, DateTimeOffset now)
        {
            if (StoppedUntil > now)
                return StoppedUntil - now;
            Slide(charge.Limit.Window, now);
            return SlidingWindow.WaitFor(
                Current, Previous, charge.Cost, charge.Limit.Capacity * share, charge.Limit.Window, now.UtcTicks % charge.Limit.Window.Ticks);
        }
    }
}

/// <summary>The arithmetic of a sliding window, the same in both stores.</summary>
internal static class SlidingWindow
{
    /// <summary>How long until a cost fits.</summary>
    /// <param name="current">Used in the running window.</param>
    /// <param name="previous">Used in the one before.</param>
    /// <param name="cost">What is asked for.</param>
    /// <param name="capacity">What there is.</param>
    /// <param name="window">Length.</param>
    /// <param name="elapsedTicks">Since the running window began.</param>
    public static TimeSpan WaitFor(int current, int previous, int cost, decimal capacity, TimeSpan window, long elapsedTicks)
    {
        // A call that costs more than everything goes when nothing else is counted.
        capacity = decimal.Max(capacity, cost);
        var room = capacity - current - cost;
        if (room < 0m)
            return TimeSpan.FromTicks(window.Ticks - elapsedTicks);
        if (previous == 0 || previous * (1m - ((decimal)elapsedTicks / window.Ticks)) <= room)
            return TimeSpan.Zero;
        var fitsAt = (long)decimal.Ceiling(window.Ticks * (1m - (room / previous)));
        return TimeSpan.FromTicks(Math.Max(1, fitsAt - elapsedTicks));
    }
}
