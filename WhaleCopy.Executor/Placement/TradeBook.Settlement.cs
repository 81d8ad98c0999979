using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Exits;

namespace WhaleCopy.Executor.Placement;

/// <content>What a final fill does to the position, the reservation and the ledger.</content>
internal sealed partial class TradeBook
{
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
            if (NetOf(trade, instrument, filled) is { Value: > 0m } net)
                Enter(trade, instrument, net, price);
        }

        if (locked.ReservationOf(trade) is not { Status: ReservationStatus.Held } reservation)
            return;
        reservation.Status = trade.FilledQuantity > 0m ? ReservationStatus.Used : ReservationStatus.Released;
        reservation.SettledAt = now;
        Changes.Reservations.Add(reservation);
        Book(trade, trade.PositionId, Ledger.EndReservation(trade.Uid, reservation.AmountUsdt));
    }

    /// <summary>What a fill left in the account: on spot the venue may keep its fee in coins.</summary>
    private OrderSize NetOf(TradeRow trade, InstrumentSpec instrument, OrderSize filled) => PositionMath.NetOfBaseFee(
        instrument, filled, _baseFees.GetValueOrDefault(trade.Id) * filled.Value / trade.FilledQuantity, instrument.BaseAsset);

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
        position.OweAfter(trade, filled.Value, now);
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
            position.Owe(trade.CloseReason ?? CloseReason.WhaleExit, fraction, now + OwedPause.After(position.OwedAttempts));
            position.OwedAttempts++;
            position.LastError = trade.Reason;
            position.NextSyncAt = now;
            Notices.Owed(position, trade, Changes, now);
        }
        else if (position.Status == PositionStatus.Closing)
        {
            // The whole order filled and something is left: an entry settled meanwhile. It is closed too.
            position.Status = PositionTransitions.Next(position.Status, PositionEvent.CloseFailed).From(position.Status, PositionEvent.CloseFailed);
            position.Owe(trade.CloseReason ?? CloseReason.WhaleExit, 1m, now);
        }

        if (missing <= 0m)
            position.OwedAttempts = 0;
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

    private void Protect(PositionRow position)
    {
        position.Protection = ProtectionStatus.Pending;
        position.NextProtectionAt = now;
    }

    private void Book(TradeRow trade, long? positionId, LedgerEntry entry) =>
        Changes.Ledger.Add(LedgerRows.Of(entry, trade.UserId, trade.ApiKeyId, trade.Id, positionId, now));
}
