using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using static WhaleCopy.Core.Tests.Sizing.Copying;

namespace WhaleCopy.Core.Tests.Sizing;

public sealed class EntryPlannerTests
{
    [Fact]
    public void One_percent_of_the_whales_two_coins_is_bought_with_leverage_and_stop() // S01
    {
        var order = Copied(EntryPlanner.Decide(Entry())).Order;

        Assert.Equal((0.020m, OrderSide.Buy, OrderType.LimitIoc, 60_300m), (order.Size.Value, order.Side, order.Type, order.LimitPrice));
        Assert.Equal((5, MarginMode.Isolated, true), (order.Leverage, order.MarginMode, order.MustSetLeverage));
        Assert.Equal(54_270m, order.StopPrice);
        Assert.Equal(0.020m * 60_300m / 5m, order.MarginUsdt);
        Assert.Equal(order.MarginUsdt + (0.020m * 60_300m * 0.001m), order.ReserveUsdt);
    }

    [Fact]
    public void An_increase_adds_the_fraction_to_the_own_quantity() // S04
    {
        var facts = Entry(Signal(SignalKind.Increase)) with { Own = Own(0.020m) };

        Assert.Equal(0.008m, Copied(EntryPlanner.Decide(facts)).Order.Size.Value);
    }

    [Fact]
    public void A_price_that_ran_away_is_skipped_with_both_prices() // S10
    {
        var denial = Skipped(EntryPlanner.Decide(Entry() with { Ticker = Ticker(60_400m, 60_420m) }));

        Assert.Equal(DenialReason.SlippageExceeded, denial.Reason);
        Assert.Equal("slippage 0.70 % > 0.50 %, whale 60,000, now 60,420", denial.Sentence);
        Assert.Equal(("0.7", "60000", "60420"), (denial.Numbers["slippage_percent"], denial.Numbers["whale_price"], denial.Numbers["price_now"]));
    }

    [Fact]
    public void A_price_that_came_towards_us_is_bought_at_a_bound_from_the_ask()
    {
        var order = Copied(EntryPlanner.Decide(Entry() with { Ticker = Ticker(59_000m, 59_010m) })).Order;

        Assert.Equal(59_305m, order.LimitPrice); // 59,010 × 1.005 = 59,305.05, down to the tick
    }

    [Fact]
    public void A_short_sells_down_to_its_bound_and_is_sized_at_the_bid()
    {
        var order = Copied(EntryPlanner.Decide(Entry(Signal(side: PositionSide.Short)) with { Ticker = Ticker(60_100m, 60_110m) })).Order;

        Assert.Equal((OrderSide.Sell, 59_799.5m), (order.Side, order.LimitPrice));
        Assert.Equal(order.Size.Value * 60_100m, order.NotionalUsdt);
        Assert.Equal(65_779.4m, order.StopPrice); // 59,799.5 × 1.1 = 65,779.45, down to the tick
    }

    [Fact]
    public void An_old_change_is_skipped_and_a_tap_may_be_older()
    {
        var facts = Entry(Signal() with { PreviousCompleteAt = Now.AddSeconds(-61) });

        Assert.Equal("the change is 61 s old, more than 60 s", Skipped(EntryPlanner.Decide(facts)).Sentence);
        Copied(EntryPlanner.Decide(facts with { IsManual = true }));
        Assert.Equal(
            DenialReason.SignalTooOld,
            Skipped(EntryPlanner.Decide(facts with { IsManual = true, Now = Now.AddMinutes(15), Ticker = Ticker() with { ReadAt = Now.AddMinutes(15) } })).Reason);
    }

    [Fact]
    public void The_sources_own_time_counts_before_the_last_complete()
    {
        Copied(EntryPlanner.Decide(Entry(Signal() with { PreviousCompleteAt = Now.AddHours(-1), ChangedAt = Now.AddSeconds(-5) })));
        Skipped(EntryPlanner.Decide(Entry(Signal() with { ChangedAt = Now.AddHours(-1) })));
    }

    [Fact]
    public void The_users_own_delay_is_not_counted()
    {
        var facts = Entry(Signal() with { PreviousCompleteAt = Now.AddSeconds(-80) });

        Copied(EntryPlanner.Decide(facts with { Waited = TimeSpan.FromSeconds(30) }));
    }

    [Fact]
    public void Existing_positions_pass_the_price_gate_and_no_age()
    {
        var facts = Entry(Signal() with { ChangedAt = Now.AddDays(-3), DetectedAt = Now.AddDays(-2) }) with { IsCopyExisting = true };

        Copied(EntryPlanner.Decide(facts));
        Assert.Equal(DenialReason.SlippageExceeded, Skipped(EntryPlanner.Decide(facts with { Ticker = Ticker(66_000m, 66_000m) })).Reason);
    }

    [Fact]
    public void A_signal_from_before_the_follow_is_not_copied() => Assert.Equal(
        DenialReason.BeforeFollow, Skipped(EntryPlanner.Decide(Entry() with { FollowedAt = Now.AddSeconds(1) })).Reason);

    [Fact]
    public void Automatic_copying_that_is_off_leaves_the_tap()
    {
        var policy = Policy with { Follow = Policy.Follow with { AutoCopyEnabled = false } };

        Assert.Equal(DenialReason.AutoCopyOff, Skipped(EntryPlanner.Decide(Entry(policy: policy))).Reason);
        Copied(EntryPlanner.Decide(Entry(policy: policy) with { IsManual = true }));
    }

    [Fact]
    public void One_way_mode_skips_the_opposite_of_anything_held()
    {
        var facts = Entry();
        var oneWay = facts with { Account = facts.Account with { HeldSides = [PositionSide.Short] } };

        Assert.Equal(DenialReason.OppositePosition, Skipped(EntryPlanner.Decide(oneWay)).Reason);
        Copied(EntryPlanner.Decide(oneWay with { Account = oneWay.Account with { Mode = PositionMode.Hedge } }));
        Copied(EntryPlanner.Decide(facts with { Account = facts.Account with { HeldSides = [PositionSide.Long] } }));
    }

    [Fact]
    public void An_unknown_outcome_in_the_symbol_blocks_new_entries()
    {
        var facts = Entry();

        Assert.Equal(
            DenialReason.UnknownOutcome, Skipped(EntryPlanner.Decide(facts with { Account = facts.Account with { HasUnknownOutcome = true } })).Reason);
    }

    [Fact]
    public void An_open_copy_is_not_opened_again_and_a_missing_one_not_increased()
    {
        Assert.Equal(DenialReason.AlreadyHeld, Skipped(EntryPlanner.Decide(Entry() with { Own = Own(1m) })).Reason);
        Assert.Equal(DenialReason.NoOpenCopy, Skipped(EntryPlanner.Decide(Entry(Signal(SignalKind.Increase)))).Reason);
        Assert.Equal(
            DenialReason.PositionClosing,
            Skipped(EntryPlanner.Decide(Entry(Signal(SignalKind.Increase)) with { Own = Own(1m, PositionStatus.Closing) })).Reason);
    }

    [Fact]
    public void Adjustments_can_be_off()
    {
        var policy = Policy with { Follow = Policy.Follow with { CopyAdjustments = false } };

        Assert.Equal(DenialReason.AdjustmentsOff, Skipped(EntryPlanner.Decide(Entry(Signal(SignalKind.Increase), policy) with { Own = Own(1m) })).Reason);
    }

    [Fact]
    public void A_stale_price_decides_nothing() => Assert.Equal(
        DenialReason.PriceUnavailable, Skipped(EntryPlanner.Decide(Entry() with { Ticker = Ticker() with { ReadAt = Now.AddSeconds(-11) } })).Reason);

    [Fact]
    public void Held_leverage_is_taken_as_it_is_with_a_stop_that_fits()
    {
        var policy = Policy with { User = Policy.User with { MaxLeverage = 20 } };
        var facts = Entry(policy: policy);
        facts = facts with { Account = facts.Account with { HeldSettings = new InstrumentSettings(20, MarginMode.Cross) } };

        var copy = Copied(EntryPlanner.Decide(facts));

        Assert.Equal((20, MarginMode.Cross, false, 4m), (copy.Order.Leverage, copy.Order.MarginMode, copy.Order.MustSetLeverage, copy.Order.StopLossPercent));
        Assert.Contains("stop tightened from 10.00 % to 4.00 %: the account trades this symbol at 20x", copy.Warnings);
    }

    [Fact]
    public void A_plain_market_entry_carries_no_limit()
    {
        var policy = Policy with { Follow = Policy.Follow with { EntryOrder = EntryOrderPolicy.Market } };

        var order = Copied(EntryPlanner.Decide(Entry(policy: policy))).Order;

        Assert.Equal(OrderType.Market, order.Type);
        Assert.Null(order.LimitPrice);
    }

    [Fact]
    public void A_manual_size_is_the_margin()
    {
        var order = Copied(EntryPlanner.Decide(Entry() with { IsManual = true, ManualSizeUsdt = 50m })).Order;

        Assert.Equal(0.004m, order.Size.Value); // 50 / (0.2 + 0.001) = 248.7 USDT at 60,300
        Assert.True(order.ReserveUsdt <= 50m);
    }

    [Fact]
    public void What_is_too_small_now_is_kept_and_used_when_it_is_enough()
    {
        var policy = Policy with { Follow = Policy.Follow with { QuantityMultiplier = 0.0003m, BelowMinimum = BelowMinimumPolicy.Accumulate } };

        var skip = Assert.IsType<EntryDecision.Skip>(EntryPlanner.Decide(Entry(policy: policy)));
        Assert.Equal((DenialReason.Accumulating, 0.0006m), (skip.Denial.Reason, skip.Residual!.Value.Value));

        var copy = Copied(EntryPlanner.Decide(Entry(policy: policy) with { Residual = skip.Residual }));
        Assert.Equal((0.001m, true), (copy.Order.Size.Value, copy.UsesResidual));
    }

    [Fact]
    public void A_symbol_under_a_scaled_name_is_priced_and_counted_in_its_own_units()
    {
        var pepe = Bitcoin with { Id = new InstrumentId(Venue.Okx, Market.UsdM, "PEPEUSDT"), BaseAsset = "PEPE", TickSize = 0.0000000001m, SizeStep = 1m, MarketSizeStep = 1m, MinSize = 1m, MaxSize = 1e12m };
        var signal = Signal() with { Key = Signal().Key with { Symbol = "1000PEPEUSDT" }, SizeChange = 500_000m, ReferencePrice = 0.01m };
        var facts = Entry(signal) with
        {
            Market = new MarketSelection.Chosen(Account, pepe, 1000m, IsSubstituted: false),
            Ticker = Ticker(0.00001m, 0.00001m) with { Index = 0.00001m },
        };

        Assert.Equal(5_000_000m, Copied(EntryPlanner.Decide(facts)).Order.Size.Value);
        Assert.Equal(
            DenialReason.PriceUnavailable,
            Skipped(EntryPlanner.Decide(facts with { Ticker = Ticker(0.000009m, 0.000009m) })).Reason);
    }

    [Fact]
    public void A_coin_m_whale_is_multiplied_by_value()
    {
        var contracts = Bitcoin with
        {
            Id = new InstrumentId(Venue.Binance, Market.CoinM, "BTCUSD"),
            SizeUnit = SizeUnit.Contracts,
            ContractSize = 100m,
            SizeStep = 1m,
            MarketSizeStep = 1m,
            MinSize = 1m,
        };
        var signal = Signal() with { Key = new(Market.CoinM, "BTCUSD", PositionSide.Long), SizeChange = 1_200m, SizeUnit = SizeUnit.Contracts };
        var facts = Entry(signal) with { Market = new MarketSelection.Chosen(Account, contracts, 1m, IsSubstituted: false) };

        Assert.Equal(OrderSize.Of(new ContractCount(12m)), Copied(EntryPlanner.Decide(facts)).Order.Size);
    }

    [Fact]
    public void A_price_below_one_tick_is_no_price()
    {
        var coarse = Bitcoin with { TickSize = 100_000m };

        Assert.Equal(
            DenialReason.PriceUnavailable,
            Skipped(EntryPlanner.Decide(Entry() with { Market = new MarketSelection.Chosen(Account, coarse, 1m, IsSubstituted: false) })).Reason);
    }
}
