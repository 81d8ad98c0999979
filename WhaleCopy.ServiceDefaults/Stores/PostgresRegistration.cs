using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using WhaleCopy.ServiceDefaults.Stores;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers the one database under the connection name that the AppHost injects.</summary>
public static class PostgresRegistration
{
    /// <summary>The connection name: <c>ConnectionStrings:whalecopy</c>.</summary>
    public const string ConnectionName = "whalecopy";

    /// <summary>
    /// Adds a singleton <see cref="NpgsqlDataSource"/> with health check, traces and metrics. A missing or unreadable
    /// connection string stops the service at start with a line that names the key.
    /// </summary>
    public static TBuilder AddWhaleCopyPostgres<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<PostgresOptions>()
            .Configure<IConfiguration>((options, configuration) => options.ConnectionString = configuration.GetConnectionString(ConnectionName) ?? "")
            .ValidateOnStart();
        builder.Services.TryAddSingleton<IValidateOptions<PostgresOptions>, PostgresOptionsValidator>();

        var applicationName = builder.Environment.ApplicationName;
        builder.Services.TryAddSingleton(services =>
        {
            var source = new NpgsqlDataSourceBuilder(services.GetRequiredService<IOptions<PostgresOptions>>().Value.ConnectionString) { Name = ConnectionName };
            source.ConnectionStringBuilder.ApplicationName ??= applicationName;

            // Nothing here sets a session's state: settings and locks end with their transactions.
            if (!source.ConnectionStringBuilder.ShouldSerialize("No Reset On Close"))
                source.ConnectionStringBuilder.NoResetOnClose = true;
            return source.UseLoggerFactory(services.GetRequiredService<ILoggerFactory>()).Build();
        });
        builder.Services.AddHealthChecks().AddCheck<PostgresHealthCheck>("postgres", HealthStatus.Unhealthy, timeout: TimeSpan.FromSeconds(5));
        return builder;
    }

    private sealed class PostgresOptionsValidator : IValidateOptions<PostgresOptions>
    {
        public ValidateOptionsResult Validate(string? name, PostgresOptions options)
        {
            if (string.IsNullOrWhiteSpace(options.ConnectionString))
            {
                return ValidateOptionsResult.Fail(
                    $"ConnectionStrings:{ConnectionName} is missing. Set it, for example ConnectionStrings__{ConnectionName}='Host=localhost;Database={ConnectionName};Username=…;Password=…'");
            }

            try
            {
                var parsed = new NpgsqlConnectionStringBuilder(options.ConnectionString);
                return string.IsNullOrWhiteSpace(parsed.Host)
                    ? ValidateOptionsResult.Fail($"ConnectionStrings:{ConnectionName} names no Host")
                    : ValidateOptionsResult.Success;
            }
            catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or DbException)
            {
                // The parser's message can quote a piece of the value, and the value holds a password.
                return ValidateOptionsResult.Fail(
                    $"ConnectionStrings:{ConnectionName} is not a PostgreSQL connection string. Expected 'Host=…;Database=…;Username=…;Password=…'");
            }
        }
    }
}
