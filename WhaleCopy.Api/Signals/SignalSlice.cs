namespace WhaleCopy.Api.Signals;

internal static class SignalSlice
{
    public static void MapSignals(this IEndpointRouteBuilder routes) => SignalEndpoints.Map(routes.MapGroup("").WithTags("Signals"));
}
