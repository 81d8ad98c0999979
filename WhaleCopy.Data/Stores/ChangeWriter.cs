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

    private readonly BulkStatement<FollowResidualRow> _residuals = BulkStatement<FollowResidualRow>.Insert(
        model,
        tail: """
            on conflict (follow_id, market, symbol, side) do update
            set quantity = excluded.quantity, quantity_unit = excluded.quantity_unit, updated_at = excluded.updated_at
            """);

    // A task is done when all its trades are; the outcome is the trades'.
    private const string FinishTasks =
        """
        update tasks k
        set status = case when o.filled > 0 then 'done' else 'failed' end, finished_at = now(), lease_owner = null, lease_until = null,
            trade_ids = o.trade_ids, position_ids = o.position_ids,
            reason_code = case when o.filled > 0 then k.reason_code else coalesce(o.reason_code, k.reason_code) end,
            reason = case when o.filled > 0 then k.reason else coalesce(o.reason, k.reason) end
        from (
            select t.task_id, count(*) filter (where t.filled_quantity > 0) as filled,
                   array_agg(t.id order by t.id) as trade_ids,
                   coalesce(array_agg(distinct t.position_id) filter (where t.position_id is not null), '{}') as position_ids,
                   max(t.reason_code) as reason_code, max(t.reason) as reason
            from trades t where t.task_id = any($1)
            group by t.task_id
            having bool_and(t.status not in ('PENDING', 'EXECUTING', 'UNKNOWN'))) o
        where k.id = o.task_id and k.status in ('queued', 'running') and k.kind <> 'PANIC'
        """;

    /// <summary>Adds the statements. What changed more than once in a group is written once.</summary>
    public void Write(TradingChanges changes, NpgsqlBatch batch)
    {
        Add(batch, _decisions, changes.Decisions);
        Add(batch, _newTrades, changes.NewTrades);
        Add(batch, _newReservations, changes.NewReservations);
        Add(batch, _newPositions, changes.NewPositions);
        Add(batch, _positions, [.. changes.Positions.Distinct()]);
        Add(batch, _trades, [.. changes.Trades.Distinct()]);
        Add(batch, _newOrders, changes.NewOrders);
        Add(batch, _orders, [.. changes.Orders.Distinct()]);
        Add(batch, _reservations, [.. changes.Reservations.Distinct()]);
        Add(batch, _newFills, changes.NewFills);
        Add(batch, _ledger, changes.Ledger);
        Add(batch, _notifications, changes.Notifications);
        Add(batch, _residuals, changes.Residuals);
        if (changes.Tasks.Count > 0)
            batch.BatchCommands.Add(TradeStore.Statement(FinishTasks, changes.Tasks.ToArray()));
    }

    private static void Add<TRow>(NpgsqlBatch batch, BulkStatement<TRow> statement, List<TRow> rows)
        where TRow : class
    {
        if (rows.Count > 0)
            batch.BatchCommands.Add(statement.Over(rows));
    }
}
