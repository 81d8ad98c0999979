using System.Linq.Expressions;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Whales;

/// <summary>
/// One order of the list of whales: by a number, then by id, so that it is total and a page begins exactly after the one before.
/// Each has an index on those two columns; the bound on the number alone is what the index seeks.
/// </summary>
/// <param name="Key">The number; null where the whale has none.</param>
/// <param name="After">Rows after a number and id.</param>
/// <param name="Sorted">Rows in this order.</param>
/// <param name="HasKey">Rows with a number; null where every whale has one.</param>
/// <param name="HasNone">Rows without; every whale has a row of numbers from his discovery on, and asking for it lets the index find them.</param>
internal sealed record WhaleOrder(
    Func<WhaleRow, decimal?> Key,
    Func<decimal, long, Expression<Func<WhaleRow, bool>>> After,
    Func<IQueryable<WhaleRow>, IQueryable<WhaleRow>> Sorted,
    Expression<Func<WhaleRow, bool>>? HasKey,
    Expression<Func<WhaleRow, bool>>? HasNone)
{
    public static WhaleOrder Of(WhaleSort sort) => sort switch
    {
        WhaleSort.Score => new(
            whale => whale.Score,
            (number, id) => whale => whale.Score <= number && (whale.Score < number || whale.Id < id),
            whales => whales.OrderByDescending(whale => whale.Score).ThenByDescending(whale => whale.Id),
            null,
            null),
        WhaleSort.Followers => new(
            whale => whale.FollowersCount,
            (number, id) =>
            {
                var followers = (int)decimal.Clamp(number, int.MinValue, int.MaxValue);
                return whale => whale.FollowersCount <= followers && (whale.FollowersCount < followers || whale.Id < id);
            },
            whales => whales.OrderByDescending(whale => whale.FollowersCount).ThenByDescending(whale => whale.Id),
            null,
            null),
        WhaleSort.Roi7d => new(
            whale => whale.Stats?.Roi7d,
            (number, id) => whale => whale.Stats!.Roi7d <= number && (whale.Stats!.Roi7d < number || whale.Stats!.WhaleId < id),
            whales => whales.OrderByDescending(whale => whale.Stats!.Roi7d).ThenByDescending(whale => whale.Stats!.WhaleId),
            whale => whale.Stats!.Roi7d != null,
            whale => whale.Stats != null && whale.Stats.Roi7d == null),
        WhaleSort.Roi30d => new(
            whale => whale.Stats?.Roi30d,
            (number, id) => whale => whale.Stats!.Roi30d <= number && (whale.Stats!.Roi30d < number || whale.Stats!.WhaleId < id),
            whales => whales.OrderByDescending(whale => whale.Stats!.Roi30d).ThenByDescending(whale => whale.Stats!.WhaleId),
            whale => whale.Stats!.Roi30d != null,
            whale => whale.Stats != null && whale.Stats.Roi30d == null),
        WhaleSort.WinRate => new(
            whale => whale.Stats?.WinRate,
            (number, id) => whale => whale.Stats!.WinRate <= number && (whale.Stats!.WinRate < number || whale.Stats!.WhaleId < id),
            whales => whales.OrderByDescending(whale => whale.Stats!.WinRate).ThenByDescending(whale => whale.Stats!.WhaleId),
            whale => whale.Stats!.WinRate != null,
            whale => whale.Stats != null && whale.Stats.WinRate == null),
        WhaleSort.Drawdown => new(
            whale => whale.Stats?.MaxDrawdown,
            (number, id) => whale => whale.Stats!.MaxDrawdown >= number && (whale.Stats!.MaxDrawdown > number || whale.Stats!.WhaleId > id),
            whales => whales.OrderBy(whale => whale.Stats!.MaxDrawdown).ThenBy(whale => whale.Stats!.WhaleId),
            whale => whale.Stats!.MaxDrawdown != null,
            whale => whale.Stats != null && whale.Stats.MaxDrawdown == null),
    };
}
