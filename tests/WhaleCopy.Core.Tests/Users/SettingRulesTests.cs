using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Users;

public sealed class SettingRulesTests
{
    private static readonly DateTimeOffset Now = Gens.Start;

    [Fact]
    public void The_defaults_are_valid_for_every_tier()
    {
        foreach (var tier in Enum.GetValues<SubscriptionTier>())
            Assert.Empty(SettingRules.Check(new UserSettings(), tier));
        Assert.Empty(SettingRules.Check(new FollowSettings(), new UserSettings()));
    }

    [Fact]
    public void The_defaults_are_those_of_the_api()
    {
        var user = new UserSettings();
        var follow = new FollowSettings();

        Assert.Equal(
            (TradingMode.Mixed, true, 0, (decimal?)null, 100m, 10m, (decimal?)null),
            (user.TradingMode, user.AutoCopyEnabled, user.AutoCopyDelaySeconds, user.DefaultTradeSizeUsdt, user.MaxTradeSizeUsdt, user.StopLossPercent, user.TakeProfitPercent));
        Assert.Equal(
            (50m, 5, 5, 20, true, true, InsufficientFundsPolicy.Shrink, false, "UTC", "en"),
            (user.DailyLossLimitUsdt, user.MaxOpenPositions, user.DefaultLeverage, user.MaxLeverage, user.AutoCloseOnTp, user.AutoCloseOnWhaleExit, user.InsufficientFunds, user.AutoTransfer, user.TimeZone, user.Language));
        Assert.Equal(
            (true, null, true, MarginMode.Isolated, EntryOrderPolicy.LimitIoc, BelowMinimumPolicy.Skip, ReentryPolicy.Hold, true, false, SourceDarkAction.Hold),
            (follow.AutoCopyEnabled, follow.Mode, follow.CopyLeverage, follow.MarginMode, follow.EntryOrder, follow.BelowMinimum, follow.Reentry, follow.CopyAdjustments, follow.CopyExisting, follow.SourceDarkAction));
    }

    [Fact]
    public void Every_field_out_of_range_is_named()
    {
        var errors = SettingRules.Check(
            new UserSettings
            {
                AutoCopyDelaySeconds = 31,
                MaxTradeSizeUsdt = 4m,
                StopLossPercent = 0m,
                DailyLossLimitUsdt = 0m,
                MaxOpenPositions = 6,
                MaxLeverage = 126,
                DefaultLeverage = 0,
                TradingMode = TradingMode.Futures,
                SymbolsDenied = ["btcusdt"],
                TimeZone = "",
            },
            SubscriptionTier.Free);

        Assert.Equal(
            [
                "auto_copy_delay_seconds", "max_trade_size_usdt", "stop_loss_percent", "daily_loss_limit_usdt", "max_leverage", "default_leverage",
                "trading_mode", "max_open_positions", "symbols_denied", "time_zone",
            ],
            errors.Select(error => error.Field));
        Assert.Equal("auto_copy_delay_seconds is 31; it is from 0 to 30.", errors[0].Message);
    }

    [Fact]
    public void A_follows_leverage_is_at_most_the_users() =>
        Assert.Equal("leverage", Assert.Single(SettingRules.Check(new FollowSettings { Leverage = 21 }, new UserSettings())).Field);

    [Fact]
    public void A_mode_needs_its_size_and_a_size_is_its_mode()
    {
        Assert.Equal("SIZE_MISSING", Assert.Single(SettingRules.Check(new FollowSettings { SizingMode = SizingMode.EquityRatio }, new UserSettings())).Code);
        Assert.Equal(SizingMode.QuantityMultiplier, new FollowSettings { QuantityMultiplier = 2m }.Mode);
    }

    [Fact]
    public void Tiers_are_as_stated()
    {
        Assert.Equal((0m, 5, 2m, false, 5), Of(SubscriptionTier.Free));
        Assert.Equal((99m, 5, 1m, true, 10), Of(SubscriptionTier.Pro));
        Assert.Equal((299m, null, 0.5m, true, null), Of(SubscriptionTier.Elite));
    }

    [Fact]
    public void A_lapsed_subscription_is_free()
    {
        Assert.Equal(SubscriptionTier.Free, TierLimits.Effective(SubscriptionTier.Elite, Now, Now));
        Assert.Equal(SubscriptionTier.Elite, TierLimits.Effective(SubscriptionTier.Elite, Now.AddSeconds(1), Now));
        Assert.Equal(SubscriptionTier.Pro, TierLimits.Effective(SubscriptionTier.Pro, null, Now));
    }

    private static (decimal, int?, decimal, bool, int?) Of(SubscriptionTier tier)
    {
        var limits = TierLimits.Of(tier);
        return (limits.PriceUsd, limits.MaxWhales, limits.CommissionPercent, limits.FuturesAllowed, limits.MaxOpenPositions);
    }
}
