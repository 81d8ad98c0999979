using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Whales;

/// <summary>
/// One order of the list of whales: by a number, then by id, so that it is total and a page begins exactly after the one before.
/// Each has an index on those two columns.
/// </summary>
/// <param name="Key">The number; null where the whale has none.</param>
/// <param name="After">Rows after a number and id.</param>
/// <param name="Sorted">Rows in this order.</param>
/// <param name="HasKey">Rows with a number; null where every whale has one.</param>
/// <param name="HasNone">Rows without.</param>
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
            (number, id) => whale => EF.Functions.LessThan(ValueTuple.Create(whale.Score, whale.Id), ValueTuple.Create(number, id)),
            whales => whales.OrderByDescending(whale => whale.Score).ThenByDescending(whale => whale.Id),
            null,
            null),
        WhaleSort.Followers => new(
            whale => whale.FollowersCount,
            (number, id) =>
            {
                var followers = (int)decimal.Clamp(number, int.MinValue, int.MaxValue);
                return whale => EF.Functions.LessThan(ValueTuple.Create(whale.FollowersCount, whale.Id), ValueTuple.Create(followers, id));
            },
            whales => whales.OrderByDescending(whale => whale.FollowersCount).ThenByDescending(whale => whale.Id),
            null,
            null),
        WhaleSort.Roi7d => new(
            whale => whale.Stats?.Roi7d,
            (number, id) => whale => EF.Functions.LessThan(ValueTuple.Create(whale.Stats!.Roi7d, whale.Stats!.WhaleId), ValueTuple.Create((decimal?)number, id)),
            whales => whales.OrderByDescending(whale => whale.Stats!.Roi7d).ThenByDescending(whale => whale.Stats!.WhaleId),
            whale => whale.Stats!.Roi7d != null,
            whale => whale.Stats!.Roi7d == null),
        WhaleSort.Roi30d => new(
            whale => whale.Stats?.Roi30d,
            (number, id) => whale => EF.Functions.LessThan(ValueTuple.Create(whale.Stats!.Roi30d, whale.Stats!.WhaleId), ValueTuple.Create((decimal?)number, id)),
            whales => whales.OrderByDescending(whale => whale.Stats!.Roi30d).ThenByDescending(whale => whale.Stats!.WhaleId),
            whale => whale.Stats!.Roi30d != null,
            whale => whale.Stats!.Roi30d == null),
        WhaleSort.WinRate => new(
            whale => whale.Stats?.WinRate,
            (number, id) => whale => EF.Functions.LessThan(ValueTuple.Create(whale.Stats!.WinRate, whale.Stats!.WhaleId), ValueTuple.Create((decimal?)number, id)),
            whales => whales.OrderByDescending(whale => whale.Stats!.WinRate).ThenByDescending(whale => whale.Stats!.WhaleId),
            whale => whale.Stats!.WinRate != null,
            whale => whale.Stats!.WinRate == null),
        WhaleSort.Drawdown => new(
            whale => whale.Stats?.MaxDrawdown,
            (number, id) => whale => EF.Functions.GreaterThan(ValueTuple.Create(whale.Stats!.MaxDrawdown, whale.Stats!.WhaleId), ValueTuple.Create((decimal?)number, id)),
            whales => whales.OrderBy(whale => whale.Stats!.MaxDrawdown).ThenBy(whale => whale.Stats!.WhaleId),
            whale => whale.Stats!.MaxDrawdown != null,
            whale => whale.Stats!.MaxDrawdown == null),
    };
}
