using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Follows;
using WhaleCopy.Api.Identity;
using WhaleCopy.Api.Json;
using WhaleCopy.Api.Paging;
using WhaleCopy.Api.Problems;
using WhaleCopy.Data;

namespace WhaleCopy.Api.Whales;

internal static class WhaleEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/whales", ListAsync).WithName("listWhales").WithSummary("Lead traders").Refuses(HttpProblems.InvalidInput);
        routes.MapGet("/whales/sources", SourcesAsync).WithName("listWhaleSources").WithSummary("Where whales come from, and how well it works");
        routes.MapGet("/whales/{id:long}", ReadAsync).WithName("getWhale").WithSummary("A lead trader with the caller's follow").Refuses(HttpProblems.NotFound);
        routes.MapGet("/whales/{id:long}/positions", BookAsync).WithName("getWhalePositions").WithSummary("His live book").Refuses(HttpProblems.NotFound);
        routes.MapGet("/whales/{id:long}/history", HistoryAsync).WithName("listWhaleHistory").WithSummary("Positions he has closed, newest first")
            .Refuses(HttpProblems.NotFound, HttpProblems.InvalidInput);
        routes.MapGet("/whales/{id:long}/performance", PerformanceAsync).WithName("getWhalePerformance").WithSummary("Statistics and equity curve")
            .Refuses(HttpProblems.NotFound);
    }

    private static async Task<Ok<Page<Whale>>> ListAsync(
        [AsParameters] WhaleQuery query, CurrentUser me, WhaleCopyDbContext database, CancellationToken cancellationToken) =>
        TypedResults.Ok(await WhaleList.ReadAsync(query, me.Id, database, cancellationToken));

    private static async Task<Ok<Page<WhaleSourceAnswer>>> SourcesAsync(
        WhaleCopyDbContext database, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var sources = await database.WhaleSources.AsNoTracking().OrderBy(source => source.Name)
            .Select(source => new { Source = source, Whales = database.WhaleMonitors.Count(monitor => monitor.Exchange == source.Exchange) })
            .ToListAsync(cancellationToken);
        var items = sources.ConvertAll(row => new WhaleSourceAnswer
        {
            Name = row.Source.Name,
            Exchange = row.Source.Exchange,
            Trust = row.Source.Trust,
            Health = row.Source.Health,
            HealthReason = row.Source.HealthReason,
            LastCompleteAt = row.Source.LastCompleteAt,
            LastCompleteAgeSeconds = Age(now, row.Source.LastCompleteAt),
            LastSweepAt = row.Source.LastSweepAt,
            Whales = row.Whales,
        });
        return TypedResults.Ok(new Page<WhaleSourceAnswer>(items, null));
    }

    private static async Task<Results<Ok<WhaleDetail>, ProblemHttpResult>> ReadAsync(
        long id, CurrentUser me, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        var row = await WhaleList.WithParts(database.Whales.AsNoTracking()).SingleOrDefaultAsync(whale => whale.Id == id, cancellationToken);
        if (row is null)
            return Refusal.Of(HttpProblems.NotFound);
        var follow = await database.Follows.AsNoTracking()
            .SingleOrDefaultAsync(candidate => candidate.WhaleId == id && candidate.UserId == me.Id && candidate.EndedAt == null, cancellationToken);
        return TypedResults.Ok(WhaleShapes.ToDetail(row, follow is null ? null : FollowMapping.ToAnswer(follow)));
    }

    private static async Task<Results<Ok<WhaleBookAnswer>, ProblemHttpResult>> BookAsync(
        long id, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        var whale = await database.Whales.AsNoTracking().Where(row => row.Id == id)
            .Select(row => new
            {
                row.Monitor!.LastCompleteAt,
                Snapshot = database.WhaleSnapshots.Where(snapshot => snapshot.WhaleId == id).OrderByDescending(snapshot => snapshot.Number).FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (whale is null)
            return Refusal.Of(HttpProblems.NotFound);
        return TypedResults.Ok(new WhaleBookAnswer
        {
            Items = whale.Snapshot is { } book ? [.. WhaleShapes.ReadBook(book.Positions).Select(WhaleShapes.ToAnswer)] : [],
            NextCursor = null,
            TakenAt = whale.Snapshot?.TakenAt,
            LastCompleteAt = whale.LastCompleteAt,
        });
    }

    private static async Task<Results<Ok<Page<WhaleClosedPosition>>, ProblemHttpResult>> HistoryAsync(
        long id, [AsParameters] PageQuery paging, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        if (!await database.Whales.AnyAsync(whale => whale.Id == id, cancellationToken))
            return Refusal.Of(HttpProblems.NotFound);
        var closed = database.WhaleClosedPositions.AsNoTracking().Where(row => row.WhaleId == id);
        if (paging.Position(2) is [var time, var last])
        {
            var at = PageQuery.Time(time);
            var lastId = PageQuery.Number(last);
            closed = closed.Where(row => row.ClosedAt <= at && (row.ClosedAt < at || row.Id < lastId));
        }

        var rows = await closed.OrderByDescending(row => row.ClosedAt).ThenByDescending(row => row.Id).Take(paging.Size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(paging.ToPage(rows, WhaleShapes.ToAnswer, row => $"{PageQuery.Part(row.ClosedAt)}|{row.Id}"));
    }

    private static async Task<Results<Ok<WhalePerformance>, ProblemHttpResult>> PerformanceAsync(
        long id, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        if (await database.Whales.AsNoTracking().Include(whale => whale.Stats).SingleOrDefaultAsync(whale => whale.Id == id, cancellationToken) is not { } row)
            return Refusal.Of(HttpProblems.NotFound);
        return TypedResults.Ok(new WhalePerformance
        {
            WhaleId = id,
            Stats = WhaleShapes.ToAnswer(row.Stats),
            EquityCurve = row.Stats?.EquityCurve is { } curve ? JsonSerializer.Deserialize<List<EquityPoint>>(curve, ApiJson.Options) ?? [] : [],
        });
    }

    private static decimal? Age(DateTimeOffset now, DateTimeOffset? then) =>
        then is { } at ? decimal.Round((decimal)(now - at).Ticks / TimeSpan.TicksPerSecond, 1) : null;
}
