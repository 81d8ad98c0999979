namespace WhaleCopy.Api.Trades;

internal static class TradeSlice
{
    public static void MapTrades(this IEndpointRouteBuilder routes) => TradeEndpoints.Map(routes.MapGroup("").WithTags("Trades"));
}
