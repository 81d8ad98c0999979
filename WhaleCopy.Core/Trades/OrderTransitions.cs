using static WhaleCopy.Core.Trades.OrderEvent;
using static WhaleCopy.Core.Trades.OrderStatus;

namespace WhaleCopy.Core.Trades;

/// <summary>What can become known of one attempt of an order.</summary>
public enum OrderEvent
{
    /// <summary>Committed with its start time; the first byte may follow.</summary>
    SentOff,

    /// <summary>The venue shows it, working.</summary>
    ShownWorking,

    /// <summary>The venue shows it filled in part, working.</summary>
    ShownPartlyFilled,

    /// <summary>Filled.</summary>
    ShownFilled,

    /// <summary>Ended by cancellation.</summary>
    ShownCancelled,

    /// <summary>Ended by the venue (IOC remainder, expiry).</summary>
    ShownExpired,

    /// <summary>Refused with proof, or shown as refused.</summary>
    ShownRejected,

    /// <summary>A conditional order has fired.</summary>
    ShownTriggered,

    /// <summary>The answer was not seen.</summary>
    AnswerUnseen,

    /// <summary>The fence is over and order, fills and position prove that it was never accepted; or it was never sent.</summary>
    ProvenNeverAccepted,
}

/// <summary>The state machine of one attempt of an order. The filled part of a cancelled or expired order counts.</summary>
public static class OrderTransitions
{
    /// <summary>Where an event leads from a status.</summary>
    public static Transition<OrderStatus> Next(OrderStatus status, OrderEvent happened) => (status, happened) switch
    {
        (Prepared, SentOff) => To(Sent),
        (Prepared, ProvenNeverAccepted) => To(NeverAccepted),

        (Sent or Unknown, ShownWorking) => To(Accepted),
        (Sent or Unknown, ShownPartlyFilled) => To(PartiallyFilled),
        (Sent or Unknown, ShownFilled) => To(Filled),
        (Sent or Unknown, ShownCancelled) => To(Cancelled),
        (Sent or Unknown, ShownExpired) => To(Expired),
        (Sent or Unknown, ShownRejected) => To(Rejected),
        (Sent or Unknown, ShownTriggered) => To(Triggered),
        (Sent or Unknown, ProvenNeverAccepted) => To(NeverAccepted),
        (Sent, AnswerUnseen) => To(Unknown), // I2
        (Unknown, AnswerUnseen) => Stay,

        (Accepted, ShownWorking or AnswerUnseen) => Stay,
        (Accepted, ShownPartlyFilled) => To(PartiallyFilled),
        (Accepted, ShownFilled) => To(Filled),
        (Accepted, ShownCancelled) => To(Cancelled),
        (Accepted, ShownExpired) => To(Expired),
        (Accepted, ShownRejected) => To(Rejected), // acknowledged first, refused by the engine behind it
        (Accepted, ShownTriggered) => To(Triggered),

        (PartiallyFilled, ShownWorking or ShownPartlyFilled or AnswerUnseen) => Stay,
        (PartiallyFilled, ShownFilled) => To(Filled),
        (PartiallyFilled, ShownCancelled) => To(Cancelled),
        (PartiallyFilled, ShownExpired) => To(Expired),

        (Triggered, ShownTriggered or ShownWorking or AnswerUnseen) => Stay,
        (Triggered, ShownPartlyFilled) => Stay,
        (Triggered, ShownFilled) => To(Filled),
        (Triggered, ShownCancelled) => To(Cancelled),
        (Triggered, ShownExpired) => To(Expired),
        (Triggered, ShownRejected) => To(Rejected), // its market order found nothing to reduce

        (Filled, ShownFilled or ShownPartlyFilled or ShownWorking or ShownTriggered or AnswerUnseen) => Stay,
        (Filled, ShownCancelled or ShownExpired) => Stay, // an answer that a fill overtook

        (Cancelled or Expired, ShownFilled) => To(Filled), // I5: the fill raced the cancel
        (Cancelled or Expired, ShownCancelled or ShownExpired or ShownPartlyFilled or ShownWorking or ShownTriggered or AnswerUnseen) => Stay,

        // Both are proof that nothing was accepted: heard twice, by two who see to one order, they agree.
        (Rejected, ShownRejected or ProvenNeverAccepted or AnswerUnseen) => Stay,
        (NeverAccepted, ProvenNeverAccepted or ShownRejected or AnswerUnseen) => Stay,

        _ => Transition<OrderStatus>.Illegal,
    };

    /// <summary>The event that a venue's view of an order is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The status is one that only we know.</exception>
    public static OrderEvent EventOf(OrderStatus shown) => shown switch
    {
        Accepted => ShownWorking,
        PartiallyFilled => ShownPartlyFilled,
        Filled => ShownFilled,
        Cancelled => ShownCancelled,
        Expired => ShownExpired,
        Rejected => ShownRejected,
        Triggered => ShownTriggered,
        Prepared or Sent or Unknown or NeverAccepted => throw new ArgumentOutOfRangeException(nameof(shown), shown, "No venue shows it."),
    };

    /// <summary>True where nothing more is expected of it.</summary>
    public static bool IsTerminal(OrderStatus status) => status is Filled or Cancelled or Expired or Rejected or NeverAccepted;

    private static Transition<OrderStatus> Stay => Transition<OrderStatus>.Stay;

    private static Transition<OrderStatus> To(OrderStatus next) => Transition<OrderStatus>.To(next);
}
