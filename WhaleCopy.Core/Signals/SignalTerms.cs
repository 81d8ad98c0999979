namespace WhaleCopy.Core.Signals;

/// <summary>What a whale did, as a signal to his followers.</summary>
public enum SignalKind
{
    /// <summary>He opened a position.</summary>
    Open,

    /// <summary>He added to it.</summary>
    Increase,

    /// <summary>He took some of it off.</summary>
    Reduce,

    /// <summary>He closed it.</summary>
    Close,
}

/// <summary>How far a signal can be trusted, from its score.</summary>
public enum SignalConfidence
{
    /// <summary>Below 40.</summary>
    Low,

    /// <summary>40 to below 60.</summary>
    Medium,

    /// <summary>60 to below 80.</summary>
    High,

    /// <summary>80 and more.</summary>
    VeryHigh,
}

/// <summary>Where a signal stands. Allowed moves: <c>SignalTransitions</c>.</summary>
public enum SignalStatus
{
    /// <summary>Waits for an executor.</summary>
    Pending,

    /// <summary>An executor holds it.</summary>
    Processing,

    /// <summary>Each user concerned has a decision.</summary>
    Processed,

    /// <summary>Nobody was concerned.</summary>
    Skipped,

    /// <summary>Too old to be copied.</summary>
    Expired,

    /// <summary>Given up after the last attempt; can be retried.</summary>
    DeadLetter,
}

/// <summary>Whether what a follower wanted was done.</summary>
public enum DecisionOutcome
{
    /// <summary>Copied.</summary>
    Copied,

    /// <summary>Not copied, with a reason.</summary>
    Skipped,
}
