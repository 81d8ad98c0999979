using CsCheck;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Sizing;

public sealed class ExitPlannerTests
{
    [Fact]
    public void A_reduction_takes_the_same_fraction_of_the_own_quantity() => // S05
        Assert.Equal((0.005m, false), Exit(Facts(SignalKind.Reduce, 0.25m, 0.020m)));

    [Fact]
    public void A_close_takes_all_of_it() => Assert.Equal((0.020m, true), Exit(Facts(SignalKind.Close, 1m, 0.020m)));

    [Fact]
    public void What_would_stay_below_the_minimum_is_closed_too() =>
        Assert.Equal((0.002m, true), Exit(Facts(SignalKind.Reduce, 0.5m, 0.002m, Copying.Bitcoin with { MinNotionalUsdt = 100m })));

    [Fact]
    public void A_fraction_below_one_step_is_skipped_with_its_numbers()
    {
        var denial = Skip(Facts(SignalKind.Reduce, 0.01m, 0.020m));

        Assert.Equal((DenialReason.BelowStep, "1.00 % of 0.02 is below one step of 0.001"), (denial.Reason, denial.Sentence));
    }

    [Fact]
    public void Never_more_than_the_venue_shows()
    {
        Assert.Equal((0.015m, true), Exit(Facts(SignalKind.Close, 1m, 0.020m) with { VenueShows = Size(0.0151m) }));
        Assert.Equal((0.020m, true), Exit(Facts(SignalKind.Close, 1m, 0.020m) with { VenueShows = Size(5m) }));
        Assert.Equal(DenialReason.BelowStep, Skip(Facts(SignalKind.Close, 1m, 0.020m) with { VenueShows = Size(0m) }).Reason);
    }

    [Fact]
    public void Never_more_than_the_venues_largest_order() => Assert.Equal((120m, true), Exit(Facts(SignalKind.Close, 1m, 500m)));

    [Fact]
    public void Nothing_held_is_nothing_to_close()
    {
        Assert.Equal(DenialReason.NoOpenCopy, Skip(Facts(SignalKind.Close, 1m, 0.02m) with { Own = null }).Reason);
        Assert.Equal(
            DenialReason.PositionClosing,
            Skip(Facts(SignalKind.Close, 1m, 0.02m) with { Own = new OwnCopy(Size(0.02m), PositionStatus.Closing) }).Reason);
    }

    [Fact]
    public void Settings_keep_copies_when_the_user_wants_it()
    {
        Assert.Equal(DenialReason.WhaleExitOff, Skip(Facts(SignalKind.Close, 1m, 0.02m) with { AutoCloseOnWhaleExit = false }).Reason);
        Assert.Equal(DenialReason.AdjustmentsOff, Skip(Facts(SignalKind.Reduce, 0.5m, 0.02m) with { CopyAdjustments = false }).Reason);
        Assert.Equal(DenialReason.HeldThroughReopening, Skip(Facts(SignalKind.Close, 1m, 0.02m) with { HoldsThroughReopening = true }).Reason);
    }

    [Fact]
    public void Spot_sells_no_part_that_the_venue_would_refuse() => Assert.Equal(
        DenialReason.BelowMinimum, Skip(Facts(SignalKind.Reduce, 0.05m, 0.001m, Copying.SpotBitcoin)).Reason);

    [Theory]
    [InlineData(ReentryPolicy.Hold, 60_000, 61_799, true)]
    [InlineData(ReentryPolicy.Hold, 60_000, 61_800, false)]
    [InlineData(ReentryPolicy.Hold, 60_000, 58_201, true)]
    [InlineData(ReentryPolicy.Hold, 60_000, 58_200, false)]
    [InlineData(ReentryPolicy.Reenter, 60_000, 60_000, false)]
    public void A_reopening_near_the_exit_is_held_through(ReentryPolicy policy, int closed, int reopened, bool holds) =>
        Assert.Equal(holds, ReentryRule.Holds(policy, closed, reopened));

    private static OrderSize Size(decimal value) => OrderSize.Of(new BaseQuantity(value));

    private static ExitFacts Facts(SignalKind kind, decimal fraction, decimal own, InstrumentSpec? instrument = null) => new()
    {
        Kind = kind,
        Fraction = fraction,
        Own = new OwnCopy(Size(own), PositionStatus.Open),
        Instrument = instrument ?? Copying.Bitcoin,
        Price = 60_000m,
    };

    private static (decimal Size, bool ClosesAll) Exit(ExitFacts facts)
    {
        var exit = Assert.IsType<ExitDecision.Exit>(ExitPlanner.Decide(facts));
        return (exit.Size.Value, exit.ClosesAll);
    }

    private static Denial Skip(ExitFacts facts) => Assert.IsType<ExitDecision.Skip>(ExitPlanner.Decide(facts)).Denial;
}

public sealed class ExitPlannerProperties
{
    [Fact]
    public void An_exit_never_takes_more_than_the_copy_or_the_venue_has_and_never_adds_exposure() =>
        Gen.Select(
            Gens.Instruments, Gens.Sizes, Gen.OneOf(0m, 0.0001m, 0.25m, 0.5m, 0.999m, 1m, 7m), Gens.Sizes, Gens.Prices,
            Gen.OneOf(SignalKind.Reduce, SignalKind.Close)).Sample((instrument, own, fraction, shown, price, kind) =>
        {
            var held = OrderSize.Of(own, instrument.SizeUnit);
            var decision = ExitPlanner.Decide(new ExitFacts
            {
                Kind = kind,
                Fraction = fraction,
                Own = new OwnCopy(held, PositionStatus.Open),
                Instrument = instrument,
                VenueShows = OrderSize.Of(shown, instrument.SizeUnit),
                Price = price,
            });

            if (decision is not ExitDecision.Exit exit)
                return;
            Assert.True(exit.Size.Value > 0m);
            Assert.True(exit.Size <= held && exit.Size.Value <= shown);
            Assert.True(Rounding.IsOnStep(exit.Size.Value, instrument.StepOf(OrderType.Market)));
            if (!exit.ClosesAll)
                Assert.True(exit.Size.Value <= own * fraction);
        });
}
