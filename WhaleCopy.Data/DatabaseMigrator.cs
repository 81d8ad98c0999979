using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace WhaleCopy.Data;

/// <summary>Brings the database to this version's schema. Any number may run at once: an advisory lock lets one work and the others wait.</summary>
public sealed class DatabaseMigrator(NpgsqlDataSource dataSource, IDbContextFactory<WhaleCopyDbContext> contexts)
{
    // "whalecop" as a number: one lock for all instances of the product on a database.
    private const long LockKey = 0x7768616C65636F70;

    /// <summary>Applies what is pending.</summary>
    /// <returns>The names of the migrations that this call applied.</returns>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "select pg_advisory_lock($1)", cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            if (pending.Count > 0)
                await context.Database.MigrateAsync(cancellationToken);
            return pending;
        }
        finally
        {
            await ExecuteAsync(connection, "select pg_advisory_unlock($1)", CancellationToken.None);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0, Parameters = { new() { Value = LockKey } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
