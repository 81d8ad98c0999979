using Microsoft.Extensions.DependencyInjection.Extensions;

namespace WhaleCopy.Poller.Discovery;

internal static class DiscoverySlice
{
    public static IServiceCollection AddDiscovery(this IServiceCollection services)
    {
        services.TryAddSingleton<DiscoveryBell>();
        services.AddHostedService<DiscoveryWorker>();
        return services;
    }
}
