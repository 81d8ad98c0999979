using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Data.Queues;

/// <summary>Work that was given up, with its error and context. An operator retries it or drops it; nothing else ends a letter.</summary>
public sealed class DeadLetterQueue(TradingDatabase database)
{
    private readonly RowReader<DeadLetterRow> _letters = new(database.Model);

    /// <summary>A letter by its id.</summary>
    public async Task<DeadLetterRow?> ReadAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select * from dead_letters where id = $1", id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await _letters.ReadAllAsync(reader, cancellationToken)).SingleOrDefault();
    }

    /// <summary>
    /// Puts what a letter is about back into its queue, with all its attempts before it: a signal to be planned, a task to be done, a
    /// trade to be asked about at once.
    /// </summary>
    /// <returns>False where the letter was ended before, or what it is about is settled or of a kind that is not retried.</returns>
    public async Task<bool> RetryAsync(long id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            with letter as (
                select id, source, source_id from dead_letters where id = $1 and retried_at is null and dropped_at is null for update),
            signal as (
                update whale_signals s
                set status = 'PENDING', attempts = 0, next_attempt_at = $2, lease_owner = null, lease_until = null, processed_at = null
                from letter l where l.source = 'SIGNAL' and s.id::text = l.source_id and s.status = 'DEAD_LETTER' returning l.id),
            waiting as (
                update whale_signals s set attempts = 0, next_attempt_at = $2
                from letter l where l.source = 'SIGNAL' and s.id::text = l.source_id and s.status in ('PENDING', 'PROCESSING') returning l.id),
            task as (
                update tasks k
                set status = 'queued', attempts = 0, next_attempt_at = $2, lease_owner = null, lease_until = null,
                    finished_at = null, reason_code = null, reason = null
                from letter l where l.source = 'TASK' and k.id::text = l.source_id and k.status = 'failed' returning l.id),
            running as (
                update tasks k set attempts = 0, next_attempt_at = $2
                from letter l where l.source = 'TASK' and k.id::text = l.source_id and k.status in ('queued', 'running') returning l.id),
            trade as (
                update trades t set next_attempt_at = $2
                from letter l where l.source = 'TRADE' and t.id::text = l.source_id and t.status in ('EXECUTING', 'UNKNOWN') returning l.id),
            position as (
                update positions p
                set owed_attempts = 0, next_protection_at = $2, owed_next_at = case when owed_close_reason is null then owed_next_at else $2 end
                from letter l where l.source = 'POSITION' and p.id::text = l.source_id and p.status in ('OPEN', 'CLOSING') returning l.id)
            update dead_letters d set retried_at = $2
            from (
                select id from signal union all select id from waiting union all select id from task union all select id from running
                union all select id from trade union all select id from position) r
            where d.id = r.id
            """,
            id, now);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Ends a letter: nobody tries it again.</summary>
    /// <returns>False where it was ended before.</returns>
    public async Task<bool> DropAsync(long id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "update dead_letters set dropped_at = $2 where id = $1 and retried_at is null and dropped_at is null", id, now);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Tells the operator of a trade whose outcome stays unknown; once, until he has ended the letter.</summary>
    /// <returns>False where he was told before.</returns>
    public async Task<bool> TellAsync(TradeRow trade, string error, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trade);
        await using var command = database.Command(
            """
            insert into dead_letters (source, source_id, user_id, error, context, attempts, created_at)
            select 'TRADE', t.id::text, t.user_id, $2, jsonb_build_object('client_order_id', t.client_order_id, 'symbol', t.symbol, 'exchange', t.exchange), t.attempts, $3
            from trades t
            where t.id = $1 and not exists (
                select 1 from dead_letters d where d.source = 'TRADE' and d.source_id = t.id::text and d.dropped_at is null and d.retried_at is null)
            """,
            trade.Id, error, now);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>
    /// Tells the operator of copies whose owed close failed that often, and of those open since before then that have had no live stop
    /// since; of each once, until he has it retried. Closes and stops are tried on all the same.
    /// </summary>
    /// <returns>How many letters were written.</returns>
    public async Task<int> TellOfPositionsAsync(int attempts, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(cancellationToken);
        await using var batch = session.Batch();

        // One executor at a time, so that two do not tell of the same.
        batch.BatchCommands.Add(TradeStore.Statement("select pg_advisory_xact_lock(hashtext('whalecopy.tell-of-positions'))"));
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            insert into dead_letters (source, source_id, user_id, error, context, attempts, created_at)
            select 'POSITION', p.id::text, p.user_id, p.error,
                   jsonb_build_object('exchange', p.exchange, 'symbol', p.symbol, 'quantity', p.quantity, 'owed', p.owed_close_reason, 'protection', p.protection),
                   p.owed_attempts, $3
            from (
                select p.*, 'its close keeps failing: ' || coalesce(p.last_error, 'without a reason') as error from positions p
                where p.status in ('OPEN', 'CLOSING') and p.owed_close_reason is not null and p.owed_attempts >= $1
                union all
                select p.*, 'it has no live stop at the venue' from positions p
                where p.status = 'OPEN' and p.protection in ('PENDING', 'UNPROTECTED') and p.opened_at < $2
                  and not (p.owed_close_reason is not null and p.owed_attempts >= $1)
                  and not exists (
                      select 1 from orders o
                      where o.owner = 'POSITION' and o.owner_id = p.id and o.leg = 'STOP'
                        and (o.status in ('ACCEPTED', 'PARTIALLY_FILLED', 'TRIGGERED') or (o.status in ('CANCELLED', 'EXPIRED', 'FILLED') and o.ended_at > $2)))
                  and not exists (select 1 from trades t where t.position_id = p.id and t.filled_at > $2)) p
            where not exists (
                select 1 from dead_letters d where d.source = 'POSITION' and d.source_id = p.id::text and d.retried_at is null)
            """,
            attempts, since, now));
        var told = await batch.ExecuteNonQueryAsync(cancellationToken);
        await session.CommitAsync(cancellationToken);
        return told;
    }
}
