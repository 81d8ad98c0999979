using static WhaleCopy.Core.Trades.TradeEvent;
using static WhaleCopy.Core.Trades.TradeStatus;

namespace WhaleCopy.Core.Trades;

/// <summary>What can become known of a trade.</summary>
public enum TradeEvent
{
    /// <summary>Committed as being sent: before the first byte.</summary>
    Dispatched,

    /// <summary>Withdrawn before it was sent (a CLOSE cancels an OPEN that was not sent).</summary>
    CancelledUnsent,

    /// <summary>Not sent, with a reason.</summary>
    SkippedUnsent,

    /// <summary>Could not be sent at all (leverage, transfer, dead key).</summary>
    FailedUnsent,

    /// <summary>The venue has the order; accepted is not filled.</summary>
    Acknowledged,

    /// <summary>Final and whole.</summary>
    FilledWhole,

    /// <summary>Final in part; the rest was cancelled.</summary>
    FilledPart,

    /// <summary>Final, nothing filled (IOC).</summary>
    EndedUnfilled,

    /// <summary>Refused with proof of non-acceptance.</summary>
    Refused,

    /// <summary>The answer was not seen.</summary>
    OutcomeUnseen,

    /// <summary>Proven never accepted, and the gates allow another attempt: the fence is over.</summary>
    NextAttempt,

    /// <summary>Proven never accepted, and there is no other attempt: fail and release.</summary>
    NeverAccepted,
}

/// <summary>
/// The trade's state machine: one cell a (status, event). What is not listed is illegal and loud.
/// <list type="bullet">
/// <item>I1: an order is a committed row before its first byte: only <see cref="Dispatched"/> leaves <see cref="Pending"/> towards the venue.</item>
/// <item>I2: no answer is not a rejection: <see cref="OutcomeUnseen"/> leads to <see cref="Unknown"/>, never to <see cref="Failed"/>.</item>
/// <item>I3: <see cref="Unknown"/> fails only by proof: <see cref="Refused"/> or <see cref="TradeEvent.NeverAccepted"/>.</item>
/// <item>I4: a next attempt starts only from <see cref="Unknown"/>, after the fence.</item>
/// <item>I5: terminal states absorb, but for a fill that raced a cancellation: the fill is real.</item>
/// <item>I6: what is filled never becomes less.</item>
/// </list>
/// </summary>
public static class TradeTransitions
{
    /// <summary>Where an event leads from a status.</summary>
    public static Transition<TradeStatus> Next(TradeStatus status, TradeEvent happened) => (status, happened) switch
    {
        (Pending, Dispatched) => To(Executing),
        (Pending, CancelledUnsent) => To(Cancelled),
        (Pending, SkippedUnsent) => To(Skipped),
        (Pending, FailedUnsent) => To(Failed),

        (Executing, Acknowledged) => Stay, // keeps its order id until a query is final
        (Executing, FilledWhole) => To(Filled),
        (Executing, FilledPart) => To(PartiallyFilled),
        (Executing, EndedUnfilled) => To(Cancelled),
        (Executing, Refused) => To(Failed),
        (Executing, FailedUnsent) => To(Failed), // committed, and then nothing was written to the wire
        (Executing, OutcomeUnseen) => To(Unknown), // I2

        (Unknown, Acknowledged) => Stay, // found working at the venue: not final yet
        (Unknown, OutcomeUnseen) => Stay,
        (Unknown, FilledWhole) => To(Filled), // truth wins
        (Unknown, FilledPart) => To(PartiallyFilled),
        (Unknown, EndedUnfilled) => To(Cancelled),
        (Unknown, Refused) => To(Failed), // the venue shows it as refused
        (Unknown, TradeEvent.NeverAccepted) => To(Failed), // I3
        (Unknown, NextAttempt) => To(Executing), // I4

        (PartiallyFilled, FilledWhole) => To(Filled),
        (PartiallyFilled, FilledPart or Acknowledged or OutcomeUnseen) => Stay,

        (Filled, FilledWhole or FilledPart or Acknowledged or OutcomeUnseen) => Stay,

        (Failed, FailedUnsent or Refused or TradeEvent.NeverAccepted or OutcomeUnseen) => Stay,

        (Cancelled, FilledWhole) => To(Filled), // I5: the fill raced the cancel
        (Cancelled, FilledPart) => To(PartiallyFilled),
        (Cancelled, CancelledUnsent or EndedUnfilled or Acknowledged or OutcomeUnseen) => Stay,

        (Skipped, SkippedUnsent) => Stay,

        _ => Transition<TradeStatus>.Illegal,
    };

    /// <summary>True where nothing but a fill that raced a cancellation can change it.</summary>
    public static bool IsTerminal(TradeStatus status) => status is Filled or Failed or Cancelled or Skipped;

    /// <summary>True where money may hang at the venue: it counts as exposure and keeps its reservation.</summary>
    public static bool IsInFlight(TradeStatus status) => status is Pending or Executing or Unknown;

    private static Transition<TradeStatus> Stay => Transition<TradeStatus>.Stay;

    private static Transition<TradeStatus> To(TradeStatus next) => Transition<TradeStatus>.To(next);
}
