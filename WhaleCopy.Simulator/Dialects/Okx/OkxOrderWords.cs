using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.Dialects.Okx;
// OKX's own words for what an order is.
internal sealed partial class OkxDialect
{
    private static string SideName(PositionSide side) => side switch
    {
        PositionSide.Long => "long",
        PositionSide.Short => "short",
        PositionSide.Both => "net",
    };

    private static string StateOf(Order order) => order.Status switch
    {
        OrderStatus.New => "live",
        OrderStatus.PartiallyFilled => "partially_filled",
        OrderStatus.Filled => "filled",
        _ => "canceled",
    };

    private static string SubTypeOf(Order order)
    {
        if (!order.IsVenueMade)
        {
            return order.Side == Side.Buy ? "1" : "2";
        }

        var isAdl = CategoryOf(order) == "adl";
        return order.PositionSide switch
        {
            PositionSide.Long => isAdl ? "125" : "104",
            PositionSide.Short => isAdl ? "126" : "105",
            _ => (isAdl, order.Side) switch
            {
                (true, Side.Buy) => "127",
                (true, _) => "128",
                (_, Side.Buy) => "106",
                _ => "107",
            },
        };
    }

    private static string CategoryOf(Order order) => !order.IsVenueMade
        ? "normal"
        : order.ClientId?.StartsWith("adl", StringComparison.Ordinal) == true ? "adl" : "full_liquidation";
}
