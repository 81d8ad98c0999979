using WhaleCopy.Data.Entities;

namespace WhaleCopy.Data.Stores;

/// <summary>
/// What one transaction of the copy engine writes. New trades and positions carry ids drawn before
/// (<see cref="TradeStore.DrawIdsAsync"/>), so that what belongs together is written in one round trip.
/// </summary>
public sealed class TradingChanges
{
    public List<DecisionRow> Decisions { get; } = [];
    public List<TradeRow> NewTrades { get; } = [];
    public List<TradeRow> Trades { get; } = [];
    public List<OrderRow> NewOrders { get; } = [];
    public List<OrderRow> Orders { get; } = [];
    public List<ReservationRow> NewReservations { get; } = [];
    public List<ReservationRow> Reservations { get; } = [];
    public List<PositionRow> NewPositions { get; } = [];
    public List<PositionRow> Positions { get; } = [];
    public List<FillRow> NewFills { get; } = [];
    public List<LedgerEntryRow> Ledger { get; } = [];
    public List<NotificationRow> Notifications { get; } = [];
    public List<FollowResidualRow> Residuals { get; } = [];

    /// <summary>Tasks that may have come to their end with these changes.</summary>
    public HashSet<Guid> Tasks { get; } = [];

    public bool IsEmpty =>
        Decisions.Count + NewTrades.Count + Trades.Count + NewOrders.Count + Orders.Count + NewReservations.Count + Reservations.Count
            + NewPositions.Count + Positions.Count + NewFills.Count + Ledger.Count + Notifications.Count + Residuals.Count
            + Tasks.Count == 0;
}
