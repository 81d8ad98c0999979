using Npgsql;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Data.Queues;

/// <summary>
/// What makes a whale due at once. Every poll gives its whale the tier he deserves (Core decides); what must not wait for his next
/// poll, because somebody began to follow or to copy him, is done here.
/// </summary>
public sealed class WhaleTierQueue(NpgsqlDataSource dataSource)
{
    private const string Concerned = """
        (exists (select from positions p where p.whale_id = w.id and p.status in ('OPEN', 'CLOSING'))
         or w.data_status not in ('SHARING_DISABLED', 'DARK')
            and exists (select from user_whale_follows f where f.whale_id = w.id and f.ended_at is null))
        """;

    // Rows that a poll's commit or a leaderboard is writing are left for the next time: nobody waits for anybody, so that no two
    // who write many whales in different orders can wait for each other.
    private const string PromoteSql = $"""
        with concerned as (
            select m.whale_id
            from whale_monitors m join whales w on w.id = m.whale_id
            where m.tier <> 'CRITICAL' and m.whale_id in (
                select whale_id from user_whale_follows where ended_at is null
                union
                select whale_id from positions where status in ('OPEN', 'CLOSING') and whale_id is not null)
              and {Concerned}
            for no key update of m, w skip locked),
        ranked as (update whales set tier = 'CRITICAL' from concerned where id = concerned.whale_id)
        update whale_monitors m
        set tier = 'CRITICAL', next_poll_at = least(m.next_poll_at, $1)
        from concerned
        where m.whale_id = concerned.whale_id
        """;

    private const string RecheckSql = $"""
        with seen as (
            select w.id, {Concerned} as is_concerned
            from whales w join whale_monitors m on m.whale_id = w.id
            where w.id = $1
            for no key update of m),
        ranked as (update whales w set tier = 'CRITICAL' from seen where w.id = seen.id and seen.is_concerned)
        update whale_monitors m
        set tier = case when seen.is_concerned then 'CRITICAL' else m.tier end, next_poll_at = least(m.next_poll_at, $2)
        from seen
        where m.whale_id = seen.id
        returning m.next_poll_at, m.exchange
        """;

    /// <summary>Makes whales CRITICAL, and due, that somebody began to follow or to copy. Cheap: it looks only at those.</summary>
    /// <returns>How many.</returns>
    public async Task<int> PromoteAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(PromoteSql);
        command.Parameters.Add(new() { Value = now });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Makes one whale due, and CRITICAL where somebody follows or copies him.</summary>
    /// <returns>When he is due and where; null where he is not monitored.</returns>
    public async Task<(DateTimeOffset NextPollAt, Venue Venue)?> RecheckAsync(long whaleId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(RecheckSql);
        command.Parameters.Add(new() { Value = whaleId });
        command.Parameters.Add(new() { Value = now });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken)
            ? (rows.GetFieldValue<DateTimeOffset>(0), WireName<Venue>.Parse(rows.GetString(1)))
            : null;
    }

    /// <summary>How many whales of a venue stand in each tier.</summary>
    public async Task<TierCounts> CountAsync(Venue venue, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            select count(*) filter (where tier = 'CRITICAL')::int, count(*) filter (where tier = 'HIGH')::int,
                   count(*) filter (where tier = 'NORMAL')::int, count(*) filter (where tier = 'LOW')::int
            from whale_monitors where exchange = $1
            """);
        command.Parameters.Add(new() { Value = WireName<Venue>.Of(venue) });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        await rows.ReadAsync(cancellationToken);
        return new TierCounts(rows.GetInt32(0), rows.GetInt32(1), rows.GetInt32(2), rows.GetInt32(3));
    }
}
