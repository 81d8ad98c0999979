namespace WhaleCopy.Exchanges.Http;

/// <summary>What a venue counts a limit by.</summary>
internal enum RateScope
{
    /// <summary>Our address; there is one for now.</summary>
    Address,

    /// <summary>The user's account.</summary>
    Account,

    /// <summary>One instrument of an account.</summary>
    Instrument,
}

/// <summary>How much of a limit a call may use: what gets users out comes last to an end.</summary>
internal enum CallUrgency
{
    /// <summary>Polls, prices, balances: up to 70 %.</summary>
    Background,

    /// <summary>Entries and what belongs to them: up to 85 %.</summary>
    Entry,

    /// <summary>Closes, stops, cancellations and the look-up of an order: all of it.</summary>
    Exit,
}

/// <summary>A limit as its venue states it.</summary>
/// <param name="Capacity">How much in a window.</param>
/// <param name="Window">The window.</param>
internal sealed record RateLimit(int Capacity, TimeSpan Window);

/// <summary>What one call takes from one limit.</summary>
/// <param name="Bucket">Venue, limit and whose: the same everywhere, it is the shared key.</param>
/// <param name="Scope">What it is counted by.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Cost">How much it takes.</param>
internal readonly record struct RateCharge(string Bucket, RateScope Scope, RateLimit Limit, int Cost);

/// <summary>A venue's order to stay away.</summary>
/// <param name="Scope">From what is counted so; null for all that the call took from but the address itself.</param>
/// <param name="For">For how long.</param>
internal readonly record struct RateStop(RateScope? Scope, TimeSpan For);

/// <summary>What a venue says it has counted, from an answer's headers.</summary>
/// <param name="Bucket">The limit.</param>
/// <param name="Limit">The limit's size.</param>
/// <param name="Used">What was used of the running window.</param>
internal readonly record struct RateReport(string Bucket, RateLimit Limit, int Used);
