using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;

namespace WhaleCopy.Data.Stores;

/// <summary>Turns changes into one batch, in the order that the foreign keys ask for.</summary>
internal sealed class ChangeWriter(IModel model)
{
    // A later decision about the same signal and user replaces a skip (a tap after an automatic skip), never a copy.
    private readonly BulkStatement<DecisionRow> _decisions = BulkStatement<DecisionRow>.Insert(
        model,
        tail: """
            on conflict (signal_id, user_id) do update
            set follow_id = excluded.follow_id, outcome = excluded.outcome, reason_code = excluded.reason_code, reason = excluded.reason,
                numbers = excluded.numbers, warnings = excluded.warnings, decided_at = excluded.decided_at
            where decisions.outcome = 'SKIPPED'
            """);

    private readonly BulkStatement<TradeRow> _newTrades = BulkStatement<TradeRow>.Insert(model, withId: true);

    private readonly BulkStatement<TradeRow> _trades = BulkStatement<TradeRow>.Update(
        model,
        nameof(TradeRow.PositionId), nameof(TradeRow.Quantity), nameof(TradeRow.LimitPrice), nameof(TradeRow.FilledQuantity),
        nameof(TradeRow.ExecutedPrice), nameof(TradeRow.TradeValueUsdt), nameof(TradeRow.FeeUsdt), nameof(TradeRow.RealizedPnl),
        nameof(TradeRow.Status), nameof(TradeRow.CloseReason), nameof(TradeRow.OwedFraction), nameof(TradeRow.ExchangeOrderId),
        nameof(TradeRow.ReasonCode), nameof(TradeRow.Reason), nameof(TradeRow.AcknowledgedAt), nameof(TradeRow.FilledAt),
        nameof(TradeRow.LeaseOwner), nameof(TradeRow.LeaseUntil), nameof(TradeRow.NextAttemptAt), nameof(TradeRow.LastError));

    private readonly BulkStatement<OrderRow> _newOrders = BulkStatement<OrderRow>.Insert(model);

    private readonly BulkStatement<OrderRow> _orders = BulkStatement<OrderRow>.Update(
        model,
        nameof(OrderRow.VenueOrderId), nameof(OrderRow.Status), nameof(OrderRow.AcknowledgedAt), nameof(OrderRow.FilledQuantity),
        nameof(OrderRow.AveragePrice), nameof(OrderRow.FeeUsdt), nameof(OrderRow.RejectCode), nameof(OrderRow.RejectMeaning),
        nameof(OrderRow.Message), nameof(OrderRow.Lookups), nameof(OrderRow.EndedAt), nameof(OrderRow.FillsBookedAt));

    private readonly BulkStatement<ReservationRow> _newReservations = BulkStatement<ReservationRow>.Insert(model);

    private readonly BulkStatement<ReservationRow> _reservations = BulkStatement<ReservationRow>.Update(
        model, nameof(ReservationRow.Status), nameof(ReservationRow.SettledAt));

    private readonly BulkStatement<PositionRow> _newPositions = BulkStatement<PositionRow>.Insert(model, withId: true);

    private readonly BulkStatement<PositionRow> _positions = BulkStatement<PositionRow>.Update(
        model,
        nameof(PositionRow.ExitTradeId), nameof(PositionRow.Quantity), nameof(PositionRow.EnteredQuantity), nameof(PositionRow.EntryPrice),
        nameof(PositionRow.ExitPrice), nameof(PositionRow.MarginUsdt), nameof(PositionRow.NotionalUsdt), nameof(PositionRow.StopLossPercent),
        nameof(PositionRow.StopLossPrice), nameof(PositionRow.StopLossOrderId), nameof(PositionRow.TakeProfitPercent),
        nameof(PositionRow.TakeProfitPrice), nameof(PositionRow.TakeProfitOrderId), nameof(PositionRow.TrailingStopPercent),
        nameof(PositionRow.Protection), nameof(PositionRow.NextProtectionAt), nameof(PositionRow.UnrealizedPnl),
        nameof(PositionRow.UnrealizedPnlPercent), nameof(PositionRow.RealizedPnl), nameof(PositionRow.FeesUsdt),
        nameof(PositionRow.FundingUsdt), nameof(PositionRow.Status), nameof(PositionRow.CloseReason), nameof(PositionRow.OwedCloseReason),
        nameof(PositionRow.OwedFraction), nameof(PositionRow.OwedNextAt), nameof(PositionRow.OwedAttempts), nameof(PositionRow.ClosedAt),
        nameof(PositionRow.NextSyncAt), nameof(PositionRow.AgreedAt), nameof(PositionRow.MissingQuantity), nameof(PositionRow.MissingSince),
        nameof(PositionRow.LastError));

    private readonly BulkStatement<FillRow> _newFills = BulkStatement<FillRow>.Insert(model);

    // The key makes a replay a no-op.
    private readonly BulkStatement<LedgerEntryRow> _ledger = BulkStatement<LedgerEntryRow>.Insert(model, tail: "on conflict (entry_key) do nothing");

    private readonly BulkStatement<NotificationRow> _notifications = BulkStatement<NotificationRow>.Insert(
        model, tail: "on conflict (user_id, dedupe_key) do nothing");

    public void Write(TradingChanges changes, NpgsqlBatch batch)
    {
        Add(batch, _decisions, changes.Decisions);
        Add(batch, _newTrades, changes.NewTrades);
        Add(batch, _newReservations, changes.NewReservations);
        Add(batch, _newPositions, changes.NewPositions);
        Add(batch, _positions, changes.Positions);
        Add(batch, _trades, changes.Trades);
        Add(batch, _newOrders, changes.NewOrders);
        Add(batch, _orders, changes.Orders);
        Add(batch, _reservations, changes.Reservations);
        Add(batch, _newFills, changes.NewFills);
        Add(batch, _ledger, changes.Ledger);
        Add(batch, _notifications, changes.Notifications);
    }

    private static void Add<TRow>(NpgsqlBatch batch, BulkStatement<TRow> statement, List<TRow> rows)
        where TRow : class
    {
        if (rows.Count > 0)
            batch.BatchCommands.Add(statement.Over(rows));
    }
}
