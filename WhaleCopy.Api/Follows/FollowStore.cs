using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using WhaleCopy.Api.Balance;
using WhaleCopy.Api.Tasks;
using WhaleCopy.Api.Users;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Api.Follows;

/// <summary>What became of a wish to follow.</summary>
internal abstract record FollowOutcome
{
    private FollowOutcome()
    {
    }

    public sealed record Begun(FollowRow Row) : FollowOutcome;

    /// <summary>The same follow was there: a repeat.</summary>
    public sealed record Unchanged(FollowRow Row) : FollowOutcome;

    public sealed record Differs : FollowOutcome;

    public sealed record Invalid(Dictionary<string, string[]> Errors) : FollowOutcome;

    public sealed record TierLimit(int Whales) : FollowOutcome;

    public sealed record NoSuchWhale : FollowOutcome;
}

/// <summary>Begins, changes and ends follows; keeps the whale's count of followers in the same transaction.</summary>
internal sealed class FollowStore(WhaleCopyDbContext database, UnwantedEntries entries, TimeProvider timeProvider)
{
    public async Task<FollowOutcome> BeginAsync(long whaleId, long userId, FollowPatch patch, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var user = await UserLock.TakeAsync(database, userId, cancellationToken);
        if (!await database.Whales.AnyAsync(whale => whale.Id == whaleId, cancellationToken))
            return new FollowOutcome.NoSuchWhale();

        var wanted = new FollowSettings().With(patch);
        if (Check(wanted, user) is { Count: > 0 } errors)
            return new FollowOutcome.Invalid(errors);
        var row = new FollowRow { UserId = userId, WhaleId = whaleId, FollowedAt = now };
        wanted.Store(row);

        if (await FindAsync(whaleId, userId, cancellationToken) is { } present)
            return present.ToCore() == row.ToCore() ? new FollowOutcome.Unchanged(present) : new FollowOutcome.Differs();

        var limits = TierLimits.Of(TierLimits.Effective(user.SubscriptionTier, user.SubscriptionExpiresAt, now));
        if (limits.MaxWhales is { } most && await database.Follows.CountAsync(follow => follow.UserId == userId && follow.EndedAt == null, cancellationToken) >= most)
            return new FollowOutcome.TierLimit(most);

        row.BalanceAtFollowUsdt = (await BalanceReader.ReadAsync(database, userId, now, cancellationToken)).TotalUsdt;
        database.Follows.Add(row);
        await database.SaveChangesAsync(cancellationToken);
        await CountAsync(whaleId, 1, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new FollowOutcome.Begun(row);
    }

    /// <summary>The follow after the change, or what is wrong with it; null where there is none.</summary>
    public async Task<(FollowRow? Row, Dictionary<string, string[]> Errors)> ChangeAsync(
        long whaleId, long userId, FollowPatch patch, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var user = await UserLock.TakeAsync(database, userId, cancellationToken);
        if (await FindAsync(whaleId, userId, cancellationToken) is not { } row)
            return (null, []);
        var changed = row.ToCore().With(patch);
        if (Check(changed, user) is { Count: > 0 } errors)
            return (null, errors);
        changed.Store(row);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (row, []);
    }

    /// <summary>
    /// Ends the follow; with <see cref="UnfollowPositions.Close"/> a task closes each of its open copies, and entries that were not sent
    /// are withdrawn. Null where there is none.
    /// </summary>
    public async Task<(FollowRow Row, IReadOnlyList<long> OpenPositions, IReadOnlyList<TaskRow> Tasks)?> EndAsync(
        long whaleId, long userId, UnfollowPositions positions, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        _ = await UserLock.TakeAsync(database, userId, cancellationToken);
        if (await FindAsync(whaleId, userId, cancellationToken) is not { } row)
            return null;

        row.EndedAt = now;
        if (positions == UnfollowPositions.Close)
        {
            // Trades before positions: what settles meanwhile is open below.
            await entries.EndOfWhaleAsync(transaction.GetDbTransaction(), userId, whaleId, Unwanted.FollowEnded, now, cancellationToken);
        }

        var open = await database.Positions
            .Where(position => position.UserId == userId && position.WhaleId == whaleId
                && (position.Status == PositionStatus.Open || position.Status == PositionStatus.Closing))
            .OrderBy(position => position.Id).Select(position => position.Id).ToListAsync(cancellationToken);
        List<TaskRow> tasks = [];
        if (positions == UnfollowPositions.Close)
        {
            tasks = open.ConvertAll(position => new Command(TaskKind.ClosePosition, userId, position, "{}", new IdempotencyKey((string?)null)).ToRow(now));
            database.Tasks.AddRange(tasks);
        }

        database.AuditLog.Add(AuditTrail.Of(userId, "FOLLOW_ENDED", now, new { whale_id = whaleId, positions, open = open.Count }));
        await database.SaveChangesAsync(cancellationToken);
        await CountAsync(whaleId, -1, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (row, open, tasks);
    }

    private Task<FollowRow?> FindAsync(long whaleId, long userId, CancellationToken cancellationToken) =>
        database.Follows.SingleOrDefaultAsync(follow => follow.WhaleId == whaleId && follow.UserId == userId && follow.EndedAt == null, cancellationToken);

    // Under the row's lock, so that two who follow at once both count.
    private Task<int> CountAsync(long whaleId, int change, CancellationToken cancellationToken) =>
        database.Whales.Where(whale => whale.Id == whaleId)
            .ExecuteUpdateAsync(whale => whale.SetProperty(row => row.FollowersCount, row => row.FollowersCount + change), cancellationToken);

    private static Dictionary<string, string[]> Check(FollowSettings follow, UserRow user) =>
        UserProblems.ByField(SettingRules.Check(follow, (user.Settings ?? new() { UserId = user.Id }).ToCore()));
}
