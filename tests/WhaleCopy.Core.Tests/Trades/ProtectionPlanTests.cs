using CsCheck;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Tests.Sizing;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Trades;

public sealed class ProtectionPlanTests
{
    [Fact]
    public void A_new_copy_gets_a_stop_of_its_own_quantity() // S01
    {
        var plan = ProtectionPlan.For(Facts());

        Assert.Equal([new ProtectionAction.Place(OrderLeg.Stop, Size(0.02m), 54_000m)], plan.Actions);
        Assert.Equal(ProtectionStatus.Unprotected, plan.Status);
    }

    [Fact]
    public void A_live_stop_that_fits_is_protection()
    {
        var plan = ProtectionPlan.For(Facts(Stop(1, 0.02m, 54_000m)));

        Assert.Empty(plan.Actions);
        Assert.Equal(ProtectionStatus.Protected, plan.Status);
    }

    [Fact]
    public void Futures_place_the_new_stop_before_the_old_one_goes() // S04
    {
        var bigger = Facts(Stop(1, 0.02m, 54_000m)) with { Quantity = Size(0.028m) };

        Assert.Equal([new ProtectionAction.Place(OrderLeg.Stop, Size(0.028m), 54_000m)], ProtectionPlan.For(bigger).Actions);
        Assert.Equal(
            [new ProtectionAction.Cancel(Id(1), OrderLeg.Stop)],
            ProtectionPlan.For(bigger with { Orders = [Stop(1, 0.02m, 54_000m), Stop(2, 0.028m, 54_000m)] }).Actions);
    }

    [Fact]
    public void Spot_frees_the_coins_first()
    {
        var spot = Facts(Stop(1, 0.02m, 54_000m)) with { Instrument = Copying.SpotBitcoin, Quantity = Size(0.028m) };

        Assert.Equal([new ProtectionAction.Cancel(Id(1), OrderLeg.Stop)], ProtectionPlan.For(spot).Actions);
        Assert.Equal([new ProtectionAction.Place(OrderLeg.Stop, Size(0.028m), 54_000m)], ProtectionPlan.For(spot with { Orders = [] }).Actions);
    }

    [Fact]
    public void Spot_frees_the_coins_before_it_closes_and_futures_keep_the_stop()
    {
        var closing = Facts(Stop(1, 0.02m, 54_000m)) with { Status = PositionStatus.Closing };

        Assert.Empty(ProtectionPlan.For(closing).Actions);
        Assert.Equal([new ProtectionAction.Cancel(Id(1), OrderLeg.Stop)], ProtectionPlan.For(closing with { Instrument = Copying.SpotBitcoin }).Actions);
    }

    [Theory]
    [InlineData(OrderStatus.Sent)]
    [InlineData(OrderStatus.Unknown)]
    [InlineData(OrderStatus.Triggered)]
    public void While_one_is_unsettled_it_is_asked_for_and_no_other_placed(OrderStatus status)
    {
        var plan = ProtectionPlan.For(Facts(Stop(1, 0.02m, 54_000m) with { Status = status }));

        Assert.Equal([new ProtectionAction.Ask(Id(1), OrderLeg.Stop)], plan.Actions);
        Assert.Equal(ProtectionStatus.Pending, plan.Status);
    }

    [Fact]
    public void A_mark_beyond_the_stop_closes_at_once() // S15
    {
        Assert.Equal([new ProtectionAction.CloseNow(CloseReason.StopLoss)], ProtectionPlan.For(Facts() with { Mark = 53_500m }).Actions);
        Assert.Equal(
            [new ProtectionAction.CloseNow(CloseReason.TrailingStop)],
            ProtectionPlan.For(Facts() with { TrailingStopPercent = 5m, BestMark = 70_000m, Mark = 66_000m }).Actions);
    }

    [Fact]
    public void A_closed_copy_leaves_nothing_behind()
    {
        var plan = ProtectionPlan.For(Facts(Stop(1, 0.02m, 54_000m), Target(2, 0.02m, 66_000m), Stop(3, 0.02m, 1m) with { Status = OrderStatus.Unknown }) with
        {
            Status = PositionStatus.Closed,
        });

        Assert.Equal(
            [
                new ProtectionAction.Cancel(Id(1), OrderLeg.Stop),
                new ProtectionAction.Cancel(Id(2), OrderLeg.TakeProfit),
                new ProtectionAction.Ask(Id(3), OrderLeg.Stop),
            ],
            plan.Actions);
        Assert.Equal(ProtectionStatus.Pending, plan.Status); // somebody has to see to it until the last one is gone
        Assert.Equal(ProtectionStatus.None, ProtectionPlan.For(Facts() with { Status = PositionStatus.Closed }).Status);
    }

    [Fact]
    public void A_take_profit_is_placed_moved_and_taken_away()
    {
        var live = Stop(1, 0.02m, 54_000m);

        Assert.Equal(
            [new ProtectionAction.Place(OrderLeg.TakeProfit, Size(0.02m), 72_000m)],
            ProtectionPlan.For(Facts(live) with { TakeProfitPercent = 20m }).Actions);
        Assert.Equal(
            [new ProtectionAction.Cancel(Id(2), OrderLeg.TakeProfit)],
            ProtectionPlan.For(Facts(live, Target(2, 0.01m, 72_000m)) with { TakeProfitPercent = 20m }).Actions);
        Assert.Equal([new ProtectionAction.Cancel(Id(2), OrderLeg.TakeProfit)], ProtectionPlan.For(Facts(live, Target(2, 0.02m, 72_000m))).Actions);
        Assert.Empty(ProtectionPlan.For(Facts(live, Target(2, 0.02m, 72_000m)) with { TakeProfitPercent = 20m }).Actions);
    }

    [Fact]
    public void A_copy_is_protected_once_its_target_is_right_too_or_was_refused_for_good()
    {
        var missing = Facts(Stop(1, 0.02m, 54_000m)) with { TakeProfitPercent = 20m };
        Assert.Equal(ProtectionStatus.Pending, ProtectionPlan.For(missing).Status);
        Assert.Equal(ProtectionStatus.Pending, ProtectionPlan.For(missing with { Orders = [.. missing.Orders, Target(2, 0.01m, 72_000m)] }).Status);
        Assert.Equal(ProtectionStatus.Protected, ProtectionPlan.For(missing with { Orders = [.. missing.Orders, Target(2, 0.02m, 72_000m)] }).Status);
        var refused = ProtectionPlan.For(missing with { IsTargetRefused = true });
        Assert.Equal((ProtectionStatus.Protected, 0, 72_000m), (refused.Status, refused.Actions.Count, refused.TakeProfitPrice!.Value));
    }

    [Fact]
    public void On_spot_the_monitor_takes_the_profit() => Assert.Equal(
        [new ProtectionAction.CloseNow(CloseReason.TakeProfit)],
        ProtectionPlan.For(Facts(Stop(1, 0.02m, 54_000m)) with { Instrument = Copying.SpotBitcoin, TakeProfitPercent = 20m, Mark = 72_000m }).Actions);

    [Theory]
    [InlineData(PositionSide.Long, 60_000, 10, 0.1, 54_000)]
    [InlineData(PositionSide.Long, 60_000.3, 10, 0.5, 54_000.5)] // 54,000.27 up
    [InlineData(PositionSide.Short, 60_000.3, 10, 0.5, 66_000)] // 66,000.33 down
    [InlineData(PositionSide.Long, 1, 80, 1, 1)] // one tick is the least there is
    public void The_stop_is_a_percentage_of_the_price_rounded_towards_less_risk(PositionSide side, double entry, int percent, double tick, double stop) =>
        Assert.Equal((decimal)stop, ProtectionPrices.Stop(side, (decimal)entry, percent, (decimal)tick));

    [Fact]
    public void A_stop_lies_before_liquidation()
    {
        Assert.Equal(55_200m, ProtectionPrices.Guarded(PositionSide.Long, 54_000m, 60_000m, 54_000m, 0.1m));
        Assert.Equal(54_000m, ProtectionPrices.Guarded(PositionSide.Long, 54_000m, 60_000m, 30_000m, 0.1m));
        Assert.Equal(64_800m, ProtectionPrices.Guarded(PositionSide.Short, 66_000m, 60_000m, 66_000m, 0.1m));
        Assert.Equal(54_000m, ProtectionPrices.Guarded(PositionSide.Long, 54_000m, 60_000m, null, 0.1m));
    }

    [Fact]
    public void Tightening_in_the_dark_goes_half_way_and_never_back()
    {
        Assert.Equal(57_000m, ProtectionPrices.Tightened(PositionSide.Long, 54_000m, 60_000m, 0.1m));
        Assert.Equal(54_000m, ProtectionPrices.Tightened(PositionSide.Long, 54_000m, 53_000m, 0.1m));
        Assert.Equal(63_000m, ProtectionPrices.Tightened(PositionSide.Short, 66_000m, 60_000m, 0.1m));
    }

    internal static ClientOrderId Id(int number) => ClientOrderId.Of(OrderOwner.Position, Guid.Empty, OrderLeg.Stop, number, 1);

    internal static OrderSize Size(decimal value) => OrderSize.Of(new BaseQuantity(value));

    internal static ProtectionFacts Facts(params ProtectiveOrder[] orders) => new()
    {
        Instrument = Copying.Bitcoin,
        Side = PositionSide.Long,
        Status = PositionStatus.Open,
        Quantity = Size(0.02m),
        EntryPrice = 60_000m,
        StopLossPercent = 10m,
        Mark = 60_000m,
        Orders = [.. orders],
    };

    private static ProtectiveOrder Stop(int number, decimal size, decimal price) => new(Id(number), OrderLeg.Stop, Size(size), price, OrderStatus.Accepted);

    private static ProtectiveOrder Target(int number, decimal size, decimal price) => new(Id(number), OrderLeg.TakeProfit, Size(size), price, OrderStatus.Accepted);
}

/// <summary>A copy that grows, shrinks and trails while placings and cancellations succeed, get lost and are found again.</summary>
public sealed class ProtectionPlanProperties
{
    private static readonly Gen<Turn[]> Turns = Gen.Select(
        Gen.OneOf(0m, 0m, 0.01m, -0.005m), Gen.Int[-40, 60], Gen.OneOf(Fate.Works, Fate.Works, Fate.Lost, Fate.Unseen), Gen.Bool,
        (change, move, fate, answers) => new Turn(change, move * 10m, fate, answers)).Array[1, 40];

    [Theory]
    [InlineData(Market.UsdM)]
    [InlineData(Market.Spot)]
    public void Stops_are_replaced_without_a_gap_and_end_as_one(Market market) =>
        Turns.Sample(turns =>
        {
            var world = new World(market);
            foreach (var turn in turns)
                world.Take(turn);

            for (var i = 0; i < 12 && !world.IsClosed; i++)
                world.Take(new Turn(0m, 0m, Fate.Works, Answers: true));
            if (world.IsClosed)
                return;

            var live = Assert.Single(world.Orders, order => order.IsLive);
            Assert.Equal(world.Quantity, live.Size.Value);
            Assert.Empty(world.Plan.Actions);
            Assert.Equal(ProtectionStatus.Protected, world.Plan.Status);
        }, iter: 500);

    private enum Fate
    {
        Works,
        Lost,
        Unseen,
    }

    private sealed record Turn(decimal Change, decimal Move, Fate Fate, bool Answers);

    private sealed class World(Market market)
    {
        private readonly bool _isSpot = market == Market.Spot;
        private int _next;
        private decimal _mark = 60_000m;
        private decimal _best = 60_000m;
        private decimal? _stop;

        public decimal Quantity { get; private set; } = 0.02m;

        public List<ProtectiveOrder> Orders { get; } = [];

        // Whether the venue really has what we do not know about.
        private readonly HashSet<ClientOrderId> _atVenue = [];

        public ProtectionPlan Plan { get; private set; } = null!;

        public bool IsClosed { get; private set; }

        public void Take(Turn turn)
        {
            if (IsClosed)
                return;
            Quantity = decimal.Max(0.001m, Quantity + turn.Change);
            _mark += turn.Move;
            _best = decimal.Max(_best, _mark);
            Plan = ProtectionPlan.For(new ProtectionFacts
            {
                Instrument = _isSpot ? Copying.SpotBitcoin : Copying.Bitcoin,
                Side = PositionSide.Long,
                Status = PositionStatus.Open,
                Quantity = OrderSize.Of(new BaseQuantity(Quantity)),
                EntryPrice = 60_000m,
                StopLossPercent = 10m,
                TrailingStopPercent = 2m,
                BestMark = _best,
                Mark = _mark,
                Orders = [.. Orders.Where(order => !OrderTransitions.IsTerminal(order.Status))],
            });

            // I23: a trailing stop only moves towards less risk.
            Assert.True(_stop is null || Plan.StopPrice >= _stop);
            _stop = Plan.StopPrice;
            var liveBefore = Orders.Count(order => order.IsLive);
            foreach (var action in Plan.Actions)
                Apply(action, turn);
            if (IsClosed)
                return;

            // I22: at most one placing in a plan, and none beside an unsettled one. I20: never more than two live at once.
            Assert.True(Plan.Actions.Count(action => action is ProtectionAction.Place) <= 1);
            Assert.True(Orders.Count(order => order.IsUnsettled) <= 1);
            Assert.True(Orders.Count(order => order.IsLive) <= (_isSpot ? 1 : 2));

            // I21: on futures a copy that had a stop never is without one.
            if (!_isSpot && liveBefore > 0)
                Assert.Contains(Orders, order => order.IsLive);
        }

        private void Apply(ProtectionAction action, Turn turn)
        {
            switch (action)
            {
                case ProtectionAction.Place place:
                    var id = ProtectionPlanTests.Id(++_next);
                    if (turn.Fate != Fate.Lost)
                        Assert.True(_atVenue.Add(id));
                    Orders.Add(new ProtectiveOrder(id, place.Leg, place.Size, place.TriggerPrice, turn.Fate == Fate.Works ? OrderStatus.Accepted : OrderStatus.Unknown));
                    break;
                case ProtectionAction.Cancel cancel when turn.Fate == Fate.Works:
                    Change(cancel.ClientOrderId, OrderStatus.Cancelled);
                    _ = _atVenue.Remove(cancel.ClientOrderId);
                    break;
                case ProtectionAction.Ask ask when turn.Answers:
                    Change(ask.ClientOrderId, _atVenue.Contains(ask.ClientOrderId) ? OrderStatus.Accepted : OrderStatus.NeverAccepted);
                    break;
                case ProtectionAction.CloseNow:
                    IsClosed = true;
                    break;
            }
        }

        private void Change(ClientOrderId id, OrderStatus status)
        {
            var at = Orders.FindIndex(order => order.ClientOrderId == id);
            Orders[at] = Orders[at] with { Status = status };
        }
    }
}
