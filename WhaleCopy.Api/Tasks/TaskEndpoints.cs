using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Doorbells;
using WhaleCopy.Api.Identity;
using WhaleCopy.Api.Problems;
using WhaleCopy.Api.Users;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Tasks;

internal static class TaskEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tasks/{id:guid}", ReadAsync).WithName("getTask").WithSummary("What became of a command")
            .Refuses(HttpProblems.NotFound);
        routes.MapPost("/users/me/panic", PanicAsync).WithName("panic").WithSummary("Close everything and pause")
            .WithDescription("Copying is paused at once; every open copy is closed at market. Leaving the pause needs a step-up.")
            .TakesIdempotencyKey();
    }

    /// <summary>Declares the header for the description, with what it can refuse.</summary>
    public static RouteHandlerBuilder TakesIdempotencyKey(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new TakesIdempotencyKeyMetadata()).Refuses(TaskProblems.IdempotencyKeyReused, HttpProblems.InvalidInput);

    /// <summary>202 with the task as it was accepted; the executor is rung for a new one.</summary>
    public static async Task<Results<Accepted<TaskAnswer>, ProblemHttpResult>> AnswerAsync(
        this Submission submission, ExecutorDoorbell executor, CancellationToken cancellationToken)
    {
        switch (submission)
        {
            case Submission.Refused refused:
                return refused.Problem;
            case Submission.Repeated repeated:
                return Accepted(repeated.Task);
            case Submission.Stored stored:
                await executor.RingAsync(stored.Task, cancellationToken);
                return Accepted(stored.Task);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task<Results<Ok<TaskAnswer>, ProblemHttpResult>> ReadAsync(
        Guid id, CurrentUser me, WhaleCopyDbContext database, CancellationToken cancellationToken) =>
        await database.Tasks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.UserId == me.Id, cancellationToken) is { } task
            ? TypedResults.Ok(TaskAnswer.Of(task))
            : Refusal.Of(HttpProblems.NotFound);

    private static async Task<Results<Accepted<TaskAnswer>, ProblemHttpResult>> PanicAsync(
        CurrentUser me,
        IdempotencyKey key,
        TaskStore tasks,
        WhaleCopyDbContext database,
        ExecutorDoorbell executor,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        var submission = await tasks.SubmitAsync(
            new Command(TaskKind.Panic, me.Id, 0, "{}", key),
            async () =>
            {
                var user = await UserLock.TakeAsync(database, me.Id, cancellationToken);
                var now = timeProvider.GetUtcNow();
                user.IsPaused = true;
                user.IsPanicked = true;
                user.PausedAt ??= now;
                database.AuditLog.Add(AuditTrail.Of(me.Id, "PANIC", now));
                return null;
            },
            cancellationToken);
        return await submission.AnswerAsync(executor, cancellationToken);
    }

    private static Accepted<TaskAnswer> Accepted(TaskRow task) => TypedResults.Accepted($"/api/v1/tasks/{task.Id}", TaskAnswer.AsAccepted(task));
}

/// <summary>Marks endpoints that take <see cref="IdempotencyKey"/>.</summary>
internal sealed record TakesIdempotencyKeyMetadata;
