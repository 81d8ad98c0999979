using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Whales;

/// <summary>How often whales are polled (<c>Polling:*</c>).</summary>
public sealed record PollIntervals
{
    /// <summary>The defaults of domain.md.</summary>
    public static readonly PollIntervals Default = new();

    /// <summary>Followed or copied, and active.</summary>
    public TimeSpan Critical { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>High score, or always public.</summary>
    public TimeSpan High { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Active.</summary>
    public TimeSpan Normal { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Quiet.</summary>
    public TimeSpan Low { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Between the polls of a burst.</summary>
    public TimeSpan Burst { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a whale that moved is polled in a burst.</summary>
    public TimeSpan BurstFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest distance that failures stretch a poll to.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The same for a whale with an open copy.</summary>
    public TimeSpan LongestBackoffCopied { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The interval of a tier.</summary>
    public TimeSpan Of(PollingTier tier) => tier switch
    {
        PollingTier.Critical => Critical,
        PollingTier.High => High,
        PollingTier.Normal => Normal,
        PollingTier.Low => Low,
    };
}

/// <summary>What decides how closely a whale is polled.</summary>
public sealed record PollFacts
{
    /// <summary>His venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>Somebody has a copy of him open, whatever became of the follow.</summary>
    public bool HasOpenCopy { get; init; }

    /// <summary>How many follow him here.</summary>
    public int Followers { get; init; }

    /// <summary>0 to 100.</summary>
    public decimal Score { get; init; }

    /// <summary>His monitoring's memory.</summary>
    public required WhaleBookState State { get; init; }

    /// <summary>How much his source's budget stretches his tier; 1 and more.</summary>
    public decimal Stretch { get; init; } = 1m;
}

/// <summary>When a whale is polled next. Pure: the jitter is an argument.</summary>
public static class PollSchedule
{
    /// <summary>Score from which a whale is in the high tier.</summary>
    public const decimal HighScore = 70m;

    /// <summary>A whale without positions and moves for so long is quiet.</summary>
    public static readonly TimeSpan QuietAfter = TimeSpan.FromHours(24);

    /// <summary>
    /// The tier. A whale with an open copy is critical whatever he does; a followed one while his data come in (a limit that the
    /// venue sets is not his doing).
    /// </summary>
    public static PollingTier TierOf(PollFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.HasOpenCopy)
            return PollingTier.Critical;
        if (facts.State.DataStatus is WhaleDataStatus.SharingDisabled or WhaleDataStatus.Dark)
            return PollingTier.Low;
        if (facts.Followers > 0)
            return PollingTier.Critical;
        var isQuiet = facts.State.HasBaseline
            && facts.State.Lines.Count == 0
            && now - (facts.State.LastMoveAt ?? facts.State.WatchedSince) >= QuietAfter;
        if (isQuiet)
            return PollingTier.Low;
        return facts.Venue == Venue.Bitget || facts.Score >= HighScore ? PollingTier.High : PollingTier.Normal;
    }

    /// <summary>The next ordinary poll.</summary>
    /// <param name="facts">The whale.</param>
    /// <param name="intervals">How often.</param>
    /// <param name="now">Our time.</param>
    /// <param name="jitter">0 to 1, evenly distributed: spreads the due times over ± 10 %.</param>
    public static DateTimeOffset Next(PollFacts facts, PollIntervals intervals, DateTimeOffset now, decimal jitter)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(intervals);
        var state = facts.State;

        // Nobody waits for him: what looks like a closed door is tried again in a day.
        if (!facts.HasOpenCopy && facts.Followers == 0 && state.DataStatus == WhaleDataStatus.SharingDisabled && state.SharingRecheckAt is { } recheck)
            return recheck;

        var interval = Times(intervals.Of(TierOf(facts, now)), decimal.Max(1m, facts.Stretch));
        if (state.Failures > 0)
        {
            var longest = facts.HasOpenCopy ? intervals.LongestBackoffCopied : intervals.LongestBackoff;
            var backoff = Times(interval, 1L << int.Min(state.Failures - 1, 10));
            interval = backoff < longest ? backoff : Longer(longest, interval);
        }
        else if (state.LastMoveAt is { } moved && now - moved < intervals.BurstFor && intervals.Burst < interval)
        {
            interval = intervals.Burst;
        }

        var next = now + Times(interval, 0.9m + (0.2m * decimal.Clamp(jitter, 0m, 1m)));
        return state.LimitedUntil is { } limited && limited > next ? limited : next;
    }

    /// <summary>The next poll after a step: what the step asks for, where that is sooner.</summary>
    /// <param name="step">The step; its state is that of the facts.</param>
    /// <param name="facts">The whale.</param>
    /// <param name="intervals">How often.</param>
    /// <param name="now">Our time.</param>
    /// <param name="jitter">0 to 1.</param>
    public static DateTimeOffset Next(BookStep step, PollFacts facts, PollIntervals intervals, DateTimeOffset now, decimal jitter)
    {
        ArgumentNullException.ThrowIfNull(step);
        var ordinary = Next(facts, intervals, now, jitter);
        return step.PollAgainAt is { } wanted && wanted < ordinary && (step.State.LimitedUntil is not { } limited || wanted >= limited)
            ? wanted
            : ordinary;
    }

    /// <summary>
    /// Priority 1 to 100: the venue's base (Binance 50, Bitget 80, OKX 70, Bybit 60), followers (2 each, at most 20), a tenth of the
    /// score, and recent activity (10 within the hour, 5 within the day).
    /// </summary>
    public static int PriorityOf(PollFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var basis = facts.Venue switch
        {
            Venue.Binance => 50,
            Venue.Bitget => 80,
            Venue.Okx => 70,
            Venue.Bybit => 60,
        };
        var followers = int.Min(20, 2 * int.Clamp(facts.Followers, 0, 10));
        var score = (int)decimal.Floor(decimal.Clamp(facts.Score, 0m, 100m) / 10m);
        var activity = facts.State.LastMoveAt is not { } moved ? 0
            : now - moved < TimeSpan.FromHours(1) ? 10
            : now - moved < TimeSpan.FromHours(24) ? 5
            : 0;
        return int.Clamp(basis + followers + score + activity, 1, 100);
    }

    private static TimeSpan Times(TimeSpan interval, decimal factor) => TimeSpan.FromTicks((long)decimal.Round(interval.Ticks * factor));

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
