using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Tests.Whales;

/// <summary>A whale whose book a test tells, answer by answer, through the state machine and its JSON.</summary>
internal sealed class WatchedWhale
{
    private readonly WhaleBookContext _context;

    public WatchedWhale(WhaleSource? source = null, WhaleBookOptions? options = null, SizeStepOf? steps = null)
    {
        _context = new WhaleBookContext
        {
            WhaleId = 7,
            Source = source ?? Gens.Source(hasHistory: false, stableIds: false, canHedge: true),
            WhaleScore = 60m,
            Options = options ?? WhaleBookOptions.Default,
            SizeSteps = steps,
        };
        State = WhaleBookState.Begin(Now);
    }

    public DateTimeOffset Now { get; private set; } = Gens.Start;

    public WhaleBookState State { get; private set; }

    public BookStep Last { get; private set; } = null!;

    public List<SignalDraft> Signals { get; } = [];

    public List<WhaleNotice> Notices { get; } = [];

    public static WhalePosition Long(string symbol, decimal size, decimal price = 60_000m, params string[] ids) =>
        Line(Market.UsdM, symbol, PositionSide.Long, size, price, ids);

    public static WhalePosition Short(string symbol, decimal size, decimal price = 60_000m, params string[] ids) =>
        Line(Market.UsdM, symbol, PositionSide.Short, size, price, ids);

    public static WhalePosition Line(Market market, string symbol, PositionSide side, decimal size, decimal price, params string[] ids) => new()
    {
        Key = new PositionKey(market, symbol, side),
        Size = size,
        SizeUnit = market == Market.CoinM ? SizeUnit.Contracts : SizeUnit.Base,
        EntryPrice = price,
        Leverage = 10m,
        PositionIds = [.. ids],
    };

    public WatchedWhale After(double seconds)
    {
        Now = Now.AddSeconds(seconds);
        return this;
    }

    /// <summary>A Complete answer.</summary>
    public EquatableArray<SignalDraft> Shows(params WhalePosition[] positions) => ShowsAt(Now, positions);

    /// <summary>A Complete answer with the source's own time.</summary>
    public EquatableArray<SignalDraft> ShowsAt(DateTimeOffset serverTime, params WhalePosition[] positions) =>
        Answers(new PollResult.Complete(new WhaleSnapshot(positions, serverTime), 100_000m));

    public EquatableArray<SignalDraft> Answers(PollResult result) => Take(WhaleBook.OnPoll(State, result, Now, _context));

    public EquatableArray<SignalDraft> History(params WhaleHistoryEvent[] events) =>
        Take(WhaleBook.OnHistory(State, new HistoryResult.Complete([.. events]), Now, _context));

    public EquatableArray<SignalDraft> HistoryFails() =>
        Take(WhaleBook.OnHistory(State, new HistoryResult.Unavailable(UnavailableReason.Server), Now, _context));

    public WhaleHistoryEvent Exit(WhalePosition position, bool closes = true, decimal? size = null, double secondsAgo = 0, string? id = null) => new()
    {
        Key = position.Key,
        IsExit = true,
        ClosesPosition = closes,
        Size = size ?? position.Size,
        Price = position.EntryPrice * 1.01m,
        At = Now.AddSeconds(-secondsAgo),
        PositionId = id,
    };

    private EquatableArray<SignalDraft> Take(BookStep step)
    {
        Last = step;
        State = WhaleBookState.FromJson(step.State.ToJson());
        Assert.Equal(step.State, State);
        Signals.AddRange(step.Signals);
        Notices.AddRange(step.Notices);
        return step.Signals;
    }
}
