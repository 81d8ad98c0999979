using Microsoft.Extensions.DependencyInjection.Extensions;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Api.Follows;

internal static class FollowSlice
{
    public static void AddFollows(this IServiceCollection services)
    {
        services.TryAddScoped<FollowStore>();
        services.TryAddSingleton<TradingDatabase>();
        services.TryAddSingleton<TradeStore>();
        services.TryAddSingleton<UnwantedEntries>();
    }

    public static void MapFollows(this IEndpointRouteBuilder routes) => FollowEndpoints.Map(routes.MapGroup("").WithTags("Follows"));
}
