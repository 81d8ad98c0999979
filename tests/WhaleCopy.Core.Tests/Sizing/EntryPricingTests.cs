using CsCheck;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Sizing;

public sealed class EntryPricingTests
{
    [Theory]
    [InlineData("BTC", null, 0.5)]
    [InlineData("ETH", null, 0.5)]
    [InlineData("SOL", null, 1.5)]
    [InlineData("SOL", 0.05, 0.1)]
    [InlineData("BTC", 9.0, 3)]
    [InlineData("BTC", 2.0, 2)]
    public void The_limit_is_the_users_within_bounds_or_the_coins(string coin, double? own, double limit) =>
        Assert.Equal((decimal)limit, EntryPricing.SlippageLimitPercent(coin, (decimal?)own));

    [Fact]
    public void At_the_limit_is_within_it() =>
        Assert.Null(EntryPricing.Gate(EntryPricing.Of(OrderSide.Buy, 60_000m, 60_300m, 60_300m, 0.1m, 0.5m), OrderSide.Buy));

    [Fact]
    public void Bounds_lie_on_the_tick_and_never_beyond_the_limit() =>
        Gen.Select(Gens.Prices, Gens.Prices, Gen.OneOf(0.1m, 0.5m, 1.5m, 3m), Gen.OneOf(0.00000001m, 0.1m, 1m)).Sample((reference, market, limit, tick) =>
        {
            var buy = EntryPricing.Of(OrderSide.Buy, reference, market, market, tick, limit);
            var sell = EntryPricing.Of(OrderSide.Sell, reference, market, market, tick, limit);

            Assert.True(Rounding.IsOnStep(buy.Bound, tick) && Rounding.IsOnStep(sell.Bound, tick));
            Assert.True(buy.Bound <= decimal.Min(reference, market) * (1m + (limit / 100m)));
            Assert.True(sell.Bound >= decimal.Max(reference, market) * (1m - (limit / 100m)));
            Assert.Equal(buy.Bound, buy.SizingPrice);
            Assert.Equal(market, sell.SizingPrice);
        });

    [Fact]
    public void What_the_gate_lets_through_can_fill_at_the_bound() =>
        // Within the limit the ask is not above the bound by more than a tick: the order is marketable.
        Gen.Select(Gens.Prices, Gen.Int[-300, 300], Gen.OneOf(0.1m, 0.5m, 1.5m, 3m)).Sample((reference, moved, limit) =>
        {
            var ask = reference * (1m + (moved / 10_000m));
            var price = EntryPricing.Of(OrderSide.Buy, reference, ask, ask, 0.00000001m, limit);
            if (price.IsWithinLimit)
                Assert.True(price.Bound >= ask - 0.00000001m);
            else
                Assert.True(moved > 0);
        });

    [Fact]
    public void An_increase_that_derives_nonsense_falls_back_to_the_mark()
    {
        Assert.Equal(61_200m, Reference(2m, 60_000m, 3m, 60_400m, 61_000m));
        Assert.Equal(61_000m, Reference(2m, 60_000m, 2.001m, 60_400m, 61_000m)); // derives 860,400
        Assert.Equal(61_000m, Reference(2m, 60_000m, 2.1m, 50_000m, 61_000m)); // derives a negative price
        Assert.Equal(60_400m, Reference(2m, 60_000m, 2.001m, 60_400m, null));
    }

    [Fact]
    public void An_increase_of_inverse_contracts_derives_harmonically()
    {
        // 100 contracts at 50,000 and 100 more at 100,000 average 66,666.67
        var reference = ReferencePrice.OfIncrease(Market.CoinM, SizeUnit.Contracts, 100m, 50_000m, 200m, 200m / ((100m / 50_000m) + (100m / 100_000m)), 100_000m);

        Assert.Equal(100_000m, decimal.Round(reference, 6));
    }

    private static decimal Reference(decimal q1, decimal e1, decimal q2, decimal e2, decimal? mark) =>
        ReferencePrice.OfIncrease(Market.UsdM, SizeUnit.Base, q1, e1, q2, e2, mark);
}
