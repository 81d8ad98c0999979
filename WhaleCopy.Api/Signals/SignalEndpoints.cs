using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Doorbells;
using WhaleCopy.Api.Identity;
using WhaleCopy.Api.Json;
using WhaleCopy.Api.Paging;
using WhaleCopy.Api.Problems;
using WhaleCopy.Api.Tasks;
using WhaleCopy.Core.Signals;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Signals;

internal static class SignalEndpoints
{
    private const string EstimatedExecution = "< 5 seconds";
    private const decimal LargestSizeUsdt = 1_000_000m;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/signals", ListAsync).WithName("listSignals").WithSummary("What whales did, newest first").Refuses(HttpProblems.InvalidInput);
        routes.MapPost("/signals/{id:long}/copy", CopyAsync).WithName("copySignal").WithSummary("Copy a signal by hand")
            .WithDescription("Queues a task; GET /tasks/{task_id} tells whether it was copied or why not. The gates and risk checks hold as for any entry.")
            .TakesIdempotencyKey()
            .Refuses(HttpProblems.NotFound, SignalProblems.NotCopyable, SignalProblems.AlreadyCopied);
    }

    private static async Task<Ok<Page<Signal>>> ListAsync(
        [AsParameters] SignalQuery query, CurrentUser me, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        var before = query.BeforeId;
        var rows = await query.Filter(database.WhaleSignals.AsNoTracking(), database, me.Id).Where(signal => signal.Id < before)
            .OrderByDescending(signal => signal.Id).Take(query.Size + 1).Include(signal => signal.Whale).ToListAsync(cancellationToken);
        var answers = await SignalShapes.ToAnswersAsync(rows, me.Id, database, cancellationToken);
        return TypedResults.Ok(query.ToPage(answers, signal => signal, signal => $"{signal.Id}"));
    }

    private static async Task<Results<Accepted<CopyQueued>, ProblemHttpResult>> CopyAsync(
        long id,
        CopyRequest? request,
        CurrentUser me,
        IdempotencyKey key,
        TaskStore tasks,
        WhaleCopyDbContext database,
        ExecutorDoorbell executor,
        CancellationToken cancellationToken)
    {
        if (request?.SizeUsdt is { } size && (size <= 0m || size > LargestSizeUsdt))
            throw InvalidInputException.Of("size_usdt", "size_usdt is above 0 and at most 1000000.");

        var payload = JsonSerializer.Serialize(request ?? new CopyRequest(), ApiJson.Options);
        var submission = await tasks.SubmitAsync(
            new Command(TaskKind.CopySignal, me.Id, id, payload, key),
            async () =>
            {
                var kind = await database.WhaleSignals.Where(signal => signal.Id == id).Select(signal => (SignalKind?)signal.Kind).SingleOrDefaultAsync(cancellationToken);
                if (kind is null)
                    return Refusal.Of(HttpProblems.NotFound);
                if (kind is SignalKind.Reduce or SignalKind.Close)
                    return Refusal.Of(SignalProblems.NotCopyable, "Exits follow by themselves; close a position where you hold it.");
                var isCopied = await database.Trades.AnyAsync(trade => trade.SignalId == id && trade.UserId == me.Id, cancellationToken);
                return isCopied ? Refusal.Of(SignalProblems.AlreadyCopied) : null;
            },
            cancellationToken);
        switch (submission)
        {
            case Submission.Refused refused:
                return refused.Problem;
            case Submission.Repeated repeated:
                return Queued(repeated.Task, id);
            case Submission.Stored stored:
                await executor.RingAsync(stored.Task, cancellationToken);
                return Queued(stored.Task, id);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static Accepted<CopyQueued> Queued(TaskRow task, long signalId) => TypedResults.Accepted(
        $"/api/v1/tasks/{task.Id}",
        new CopyQueued { Status = TaskState.Queued, TaskId = task.Id, SignalId = signalId, EstimatedExecution = EstimatedExecution });
}
