using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WhaleCopy.Api.Doorbells;
using WhaleCopy.Api.Identity;
using WhaleCopy.Data;

namespace WhaleCopy.Api.Balance;

internal static class BalanceSlice
{
    public static void MapBalance(this IEndpointRouteBuilder routes) => routes.MapGet("/balance", ReadAsync)
        .WithTags("Balance").WithName("getBalance").WithSummary("Money over all accounts, and by exchange and market");

    private static async Task<Ok<BalanceAnswer>> ReadAsync(
        [FromQuery(Name = "refresh")][Description("Ask the exchanges first; where they cannot be asked, the last reading is answered with its age.")] bool? refresh,
        CurrentUser me,
        WhaleCopyDbContext database,
        ExecutorDoorbell executor,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        if (refresh == true)
            _ = await executor.ReadBalancesAsync(me.Id, cancellationToken);
        return TypedResults.Ok(await BalanceReader.ReadAsync(database, me.Id, timeProvider.GetUtcNow(), cancellationToken));
    }
}
