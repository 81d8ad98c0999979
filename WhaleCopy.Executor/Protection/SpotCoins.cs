using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Protection;

/// <summary>
/// On spot a stop locks the coins, so it is cancelled before they are sold. The copy is held until the sale is settled: no new stop
/// comes between, and whatever dies here leaves a copy whose protection is due.
/// </summary>
internal sealed class SpotCoins(
    PositionQueue queue, PositionBook positions, ProtectionBook book, ProtectionOrders orders, ExecutorInstance instance)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Frees what a trade sells; nothing is to be freed for any other.</summary>
    public async Task<CoinsHold> FreeAsync(TradeRow trade, UserApiKeyRow key, InstrumentSpec instrument)
    {
        if (trade is not { Market: Market.Spot, Kind: SignalKind.Close or SignalKind.Reduce, PositionId: { } positionId })
            return new CoinsHold(CoinsState.Free, null);
        if (await queue.ClaimAsync(positionId, instance.Name, instance.Now, instance.LeaseEnd, CancellationToken.None) is not { } claimed)
            return new CoinsHold(CoinsState.Busy, null);
        var hold = new CoinsHold(CoinsState.Busy, () => book.ReleaseAsync(claimed, instance.Now));
        try
        {
            return hold with { State = await ClearAsync(trade, positionId, key, instrument) };
        }
        catch
        {
            await hold.DisposeAsync();
            throw;
        }
    }

    private async Task<CoinsState> ClearAsync(TradeRow trade, long positionId, UserApiKeyRow key, InstrumentSpec instrument)
    {
        var begun = instance.Now;
        var locked = await DueAsync(positionId);
        while (true)
        {
            if (locked.Position.Status is PositionStatus.Closed or PositionStatus.Liquidated || locked.Position.Quantity < trade.Quantity)
                return CoinsState.Gone;
            if (locked.Orders.FirstOrDefault(order => !OrderTransitions.IsTerminal(order.Status)) is not { } order)
                return CoinsState.Free;
            if (instance.Now - begun > Patience)
                return CoinsState.Busy;
            var context = new ProtectionContext(locked.Position, key, instrument, PositionMode.OneWay, locked.Orders);
            var id = new ClientOrderId(order.ClientOrderId);
            var progress = order.Status == OrderStatus.Accepted
                ? await orders.CancelAsync(context, id, CancellationToken.None)
                : await orders.AskAsync(context, id, CancellationToken.None);
            if (progress == ProtectionProgress.Fired)
                return CoinsState.Gone;
            if (progress == ProtectionProgress.Waiting)
                await Task.Delay(Pause, instance.Time, CancellationToken.None);
            locked = await ReadAsync(positionId);
        }
    }

    /// <summary>Makes the copy's protection due before anything of it is cancelled.</summary>
    private async Task<Data.Stores.LockedPosition> DueAsync(long positionId)
    {
        Data.Stores.LockedPosition? read = null;
        await positions.ChangeAsync(positionId, (locked, changes) =>
        {
            read = locked;
            if (locked.Orders.All(order => OrderTransitions.IsTerminal(order.Status)))
                return;
            locked.Position.Protection = ProtectionStatus.Pending;
            locked.Position.NextProtectionAt = instance.Now;
            changes.Positions.Add(locked.Position);
        });
        return read!;
    }

    private async Task<Data.Stores.LockedPosition> ReadAsync(long positionId)
    {
        Data.Stores.LockedPosition? read = null;
        await positions.ChangeAsync(positionId, (locked, _) => read = locked);
        return read!;
    }
}

/// <summary>Whether coins may be sold.</summary>
internal enum CoinsState
{
    /// <summary>Nothing locks them.</summary>
    Free,

    /// <summary>Somebody else is at the copy, or its stop is not gone yet: tried again soon.</summary>
    Busy,

    /// <summary>Its stop fired, or the copy is smaller by now: the sync looks first.</summary>
    Gone,
}

/// <summary>A copy held for a sale of its coins, until it is disposed of.</summary>
internal sealed record CoinsHold(CoinsState State, Func<Task>? Release) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        if (Release is not null)
            await Release();
    }
}
