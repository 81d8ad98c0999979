namespace WhaleCopy.Api.Positions;

internal static class PositionSlice
{
    public static void MapPositions(this IEndpointRouteBuilder routes) => PositionEndpoints.Map(routes.MapGroup("").WithTags("Positions"));
}
