using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Protection;

/// <summary>Reads and writes what protection keeps: the copy's wanted prices and status, and the rows of its protective orders.</summary>
internal sealed class ProtectionBook(TradingDatabase database, TradeStore store, AfterCommit after, ExecutorInstance instance)
{
    /// <summary>Plans over the position and every protective order it ever had, and stores what the plan says of the copy.</summary>
    public async Task<(PositionRow Position, IReadOnlyList<OrderRow> Orders, ProtectionPlan Plan)> PlanAsync(
        long positionId, Func<PositionRow, IReadOnlyList<OrderRow>, ProtectionPlan> planOf, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(cancellationToken);
        var locked = await store.LockPositionAsync(session, positionId, cancellationToken)
            ?? throw new InvalidOperationException($"Position {positionId} is gone.");
        var position = locked.Position;
        var plan = planOf(position, locked.Orders);
        var stop = LiveOf(locked.Orders, OrderLeg.Stop);
        var target = LiveOf(locked.Orders, OrderLeg.TakeProfit);
        if (position.Protection == plan.Status && position.StopLossPrice == (plan.StopPrice ?? position.StopLossPrice)
            && position.TakeProfitPrice == plan.TakeProfitPrice && position.StopLossOrderId == stop && position.TakeProfitOrderId == target)
        {
            return (position, locked.Orders, plan);
        }

        position.Protection = plan.Status;
        position.StopLossPrice = plan.StopPrice ?? position.StopLossPrice;
        position.TakeProfitPrice = plan.Status == ProtectionStatus.None ? position.TakeProfitPrice : plan.TakeProfitPrice;
        position.StopLossOrderId = stop;
        position.TakeProfitOrderId = target;
        var changes = new TradingChanges();
        changes.Positions.Add(position);
        await store.SaveAsync(session, changes, cancellationToken);
        await session.CommitAsync(cancellationToken);
        after.Shown(position);
        return (position, locked.Orders, plan);
    }

    /// <summary>Changes one order's row as the state machine allows.</summary>
    public async Task UpdateAsync(OrderRow order, OrderEvent happened, Action<OrderRow> describe, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(cancellationToken);
        var locked = await store.LockPositionAsync(session, order.OwnerId, cancellationToken)
            ?? throw new InvalidOperationException($"Position {order.OwnerId} is gone.");
        var row = locked.Orders.Single(known => known.ClientOrderId == order.ClientOrderId);
        describe(row);
        row.Status = OrderTransitions.Next(row.Status, happened).From(row.Status, happened);
        if (OrderTransitions.IsTerminal(row.Status))
            row.EndedAt ??= instance.Now;
        var changes = new TradingChanges();
        changes.Orders.Add(row);
        await store.SaveAsync(session, changes, cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    private static string? LiveOf(IReadOnlyList<OrderRow> orders, OrderLeg leg) =>
        orders.LastOrDefault(order => order.Leg == leg && order.Status == OrderStatus.Accepted)?.VenueOrderId;
}
