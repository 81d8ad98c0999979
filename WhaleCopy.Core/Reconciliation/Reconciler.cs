using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Reconciliation;

/// <summary>One attempt of an intent, as our row has it.</summary>
/// <param name="ClientOrderId">Ours.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Status">Where the row stands.</param>
/// <param name="Filled">Filled in all, as far as known.</param>
/// <param name="SignedAt">Its committed start, on the venue's clock; null while it is only prepared.</param>
/// <param name="FenceEndsAt">When the venue cannot accept it any more, on the venue's clock; null while it is only prepared.</param>
/// <param name="VenueOrderId">The venue's id, where known.</param>
public sealed record AttemptView(
    ClientOrderId ClientOrderId,
    int Attempt,
    OrderStatus Status,
    decimal Filled,
    DateTimeOffset? SignedAt,
    DateTimeOffset? FenceEndsAt,
    string? VenueOrderId = null);

/// <summary>One intent (a trade's order) and all its attempts.</summary>
/// <param name="Status">The trade's status.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Wanted">The size it was to fill, in the instrument's unit.</param>
/// <param name="Attempts">Oldest first, at least one.</param>
/// <param name="MaxAttempts">How many attempts there may be in all.</param>
public sealed record IntentView(TradeStatus Status, OrderSide Side, decimal Wanted, EquatableArray<AttemptView> Attempts, int MaxAttempts = 3);

/// <summary>What the venue answered about one attempt; questions that failed are left out.</summary>
/// <param name="ClientOrderId">The id asked for.</param>
/// <param name="Lookup">Found or not found.</param>
/// <param name="AskedAt">When it was asked, on the venue's clock: an answer from before the fence proves nothing.</param>
public sealed record LookupView(ClientOrderId ClientOrderId, OrderLookup Lookup, DateTimeOffset AskedAt);

/// <summary>What the venue says.</summary>
public sealed record VenueTruth
{
    /// <summary>Answers by client order id.</summary>
    public EquatableArray<LookupView> Lookups { get; init; } = [];

    /// <summary>
    /// Fills in the instrument since the oldest unsettled attempt's start, read after its fence; null where they were not read.
    /// </summary>
    public EquatableArray<Fill>? Fills { get; init; }

    /// <summary>When the fills' read was sent, on the venue's clock.</summary>
    public DateTimeOffset? FillsAskedAt { get; init; }

    /// <summary>Venue order ids that are explained: orders of other intents of ours in this account and instrument.</summary>
    public EquatableArray<string> ExplainedOrderIds { get; init; } = [];

    /// <summary>
    /// The position is what it was before the attempt, changes that other orders explain taken out; null where it was not read.
    /// </summary>
    public bool? PositionIsUnchanged { get; init; }

    /// <summary>Now, on the venue's clock.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>One thing that reconciliation does.</summary>
public abstract record ReconciliationAction
{
    private ReconciliationAction()
    {
    }

    /// <summary>Record on an attempt what the venue shows.</summary>
    /// <param name="ClientOrderId">Which.</param>
    /// <param name="Event">What.</param>
    /// <param name="Order">The venue's view of it.</param>
    public sealed record RecordOrder(ClientOrderId ClientOrderId, OrderEvent Event, VenueOrder Order) : ReconciliationAction;

    /// <summary>Record that an attempt was never accepted.</summary>
    /// <param name="ClientOrderId">Which.</param>
    public sealed record RecordNeverAccepted(ClientOrderId ClientOrderId) : ReconciliationAction;

    /// <summary>Record a fact of the trade.</summary>
    /// <param name="Fact">What.</param>
    public sealed record RecordTrade(TradeFact Fact) : ReconciliationAction;

    /// <summary>Ask the gates again (exits have none): then this attempt, or fail and release.</summary>
    /// <param name="Attempt">Its number.</param>
    public sealed record AskGates(int Attempt) : ReconciliationAction;

    /// <summary>Ask the venue again, for orders, fills and the position.</summary>
    /// <param name="At">Not before, on the venue's clock.</param>
    /// <param name="Reason">Why it is not settled.</param>
    public sealed record AskAgain(DateTimeOffset At, string Reason) : ReconciliationAction;
}

/// <summary>
/// Brings a trade whose outcome was not seen, or whose process died, to the venue's truth.
/// <list type="bullet">
/// <item>I3: only the fence and proof by order, fills and position say "never accepted"; one empty answer proves nothing.</item>
/// <item>I4: never two placements for one intent: a next attempt is offered only when every earlier one is proven never accepted or refused.</item>
/// <item>I6: the venue's filled quantity counts, and never becomes less.</item>
/// </list>
/// Applying the actions and asking again reaches a fixed point: the venue's truth, or Unknown with a reason.
/// </summary>
public static class Reconciler
{
    /// <summary>How long between two questions while nothing is proven.</summary>
    public static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    /// <summary>What to do now; empty where the trade is settled.</summary>
    public static EquatableArray<ReconciliationAction> Next(IntentView intent, VenueTruth truth)
    {
        ArgumentNullException.ThrowIfNull(intent);
        ArgumentNullException.ThrowIfNull(truth);
        if (intent.Status is not (TradeStatus.Executing or TradeStatus.Unknown or TradeStatus.PartiallyFilled))
            return [];

        var actions = new List<ReconciliationAction>();
        var filled = 0m;
        string? open = null;
        var askAt = truth.Now + AskEvery;
        var isWorking = false;
        var newest = intent.Attempts[^1];
        foreach (var attempt in intent.Attempts.AsSpan())
        {
            var standing = Settle(attempt, intent.Side, truth, actions, ref open, ref askAt);
            filled += standing.Filled;
            isWorking |= standing.Status is OrderStatus.Accepted or OrderStatus.PartiallyFilled or OrderStatus.Triggered;
            if (attempt.Attempt == newest.Attempt)
                newest = standing;
        }

        if (open is not null || isWorking)
        {
            if (intent.Status == TradeStatus.Executing && open is not null)
                actions.Add(new ReconciliationAction.RecordTrade(new TradeFact(TradeEvent.OutcomeUnseen, newest.Attempt)));
            actions.Add(new ReconciliationAction.AskAgain(askAt, open ?? "the order is still working"));
            return [.. actions];
        }

        Conclude(intent, newest, filled, actions);
        return [.. actions];
    }

    /// <summary>Where an attempt stands with the venue's answer; what is still open is told in <paramref name="open"/>.</summary>
    private static AttemptView Settle(
        AttemptView attempt, OrderSide side, VenueTruth truth, List<ReconciliationAction> actions, ref string? open, ref DateTimeOffset askAt)
    {
        if (OrderTransitions.IsTerminal(attempt.Status))
            return attempt;
        var lookup = Answer(attempt.ClientOrderId, truth);
        if (lookup?.Lookup is OrderLookup.Found found)
        {
            var happened = OrderTransitions.EventOf(found.Order.Status);
            if (happened == OrderEvent.ShownFilled && found.Order.Filled.Value <= 0m)
            {
                open = "the venue shows a filled order without its quantity";
                return attempt;
            }

            var next = OrderTransitions.Next(attempt.Status == OrderStatus.Prepared ? OrderStatus.Sent : attempt.Status, happened);
            if (next.IsIllegal)
            {
                open = $"the venue shows {found.Order.Status} for an order that is {attempt.Status} here";
                return attempt;
            }

            actions.Add(new ReconciliationAction.RecordOrder(attempt.ClientOrderId, happened, found.Order));
            return attempt with
            {
                Status = next.From(attempt.Status, happened),
                Filled = decimal.Max(attempt.Filled, found.Order.Filled.Value),
                VenueOrderId = found.Order.VenueOrderId,
            };
        }

        if (attempt.Status is not (OrderStatus.Prepared or OrderStatus.Sent or OrderStatus.Unknown))
        {
            // The venue has shown it before: its silence is a lag of the venue.
            open = "the venue does not show an order that it has shown before";
            return attempt;
        }

        if (attempt.FenceEndsAt is not { } fence)
        {
            // Never committed as sent: no request with this id can have left.
            actions.Add(new ReconciliationAction.RecordNeverAccepted(attempt.ClientOrderId));
            return attempt with { Status = OrderStatus.NeverAccepted };
        }

        if (MissingProof(attempt, side, lookup, truth, fence) is { } missing)
        {
            open = missing;
            if (truth.Now <= fence && fence + TimeSpan.FromTicks(1) > askAt && lookup is not null)
                askAt = fence + TimeSpan.FromTicks(1);
            return attempt;
        }

        actions.Add(new ReconciliationAction.RecordNeverAccepted(attempt.ClientOrderId));
        return attempt with { Status = OrderStatus.NeverAccepted };
    }

    private static string? MissingProof(AttemptView attempt, OrderSide side, LookupView? lookup, VenueTruth truth, DateTimeOffset fence)
    {
        if (truth.Now <= fence)
            return "the fence is not over";
        if (lookup is null)
            return "the venue did not answer for the order";
        if (lookup.AskedAt <= fence)
            return "the order was asked for before the fence was over";
        if (truth.Fills is not { } fills || truth.FillsAskedAt is not { } fillsAskedAt || fillsAskedAt <= fence)
            return "the fills were not read after the fence";
        foreach (var fill in fills.AsSpan())
        {
            // Only a fill of this side in the attempt's own time can be the attempt's.
            if (fill.Side == side && fill.At >= attempt.SignedAt && fill.At <= fence && !IsExplained(fill.VenueOrderId, attempt, truth))
                return $"fill {fill.FillId} of order {fill.VenueOrderId} is not explained";
        }

        return truth.PositionIsUnchanged switch
        {
            null => "the position was not read after the fence",
            false => "the position changed, and no order of ours explains it",
            true => null,
        };
    }

    private static bool IsExplained(string venueOrderId, AttemptView attempt, VenueTruth truth)
    {
        if (string.Equals(attempt.VenueOrderId, venueOrderId, StringComparison.Ordinal))
            return false;
        foreach (var known in truth.ExplainedOrderIds.AsSpan())
        {
            if (string.Equals(known, venueOrderId, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static LookupView? Answer(ClientOrderId id, VenueTruth truth)
    {
        LookupView? answer = null;
        foreach (var lookup in truth.Lookups.AsSpan())
        {
            // Of several answers one that found it wins, else the latest.
            if (lookup.ClientOrderId == id && (answer is null || lookup.Lookup is OrderLookup.Found || (answer.Lookup is not OrderLookup.Found && lookup.AskedAt > answer.AskedAt)))
                answer = lookup;
        }

        return answer;
    }

    private static void Conclude(IntentView intent, AttemptView newest, decimal filled, List<ReconciliationAction> actions)
    {
        if (filled > 0m)
        {
            var happened = filled >= intent.Wanted ? TradeEvent.FilledWhole : TradeEvent.FilledPart;
            if (happened == TradeEvent.FilledPart && intent.Status == TradeStatus.PartiallyFilled && actions.Count == 0)
                return; // known already
            actions.Add(new ReconciliationAction.RecordTrade(new TradeFact(happened, newest.Attempt, filled)));
            return;
        }

        switch (newest.Status)
        {
            case OrderStatus.Cancelled or OrderStatus.Expired or OrderStatus.Filled:
                actions.Add(new ReconciliationAction.RecordTrade(new TradeFact(TradeEvent.EndedUnfilled, newest.Attempt)));
                break;
            case OrderStatus.Rejected:
                actions.Add(new ReconciliationAction.RecordTrade(new TradeFact(TradeEvent.Refused, newest.Attempt)));
                break;
            default:
                if (intent.Status == TradeStatus.Executing)
                    actions.Add(new ReconciliationAction.RecordTrade(new TradeFact(TradeEvent.OutcomeUnseen, newest.Attempt)));
                if (newest.Attempt < intent.MaxAttempts)
                    actions.Add(new ReconciliationAction.AskGates(newest.Attempt + 1));
                else
                    actions.Add(new ReconciliationAction.RecordTrade(new TradeFact(TradeEvent.NeverAccepted, newest.Attempt)));
                break;
        }
    }
}
