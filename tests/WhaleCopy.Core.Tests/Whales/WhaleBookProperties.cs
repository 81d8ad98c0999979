using CsCheck;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Tests.Whales;

public sealed class WhaleBookProperties
{
    // Few keys and sizes, so that books meet again; answers of every kind, in any order, at nasty distances.
    private static readonly Gen<WhalePosition[]> SmallBooks = Gen.Select(
        Gen.OneOf("BTCUSDT", "ETHUSDT"), Gens.Sides, Gen.OneOf(1m, 1.005m, 2m, 3m), Gen.Int[0, 2], Gen.Bool,
        (symbol, side, size, id, oneWay) => new WhalePosition
        {
            Key = new PositionKey(Market.UsdM, symbol, side),
            Size = size,
            SizeUnit = Money.SizeUnit.Base,
            EntryPrice = 100m,
            PositionIds = id == 0 ? [] : [$"{symbol}{id}"],
            IsOneWay = oneWay,
        }).Array[0, 4].Select(Gens.Distinct);

    private static readonly Gen<Answer> Answers = Gen.Frequency(
        (10, Gen.Select(SmallBooks, Gen.OneOf(0, 0, 0, 0, -20), (book, skew) => new Answer(book, null, skew))),
        (4, Gen.Const(new Answer([], null, 0))),
        (1, Gen.Const(new Answer(null, new PollResult.Partial(1), 0))),
        (1, Gen.Const(new Answer(null, new PollResult.Unavailable(UnavailableReason.RateLimited, TimeSpan.FromSeconds(9)), 0))),
        (1, Gen.Const(new Answer(null, new PollResult.Unavailable(UnavailableReason.Network), 0))),
        (1, Gen.Const(new Answer(null, new PollResult.Hidden(HiddenReason.SharingOff), 0))));

    private static readonly Gen<Turn[]> Runs = Gen.Select(
        Answers, Gen.OneOf(1, 3, 15, 30, 61, 400), Gen.OneOf(HistoryVerdict.Silent, HistoryVerdict.Unavailable, HistoryVerdict.NotAsked),
        (answer, seconds, history) => new Turn(answer, seconds, history)).Array[1, 30];

    [Fact]
    public void Followers_who_do_what_they_are_told_hold_what_the_book_holds() =>
        Gen.Select(Runs, Gens.Sources).Sample((run, source) =>
        {
            HashSet<PositionKey>? held = null;
            Play(run, source, (_, step) =>
            {
                if (held is null && step.State.HasBaseline)
                    held = [.. step.State.Lines.Select(line => line.Position.Key)];
                foreach (var signal in step.Signals)
                {
                    switch (signal.Kind)
                    {
                        case SignalKind.Open:
                            Assert.True(held!.Add(signal.Key), $"opened twice: {signal.Key}");
                            break;
                        case SignalKind.Close:
                            Assert.True(held!.Remove(signal.Key), $"closed without being held: {signal.Key}");
                            break;
                        default:
                            Assert.Contains(signal.Key, held!);
                            break;
                    }
                }

                if (held is not null)
                    Assert.Equal(step.State.Lines.Select(line => line.Position.Key), held.Order());
            });
        });

    [Fact]
    public void Sizes_told_add_up_to_the_sizes_signalled() =>
        Gen.Select(Runs, Gens.Sources).Sample((run, source) =>
        {
            Dictionary<PositionKey, decimal>? told = null;
            Play(run, source, (_, step) =>
            {
                if (told is null && step.State.HasBaseline)
                    told = step.State.Lines.ToDictionary(line => line.Position.Key, line => line.SignalledSize);
                foreach (var signal in step.Signals)
                {
                    var before = told!.GetValueOrDefault(signal.Key);
                    told![signal.Key] = signal.Kind switch
                    {
                        SignalKind.Open => signal.SizeChange,
                        SignalKind.Increase => before + signal.SizeChange,
                        SignalKind.Reduce => before - signal.SizeChange,
                        _ => 0m,
                    };
                    Assert.Equal(signal.Size, told[signal.Key]);
                }

                foreach (var line in step.State.Lines)
                    Assert.Equal(line.SignalledSize, told![line.Position.Key]);
            });
        });

    [Fact]
    public void Only_a_complete_answer_changes_the_book() =>
        Gen.Select(Runs, Gens.Sources).Sample((run, source) =>
            Play(run, source, (before, step) =>
            {
                if (step.IsAccepted)
                {
                    Assert.Equal(before.SnapshotNumber + 1, step.State.SnapshotNumber);
                    return;
                }

                Assert.Equal(before.SnapshotNumber, step.State.SnapshotNumber);
                Assert.DoesNotContain(step.Signals, signal => signal.Kind != SignalKind.Close);
            }));

    [Fact]
    public void No_signal_has_the_name_of_another() =>
        Gen.Select(Runs, Gens.Sources).Sample((run, source) =>
        {
            var names = new HashSet<string>();
            Play(run, source, (_, step) => Assert.All(step.Signals, signal => Assert.True(names.Add(signal.TxHash))));
        });

    [Fact]
    public void One_answer_never_closes_what_the_answer_before_held() =>
        Gen.Select(Runs, Gens.Sources).Sample((run, source) =>
            Play(run, source, (before, step) =>
            {
                foreach (var signal in step.Signals)
                {
                    if (signal.Kind == SignalKind.Close && signal.Link == SignalLink.None)
                        Assert.NotNull(before.Lines.Single(line => line.Position.Key == signal.Key).Suspicion);
                }
            }));

    [Fact]
    public void In_the_dark_nothing_is_told_but_what_ends_it() =>
        Gen.Select(Runs, Gens.Sources).Sample((run, source) =>
            Play(run, source, (_, step) =>
            {
                if (step.State.Dark is not null)
                    Assert.Empty(step.Signals);
            }));

    [Fact]
    public void The_whale_is_told_dark_and_light_in_turn() =>
        Gen.Select(Runs, Gens.Sources).Sample((run, source) =>
        {
            var isDark = false;
            Play(run, source, (_, step) =>
            {
                foreach (var notice in step.Notices)
                {
                    if (notice is WhaleNotice.WentDark)
                    {
                        Assert.False(isDark);
                        isDark = true;
                    }
                    else if (notice is WhaleNotice.CameBack)
                    {
                        Assert.True(isDark);
                        isDark = false;
                    }
                }

                if (step.State.HasBaseline && step.State.SnapshotNumber == 1)
                    isDark = step.State.Dark is not null; // a first sight needs no summary
                Assert.Equal(step.State.Dark is not null, isDark);
            });
        });

    [Fact]
    public void The_state_survives_its_json_and_goes_on_the_same() =>
        Gen.Select(Runs, Gens.Sources).Sample((run, source) =>
        {
            var live = new List<BookStep>();
            var stored = new List<BookStep>();
            Play(run, source, (_, step) => live.Add(step));
            Play(run, source, (_, step) => stored.Add(step), throughJson: true);

            Assert.Equal(live, stored);
        });

    [Fact]
    public void An_answer_is_always_awaited_while_a_close_is_open() =>
        Gen.Select(Runs, Gens.Sources).Sample((run, source) =>
            Play(run, source, (_, step) =>
            {
                if (step.IsAccepted && step.State.HasSuspicion)
                    Assert.NotNull(step.PollAgainAt ?? step.State.Dark?.Since);
            }));

    private static void Play(Turn[] run, WhaleSource source, Action<WhaleBookState, BookStep> seen, bool throughJson = false)
    {
        var now = Gens.Start;
        var state = WhaleBookState.Begin(now);
        var context = new WhaleBookContext { WhaleId = 1, Source = source };
        foreach (var turn in run)
        {
            now = now.AddSeconds(turn.Seconds);
            var result = turn.Answer.Result ?? new PollResult.Complete(new WhaleSnapshot(turn.Answer.Book!, now.AddSeconds(turn.Answer.SkewSeconds)));
            var step = WhaleBook.OnPoll(state, result, now, context);
            seen(state, step);
            state = throughJson ? WhaleBookState.FromJson(step.State.ToJson()) : step.State;
            if (step.HistoryFrom is null || turn.History == HistoryVerdict.NotAsked)
                continue;
            HistoryResult history = turn.History == HistoryVerdict.Silent
                ? new HistoryResult.Complete([])
                : new HistoryResult.Unavailable(UnavailableReason.Network);
            step = WhaleBook.OnHistory(state, history, now, context);
            seen(state, step);
            state = throughJson ? WhaleBookState.FromJson(step.State.ToJson()) : step.State;
        }
    }

    private sealed record Answer(WhalePosition[]? Book, PollResult? Result, int SkewSeconds);

    private sealed record Turn(Answer Answer, int Seconds, HistoryVerdict History);
}
