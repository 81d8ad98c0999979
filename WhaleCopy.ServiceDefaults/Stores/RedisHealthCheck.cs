using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace WhaleCopy.ServiceDefaults.Stores;

/// <summary>Degraded, never unhealthy, when Redis is away: it holds caches and live fan-out only.</summary>
internal sealed class RedisHealthCheck(IConnectionMultiplexer redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception away) when (away is RedisException or TimeoutException or OperationCanceledException)
        {
            return HealthCheckResult.Degraded();
        }
    }
}
