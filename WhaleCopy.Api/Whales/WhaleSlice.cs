namespace WhaleCopy.Api.Whales;

internal static class WhaleSlice
{
    public static void MapWhales(this IEndpointRouteBuilder routes) => WhaleEndpoints.Map(routes.MapGroup("").WithTags("Whales"));
}
