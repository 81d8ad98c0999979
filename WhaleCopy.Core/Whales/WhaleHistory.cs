namespace WhaleCopy.Core.Whales;

/// <summary>What a history read can answer.</summary>
public abstract record HistoryResult
{
    private HistoryResult()
    {
    }

    /// <summary>Everything from the moment asked for, oldest first.</summary>
    /// <param name="Events">What happened.</param>
    public sealed record Complete(EquatableArray<WhaleHistoryEvent> Events) : HistoryResult;

    /// <summary>No usable answer: proves nothing.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="RetryAfter">How long to stay away, where said.</param>
    public sealed record Unavailable(UnavailableReason Reason, TimeSpan? RetryAfter = null) : HistoryResult;
}

/// <summary>One order or one closed position of a whale.</summary>
public sealed record WhaleHistoryEvent
{
    /// <summary>Which line of his book.</summary>
    public required PositionKey Key { get; init; }

    /// <summary>True for what took off or closed, false for what opened or added.</summary>
    public required bool IsExit { get; init; }

    /// <summary>True where the source says that the position is closed, not only reduced.</summary>
    public required bool ClosesPosition { get; init; }

    /// <summary>Size above zero, in the book's unit.</summary>
    public required decimal Size { get; init; }

    /// <summary>Average price.</summary>
    public required decimal Price { get; init; }

    /// <summary>Realised profit in USDT, where shown.</summary>
    public decimal? RealizedPnlUsdt { get; init; }

    /// <summary>Average entry price of the position, where shown.</summary>
    public decimal? EntryPrice { get; init; }

    /// <summary>Leverage, where shown.</summary>
    public decimal? Leverage { get; init; }

    /// <summary>When the position was opened, where shown.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>The venue's time of it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The venue's position id, where it means anything.</summary>
    public string? PositionId { get; init; }
}
