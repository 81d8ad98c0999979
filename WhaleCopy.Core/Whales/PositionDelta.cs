namespace WhaleCopy.Core.Whales;

/// <summary>What changed in one line of a whale's book between two Complete snapshots.</summary>
public abstract record PositionDelta
{
    private PositionDelta(PositionKey key) => Key = key;

    /// <summary>The line; for a flip the line that ended.</summary>
    public PositionKey Key { get; }

    /// <summary>The key appeared.</summary>
    /// <param name="Current">As it is now.</param>
    public sealed record Opened(WhalePosition Current) : PositionDelta(Current.Key);

    /// <summary>The size rose by at least the threshold above what was last signalled.</summary>
    /// <param name="Previous">The line as last seen, with what was last signalled.</param>
    /// <param name="Current">As it is now.</param>
    /// <param name="Fraction">(q₂ − q₁) / q₁, above zero; 0.4 is forty percent more.</param>
    public sealed record Increased(BookLine Previous, WhalePosition Current, decimal Fraction) : PositionDelta(Current.Key);

    /// <summary>The size fell by at least the threshold below what was last signalled, not to zero.</summary>
    /// <param name="Previous">The line as last seen, with what was last signalled.</param>
    /// <param name="Current">As it is now.</param>
    /// <param name="Fraction">(q₁ − q₂) / q₁, above zero and below one.</param>
    public sealed record Reduced(BookLine Previous, WhalePosition Current, decimal Fraction) : PositionDelta(Current.Key);

    /// <summary>The key is gone. Not a close before it is confirmed.</summary>
    /// <param name="Previous">The line as last seen.</param>
    public sealed record CloseSuspected(BookLine Previous) : PositionDelta(Previous.Position.Key);

    /// <summary>The opposite key appeared where a trader holds one side only: the close is proven by it.</summary>
    /// <param name="Previous">The side that ended, as last seen.</param>
    /// <param name="Current">The new side.</param>
    public sealed record Flipped(BookLine Previous, WhalePosition Current) : PositionDelta(Previous.Position.Key);

    /// <summary>The same key with rows that all began after the old ones ended.</summary>
    /// <param name="Previous">The position that ended, as last seen.</param>
    /// <param name="Current">The new one.</param>
    public sealed record Reopened(BookLine Previous, WhalePosition Current) : PositionDelta(Current.Key);

    /// <summary>Leverage, margin mode or entry price changed, or the unit the source counts in; the size did not.</summary>
    /// <param name="Previous">The line as last seen.</param>
    /// <param name="Current">As it is now.</param>
    public sealed record TermsChanged(BookLine Previous, WhalePosition Current) : PositionDelta(Current.Key);

    /// <summary>The size moved, by less than the threshold against what was last signalled: nothing to copy yet.</summary>
    /// <param name="Previous">The line as last seen, with what was last signalled.</param>
    /// <param name="Current">As it is now.</param>
    public sealed record Drifted(BookLine Previous, WhalePosition Current) : PositionDelta(Current.Key);

    /// <summary>Two or more keys went at once and nothing is left: more likely the source than the whale.</summary>
    /// <param name="Gone">The lines that went, as last seen, sorted by key; at least two.</param>
    public sealed record MassVanish(EquatableArray<BookLine> Gone) : PositionDelta(Gone[0].Position.Key);
}
