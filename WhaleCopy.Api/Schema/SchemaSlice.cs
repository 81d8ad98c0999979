using WhaleCopy.Data;
using WhaleCopy.ServiceDefaults.Startup;

namespace WhaleCopy.Api.Schema;

internal static class SchemaSlice
{
    public static void AddMigrationAtStart(this IServiceCollection services)
    {
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.SectionName);
        services.AddHostedService<MigrationAtStart>();
    }

    /// <summary>The command <c>migrate</c>: brings the database to this version's schema and says so in one line. Answers the exit code.</summary>
    public static async Task<int> MigrateAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            var builder = WebApplication.CreateBuilder(args);
            builder.Logging.ClearProviders();
            builder.AddWhaleCopyPostgres();
            builder.Services.AddWhaleCopyData();
            await using var app = builder.Build();
            var applied = await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
            await output.WriteLineAsync(applied.Count == 0
                ? "The schema is up to date."
                : $"The schema is up to date; applied {string.Join(", ", applied)}.");
            return 0;
        }
        catch (Exception failure) when (StartupErrors.Explain(failure) is not null)
        {
            await errors.WriteLineAsync($"WhaleCopy.Api cannot migrate: {StartupErrors.Explain(failure)}.");
            return 1;
        }
    }
}
