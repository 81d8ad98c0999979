using CsCheck;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Sizing;

public sealed class LeverageDecisionTests
{
    [Fact]
    public void Spot_has_leverage_one() =>
        Assert.Equal((1, false), Of(Facts() with { Market = Market.Spot, WhaleLeverage = 50m }));

    [Fact]
    public void The_follows_own_leverage_comes_first() =>
        Assert.Equal(3, Of(Facts(new FollowSettings { Leverage = 3 })).Leverage);

    [Fact]
    public void The_whales_leverage_is_copied_by_default() =>
        Assert.Equal(7, Of(Facts() with { WhaleLeverage = 7.9m }).Leverage);

    [Fact]
    public void Without_either_the_users_default_counts()
    {
        Assert.Equal(5, Of(Facts() with { WhaleLeverage = null }).Leverage);
        Assert.Equal(5, Of(Facts(new FollowSettings { CopyLeverage = false }) with { WhaleLeverage = 2m }).Leverage);
    }

    [Fact]
    public void It_is_lowered_until_the_stop_lies_before_liquidation()
    {
        var decided = Assert.IsType<LeverageDecision.Decided>(LeverageDecision.Of(Facts() with { WhaleLeverage = 20m }));

        Assert.Equal(8, decided.Leverage); // 10 % × 8 = 80 %
        Assert.Equal("leverage lowered from 20x to 8x: what a stop of 10.00 % allows", Assert.Single(decided.Warnings));
    }

    [Fact]
    public void It_is_at_most_the_users_and_the_instruments()
    {
        Assert.Equal(4, Of(Facts(user: new UserSettings { MaxLeverage = 4 }) with { WhaleLeverage = 100m }).Leverage);
        Assert.Equal(3, Of(Facts() with { InstrumentMaxLeverage = 3, WhaleLeverage = 7m }).Leverage);
    }

    [Fact]
    public void What_the_account_holds_is_taken_as_it_is()
    {
        Assert.Equal((3, false), Of(Facts() with { Held = new InstrumentSettings(3, MarginMode.Isolated), WhaleLeverage = 7m }));
    }

    [Fact]
    public void Held_leverage_above_the_users_maximum_is_refused()
    {
        var refused = Assert.IsType<LeverageDecision.Refused>(LeverageDecision.Of(Facts() with { Held = new InstrumentSettings(50, MarginMode.Isolated) }));

        Assert.Equal(DenialReason.LeverageTooHigh, refused.Denial.Reason);
    }

    [Fact]
    public void An_account_wide_margin_mode_is_never_changed()
    {
        var refused = Assert.IsType<LeverageDecision.Refused>(LeverageDecision.Of(Facts() with { AccountMarginMode = MarginMode.Cross }));

        Assert.Equal(DenialReason.MarginModeMismatch, refused.Denial.Reason);
        Assert.Equal(5, Of(Facts() with { AccountMarginMode = MarginMode.Isolated, WhaleLeverage = null }).Leverage);
    }

    [Fact]
    public void No_limit_is_ever_passed() =>
        Gen.Select(Gens.Policies, Gens.Leverages, Gen.OneOf(1, 3, 20, 125)).Sample((policy, whale, most) =>
        {
            var decided = Assert.IsType<LeverageDecision.Decided>(LeverageDecision.Of(new LeverageFacts
            {
                Policy = policy,
                Market = Market.UsdM,
                WhaleLeverage = whale,
                InstrumentMaxLeverage = most,
            }));

            Assert.True(decided.Leverage >= 1 && decided.Leverage <= int.Max(1, policy.User.MaxLeverage) && decided.Leverage <= most);
            Assert.True(decided.Leverage == 1 || decided.StopLossPercent * decided.Leverage <= LeverageDecision.MaxStopTimesLeverage);
        });

    private static LeverageFacts Facts(FollowSettings? follow = null, UserSettings? user = null) => new()
    {
        Policy = new FollowPolicy { User = user ?? new UserSettings(), Follow = follow ?? new FollowSettings(), Tier = TierLimits.Of(SubscriptionTier.Pro) },
        Market = Market.UsdM,
        InstrumentMaxLeverage = 125,
        WhaleLeverage = 7m,
    };

    private static (int Leverage, bool MustSet) Of(LeverageFacts facts)
    {
        var decided = Assert.IsType<LeverageDecision.Decided>(LeverageDecision.Of(facts));
        return (decided.Leverage, decided.MustSet);
    }
}
