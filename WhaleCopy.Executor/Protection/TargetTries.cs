using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Executor.Protection;

/// <summary>
/// How often a take-profit is tried: what the venue refuses for certain is refused again. The rows count, so that neither another
/// turn nor another executor begins anew; another size or price does.
/// </summary>
internal static class TargetTries
{
    private const int Most = 3;

    public static bool AreOver(IReadOnlyList<OrderRow> orders, decimal quantity, decimal? price) =>
        price is not null
        && orders.Count(order => order is { Leg: OrderLeg.TakeProfit, Status: OrderStatus.Rejected, RejectMeaning: { IsForTheMoment: false } }
            && order.Quantity == quantity && order.TriggerPrice == price) >= Most;
}
