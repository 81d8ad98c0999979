using WhaleCopy.Core;
using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Money;
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
internal sealed class TradeBook(LockedTrades locked, Queue<long> positionIds, Func<InstrumentId, InstrumentSpec?> instruments, DateTimeOffset now)
{
    private static readonly TimeSpan AskSoon = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<TradeRow> _trades = [];
    private readonly HashSet<OrderRow> _orders = [];
    private readonly HashSet<PositionRow> _positions = [];
    private readonly HashSet<PositionRow> _opened = [];

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
    public void Placed(TradeRow trade, ClientOrderId id, PlacementOutcome outcome)
    {
        var order = locked.OrdersOf(trade).Single(row => row.ClientOrderId == id.Value);
        switch (outcome)
        {
            case PlacementOutcome.Accepted accepted:
                order.VenueOrderId = accepted.VenueOrderId;
                order.AcknowledgedAt ??= now;
                trade.ExchangeOrderId = accepted.VenueOrderId;
                trade.AcknowledgedAt ??= now;
                Shown(trade, order, accepted.Order);
                break;
            case PlacementOutcome.Rejected { Meaning: VenueErrorMeaning.Transient } refused when trade.Kind is SignalKind.Open or SignalKind.Increase:
                // Refused for the moment (its time, an overload) with proof that nothing was taken: the gates are asked again.
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
        // A fill without its price cannot be booked yet: the fills tell it.
        if (shown is null || (shown.Filled.Value > 0m && shown.AveragePrice is not > 0m))
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

    private void SettleEntry(TradeRow trade, decimal delta)
    {
        if (delta > 0m)
        {
            var instrument = Instrument(trade);
            var price = PriceOf(trade);
            var filled = OrderSize.Of(delta, trade.QuantityUnit);
            trade.ExecutedPrice = price;
            trade.FilledAt ??= now;
            trade.TradeValueUsdt += instrument.NotionalUsdt(filled, price);
            Enter(trade, instrument, filled, price);
        }

        if (locked.ReservationOf(trade) is not { Status: ReservationStatus.Held } reservation)
            return;
        reservation.Status = trade.FilledQuantity > 0m ? ReservationStatus.Used : ReservationStatus.Released;
        reservation.SettledAt = now;
        Changes.Reservations.Add(reservation);
        Book(trade, trade.PositionId, Ledger.EndReservation(trade.Uid, reservation.AmountUsdt));
    }

    private void Enter(TradeRow trade, InstrumentSpec instrument, OrderSize filled, decimal price)
    {
        var position = locked.PositionOf(trade);
        if (position is null)
        {
            position = Open(trade, instrument);
            _opened.Add(position);
            locked.Opened(position);
        }
        else
        {
            position.Status = PositionTransitions.Next(position.Status, PositionEvent.Increased).From(position.Status, PositionEvent.Increased);
            _positions.Add(position);
        }

        var before = new Holding(OrderSize.Of(position.Quantity, position.QuantityUnit), position.EntryPrice, position.MarginUsdt);
        var after = PositionMath.Add(instrument, before, filled, price, trade.Leverage);
        position.Quantity = after.Quantity.Value;
        position.EnteredQuantity += filled.Value;
        position.EntryPrice = after.EntryPrice;
        position.MarginUsdt = Cents.Of(after.MarginUsdt);
        position.NotionalUsdt = instrument.NotionalUsdt(after.Quantity, after.EntryPrice);
        trade.PositionId = position.Id;
        Protect(position);
        var entry = Ledger.Use(trade.Uid, position.MarginUsdt - before.MarginUsdt);
        Book(trade, position.Id, trade.FilledQuantity > filled.Value ? entry with { Key = $"{entry.Key}:{trade.FilledQuantity:0.##################}" } : entry);
        if (trade.CloseReason is { } owed)
            Owe(position, owed, trade.OwedFraction ?? 1m, now); // the whale left while this was on its way
    }

    private PositionRow Open(TradeRow trade, InstrumentSpec instrument)
    {
        var signal = locked.SignalOf(trade) ?? throw new InvalidOperationException($"Trade {trade.Id} has no signal to open a position from.");
        return new PositionRow
        {
            Id = positionIds.Dequeue(),
            Uid = Guid.CreateVersion7(now),
            UserId = trade.UserId,
            WhaleId = trade.WhaleId,
            FollowId = trade.FollowId,
            ApiKeyId = trade.ApiKeyId,
            EntryTradeId = trade.Id,
            Exchange = trade.Exchange,
            Market = trade.Market,
            Symbol = trade.Symbol,
            PositionType = trade.TradeType,
            Side = trade.PositionSide,
            SourceMarket = signal.Market,
            SourceSymbol = signal.CexSymbol,
            SourceSide = signal.Side,
            Quantity = 0m,
            QuantityUnit = instrument.SizeUnit,
            EnteredQuantity = 0m,
            EntryPrice = 0m,
            Leverage = trade.Leverage,
            MarginMode = trade.MarginMode,
            StopLossPercent = trade.StopLossPercent ?? 10m,
            TakeProfitPercent = trade.TakeProfitPercent,
            TrailingStopPercent = trade.TrailingStopPercent,
            Status = PositionStatus.Open,
            OpenedAt = now,
            NextSyncAt = now,
            NextProtectionAt = now,
        };
    }

    private void SettleExit(TradeRow trade, decimal delta)
    {
        var position = locked.PositionOf(trade) ?? throw new InvalidOperationException($"Trade {trade.Id} closes no position.");
        _positions.Add(position);
        if (delta > 0m)
            Leave(trade, position, delta);
        if (position.Status is PositionStatus.Closed or PositionStatus.Liquidated)
            return;

        // What was wanted and not taken is owed; the venue may have closed it meanwhile, so the sync looks first.
        var missing = trade.Quantity - trade.FilledQuantity;
        if (missing > 0m)
        {
            position.Status = PositionTransitions.Next(position.Status, PositionEvent.CloseFailed).From(position.Status, PositionEvent.CloseFailed);
            var fraction = trade.Kind == SignalKind.Close || missing >= position.Quantity ? 1m : missing / position.Quantity;
            Owe(position, trade.CloseReason ?? CloseReason.WhaleExit, fraction, now + OwedPause.After(position.OwedAttempts));
            position.OwedAttempts++;
            position.LastError = trade.Reason;
            position.NextSyncAt = now;
        }
        else if (position.Status == PositionStatus.Closing)
        {
            // The whole order filled and something is left: an entry settled meanwhile. It is closed too.
            position.Status = PositionTransitions.Next(position.Status, PositionEvent.CloseFailed).From(position.Status, PositionEvent.CloseFailed);
            Owe(position, trade.CloseReason ?? CloseReason.WhaleExit, 1m, now);
        }

        Protect(position);
    }

    private void Leave(TradeRow trade, PositionRow position, decimal delta)
    {
        var instrument = Instrument(trade);
        var price = PriceOf(trade);
        var filled = OrderSize.Of(delta, trade.QuantityUnit);
        trade.ExecutedPrice = price;
        trade.FilledAt ??= now;
        trade.TradeValueUsdt += instrument.NotionalUsdt(filled, price);
        var result = PositionExit.Apply(position, instrument, filled, price);
        trade.RealizedPnl = (trade.RealizedPnl ?? 0m) + result.ProfitUsdt;
        position.ExitTradeId = trade.Id;
        var cause = trade.FilledQuantity > delta
            ? $"{Ledger.CauseOf(trade.Uid)}:{trade.FilledQuantity:0.##################}"
            : Ledger.CauseOf(trade.Uid);
        Book(trade, position.Id, Ledger.Profit(cause, result.ProfitUsdt));
        Book(trade, position.Id, Ledger.Free(cause, result.FreedMarginUsdt));
        Protect(position);
        if (position.Quantity == 0m)
        {
            var happened = position.Status == PositionStatus.Open ? PositionEvent.ClosedAtVenue : PositionEvent.CloseFilled;
            PositionExit.Close(position, happened, trade.CloseReason ?? CloseReason.WhaleExit, now);
            Changes.Notifications.Add(Notices.Closed(position, now));
        }
    }

    /// <summary>The average price of what the trade's orders filled.</summary>
    private decimal PriceOf(TradeRow trade)
    {
        var orders = locked.OrdersOf(trade).Where(order => order.FilledQuantity > 0m).ToList();
        return orders.Sum(order => order.FilledQuantity * order.AveragePrice!.Value) / orders.Sum(order => order.FilledQuantity);
    }

    private InstrumentSpec Instrument(TradeRow trade)
    {
        var id = new InstrumentId(trade.Exchange, trade.Market, trade.Symbol);
        return instruments(id) ?? throw new InvalidOperationException($"The instrument {id} is not known.");
    }

    private static void Owe(PositionRow position, CloseReason reason, decimal fraction, DateTimeOffset next)
    {
        var owed = position.OwedCloseReason is null ? 0m : position.OwedFraction ?? 1m;
        position.OwedCloseReason ??= reason;
        position.OwedFraction = 1m - ((1m - owed) * (1m - decimal.Clamp(fraction, 0m, 1m)));
        position.OwedNextAt = next;
    }

    private void Protect(PositionRow position)
    {
        position.Protection = ProtectionStatus.Pending;
        position.NextProtectionAt = now;
    }

    private void Book(TradeRow trade, long? positionId, LedgerEntry entry) =>
        Changes.Ledger.Add(LedgerRows.Of(entry, trade.UserId, trade.ApiKeyId, trade.Id, positionId, now));
}

/// <summary>The pauses between two questions about one order: an order may appear some hundred milliseconds late.</summary>
internal static class AskPause
{
    public static TimeSpan After(int lookups) => lookups > 30 ? TimeSpan.FromSeconds(5) : TimeSpan.FromMilliseconds(Math.Min(1000, 100 * Math.Pow(1.5, Math.Min(lookups, 10))));
}

/// <summary>The pauses between the attempts of an exit that is owed: soon at first, a minute at most.</summary>
internal static class OwedPause
{
    public static TimeSpan After(int attempts) => TimeSpan.FromSeconds(Math.Min(60, 0.5 * Math.Pow(2, Math.Min(attempts, 7))));
}
