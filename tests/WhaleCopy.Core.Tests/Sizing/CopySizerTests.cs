using CsCheck;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using static WhaleCopy.Core.Tests.Sizing.Copying;

namespace WhaleCopy.Core.Tests.Sizing;

public sealed class CopySizerTests
{
    [Fact]
    public void A_fixed_size_is_margin_with_the_fees_in_it()
    {
        var sized = Sized(Facts(new FollowSettings { TradeSizeUsdt = 100m }));

        Assert.Equal(SizedBy.FollowFixed, sized.By);
        Assert.Equal(0.008m, sized.Size.Value); // 100 / (1/5 + 0.1 %) = 497.5 USDT at 60,000, down to the step
    }

    [Fact]
    public void A_percentage_is_of_the_available_balance() => Assert.Equal(
        (SizedBy.FollowPercent, 0.004m), By(Sized(Facts(new FollowSettings { TradeSizePercent = 5m }))));

    [Fact]
    public void A_multiplier_is_of_the_whales_quantity() => Assert.Equal(
        (SizedBy.FollowMultiplier, 0.020m), By(Sized(Facts(new FollowSettings { QuantityMultiplier = 0.01m }))));

    [Fact]
    public void A_ratio_is_of_both_equities() => Assert.Equal(
        // the whale: 120,000 / 20 of 60,000 is a tenth; a tenth of 1,000 is 100 of margin
        (SizedBy.FollowEquityRatio, 0.008m), By(Sized(Facts(new FollowSettings { EquityMultiplier = 1m }))));

    [Fact]
    public void A_ratio_without_the_whales_equity_says_so()
    {
        var decision = CopySizer.Size(Facts(new FollowSettings { EquityMultiplier = 1m }) with { WhaleEquityUsdt = null });

        Assert.Equal(DenialReason.WhaleEquityUnknown, Assert.IsType<SizingDecision.Refused>(decision).Denial.Reason);
    }

    [Fact]
    public void The_mode_named_wins_over_other_sizes_given() => Assert.Equal(
        SizedBy.FollowPercent,
        Sized(Facts(new FollowSettings { SizingMode = SizingMode.PercentOfBalance, TradeSizeUsdt = 100m, TradeSizePercent = 50m })).By);

    [Fact]
    public void The_users_default_comes_before_one_percent()
    {
        Assert.Equal(SizedBy.UserDefault, Sized(Facts(new FollowSettings(), new UserSettings { DefaultTradeSizeUsdt = 60m })).By);
        Assert.Equal(SizedBy.OnePercent, Sized(Facts(new FollowSettings()) with { AvailableUsdt = 10_000m }).By);
    }

    [Theory]
    [InlineData(5, 5, 1000, 1.2)] // 5 / 5 × 1.20
    [InlineData(10, 1, 1000, 12)]
    [InlineData(10, 1, 50, 5)] // capped at a tenth of the balance
    [InlineData(5, 20, 0, 0)]
    public void The_safe_floor_is_the_least_margin_and_a_fifth_but_at_most_a_tenth(int notional, int leverage, int balance, double floor) =>
        Assert.Equal((decimal)floor, CopySizer.SafeFloorUsdt(notional, leverage, balance));

    [Fact]
    public void One_percent_is_raised_to_the_safe_floor()
    {
        var sized = Sized(Facts(new FollowSettings(), instrument: SpotBitcoin, leverage: 1) with { AvailableUsdt = 500m });

        Assert.Equal((SizedBy.SafeFloor, 0.00019m), By(sized)); // 12 / 1.002 / 60,000
    }

    [Theory]
    [InlineData(BelowMinimumPolicy.Skip)]
    [InlineData(BelowMinimumPolicy.RoundUp)]
    [InlineData(BelowMinimumPolicy.Accumulate)]
    public void Below_the_minimum_the_follow_decides(BelowMinimumPolicy policy)
    {
        var decision = CopySizer.Size(Facts(new FollowSettings { QuantityMultiplier = 0.0002m, BelowMinimum = policy }));

        switch (policy)
        {
            case BelowMinimumPolicy.Skip:
                Assert.Equal(DenialReason.BelowMinimum, Assert.IsType<SizingDecision.Refused>(decision).Denial.Reason);
                break;
            case BelowMinimumPolicy.RoundUp:
                var sized = Assert.IsType<SizingDecision.Sized>(decision);
                Assert.Equal(0.001m, sized.Size.Value);
                Assert.Single(sized.Warnings);
                break;
            case BelowMinimumPolicy.Accumulate:
                Assert.Equal(0.0004m, Assert.IsType<SizingDecision.Kept>(decision).Residual.Value);
                break;
        }
    }

    [Fact]
    public void The_largest_order_of_the_venue_cuts_with_a_warning()
    {
        var sized = Sized(Facts(new FollowSettings { QuantityMultiplier = 100m, EntryOrder = EntryOrderPolicy.Market }));

        Assert.Equal(120m, sized.Size.Value);
        Assert.Single(sized.Warnings);
    }

    [Theory]
    [InlineData(Venue.Binance, Market.UsdM, 5)]
    [InlineData(Venue.Binance, Market.CoinM, 10)]
    [InlineData(Venue.Binance, Market.Spot, 10)]
    [InlineData(Venue.Okx, Market.UsdM, 5)]
    [InlineData(Venue.Okx, Market.CoinM, 10)]
    [InlineData(Venue.Okx, Market.Spot, 5)]
    [InlineData(Venue.Bitget, Market.UsdM, 5)]
    public void The_venues_least_values(Venue venue, Market market, int usdt) => Assert.Equal(usdt, VenueMinimums.NotionalUsdt(venue, market));

    private static SizingFacts Facts(FollowSettings follow, UserSettings? user = null, InstrumentSpec? instrument = null, int leverage = 5)
    {
        var policy = Policy with { Follow = follow, User = user ?? Policy.User };
        return new SizingFacts
        {
            Policy = policy,
            Cost = new OrderCost(instrument ?? Bitcoin, 60_000m, leverage),
            Type = policy.EntryType,
            CheckPrice = 60_000m,
            AvailableUsdt = 1_000m,
            OwnEquityUsdt = 1_000m,
            WhaleQuantity = new BaseQuantity(2m),
            WhaleAmountUsd = 120_000m,
            WhaleLeverage = 20m,
            WhaleEquityUsdt = 60_000m,
        };
    }

    private static SizingDecision.Sized Sized(SizingFacts facts) => Assert.IsType<SizingDecision.Sized>(CopySizer.Size(facts));

    private static (SizedBy, decimal) By(SizingDecision.Sized sized) => (sized.By, sized.Size.Value);
}

public sealed class CopySizerProperties
{
    private static readonly Gen<SizingFacts> Facts = Gen.Select(
        Gens.Policies, Gens.Instruments, Gen.OneOf(1, 3, 20, 125), Gens.Prices, Gen.OneOf(0m, 0.01m, 4.99m, 100m, 1_000_000m), Gens.Sizes,
        Gen.OneOf<decimal?>(null, 0m, 10m, 120_000m),
        (policy, instrument, leverage, price, available, whale, equity) => new SizingFacts
        {
            Policy = policy,
            Cost = new OrderCost(instrument, price, instrument.Id.Market == Market.Spot ? 1 : leverage),
            Type = policy.EntryType,
            CheckPrice = price,
            AvailableUsdt = available,
            OwnEquityUsdt = available,
            WhaleQuantity = instrument.IsInverse ? null : new BaseQuantity(whale),
            WhaleAmountUsd = whale * price is > 0m and < 1e20m ? whale * price : null,
            WhaleLeverage = 10m,
            WhaleEquityUsdt = equity,
        });

    [Fact]
    public void A_size_is_on_the_step_and_within_the_venues_least_and_largest() =>
        Facts.Sample(facts =>
        {
            if (CopySizer.Size(facts) is not SizingDecision.Sized sized)
                return;
            var instrument = facts.Cost.Instrument;
            Assert.True(Rounding.IsOnStep(sized.Size.Value, instrument.StepOf(facts.Type)));
            Assert.True(sized.Size.Value >= instrument.MinSize && sized.Size.Value <= instrument.MaxSizeOf(facts.Type));
            Assert.True(facts.Cost.NotionalUsdt(sized.Size) >= VenueMinimums.NotionalUsdt(instrument) || sized.Warnings.Count > 0);
            Assert.Equal(instrument.SizeUnit, sized.Size.Unit);
        });

    [Fact]
    public void Nothing_is_rounded_up_by_accident() =>
        Facts.Sample(facts =>
        {
            if (CopySizer.Size(facts) is SizingDecision.Sized { By: SizedBy.FollowFixed } sized && sized.Warnings.Count == 0)
                Assert.True(facts.Cost.ReserveUsdt(sized.Size) <= facts.Policy.Follow.TradeSizeUsdt!.Value * 1.0000000001m);
        });

    [Fact]
    public void More_balance_never_makes_a_smaller_copy() =>
        Gen.Select(Facts, Gen.OneOf(1m, 1.5m, 100m)).Sample((facts, factor) =>
        {
            var less = Value(CopySizer.Size(facts));
            var more = Value(CopySizer.Size(facts with { AvailableUsdt = facts.AvailableUsdt * factor, OwnEquityUsdt = facts.OwnEquityUsdt * factor }));

            Assert.True(more >= less, $"{more} < {less}");
        });

    [Fact]
    public void Names_and_ids_change_nothing() =>
        Facts.Sample(facts =>
        {
            var renamed = facts.Cost.Instrument with { VenueSymbol = "RENAMED", BaseAsset = "XYZ" };

            Assert.Equal(Value(CopySizer.Size(facts)), Value(CopySizer.Size(facts with { Cost = facts.Cost with { Instrument = renamed } })));
        });

    [Fact]
    public void What_is_kept_is_below_the_minimum_and_loses_nothing() =>
        Facts.Sample(facts =>
        {
            if (CopySizer.Size(facts) is not SizingDecision.Kept kept)
                return;
            Assert.True(kept.Residual < facts.Cost.Minimum(facts.Type, facts.CheckPrice));

            // Kept again and again, it is a copy one day and never more than the sum.
            if (CopySizer.Size(facts with { Residual = kept.Residual }) is SizingDecision.Sized sized)
                Assert.True(sized.Size.Value <= kept.Residual.Value * 2m);
        });

    private static decimal Value(SizingDecision decision) => decision is SizingDecision.Sized sized ? sized.Size.Value : 0m;
}
