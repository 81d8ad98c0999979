using System.Net;
using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.Control;

/// <summary>The control API under <c>/sim/v1</c>, for callers on this machine only.</summary>
internal static class ControlEndpoints
{
    public static void MapControl(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/sim/v1").AddEndpointFilter(OnlyLoopbackAsync).AddEndpointFilter(NameBadFieldsAsync);
        _ = group.MapGet("/health", () => Results.Json(new { status = "ok" }));
        group.MapMarketControl();
        group.MapTraderControl();
        group.MapAccountControl();
        group.MapLedgerControl();
        group.MapFaultControl();
    }

    public static Venue VenueOf(SimulatedWorld world, string exchange) => Words.TryExchange(exchange, out var known)
        ? world.VenueOf(known)
        : throw new BadInputException("exchange", "must be binance, okx, bybit or bitget");

    private static async ValueTask<object?> OnlyLoopbackAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var address = context.HttpContext.Connection.RemoteIpAddress;
        return address is null || IPAddress.IsLoopback(address)
            ? await next(context)
            : Results.Problem(statusCode: StatusCodes.Status403Forbidden, title: "The control API is for this machine only.");
    }

    private static async ValueTask<object?> NameBadFieldsAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BadInputException bad)
        {
            return Results.Problem(
                statusCode: StatusCodes.Status400BadRequest,
                title: "Bad input",
                detail: bad.Message,
                extensions: new Dictionary<string, object?>
                {
                    ["field"] = bad.Field,
                    ["errors"] = new Dictionary<string, string[]> { [bad.Field] = [bad.Reason] },
                });
        }
    }
}
