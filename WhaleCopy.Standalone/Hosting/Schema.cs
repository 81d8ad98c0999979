using Npgsql;
using WhaleCopy.Data;

namespace WhaleCopy.Standalone.Hosting;

/// <summary>The migration step, before any service starts.</summary>
internal static class Schema
{
    /// <summary>Brings the database to this version; the names of the migrations applied.</summary>
    public static async Task<IReadOnlyList<string>> MigrateAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var services = new ServiceCollection().AddSingleton(dataSource).AddWhaleCopyData().BuildServiceProvider();
        return await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
    }
}
