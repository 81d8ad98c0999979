using WhaleCopy.Core.Money;
using WhaleCopy.Core.Reconciliation;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Reconciliation;

public sealed class ReconcilerTests
{
    private static readonly DateTimeOffset Signed = Gens.Start;
    private static readonly DateTimeOffset FenceEnd = Fence.EndOf(Signed, TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(100), Fence.DefaultMargin, TimeSpan.Zero);
    private static readonly ClientOrderId Id = ClientOrderId.Of(OrderOwner.Trade, Guid.Empty, OrderLeg.Entry, 0, 1);

    [Fact]
    public void The_fence_is_window_error_and_margin_but_not_before_the_venues_floor()
    {
        Assert.Equal(Signed.AddMilliseconds(5_100), FenceEnd);
        Assert.Equal(Signed.AddSeconds(30), Fence.EndOf(Signed, TimeSpan.FromSeconds(3), TimeSpan.Zero, Fence.DefaultMargin, Fence.BitgetFloor));
    }

    [Fact]
    public void A_fill_that_the_venue_shows_is_recorded_and_settles_the_trade() // S07
    {
        var actions = Reconciler.Next(Intent(TradeStatus.Unknown), Truth(1.5) with { Lookups = [Found(OrderStatus.Filled, 0.02m, 1.4)] });

        Assert.Collection(
            actions,
            first => Assert.Equal(OrderEvent.ShownFilled, Assert.IsType<ReconciliationAction.RecordOrder>(first).Event),
            second => Assert.Equal(new TradeFact(TradeEvent.FilledWhole, 1, 0.02m), Assert.IsType<ReconciliationAction.RecordTrade>(second).Fact));
    }

    [Fact]
    public void Not_found_before_the_fence_proves_nothing()
    {
        var again = Again(Reconciler.Next(Intent(TradeStatus.Unknown), Truth(5) with { Lookups = [NotFound(4.9)] }));

        Assert.Equal("the fence is not over", again.Reason);
        Assert.True(again.At > FenceEnd);
    }

    [Theory]
    [InlineData(null, 6.0, true, "the venue did not answer for the order")]
    [InlineData(5.0, 6.0, true, "the order was asked for before the fence was over")]
    [InlineData(6.0, 5.0, true, "the fills were not read after the fence")]
    [InlineData(6.0, 6.0, false, "the position changed, and no order of ours explains it")]
    [InlineData(6.0, 6.0, null, "the position was not read after the fence")]
    public void Every_part_of_the_proof_is_needed(double? askedAt, double fillsAt, bool? unchanged, string reason)
    {
        var truth = Truth(7) with
        {
            Lookups = askedAt is { } seconds ? [NotFound(seconds)] : [],
            Fills = EquatableArray.Create<Fill>([]),
            FillsAskedAt = Signed.AddSeconds(fillsAt),
            PositionIsUnchanged = unchanged,
        };

        Assert.Equal(reason, Again(Reconciler.Next(Intent(TradeStatus.Unknown), truth)).Reason);
    }

    [Fact]
    public void Proven_never_accepted_asks_the_gates_for_the_next_attempt()
    {
        var actions = Reconciler.Next(Intent(TradeStatus.Unknown), Proof());

        Assert.Equal([new ReconciliationAction.RecordNeverAccepted(Id), new ReconciliationAction.AskGates(2)], actions);
    }

    [Fact]
    public void After_the_last_attempt_it_fails()
    {
        var actions = Reconciler.Next(Intent(TradeStatus.Unknown) with { MaxAttempts = 1 }, Proof());

        Assert.Equal(new ReconciliationAction.RecordTrade(new TradeFact(TradeEvent.NeverAccepted, 1)), actions[^1]);
    }

    [Fact]
    public void A_fill_that_nothing_explains_keeps_it_unknown_and_an_explained_one_does_not()
    {
        var fill = new Fill { FillId = "f1", VenueOrderId = "77", Side = OrderSide.Buy, Size = OrderSize.Of(new BaseQuantity(0.01m)), Price = 1m, Fee = 0m, FeeAsset = "USDT", At = Signed.AddSeconds(2) };

        Assert.Contains("77", Again(Reconciler.Next(Intent(TradeStatus.Unknown), Proof() with { Fills = EquatableArray.Create<Fill>([fill]) })).Reason, StringComparison.Ordinal);
        Assert.Contains(
            new ReconciliationAction.AskGates(2),
            Reconciler.Next(Intent(TradeStatus.Unknown), Proof() with { Fills = EquatableArray.Create<Fill>([fill]), ExplainedOrderIds = ["77"] }));
        Assert.Contains(
            new ReconciliationAction.AskGates(2),
            Reconciler.Next(Intent(TradeStatus.Unknown), Proof() with { Fills = EquatableArray.Create<Fill>([fill with { Side = OrderSide.Sell }]) }));
    }

    [Fact]
    public void An_orphan_of_a_dead_process_becomes_unknown_first()
    {
        var actions = Reconciler.Next(Intent(TradeStatus.Executing), Truth(1));

        Assert.Equal(new ReconciliationAction.RecordTrade(new TradeFact(TradeEvent.OutcomeUnseen, 1)), actions[0]);
        Assert.IsType<ReconciliationAction.AskAgain>(actions[1]);
    }

    [Fact]
    public void An_order_that_works_still_is_asked_for_again()
    {
        var actions = Reconciler.Next(Intent(TradeStatus.Executing), Truth(1) with { Lookups = [Found(OrderStatus.Accepted, 0m, 1)] });

        Assert.IsType<ReconciliationAction.RecordOrder>(actions[0]);
        Assert.Equal("the order is still working", Again(actions).Reason);
    }

    [Fact]
    public void An_order_shown_once_and_then_not_is_a_lag_and_never_a_proof()
    {
        var intent = Intent(TradeStatus.Unknown) with { Attempts = [new AttemptView(Id, 1, OrderStatus.Accepted, 0m, Signed, FenceEnd, "9")] };

        Assert.IsType<ReconciliationAction.AskAgain>(Assert.Single(Reconciler.Next(intent, Proof())));
    }

    [Fact]
    public void A_filled_order_without_its_quantity_is_no_answer() => Assert.Equal(
        "the venue shows a filled order without its quantity",
        Again(Reconciler.Next(Intent(TradeStatus.Unknown), Truth(1) with { Lookups = [Found(OrderStatus.Filled, 0m, 1)] })).Reason);

    [Fact]
    public void A_settled_trade_needs_nothing()
    {
        foreach (var status in (TradeStatus[])[TradeStatus.Pending, TradeStatus.Filled, TradeStatus.Failed, TradeStatus.Cancelled, TradeStatus.Skipped])
            Assert.Empty(Reconciler.Next(Intent(status), Proof()));
    }

    private static IntentView Intent(TradeStatus status) =>
        new(status, OrderSide.Buy, 0.02m, [new AttemptView(Id, 1, OrderStatus.Unknown, 0m, Signed, FenceEnd)]);

    private static VenueTruth Truth(double seconds) => new() { Now = Signed.AddSeconds(seconds) };

    private static VenueTruth Proof() => Truth(7) with
    {
        Lookups = [NotFound(6)],
        Fills = EquatableArray.Create<Fill>([]),
        FillsAskedAt = Signed.AddSeconds(6),
        PositionIsUnchanged = true,
    };

    private static LookupView NotFound(double seconds) => new(Id, new OrderLookup.NotFound(), Signed.AddSeconds(seconds));

    private static LookupView Found(OrderStatus status, decimal filled, double seconds) => new(
        Id,
        new OrderLookup.Found(new VenueOrder { VenueOrderId = "9", ClientOrderId = Id.Value, Status = status, Filled = OrderSize.Of(new BaseQuantity(filled)) }),
        Signed.AddSeconds(seconds));

    private static ReconciliationAction.AskAgain Again(EquatableArray<ReconciliationAction> actions) =>
        Assert.IsType<ReconciliationAction.AskAgain>(actions[^1]);
}
