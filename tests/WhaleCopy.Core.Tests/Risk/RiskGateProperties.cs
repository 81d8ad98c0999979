using CsCheck;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using static WhaleCopy.Core.Tests.Sizing.Copying;

namespace WhaleCopy.Core.Tests.Risk;

public sealed class RiskGateProperties
{
    private static readonly Gen<RiskFacts> Facts = Gen.Select(
        Gen.Select(Gens.Policies, Gens.Instruments, Gens.Sides, Gens.Prices),
        Gen.Select(Gen.OneOf(1, 1, 3, 20), Gen.Int[-200, 60], Gen.OneOf(3m, 11m, 40m, 130m, 5_000m), Gen.OneOf(5m, 77.7m, 1_000_000m, 1_000_000m)),
        Gen.Select(Gen.OneOf(-60m, 0m, 0m, 30m), Gen.OneOf(0m, 0m, 45m), Gen.OneOf(0m, 0m, 20m), Gen.OneOf(0, 0, 1, 4, 12)),
        Gen.Select(Gen.OneOf(0m, 0m, 9m, 5_000m), Gen.Bool, Gen.Int[0, 4]),
        (a, b, c, d) =>
        {
            var (policy, instrument, side, reference) = a;

            // Most steps are worth less than a dollar and most ticks a thousandth of the price, as venues choose them; some are not.
            if (d.Item3 > 0)
            {
                var step = PowerBelow(1m / instrument.NotionalUsdt(OrderSize.Of(1m, instrument.SizeUnit), reference));
                instrument = instrument with { SizeStep = step, MarketSizeStep = step, MinSize = step, MaxSize = 1e15m, MaxMarketSize = 1e15m, TickSize = PowerBelow(reference / 1000m) };
            }

            if (d.Item3 > 1)
                policy = policy with { Tier = TierLimits.Of(SubscriptionTier.Elite), User = policy.User with { MaxLeverage = 50 } };
            if (d.Item3 > 2)
                policy = policy with { User = policy.User with { DailyLossLimitUsdt = 10_000m } };

            var (leverage, moved, value, available) = b;
            var market = reference * (1m + (moved / 10_000m));
            var price = EntryPricing.Of(side.Entry(), reference, market, market, instrument.TickSize, 0.5m);
            var cost = new OrderCost(instrument, decimal.Max(price.SizingPrice, instrument.TickSize), instrument.Id.Market == Market.Spot ? 1 : leverage);
            var bound = decimal.Max(price.Bound, instrument.TickSize * 2m);
            return new RiskFacts
            {
                Policy = policy,
                Standing = Active,
                BalanceUsdt = available,
                AvailableUsdt = available,
                Cost = cost,
                Price = price with { Bound = bound },
                CheckPrice = cost.Price,
                Type = policy.EntryType,
                Side = side,
                Size = instrument.Floor(instrument.FromNotional(value, cost.Price), policy.EntryType),
                StopPrice = ProtectionPrices.Stop(side, bound, policy.StopLossPercent, instrument.TickSize),
                Loss = new DailyLossFacts(c.Item1, c.Item2, c.Item3),
                OpenPositions = c.Item4,
                Volume24hUsdt = 1_000_000_000m,
                IndexPrice = instrument.Id.Market == Market.Spot ? null : bound * 1.02m,
                Exposure = new ExposureFacts(0m, d.Item1, d.Item1),
                AddsToPosition = d.Item2,
            };
        });

    private static decimal PowerBelow(decimal value)
    {
        var power = 1_000_000m;
        while (power > value && power > 1e-20m)
            power /= 10m;
        return power;
    }

    [Fact]
    public void What_is_allowed_is_within_every_limit() =>
        Facts.Sample(facts =>
        {
            if (RiskGate.Check(facts) is not RiskDecision.Allowed allowed)
                return;
            var user = facts.Policy.User;
            Assert.True(allowed.Size <= facts.Size);
            Assert.True(allowed.Size >= facts.Cost.Minimum(facts.Type, facts.CheckPrice));
            Assert.True(Rounding.IsOnStep(allowed.Size.Value, facts.Cost.Instrument.StepOf(facts.Type)));
            Assert.True(allowed.MarginUsdt <= user.MaxTradeSizeUsdt);
            Assert.True(allowed.ReserveUsdt <= facts.AvailableUsdt);
            Assert.True(facts.Loss.WorstUsdt + allowed.WorstLossUsdt <= user.DailyLossLimitUsdt);
            Assert.True(allowed.NotionalUsdt >= 5m);
            Assert.True(facts.AddsToPosition || facts.OpenPositions < facts.Policy.MaxOpenPositions);
            Assert.True(facts.Policy.Follow.BudgetUsdt is not { } budget || facts.Exposure.WhaleMarginUsdt + allowed.MarginUsdt <= budget);
            Assert.True(facts.Price.MovedPercent <= facts.Price.LimitPercent);
        }, iter: 1000);

    [Fact]
    public void The_facts_reach_both_sides_of_the_gate()
    {
        var told = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        Facts.Sample(
            facts =>
            {
                var name = RiskGate.Check(facts) is RiskDecision.Refused refused ? refused.Denial.Code : "ALLOWED";
                _ = told.AddOrUpdate(name, 1, (_, count) => count + 1);
            },
            iter: 3000);

        Assert.True(
            told.GetValueOrDefault("ALLOWED") > 200 && told.Count > 8,
            string.Join(", ", told.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}")));
    }

    [Fact]
    public void A_stricter_limit_never_allows_more() =>
        Facts.Sample(facts =>
        {
            var strict = facts with
            {
                Policy = facts.Policy with { User = facts.Policy.User with { DailyLossLimitUsdt = facts.Policy.User.DailyLossLimitUsdt / 2m, MaxTradeSizeUsdt = facts.Policy.User.MaxTradeSizeUsdt / 2m } },
            };

            if (RiskGate.Check(strict) is RiskDecision.Allowed narrow && RiskGate.Check(facts) is RiskDecision.Allowed wide)
                Assert.True(narrow.Size <= wide.Size);
        });
}
