namespace WhaleCopy.Core.Whales;

/// <summary>A line of the book as we hold it: what was last seen, and what followers were last told.</summary>
public sealed record BookLine
{
    /// <summary>As last seen.</summary>
    public required WhalePosition Position { get; init; }

    /// <summary>
    /// The size followers were last told, in the position's unit: the reference of the next increase or reduction, so that
    /// many small steps add up to one signal.
    /// </summary>
    public required decimal SignalledSize { get; init; }

    /// <summary>The average entry price that went with <see cref="SignalledSize"/>.</summary>
    public required decimal SignalledEntryPrice { get; init; }

    /// <summary>Set while the key is missing from the source and the close is not confirmed.</summary>
    public Suspicion? Suspicion { get; init; }

    /// <summary>A line whose present size is what followers know.</summary>
    public static BookLine Told(WhalePosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        return new BookLine { Position = position, SignalledSize = position.Size, SignalledEntryPrice = position.EntryPrice };
    }
}

/// <summary>What the source's history said about a suspected close.</summary>
public enum HistoryVerdict
{
    /// <summary>Not asked since the suspicion.</summary>
    NotAsked,

    /// <summary>Read, and it shows no close.</summary>
    Silent,

    /// <summary>Asked, and it did not answer.</summary>
    Unavailable,
}

/// <summary>A key that a Complete snapshot did not hold any more.</summary>
public sealed record Suspicion
{
    /// <summary>Number of the first snapshot without the key: the close's signal is named by it.</summary>
    public required long Snapshot { get; init; }

    /// <summary>Our time of that snapshot.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The source's time of that snapshot: an answer that confirms must be newer.</summary>
    public required DateTimeOffset ServerTime { get; init; }

    /// <summary>The source's time of the last snapshot that held the key: history counts from here.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>Our time of the last snapshot that held the key.</summary>
    public required DateTimeOffset LastCompleteAt { get; init; }

    /// <summary>Complete snapshots without the key, newer than the one before each; 1 at first.</summary>
    public int Answers { get; init; } = 1;

    /// <summary>The source's time of the newest of them.</summary>
    public required DateTimeOffset NewestServerTime { get; init; }

    /// <summary>What history said so far.</summary>
    public HistoryVerdict History { get; init; }

    /// <summary>How often history was asked.</summary>
    public int HistoryReads { get; init; }

    /// <summary>The key went with the whole book: snapshots alone confirm nothing.</summary>
    public bool IsMassVanish { get; init; }
}
