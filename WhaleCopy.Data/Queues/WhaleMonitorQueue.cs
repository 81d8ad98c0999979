using Npgsql;
using NpgsqlTypes;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Data.Queues;

/// <summary>
/// The whales that are due for a poll. A claim takes a lease and a fencing token; every commit is guarded by the token, so what a
/// poller that lost its lease still writes is refused, whatever it saw.
/// </summary>
public sealed partial class WhaleMonitorQueue(NpgsqlDataSource dataSource)
{
    // Tier by tier, the most urgent first: one index range each, so that a long queue of low tiers costs the critical one nothing.
    private const string ClaimSql = """
        with due as (
            select candidate.whale_id
            from unnest($2::text[]) with ordinality as wanted(tier, urgency)
            cross join lateral (
                select m.whale_id, m.next_poll_at
                from whale_monitors m
                where m.exchange = $1 and m.tier = wanted.tier and m.next_poll_at <= $3
                  and (m.lease_until is null or m.lease_until <= $3)
                order by m.next_poll_at
                limit $4
                for no key update of m skip locked) candidate
            order by wanted.urgency, candidate.next_poll_at
            limit $4)
        update whale_monitors m
        set lease_owner = $5, lease_until = $6, lease_token = m.lease_token + 1
        from due, whales w
        where m.whale_id = due.whale_id and w.id = m.whale_id
        returning m.whale_id, m.exchange_uid, m.tier, m.next_poll_at, m.last_polled_at, m.lease_token, m.state, w.score, w.data_status,
            exists (select from positions p where p.whale_id = m.whale_id and p.status in ('OPEN', 'CLOSING')),
            (select count(*)::int from (
                select from user_whale_follows f where f.whale_id = m.whale_id and f.ended_at is null limit 10) followers)
        """;

    private const string OutcomesSql = """
        with outcome as (
            select * from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::text[], $5::bigint[], $6::timestamptz[],
                                 $7::timestamptz[], $8::text[], $9::integer[], $10::integer[], $11::timestamptz[], $12::text[])
                as o(whale_id, lease_token, due_at, state, snapshot_number, polled_at, last_complete_at, result, failures,
                     achieved_interval_ms, next_poll_at, tier)),
        held as (
            select m.whale_id from whale_monitors m join outcome o on o.whale_id = m.whale_id and o.lease_token = m.lease_token
            order by m.whale_id
            for no key update of m)
        update whale_monitors m
        set state = o.state::jsonb, snapshot_number = o.snapshot_number, last_polled_at = o.polled_at,
            last_complete_at = coalesce(o.last_complete_at, m.last_complete_at), last_result = o.result, failures = o.failures,
            achieved_interval_ms = coalesce(o.achieved_interval_ms, m.achieved_interval_ms),
            next_poll_at = case when m.next_poll_at = o.due_at then o.next_poll_at else least(m.next_poll_at, o.next_poll_at) end,
            tier = o.tier, lease_owner = null, lease_until = null
        from outcome o join held on held.whale_id = o.whale_id
        where m.whale_id = o.whale_id and m.lease_token = o.lease_token and m.snapshot_number <= o.snapshot_number
        returning m.whale_id
        """;

    /// <summary>Takes up to <paramref name="limit"/> due whales of a venue, the most urgent tiers first.</summary>
    /// <param name="venue">Whose whales.</param>
    /// <param name="owner">Who takes them, for the operator.</param>
    /// <param name="now">Our time.</param>
    /// <param name="leaseUntil">When others may take them.</param>
    /// <param name="limit">At most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IReadOnlyList<MonitorClaim>> ClaimAsync(
        Venue venue, string owner, DateTimeOffset now, DateTimeOffset leaseUntil, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ClaimSql);
        command.Parameters.Add(new() { Value = WireName<Venue>.Of(venue) });
        command.Parameters.Add(new() { Value = MostUrgentFirst });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = owner });
        command.Parameters.Add(new() { Value = leaseUntil });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var claims = new List<MonitorClaim>();
        while (await rows.ReadAsync(cancellationToken))
        {
            claims.Add(new MonitorClaim
            {
                WhaleId = rows.GetInt64(0),
                Uid = rows.GetString(1),
                Tier = WireName<PollingTier>.Parse(rows.GetString(2)),
                DueAt = rows.GetFieldValue<DateTimeOffset>(3),
                LastPolledAt = rows.IsDBNull(4) ? null : rows.GetFieldValue<DateTimeOffset>(4),
                LeaseToken = rows.GetInt64(5),
                State = rows.IsDBNull(6) ? null : rows.GetString(6),
                Score = rows.GetDecimal(7),
                DataStatus = WireName<WhaleDataStatus>.Parse(rows.GetString(8)),
                HasOpenCopy = rows.GetBoolean(9),
                Followers = rows.GetInt32(10),
            });
        }

        return claims;
    }

    /// <summary>Stores what polls without news came to and gives the whales back: one statement for all.</summary>
    /// <returns>The whales whose lease was still ours; of the others nothing was written.</returns>
    public async Task<IReadOnlySet<long>> CommitAsync(IReadOnlyList<MonitorOutcome> outcomes, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(OutcomesSql);
        AddOutcomes(command.Parameters, outcomes);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var stored = new HashSet<long>(outcomes.Count);
        while (await rows.ReadAsync(cancellationToken))
            stored.Add(rows.GetInt64(0));
        return stored;
    }

    /// <summary>Gives whales back unpolled, due as they were: a poller that stops keeps nobody waiting for its leases.</summary>
    public async Task ReleaseAsync(IReadOnlyList<MonitorClaim> claims, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            update whale_monitors m set lease_owner = null, lease_until = null
            from unnest($1::bigint[], $2::bigint[]) as c(whale_id, lease_token)
            where m.whale_id = c.whale_id and m.lease_token = c.lease_token
            """);
        command.Parameters.Add(new() { Value = Array(claims, claim => claim.WhaleId) });
        command.Parameters.Add(new() { Value = Array(claims, claim => claim.LeaseToken) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static readonly string[] MostUrgentFirst = [.. WireName<PollingTier>.All];

    private static void AddOutcomes(NpgsqlParameterCollection parameters, IReadOnlyList<MonitorOutcome> outcomes)
    {
        parameters.Add(new() { Value = Array(outcomes, outcome => outcome.WhaleId) });
        parameters.Add(new() { Value = Array(outcomes, outcome => outcome.LeaseToken) });
        parameters.Add(new() { Value = Array(outcomes, outcome => outcome.DueAt) });
        parameters.Add(new() { Value = Array(outcomes, outcome => outcome.State) });
        parameters.Add(new() { Value = Array(outcomes, outcome => outcome.SnapshotNumber) });
        parameters.Add(new() { Value = Array(outcomes, outcome => outcome.PolledAt) });
        parameters.Add(new() { Value = Array(outcomes, outcome => outcome.LastCompleteAt) });
        parameters.Add(new() { Value = Array(outcomes, outcome => outcome.Result) });
        parameters.Add(new() { Value = Array(outcomes, outcome => outcome.Failures) });
        parameters.Add(new() { Value = Array(outcomes, outcome => outcome.AchievedIntervalMs) });
        parameters.Add(new() { Value = Array(outcomes, outcome => outcome.NextPollAt) });
        parameters.Add(new() { Value = Array(outcomes, outcome => WireName<PollingTier>.Of(outcome.Tier)) });
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static TValue[] Array<TItem, TValue>(IReadOnlyList<TItem> items, Func<TItem, TValue> value)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(items[i]);
        return values;
    }
}
