using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Data.Queues;

/// <summary><c>tasks</c> as a queue: what users asked for, panics first, then closes.</summary>
public sealed class TaskQueue(TradingDatabase database, TradeStore trades, UnwantedEntries entries)
{
    private readonly RowReader<TaskRow> _tasks = new(database.Model);

    /// <summary>Takes tasks that wait.</summary>
    public async Task<List<TaskRow>> ClaimAsync(
        string owner, DateTimeOffset now, DateTimeOffset leaseUntil, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            with due as (
                select id from tasks
                where status in ('queued', 'running') and next_attempt_at <= $1 and (lease_until is null or lease_until < $1)
                order by case kind when 'PANIC' then 0 when 'CLOSE_POSITION' then 1 else 2 end, next_attempt_at
                limit $4 for update skip locked)
            update tasks t set lease_owner = $2, lease_until = $3, attempts = t.attempts + 1, status = 'running'
            from due where t.id = due.id returning t.*
            """,
            now, owner, leaseUntil, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await _tasks.ReadAllAsync(reader, cancellationToken);
    }

    /// <summary>A task by its id.</summary>
    public async Task<TaskRow?> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select * from tasks where id = $1", id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await _tasks.ReadAllAsync(reader, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Ends a task at once: there is nothing to wait for.</summary>
    public Task FinishAsync(
        TaskRow task, string owner, bool isDone, string? code, string? reason, DateTimeOffset now, CancellationToken cancellationToken) =>
        ExecuteAsync(
            """
            update tasks
            set status = case when $3 then 'done' else 'failed' end, reason_code = $4, reason = $5, finished_at = $6,
                lease_owner = null, lease_until = null,
                position_ids = case when position_id is null then position_ids else array[position_id] end,
                trade_ids = coalesce((select array_agg(t.id order by t.id) from trades t where t.task_id = tasks.id), '{}')
            where id = $1 and lease_owner = $2 and status = 'running'
            """,
            [task.Id, owner, isDone, (object?)code ?? DBNull.Value, (object?)reason ?? DBNull.Value, now],
            cancellationToken);

    /// <summary>Ends a task that failed too often, with a dead letter for the operator.</summary>
    public Task GiveUpAsync(TaskRow task, string owner, string error, string reason, DateTimeOffset now, CancellationToken cancellationToken) =>
        ExecuteAsync(
            """
            with given_up as (
                update tasks
                set status = 'failed', reason_code = 'FAILED', reason = $4, finished_at = $5, lease_owner = null, lease_until = null
                where id = $1 and lease_owner = $2 and status = 'running'
                returning id, user_id, kind, attempts, signal_id, position_id)
            insert into dead_letters (source, source_id, user_id, error, context, attempts, created_at)
            select 'TASK', id::text, user_id, $3, jsonb_build_object('kind', kind, 'signal_id', signal_id, 'position_id', position_id), attempts, $5
            from given_up
            """,
            [task.Id, owner, error, reason, now],
            cancellationToken);

    /// <summary>Gives a task that failed back until later.</summary>
    /// <param name="task">The task.</param>
    /// <param name="owner">Who holds it.</param>
    /// <param name="again">When it is tried again.</param>
    /// <param name="error">Told to the operator now; null where he is not told.</param>
    /// <param name="now">Our time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task FailAsync(
        TaskRow task, string owner, DateTimeOffset again, string? error, DateTimeOffset now, CancellationToken cancellationToken) =>
        ExecuteAsync(
            """
            with failed as (
                update tasks set lease_owner = null, lease_until = null, next_attempt_at = $3
                where id = $1 and lease_owner = $2 and status = 'running'
                returning id, user_id, kind, attempts, signal_id, position_id)
            insert into dead_letters (source, source_id, user_id, error, context, attempts, created_at)
            select 'TASK', id::text, user_id, $4::text, jsonb_build_object('kind', kind, 'signal_id', signal_id, 'position_id', position_id), attempts, $5
            from failed where $4::text is not null
            """,
            [task.Id, owner, again, (object?)error ?? DBNull.Value, now],
            cancellationToken);

    /// <summary>The task's trades are on their way; their end is the task's. Looked at again in case they never come.</summary>
    public Task WaitAsync(TaskRow task, string owner, DateTimeOffset again, CancellationToken cancellationToken) =>
        ExecuteAsync(
            """
            update tasks
            set lease_owner = null, lease_until = null, next_attempt_at = $3, attempts = 0,
                trade_ids = coalesce((select array_agg(t.id order by t.id) from trades t where t.task_id = tasks.id), '{}')
            where id = $1 and lease_owner = $2 and status = 'running'
            """,
            [task.Id, owner, again],
            cancellationToken);

    /// <summary>How the task's trades stand: how many there are, how many are open, how many filled.</summary>
    public async Task<(long All, long Open, long Filled)> CountTradesAsync(Guid taskId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select count(*), count(*) filter (where status in ('PENDING', 'EXECUTING', 'UNKNOWN')), count(*) filter (where filled_quantity > 0)
            from trades where task_id = $1
            """,
            taskId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <summary>
    /// A panic's first step: the user is paused, entries that were not sent are withdrawn, what is on its way owes its close as soon
    /// as it settles, and every open copy owes its close. His row is locked first: a plan that holds it is committed before, and its
    /// trades are found here.
    /// </summary>
    /// <returns>The entries that were withdrawn or owe their close.</returns>
    public async Task<IReadOnlyList<TradeRow>> PanicAsync(long userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(cancellationToken);
        await using (var pausing = session.Batch())
        {
            pausing.BatchCommands.Add(TradeStore.Statement(
                "update users set is_paused = true, is_panicked = true, paused_at = coalesce(paused_at, $2) where id = $1", userId, now));
            await pausing.ExecuteNonQueryAsync(cancellationToken);
        }

        var changes = new TradingChanges();
        await entries.EndOfUserAsync(session, userId, Unwanted.Panic, now, changes, cancellationToken);
        await using (var owing = session.Batch())
        {
            owing.BatchCommands.Add(TradeStore.Statement(
                "select id from positions where user_id = $1 and status in ('OPEN', 'CLOSING') order by id for no key update", userId));
            owing.BatchCommands.Add(TradeStore.Statement(
                """
                update positions set owed_close_reason = 'PANIC', owed_fraction = 1, owed_next_at = $2
                where user_id = $1 and status in ('OPEN', 'CLOSING') and owed_close_reason is distinct from 'PANIC'
                """,
                userId, now));
            await owing.ExecuteNonQueryAsync(cancellationToken);
        }

        await trades.SaveAsync(session, changes, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return changes.Trades;
    }

    /// <summary>How many of a user's copies and entries are not settled.</summary>
    public async Task<long> CountOpenAsync(long userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select (select count(*) from positions where user_id = $1 and status in ('OPEN', 'CLOSING'))
                 + (select count(*) from trades where user_id = $1 and status in ('EXECUTING', 'UNKNOWN'))
            """,
            userId);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Ends a panic with everything that it closed.</summary>
    public Task FinishPanicAsync(TaskRow task, string owner, DateTimeOffset now, CancellationToken cancellationToken) =>
        ExecuteAsync(
            """
            update tasks k
            set status = 'done', finished_at = $3, lease_owner = null, lease_until = null,
                trade_ids = coalesce((select array_agg(t.id order by t.id) from trades t where t.user_id = k.user_id and t.close_reason = 'PANIC' and t.created_at >= k.created_at), '{}'),
                position_ids = coalesce((select array_agg(p.id order by p.id) from positions p where p.user_id = k.user_id and p.closed_at >= k.created_at), '{}')
            where k.id = $1 and k.lease_owner = $2
            """,
            [task.Id, owner, now],
            cancellationToken);

    private async Task ExecuteAsync(string sql, IReadOnlyList<object> parameters, CancellationToken cancellationToken)
    {
        await using var command = database.Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
