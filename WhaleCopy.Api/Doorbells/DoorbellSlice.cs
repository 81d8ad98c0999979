using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WhaleCopy.Contracts.Executor;
using WhaleCopy.Contracts.Poller;

namespace WhaleCopy.Api.Doorbells;

internal static class DoorbellSlice
{
    public static void AddDoorbells(this IServiceCollection services)
    {
        services.AddOptions<ServiceOptions>().BindConfiguration(ServiceOptions.SectionName).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<ServiceOptions>, ServiceOptionsValidator>();

        // No resilience handler: a command is a row, and a repeated call would only hide a dead executor from its caller.
        services.AddGrpcClient<CopyEngine.CopyEngineClient>((provider, client) => client.Address = new Uri(Options(provider).Executor)).AddServiceDiscovery();
        services.AddGrpcClient<WhaleMonitor.WhaleMonitorClient>((provider, client) => client.Address = new Uri(Options(provider).Poller)).AddServiceDiscovery();
        services.TryAddTransient<ExecutorDoorbell>();
        services.TryAddTransient<PollerDoorbell>();
    }

    private static ServiceOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<ServiceOptions>>().Value;
}
