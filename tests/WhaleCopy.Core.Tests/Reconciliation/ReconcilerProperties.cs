using CsCheck;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Reconciliation;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Reconciliation;

/// <summary>
/// A trade, a venue that loses, delays, fills and lies low, and a reconciler in between. Whatever the venue does with a request
/// within its window, and whichever questions fail, the trade ends where the venue's book is.
/// </summary>
public sealed class ReconcilerProperties
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ClockError = TimeSpan.FromMilliseconds(200);
    private const decimal Wanted = 2m;

    // What becomes of one attempt at the venue: accepted after so long (within the window, or never), shown so much later, filled so far.
    private static readonly Gen<Fate> Fates = Gen.Select(
        Gen.OneOf<int?>(null, null, 0, 1_500, 3_199), Gen.Int[0, 2_000], Gen.OneOf(0m, 0.5m, 2m), Gen.Bool,
        (accepted, lag, filled, rejected) => new Fate(accepted, lag, filled, rejected && accepted is not null));

    private static readonly Gen<Pass> Passes = Gen.Select(
        Gen.OneOf(50, 400, 1_000, 2_500, 7_000), Gen.Bool, Gen.Bool, Gen.Bool, (milliseconds, orders, fills, gates) => new Pass(milliseconds, orders, fills, gates));

    private static readonly Gen<Story> Stories = Gen.Select(
        Fates.Array[4], Passes.Array[0, 25], Gen.OneOf(TradeStatus.Executing, TradeStatus.Unknown), Gen.Bool,
        (fates, passes, status, prepared) => new Story(fates, passes, status, prepared));

    [Fact]
    public void Never_two_orders_at_the_venue_for_one_intent() =>
        Stories.Sample(story =>
        {
            var world = new World(story);
            world.Run(story.Passes);

            Assert.True(world.AcceptedOrders <= 1, $"{world.AcceptedOrders} orders accepted");
        }, iter: 3000);

    [Fact]
    public void Once_every_question_is_answered_the_trade_is_what_the_venue_has() =>
        Stories.Sample(story =>
        {
            var world = new World(story);
            world.Run(story.Passes);
            world.Run(Enumerable.Repeat(new Pass(7_000, AnswersOrders: true, AnswersFills: true, GatesOpen: false), 8));

            Assert.True(TradeTransitions.IsTerminal(world.Trade.Status) || world.Trade.Status == TradeStatus.PartiallyFilled, $"{world.Trade.Status}");
            Assert.Equal(world.FilledAtVenue, world.Trade.Filled);
            Assert.Equal(world.FilledAtVenue > 0m, world.Trade.Status is TradeStatus.Filled or TradeStatus.PartiallyFilled);
            Assert.True(world.AcceptedOrders <= 1);
        }, iter: 3000);

    [Fact]
    public void A_settled_trade_is_a_fixed_point() =>
        Stories.Sample(story =>
        {
            var world = new World(story);
            world.Run(story.Passes);
            world.Run(Enumerable.Repeat(new Pass(7_000, AnswersOrders: true, AnswersFills: true, GatesOpen: false), 8));

            Assert.False(world.Step(new Pass(1_000, AnswersOrders: true, AnswersFills: true, GatesOpen: true)), "a settled trade moved");
        });

    [Fact]
    public void While_nothing_is_proven_a_reason_is_told() =>
        Stories.Sample(story =>
        {
            var world = new World(story);
            foreach (var pass in story.Passes)
            {
                _ = world.Step(pass);
                if (world.Trade.Status == TradeStatus.Unknown && world.Last.Count > 0)
                    Assert.Contains(world.Last, action => action is ReconciliationAction.AskAgain { Reason.Length: > 0 } or ReconciliationAction.AskGates);
            }
        });

    private sealed record Fate(int? AcceptedAfterMs, int LagMs, decimal Filled, bool IsRejected);

    private sealed record Pass(int Milliseconds, bool AnswersOrders, bool AnswersFills, bool GatesOpen);

    private sealed record Story(Fate[] Fates, Pass[] Passes, TradeStatus Status, bool IsPrepared);

    private sealed class World
    {
        private readonly Story _story;
        private readonly List<AttemptView> _attempts = [];
        private DateTimeOffset _now = Gens.Start;

        public World(Story story)
        {
            _story = story;
            Trade = TradeProgress.New.After(new TradeFact(TradeEvent.Dispatched, 1));
            if (story.Status == TradeStatus.Unknown)
                Trade = Trade.After(new TradeFact(TradeEvent.OutcomeUnseen, 1));
            Send(1);
            if (story.IsPrepared)
                _attempts[0] = _attempts[0] with { Status = OrderStatus.Sent };
        }

        public TradeProgress Trade { get; private set; }

        public EquatableArray<ReconciliationAction> Last { get; private set; } = [];

        public int AcceptedOrders => _attempts.Count(attempt => FateOf(attempt) is { AcceptedAfterMs: not null, IsRejected: false } && AcceptedAt(attempt) <= _now);

        public decimal FilledAtVenue => _attempts.Sum(attempt => FateOf(attempt) is { AcceptedAfterMs: not null, IsRejected: false } fate ? fate.Filled : 0m);

        public void Run(IEnumerable<Pass> passes)
        {
            foreach (var pass in passes)
                _ = Step(pass);
        }

        public bool Step(Pass pass)
        {
            _now = _now.AddMilliseconds(pass.Milliseconds);
            var intent = new IntentView(Trade.Status, OrderSide.Buy, Wanted, [.. _attempts], MaxAttempts: 4);
            Last = Reconciler.Next(intent, TruthFor(pass));
            Assert.True(Last.Count(action => action is ReconciliationAction.AskGates) <= 1);
            foreach (var action in Last)
                Apply(action, pass);
            return Last.Count > 0;
        }

        private void Apply(ReconciliationAction action, Pass pass)
        {
            switch (action)
            {
                case ReconciliationAction.RecordOrder record:
                    var at = _attempts.FindIndex(attempt => attempt.ClientOrderId == record.ClientOrderId);
                    _attempts[at] = _attempts[at] with
                    {
                        Status = OrderTransitions.Next(_attempts[at].Status, record.Event).From(_attempts[at].Status, record.Event),
                        Filled = record.Order.Filled.Value,
                        VenueOrderId = record.Order.VenueOrderId,
                    };
                    break;
                case ReconciliationAction.RecordNeverAccepted never:
                    var gone = _attempts.FindIndex(attempt => attempt.ClientOrderId == never.ClientOrderId);
                    _attempts[gone] = _attempts[gone] with { Status = OrderStatus.NeverAccepted };
                    break;
                case ReconciliationAction.RecordTrade record:
                    Trade = Trade.After(record.Fact);
                    break;
                case ReconciliationAction.AskGates gates when pass.GatesOpen:
                    Trade = Trade.After(new TradeFact(TradeEvent.NextAttempt, gates.Attempt));
                    Send(gates.Attempt);
                    break;
                case ReconciliationAction.AskGates gates:
                    Trade = Trade.After(new TradeFact(TradeEvent.NeverAccepted, gates.Attempt - 1));
                    break;
            }
        }

        private void Send(int attempt) => _attempts.Add(new AttemptView(
            ClientOrderId.Of(OrderOwner.Trade, Guid.Empty, OrderLeg.Entry, 0, attempt), attempt, OrderStatus.Sent, 0m, _now,
            Fence.EndOf(_now, Window, ClockError, Fence.DefaultMargin, TimeSpan.Zero)));

        private Fate FateOf(AttemptView attempt) => _story.Fates[attempt.Attempt - 1];

        private DateTimeOffset AcceptedAt(AttemptView attempt) => attempt.SignedAt!.Value.AddMilliseconds(FateOf(attempt).AcceptedAfterMs ?? 0);

        private bool IsShown(AttemptView attempt) =>
            FateOf(attempt) is { AcceptedAfterMs: not null } fate && AcceptedAt(attempt).AddMilliseconds(fate.LagMs) <= _now;

        private VenueTruth TruthFor(Pass pass) => new()
        {
            Now = _now,
            Lookups = pass.AnswersOrders ? [.. _attempts.Select(attempt => new LookupView(attempt.ClientOrderId, Lookup(attempt), _now))] : [],
            Fills = pass.AnswersFills ? EquatableArray.Create<Fill>([.. _attempts.Where(IsShown).Where(HasFill).Select(FillOf)]) : null,
            FillsAskedAt = pass.AnswersFills ? _now : null,
            PositionIsUnchanged = pass.AnswersFills ? !_attempts.Any(attempt => IsShown(attempt) && HasFill(attempt)) : null,
        };

        private bool HasFill(AttemptView attempt) => FateOf(attempt) is { Filled: > 0m, IsRejected: false };

        private OrderLookup Lookup(AttemptView attempt)
        {
            if (!IsShown(attempt))
                return new OrderLookup.NotFound();
            var fate = FateOf(attempt);
            return new OrderLookup.Found(new VenueOrder
            {
                VenueOrderId = $"v{attempt.Attempt}",
                ClientOrderId = attempt.ClientOrderId.Value,
                Status = fate.IsRejected ? OrderStatus.Rejected : fate.Filled >= Wanted ? OrderStatus.Filled : OrderStatus.Expired,
                Filled = OrderSize.Of(new BaseQuantity(fate.IsRejected ? 0m : fate.Filled)),
            });
        }

        private Fill FillOf(AttemptView attempt) => new()
        {
            FillId = $"f{attempt.Attempt}",
            VenueOrderId = $"v{attempt.Attempt}",
            Side = OrderSide.Buy,
            Size = OrderSize.Of(new BaseQuantity(FateOf(attempt).Filled)),
            Price = 1m,
            Fee = 0m,
            FeeAsset = "USDT",
            At = AcceptedAt(attempt),
        };
    }
}
