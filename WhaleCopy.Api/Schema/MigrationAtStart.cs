using Microsoft.Extensions.Options;
using WhaleCopy.Data;

namespace WhaleCopy.Api.Schema;

/// <summary>Section <c>Database</c>.</summary>
internal sealed class DatabaseOptions
{
    public const string SectionName = "Database";

    /// <summary>Bring the schema up to date before anything else starts. Off: <c>WhaleCopy.Api migrate</c> does it as a step of its own.</summary>
    public bool MigrateOnStart { get; set; }
}

/// <summary>Migrates before the other hosted services start and before the first request is taken.</summary>
internal sealed class MigrationAtStart(IOptions<DatabaseOptions> options, DatabaseMigrator migrator, ILogger<MigrationAtStart> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.MigrateOnStart)
            Log.Migrated(logger, (await migrator.MigrateAsync(cancellationToken)).Count);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
