using CsCheck;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Sizing;

/// <summary>What holds of every copy over a whole story of signals, whatever the account, the instrument and the fills are like.</summary>
public sealed class CopyProperties
{
    private static readonly Gen<(FollowPolicy Policy, decimal Balance, decimal Realized, StoryStep[] Steps)> Stories = Gen.Select(
        Gens.Policies,
        Gen.OneOf(0m, 4.99m, 11m, 130m, 5_000m, 1_000_000m),
        Gen.OneOf(-40m, 0m, 0m, 0m, 25m),
        StoryStep.Any.Array[1, 8],
        (policy, balance, realized, steps) => (policy, balance, realized, steps));

    [Fact]
    public void No_order_beyond_limits() =>
        Stories.Sample(
            story =>
            {
                var user = story.Policy.User;
                var copies = new CopyStory(story.Policy, story.Balance, story.Realized);
                foreach (var step in story.Steps)
                {
                    var (sent, open) = (copies.Sent.Count, copies.Positions);
                    var (reserved, worst, margin) = (copies.Reserved, copies.WorstLoss, copies.Margin);
                    copies.Take(step);
                    if (copies.Sent.Count == sent)
                        continue;

                    var (facts, order, _) = copies.Sent[^1];
                    var instrument = order.Instrument;
                    Assert.True(Rounding.IsOnStep(order.Size.Value, instrument.StepOf(order.Type)));
                    Assert.True(order.Size.Value >= instrument.MinSize && order.Size.Value <= instrument.MaxSizeOf(order.Type));
                    Assert.True(order.NotionalUsdt >= 5m && order.NotionalUsdt >= instrument.MinNotionalUsdt);
                    Assert.True(instrument.Id.Market == Market.Spot || story.Policy.Tier.FuturesAllowed);
                    Assert.True(order.Leverage >= 1 && order.Leverage <= int.Max(1, instrument.MaxLeverage));
                    Assert.True(instrument.Id.Market == Market.Spot ? order.Leverage == 1 : order.Leverage <= user.MaxLeverage);
                    Assert.True(order.Leverage == 1 || order.Leverage * order.StopLossPercent <= 80m);
                    Assert.True(order.MarginUsdt <= user.MaxTradeSizeUsdt);
                    Assert.True(reserved + order.ReserveUsdt <= story.Balance);
                    Assert.True(worst + order.WorstLossUsdt <= user.DailyLossLimitUsdt);
                    Assert.True(margin + order.MarginUsdt <= (story.Policy.Follow.BudgetUsdt ?? decimal.MaxValue));
                    Assert.True(open < story.Policy.MaxOpenPositions);

                    // The price: not beyond the user's limit from the whale's, on the tick, and the stop on the losing side of it.
                    var limit = story.Policy.SlippagePercent(instrument.BaseAsset) / 100m;
                    var sign = order.PositionSide.Sign();
                    var now = facts.Ticker.Last;
                    Assert.True(sign * (now - order.ReferencePrice) <= order.ReferencePrice * limit);
                    if (order.LimitPrice is { } bound)
                    {
                        Assert.True(Rounding.IsOnStep(bound, instrument.TickSize));
                        Assert.True(sign > 0 ? bound <= decimal.Min(order.ReferencePrice, now) * (1m + limit) : bound >= decimal.Max(order.ReferencePrice, now) * (1m - limit));
                        Assert.True(sign * (bound - order.StopPrice) >= 0m);
                    }

                    // Filled at the worst it may, a copy costs no more than was reserved for it.
                    var dearest = sign > 0 ? order.LimitPrice ?? now : now;
                    var cost = instrument.NotionalUsdt(order.Size, dearest);
                    Assert.True((cost / order.Leverage) + (2m * cost * instrument.TakerFeeRate) <= order.ReserveUsdt + 1e-9m || order.LimitPrice is null);
                }
            },
            iter: 1000);

    [Fact]
    public void The_stories_reach_both_sides_of_the_limits()
    {
        var (sent, refused) = (0, 0);
        Stories.Sample(
            story =>
            {
                var copies = new CopyStory(story.Policy, story.Balance, story.Realized);
                foreach (var step in story.Steps)
                    copies.Take(step);
                _ = Interlocked.Add(ref sent, copies.Sent.Count);
                _ = Interlocked.Add(ref refused, story.Steps.Length - copies.Sent.Count);
            },
            iter: 1000);

        Assert.True(sent > 50 && refused > 50, $"{sent} sent, {refused} refused");
    }

    [Fact]
    public void Reduce_only_never_increases_exposure() =>
        Gen.Select(
            Gens.Instruments,
            Gens.Prices,
            Gen.Select(Gens.Sizes.Array[1, 3], Gen.OneOf(0m, 0m, 0.5m, 3m), Gen.OneOf(0m, 0m, 2m), Gen.Bool),
            Gen.Select(Gen.Int[0, 2], Gen.OneOf(SignalKind.Reduce, SignalKind.Close), Gen.OneOf(0m, 0.0001m, 0.25m, 0.999m, 1m, 7m), Gen.OneOf(0m, 0.3m, 1m)).Array[1, 8])
        .Sample((instrument, price, account, exits) =>
        {
            // Copies of several whales and the user's own lie in one position; the other side is apart in hedge mode, and not there in one-way mode.
            var (sizes, foreign, opposite, isHedged) = account;
            var copies = sizes.Select(size => instrument.Floor(OrderSize.Of(size, instrument.SizeUnit), OrderType.Market)).ToArray();
            var step = instrument.StepOf(OrderType.Market);
            var own = Rounding.FloorToStep(foreign * sizes[0], step);
            var other = isHedged ? Rounding.FloorToStep(opposite * sizes[0], step) : 0m;
            var shown = copies.Sum(copy => copy.Value) + own;
            foreach (var (which, kind, fraction, fill) in exits)
            {
                var index = which % copies.Length;
                var decision = ExitPlanner.Decide(new ExitFacts
                {
                    Kind = kind,
                    Fraction = fraction,
                    Own = new OwnCopy(copies[index], PositionStatus.Open),
                    Instrument = instrument,
                    VenueShows = OrderSize.Of(shown, instrument.SizeUnit),
                    Price = price,
                });
                if (decision is not ExitDecision.Exit exit)
                    continue;

                // Sent towards less: whatever part of it fills, this copy and the position shrink by it and nothing else changes.
                Assert.True(exit.Size.Value > 0m && exit.Size <= copies[index] && exit.Size.Value <= shown);
                var filled = Rounding.FloorToStep(exit.Size.Value * fill, step);
                copies[index] -= OrderSize.Of(filled, instrument.SizeUnit);
                shown -= filled;
                Assert.True(copies[index].Value >= 0m && shown >= 0m);
                Assert.Equal(own, shown - copies.Sum(copy => copy.Value));
                Assert.True(isHedged || other == 0m);
            }
        });

    [Fact]
    public void Copies_never_move_away_from_their_target_when_they_shrink() =>
        Gen.Select(Gens.Instruments, Gens.Sizes, Gens.Prices, Gen.OneOf(0m, 0.0001m, 0.1m, 0.5m, 0.999m, 1m), Gen.OneOf(SignalKind.Reduce, SignalKind.Close), Gen.OneOf(0m, 0.4m, 1m))
        .Sample((instrument, size, price, fraction, kind, fill) =>
        {
            var own = instrument.Floor(OrderSize.Of(size, instrument.SizeUnit), OrderType.Market);
            var target = kind == SignalKind.Close ? 0m : own.Value * (1m - fraction);
            var decision = ExitPlanner.Decide(new ExitFacts { Kind = kind, Fraction = fraction, Own = new OwnCopy(own, PositionStatus.Open), Instrument = instrument, Price = price });
            if (decision is not ExitDecision.Exit exit)
                return;

            var after = own.Value - Rounding.FloorToStep(exit.Size.Value * fill, instrument.StepOf(OrderType.Market));
            if (!exit.ClosesAll || kind == SignalKind.Close)
            {
                Assert.True(after >= target, $"{after} is below {target}");
                Assert.True(decimal.Abs(after - target) <= decimal.Abs(own.Value - target));
            }
            else
            {
                // What would stay could never be sold: it goes too, and only then.
                var rest = own.Value - instrument.Floor(own * fraction, OrderType.Market).Value;
                Assert.True(rest < new OrderCost(instrument, price, 1).Minimum(OrderType.Market, price).Value);
            }
        });

    [Fact]
    public void Copies_never_move_away_from_their_target_when_they_grow() =>
        Gen.Select(Stories, Gen.OneOf(0.0001m, 0.1m, 0.5m, 1m, 4m), Gens.Sizes, Gen.OneOf(0m, 0m, 0.5m)).Sample(
            (story, fraction, held, kept) =>
            {
                var step = story.Steps[0];
                var unit = step.Instrument.SizeUnit;
                var own = step.Instrument.Floor(OrderSize.Of(held, unit), OrderType.LimitIoc);
                var residual = OrderSize.Of(own.Value * kept * fraction, unit);
                var facts = new CopyStory(story.Policy, story.Balance, story.Realized).FactsOf(step);
                var decision = EntryPlanner.Decide(facts with
                {
                    Signal = facts.Signal with { Kind = SignalKind.Increase, Fraction = fraction },
                    Own = own.IsZero ? null : new OwnCopy(own, PositionStatus.Open),
                    Residual = residual.IsZero ? null : residual,
                });
                if (decision is not EntryDecision.Copy copy)
                    return;

                var target = (own.Value * fraction) + residual.Value;
                if (copy.Order.Size.Value > target)
                {
                    // Only where the user wants what is too small rounded up, only to the venue's least, and he is told.
                    Assert.Equal(BelowMinimumPolicy.RoundUp, story.Policy.Follow.BelowMinimum);
                    Assert.Contains(copy.Warnings.AsSpan().ToArray(), warning => warning.Contains("raised", StringComparison.Ordinal));
                    var least = new OrderCost(step.Instrument, facts.Ticker.Last, 1).Minimum(copy.Order.Type, decimal.Min(facts.Ticker.Last, SizingPriceOf(story.Policy, facts)));
                    Assert.Equal(least.Value, copy.Order.Size.Value);
                }
            },
            iter: 1000);

    [Fact]
    public void Copies_never_move_away_from_their_target_when_they_open() =>
        Stories.Sample(
            story =>
            {
                var copies = new CopyStory(story.Policy, story.Balance, story.Realized);
                foreach (var step in story.Steps)
                    copies.Take(step);
                foreach (var (facts, order, warnings) in copies.Sent)
                {
                    // A multiple of the whale is never passed, unless rounding up is wanted and told.
                    if (story.Policy.Follow is { Mode: SizingMode.QuantityMultiplier, QuantityMultiplier: { } multiplier }
                        && !warnings.AsSpan().ToArray().Any(warning => warning.Contains("raised", StringComparison.Ordinal)))
                    {
                        var target = order.Instrument.FromBase(new BaseQuantity(facts.Signal.SizeChange * multiplier), SizingPriceOf(story.Policy, facts));
                        Assert.True(order.Size.Value <= target.Value, $"{order.Size.Value} is above {target.Value}");
                    }
                }
            },
            iter: 1000);

    private static decimal SizingPriceOf(FollowPolicy policy, EntryFacts facts) => EntryPricing.Of(
        facts.Signal.Key.Side.Entry(),
        facts.Signal.PriceAtSignal,
        facts.Ticker.Last,
        facts.Ticker.Last,
        facts.Market.Instrument.TickSize,
        policy.SlippagePercent(facts.Market.Instrument.BaseAsset)).SizingPrice;
}
