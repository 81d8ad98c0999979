namespace WhaleCopy.Core.Signals;

/// <summary>What can happen to a signal.</summary>
public enum SignalEvent
{
    /// <summary>An executor took it with a lease.</summary>
    Claimed,

    /// <summary>Each user concerned has a decision.</summary>
    Decided,

    /// <summary>Nobody is concerned.</summary>
    NobodyConcerned,

    /// <summary>Too old to be copied by anybody.</summary>
    GrewTooOld,

    /// <summary>The executor's lease ended before it was done.</summary>
    LeaseEnded,

    /// <summary>The last attempt failed.</summary>
    GivenUp,

    /// <summary>An operator sends it round again.</summary>
    Retried,
}

/// <summary>
/// Pending → Processing → Processed | Skipped | Expired | DeadLetter; Processing → Pending when a lease is over; DeadLetter →
/// Pending when retried. Exits are planned however late: a CLOSE or REDUCE never meets <see cref="SignalEvent.GrewTooOld"/>.
/// </summary>
public static class SignalTransitions
{
    /// <summary>Where an event leads from a status.</summary>
    public static Transition<SignalStatus> Next(SignalStatus status, SignalEvent happened) => (status, happened) switch
    {
        (SignalStatus.Pending, SignalEvent.Claimed) => To(SignalStatus.Processing),

        (SignalStatus.Processing, SignalEvent.Decided) => To(SignalStatus.Processed),
        (SignalStatus.Processing, SignalEvent.NobodyConcerned) => To(SignalStatus.Skipped),
        (SignalStatus.Processing, SignalEvent.GrewTooOld) => To(SignalStatus.Expired),
        (SignalStatus.Processing, SignalEvent.GivenUp) => To(SignalStatus.DeadLetter),
        (SignalStatus.Processing, SignalEvent.LeaseEnded) => To(SignalStatus.Pending),

        (SignalStatus.DeadLetter, SignalEvent.Retried) => To(SignalStatus.Pending),

        _ => Transition<SignalStatus>.Illegal,
    };

    private static Transition<SignalStatus> To(SignalStatus next) => Transition<SignalStatus>.To(next);
}
