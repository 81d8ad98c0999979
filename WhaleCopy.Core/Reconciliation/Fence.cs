namespace WhaleCopy.Core.Reconciliation;

/// <summary>
/// The time after which a venue cannot accept an attempt any more, whoever sends it: the request is signed with the attempt's
/// committed start and a receive window, so the window is the fencing token at the venue.
/// </summary>
public static class Fence
{
    /// <summary>The default of <c>Copying:FenceMargin</c>: query lag of a venue.</summary>
    public static readonly TimeSpan DefaultMargin = TimeSpan.FromSeconds(2);

    /// <summary>Bitget, until its own request window is proven to work.</summary>
    public static readonly TimeSpan BitgetFloor = TimeSpan.FromSeconds(30);

    /// <summary>Start + window + clock error + margin, and not before start + the venue's floor. On the venue's clock.</summary>
    /// <param name="signedAt">The attempt's committed start, on the venue's clock.</param>
    /// <param name="window">The receive window it is signed with.</param>
    /// <param name="clockError">How far our measure of the venue's clock may be wrong.</param>
    /// <param name="margin">Query lag.</param>
    /// <param name="floor">The venue's least fence; zero where the window is proven to work.</param>
    public static DateTimeOffset EndOf(DateTimeOffset signedAt, TimeSpan window, TimeSpan clockError, TimeSpan margin, TimeSpan floor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(clockError, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(margin, TimeSpan.Zero);
        var proven = window + clockError + margin;
        return signedAt + (proven > floor ? proven : floor);
    }
}
