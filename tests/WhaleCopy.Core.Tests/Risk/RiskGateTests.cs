using WhaleCopy.Core.Money;
using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using static WhaleCopy.Core.Tests.Sizing.Copying;

namespace WhaleCopy.Core.Tests.Risk;

public sealed class RiskGateTests
{
    [Fact]
    public void A_sound_entry_passes_with_all_its_numbers()
    {
        var allowed = Allowed(Facts());

        Assert.Equal(0.020m, allowed.Size.Value);
        Assert.Empty(allowed.Warnings);
        Assert.Equal("0.02", allowed.Numbers["size"]);
        Assert.Equal((0.020m * 60_300m / 5m) + (0.020m * 60_300m * 0.001m), allowed.ReserveUsdt);
        Assert.Equal((0.020m * (60_300m - 54_270m)) + (0.020m * 60_300m * 0.001m), allowed.WorstLossUsdt);
    }

    [Fact]
    public void One_banned_inactive_or_paused()
    {
        Assert.Equal(DenialReason.UserBanned, Refused(Facts() with { Standing = new UserStanding(true, true, false) }));
        Assert.Equal(DenialReason.UserInactive, Refused(Facts() with { Standing = new UserStanding(false, false, false) }));
        Assert.Equal(DenialReason.UserPaused, Refused(Facts() with { Standing = new UserStanding(true, false, true) }));
    }

    [Fact]
    public void Two_less_than_five_usdt() => Assert.Equal(DenialReason.BalanceTooSmall, Refused(Facts() with { BalanceUsdt = 4.99m }));

    [Fact]
    public void Three_a_value_below_five_usdt() => Assert.Equal(
        DenialReason.NotionalTooSmall, Refused(Facts() with { Size = Size(0.00008m) }));

    [Fact]
    public void Four_futures_without_the_tier() => Assert.Equal(
        DenialReason.FuturesNotAllowed, Refused(Facts(Policy with { Tier = TierLimits.Of(SubscriptionTier.Free) })));

    [Fact]
    public void Five_too_little_available_is_shrunk_to_eighty_percent_of_it_or_skipped()
    {
        var shrunk = Allowed(Facts() with { AvailableUsdt = 100m });

        Assert.Equal(0.006m, shrunk.Size.Value); // 80 / 0.201 at 60,300
        Assert.True(shrunk.ReserveUsdt <= 80m);
        Assert.Single(shrunk.Warnings);
        Assert.Equal(DenialReason.InsufficientFunds, Refused(Facts() with { AvailableUsdt = 14m }));
        Assert.Equal(
            DenialReason.InsufficientFunds,
            Refused(Facts(Policy with { User = Policy.User with { InsufficientFunds = InsufficientFundsPolicy.Skip } }) with { AvailableUsdt = 100m }));
    }

    [Fact]
    public void Two_and_five_count_what_may_be_moved_here_and_only_what_is_missing_is_moved()
    {
        var needed = Allowed(Facts()).ReserveUsdt;

        var moved = Allowed(Facts() with { BalanceUsdt = needed + 1m, AvailableUsdt = 0m, TransferableUsdt = needed + 1m });
        Assert.Equal((needed, decimal.Ceiling(needed * 100m) / 100m), (moved.ReserveUsdt, moved.TransferUsdt));
        Assert.Equal(moved.TransferUsdt, Allowed(Facts() with { AvailableUsdt = 100m, TransferableUsdt = 10_000m }).TransferUsdt + 100m);
        Assert.Contains(moved.Warnings.AsSpan().ToArray(), warning => warning.EndsWith("moved from your other wallet", StringComparison.Ordinal));
        Assert.Equal(0m, Allowed(Facts() with { TransferableUsdt = 10_000m }).TransferUsdt);
        Assert.Equal(DenialReason.BalanceTooSmall, Refused(Facts() with { BalanceUsdt = 4.99m, AvailableUsdt = 0m, TransferableUsdt = 4.99m }));

        var shrunk = Allowed(Facts() with { AvailableUsdt = 50m, TransferableUsdt = 50m });
        Assert.Equal(0.006m, shrunk.Size.Value); // as with 100 of its own
        Assert.InRange(shrunk.TransferUsdt, shrunk.ReserveUsdt - 50m, 50m);
    }

    [Fact]
    public void Six_the_largest_margin_cuts_with_a_warning()
    {
        var allowed = Allowed(Facts(Policy with { User = Policy.User with { MaxTradeSizeUsdt = 100m } }));

        Assert.Equal(0.008m, allowed.Size.Value);
        Assert.Single(allowed.Warnings);
    }

    [Fact]
    public void Seven_the_day_may_lose_its_limit_and_no_more() // S14
    {
        var policy = Policy with { User = Policy.User with { DailyLossLimitUsdt = 50m } };
        var facts = Facts(policy) with { Size = Size(0.001m) }; // loses 6.03 and 0.0603 of fees

        Allowed(facts with { Loss = new DailyLossFacts(-40m, 3.9m, 0m) });
        Assert.Equal(DenialReason.DailyLossLimit, Refused(facts with { Loss = new DailyLossFacts(-40m, 3.95m, 0m) }));
        Assert.Equal(DenialReason.DailyLossLimit, Refused(facts with { Loss = new DailyLossFacts(-30m, 3m, 11m) }));
        Allowed(facts with { Loss = new DailyLossFacts(30m, 50m, 20m) });
    }

    [Fact]
    public void Eight_as_many_positions_as_tier_and_user_allow()
    {
        Assert.Equal(DenialReason.TooManyPositions, Refused(Facts() with { OpenPositions = 5 }));
        Allowed(Facts() with { OpenPositions = 5, AddsToPosition = true });
        Assert.Equal(
            DenialReason.TooManyPositions,
            Refused(Facts(Policy with { User = Policy.User with { MaxOpenPositions = 100 } }) with { OpenPositions = 10 }));
    }

    [Fact]
    public void Nine_leverage_above_the_caps() => Assert.Equal(
        DenialReason.LeverageTooHigh, Refused(Facts() with { Cost = new OrderCost(Bitcoin, 60_300m, 6) }));

    [Fact]
    public void Nine_leverage_above_what_the_venue_allows_for_the_value()
    {
        var bitcoin = Bitcoin with { Brackets = [new LeverageBracket(1_200m, 5), new LeverageBracket(100_000m, 4)] };

        Allowed(Facts() with { Cost = new OrderCost(bitcoin, 60_000m, 5) }); // 1,200
        Assert.Equal(DenialReason.LeverageTooHigh, Refused(Facts() with { Cost = new OrderCost(bitcoin, 60_300m, 5) })); // 1,206
    }

    [Fact]
    public void Ten_the_price_gate() => Assert.Equal(
        DenialReason.SlippageExceeded,
        Refused(Facts() with { Price = EntryPricing.Of(OrderSide.Buy, 60_000m, 60_420m, 60_420m, 0.1m, 0.5m) }));

    [Fact]
    public void Eleven_lists_volume_and_the_index_band()
    {
        Assert.Equal(DenialReason.SymbolDenied, Refused(Facts(Policy with { Follow = Policy.Follow with { SymbolsDenied = ["BTCUSDT"] } })));
        Assert.Equal(DenialReason.SymbolNotAllowed, Refused(Facts(Policy with { User = Policy.User with { SymbolsAllowed = ["ETHUSDT"] } })));
        Assert.Equal(DenialReason.VolumeTooSmall, Refused(Facts() with { Volume24hUsdt = 4_999_999m }));
        Assert.Equal(DenialReason.VolumeTooSmall, Refused(Facts() with { Volume24hUsdt = null }));
        Assert.Equal(DenialReason.OutsideIndexBand, Refused(Facts() with { IndexPrice = 58_000m }));
        Assert.Equal(DenialReason.OutsideIndexBand, Refused(Facts() with { IndexPrice = null })); // futures have one
        Allowed(Facts() with { IndexPrice = null, Cost = new OrderCost(SpotBitcoin, 60_300m, 1), AvailableUsdt = 2_000m });
    }

    [Fact]
    public void Twelve_exposure_by_symbol_by_whale_and_in_all()
    {
        var policy = Policy with { Follow = Policy.Follow with { MaxSymbolUsdt = 300m, BudgetUsdt = 500m } };

        Assert.Equal(DenialReason.SymbolExposure, Refused(Facts(policy) with { Exposure = new ExposureFacts(60m, 60m, 60m) }));
        Assert.Equal(DenialReason.WhaleBudget, Refused(Facts(policy) with { Exposure = new ExposureFacts(0m, 260m, 260m) }));
        var limits = RiskLimits.Default with { MaxTotalMarginUsdt = 1_000m };
        Assert.Equal(DenialReason.TotalExposure, Refused(Facts(policy) with { Exposure = new ExposureFacts(0m, 0m, 800m), Limits = limits }));
        Allowed(Facts(policy) with { Exposure = new ExposureFacts(0m, 0m, 700m), Limits = limits });
        Allowed(Facts(policy) with { Exposure = new ExposureFacts(0m, 0m, 800m) });
        Allowed(Facts(policy) with { Exposure = new ExposureFacts(0m, 200m, 200m) });
    }

    [Fact]
    public void Thirteen_the_follows_drawdown()
    {
        var policy = Policy with { Follow = Policy.Follow with { MaxDrawdownPercent = 20m, BudgetUsdt = 500m } };

        Assert.Equal(DenialReason.FollowDrawdown, Refused(Facts(policy) with { Drawdown = new DrawdownFacts(-40m, 60m, 1_000m) }));
        Allowed(Facts(policy) with { Drawdown = new DrawdownFacts(-39m, 60m, 1_000m) });
        Assert.Equal(20m, DrawdownStop.PercentOf(new DrawdownFacts(-200m, 0m, 1_000m), new FollowSettings()));
    }

    [Fact]
    public void After_the_last_adjustment_the_minimum_is_asked_again() => Assert.Equal(
        DenialReason.NotionalTooSmall,
        Refused(Facts(Policy with { User = Policy.User with { MaxTradeSizeUsdt = 5m } })));

    [Fact]
    public void The_checks_come_in_their_order()
    {
        // Everything is wrong at once; mending one after the other shows the next.
        var facts = Facts(Policy with
        {
            Tier = TierLimits.Of(SubscriptionTier.Free),
            User = Policy.User with { DailyLossLimitUsdt = 1m, MaxOpenPositions = 1, InsufficientFunds = InsufficientFundsPolicy.Skip },
            Follow = Policy.Follow with { SymbolsDenied = ["BTCUSDT"], BudgetUsdt = 1m, MaxDrawdownPercent = 1m },
        }) with
        {
            Standing = new UserStanding(true, false, true),
            BalanceUsdt = 1m,
            AvailableUsdt = 1m,
            Size = Size(0.00001m),
            OpenPositions = 9,
            Cost = new OrderCost(Bitcoin, 60_300m, 50),
            Price = EntryPricing.Of(OrderSide.Buy, 60_000m, 61_000m, 61_000m, 0.1m, 0.5m),
            Drawdown = new DrawdownFacts(-500m, 0m, 1_000m),
        };
        Func<RiskFacts, RiskFacts>[] mends =
        [
            it => it with { Standing = Active },
            it => it with { BalanceUsdt = 1_000m },
            it => it with { Size = Size(0.020m) },
            it => it with { Policy = it.Policy with { Tier = TierLimits.Of(SubscriptionTier.Pro) } },
            it => it with { AvailableUsdt = 1_000m },
            it => it with { Policy = it.Policy with { User = it.Policy.User with { DailyLossLimitUsdt = 10_000m } } },
            it => it with { OpenPositions = 0 },
            it => it with { Cost = new OrderCost(Bitcoin, 60_300m, 5) },
            it => it with { Price = EntryPricing.Of(OrderSide.Buy, 60_000m, 60_000m, 60_000m, 0.1m, 0.5m) },
            it => it with { Policy = it.Policy with { Follow = it.Policy.Follow with { SymbolsDenied = [] } } },
            it => it with { Policy = it.Policy with { Follow = it.Policy.Follow with { BudgetUsdt = 5_000m } } },
            it => it with { Drawdown = null },
        ];

        var told = new List<DenialReason>();
        foreach (var mend in mends)
        {
            told.Add(Refused(facts));
            facts = mend(facts);
        }

        Allowed(facts);
        Assert.Equal(
            [
                DenialReason.UserPaused, DenialReason.BalanceTooSmall, DenialReason.NotionalTooSmall, DenialReason.FuturesNotAllowed,
                DenialReason.InsufficientFunds, DenialReason.DailyLossLimit, DenialReason.TooManyPositions, DenialReason.LeverageTooHigh,
                DenialReason.SlippageExceeded, DenialReason.SymbolDenied, DenialReason.WhaleBudget, DenialReason.FollowDrawdown,
            ],
            told);
    }

    [Fact]
    public void What_is_bought_on_spot_can_be_sold_again_after_its_fee_and_by_its_stop()
    {
        // 10 USDT at the stop of 54,270 are 0.00019, and a thousandth more is bought for the fee.
        var facts = Facts() with { Cost = new OrderCost(SpotBitcoin, 60_300m, 1), Size = Size(0.00019m) };

        Assert.Equal(DenialReason.BelowMinimum, Refused(facts));
        Assert.Equal(0.0002m, Allowed(facts with { Size = Size(0.0002m) }).Size.Value);
    }

    internal static RiskFacts Facts(FollowPolicy? policy = null) => new()
    {
        Policy = policy ?? Policy,
        Standing = Active,
        BalanceUsdt = 1_000m,
        AvailableUsdt = 1_000m,
        Cost = new OrderCost(Bitcoin, 60_300m, 5),
        Price = EntryPricing.Of(OrderSide.Buy, 60_000m, 60_000m, 60_000m, 0.1m, 0.5m),
        CheckPrice = 60_000m,
        Type = OrderType.LimitIoc,
        Side = PositionSide.Long,
        Size = Size(0.020m),
        StopPrice = 54_270m,
        Loss = default,
        OpenPositions = 0,
        Volume24hUsdt = 1_000_000_000m,
        IndexPrice = 60_000m,
        Exposure = default,
    };

    private static OrderSize Size(decimal value) => OrderSize.Of(new BaseQuantity(value));

    private static RiskDecision.Allowed Allowed(RiskFacts facts) => Assert.IsType<RiskDecision.Allowed>(RiskGate.Check(facts));

    private static DenialReason Refused(RiskFacts facts) => Assert.IsType<RiskDecision.Refused>(RiskGate.Check(facts)).Denial.Reason;
}
