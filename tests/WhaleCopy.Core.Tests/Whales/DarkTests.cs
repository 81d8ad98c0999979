using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Whales;
using static WhaleCopy.Core.Tests.Whales.WatchedWhale;

namespace WhaleCopy.Core.Tests.Whales;

public sealed class DarkTests
{
    private static readonly WhaleSource WithHistory = Gens.Source(hasHistory: true, stableIds: false, canHedge: true);

    [Fact]
    public void Hidden_is_dark_at_once_and_told_once()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m));

        whale.After(15).Answers(new PollResult.Hidden(HiddenReason.SharingOff));
        whale.After(15).Answers(new PollResult.Hidden(HiddenReason.SharingOff));

        Assert.Equal(WhaleDataStatus.Dark, whale.State.DataStatus);
        Assert.Empty(whale.Signals);
        Assert.Equal(new WhaleNotice.WentDark(DarkReason.Hidden, 1), Assert.Single(whale.Notices.OfType<WhaleNotice.WentDark>()));
    }

    [Fact]
    public void Five_minutes_without_an_answer_are_dark()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m));

        whale.After(299).Answers(new PollResult.Unavailable(UnavailableReason.Network));
        Assert.Equal(WhaleDataStatus.Active, whale.State.DataStatus);

        whale.After(1).Answers(new PollResult.Partial(1));
        Assert.Equal(DarkReason.NoAnswer, whale.State.Dark!.Reason);
    }

    [Fact]
    public void One_failed_poll_of_a_whale_who_holds_nothing_is_not_dark()
    {
        var whale = new WatchedWhale();
        whale.Shows();

        whale.After(90_000).Answers(new PollResult.Unavailable(UnavailableReason.Network));
        Assert.Null(whale.State.Dark);

        whale.After(300).Answers(new PollResult.Unavailable(UnavailableReason.Network));
        Assert.NotNull(whale.State.Dark);
    }

    [Fact]
    public void A_vanished_book_without_history_is_dark_and_closes_nothing()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m), Long("ETHUSDT", 1m));

        whale.After(15).Shows();
        whale.After(3).Shows();
        whale.After(30).Shows();

        Assert.Equal(DarkReason.MassVanish, whale.State.Dark!.Reason);
        Assert.Empty(whale.Signals);
    }

    [Fact]
    public void History_decides_a_vanished_book_key_by_key()
    {
        var whale = new WatchedWhale(WithHistory);
        var bitcoin = Long("BTCUSDT", 2m);
        whale.Shows(bitcoin, Long("ETHUSDT", 1m));
        whale.After(15).Shows();
        Assert.Null(whale.State.Dark);

        var signal = Assert.Single(whale.History(whale.Exit(bitcoin, secondsAgo: 2)));
        Assert.Equal("BTCUSDT", signal.Key.Symbol);

        Assert.Empty(whale.After(3).Shows());
        Assert.Empty(whale.History(whale.Exit(bitcoin, secondsAgo: 5)));
        Assert.Equal(DarkReason.MassVanish, whale.State.Dark!.Reason);
        Assert.Equal("ETHUSDT", Assert.Single(whale.State.Lines).Position.Key.Symbol);
    }

    [Fact]
    public void A_whale_who_closed_everything_is_not_dark_where_history_says_so()
    {
        var whale = new WatchedWhale(WithHistory);
        var (bitcoin, ether) = (Long("BTCUSDT", 2m), Long("ETHUSDT", 1m));
        whale.Shows(bitcoin, ether);
        whale.After(15).Shows();

        Assert.Equal(2, whale.History(whale.Exit(bitcoin, secondsAgo: 2), whale.Exit(ether, secondsAgo: 1)).Count);
        Assert.Null(whale.State.Dark);
        Assert.Empty(whale.State.Lines);
    }

    [Fact]
    public void A_vanished_answer_confirms_no_close_that_was_suspected_before()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m), Long("ETHUSDT", 1m), Long("SOLUSDT", 1m));
        whale.After(15).Shows(Long("ETHUSDT", 1m), Long("SOLUSDT", 1m));

        Assert.Empty(whale.After(3).Shows());
        Assert.NotNull(whale.State.Dark);
    }

    [Fact]
    public void Dark_ends_with_a_position_and_one_summary()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m), Long("ETHUSDT", 1m), Long("SOLUSDT", 4m));
        whale.After(15).Answers(new PollResult.Hidden(HiddenReason.SharingOff));

        var signals = whale.After(600).Shows(Long("BTCUSDT", 2m), Long("SOLUSDT", 2m), Long("DOGEUSDT", 9m));

        Assert.Equal([SignalKind.Reduce, SignalKind.Open], signals.Select(signal => signal.Kind));
        Assert.Equal(
            new WhaleNotice.CameBack(TimeSpan.FromSeconds(600), Same: 1, Changed: 1, Gone: 1, New: 1),
            Assert.Single(whale.Notices.OfType<WhaleNotice.CameBack>()));
        Assert.Equal(SignalKind.Close, Assert.Single(whale.After(3).Shows(Long("BTCUSDT", 2m), Long("SOLUSDT", 2m), Long("DOGEUSDT", 9m))).Kind);
    }

    [Fact]
    public void What_opened_in_the_dark_is_as_old_as_the_last_answer_before_it()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m), Long("ETHUSDT", 1m));
        var light = whale.Now;
        whale.After(15).Shows();
        whale.After(15).Shows();

        var signals = whale.After(15).Shows(Long("BTCUSDT", 2m), Long("ETHUSDT", 1m), Long("SOLUSDT", 1m));

        Assert.Equal(light, Assert.Single(signals).PreviousCompleteAt);
    }

    [Fact]
    public void Three_empty_answers_over_a_minute_end_the_dark_and_close_what_is_gone()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m), Long("ETHUSDT", 1m));
        whale.After(15).Shows();

        Assert.Empty(whale.After(15).Shows());
        Assert.Empty(whale.After(30).Shows());
        var signals = whale.After(30).Shows();

        Assert.Equal([SignalKind.Close, SignalKind.Close], signals.Select(signal => signal.Kind));
        Assert.All(signals, signal => Assert.Equal(2, signal.SnapshotNumber));
        Assert.Null(whale.State.Dark);
    }

    [Fact]
    public void Three_empty_answers_in_a_hurry_end_nothing()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m), Long("ETHUSDT", 1m));
        whale.After(15).Shows();

        for (var i = 0; i < 5; i++)
            Assert.Empty(whale.After(10).Shows());
        Assert.NotNull(whale.State.Dark);
    }

    [Fact]
    public void A_hidden_answer_begins_the_count_of_empty_ones_anew()
    {
        var whale = new WatchedWhale();
        whale.Shows(Long("BTCUSDT", 2m), Long("ETHUSDT", 1m));
        whale.After(15).Shows();
        whale.After(30).Shows();
        whale.After(30).Shows();
        whale.After(1).Answers(new PollResult.Hidden(HiddenReason.SharingOff));

        Assert.Empty(whale.After(30).Shows());
        Assert.Equal(1, whale.State.Dark!.EmptyAnswers);
    }

    [Fact]
    public void History_ends_the_dark_when_it_accounts_for_everything()
    {
        var whale = new WatchedWhale(WithHistory);
        var bitcoin = Long("BTCUSDT", 2m);
        whale.Shows(bitcoin);
        whale.After(15).Answers(new PollResult.Hidden(HiddenReason.SharingOff));

        Assert.Empty(whale.After(60).Shows());
        Assert.NotNull(whale.Last.HistoryFrom);
        Assert.Single(whale.History(whale.Exit(bitcoin, secondsAgo: 20)));
        Assert.Null(whale.State.Dark);
        Assert.Equal(1, Assert.Single(whale.Notices.OfType<WhaleNotice.CameBack>()).Gone);
    }

    [Fact]
    public void A_whale_hidden_before_his_baseline_has_one_when_he_shows_himself()
    {
        var whale = new WatchedWhale();
        whale.Answers(new PollResult.Hidden(HiddenReason.UnknownTrader));

        Assert.Empty(whale.After(15).Shows(Long("BTCUSDT", 2m)));
        Assert.Null(whale.State.Dark);
    }
}
