using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WhaleCopy.Contracts.Executor;
using WhaleCopy.Data.Queues;

namespace WhaleCopy.Poller.Polling;

internal static class PollingSlice
{
    // The name under which the AppHost and Standalone announce the executor's gRPC endpoint.
    private const string ExecutorAddress = "http://_grpc.executor";

    public static IServiceCollection AddPolling(this IServiceCollection services)
    {
        services.AddOptions<PollingOptions>().BindConfiguration(PollingOptions.SectionName).ValidateOnStart();
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
        services.TryAddSingleton(provider => new TierIntervals(provider.GetRequiredService<IOptions<PollingOptions>>().Value));

        services.AddGrpcClient<CopyEngine.CopyEngineClient>(client => client.Address = new Uri(ExecutorAddress)).AddServiceDiscovery();
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
