using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Doorbells;
using WhaleCopy.Api.Identity;
using WhaleCopy.Api.Json;
using WhaleCopy.Api.Paging;
using WhaleCopy.Api.Problems;
using WhaleCopy.Api.Tasks;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Positions;

internal static class PositionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/trades/positions", ListAsync).WithName("listPositions").WithSummary("The caller's positions, newest first")
            .Refuses(HttpProblems.InvalidInput);
        routes.MapPost("/trades/positions/{id:long}/close", CloseAsync).WithName("closePosition").WithSummary("Close a position, or a part of it, at market")
            .TakesIdempotencyKey()
            .Refuses(HttpProblems.NotFound, PositionProblems.NotOpen);
        routes.MapPatch("/trades/positions/{id:long}", ProtectAsync).WithName("changeProtection").WithSummary("Move stop-loss, take-profit or trailing stop")
            .WithDescription("Answers the position with what is wanted; protection is PENDING until it stands at the exchange.")
            .Refuses(HttpProblems.NotFound, HttpProblems.InvalidInput, PositionProblems.NotOpen, PositionProblems.ProtectionInvalid);
    }

    private static async Task<Ok<Page<Position>>> ListAsync(
        [AsParameters] PositionQuery query, CurrentUser me, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        var before = query.BeforeId;
        var rows = await query.Filter(database.Positions.AsNoTracking(), me.Id).Where(position => position.Id < before)
            .OrderByDescending(position => position.Id).Take(query.Size + 1).Named(database).ToListAsync(cancellationToken);
        return TypedResults.Ok(query.ToPage(rows, PositionShapes.ToAnswer, named => $"{named.Row.Id}"));
    }

    private static async Task<Results<Accepted<TaskAnswer>, ProblemHttpResult>> CloseAsync(
        long id,
        CloseRequest? request,
        CurrentUser me,
        IdempotencyKey key,
        TaskStore tasks,
        WhaleCopyDbContext database,
        ExecutorDoorbell executor,
        CancellationToken cancellationToken)
    {
        if (request?.Percent is <= 0m or > 100m)
            throw InvalidInputException.Of("percent", "percent is above 0 and at most 100.");

        var submission = await tasks.SubmitAsync(
            new Command(TaskKind.ClosePosition, me.Id, id, JsonSerializer.Serialize(request ?? new CloseRequest(), ApiJson.Options), key),
            async () =>
            {
                var status = await database.Positions.Where(position => position.Id == id && position.UserId == me.Id)
                    .Select(position => (PositionStatus?)position.Status).SingleOrDefaultAsync(cancellationToken);
                return status switch
                {
                    null => Refusal.Of(HttpProblems.NotFound),
                    PositionStatus.Open or PositionStatus.Closing => null,
                    _ => Refusal.Of(PositionProblems.NotOpen),
                };
            },
            cancellationToken);
        return await submission.AnswerAsync(executor, cancellationToken);
    }

    private static async Task<Results<Ok<Position>, ProblemHttpResult>> ProtectAsync(
        long id,
        ProtectionPatch patch,
        CurrentUser me,
        WhaleCopyDbContext database,
        ExecutorDoorbell executor,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        var own = database.Positions.AsNoTracking().Where(position => position.Id == id && position.UserId == me.Id);
        if (await own.SingleOrDefaultAsync(cancellationToken) is not { } row)
            return Refusal.Of(HttpProblems.NotFound);
        var change = ProtectionChange.Of(row, patch);
        if (change.Errors.Count > 0)
            return Refusal.Of(PositionProblems.ProtectionInvalid, errors: change.Errors);

        // Only of an open position whose entry price is still the one that the percentages were taken of.
        var now = timeProvider.GetUtcNow();
        var changed = await database.Positions
            .Where(position => position.Id == id && position.UserId == me.Id && position.Status == PositionStatus.Open && position.EntryPrice == row.EntryPrice)
            .ExecuteUpdateAsync(
                position => position.SetProperty(wanted => wanted.StopLossPercent, change.StopLossPercent)
                    .SetProperty(wanted => wanted.StopLossPrice, change.StopLossPrice)
                    .SetProperty(wanted => wanted.TakeProfitPercent, change.TakeProfitPercent)
                    .SetProperty(wanted => wanted.TakeProfitPrice, change.TakeProfitPrice)
                    .SetProperty(wanted => wanted.TrailingStopPercent, change.TrailingStopPercent)
                    .SetProperty(wanted => wanted.Protection, ProtectionStatus.Pending)
                    .SetProperty(wanted => wanted.NextProtectionAt, now),
                cancellationToken);
        if (changed == 0)
            return Refusal.Of(PositionProblems.NotOpen, "It is closed or closing, or was just changed: look again.");

        await executor.ProtectionChangedAsync(id, cancellationToken);
        return TypedResults.Ok(PositionShapes.ToAnswer(await own.Named(database).SingleAsync(cancellationToken)));
    }
}
