using WhaleCopy.Core.Signals;

namespace WhaleCopy.Core.Whales;

/// <summary>What an accepted Complete does to the book: the longest arm of <see cref="WhaleBook"/>.</summary>
internal sealed class CompleteAnswer
{
    private readonly WhaleBookState _before;
    private readonly WhaleSnapshot _snapshot;
    private readonly DateTimeOffset _now;
    private readonly WhaleBookContext _context;
    private readonly long _number;
    private readonly SignalMoment _moment;
    private readonly bool _isNewer;
    private readonly List<WhaleNotice> _notices = [];
    private readonly List<SignalDraft> _exits = [];
    private readonly List<SignalDraft> _entries = [];
    private int _dropped;
    private bool _asksHistory;

    private CompleteAnswer(WhaleBookState before, PollResult.Complete answer, DateTimeOffset now, WhaleBookContext context)
    {
        _before = before;
        _snapshot = answer.Snapshot;
        _now = now;
        _context = context;
        _number = before.SnapshotNumber + 1;
        _moment = new SignalMoment(context.WhaleId, context.WhaleScore, answer.EquityUsdt, before.LastLightAt ?? now, now);
        _isNewer = before.ServerTime is not { } last || answer.Snapshot.ServerTime > last;
    }

    public static BookStep Take(WhaleBookState state, PollResult.Complete answer, DateTimeOffset now, WhaleBookContext context)
    {
        if (state.ServerTime is { } last && answer.Snapshot.ServerTime < last)
        {
            var stale = WhaleBook.OnFailure(state, isLimit: false, retryAfter: null, now, context);
            return stale with { State = stale.State with { StaleAnswers = state.StaleAnswers + 1 } };
        }

        return new CompleteAnswer(state, answer, now, context).Take(answer.EquityUsdt);
    }

    private BookStep Take(decimal? equityUsdt)
    {
        if (!_before.HasBaseline)
            return Baseline(equityUsdt);

        var deltas = PositionDiff.Compare(
            _before.Lines.AsSpan(), _snapshot, _context.Source, _context.Options.MinChangePercent, _context.SizeSteps);
        var content = SnapshotContent.Of(_snapshot);
        if (IsImageOfEarlier(content, deltas) is { } aside)
            return aside;

        var state = Accepted(equityUsdt, content);
        if (state.Dark is { } dark && _snapshot.Positions.Count == 0)
            return EmptyInTheDark(state, dark, deltas);

        var returns = state.Dark is not null;
        var lines = Lines(deltas, returns, out var counts);
        state = state with { Lines = [.. lines] };
        if (returns)
            state = WhaleBook.EndDark(state, _now, _notices, counts.Same, counts.Changed, counts.Gone, counts.New);
        else if (HasMassVanish(state) && !_context.Source.HasHistory)
            state = WhaleBook.BeginDark(state, DarkReason.MassVanish, _now, _notices);
        return Finish(state, deltas);
    }

    private BookStep Baseline(decimal? equityUsdt)
    {
        var lines = new BookLine[_snapshot.Positions.Count];
        for (var i = 0; i < lines.Length; i++)
            lines[i] = BookLine.Told(_snapshot.Positions[i]);
        return Finish(Accepted(equityUsdt, SnapshotContent.Of(_snapshot)) with { Lines = [.. lines], Dark = null }, []);
    }

    private WhaleBookState Accepted(decimal? equityUsdt, ulong content)
    {
        var isEmpty = _snapshot.Positions.Count == 0;
        var empties = isEmpty ? _before.EmptyCompletes + 1 : 0;
        return _before with
        {
            SnapshotNumber = _number,
            LastCompleteAt = _now,
            ServerTime = _snapshot.ServerTime,
            EquityUsdt = equityUsdt,
            EmptyCompletes = empties,
            SharingRecheckAt = empties < WhaleBook.EmptyCompletesUntilDisabled ? null
                : _before.SharingRecheckAt is { } planned && planned > _now ? planned
                : _now + _context.Options.SharingRecheck,
            IsRateLimited = false,
            LimitedUntil = null,
            Failures = 0,
            FailingSince = null,
            SetAside = null,
            RecentContents = Remember(content),
        };
    }

    private EquatableArray<ulong> Remember(ulong content)
    {
        var recent = _before.RecentContents;
        if (recent.Count > 0 && recent[^1] == content)
            return recent;
        var skip = int.Max(0, recent.Count + 1 - WhaleBook.RememberedAnswers);
        return [.. recent.AsSpan()[skip..], content];
    }

    /// <summary>
    /// An answer that would be told to followers, but repeats to the last digit an answer from before the last one, may be a cached
    /// one. It is set aside; a second answer with the same content, after the delay, is believed.
    /// </summary>
    private BookStep? IsImageOfEarlier(ulong content, EquatableArray<PositionDelta> deltas)
    {
        if (_before.Dark is not null || _snapshot.Positions.Count == 0 || !IsRemembered(content) || !HasTold(deltas))
            return null;
        if (_before.SetAside is { } aside && aside.Content == content)
        {
            if (_snapshot.ServerTime > aside.ServerTime && _now - aside.At >= _context.Options.CloseConfirmDelay)
                return null;
            return WhaleBook.Step(_before, _before, _now, _context, _notices);
        }

        var set = _before with
        {
            SetAside = new SetAsideAnswer(content, _now, _snapshot.ServerTime),
            StaleAnswers = _before.StaleAnswers + 1,
        };
        return WhaleBook.Step(_before, set, _now, _context, _notices);
    }

    private bool IsRemembered(ulong content)
    {
        foreach (var earlier in _before.RecentContents.AsSpan())
        {
            if (earlier == content)
                return true;
        }

        return false;
    }

    private static bool HasTold(EquatableArray<PositionDelta> deltas)
    {
        foreach (var delta in deltas.AsSpan())
        {
            if (delta is PositionDelta.Opened or PositionDelta.Increased or PositionDelta.Reduced or PositionDelta.Flipped or PositionDelta.Reopened)
                return true;
        }

        return false;
    }

    private BookStep EmptyInTheDark(WhaleBookState state, DarkSpell dark, EquatableArray<PositionDelta> deltas)
    {
        var counted = _isNewer ? dark with { EmptyAnswers = dark.EmptyAnswers + 1, FirstEmptyAt = dark.FirstEmptyAt ?? _now } : dark;
        var suspected = new BookLine[state.Lines.Count];
        for (var i = 0; i < suspected.Length; i++)
            suspected[i] = Suspected(state.Lines[i], isMassVanish: true);

        if (counted.EmptyAnswers >= WhaleBook.EmptyCompletesUntilLight && _now - counted.FirstEmptyAt >= _context.Options.DarkConfirm)
        {
            // Shared and empty, three times over a minute: he holds nothing.
            foreach (var line in suspected)
                Close(line);
            var light = WhaleBook.EndDark(state with { Lines = [] }, _now, _notices, 0, 0, suspected.Length, 0);
            return Finish(light, deltas);
        }

        _asksHistory = suspected.Length > 0;
        return Finish(state with { Lines = [.. suspected], Dark = counted }, deltas);
    }

    private List<BookLine> Lines(EquatableArray<PositionDelta> deltas, bool returns, out (int Same, int Changed, int Gone, int New) counts)
    {
        counts = default;
        var isWholeGone = _snapshot.Positions.Count == 0 && (deltas is [PositionDelta.MassVanish, ..] || HasMassVanish(_before));
        var lines = new List<BookLine>(_before.Lines.Count + 1);
        var positions = _snapshot.Positions.AsSpan();
        var d = 0;
        var p = 0;
        foreach (var line in _before.Lines.AsSpan())
        {
            var key = line.Position.Key;
            while (p < positions.Length && positions[p].Key.CompareTo(key) < 0)
                lines.Add(Added(positions[p++], deltas, ref d, ref counts));
            var delta = Next(deltas, ref d, key);
            if (p < positions.Length && positions[p].Key == key)
            {
                lines.Add(Kept(line, positions[p++], delta, ref counts));
                continue;
            }

            counts.Gone++;
            if (delta is PositionDelta.Flipped flip)
                Pair(line, flip.Current, SignalLink.Flip);
            else if (Missing(line, isWholeGone, returns) is { } suspected)
                lines.Add(suspected);
        }

        while (p < positions.Length)
            lines.Add(Added(positions[p++], deltas, ref d, ref counts));
        return lines;
    }

    private static PositionDelta? Next(EquatableArray<PositionDelta> deltas, ref int index, PositionKey key)
    {
        while (index < deltas.Count && deltas[index].Key.CompareTo(key) < 0)
            index++;
        return index < deltas.Count && deltas[index].Key == key && deltas[index] is not PositionDelta.MassVanish ? deltas[index] : null;
    }

    private BookLine Added(
        WhalePosition position, EquatableArray<PositionDelta> deltas, ref int d, ref (int Same, int Changed, int Gone, int New) counts)
    {
        counts.New++;

        // The new side of a flip has no delta of its own: its OPEN is made with the CLOSE.
        if (Next(deltas, ref d, position.Key) is PositionDelta.Opened)
            _entries.Add(SignalFactory.Open(_moment, position, _number));
        return BookLine.Told(position);
    }

    private BookLine Kept(
        BookLine line, WhalePosition now, PositionDelta? delta, ref (int Same, int Changed, int Gone, int New) counts)
    {
        if (line.Suspicion is not null)
            _dropped++;
        switch (delta)
        {
            case PositionDelta.Increased increased:
                counts.Changed++;
                _entries.Add(SignalFactory.Increase(_moment, increased, _number));
                return BookLine.Told(now);
            case PositionDelta.Reduced reduced:
                counts.Changed++;
                _exits.Add(SignalFactory.Reduce(_moment, reduced, _number));
                return BookLine.Told(now);
            case PositionDelta.Reopened:
                counts.Changed++;
                Pair(line, now, SignalLink.Reopen);
                return BookLine.Told(now);
            default:
                counts.Same++;
                if (line.Position.SizeUnit != now.SizeUnit)
                    return BookLine.Told(now);
                return line.Suspicion is null && line.Position == now ? line : line with { Position = now, Suspicion = null };
        }
    }

    private BookLine? Missing(BookLine line, bool isWholeGone, bool returns)
    {
        // After the dark the count begins anew: what the dark itself showed confirms nothing.
        var fresh = returns || (line.Suspicion is { IsMassVanish: true } && !isWholeGone);
        var suspected = fresh ? Suspected(line with { Suspicion = null }, isWholeGone, line.Suspicion) : Suspected(line, isWholeGone);
        if (CloseConfirmation.IsConfirmed(suspected.Suspicion!, _now, _context.Source, _context.Options))
        {
            Close(suspected);
            return null;
        }

        _asksHistory |= _context.Source.HasHistory;
        return suspected;
    }

    private BookLine Suspected(BookLine line, bool isMassVanish, Suspicion? earlier = null)
    {
        if (line.Suspicion is { } known)
        {
            var isNewer = _snapshot.ServerTime > known.NewestServerTime;
            return line with
            {
                Suspicion = known with
                {
                    Answers = isNewer ? known.Answers + 1 : known.Answers,
                    NewestServerTime = isNewer ? _snapshot.ServerTime : known.NewestServerTime,
                    IsMassVanish = known.IsMassVanish || isMassVanish,
                },
            };
        }

        return line with
        {
            Suspicion = new Suspicion
            {
                Snapshot = earlier?.Snapshot ?? _number,
                At = _now,
                ServerTime = _snapshot.ServerTime,
                NewestServerTime = _snapshot.ServerTime,
                LastSeenAt = earlier?.LastSeenAt ?? _before.ServerTime ?? _snapshot.ServerTime,
                LastCompleteAt = earlier?.LastCompleteAt ?? _before.LastCompleteAt ?? _now,
                IsMassVanish = isMassVanish,
            },
        };
    }

    private void Close(BookLine line)
    {
        var suspicion = line.Suspicion!;
        _exits.Add(SignalFactory.Close(_moment with { PreviousCompleteAt = suspicion.LastCompleteAt }, line, suspicion.Snapshot));
    }

    private void Pair(BookLine ended, WhalePosition begun, SignalLink link)
    {
        var (close, open) = SignalFactory.Pair(_moment, ended, begun, _number, link);
        _exits.Add(close);
        _entries.Add(open);
    }

    private static bool HasMassVanish(WhaleBookState state)
    {
        foreach (var line in state.Lines.AsSpan())
        {
            if (line.Suspicion is { IsMassVanish: true })
                return true;
        }

        return false;
    }

    private BookStep Finish(WhaleBookState state, EquatableArray<PositionDelta> deltas)
    {
        var told = _exits.Count + _entries.Count > 0;
        var final = state with
        {
            LastMoveAt = told ? _now : state.LastMoveAt,
            DroppedSuspicions = state.DroppedSuspicions + _dropped,
        };
        var step = WhaleBook.Step(_before, final, _now, _context, _notices);
        return step with
        {
            IsAccepted = true,
            Signals = [.. _exits, .. _entries],
            Deltas = deltas,
            HistoryFrom = _asksHistory && _context.Source.HasHistory ? HistoryStart(final) : null,
        };
    }

    private static DateTimeOffset? HistoryStart(WhaleBookState state)
    {
        DateTimeOffset? from = null;
        foreach (var line in state.Lines.AsSpan())
        {
            if (line.Suspicion is { } suspicion && (from is null || suspicion.LastSeenAt < from))
                from = suspicion.LastSeenAt;
        }

        return from;
    }
}
