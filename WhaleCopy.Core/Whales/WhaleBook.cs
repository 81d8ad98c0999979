using WhaleCopy.Core.Signals;

namespace WhaleCopy.Core.Whales;

/// <summary>
/// The state machine of one whale's monitoring: every answer of his source goes in, the new memory, the signals and the next
/// question come out. Pure: the time is an argument.
/// <list type="bullet">
/// <item>I10: only an accepted Complete, or history's proof, changes the book.</item>
/// <item>I11: a CLOSE is signalled only when it is confirmed (<see cref="CloseConfirmation"/>), proven by a flip, or in a reopening.</item>
/// <item>I12: the baseline signals nothing.</item>
/// <item>I13: snapshot numbers strictly increase; a signal's name depends on whale, key, kind and number alone.</item>
/// <item>I14: while a whale is dark there are no opens and no closes but those that history proves.</item>
/// </list>
/// </summary>
public static class WhaleBook
{
    /// <summary>Empty Complete answers in a row after which sharing reads as disabled.</summary>
    public const int EmptyCompletesUntilDisabled = 5;

    /// <summary>Empty Complete answers that end the dark, over at least <see cref="WhaleBookOptions.DarkConfirm"/>.</summary>
    public const int EmptyCompletesUntilLight = 3;

    /// <summary>How many answers are remembered to recognise an image of an earlier one.</summary>
    public const int RememberedAnswers = 8;

    /// <summary>One answer of a poll.</summary>
    /// <param name="state">The memory.</param>
    /// <param name="result">The answer.</param>
    /// <param name="now">Our time of the answer.</param>
    /// <param name="context">The whale, his source, the thresholds.</param>
    public static BookStep OnPoll(WhaleBookState state, PollResult result, DateTimeOffset now, WhaleBookContext context)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(context);
        return result switch
        {
            PollResult.Complete complete => CompleteAnswer.Take(state, complete, now, context),
            PollResult.Hidden => OnHidden(state, now),
            PollResult.Partial => OnFailure(state, isLimit: false, retryAfter: null, now, context),
            PollResult.Unavailable unavailable => OnFailure(
                state, unavailable.Reason is UnavailableReason.RateLimited or UnavailableReason.Banned, unavailable.RetryAfter, now, context),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>One answer of the source's history, asked for by the step before.</summary>
    /// <param name="state">The memory.</param>
    /// <param name="result">The answer.</param>
    /// <param name="now">Our time of the answer.</param>
    /// <param name="context">The whale, his source, the thresholds.</param>
    public static BookStep OnHistory(WhaleBookState state, HistoryResult result, DateTimeOffset now, WhaleBookContext context)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(context);
        var verdict = result is HistoryResult.Complete ? HistoryVerdict.Silent : HistoryVerdict.Unavailable;
        var events = (result as HistoryResult.Complete)?.Events ?? [];
        var lines = new List<BookLine>(state.Lines.Count);
        var signals = new List<SignalDraft>();
        var isUnproven = false;
        foreach (var line in state.Lines.AsSpan())
        {
            if (line.Suspicion is not { } suspicion)
            {
                lines.Add(line);
                continue;
            }

            if (CloseConfirmation.ProofOf(line, events, context.Source, context.Options.MinChangePercent) is { } proof)
            {
                var moment = new SignalMoment(context.WhaleId, context.WhaleScore, state.EquityUsdt, suspicion.LastCompleteAt, now);
                signals.Add(SignalFactory.Close(moment, line, suspicion.Snapshot, proof.Price, proof.At));
                continue;
            }

            // A read that failed does not take back what a read before it said.
            var asked = suspicion with
            {
                History = verdict == HistoryVerdict.Unavailable && suspicion.History == HistoryVerdict.Silent ? HistoryVerdict.Silent : verdict,
                HistoryReads = suspicion.HistoryReads + 1,
            };
            isUnproven |= asked.IsMassVanish && asked.HistoryReads >= CloseConfirmation.HistoryReadsBeforeDark;
            lines.Add(line with { Suspicion = asked });
        }

        var next = state with { Lines = [.. lines], LastMoveAt = signals.Count > 0 ? now : state.LastMoveAt };
        var notices = new List<WhaleNotice>();
        if (next.Dark is not null && lines.Count == 0 && signals.Count > 0)
            next = EndDark(next, now, notices, same: 0, changed: 0, gone: signals.Count, opened: 0);
        else if (next.Dark is null && isUnproven)
            next = BeginDark(next, DarkReason.MassVanish, now, notices);

        return Step(state, next, now, context, notices) with { Signals = [.. signals] };
    }

    internal static WhaleBookState BeginDark(WhaleBookState state, DarkReason reason, DateTimeOffset now, List<WhaleNotice> notices)
    {
        notices.Add(new WhaleNotice.WentDark(reason, state.Lines.Count));
        return state with { Dark = new DarkSpell { Reason = reason, Since = now, LastLightAt = state.LastLightAt }, SetAside = null };
    }

    internal static WhaleBookState EndDark(
        WhaleBookState state, DateTimeOffset now, List<WhaleNotice> notices, int same, int changed, int gone, int opened)
    {
        var lasted = state.Dark is { } dark ? now - dark.Since : TimeSpan.Zero;
        notices.Add(new WhaleNotice.CameBack(lasted, same, changed, gone, opened));
        return state with { Dark = null };
    }

    /// <summary>The step with the status change told and the next question worked out from the state.</summary>
    internal static BookStep Step(
        WhaleBookState before, WhaleBookState after, DateTimeOffset now, WhaleBookContext context, List<WhaleNotice> notices)
    {
        if (before.DataStatus != after.DataStatus)
            notices.Add(new WhaleNotice.StatusChanged(before.DataStatus, after.DataStatus));
        return new BookStep { State = after, Notices = [.. notices], PollAgainAt = NextAnswerAt(after, now, context.Options) };
    }

    private static DateTimeOffset? NextAnswerAt(WhaleBookState state, DateTimeOffset now, WhaleBookOptions options)
    {
        DateTimeOffset? next = state.SetAside is { } aside ? aside.At + options.CloseConfirmDelay : null;
        if (state.Dark is { } dark)
            return dark.EmptyAnswers > 0 ? now + (options.DarkConfirm / 2) : next;
        foreach (var line in state.Lines.AsSpan())
        {
            if (line.Suspicion is not { } suspicion)
                continue;
            var wanted = CloseConfirmation.NextAnswerAt(suspicion, now, options);
            if (next is null || wanted < next)
                next = wanted;
        }

        return next;
    }

    private static BookStep OnHidden(WhaleBookState state, DateTimeOffset now)
    {
        var notices = new List<WhaleNotice>();
        var next = state with { IsRateLimited = false, LimitedUntil = null, Failures = 0, FailingSince = null };
        next = next.Dark is { } dark
            ? next with { Dark = dark with { EmptyAnswers = 0, FirstEmptyAt = null } }
            : BeginDark(next, DarkReason.Hidden, now, notices);
        if (state.DataStatus != next.DataStatus)
            notices.Add(new WhaleNotice.StatusChanged(state.DataStatus, next.DataStatus));
        return new BookStep { State = next, Notices = [.. notices] };
    }

    internal static BookStep OnFailure(
        WhaleBookState state, bool isLimit, TimeSpan? retryAfter, DateTimeOffset now, WhaleBookContext context)
    {
        var notices = new List<WhaleNotice>();
        var next = state with
        {
            IsRateLimited = isLimit,
            LimitedUntil = isLimit && retryAfter is { } wait ? now + wait : null,
            Failures = state.Failures + 1,
            FailingSince = state.FailingSince ?? now,
        };

        // A book that copies hang on is dark when it was not seen for too long; an empty one only while its source fails.
        var unseenSince = state.Lines.Count > 0 ? state.LastCompleteAt ?? state.WatchedSince : next.FailingSince.Value;
        if (next.Dark is null && now - unseenSince >= context.Options.DarkAfter)
            next = BeginDark(next, DarkReason.NoAnswer, now, notices);
        return Step(state, next, now, context, notices) with { PollAgainAt = isLimit ? next.LimitedUntil : null };
    }
}
