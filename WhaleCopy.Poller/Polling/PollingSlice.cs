using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WhaleCopy.Contracts.Executor;
using WhaleCopy.Data.Queues;

namespace WhaleCopy.Poller.Polling;

internal static class PollingSlice
{
    public static IServiceCollection AddPolling(this IServiceCollection services)
    {
        services.AddOptions<PollingOptions>().BindConfiguration(PollingOptions.SectionName).ValidateOnStart();
        services.AddOptions<ExecutorAddress>().BindConfiguration(ExecutorAddress.SectionName).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ExecutorAddress>, ExecutorAddressValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PollingOptions>, PollingRanges>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PollingOptions>, PollingConsistency>());

        services.TryAddSingleton<WhaleMonitorQueue>();
        services.TryAddSingleton<WhaleTierQueue>();
        services.TryAddSingleton<WhaleSourceQueue>();
        services.TryAddSingleton<PollMeters>();
        services.TryAddSingleton<PollerIdentity>();
        services.TryAddSingleton<PollingPulse>();
        services.TryAddSingleton<SourceBudget>();
        services.TryAddSingleton<LiveNews>();
        services.TryAddSingleton<PollDelivery>();
        services.TryAddSingleton<SourcePollerFactory>();
        services.TryAddSingleton<SourceStretch>();

        // No resilience handler: a lost wake-up costs latency, and the executor sweeps what is pending.
        services.AddGrpcClient<CopyEngine.CopyEngineClient>((provider, client) =>
            client.Address = new Uri(provider.GetRequiredService<IOptions<ExecutorAddress>>().Value.Executor)).AddServiceDiscovery();
        services.AddHosted<ExecutorDoorbell>();
        services.AddHosted<PollCommitter>();
        services.AddHosted<SourceHealthWatch>();
        services.AddHosted<TierWorker>();
        services.AddHosted<PollingWorker>();
        services.AddHealthChecks().AddCheck<PollingHealthCheck>("polling");
        return services;
    }

    private static void AddHosted<T>(this IServiceCollection services)
        where T : class, IHostedService
    {
        services.TryAddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
