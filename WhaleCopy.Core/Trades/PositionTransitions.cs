using static WhaleCopy.Core.Trades.PositionEvent;
using static WhaleCopy.Core.Trades.PositionStatus;

namespace WhaleCopy.Core.Trades;

/// <summary>What can become known of a position.</summary>
public enum PositionEvent
{
    /// <summary>An entry of ours filled more into it.</summary>
    Increased,

    /// <summary>Something took part of it off: our reduction, part of our close, the user's own hand.</summary>
    Reduced,

    /// <summary>Our closing order is committed as being sent.</summary>
    CloseSent,

    /// <summary>Our closing order took the rest.</summary>
    CloseFilled,

    /// <summary>Our closing order is proven to have done nothing.</summary>
    CloseFailed,

    /// <summary>It is gone at the venue by its stop, its take-profit, or somebody's hand.</summary>
    ClosedAtVenue,

    /// <summary>The venue liquidated it.</summary>
    LiquidatedAtVenue,
}

/// <summary>
/// The position's state machine. I7: one closer at a time: <see cref="CloseSent"/> moves only an <see cref="Open"/> position.
/// I8: only proof that the close did nothing leads back to <see cref="Open"/>.
/// </summary>
public static class PositionTransitions
{
    /// <summary>Where an event leads from a status.</summary>
    public static Transition<PositionStatus> Next(PositionStatus status, PositionEvent happened) => (status, happened) switch
    {
        (Open, Increased or Reduced or CloseFailed) => Stay,
        (Open, CloseSent) => To(Closing),
        (Open, ClosedAtVenue) => To(Closed),
        (Open, LiquidatedAtVenue) => To(Liquidated),

        (Closing, Increased) => Stay, // an owed entry settled late: the close takes it too
        (Closing, Reduced or CloseSent) => Stay,
        (Closing, CloseFilled or ClosedAtVenue) => To(Closed),
        (Closing, CloseFailed) => To(Open), // I8
        (Closing, LiquidatedAtVenue) => To(Liquidated),

        (Closed, CloseFilled or CloseFailed or ClosedAtVenue) => Stay,

        (Liquidated, LiquidatedAtVenue or ClosedAtVenue or CloseFailed) => Stay, // a reduce-only exit finds nothing

        _ => Transition<PositionStatus>.Illegal,
    };

    private static Transition<PositionStatus> Stay => Transition<PositionStatus>.Stay;

    private static Transition<PositionStatus> To(PositionStatus next) => Transition<PositionStatus>.To(next);
}
