using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Trades;

/// <summary>What an order's fills say where the order itself does not: its price and, of a spot buy, the coins that went as fee.</summary>
public static class OrderFills
{
    /// <summary>Nothing is missing that booking its fill needs.</summary>
    /// <param name="order">As the venue shows it.</param>
    /// <param name="instrument">Its instrument.</param>
    /// <param name="side">Buy or sell.</param>
    public static bool IsComplete(VenueOrder order, InstrumentSpec instrument, OrderSide side)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(instrument);
        return order.Filled.Value <= 0m
            || (order.AveragePrice is > 0m && (order.BaseFee is not null || side == OrderSide.Sell || instrument.Id.Market != Market.Spot));
    }

    /// <summary>The order with what its fills say.</summary>
    /// <param name="order">As the venue shows it, filled.</param>
    /// <param name="instrument">Its instrument.</param>
    /// <param name="fills">Fills of the instrument, others' too.</param>
    /// <returns>Null where not all of its fills are there yet: venues show them late.</returns>
    public static VenueOrder? Complete(VenueOrder order, InstrumentSpec instrument, IEnumerable<Fill> fills)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(instrument);
        var own = fills.Where(fill => string.Equals(fill.VenueOrderId, order.VenueOrderId, StringComparison.Ordinal)).ToList();
        var size = own.Sum(fill => fill.Size.Value);
        if (size <= 0m || size < order.Filled.Value)
            return null;
        return order with
        {
            AveragePrice = order.AveragePrice ?? (own.Sum(fill => fill.Size.Value * fill.Price) / size),
            BaseFee = own.Where(fill => string.Equals(fill.FeeAsset, instrument.BaseAsset, StringComparison.Ordinal)).Sum(fill => fill.Fee),
        };
    }
}
