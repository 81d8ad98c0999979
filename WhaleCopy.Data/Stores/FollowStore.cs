using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;

namespace WhaleCopy.Data.Stores;

/// <summary>What follows earned: realised profit, high-water marks, the commission of closes, the drawdown stop.</summary>
public sealed class FollowStore(TradingDatabase database, UnwantedEntries entries)
{
    private readonly RowReader<FollowRow> _follows = new(database.Model);
    private readonly RowReader<UserRow> _users = new(database.Model);
    private readonly RowReader<PositionRow> _positions = new(database.Model);

    /// <summary>
    /// Writes realised profit and equity's high-water mark of the follows whose copies are open or were closed since. The values are
    /// sums over the copies, so that any number of executors may do it at once and again.
    /// </summary>
    public async Task RefreshAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            with moving as (
                select distinct follow_id from positions
                where follow_id is not null and (status in ('OPEN', 'CLOSING') or closed_at >= $1)),
            sums as (
                select p.follow_id, sum(p.realized_pnl) as realized,
                       coalesce(sum(p.unrealized_pnl) filter (where p.status in ('OPEN', 'CLOSING')), 0) as unrealized
                from positions p join moving m on m.follow_id = p.follow_id group by p.follow_id)
            update user_whale_follows f
            set realized_pnl_usdt = s.realized,
                equity_high_water_mark_usdt = greatest(f.equity_high_water_mark_usdt, s.realized + s.unrealized)
            from sums s
            where f.id = s.follow_id
              and (f.realized_pnl_usdt <> s.realized or f.equity_high_water_mark_usdt < s.realized + s.unrealized)
            """,
            since);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Follows that have a drawdown stop, are not stopped and have copies open, with what these are worth.</summary>
    public async Task<IReadOnlyList<(FollowRow Follow, decimal UnrealizedUsdt)>> ReadGuardedAsync(CancellationToken cancellationToken)
    {
        await using var batch = database.Batch();
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            select f.* from user_whale_follows f
            where f.max_drawdown_percent is not null and f.stopped_at is null
              and exists (select 1 from positions p where p.follow_id = f.id and p.status in ('OPEN', 'CLOSING'))
            """));
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            select p.follow_id, sum(p.unrealized_pnl) from positions p join user_whale_follows f on f.id = p.follow_id
            where f.max_drawdown_percent is not null and f.stopped_at is null and p.status in ('OPEN', 'CLOSING') group by p.follow_id
            """));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var follows = await _follows.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var unrealized = new Dictionary<long, decimal>();
        while (await reader.ReadAsync(cancellationToken))
            unrealized[reader.GetInt64(0)] = Numeric.Read(reader, 1);
        return [.. follows.Select(follow => (follow, unrealized.GetValueOrDefault(follow.Id)))];
    }

    /// <summary>
    /// Stops a follow: no entries any more, those that were not sent are withdrawn, every open copy owes its close, and what is on its
    /// way owes it as soon as it settles.
    /// </summary>
    /// <param name="session">The transaction.</param>
    /// <param name="followId">The follow.</param>
    /// <param name="now">Our time.</param>
    /// <param name="changes">Takes what becomes of its entries, to be written in the same transaction.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False where somebody stopped it before.</returns>
    public async Task<bool> StopAsync(
        TradingSession session, long followId, DateTimeOffset now, TradingChanges changes, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();

        // The user first, as planning does: a plan that holds him is committed before what is on its way is read here.
        batch.BatchCommands.Add(TradeStore.Statement(
            "select u.id from users u join user_whale_follows f on f.user_id = u.id where f.id = $1 for no key update of u", followId));
        batch.BatchCommands.Add(TradeStore.Statement(
            "update user_whale_follows set stopped_at = $2 where id = $1 and stopped_at is null returning id", followId, now));
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await reader.NextResultAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
                return false;
        }

        // Trades before positions, as everywhere: no two transactions wait for each other in a circle.
        await entries.EndOfFollowAsync(session, followId, Unwanted.FollowStopped, now, changes, cancellationToken);
        await using var owing = session.Batch();
        owing.BatchCommands.Add(TradeStore.Statement(
            "select id from positions where follow_id = $1 and status in ('OPEN', 'CLOSING') order by id for no key update", followId));
        owing.BatchCommands.Add(TradeStore.Statement(
            """
            update positions set owed_close_reason = coalesce(owed_close_reason, 'DRAWDOWN_STOP'), owed_fraction = 1, owed_next_at = $2
            where follow_id = $1 and status in ('OPEN', 'CLOSING')
            """,
            followId, now));
        await owing.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Closed copies of follows without a commission entry, oldest close first: those whose fees are all booked, and the close time
    /// of the oldest that is still owed one.
    /// </summary>
    public async Task<(IReadOnlyList<PositionRow> Ready, DateTimeOffset? Oldest)> ReadClosesAsync(
        DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        await using var batch = database.Batch();
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            select p.* from positions p
            where p.follow_id is not null and p.status in ('CLOSED', 'LIQUIDATED') and p.closed_at >= $1
              and not exists (select 1 from ledger_entries l where l.entry_key = 'position:' || replace(p.uid::text, '-', '') || ':commission')
              and not exists (
                  select 1 from trades t join orders o on o.owner = 'TRADE' and o.owner_id = t.id
                  where t.position_id = p.id and o.filled_quantity > 0 and o.fills_booked_at is null)
            order by p.closed_at, p.id limit $2
            """,
            since, limit));
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            select min(p.closed_at) from positions p
            where p.follow_id is not null and p.status in ('CLOSED', 'LIQUIDATED') and p.closed_at >= $1
              and not exists (select 1 from ledger_entries l where l.entry_key = 'position:' || replace(p.uid::text, '-', '') || ':commission')
            """,
            since));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var ready = await _positions.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (ready, reader.IsDBNull(0) ? null : reader.GetFieldValue<DateTimeOffset>(0));
    }

    /// <summary>Locks a follow and reads its user and the realised profit of its closed copies that have a commission entry.</summary>
    public async Task<(FollowRow Follow, UserRow User, decimal SettledUsdt, bool IsSettled)> LockAsync(
        TradingSession session, PositionRow closed, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.BatchCommands.Add(TradeStore.Statement("select * from user_whale_follows where id = $1 for no key update", closed.FollowId!.Value));
        batch.BatchCommands.Add(TradeStore.Statement("select * from users where id = $1", closed.UserId));
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            select coalesce(sum(p.realized_pnl), 0), coalesce(bool_or(p.id = $2), false) from positions p
            where p.follow_id = $1 and p.status in ('CLOSED', 'LIQUIDATED')
              and exists (select 1 from ledger_entries l where l.entry_key = 'position:' || replace(p.uid::text, '-', '') || ':commission')
            """,
            closed.FollowId.Value, closed.Id));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var follow = (await _follows.ReadAllAsync(reader, cancellationToken)).Single();
        await reader.NextResultAsync(cancellationToken);
        var user = (await _users.ReadAllAsync(reader, cancellationToken)).Single();
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (follow, user, Numeric.Read(reader, 0), reader.GetBoolean(1));
    }

    /// <summary>Raises the mark above which a commission is due.</summary>
    public static async Task RaiseAsync(TradingSession session, long followId, decimal highWaterUsdt, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.BatchCommands.Add(TradeStore.Statement(
            "update user_whale_follows set profit_high_water_mark_usdt = $2 where id = $1", followId, highWaterUsdt));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
