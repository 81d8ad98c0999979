using Npgsql;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Data.Stores;

/// <summary>The state of the venues' circuits in every process, for administrators. Nothing decides by it.</summary>
public sealed class CircuitStore(NpgsqlDataSource dataSource)
{
    /// <summary>How long a process may be silent before it no longer counts.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>Stores what a process says of its circuits, and forgets processes that have been silent for an hour.</summary>
    public async Task ReportAsync(string instance, IReadOnlyList<CircuitReading> circuits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            insert into venue_circuits (instance, exchange, operation, is_open, since, reported_at)
            select $1, c.exchange, c.operation, c.is_open, c.since, $2
            from unnest($3::text[], $4::text[], $5::boolean[], $6::timestamptz[]) as c(exchange, operation, is_open, since)
            on conflict (instance, exchange, operation) do update
            set is_open = excluded.is_open, since = excluded.since, reported_at = excluded.reported_at
            """)
        {
            Parameters =
            {
                new() { Value = instance },
                new() { Value = now },
                new() { Value = circuits.Select(circuit => WireName<Venue>.Of(circuit.Venue)).ToArray() },
                new() { Value = circuits.Select(circuit => WireName<OperationClass>.Of(circuit.Class)).ToArray() },
                new() { Value = circuits.Select(circuit => circuit.IsOpen).ToArray() },
                new() { Value = circuits.Select(circuit => circuit.Since).ToArray() },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("delete from venue_circuits where reported_at < $1")
        {
            Parameters = { new() { Value = now - TimeSpan.FromHours(1) } },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
