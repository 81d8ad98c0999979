using Microsoft.Extensions.DependencyInjection.Extensions;

namespace WhaleCopy.Api.Tasks;

internal static class TaskSlice
{
    public static void AddTasks(this IServiceCollection services) => services.TryAddScoped<TaskStore>();

    public static void MapTasks(this IEndpointRouteBuilder routes) => TaskEndpoints.Map(routes.MapGroup("").WithTags("Tasks"));
}
