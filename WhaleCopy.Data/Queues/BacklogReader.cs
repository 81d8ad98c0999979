using Npgsql;

namespace WhaleCopy.Data.Queues;

/// <summary>What waits, and for how many people.</summary>
/// <param name="PendingAge">How long the oldest signal has waited for an executor; zero where none waits.</param>
/// <param name="DeadLetters">Work that was given up and that no operator has ended.</param>
/// <param name="ActiveUsers">Users who may trade and either follow a whale or hold a copy.</param>
/// <param name="Discrepancies">Open copies of which the venue shows less than we hold and no fill has explained it yet.</param>
public sealed record Backlog(TimeSpan PendingAge, long DeadLetters, long ActiveUsers, long Discrepancies);

/// <summary>Counts what waits: for meters and alerts, decides nothing.</summary>
public sealed class BacklogReader(NpgsqlDataSource dataSource)
{
    private const string Sql = """
        select
            greatest(0, coalesce(extract(epoch from $1 - (select min(detected_at) from whale_signals where status = 'PENDING')), 0))::float8,
            (select count(*) from dead_letters where retried_at is null and dropped_at is null),
            (select count(*) from users u
             where u.is_active and not u.is_banned and (
                 exists (select from user_whale_follows f where f.user_id = u.id and f.ended_at is null)
                 or exists (select from positions p where p.user_id = u.id and p.status in ('OPEN', 'CLOSING')))),
            (select count(*) from positions where status in ('OPEN', 'CLOSING') and missing_quantity is not null)
        """;

    /// <summary>As it is now.</summary>
    public async Task<Backlog> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = now });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken)
            ? new Backlog(TimeSpan.FromSeconds(rows.GetDouble(0)), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3))
            : throw new InvalidOperationException("The backlog has no row.");
    }
}
