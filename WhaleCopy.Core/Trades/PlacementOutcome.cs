namespace WhaleCopy.Core.Trades;

/// <summary>
/// What placing an order can end in; nothing else exists. <see cref="Rejected"/> only by a row of the venue's table that proves
/// that nothing was accepted; whatever we did not see or do not know is <see cref="Unknown"/> (I2: no answer is not a rejection).
/// </summary>
public abstract record PlacementOutcome
{
    private PlacementOutcome()
    {
    }

    /// <summary>The venue has the order.</summary>
    /// <param name="VenueOrderId">The venue's id of it.</param>
    /// <param name="Order">What the answer said of it, where it said more than the id. Accepted is not filled.</param>
    public sealed record Accepted(string VenueOrderId, VenueOrder? Order) : PlacementOutcome;

    /// <summary>Refused, with proof that nothing was accepted.</summary>
    /// <param name="Code">The venue's code, as it wrote it.</param>
    /// <param name="Meaning">The row's category.</param>
    /// <param name="Message">The venue's words, without secrets.</param>
    public sealed record Rejected(string Code, VenueErrorMeaning Meaning, string Message) : PlacementOutcome
    {
        /// <summary>Refused for its moment (a limit, an overload, the request's time): the same order may be taken later.</summary>
        public bool IsForTheMoment => Meaning.IsForTheMoment;
    }

    /// <summary>We do not know. Ask the venue by the client order id until we do.</summary>
    /// <param name="Reason">What happened, without secrets.</param>
    /// <param name="Code">The venue's code, where there was one.</param>
    /// <param name="Meaning">The row's category, where there was one.</param>
    public sealed record Unknown(string Reason, string? Code = null, VenueErrorMeaning? Meaning = null) : PlacementOutcome;

    /// <summary>One function a case, so that a new case breaks the build.</summary>
    public T Match<T>(Func<Accepted, T> accepted, Func<Rejected, T> rejected, Func<Unknown, T> unknown)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        ArgumentNullException.ThrowIfNull(rejected);
        ArgumentNullException.ThrowIfNull(unknown);
        return this switch
        {
            Accepted a => accepted(a),
            Rejected r => rejected(r),
            Unknown u => unknown(u),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}

/// <summary>What an error of a venue means, the same words for all four.</summary>
public enum VenueErrorMeaning
{
    /// <summary>Too many requests or orders.</summary>
    RateLimited,

    /// <summary>The key, its signature, its permission or its address.</summary>
    InvalidKey,

    /// <summary>Not enough balance or margin.</summary>
    InsufficientBalance,

    /// <summary>Quantity, price step or notional outside the filters.</summary>
    InvalidSize,

    /// <summary>An order with this client id arrived before.</summary>
    DuplicateClientOrderId,

    /// <summary>The venue knows no such order.</summary>
    UnknownOrder,

    /// <summary>The instrument does not trade now.</summary>
    MarketClosed,

    /// <summary>The venue itself does not know what became of it.</summary>
    TimeoutUnknownOutcome,

    /// <summary>Overload or a fault of the venue.</summary>
    Transient,

    /// <summary>Refused for another stated reason.</summary>
    Rejected,

    /// <summary>A setting that already has the wanted value: success.</summary>
    AlreadySet,

    /// <summary>A code that is in no table: counted.</summary>
    Unlisted,
}

/// <summary>What the meanings have in common.</summary>
public static class VenueErrorMeanings
{
    extension(VenueErrorMeaning meaning)
    {
        /// <summary>Refused for its moment (a limit, an overload, the request's time): the same request may be taken later.</summary>
        public bool IsForTheMoment => meaning is VenueErrorMeaning.Transient or VenueErrorMeaning.RateLimited;
    }
}

/// <summary>An order as the venue shows it.</summary>
public sealed record VenueOrder
{
    /// <summary>The venue's id.</summary>
    public required string VenueOrderId { get; init; }

    /// <summary>Our id, empty where the order is not ours.</summary>
    public required string ClientOrderId { get; init; }

    /// <summary>Where it stands.</summary>
    public required OrderStatus Status { get; init; }

    /// <summary>Filled so far.</summary>
    public required Money.OrderSize Filled { get; init; }

    /// <summary>Average price of what is filled; null while nothing is, or where the venue does not say.</summary>
    public decimal? AveragePrice { get; init; }

    /// <summary>
    /// Of a spot buy: coins that the venue kept as its fee, zero where it took the fee in another asset; null where it is not known.
    /// </summary>
    public decimal? BaseFee { get; init; }

    /// <summary>The venue's time of the last change.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>For a conditional order that fired: the venue's id of the order it became.</summary>
    public string? TriggeredOrderId { get; init; }

    /// <summary>True where nothing can change any more.</summary>
    public bool IsFinal => Status is OrderStatus.Filled or OrderStatus.Cancelled or OrderStatus.Expired or OrderStatus.Rejected;
}
