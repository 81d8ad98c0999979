using WhaleCopy.Core;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Executor.Placement;

/// <summary>
/// What outcomes do to the rows of one transaction: the order moves by <see cref="OrderTransitions"/>, the trade by
/// <see cref="TradeProgress"/>, and once a trade is final its fill changes the position, ends the reservation and makes the
/// ledger's entries. Every fill counts once: what an order had filled before is taken off.
/// </summary>
internal sealed partial class TradeBook(LockedTrades locked, Queue<long> positionIds, Func<InstrumentId, InstrumentSpec?> instruments, DateTimeOffset now)
{
    private static readonly TimeSpan AskSoon = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<TradeRow> _trades = [];
    private readonly HashSet<OrderRow> _orders = [];
    private readonly HashSet<PositionRow> _positions = [];
    private readonly HashSet<PositionRow> _opened = [];

    // By trade: coins that the venue kept of a spot buy.
    private readonly Dictionary<long, decimal> _baseFees = [];

    /// <summary>What is to be written.</summary>
    public TradingChanges Changes { get; } = new();

    /// <summary>Positions whose protection has to be looked at.</summary>
    public IEnumerable<PositionRow> ChangedPositions => _positions.Concat(_opened);

    /// <summary>Trades that changed.</summary>
    public IEnumerable<TradeRow> ChangedTrades => _trades;

    /// <summary>Nothing was sent.</summary>
    public void Unsent(TradeRow trade, TradeEvent happened, string code, string reason)
    {
        trade.ReasonCode = code;
        trade.Reason = reason;
        Advance(trade, new TradeFact(happened, trade.Attempts));
    }

    /// <summary>An attempt was sent, and this came back.</summary>
    public void Placed(TradeRow trade, TradeResult.Placed placed)
    {
        var order = locked.OrdersOf(trade).Single(row => row.ClientOrderId == placed.ClientOrderId.Value);
        switch (placed.Outcome)
        {
            case PlacementOutcome.Accepted accepted:
                order.VenueOrderId = accepted.VenueOrderId;
                order.AcknowledgedAt ??= placed.AnsweredAt;
                trade.ExchangeOrderId = accepted.VenueOrderId;
                trade.AcknowledgedAt ??= placed.AnsweredAt;
                Shown(trade, order, accepted.Order);
                break;
            case PlacementOutcome.Rejected { IsForTheMoment: true } refused when trade.Kind is SignalKind.Open or SignalKind.Increase:
                // Refused for the moment, with proof that nothing was taken: the gates are asked again.
                order.RejectCode = refused.Code;
                order.RejectMeaning = refused.Meaning;
                order.Message = refused.Message;
                NeverAccepted(order);
                trade.LastError = $"the venue refused for the moment: {refused.Message} ({refused.Code})";
                trade.NextAttemptAt = now + AskSoon;
                Advance(trade, new TradeFact(TradeEvent.OutcomeUnseen, order.Attempt));
                break;
            case PlacementOutcome.Rejected rejected:
                order.RejectCode = rejected.Code;
                order.RejectMeaning = rejected.Meaning;
                order.Message = rejected.Message;
                Move(order, OrderEvent.ShownRejected);
                trade.ReasonCode = WireName<VenueErrorMeaning>.Of(rejected.Meaning);
                trade.Reason = $"the venue refused: {rejected.Message} ({rejected.Code})";
                Advance(trade, new TradeFact(TradeEvent.Refused, order.Attempt));
                break;
            case PlacementOutcome.Unknown unknown:
                order.RejectCode = unknown.Code;
                order.RejectMeaning = unknown.Meaning;
                order.Message = unknown.Reason;
                Move(order, OrderEvent.AnswerUnseen);
                trade.LastError = unknown.Reason;
                trade.NextAttemptAt = now; // the reconciler asks at once
                Advance(trade, new TradeFact(TradeEvent.OutcomeUnseen, order.Attempt));
                break;
        }
    }

    /// <summary>The venue shows an order; null where it only acknowledged it.</summary>
    public void Shown(TradeRow trade, OrderRow order, VenueOrder? shown)
    {
        // A fill without its price, or without its fee in coins, cannot be booked yet: the fills tell it.
        if (shown is null || !OrderFills.IsComplete(shown, Instrument(trade), trade.Side))
        {
            Move(order, OrderEvent.ShownWorking);
            trade.NextAttemptAt = now + AskSoon;
            Advance(trade, new TradeFact(TradeEvent.Acknowledged, order.Attempt));
            return;
        }

        Record(order, OrderTransitions.EventOf(shown.Status), shown);
        trade.ExchangeOrderId = shown.VenueOrderId;
        trade.AcknowledgedAt ??= now;
        if (!shown.IsFinal)
        {
            trade.NextAttemptAt = now + AskSoon;
            Advance(trade, new TradeFact(TradeEvent.Acknowledged, order.Attempt));
            return;
        }

        var filled = locked.OrdersOf(trade).Sum(row => row.FilledQuantity);
        var happened = shown.Status == OrderStatus.Rejected ? TradeEvent.Refused
            : filled >= trade.Quantity ? TradeEvent.FilledWhole
            : filled > 0m ? TradeEvent.FilledPart
            : TradeEvent.EndedUnfilled;
        if (filled == 0m)
        {
            trade.ReasonCode = shown.Status == OrderStatus.Rejected ? "REJECTED" : "NOT_FILLED";
            trade.Reason = shown.Status == OrderStatus.Rejected
                ? "the venue refused the order after acknowledging it"
                : "nothing was filled up to the bound: the price had moved";
        }

        Advance(trade, new TradeFact(happened, order.Attempt, filled));
    }

    /// <summary>Records on an order what the venue shows.</summary>
    public void Record(OrderRow order, OrderEvent happened, VenueOrder shown)
    {
        order.VenueOrderId = shown.VenueOrderId;
        order.AcknowledgedAt ??= now;
        if (shown.BaseFee is { } fee)
            _baseFees[order.OwnerId] = fee;
        if (shown.Filled.Value > order.FilledQuantity)
        {
            order.FilledQuantity = shown.Filled.Value;
            order.AveragePrice = shown.AveragePrice;
        }

        Move(order, happened);
    }

    /// <summary>An attempt is proven never to have been accepted.</summary>
    public void NeverAccepted(OrderRow order) => Move(order, OrderEvent.ProvenNeverAccepted);

    /// <summary>Nothing is settled: somebody asks again soon, more slowly the longer it takes.</summary>
    public void AskAgain(TradeRow trade, string why)
    {
        var newest = locked.OrdersOf(trade).Last();
        newest.Lookups++;
        _orders.Add(newest);
        trade.LastError = why;
        trade.NextAttemptAt = now + AskPause.After(newest.Lookups);
        trade.LeaseOwner = null;
        trade.LeaseUntil = null;
        _trades.Add(trade);
    }

    /// <summary>A fact of the trade; a final one is settled in position, reservation and ledger.</summary>
    public void Advance(TradeRow trade, TradeFact fact)
    {
        var before = new TradeProgress(trade.Status, trade.Attempts, trade.FilledQuantity);
        var after = before.After(fact);
        trade.Status = after.Status;
        _trades.Add(trade);
        if (after == before && !TradeTransitions.IsInFlight(before.Status))
            return; // told again what is settled
        if (TradeTransitions.IsInFlight(after.Status))
        {
            // Whoever is next may look at it: this executor's turn is over.
            trade.LeaseOwner = null;
            trade.LeaseUntil = null;
            return;
        }

        var delta = after.Filled - before.Filled;
        trade.FilledQuantity = after.Filled;
        trade.LeaseOwner = null;
        trade.LeaseUntil = null;
        if (trade.TaskId is { } task)
            Changes.Tasks.Add(task);
        var isExit = trade.Kind is SignalKind.Close or SignalKind.Reduce;
        if (isExit)
            SettleExit(trade, delta);
        else
            SettleEntry(trade, delta);
    }

    /// <summary>Puts everything that changed into <see cref="Changes"/>.</summary>
    public void Collect()
    {
        Changes.Trades.AddRange(_trades);
        Changes.Orders.AddRange(_orders);
        Changes.NewPositions.AddRange(_opened);
        Changes.Positions.AddRange(_positions.Where(position => !_opened.Contains(position)));
    }

    private void Move(OrderRow order, OrderEvent happened)
    {
        order.Status = OrderTransitions.Next(order.Status, happened).From(order.Status, happened);
        if (OrderTransitions.IsTerminal(order.Status))
            order.EndedAt ??= now;
        _orders.Add(order);
    }
}
