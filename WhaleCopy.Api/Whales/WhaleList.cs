using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Paging;
using WhaleCopy.Core;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Whales;

/// <summary>Pages of whales in any of their orders.</summary>
internal static class WhaleList
{
    public static async Task<Page<Whale>> ReadAsync(WhaleQuery query, long userId, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        var sort = query.Sort?.Value ?? WhaleSort.Score;
        var order = WhaleOrder.Of(sort);
        var (number, id) = Position(query, sort);
        var wanted = query.Size + 1;
        var filtered = query.Filter(database, userId);

        // First those that have the number, then those that have none, newest first.
        List<WhaleRow> rows = [];
        if (id is null || number is not null)
        {
            var ranked = order.HasKey is { } hasKey ? filtered.Where(hasKey) : filtered;
            if (number is { } from && id is { } after)
                ranked = ranked.Where(order.After(from, after));
            rows = await WithParts(order.Sorted(ranked)).Take(wanted).ToListAsync(cancellationToken);
        }

        if (order.HasNone is { } hasNone && rows.Count < wanted)
        {
            var before = number is null && id is { } last ? last : long.MaxValue;
            rows.AddRange(await WithParts(filtered.Where(hasNone).Where(whale => whale.Id < before).OrderByDescending(whale => whale.Id))
                .Take(wanted - rows.Count).ToListAsync(cancellationToken));
        }

        var ids = rows.Select(row => row.Id).ToList();
        var followed = await database.Follows.Where(follow => follow.UserId == userId && follow.EndedAt == null && ids.Contains(follow.WhaleId))
            .Select(follow => follow.WhaleId).ToHashSetAsync(cancellationToken);
        return query.ToPage(
            rows,
            row => WhaleShapes.ToAnswer(row, followed.Contains(row.Id)),
            row => $"{WireName<WhaleSort>.Of(sort)}|{order.Key(row)}|{row.Id}");
    }

    public static IQueryable<WhaleRow> WithParts(IQueryable<WhaleRow> whales) => whales.Include(whale => whale.Stats).Include(whale => whale.Monitor);

    /// <summary>Where the page before ended: its last number (null among those without one) and id; no id at the start.</summary>
    private static (decimal? Number, long? Id) Position(WhaleQuery query, WhaleSort sort)
    {
        if (query.Position(3) is not [var name, var number, var id])
            return (null, null);
        if (name != WireName<WhaleSort>.Of(sort))
            throw Problems.InvalidInputException.Of("cursor", "cursor is one of another order.");
        return (number.Length > 0 ? PageQuery.Decimal(number) : null, PageQuery.Number(id));
    }
}
