using Microsoft.Extensions.DependencyInjection.Extensions;

namespace WhaleCopy.Api.Follows;

internal static class FollowSlice
{
    public static void AddFollows(this IServiceCollection services) => services.TryAddScoped<FollowStore>();

    public static void MapFollows(this IEndpointRouteBuilder routes) => FollowEndpoints.Map(routes.MapGroup("").WithTags("Follows"));
}
