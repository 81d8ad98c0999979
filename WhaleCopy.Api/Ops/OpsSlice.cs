using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Identity;
using WhaleCopy.Api.Problems;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Api.Ops;

/// <summary>What administrators see of the whole installation.</summary>
internal static class OpsSlice
{
    public static void MapOps(this IEndpointRouteBuilder routes)
    {
        var ops = routes.MapGroup("/ops").WithTags("Ops").RequireAuthorization(IdentitySlice.Administrators).Refuses(IdentityProblems.Forbidden);
        ops.MapGet("/circuits", CircuitsAsync).WithName("listCircuits").WithSummary("Circuit breakers of every process, open ones first");
        ops.MapGet("/queues", QueuesAsync).WithName("listQueues").WithSummary("How much work waits, and since when");
        ops.MapGet("/tiers", TiersAsync).WithName("listTiers").WithSummary("How whales are polled, by exchange and tier");
    }

    private static async Task<Ok<OpsList<CircuitAnswer>>> CircuitsAsync(
        WhaleCopyDbContext database, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var heardSince = timeProvider.GetUtcNow() - CircuitStore.Silence;
        var rows = await database.VenueCircuits.AsNoTracking()
            .Where(circuit => circuit.ReportedAt >= heardSince)
            .OrderByDescending(circuit => circuit.IsOpen).ThenBy(circuit => circuit.Exchange).ThenBy(circuit => circuit.Operation).ThenBy(circuit => circuit.Instance)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new OpsList<CircuitAnswer>
        {
            Items =
            [
                .. rows.Select(row => new CircuitAnswer
                {
                    Exchange = row.Exchange,
                    Operation = row.Operation,
                    IsOpen = row.IsOpen,
                    Since = row.Since,
                    Instance = row.Instance,
                    ReportedAt = row.ReportedAt,
                }),
            ],
        });
    }

    private static async Task<Ok<OpsList<QueueAnswer>>> QueuesAsync(WhaleCopyDbContext database, CancellationToken cancellationToken) =>
        TypedResults.Ok(new OpsList<QueueAnswer>
        {
            Items =
            [
                await CountAsync("SIGNALS", database.WhaleSignals.Where(row => row.Status == SignalStatus.Pending || row.Status == SignalStatus.Processing)
                    .Select(row => row.DetectedAt), cancellationToken),
                await CountAsync("TASKS", database.Tasks.Where(row => row.Status == TaskState.Queued || row.Status == TaskState.Running)
                    .Select(row => row.CreatedAt), cancellationToken),
                await CountAsync("TRADES", database.Trades.Where(row => row.Status == TradeStatus.Pending || row.Status == TradeStatus.Executing)
                    .Select(row => row.CreatedAt), cancellationToken),
                await CountAsync("TRADES_UNKNOWN", database.Trades.Where(row => row.Status == TradeStatus.Unknown).Select(row => row.CreatedAt), cancellationToken),
                await CountAsync("NOTIFICATIONS", database.Notifications.Where(row => row.Status == NotificationStatus.Pending)
                    .Select(row => row.CreatedAt), cancellationToken),
                await CountAsync("DEAD_LETTERS", database.DeadLetters.Where(row => row.RetriedAt == null && row.DroppedAt == null)
                    .Select(row => row.CreatedAt), cancellationToken),
            ],
        });

    private static async Task<Ok<OpsList<TierPollingAnswer>>> TiersAsync(
        WhaleCopyDbContext database, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var rows = await database.WhaleMonitors
            .GroupBy(monitor => new { monitor.Exchange, monitor.Tier })
            .Select(group => new
            {
                group.Key,
                Whales = group.LongCount(),
                Overdue = group.LongCount(monitor => monitor.NextPollAt < now),
                NextPollAt = group.Min(monitor => (DateTimeOffset?)monitor.NextPollAt),
                Interval = group.Average(monitor => monitor.AchievedIntervalMs),
            })
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new OpsList<TierPollingAnswer>
        {
            Items =
            [
                .. rows.OrderBy(row => row.Key.Exchange).ThenBy(row => row.Key.Tier).Select(row => new TierPollingAnswer
                {
                    Exchange = row.Key.Exchange,
                    Tier = row.Key.Tier,
                    Whales = row.Whales,
                    Overdue = row.Overdue,
                    NextPollAt = row.NextPollAt,
                    AchievedIntervalMs = row.Interval is { } interval ? (int)interval : null,
                }),
            ],
        });
    }

    private static async Task<QueueAnswer> CountAsync(string name, IQueryable<DateTimeOffset> waiting, CancellationToken cancellationToken)
    {
        var found = await waiting.GroupBy(_ => 1).Select(group => new { Count = group.LongCount(), Oldest = group.Min() }).SingleOrDefaultAsync(cancellationToken);
        return new QueueAnswer { Name = name, Waiting = found?.Count ?? 0, OldestAt = found?.Oldest };
    }
}
