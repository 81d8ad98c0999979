using Microsoft.Extensions.DependencyInjection.Extensions;
using WhaleCopy.Data.Queues;

namespace WhaleCopy.Poller.Backlog;

internal static class BacklogSlice
{
    public static IServiceCollection AddBacklog(this IServiceCollection services)
    {
        services.TryAddSingleton<BacklogReader>();
        services.AddHostedService<BacklogWatch>();
        return services;
    }
}
