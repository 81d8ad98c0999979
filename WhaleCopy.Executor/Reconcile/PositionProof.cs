using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Executor.Reconcile;

/// <summary>Whether all that the account did in a symbol since an attempt's baseline adds up to what it holds now.</summary>
internal static class PositionProof
{
    /// <summary>A fill this close after the baseline was asked for may be in it or not.</summary>
    public static readonly TimeSpan Ambiguity = TimeSpan.FromSeconds(2);

    /// <summary>True where the fills explain the difference between then and now; null without a baseline.</summary>
    public static bool? IsUnchanged(OrderRow order, IReadOnlyList<Fill> fills, decimal shows, PositionMode mode)
    {
        if (order.PositionBefore is not { } before || order.PositionBeforeAt is not { } askedAt)
            return null;
        var since = fills.Where(fill => fill.At >= askedAt && Concerns(fill, order, mode)).ToList();
        var all = since.Sum(fill => Change(fill, order, mode));
        if (before + all == shows)
            return true;

        // A fill of another order just after the question may have been in the answer; one of the attempt's own time may not.
        var doubtful = since.Where(fill => fill.At < askedAt + Ambiguity && fill.At < order.SignedAt).OrderBy(fill => fill.At).ToList();
        for (var counted = 1; counted <= doubtful.Count; counted++)
        {
            if (before + all - doubtful.Take(counted).Sum(fill => Change(fill, order, mode)) == shows)
                return true;
        }

        return false;
    }

    private static bool Concerns(Fill fill, OrderRow order, PositionMode mode) =>
        mode == PositionMode.OneWay || fill.PositionSide is null || fill.PositionSide == order.PositionSide;

    private static decimal Change(Fill fill, OrderRow order, PositionMode mode)
    {
        var bought = fill.Side == OrderSide.Buy ? fill.Size.Value : -fill.Size.Value;
        return mode == PositionMode.Hedge && order.PositionSide == PositionSide.Short ? -bought : bought;
    }
}
