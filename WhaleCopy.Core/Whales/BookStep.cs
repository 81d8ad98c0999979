using WhaleCopy.Core.Signals;

namespace WhaleCopy.Core.Whales;

/// <summary>
/// What one answer leads to. The poller stores the state, the signals and the next poll in one transaction, under its lease's
/// fencing token; then it does what the step asks for.
/// </summary>
public sealed record BookStep
{
    /// <summary>The memory from now on.</summary>
    public required WhaleBookState State { get; init; }

    /// <summary>Signals to store, exits before entries, the CLOSE of a pair before its OPEN.</summary>
    public EquatableArray<SignalDraft> Signals { get; init; } = [];

    /// <summary>
    /// What changed in this snapshot, for the app's live book and the stored history: unconfirmed closes and terms included.
    /// </summary>
    public EquatableArray<PositionDelta> Deltas { get; init; } = [];

    /// <summary>True where the answer was a Complete that was accepted: store its snapshot under <see cref="WhaleBookState.SnapshotNumber"/>.</summary>
    public bool IsAccepted { get; init; }

    /// <summary>Ask the source's history from this moment on and pass the answer to <see cref="WhaleBook.OnHistory"/>, now.</summary>
    public DateTimeOffset? HistoryFrom { get; init; }

    /// <summary>Poll again at this time, out of turn; null for the ordinary schedule.</summary>
    public DateTimeOffset? PollAgainAt { get; init; }

    /// <summary>What followers with open copies, and the app, are told: once each.</summary>
    public EquatableArray<WhaleNotice> Notices { get; init; } = [];

    /// <summary>This step and the history step that followed it, as one to store.</summary>
    public BookStep Then(BookStep history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return this with
        {
            State = history.State,
            Signals = [.. history.Signals, .. Signals],
            HistoryFrom = null,
            PollAgainAt = history.PollAgainAt,
            Notices = [.. Notices, .. history.Notices],
        };
    }
}

/// <summary>News of a whale's monitoring for his followers.</summary>
public abstract record WhaleNotice
{
    private WhaleNotice()
    {
    }

    /// <summary>He cannot be seen; each follow's <c>source_dark_action</c> applies.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Lines">How many positions he was last seen to hold.</param>
    public sealed record WentDark(DarkReason Reason, int Lines) : WhaleNotice;

    /// <summary>He can be seen again: the one summary message.</summary>
    /// <param name="Lasted">How long it was dark.</param>
    /// <param name="Same">Positions unchanged.</param>
    /// <param name="Changed">Positions whose size changed.</param>
    /// <param name="Gone">Positions that are gone, confirmed or not yet.</param>
    /// <param name="New">Positions that are new.</param>
    public sealed record CameBack(TimeSpan Lasted, int Same, int Changed, int Gone, int New) : WhaleNotice;

    /// <summary>What the app shows of his data changed.</summary>
    /// <param name="From">Before.</param>
    /// <param name="To">Now.</param>
    public sealed record StatusChanged(WhaleDataStatus From, WhaleDataStatus To) : WhaleNotice;
}
