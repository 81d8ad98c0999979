using Microsoft.Extensions.Options;
using WhaleCopy.Core;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Exits;

/// <summary>
/// Plans exits: by a whale's REDUCE or CLOSE for every copy that carries him and the key, whatever became of the follow; by the
/// user's wish; by what is owed. An entry that was not sent is withdrawn; one that is on its way is owed its exit as soon as it
/// settles. One closer at a time: what meets another is owed too.
/// </summary>
internal sealed class ExitStep(
    TradingDatabase database,
    ExitStore exits,
    PlanningStore planning,
    TradeStore store,
    InstrumentCatalog catalog,
    DispatchQueue dispatch,
    AfterCommit after,
    ExecutorInstance instance,
    IOptions<ExecutorOptions> options,
    ILogger<ExitStep> logger)
{
    /// <summary>Plans a whale's REDUCE or CLOSE.</summary>
    /// <returns>False where nobody holds anything of it.</returns>
    public async Task<bool> PlanAsync(WhaleSignalRow signal, CancellationToken cancellationToken)
    {
        var linked = signal.Link == SignalLink.Reopen ? await planning.ReadLinkedAsync(signal, cancellationToken) : null;
        var now = instance.Now;
        await using var session = await database.BeginAsync(cancellationToken);
        var rows = await exits.LockAsync(session, signal, cancellationToken);
        if (rows.Positions.Count == 0 && rows.Entries.Count == 0)
            return false;
        await LoadKnownAsync(rows.Positions, cancellationToken);
        var ids = await TradeStore.DrawIdsAsync(session, "trades", rows.Positions.Count, cancellationToken);
        var plan = new ExitPlan(rows, catalog.Peek, ids, now, instance.Name, now + options.Value.Lease);
        plan.Of(signal, linked);
        await CommitAsync(session, plan, cancellationToken);
        return true;
    }

    /// <summary>Plans a user's own close, or part of it.</summary>
    /// <param name="positionId">His position.</param>
    /// <param name="fraction">Of it; 1 closes it.</param>
    /// <param name="reason">What the position will say.</param>
    /// <param name="taskId">His task.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The trade; null with the reason where there is none.</returns>
    public async Task<(TradeRow? Trade, Denial? Denial)> PlanAsync(
        long positionId, decimal fraction, CloseReason reason, Guid? taskId, CancellationToken cancellationToken)
    {
        var now = instance.Now;
        await using var session = await database.BeginAsync(cancellationToken);
        var rows = await exits.LockAsync(session, positionId, cancellationToken);
        if (rows.Positions is not [{ Status: PositionStatus.Open } position])
            return (null, new Denial(DenialReason.NoOpenCopy, "the position is not open", DecisionNumbers.None));
        if (rows.BeingClosed.Contains(positionId))
            return (null, new Denial(DenialReason.PositionClosing, "the position is being closed already", DecisionNumbers.None));
        await LoadAsync(rows.Positions, cancellationToken);
        var ids = await TradeStore.DrawIdsAsync(session, "trades", 1, cancellationToken);
        var plan = new ExitPlan(rows, catalog.Peek, ids, now, instance.Name, now + options.Value.Lease);
        if (plan.Of(position, fraction, reason, taskId) is { } denial)
        {
            await CommitAsync(session, plan, cancellationToken);
            return (null, denial);
        }

        await CommitAsync(session, plan, cancellationToken);
        return (plan.Changes.NewTrades[0], null);
    }

    /// <summary>Plans what is owed of a position, if it still is.</summary>
    public async Task PlanOwedAsync(long positionId, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(cancellationToken);
        var rows = await exits.LockAsync(session, positionId, cancellationToken);
        if (rows.Positions is not [{ Status: PositionStatus.Open, OwedCloseReason: { } reason } position] || rows.BeingClosed.Contains(positionId))
            return;
        await LoadAsync(rows.Positions, cancellationToken);
        var now = instance.Now;
        var ids = await TradeStore.DrawIdsAsync(session, "trades", 1, cancellationToken);
        var plan = new ExitPlan(rows, catalog.Peek, ids, now, instance.Name, now + options.Value.Lease);
        plan.Of(position, position.OwedFraction ?? 1m, reason, null);
        await CommitAsync(session, plan, cancellationToken);
    }

    private async Task CommitAsync(TradingSession session, ExitPlan plan, CancellationToken cancellationToken)
    {
        CrashPoint.Hit("before-exit-commit");
        await store.SaveAsync(session, plan.Changes, cancellationToken);
        await session.CommitAsync(cancellationToken);
        CrashPoint.Hit("after-exit-commit");
        foreach (var trade in plan.Changes.NewTrades)
            dispatch.Add(trade);
        after.Changed(plan.Changes.Trades, plan.Changes.Positions);
    }

    /// <summary>Loads what can be loaded: one venue's trouble is not another's.</summary>
    private async Task LoadKnownAsync(IReadOnlyList<PositionRow> positions, CancellationToken cancellationToken)
    {
        foreach (var venue in positions.GroupBy(position => position.Exchange))
        {
            try
            {
                await LoadAsync(venue, cancellationToken);
            }
            catch (VenueException exception)
            {
                ExitLog.InstrumentsUnread(logger, WireName<Venue>.Of(venue.Key), exception.Message);
            }
        }
    }

    private async Task LoadAsync(IEnumerable<PositionRow> positions, CancellationToken cancellationToken)
    {
        foreach (var id in positions.Select(position => new InstrumentId(position.Exchange, position.Market, position.Symbol)).Distinct())
        {
            if (catalog.Peek(id) is null)
                await catalog.FindAsync(id, cancellationToken);
        }
    }
}
