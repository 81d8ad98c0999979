using WhaleCopy.Core.Whales;

namespace WhaleCopy.Poller.Polling;

/// <summary>When a whale is polled next. Pure: the time is an argument, chance is a hash.</summary>
internal static class PollTiming
{
    // Due times are spread over the last tenth of the interval, so that whales found together do not stay together.
    private const int JitterPermille = 100;
    private const int MostDoublings = 6;
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(5);

    /// <summary>The next poll after a step of monitoring.</summary>
    /// <param name="claim">What was polled, and when it was due.</param>
    /// <param name="step">What came of it.</param>
    /// <param name="interval">Of the whale's tier, stretched by the budget.</param>
    /// <param name="polledAt">When the poll began.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="options">Bursts.</param>
    public static DateTimeOffset Next(
        PollSubject claim, BookStep step, TimeSpan interval, DateTimeOffset polledAt, DateTimeOffset now, PollingOptions options)
    {
        var state = step.State;
        var wait = Jittered(interval, claim.WhaleId, state.SnapshotNumber + state.Failures);
        if (state.Failures > 0)
        {
            var backoff = now + Backoff(wait, state.Failures);
            return step.PollAgainAt is { } until && until > backoff ? until : backoff;
        }

        // Nobody is concerned, and he shows nothing: he is left alone until the re-check.
        if (state.SharingRecheckAt is { } recheck && claim.Tier != PollingTier.Critical && step.PollAgainAt is null)
            return recheck;

        if (state.LastMoveAt is { } moved && now - moved < options.BurstFor && options.Burst < wait)
            wait = options.Burst;
        var next = Later(From(claim.DueAt, polledAt, wait) + wait, now);
        return step.PollAgainAt is { } again && again < next ? again : next;
    }

    /// <summary>
    /// Intervals that fit the budget: the lowest tiers stretch first; where even the critical one does not fit, it stretches too.
    /// Every tier below the first that does not fit shares what is left, and at least a fiftieth of the budget keeps the last alive.
    /// </summary>
    /// <param name="wanted">The intervals without limits.</param>
    /// <param name="whales">How many whales stand in each tier.</param>
    /// <param name="pollsPerSecond">What the venue allows; above zero.</param>
    public static IReadOnlyDictionary<PollingTier, TimeSpan> Stretch(
        Func<PollingTier, TimeSpan> wanted, IReadOnlyDictionary<PollingTier, int> whales, decimal pollsPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pollsPerSecond);
        var left = pollsPerSecond;
        var trickle = pollsPerSecond / 50m;
        var intervals = new Dictionary<PollingTier, TimeSpan>();
        foreach (var tier in Enum.GetValues<PollingTier>())
        {
            var count = whales.GetValueOrDefault(tier);
            var interval = wanted(tier);
            var reserved = trickle * LowerTiersWithWhales(tier, whales);
            var share = decimal.Max(left - reserved, trickle);
            var rate = count / (decimal)interval.TotalSeconds;
            if (rate > share)
                interval = TimeSpan.FromSeconds((double)(count / share));
            intervals[tier] = interval;
            left -= decimal.Min(rate, share);
        }

        return intervals;
    }

    /// <summary>A moment within an interval that a whale's id decides: whales found together are first polled one after another.</summary>
    public static DateTimeOffset First(DateTimeOffset now, TimeSpan interval, string uid)
    {
        var hash = Mix((ulong)uid.Length);
        foreach (var c in uid)
            hash = Mix(hash ^ c);
        return now + (interval * ((hash % 1000) / 1000.0));
    }

    private static int LowerTiersWithWhales(PollingTier tier, IReadOnlyDictionary<PollingTier, int> whales)
    {
        var tiers = 0;
        foreach (var lower in Enum.GetValues<PollingTier>())
        {
            if (lower > tier && whales.GetValueOrDefault(lower) > 0)
                tiers++;
        }

        return tiers;
    }

    private static TimeSpan Backoff(TimeSpan interval, int failures)
    {
        var doubled = interval * (1 << int.Min(failures - 1, MostDoublings));
        return doubled < LongestBackoff ? doubled : interval > LongestBackoff ? interval : LongestBackoff;
    }

    // Counted from the due time, so that a poll that came late does not make every later one late; unless it came very late.
    private static DateTimeOffset From(DateTimeOffset dueAt, DateTimeOffset polledAt, TimeSpan wait) =>
        polledAt - dueAt < wait / 2 ? dueAt : polledAt;

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static TimeSpan Jittered(TimeSpan interval, long whaleId, long turn)
    {
        var permille = (long)(Mix((ulong)whaleId ^ Mix((ulong)turn)) % JitterPermille);
        return interval - TimeSpan.FromTicks(interval.Ticks / 1000 * permille);
    }

    private static ulong Mix(ulong value)
    {
        value = unchecked((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9);
        value = unchecked((value ^ (value >> 27)) * 0x94D049BB133111EB);
        return value ^ (value >> 31);
    }
}

/// <summary>What the schedule needs to know of a poll.</summary>
/// <param name="WhaleId">Who.</param>
/// <param name="Tier">How closely he is watched.</param>
/// <param name="DueAt">When he was due.</param>
internal readonly record struct PollSubject(long WhaleId, PollingTier Tier, DateTimeOffset DueAt);
