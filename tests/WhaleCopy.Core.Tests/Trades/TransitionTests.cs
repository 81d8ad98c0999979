using CsCheck;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;

namespace WhaleCopy.Core.Tests.Trades;

public sealed class TransitionTests
{
    private static readonly Gen<TradeFact> Facts = Gen.Select(
        Gen.Enum<TradeEvent>(), Gen.Int[1, 3], Gen.OneOf(0m, 1m, 2m), (happened, attempt, filled) =>
            new TradeFact(happened, attempt, happened is TradeEvent.FilledWhole or TradeEvent.FilledPart ? filled + 1m : 0m));

    [Fact]
    public void Domains_arrows_of_a_trade_are_all_there_and_no_others()
    {
        // domain.md, "States", and the documented exception I5.
        (TradeStatus From, TradeStatus To)[] listed =
        [
            (TradeStatus.Pending, TradeStatus.Executing), (TradeStatus.Pending, TradeStatus.Cancelled), (TradeStatus.Pending, TradeStatus.Skipped),
            (TradeStatus.Pending, TradeStatus.Failed),
            (TradeStatus.Executing, TradeStatus.Filled), (TradeStatus.Executing, TradeStatus.PartiallyFilled), (TradeStatus.Executing, TradeStatus.Failed),
            (TradeStatus.Executing, TradeStatus.Cancelled), (TradeStatus.Executing, TradeStatus.Unknown),
            (TradeStatus.Unknown, TradeStatus.Filled), (TradeStatus.Unknown, TradeStatus.PartiallyFilled), (TradeStatus.Unknown, TradeStatus.Failed),
            (TradeStatus.Unknown, TradeStatus.Cancelled), (TradeStatus.Unknown, TradeStatus.Executing),
            (TradeStatus.PartiallyFilled, TradeStatus.Filled),
            (TradeStatus.Cancelled, TradeStatus.Filled), (TradeStatus.Cancelled, TradeStatus.PartiallyFilled),
        ];

        Assert.Equal(listed.Order(), Moves<TradeStatus, TradeEvent>(TradeTransitions.Next));
    }

    [Fact]
    public void Domains_arrows_of_a_position_are_all_there_and_no_others() => Assert.Equal(
        new (PositionStatus From, PositionStatus To)[]
        {
            (PositionStatus.Open, PositionStatus.Closing), (PositionStatus.Open, PositionStatus.Closed), (PositionStatus.Open, PositionStatus.Liquidated),
            (PositionStatus.Closing, PositionStatus.Open), (PositionStatus.Closing, PositionStatus.Closed), (PositionStatus.Closing, PositionStatus.Liquidated),
        }.Order(),
        Moves<PositionStatus, PositionEvent>(PositionTransitions.Next));

    [Fact]
    public void Domains_arrows_of_a_signal_are_all_there_and_no_others() => Assert.Equal(
        new (SignalStatus From, SignalStatus To)[]
        {
            (SignalStatus.Pending, SignalStatus.Processing), (SignalStatus.Processing, SignalStatus.Processed), (SignalStatus.Processing, SignalStatus.Skipped),
            (SignalStatus.Processing, SignalStatus.Expired), (SignalStatus.Processing, SignalStatus.DeadLetter), (SignalStatus.Processing, SignalStatus.Pending),
            (SignalStatus.DeadLetter, SignalStatus.Pending),
        }.Order(),
        Moves<SignalStatus, SignalEvent>(SignalTransitions.Next));

    [Fact]
    public void No_answer_is_not_a_rejection()
    {
        foreach (var status in Enum.GetValues<TradeStatus>())
        {
            var next = TradeTransitions.Next(status, TradeEvent.OutcomeUnseen);
            Assert.True(next.Kind != TransitionKind.Move || next.Next == TradeStatus.Unknown);
        }
    }

    [Fact]
    public void Terminal_states_absorb_all_but_a_fill_that_raced_a_cancel()
    {
        foreach (var status in Enum.GetValues<TradeStatus>().Where(TradeTransitions.IsTerminal))
        {
            foreach (var happened in Enum.GetValues<TradeEvent>())
            {
                if (TradeTransitions.Next(status, happened).Kind == TransitionKind.Move)
                    Assert.True(status == TradeStatus.Cancelled && happened is TradeEvent.FilledWhole or TradeEvent.FilledPart);
            }
        }
    }

    [Fact]
    public void Terminal_orders_absorb_all_but_a_fill_that_raced_a_cancel()
    {
        foreach (var status in Enum.GetValues<OrderStatus>().Where(OrderTransitions.IsTerminal))
        {
            foreach (var happened in Enum.GetValues<OrderEvent>())
            {
                if (OrderTransitions.Next(status, happened).Kind == TransitionKind.Move)
                    Assert.True(status is OrderStatus.Cancelled or OrderStatus.Expired && happened == OrderEvent.ShownFilled);
            }
        }
    }

    /// <summary>Of two executors that see to one order, one may hear the refusal while the other proves that nothing was accepted.</summary>
    [Fact]
    public void A_refusal_and_the_proof_that_nothing_was_accepted_agree_in_either_order()
    {
        Assert.Equal(TransitionKind.Stay, OrderTransitions.Next(OrderStatus.Rejected, OrderEvent.ProvenNeverAccepted).Kind);
        Assert.Equal(TransitionKind.Stay, OrderTransitions.Next(OrderStatus.NeverAccepted, OrderEvent.ShownRejected).Kind);
        Assert.True(OrderTransitions.Next(OrderStatus.NeverAccepted, OrderEvent.ShownWorking).IsIllegal);
    }

    [Fact]
    public void Every_status_a_venue_can_show_is_an_event()
    {
        foreach (var status in Enum.GetValues<OrderStatus>())
        {
            if (status is OrderStatus.Prepared or OrderStatus.Sent or OrderStatus.Unknown or OrderStatus.NeverAccepted)
                Assert.Throws<ArgumentOutOfRangeException>(() => OrderTransitions.EventOf(status));
            else
                Assert.Equal(status, OrderTransitions.Next(OrderStatus.Sent, OrderTransitions.EventOf(status)).Next);
        }
    }

    [Fact]
    public void An_illegal_transition_is_loud()
    {
        Assert.Throws<IllegalTransitionException>(() => TradeProgress.New.After(new TradeFact(TradeEvent.FilledWhole, 1, 1m)));
        Assert.Throws<IllegalTransitionException>(() => SignalTransitions.Next(SignalStatus.Processed, SignalEvent.Claimed).From(SignalStatus.Processed, SignalEvent.Claimed));
    }

    [Fact]
    public void What_is_filled_never_becomes_less() =>
        Facts.Array[0, 12].Sample(facts =>
        {
            var progress = TradeProgress.New;
            foreach (var fact in facts)
            {
                if (progress.Next(fact).IsIllegal)
                    continue;
                var next = progress.After(fact);
                Assert.True(next.Filled >= progress.Filled);
                Assert.True(next.Attempt >= progress.Attempt);
                progress = next;
            }
        });

    [Fact]
    public void Replaying_a_log_twice_equals_once_and_sends_nothing() =>
        Facts.Array[0, 12].Sample(facts =>
        {
            var log = new List<TradeFact>();
            var once = Take(TradeProgress.New, facts, log);

            // Only starts are about to send: none of the replay may move there.
            var twice = once;
            foreach (var fact in log)
            {
                var next = twice.Next(fact);
                Assert.False(next.IsIllegal && fact.Event is TradeEvent.Dispatched or TradeEvent.NextAttempt);
                Assert.False(next.Kind == TransitionKind.Move && next.Next == TradeStatus.Executing);
                if (!next.IsIllegal)
                    twice = twice.After(fact);
            }

            Assert.Equal(once, twice);
        });

    [Fact]
    public void Duplicates_anywhere_in_a_legal_log_change_nothing() =>
        Gen.Select(Facts.Array[0, 10], Gen.Int[0, 1000].Array[0, 10]).Sample((facts, picks) =>
        {
            var log = new List<TradeFact>();
            var once = Take(TradeProgress.New, facts, log);
            if (log.Count == 0)
                return;
            var noisy = new List<TradeFact>(log);
            foreach (var pick in picks)
            {
                // A duplicate comes right after the original or later.
                var original = pick % log.Count;
                var position = noisy.IndexOf(log[original]) + 1;
                noisy.Insert(position + (pick / log.Count % (noisy.Count - position + 1)), log[original]);
            }

            var progress = TradeProgress.New;
            foreach (var fact in noisy)
            {
                if (!progress.Next(fact).IsIllegal)
                    progress = progress.After(fact);
            }

            Assert.Equal((once.Status, once.Filled), (progress.Status, progress.Filled));
        });

    private static TradeProgress Take(TradeProgress progress, TradeFact[] facts, List<TradeFact> log)
    {
        foreach (var fact in facts)
        {
            if (progress.Next(fact).Kind != TransitionKind.Move)
                continue;
            progress = progress.After(fact);
            log.Add(fact);
        }

        return progress;
    }

    private static IEnumerable<(TStatus From, TStatus To)> Moves<TStatus, TEvent>(Func<TStatus, TEvent, Transition<TStatus>> next)
        where TStatus : struct, Enum
        where TEvent : struct, Enum =>
        (from status in Enum.GetValues<TStatus>()
         from happened in Enum.GetValues<TEvent>()
         let transition = next(status, happened)
         where transition.Kind == TransitionKind.Move
         select (status, transition.Next)).Distinct().Order();
}
