using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Sizing;

/// <summary>What an exit is decided from. No money, no limits, no pause, no subscription: getting out is never refused for those.</summary>
public sealed record ExitFacts
{
    /// <summary>REDUCE or CLOSE.</summary>
    public required SignalKind Kind { get; init; }

    /// <summary>The fraction of a REDUCE.</summary>
    public decimal Fraction { get; init; } = 1m;

    /// <summary>The copy that carries the whale and the source key, whatever market it was made on.</summary>
    public required OwnCopy? Own { get; init; }

    /// <summary>The copy's instrument.</summary>
    public required InstrumentSpec Instrument { get; init; }

    /// <summary>What the venue shows of that side, everybody's part; null where it is not known.</summary>
    public OrderSize? VenueShows { get; init; }

    /// <summary>A price to value what would stay, above zero.</summary>
    public required decimal Price { get; init; }

    /// <summary>The follow copies increases and reductions.</summary>
    public bool CopyAdjustments { get; init; } = true;

    /// <summary>The user closes when the whale closes.</summary>
    public bool AutoCloseOnWhaleExit { get; init; } = true;

    /// <summary>The follow holds through this reopening (<see cref="ReentryRule"/>).</summary>
    public bool HoldsThroughReopening { get; init; }
}

/// <summary>What becomes of one copy at an exit.</summary>
public abstract record ExitDecision
{
    private ExitDecision()
    {
    }

    /// <summary>Sell (or buy back) that much, at market, reduce-only or by position side.</summary>
    /// <param name="Size">This copy's, on the step, never more than the venue shows.</param>
    /// <param name="ClosesAll">The whole copy.</param>
    /// <param name="Numbers">How it came about.</param>
    public sealed record Exit(OrderSize Size, bool ClosesAll, DecisionNumbers Numbers) : ExitDecision;

    /// <summary>Nothing.</summary>
    /// <param name="Denial">Why.</param>
    public sealed record Skip(Denial Denial) : ExitDecision;
}

/// <summary>Decides how much of a copy an exit takes.</summary>
public static class ExitPlanner
{
    /// <summary>
    /// CLOSE takes the whole copy. REDUCE takes the same fraction of the <b>own</b> quantity, rounded down; what would stay below
    /// the venue's minimum is closed with it.
    /// </summary>
    public static ExitDecision Decide(ExitFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Own is not { } own || own.Quantity.Value <= 0m)
            return Skip(DenialReason.NoOpenCopy, "no copy of this position is open");
        if (own.Status != PositionStatus.Open)
            return Skip(DenialReason.PositionClosing, "the copy is being closed already");
        if (facts.HoldsThroughReopening)
            return Skip(DenialReason.HeldThroughReopening, "the whale reopened near his exit, and the follow holds");
        if (facts.Kind == SignalKind.Close)
            return facts.AutoCloseOnWhaleExit ? CloseAll(facts, own) : Skip(DenialReason.WhaleExitOff, "copies are kept when the whale closes");
        if (facts.Kind != SignalKind.Reduce)
            throw new ArgumentException($"{facts.Kind} is no exit.", nameof(facts));
        return facts.CopyAdjustments
            ? Reduce(facts, own)
            : Skip(DenialReason.AdjustmentsOff, "the follow does not copy increases and reductions");
    }

    /// <summary>How much to take for a fraction that the user names (0 to 1): the same rules, no settings asked.</summary>
    public static ExitDecision Part(InstrumentSpec instrument, OrderSize own, OrderSize? venueShows, decimal price, decimal fraction)
    {
        var facts = new ExitFacts
        {
            Kind = fraction >= 1m ? SignalKind.Close : SignalKind.Reduce,
            Fraction = fraction,
            Own = new OwnCopy(own, PositionStatus.Open),
            Instrument = instrument,
            VenueShows = venueShows,
            Price = price,
        };
        return Decide(facts);
    }

    private static ExitDecision Reduce(ExitFacts facts, OwnCopy own)
    {
        var fraction = decimal.Clamp(facts.Fraction, 0m, 1m);
        var wanted = facts.Instrument.Floor(own.Quantity * fraction, OrderType.Market);
        var numbers = DecisionNumbers.None.With("own_size", own.Quantity.Value).With("fraction", decimal.Round(fraction, 8));
        var rest = own.Quantity - wanted;
        var minimum = new OrderCost(facts.Instrument, facts.Price, 1).Minimum(OrderType.Market, facts.Price);
        if (wanted.IsZero)
        {
            return new ExitDecision.Skip(new Denial(
                DenialReason.BelowStep,
                $"{Plain.Percent(fraction * 100m)} of {Plain.Size(own.Quantity)} is below one step of {Plain.Size(OrderSize.Of(facts.Instrument.StepOf(OrderType.Market), own.Quantity.Unit))}",
                numbers.With("step", facts.Instrument.StepOf(OrderType.Market))));
        }

        if (rest < minimum)
            return CloseAll(facts, own);
        if (facts.Instrument.Id.Market == Market.Spot && wanted < minimum)
        {
            // Spot knows no reduce-only: a sale below the minimum is refused by the venue.
            return new ExitDecision.Skip(new Denial(
                DenialReason.BelowMinimum,
                $"selling {Plain.Size(wanted)} is below the venue's minimum of {Plain.Size(minimum)}",
                numbers.With("size", wanted.Value).With("minimum_size", minimum.Value)));
        }

        return Exit(facts, wanted, closesAll: false, numbers);
    }

    private static ExitDecision CloseAll(ExitFacts facts, OwnCopy own) => Exit(
        facts,
        facts.Instrument.Floor(own.Quantity, OrderType.Market),
        closesAll: true,
        DecisionNumbers.None.With("own_size", own.Quantity.Value));

    private static ExitDecision Exit(ExitFacts facts, OrderSize wanted, bool closesAll, DecisionNumbers numbers)
    {
        var size = facts.VenueShows is { } shows && shows < wanted ? facts.Instrument.Floor(shows, OrderType.Market) : wanted;

        // What is beyond the venue's largest order stays owed and is planned again after the fill.
        var most = facts.Instrument.Floor(OrderSize.Of(facts.Instrument.MaxMarketSize, size.Unit), OrderType.Market);
        if (most.Value > 0m && size > most)
            size = most;
        return size.Value > 0m
            ? new ExitDecision.Exit(size, closesAll, numbers.With("size", size.Value).With("venue_shows", facts.VenueShows?.Value))
            : new ExitDecision.Skip(new Denial(
                DenialReason.BelowStep,
                "the venue shows nothing of this copy that could be sold; the sync settles it",
                numbers.With("venue_shows", facts.VenueShows?.Value)));
    }

    private static ExitDecision.Skip Skip(DenialReason reason, string sentence) => new(new Denial(reason, sentence, DecisionNumbers.None));
}

/// <summary>Whether a follow holds its copy through a whale's close-and-reopen.</summary>
public static class ReentryRule
{
    /// <summary>HOLD holds while the price moved by less than this.</summary>
    public const decimal HoldBelowPercent = 3m;

    /// <summary>True where both signals of the pair are skipped.</summary>
    /// <param name="policy">The follow's.</param>
    /// <param name="closedAtPrice">The whale's price at the close.</param>
    /// <param name="reopenedAtPrice">His new entry price.</param>
    public static bool Holds(ReentryPolicy policy, decimal closedAtPrice, decimal reopenedAtPrice) =>
        policy == ReentryPolicy.Hold
        && closedAtPrice > 0m
        && decimal.Abs(reopenedAtPrice - closedAtPrice) * 100m < HoldBelowPercent * closedAtPrice;
}
