using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Data.Queues;

/// <summary><c>positions</c> as two queues: those whose protection is not as it should be, and those due to be compared with their venue.</summary>
public sealed class PositionQueue(TradingDatabase database)
{
    private readonly RowReader<PositionRow> _positions = new(database.Model);

    /// <summary>Takes positions whose protection is due, these first.</summary>
    public Task<List<PositionRow>> ClaimForProtectionAsync(
        string owner, DateTimeOffset now, DateTimeOffset leaseUntil, long[] first, int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            """
            with due as (
                select p.id from positions p
                where p.protection in ('PENDING', 'UNPROTECTED') and p.next_protection_at <= $1 and (p.lease_until is null or p.lease_until < $1)
                order by case when p.id = any($5) then 0 else 1 end, p.next_protection_at
                limit $4 for update of p skip locked)
            update positions p set lease_owner = $2, lease_until = $3 from due where p.id = due.id returning p.*
            """,
            [now, owner, leaseUntil, limit, first],
            cancellationToken);

    /// <summary>Takes one position, unless somebody holds it.</summary>
    /// <returns>Null where another holds it.</returns>
    public async Task<PositionRow?> ClaimAsync(
        long positionId, string owner, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        (await ReadAsync(
            "update positions set lease_owner = $2, lease_until = $3 where id = $4 and (lease_until is null or lease_until < $1) returning *",
            [now, owner, leaseUntil, positionId],
            cancellationToken)).SingleOrDefault();

    /// <summary>Gives positions back; each is looked at again from its time on, or sooner where it changed since it was claimed.</summary>
    public async Task ReleaseAsync(
        IReadOnlyList<(PositionRow Claimed, DateTimeOffset Next)> positions, string owner, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            with held as (select id from positions where id = any($1) and lease_owner = $2 order by id for no key update)
            update positions p
            set lease_owner = null, lease_until = null,
                next_protection_at = case when p.next_protection_at = u.seen then u.next else p.next_protection_at end
            from unnest($1, $3::timestamptz[], $4::timestamptz[]) as u(id, seen, next), held
            where p.id = u.id and p.id = held.id and p.lease_owner = $2
            """,
            positions.Select(position => position.Claimed.Id).ToArray(),
            owner,
            positions.Select(position => position.Claimed.NextProtectionAt).ToArray(),
            positions.Select(position => position.Next).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Moves the turn of an account's due positions on, and answers the accounts and markets that are to be compared now.</summary>
    public async Task<IReadOnlyList<(long ApiKeyId, string Market)>> TakeForSyncAsync(
        DateTimeOffset now, DateTimeOffset next, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            with due as (
                select p.id from positions p
                where p.status in ('OPEN', 'CLOSING') and p.next_sync_at <= $1
                order by p.next_sync_at limit $3 for update skip locked),
            moved as (
                update positions p set next_sync_at = $2 from due where p.id = due.id returning p.api_key_id, p.market)
            select distinct api_key_id, market from moved
            """,
            now, next, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var accounts = new List<(long, string)>();
        while (await reader.ReadAsync(cancellationToken))
            accounts.Add((reader.GetInt64(0), reader.GetString(1)));
        return accounts;
    }

    /// <summary>Makes a position due to be compared now.</summary>
    public async Task HurrySyncAsync(long positionId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.Command("update positions set next_sync_at = $2 where id = $1 and next_sync_at > $2", positionId, now);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<PositionRow>> ReadAsync(string sql, IReadOnlyList<object> parameters, CancellationToken cancellationToken)
    {
        await using var command = database.Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await _positions.ReadAllAsync(reader, cancellationToken);
    }
}
