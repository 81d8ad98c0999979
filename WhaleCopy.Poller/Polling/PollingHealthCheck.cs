using Microsoft.Extensions.Diagnostics.HealthChecks;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Poller.Polling;

/// <summary>Ready while every polling loop turns; a loop that stood still for half a minute does not.</summary>
internal sealed class PollingHealthCheck(IEnumerable<IVenueReader> readers, PollingPulse pulse, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var turns = readers.All(reader => pulse.Beats.TryGetValue(reader.Venue, out var beat) && now - beat < Longest);
        return Task.FromResult(turns ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus));
    }
}
