using CsCheck;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Tests.Sizing;

/// <summary>One signal of a story and what the market makes of its order.</summary>
/// <param name="Instrument">Where it is copied.</param>
/// <param name="Side">Direction.</param>
/// <param name="Reference">The whale's price.</param>
/// <param name="MovedPercent">How far the price has moved since.</param>
/// <param name="WhaleSize">His quantity.</param>
/// <param name="WhaleLeverage">His leverage, where shown.</param>
/// <param name="IsHedged">The account holds both sides apart.</param>
/// <param name="Fill">How much of the order fills: 0 nothing, 1 all, else a part; null while its outcome is unknown.</param>
internal sealed record StoryStep(
    InstrumentSpec Instrument, PositionSide Side, decimal Reference, decimal MovedPercent, decimal WhaleSize, decimal? WhaleLeverage, bool IsHedged, decimal? Fill)
{
    /// <summary>Most steps and ticks are as fine as venues choose them, some bite.</summary>
    public static readonly Gen<StoryStep> Any = Gen.Select(
        Gen.Select(Gens.Instruments, Gens.Sides, Gens.Prices, Gen.OneOf(0m, 0m, -2m, 0.09m, 0.4m, 2.9m, 40m)),
        Gen.Select(Gens.Sizes, Gens.Leverages, Gen.Bool, Gen.OneOf<decimal?>(null, 0m, 0.37m, 1m)),
        Gen.Int[0, 3],
        (market, whale, fine) =>
        {
            var instrument = market.Item1;
            var side = instrument.Id.Market == Market.Spot ? PositionSide.Long : market.Item2;
            if (fine > 0)
            {
                var step = PowerBelow(1m / instrument.NotionalUsdt(OrderSize.Of(1m, instrument.SizeUnit), market.Item3));
                instrument = instrument with { SizeStep = step, MarketSizeStep = step, MinSize = step, MaxSize = 1e12m, MaxMarketSize = 1e12m, TickSize = PowerBelow(market.Item3 / 1000m) };
            }

            // Mostly a whale of some hundred thousand USDT, else one of dust or of billions.
            var size = fine > 1 ? 200_000m / market.Item3 : whale.Item1;
            return new StoryStep(instrument, side, market.Item3, market.Item4, size, whale.Item2, whale.Item3, whale.Item4);
        });

    private static decimal PowerBelow(decimal value)
    {
        var power = 1_000_000m;
        while (power > value && power > 1e-20m)
            power /= 10m;
        return power;
    }
}

/// <summary>One user who copies a whale's opens one after the other, his money kept as the engine keeps it.</summary>
internal sealed class CopyStory(FollowPolicy policy, decimal balance, decimal realizedToday)
{
    private readonly List<(EntryOrder Order, decimal Share)> _held = [];
    private readonly List<EntryOrder> _inFlight = [];

    /// <summary>What was sent.</summary>
    public List<(EntryFacts Facts, EntryOrder Order, EquatableArray<string> Warnings)> Sent { get; } = [];

    public decimal Reserved => _inFlight.Sum(order => order.ReserveUsdt) + _held.Sum(copy => copy.Order.ReserveUsdt * copy.Share);

    public decimal WorstLoss => -realizedToday + _inFlight.Sum(order => order.WorstLossUsdt);

    public decimal Margin => _inFlight.Sum(order => order.MarginUsdt) + _held.Sum(copy => copy.Order.MarginUsdt * copy.Share);

    public int Positions => _inFlight.Count + _held.Count;

    public void Take(StoryStep step)
    {
        var facts = FactsOf(step);
        if (EntryPlanner.Decide(facts) is not EntryDecision.Copy copy)
            return;
        Sent.Add((facts, copy.Order, copy.Warnings));
        if (step.Fill is not { } fill)
            _inFlight.Add(copy.Order);
        else if (fill > 0m)
            _held.Add((copy.Order, fill));
    }

    public EntryFacts FactsOf(StoryStep step)
    {
        var market = step.Reference * (1m + (step.Side.Sign() * step.MovedPercent / 100m));
        var loss = new DailyLossFacts(realizedToday, 0m, _inFlight.Sum(order => order.WorstLossUsdt));
        return Copying.Entry(
            Copying.Signal(side: step.Side) with
            {
                Key = new PositionKey(step.Instrument.Id.Market, step.Instrument.Id.Symbol, step.Side),
                SizeChange = step.WhaleSize,
                Size = step.WhaleSize,
                AmountUsd = step.WhaleSize * step.Reference,
                Leverage = step.WhaleLeverage,
                PriceAtSignal = step.Reference,
                ReferencePrice = step.Reference,
            },
            policy) with
        {
            Market = new MarketSelection.Chosen(Copying.Account, step.Instrument, 1m, IsSubstituted: false),
            Ticker = Copying.Ticker(market, market) with { Instrument = step.Instrument.Id, Mark = market, Index = market },
            Account = new AccountFacts
            {
                Mode = step.IsHedged ? PositionMode.Hedge : PositionMode.OneWay,
                BalanceUsdt = balance,
                AvailableUsdt = AvailableBalance.Of(balance, Gens.Start, [new ReservationView(Reserved, null)]),
                EquityUsdt = balance,
            },
            Loss = loss,
            OpenPositions = Positions,
            Exposure = new ExposureFacts(0m, Margin, Margin),
        };
    }
}
