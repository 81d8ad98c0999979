using Microsoft.Extensions.DependencyInjection.Extensions;
using WhaleCopy.Data.Queues;

namespace WhaleCopy.Poller.Statistics;

internal static class StatisticsSlice
{
    public static IServiceCollection AddStatistics(this IServiceCollection services)
    {
        services.TryAddSingleton<WhaleStatsQueue>();
        services.TryAddSingleton<AnswerQueue>();
        services.AddHostedService<StatisticsWorker>();
        return services;
    }
}
