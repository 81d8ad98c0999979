namespace WhaleCopy.Core.Whales;

/// <summary>
/// When a key that is gone counts as closed. Where the source has a history, history proves it; where it has none, or history
/// does not answer, a second Complete without the key does, a new answer and at least
/// <see cref="WhaleBookOptions.CloseConfirmDelay"/> later. Where history answers and shows no close, the two contradict each
/// other: then it takes three Completes over at least <see cref="WhaleBookOptions.DarkConfirm"/>, so that a close that history
/// never lists (a liquidation) is copied late instead of never.
/// </summary>
public static class CloseConfirmation
{
    /// <summary>Completes without the key that outvote a silent history.</summary>
    public const int AnswersAgainstSilentHistory = 3;

    /// <summary>History reads without proof after which a mass vanish is called dark.</summary>
    public const int HistoryReadsBeforeDark = 2;

    /// <summary>True where the snapshots alone confirm the close.</summary>
    public static bool IsConfirmed(Suspicion suspicion, DateTimeOffset now, WhaleSource source, WhaleBookOptions options)
    {
        ArgumentNullException.ThrowIfNull(suspicion);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        if (suspicion.IsMassVanish || suspicion.Answers < 2)
            return false;
        var waited = now - suspicion.At;
        if (!source.HasHistory)
            return waited >= options.CloseConfirmDelay;
        return suspicion.History switch
        {
            HistoryVerdict.NotAsked => false,
            HistoryVerdict.Unavailable => waited >= options.CloseConfirmDelay,
            HistoryVerdict.Silent => suspicion.Answers >= AnswersAgainstSilentHistory && waited >= options.DarkConfirm,
        };
    }

    /// <summary>When the next answer is wanted: after the delay, then at doubling distances up to a quarter of the dark's confirmation.</summary>
    public static DateTimeOffset NextAnswerAt(Suspicion suspicion, DateTimeOffset now, WhaleBookOptions options)
    {
        ArgumentNullException.ThrowIfNull(suspicion);
        ArgumentNullException.ThrowIfNull(options);
        var first = suspicion.At + options.CloseConfirmDelay;
        if (first > now)
            return first;
        var longest = TimeSpan.FromTicks(long.Max(options.CloseConfirmDelay.Ticks, options.DarkConfirm.Ticks / 4));
        var wait = TimeSpan.FromTicks(options.CloseConfirmDelay.Ticks << int.Min(suspicion.Answers, 8));
        return now + (wait < longest ? wait : longest);
    }

    /// <summary>What the history says of a line that is gone: the event that closed it, or null where it proves nothing.</summary>
    /// <param name="line">A suspected line.</param>
    /// <param name="events">The history from the line's last sighting on, oldest first.</param>
    /// <param name="source">What the source can show.</param>
    /// <param name="restPercent">What may be left of the size by rounding and still be closed, in percent.</param>
    public static WhaleHistoryEvent? ProofOf(
        BookLine line, EquatableArray<WhaleHistoryEvent> events, WhaleSource source, decimal restPercent = PositionDiff.DefaultMinChangePercent)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(source);
        return source.StablePositionIds && line.Position.PositionIds.Count > 0
            ? ProofByIds(line, events) ?? ProofByFlow(line, events, restPercent)
            : ProofByFlow(line, events, restPercent);
    }

    private static WhaleHistoryEvent? ProofByIds(BookLine line, EquatableArray<WhaleHistoryEvent> events)
    {
        WhaleHistoryEvent? last = null;
        foreach (var id in line.Position.PositionIds.AsSpan())
        {
            WhaleHistoryEvent? closing = null;
            foreach (var happened in events.AsSpan())
            {
                if (happened.ClosesPosition && happened.Key == line.Position.Key && string.Equals(happened.PositionId, id, StringComparison.Ordinal))
                    closing = happened;
            }

            if (closing is null)
                return null;
            if (last is null || closing.At >= last.At)
                last = closing;
        }

        return last;
    }

    // Only what happened after the key was last seen counts: what came before is in the size already.
    private static WhaleHistoryEvent? ProofByFlow(BookLine line, EquatableArray<WhaleHistoryEvent> events, decimal restPercent)
    {
        var position = line.Position;
        var since = line.Suspicion?.LastSeenAt ?? DateTimeOffset.MinValue;
        var rest = position.Size;
        var namesRows = position.Rows.Count > 1;
        WhaleHistoryEvent? exit = null;
        foreach (var happened in events.AsSpan())
        {
            if (happened.Key != position.Key || happened.At <= since)
                continue;
            if (!happened.IsExit)
            {
                rest += happened.Size;
                continue;
            }

            exit = happened;

            // The end of one sub-position is not the end of the line.
            if (happened.ClosesPosition && !namesRows)
                return happened;
            rest -= happened.Size;
            if (rest * 100m < restPercent * position.Size)
                return exit;
        }

        return null;
    }
}
