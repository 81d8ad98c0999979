using WhaleCopy.Data.Stores;

namespace WhaleCopy.Executor.Placement;

/// <summary>
/// Changes of single positions, committed in groups: what many tasks have to write of their positions at one moment is one
/// transaction. Positions are locked in the order of their ids.
/// </summary>
internal sealed class PositionBook : IAsyncDisposable
{
    private const int LargestGroup = 128;
    private const int Lanes = 2;

    private readonly TradingDatabase _database;
    private readonly TradeStore _store;
    private readonly CommitGroup<Change, bool> _group;

    public PositionBook(TradingDatabase database, TradeStore store, CopyMeters meters)
    {
        _database = database;
        _store = store;
        _group = new CommitGroup<Change, bool>(meters.Activities, "store positions", CommitAsync, LargestGroup, Lanes);
    }

    /// <summary>Changes a position under its lock. It is durable when this returns.</summary>
    /// <param name="positionId">The position.</param>
    /// <param name="change">
    /// Changes the rows and says what is to be written. Others' changes of the same position may come before it in the same
    /// transaction; where one of them fails, it is called again over rows that were read anew.
    /// </param>
    /// <returns>False where there is no such position.</returns>
    public Task<bool> ChangeAsync(long positionId, Action<LockedPosition, TradingChanges> change) => _group.AddAsync(new Change(positionId, change));

    public ValueTask DisposeAsync() => _group.DisposeAsync();

    private async Task<IReadOnlyList<bool>> CommitAsync(IReadOnlyList<Change> items)
    {
        var found = new bool[items.Count];
        await using var session = await _database.BeginAsync(CancellationToken.None);
        var locked = await _store.LockPositionsAsync(session, [.. items.Select(item => item.PositionId).Distinct()], CancellationToken.None);
        var changes = new TradingChanges();
        for (var i = 0; i < items.Count; i++)
        {
            if (found[i] = locked.TryGetValue(items[i].PositionId, out var position))
                items[i].Apply(position!, changes);
        }

        if (!changes.IsEmpty)
        {
            await _store.SaveAsync(session, changes, CancellationToken.None);
            await session.CommitAsync(CancellationToken.None);
        }

        return found;
    }

    private sealed record Change(long PositionId, Action<LockedPosition, TradingChanges> Apply);
}
