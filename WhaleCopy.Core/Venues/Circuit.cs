namespace WhaleCopy.Core.Venues;

/// <summary>What a circuit is kept for: one of them failing does not cut off the others.</summary>
public enum OperationClass
{
    /// <summary>Instruments, prices, time.</summary>
    PublicRead,

    /// <summary>Balances, positions, orders of an account.</summary>
    AccountRead,

    /// <summary>Lead traders.</summary>
    WhaleRead,

    /// <summary>Opening orders, settings, transfers.</summary>
    Entry,

    /// <summary>Closing orders, stops, cancellations: the last to be cut off.</summary>
    Exit,
}

/// <summary>A circuit that has been used.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="Class">What for.</param>
/// <param name="IsOpen">Calls are refused without asking the venue, but for a trial after the break.</param>
/// <param name="Since">Our time at which it came into this state.</param>
public sealed record CircuitReading(Venue Venue, OperationClass Class, bool IsOpen, DateTimeOffset Since);
