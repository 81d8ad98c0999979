using WhaleCopy.Core;
using WhaleCopy.Core.Signals;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Data.Queues;

/// <summary>
/// <c>whale_signals</c> as the executors' queue: a claim is a lease, a lease that ends is another's claim. Of one whale's key the
/// signals come in their order; only a CLOSE passes entries that nobody has begun (they then find it and are skipped), and the
/// OPEN of a flip waits until its CLOSE is decided.
/// </summary>
public sealed class SignalQueue(TradingDatabase database)
{
    /// <summary>The claim: exits first, and entries that a later exit has overtaken with them, because they hold it up.</summary>
    internal const string ClaimSql =
        """
        with due as (
            select s.id
            from whale_signals s
            where s.status in ('PENDING', 'PROCESSING')
              and s.next_attempt_at <= $1
              and (s.lease_until is null or s.lease_until < $1)
              and not exists (
                  select 1 from whale_signals e
                  where e.whale_id = s.whale_id and e.id < s.id and e.status in ('PENDING', 'PROCESSING')
                    and e.market = s.market and e.cex_symbol = s.cex_symbol and e.side = s.side
                    and (s.kind <> 'CLOSE' or e.kind in ('CLOSE', 'REDUCE') or e.lease_until >= $1))
              and not exists (
                  select 1 from whale_signals l
                  where l.id = s.linked_signal_id and l.id < s.id and l.status in ('PENDING', 'PROCESSING'))
            order by
                case when s.kind in ('CLOSE', 'REDUCE') then 0
                     when exists (
                         select 1 from whale_signals n
                         where n.whale_id = s.whale_id and n.id > s.id and n.status = 'PENDING' and n.kind in ('CLOSE', 'REDUCE')
                           and n.market = s.market and n.cex_symbol = s.cex_symbol and n.side = s.side) then 0
                     else 1 end,
                s.id
            limit $4
            for update skip locked)
        update whale_signals s
        set status = 'PROCESSING', lease_owner = $2, lease_until = $3, attempts = s.attempts + 1
        from due
        where s.id = due.id
        returning s.*
        """;

    private readonly RowReader<WhaleSignalRow> _signals = new(database.Model);

    /// <summary>Takes up to <paramref name="limit"/> signals until <paramref name="leaseUntil"/>, exits first.</summary>
    public async Task<IReadOnlyList<WhaleSignalRow>> ClaimAsync(
        string owner, DateTimeOffset now, DateTimeOffset leaseUntil, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(ClaimSql, now, owner, leaseUntil, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var claimed = await _signals.ReadAllAsync(reader, cancellationToken);
        return [.. claimed.OrderBy(signal => signal.Kind is SignalKind.Close or SignalKind.Reduce ? 0 : 1).ThenBy(signal => signal.Id)];
    }

    /// <summary>Ends a signal, if this owner still holds it.</summary>
    public async Task<bool> FinishAsync(
        long signalId, string owner, SignalStatus status, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            update whale_signals
            set status = $3, processed_at = $4, lease_owner = null, lease_until = null
            where id = $1 and lease_owner = $2 and status = 'PROCESSING'
            """,
            signalId, owner, WireName<SignalStatus>.Of(status), now);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Puts a signal back for later, or gives it up for good.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="owner">Who holds it.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="now">Our time.</param>
    /// <param name="again">When it is tried again; null gives it up.</param>
    /// <param name="isTold">An operator gets a letter; always where it is given up.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task FailAsync(
        WhaleSignalRow signal, string owner, string error, DateTimeOffset now, DateTimeOffset? again, bool isTold, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            with failed as (
                update whale_signals
                set status = case when $6 then 'PENDING' else 'DEAD_LETTER' end, lease_owner = null, lease_until = null,
                    next_attempt_at = case when $6 then $7 else next_attempt_at end, last_error = $4
                where id = $1 and lease_owner = $2 and status = 'PROCESSING'
                returning id, kind, attempts, tx_hash)
            insert into dead_letters (source, source_id, error, context, attempts, created_at)
            select 'SIGNAL', id::text, $4, jsonb_build_object('tx_hash', tx_hash, 'kind', kind), attempts, $3 from failed where $5 or not $6
            """,
            signal.Id, owner, now, error, isTold, again is not null, again ?? now);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The age of the oldest signal that waits, for the meter.</summary>
    public async Task<DateTimeOffset?> OldestPendingAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("select min(detected_at) from whale_signals where status in ('PENDING', 'PROCESSING')");
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime oldest ? new DateTimeOffset(oldest) : null;
    }
}
