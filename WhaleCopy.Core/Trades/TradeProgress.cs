namespace WhaleCopy.Core.Trades;

/// <summary>One thing that became known of a trade.</summary>
/// <param name="Event">What.</param>
/// <param name="Attempt">The attempt it is about, from 1; a next attempt carries its own number.</param>
/// <param name="Filled">Filled in all by that attempt's order; zero where the event says nothing of it.</param>
public readonly record struct TradeFact(TradeEvent Event, int Attempt = 1, decimal Filled = 0m);

/// <summary>
/// A trade's status, attempt and filled quantity. Facts may arrive twice and out of order: what is known already changes nothing,
/// so that replaying a log is harmless. Only <see cref="TransitionKind.Move"/> to <see cref="TradeStatus.Executing"/> permits
/// a request.
/// </summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Attempt">The newest attempt, 0 before the first.</param>
/// <param name="Filled">Filled, never less than before (I6).</param>
public readonly record struct TradeProgress(TradeStatus Status, int Attempt, decimal Filled)
{
    /// <summary>Reserved, not sent.</summary>
    public static readonly TradeProgress New = new(TradeStatus.Pending, 0, 0m);

    /// <summary>What a fact does.</summary>
    public Transition<TradeStatus> Next(TradeFact fact)
    {
        if (IsKnown(fact))
            return Transition<TradeStatus>.Stay;
        if (fact.Attempt < Attempt && fact.Event is not (TradeEvent.FilledWhole or TradeEvent.FilledPart))
            return Transition<TradeStatus>.Stay; // an older attempt is settled; only a fill of it would be news, and a contradiction
        if (fact.Attempt < Attempt)
            return Transition<TradeStatus>.Illegal;
        return TradeTransitions.Next(Status, fact.Event);
    }

    /// <summary>The progress after a fact.</summary>
    /// <exception cref="IllegalTransitionException">The fact contradicts what is known.</exception>
    public TradeProgress After(TradeFact fact)
    {
        var transition = Next(fact);
        var status = transition.From(Status, fact);
        return transition.Kind == TransitionKind.Stay && fact.Filled <= Filled
            ? this
            : new TradeProgress(status, int.Max(Attempt, fact.Attempt), decimal.Max(Filled, fact.Filled));
    }

    // The start of an attempt that has started is no news, whatever came of it.
    private bool IsKnown(TradeFact fact) => fact.Event switch
    {
        TradeEvent.Dispatched => Attempt >= 1 && Status != TradeStatus.Pending,
        TradeEvent.NextAttempt => fact.Attempt <= Attempt,
        _ => false,
    };
}
