using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WhaleCopy.ServiceDefaults.Stores;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers the cache under the connection name that the AppHost injects.</summary>
public static class RedisRegistration
{
    /// <summary>The connection name: <c>ConnectionStrings:redis</c>.</summary>
    public const string ConnectionName = "redis";

    /// <summary>
    /// Adds a singleton <see cref="IConnectionMultiplexer"/> that never stops a service: it starts without Redis, keeps
    /// trying, and commands fail at once while it is away, so that callers take their local fallback.
    /// </summary>
    public static TBuilder AddWhaleCopyRedis<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<RedisOptions>()
            .Configure<IConfiguration>((options, configuration) => options.ConnectionString = configuration.GetConnectionString(ConnectionName) ?? "")
            .ValidateOnStart();
        builder.Services.TryAddSingleton<IValidateOptions<RedisOptions>, RedisOptionsValidator>();

        var applicationName = builder.Environment.ApplicationName;
        builder.Services.TryAddSingleton<IConnectionMultiplexer>(services =>
        {
            var options = ConfigurationOptions.Parse(services.GetRequiredService<IOptions<RedisOptions>>().Value.ConnectionString);
            options.AbortOnConnectFail = false;
            options.BacklogPolicy = BacklogPolicy.FailFast;
            options.ClientName ??= applicationName;
            var redis = ConnectionMultiplexer.Connect(options);
            var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("WhaleCopy.Redis");
            redis.ConnectionFailed += (_, failure) => Log.RedisLost(log, failure.ConnectionType, failure.FailureType);
            redis.ConnectionRestored += (_, restored) => Log.RedisRestored(log, restored.ConnectionType);
            if (!redis.IsConnected)
            {
                Log.RedisLost(log, ConnectionType.None, ConnectionFailureType.UnableToConnect);
            }

            return redis;
        });
        builder.Services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis", HealthStatus.Degraded, timeout: TimeSpan.FromSeconds(5));
        return builder;
    }

    private sealed class RedisOptionsValidator : IValidateOptions<RedisOptions>
    {
        public ValidateOptionsResult Validate(string? name, RedisOptions options)
        {
            if (string.IsNullOrWhiteSpace(options.ConnectionString))
            {
                return ValidateOptionsResult.Fail(
                    $"ConnectionStrings:{ConnectionName} is missing. Set it, for example ConnectionStrings__{ConnectionName}=localhost:6379");
            }

            try
            {
                return ConfigurationOptions.Parse(options.ConnectionString).EndPoints.Count == 0
                    ? ValidateOptionsResult.Fail($"ConnectionStrings:{ConnectionName} names no host")
                    : ValidateOptionsResult.Success;
            }
            catch (ArgumentException)
            {
                // The parser's message can quote a piece of the value, and the value may hold a password.
                return ValidateOptionsResult.Fail(
                    $"ConnectionStrings:{ConnectionName} is not a Redis connection string. Expected 'host:port' or 'host:port,password=…'");
            }
        }
    }
}
