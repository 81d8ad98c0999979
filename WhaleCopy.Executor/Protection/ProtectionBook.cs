using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Protection;

/// <summary>
/// Reads and writes what protection keeps: the copy's wanted prices and status, and the rows of its protective orders. What many
/// copies have to write at one moment is one transaction.
/// </summary>
internal sealed class ProtectionBook : IAsyncDisposable
{
    private const int LargestGroup = 128;
    private const int Lanes = 2;

    private readonly PositionBook _positions;
    private readonly AfterCommit _after;
    private readonly ExecutorInstance _instance;
    private readonly CommitGroup<OrderRow, bool> _attempts;
    private readonly CommitGroup<(PositionRow Claimed, DateTimeOffset Next), bool> _releases;

    public ProtectionBook(
        PositionBook positions, PositionQueue queue, TradeStore store, AfterCommit after, ExecutorInstance instance, CopyMeters meters)
    {
        _positions = positions;
        _after = after;
        _instance = instance;
        _attempts = new CommitGroup<OrderRow, bool>(
            meters.Activities,
            "store stop attempts",
            async orders =>
            {
                var started = await store.StartProtectionAsync(orders, instance.Name, instance.Now, CancellationToken.None);
                return [.. orders.Select(order => started.Contains(order.ClientOrderId))];
            },
            LargestGroup,
            Lanes);
        _releases = new CommitGroup<(PositionRow Claimed, DateTimeOffset Next), bool>(
            meters.Activities,
            "release positions",
            async positions =>
            {
                await queue.ReleaseAsync(positions, instance.Name, CancellationToken.None);
                return [.. positions.Select(_ => true)];
            },
            LargestGroup,
            1);
    }

    /// <summary>Plans over the position and every protective order it ever had, and stores what the plan says of the copy.</summary>
    public async Task<(PositionRow Position, IReadOnlyList<OrderRow> Orders, ProtectionPlan Plan)> PlanAsync(
        long positionId, Func<PositionRow, IReadOnlyList<OrderRow>, ProtectionPlan> planOf)
    {
        (PositionRow Position, IReadOnlyList<OrderRow> Orders, ProtectionPlan Plan)? planned = null;
        var changed = false;
        await ChangeAsync(positionId, (locked, changes) =>
        {
            var plan = planOf(locked.Position, locked.Orders);
            planned = (locked.Position, locked.Orders, plan);
            if (changed = IsNews(locked, plan))
                changes.Positions.Add(locked.Position);
            if (TargetTries.AreOver(locked.Orders, locked.Position.Quantity, plan.TakeProfitPrice))
                changes.Notifications.Add(Notices.TargetRefused(locked.Position, plan.TakeProfitPrice!.Value, _instance.Now));
        });
        if (changed)
            _after.Shown(planned!.Value.Position);
        return planned!.Value;
    }

    /// <summary>Inserts an order before it is sent, if this executor still holds its position.</summary>
    /// <returns>False where another holds it by now.</returns>
    public Task<bool> StartAsync(OrderRow order) => _attempts.AddAsync(order);

    /// <summary>Changes one order's row as the state machine allows.</summary>
    public Task UpdateAsync(OrderRow order, OrderEvent happened, Action<OrderRow> describe) => ChangeAsync(order.OwnerId, (locked, changes) =>
    {
        var row = locked.Orders.Single(known => known.ClientOrderId == order.ClientOrderId);
        describe(row);
        row.Status = OrderTransitions.Next(row.Status, happened).From(row.Status, happened);
        if (OrderTransitions.IsTerminal(row.Status))
            row.EndedAt ??= _instance.Now;
        changes.Orders.Add(row);
    });

    /// <summary>Gives a copy back; it is looked at again from then on, or sooner where it changed since it was claimed.</summary>
    public Task ReleaseAsync(PositionRow claimed, DateTimeOffset next) => _releases.AddAsync((claimed, next));

    public async ValueTask DisposeAsync()
    {
        await _attempts.DisposeAsync();
        await _releases.DisposeAsync();
    }

    /// <summary>Puts a plan into the copy's row.</summary>
    /// <returns>False where it says nothing new.</returns>
    private static bool IsNews(LockedPosition locked, ProtectionPlan plan)
    {
        var position = locked.Position;

        // An ended copy keeps the prices that it had.
        var (stopPrice, targetPrice) = plan.StopPrice is { } wanted ? (wanted, plan.TakeProfitPrice) : (position.StopLossPrice, position.TakeProfitPrice);
        var stop = LiveOf(locked.Orders, OrderLeg.Stop);
        var target = LiveOf(locked.Orders, OrderLeg.TakeProfit);
        if (position.Protection == plan.Status && position.StopLossPrice == stopPrice
            && position.TakeProfitPrice == targetPrice && position.StopLossOrderId == stop && position.TakeProfitOrderId == target)
        {
            return false;
        }

        position.Protection = plan.Status;
        position.StopLossPrice = stopPrice;
        position.TakeProfitPrice = targetPrice;
        position.StopLossOrderId = stop;
        position.TakeProfitOrderId = target;
        return true;
    }

    private async Task ChangeAsync(long positionId, Action<LockedPosition, TradingChanges> change)
    {
        if (!await _positions.ChangeAsync(positionId, change))
            throw new InvalidOperationException($"Position {positionId} is gone.");
    }

    private static string? LiveOf(IReadOnlyList<OrderRow> orders, OrderLeg leg) =>
        orders.LastOrDefault(order => order.Leg == leg && order.Status == OrderStatus.Accepted)?.VenueOrderId;
}
