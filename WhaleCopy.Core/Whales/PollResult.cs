namespace WhaleCopy.Core.Whales;

/// <summary>
/// What a poll of a whale can answer. Only <see cref="Complete"/> may change the book; everything else changes
/// health, backoff and the circuit. No observation is not an observation.
/// </summary>
public abstract record PollResult
{
    private PollResult()
    {
    }

    /// <summary>All pages read, layout understood; an empty book only with the venue's word that he shares.</summary>
    /// <param name="Snapshot">The book.</param>
    /// <param name="EquityUsdt">The whale's own equity, where the source shows it.</param>
    public sealed record Complete(WhaleSnapshot Snapshot, decimal? EquityUsdt = null) : PollResult;

    /// <summary>Some pages were read and then one was not.</summary>
    /// <param name="PagesRead">At least one.</param>
    public sealed record Partial(int PagesRead) : PollResult;

    /// <summary>No usable answer.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="RetryAfter">How long the venue asks us to stay away, where it says so.</param>
    public sealed record Unavailable(UnavailableReason Reason, TimeSpan? RetryAfter = null) : PollResult;

    /// <summary>He does not show his book, or the venue does not know him.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Hidden(HiddenReason Reason) : PollResult;
}

/// <summary>Why a poll got no usable answer.</summary>
public enum UnavailableReason
{
    /// <summary>Too many requests (429, or our own budget is spent).</summary>
    RateLimited,

    /// <summary>The address is shut out for a while (418, 403, 451).</summary>
    Banned,

    /// <summary>No connection, a time-out, a cut answer.</summary>
    Network,

    /// <summary>5xx, maintenance.</summary>
    Server,

    /// <summary>An answer whose layout is not understood.</summary>
    Unreadable,

    /// <summary>The circuit to this source is open: not asked.</summary>
    CircuitOpen,
}

/// <summary>Why a whale's book is not shown.</summary>
public enum HiddenReason
{
    /// <summary>He turned sharing off.</summary>
    SharingOff,

    /// <summary>The venue does not know him, or his portfolio is closed.</summary>
    UnknownTrader,
}
