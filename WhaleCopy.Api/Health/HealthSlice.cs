using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using WhaleCopy.Api.Doorbells;

namespace WhaleCopy.Api.Health;

/// <summary>Which exchanges the installation works with, from section <c>Exchanges</c>; the Api only tells it.</summary>
internal sealed class ExchangesModeOptions
{
    public const string SectionName = "Exchanges";

    /// <summary>simulated, live or paper.</summary>
    public string Mode { get; set; } = "simulated";
}

internal sealed class ExchangesModeOptionsValidator : IValidateOptions<ExchangesModeOptions>
{
    public ValidateOptionsResult Validate(string? name, ExchangesModeOptions options) =>
        options.Mode.ToLowerInvariant() is "simulated" or "live" or "paper"
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Exchanges:Mode is simulated, live or paper");
}

/// <summary>Adds to <c>/health</c> the services behind the Api and the exchanges' mode.</summary>
internal static class HealthSlice
{
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddOptions<ExchangesModeOptions>().BindConfiguration(ExchangesModeOptions.SectionName).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<ExchangesModeOptions>, ExchangesModeOptionsValidator>();
        services.AddOptions<HealthFacts>().Configure<IOptions<ExchangesModeOptions>>(
            (facts, exchanges) => facts.ByName["exchanges_mode"] = exchanges.Value.Mode.ToLowerInvariant());

        services.AddGrpcClient<Grpc.Health.V1.Health.HealthClient>("executor", (provider, client) => client.Address = new Uri(Addresses(provider).Executor)).AddServiceDiscovery();
        services.AddGrpcClient<Grpc.Health.V1.Health.HealthClient>("poller", (provider, client) => client.Address = new Uri(Addresses(provider).Poller)).AddServiceDiscovery();
        services.AddHealthChecks().Add(Check("executor")).Add(Check("poller"));
    }

    private static ServiceOptions Addresses(IServiceProvider provider) => provider.GetRequiredService<IOptions<ServiceOptions>>().Value;

    // Degraded, never unhealthy: without them the Api still shows, and keeps every command until they are back.
    private static HealthCheckRegistration Check(string service) => new(
        service,
        provider => new ServiceHealthCheck(provider.GetRequiredService<Grpc.Net.ClientFactory.GrpcClientFactory>(), service),
        HealthStatus.Degraded,
        tags: null,
        timeout: TimeSpan.FromSeconds(3));

    private sealed class ServiceHealthCheck(Grpc.Net.ClientFactory.GrpcClientFactory clients, string service) : IHealthCheck
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                var health = clients.CreateClient<Grpc.Health.V1.Health.HealthClient>(service);
                var answer = await health.CheckAsync(
                    new HealthCheckRequest(), deadline: Deadline.In(Patience), cancellationToken: cancellationToken);
                return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded();
            }
            catch (RpcException)
            {
                return HealthCheckResult.Degraded();
            }
        }
    }
}
