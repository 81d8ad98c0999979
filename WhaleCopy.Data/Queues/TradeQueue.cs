using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Data.Queues;

/// <summary><c>trades</c> as two queues: prepared ones to be sent, and those whose outcome is open to be asked about.</summary>
public sealed class TradeQueue(TradingDatabase database)
{
    private readonly RowReader<TradeRow> _trades = new(database.Model);

    /// <summary>
    /// Takes prepared trades that nobody holds, exits first. An entry that follows an exit (flip, reopening) is due once that exit's
    /// position is flat.
    /// </summary>
    public Task<List<TradeRow>> ClaimPreparedAsync(
        string owner, DateTimeOffset now, DateTimeOffset leaseUntil, bool entries, int limit, CancellationToken cancellationToken) =>
        ClaimAsync(
            """
            with due as (
                select t.id from trades t
                where t.status = 'PENDING' and t.next_attempt_at <= $1 and (t.lease_until is null or t.lease_until < $1)
                  and ($5 or t.kind in ('CLOSE', 'REDUCE'))
                  and (t.after_trade_id is null or exists (
                      select 1 from trades a join positions p on p.id = a.position_id
                      where a.id = t.after_trade_id and p.status in ('CLOSED', 'LIQUIDATED')))
                order by case when t.kind in ('CLOSE', 'REDUCE') then 0 else 1 end, t.id
                limit $4 for update of t skip locked)
            update trades t set lease_owner = $2, lease_until = $3 from due where t.id = due.id returning t.*
            """,
            [now, owner, leaseUntil, limit, entries],
            cancellationToken);

    /// <summary>Takes trades that were sent and whose outcome nobody has written: answers unseen, orders still working, dead executors.</summary>
    public Task<List<TradeRow>> ClaimUnsettledAsync(
        string owner, DateTimeOffset now, DateTimeOffset leaseUntil, int limit, CancellationToken cancellationToken) =>
        ClaimAsync(
            """
            with due as (
                select t.id from trades t
                where t.status in ('EXECUTING', 'UNKNOWN')
                  and ((t.lease_until is null and t.next_attempt_at <= $1) or t.lease_until < $1)
                order by case when t.kind in ('CLOSE', 'REDUCE') then 0 else 1 end, t.next_attempt_at
                limit $4 for update of t skip locked)
            update trades t set lease_owner = $2, lease_until = $3 from due where t.id = due.id returning t.*
            """,
            [now, owner, leaseUntil, limit],
            cancellationToken);

    /// <summary>Gives a trade back until later.</summary>
    public async Task ReleaseAsync(long tradeId, string owner, DateTimeOffset next, string? error, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "update trades set lease_owner = null, lease_until = null, next_attempt_at = $3, last_error = coalesce($4, last_error) where id = $1 and lease_owner = $2",
            tradeId, owner, next, (object?)error ?? DBNull.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Trades that were sent and are open, whoever holds them.</summary>
    public async Task<long> CountUnsettledAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("select count(*) from trades where status in ('EXECUTING', 'UNKNOWN')");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<List<TradeRow>> ClaimAsync(string sql, IReadOnlyList<object> parameters, CancellationToken cancellationToken)
    {
        await using var command = database.Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await _trades.ReadAllAsync(reader, cancellationToken);
    }
}
