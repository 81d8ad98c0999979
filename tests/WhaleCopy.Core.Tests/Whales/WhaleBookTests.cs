using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using static WhaleCopy.Core.Tests.Whales.WatchedWhale;

namespace WhaleCopy.Core.Tests.Whales;

public sealed class WhaleBookTests
{
    private static readonly WhaleSource WithHistory = Gens.Source(hasHistory: true, stableIds: false, canHedge: true);
    private static readonly WhaleSource WithIds = Gens.Source(hasHistory: false, stableIds: true, canHedge: true);
    private static readonly WhaleSource OneWay = Gens.Source(hasHistory: false, stableIds: false, canHedge: false);

    [Fact]
    public void The_baseline_opens_nothing()
    {
        var whale = new WatchedWhale();

        whale.Shows(Long("BTCUSDT", 2m));

        Assert.Empty(whale.Signals);
        Assert.Equal(1, whale.State.SnapshotNumber);
        Assert.True(whale.Last.IsAccepted);
    }

    [Fact]
    public void A_short_that_appears_is_a_sell_with_its_numbers()
    {
        var whale = new WatchedWhale();
        whale.Shows();

        var signal = Assert.Single(whale.After(15).Shows(Short("BTCUSDT", 1m) with { MarkPrice = 59_990m, NotionalUsdt = 59_990m, OpenedAt = whale.Now }));

        Assert.Equal((SignalKind.Open, OrderSide.Sell, 1m), (signal.Kind, signal.Action, signal.Fraction));
        Assert.Equal((59_990m, 59_990m, 60_000m), (signal.AmountUsd, signal.PriceAtSignal, signal.ReferencePrice));
        Assert.Equal(whale.Now.AddSeconds(-15), signal.PreviousCompleteAt);
        Assert.Equal(whale.Now, signal.ChangedAt);
        Assert.Equal(2, signal.SnapshotNumber);
        Assert.Equal(100_000m, signal.EquityUsdt);
        Assert.Equal(SignalId.Of(7, signal.Key, SignalKind.Open, 2).TxHash, signal.TxHash);
    }

    [Fact]
    public void An_increase_asks_what_the_added_part_cost()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m, 60_000m));

        var signal = Assert.Single(whale.After(15).Shows(Long("BTCUSDT", 3m, 60_400m) with { MarkPrice = 61_000m }));

        Assert.Equal((SignalKind.Increase, 0.5m, 61_200m), (signal.Kind, signal.Fraction, signal.ReferencePrice));
    }

    [Fact]
    public void A_reduction_carries_its_fraction_and_no_reference()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m));

        var signal = Assert.Single(whale.After(15).Shows(Long("BTCUSDT", 1.5m)));

        Assert.Equal((SignalKind.Reduce, 0.25m, OrderSide.Sell), (signal.Kind, signal.Fraction, signal.Action));
        Assert.Null(signal.ReferencePrice);
    }

    [Fact]
    public void A_close_waits_for_a_second_complete_answer()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m));

        Assert.Empty(whale.After(15).Shows());
        Assert.Equal(whale.Now.AddSeconds(3), whale.Last.PollAgainAt);
        var signal = Assert.Single(whale.After(3).Shows());

        Assert.Equal((SignalKind.Close, true, OrderSide.Sell), (signal.Kind, signal.IsCloseSignal, signal.Action));
        Assert.Equal(2, signal.SnapshotNumber);
        Assert.Empty(whale.State.Lines);
    }

    [Fact]
    public void A_second_answer_that_comes_too_soon_confirms_nothing()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m));
        whale.After(15).Shows();

        Assert.Empty(whale.After(1).Shows());
        Assert.Equal(whale.Now.AddSeconds(2), whale.Last.PollAgainAt);
    }

    [Fact]
    public void The_same_answer_again_confirms_nothing()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m));
        whale.After(15).Shows();
        var cached = whale.Now;

        Assert.Empty(whale.After(3).ShowsAt(cached));
        Assert.Single(whale.After(3).Shows());
    }

    [Fact]
    public void A_key_that_is_back_drops_the_suspicion_and_is_counted()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m));
        whale.After(15).Shows();

        Assert.Empty(whale.After(3).Shows(Long("BTCUSDT", 2m)));
        Assert.Equal(1, whale.State.DroppedSuspicions);
        Assert.False(whale.State.HasSuspicion);
        Assert.Null(whale.Last.PollAgainAt);
    }

    [Fact]
    public void Failed_polls_change_no_line_and_are_no_answer()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m));
        whale.After(15).Shows();

        whale.After(3).Answers(new PollResult.Unavailable(UnavailableReason.Network));
        whale.After(3).Answers(new PollResult.Partial(1));
        Assert.Empty(whale.Signals);
        Assert.Equal(2, whale.State.Failures);

        Assert.Single(whale.After(3).Shows());
        Assert.Equal(0, whale.State.Failures);
    }

    [Fact]
    public void History_proves_a_close_at_once()
    {
        var whale = new WatchedWhale(WithHistory);
        var position = Long("BTCUSDT", 2m);
        whale.Shows(position);

        Assert.Empty(whale.After(15).Shows());
        Assert.Equal(Gens.Start, whale.Last.HistoryFrom);
        var signal = Assert.Single(whale.History(whale.Exit(position, secondsAgo: 4)));

        Assert.Equal((SignalKind.Close, 60_600m, whale.Now.AddSeconds(-4)), (signal.Kind, signal.PriceAtSignal, signal.ChangedAt));
        Assert.Null(whale.Last.PollAgainAt);
    }

    [Fact]
    public void Orders_that_sum_up_to_the_size_prove_a_close()
    {
        var whale = new WatchedWhale(WithHistory);
        var position = Long("BTCUSDT", 2m);
        whale.Shows(position);
        whale.After(15).Shows();

        Assert.Empty(whale.History(whale.Exit(position, closes: false, size: 1.5m, secondsAgo: 5)));
        Assert.Single(whale.History(
            whale.Exit(position, closes: false, size: 1.5m, secondsAgo: 5), whale.Exit(position, closes: false, size: 0.5m, secondsAgo: 1)));
    }

    [Fact]
    public void What_he_added_between_the_polls_must_be_sold_too()
    {
        var whale = new WatchedWhale(WithHistory);
        var position = Long("BTCUSDT", 2m);
        whale.Shows(position);
        whale.After(15).Shows();
        var added = whale.Exit(position, closes: false, size: 1m, secondsAgo: 9) with { IsExit = false };

        Assert.Empty(whale.History(added, whale.Exit(position, closes: false, size: 2m, secondsAgo: 2)));
    }

    [Fact]
    public void What_the_last_snapshot_shows_already_proves_nothing()
    {
        var whale = new WatchedWhale(WithHistory);
        var position = Long("BTCUSDT", 2m);
        whale.Shows(position);
        whale.After(15).Shows();

        Assert.Empty(whale.History(whale.Exit(position, closes: false, size: 2m, secondsAgo: 16)));
    }

    [Fact]
    public void A_silent_history_needs_three_answers_over_a_minute()
    {
        var whale = new WatchedWhale(WithHistory);
        whale.Shows(Long("BTCUSDT", 2m));
        whale.After(15).Shows();
        whale.History();

        for (var i = 0; i < 6; i++)
        {
            Assert.Empty(whale.After(9).Shows());
            Assert.NotNull(whale.Last.HistoryFrom);
            Assert.Empty(whale.History());
        }

        Assert.Single(whale.After(9).Shows());
    }

    [Fact]
    public void An_unavailable_history_leaves_it_to_the_second_answer()
    {
        var whale = new WatchedWhale(WithHistory);
        whale.Shows(Long("BTCUSDT", 2m));
        whale.After(15).Shows();
        whale.HistoryFails();

        Assert.Single(whale.After(3).Shows());
    }

    [Fact]
    public void A_sub_position_that_ended_is_not_the_end_of_the_line()
    {
        var whale = new WatchedWhale(Gens.Source(hasHistory: true, stableIds: true, canHedge: true));
        var net = Assert.Single(PositionDiff.Net([Long("BTCUSDT", 1m, 60_000m, "a"), Long("BTCUSDT", 1m, 61_000m, "b")]));
        whale.Shows(net);
        whale.After(15).Shows();

        Assert.Empty(whale.History(whale.Exit(net, size: 1m, secondsAgo: 3, id: "a")));
        Assert.Single(whale.History(whale.Exit(net, size: 1m, secondsAgo: 3, id: "a"), whale.Exit(net, size: 1m, secondsAgo: 1, id: "b")));
    }

    [Fact]
    public void A_flip_is_a_linked_close_and_open_at_once()
    {
        var whale = new WatchedWhale(OneWay);
        whale.Shows(Long("BTCUSDT", 2m));

        var signals = whale.After(15).Shows(Short("BTCUSDT", 1m));

        Assert.Equal([SignalKind.Close, SignalKind.Open], signals.Select(signal => signal.Kind));
        Assert.Equal([PositionSide.Long, PositionSide.Short], signals.Select(signal => signal.Key.Side));
        Assert.Equal(signals[0].TxHash, signals[1].LinkedTxHash);
        Assert.Equal(signals[1].TxHash, signals[0].LinkedTxHash);
        Assert.All(signals, signal => Assert.Equal(SignalLink.Flip, signal.Link));
    }

    [Fact]
    public void A_flip_confirms_a_close_that_was_suspected_before()
    {
        var whale = new WatchedWhale(OneWay);
        whale.Shows(Long("BTCUSDT", 2m));
        whale.After(15).Shows();

        Assert.Equal([SignalKind.Close, SignalKind.Open], whale.After(1).Shows(Short("BTCUSDT", 1m)).Select(signal => signal.Kind));
    }

    [Fact]
    public void A_reopening_is_a_linked_close_and_open_of_one_key()
    {
        var whale = new WatchedWhale(WithIds);
        whale.Shows(Long("BTCUSDT", 2m, 60_000m, "a"));

        var signals = whale.After(15).Shows(Long("BTCUSDT", 1m, 60_100m, "b"));

        Assert.Equal([SignalKind.Close, SignalKind.Open], signals.Select(signal => signal.Kind));
        Assert.All(signals, signal => Assert.Equal(SignalLink.Reopen, signal.Link));
        Assert.Equal(2, signals.Select(signal => signal.TxHash).Distinct().Count());
    }

    [Fact]
    public void Exits_come_before_entries()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("ETHUSDT", 4m));

        Assert.Equal(
            [SignalKind.Reduce, SignalKind.Open],
            whale.After(15).Shows(Long("BTCUSDT", 1m), Long("ETHUSDT", 2m)).Select(signal => signal.Kind));
    }

    [Fact]
    public void Small_steps_are_told_once_they_add_up_and_only_once()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m));

        Assert.Empty(whale.After(15).Shows(Long("BTCUSDT", 2.015m)));
        Assert.Equal(0.015m, Assert.Single(whale.After(15).Shows(Long("BTCUSDT", 2.03m))).Fraction);
        Assert.Empty(whale.After(15).Shows(Long("BTCUSDT", 2.03m)));
    }

    [Fact]
    public void Terms_alone_are_shown_and_not_told()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m));

        Assert.Empty(whale.After(15).Shows(Long("BTCUSDT", 2m) with { Leverage = 50m }));
        Assert.IsType<PositionDelta.TermsChanged>(Assert.Single(whale.Last.Deltas));
        Assert.Equal(50m, whale.State.Lines[0].Position.Leverage);
    }

    [Fact]
    public void An_answer_older_than_the_last_is_refused()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m));
        var old = whale.Now;
        whale.After(15).Shows(Long("BTCUSDT", 3m));

        Assert.Empty(whale.After(15).ShowsAt(old, Long("BTCUSDT", 2m)));
        Assert.False(whale.Last.IsAccepted);
        Assert.Equal((1, 2L), (whale.State.StaleAnswers, whale.State.SnapshotNumber));
    }

    [Fact]
    public void The_image_of_an_earlier_answer_needs_a_second_one()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("ETHUSDT", 1m));
        whale.After(15).Shows(Long("ETHUSDT", 1m), Long("BTCUSDT", 2m));
        whale.After(15).Shows(Long("ETHUSDT", 1m));
        Assert.Equal(SignalKind.Close, Assert.Single(whale.After(3).Shows(Long("ETHUSDT", 1m))).Kind);

        Assert.Empty(whale.After(15).Shows(Long("ETHUSDT", 1m), Long("BTCUSDT", 2m)));
        Assert.False(whale.Last.IsAccepted);
        Assert.Equal(whale.Now.AddSeconds(3), whale.Last.PollAgainAt);
        Assert.Equal(SignalKind.Open, Assert.Single(whale.After(3).Shows(Long("ETHUSDT", 1m), Long("BTCUSDT", 2m))).Kind);
    }

    [Fact]
    public void One_cached_answer_after_a_close_opens_nothing()
    {
        var whale = new WatchedWhale();
        whale.Shows();
        whale.After(15).Shows(Long("BTCUSDT", 2m));
        whale.After(15).Shows();
        whale.After(3).Shows();

        Assert.Empty(whale.After(15).Shows(Long("BTCUSDT", 2m)));
        Assert.Empty(whale.After(3).Shows());
        Assert.Equal([SignalKind.Open, SignalKind.Close], whale.Signals.Select(signal => signal.Kind));
    }

    [Fact]
    public void Five_empty_answers_read_as_sharing_disabled_and_one_position_ends_it()
    {
        var whale = new WatchedWhale();
        whale.Shows();
        for (var i = 0; i < 3; i++)
            whale.After(15).Shows();
        whale.After(15).Answers(new PollResult.Unavailable(UnavailableReason.Server));
        Assert.Equal(WhaleDataStatus.Active, whale.State.DataStatus);

        whale.After(15).Shows();
        Assert.Equal(WhaleDataStatus.SharingDisabled, whale.State.DataStatus);
        Assert.Equal(whale.Now.AddHours(24), whale.State.SharingRecheckAt);
        Assert.Contains(new WhaleNotice.StatusChanged(WhaleDataStatus.Active, WhaleDataStatus.SharingDisabled), whale.Notices);

        var recheck = whale.State.SharingRecheckAt;
        whale.After(120).Shows();
        Assert.Equal(recheck, whale.State.SharingRecheckAt);
        whale.After(86_400).Shows();
        Assert.Equal(whale.Now.AddHours(24), whale.State.SharingRecheckAt);

        whale.After(15).Shows(Long("BTCUSDT", 1m));
        Assert.Equal((WhaleDataStatus.Active, 0), (whale.State.DataStatus, whale.State.EmptyCompletes));
    }

    [Fact]
    public void Rate_limited_is_a_state_of_its_own_and_returns_to_what_was()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m));

        whale.After(15).Answers(new PollResult.Unavailable(UnavailableReason.RateLimited, TimeSpan.FromSeconds(40)));
        Assert.Equal(WhaleDataStatus.RateLimited, whale.State.DataStatus);
        Assert.Equal(whale.Now.AddSeconds(40), whale.Last.PollAgainAt);

        whale.After(40).Shows(Long("BTCUSDT", 2m));
        Assert.Equal(WhaleDataStatus.Active, whale.State.DataStatus);
        Assert.Empty(whale.Signals);
    }
}
