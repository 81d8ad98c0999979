using WhaleCopy.Core.Money;
using WhaleCopy.Core.Tests.Sizing;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Trades;

public sealed class OrderFillsTests
{
    [Fact]
    public void A_spot_buy_needs_its_fee_in_coins_and_every_order_its_price()
    {
        Assert.False(OrderFills.IsComplete(Order(60_000m, null), Copying.SpotBitcoin, OrderSide.Buy));
        Assert.True(OrderFills.IsComplete(Order(60_000m, 0m), Copying.SpotBitcoin, OrderSide.Buy));
        Assert.True(OrderFills.IsComplete(Order(60_000m, null), Copying.SpotBitcoin, OrderSide.Sell));
        Assert.True(OrderFills.IsComplete(Order(60_000m, null), Copying.Bitcoin, OrderSide.Buy));
        Assert.False(OrderFills.IsComplete(Order(null, 0m), Copying.Bitcoin, OrderSide.Buy));
        Assert.True(OrderFills.IsComplete(Order(null, null) with { Filled = Coins(0m) }, Copying.SpotBitcoin, OrderSide.Buy));
    }

    [Fact]
    public void Its_own_fills_tell_price_and_fee()
    {
        var complete = OrderFills.Complete(
            Order(null, null), Copying.SpotBitcoin, [Fill("7", 0.006m, 60_000m, 0.000006m, "BTC"), Fill("8", 1m, 1m, 1m, "BTC"), Fill("7", 0.004m, 61_000m, 0.1m, "BNB")]);

        Assert.Equal((60_400m, 0.000006m), (complete!.AveragePrice, complete.BaseFee));
    }

    [Fact]
    public void Fills_that_are_not_all_there_yet_tell_nothing() =>
        Assert.Null(OrderFills.Complete(Order(60_000m, null), Copying.SpotBitcoin, [Fill("7", 0.009m, 60_000m, 0.000009m, "BTC")]));

    private static VenueOrder Order(decimal? price, decimal? baseFee) => new()
    {
        VenueOrderId = "7",
        ClientOrderId = "",
        Status = OrderStatus.Filled,
        Filled = Coins(0.01m),
        AveragePrice = price,
        BaseFee = baseFee,
    };

    private static Fill Fill(string order, decimal size, decimal price, decimal fee, string asset) => new()
    {
        FillId = $"{order}:{size}",
        VenueOrderId = order,
        Side = OrderSide.Buy,
        Size = Coins(size),
        Price = price,
        Fee = fee,
        FeeAsset = asset,
        At = DateTimeOffset.UnixEpoch,
    };

    private static OrderSize Coins(decimal value) => OrderSize.Of(value, SizeUnit.Base);
}
