using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Problems;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Tasks;

/// <summary>A command to be stored: its target is a signal or a position (0 for panic), its payload what else the request says, as JSON.</summary>
internal sealed record Command(TaskKind Kind, long UserId, long Target, string Payload, IdempotencyKey Key)
{
    public string Hash => IdempotencyKey.HashOf(Kind, Target, Payload);

    public TaskRow ToRow(DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = UserId,
        Kind = Kind,
        IdempotencyKey = Key.Value,
        RequestHash = Hash,
        SignalId = Kind == TaskKind.CopySignal ? Target : null,
        PositionId = Kind is TaskKind.ClosePosition or TaskKind.UpdateProtection ? Target : null,
        Payload = Payload,
        CreatedAt = now,
        NextAttemptAt = now,
    };
}

/// <summary>Whether a command was stored now, was stored before, or may not be.</summary>
internal abstract record Submission
{
    private Submission()
    {
    }

    public sealed record Stored(TaskRow Task) : Submission;

    public sealed record Repeated(TaskRow Task) : Submission;

    public sealed record Refused(ProblemHttpResult Problem) : Submission;
}

/// <summary>Stores commands before anybody is called. The unique index on user and key makes a repeat find the first.</summary>
internal sealed class TaskStore(WhaleCopyDbContext database, TimeProvider timeProvider)
{
    /// <summary>
    /// Stores the command and whatever else <paramref name="prepare"/> changes, in one transaction. A repeat is recognised before
    /// <paramref name="prepare"/> looks at the state, which the first request may have changed; it checks the state under its locks and
    /// refuses, or answers null, and may add rows of its own.
    /// </summary>
    public async Task<Submission> SubmitAsync(Command command, Func<Task<ProblemHttpResult?>> prepare, CancellationToken cancellationToken)
    {
        if (await FindAsync(command, cancellationToken) is { } earlier)
            return earlier;

        var task = command.ToRow(timeProvider.GetUtcNow());
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await prepare() is { } refusal)
        {
            // While we waited for a lock, the same request may have gone through.
            return await FindAsync(command, cancellationToken) ?? new Submission.Refused(refusal);
        }

        database.Tasks.Add(task);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new Submission.Stored(task);
        }
        catch (DbUpdateException taken) when (command.Key.Value is not null && taken.IsUniqueViolation())
        {
            await transaction.RollbackAsync(cancellationToken);
            database.ChangeTracker.Clear();
            return await FindAsync(command, cancellationToken) ?? throw new InvalidOperationException("A task vanished.", taken);
        }
    }

    private async Task<Submission?> FindAsync(Command command, CancellationToken cancellationToken)
    {
        if (command.Key.Value is not { } key)
            return null;
        var task = await database.Tasks.AsNoTracking()
            .SingleOrDefaultAsync(row => row.UserId == command.UserId && row.IdempotencyKey == key, cancellationToken);
        return task is null ? null
            : task.RequestHash == command.Hash ? new Submission.Repeated(task)
            : new Submission.Refused(Refusal.Of(TaskProblems.IdempotencyKeyReused, "Use a new key for a new request."));
    }
}
