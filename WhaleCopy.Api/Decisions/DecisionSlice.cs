namespace WhaleCopy.Api.Decisions;

internal static class DecisionSlice
{
    public static void MapDecisions(this IEndpointRouteBuilder routes) => DecisionEndpoints.Map(routes.MapGroup("").WithTags("Decisions"));
}
