using Microsoft.Extensions.Time.Testing;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Executor;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Which trade leaves next, and which waits. Taking ends at once where one may leave, so one that has not ended waits.</summary>
public sealed class DispatchQueueTests : IDisposable
{
    private readonly DispatchQueue _queue = new(venueConcurrency: 5, accountConcurrency: 2, new Rush(new FakeTimeProvider()));
    private long _ids;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _queue.Dispose();

    [Theory]
    [InlineData(SignalKind.Close)]
    [InlineData(SignalKind.Reduce)]
    public async Task An_exit_leaves_before_all_entries_that_were_there_before_it(SignalKind kind)
    {
        _queue.OpenEntries();
        for (var account = 1; account <= 4; account++)
            Add(account, "ETHUSDT");
        for (var i = 0; i < 6; i++)
            Add(1, $"COIN{i}USDT", SignalKind.Increase);
        var exit = Add(1, "BTCUSDT", kind);
        var later = Add(9, "BTCUSDT", kind);

        Assert.Equal([exit, later], [await TakeAsync(), await TakeAsync()]);
        Assert.Equal(SignalKind.Open, (await TakeAsync()).Kind);
    }

    [Fact]
    public async Task Of_one_account_two_are_on_their_way_and_the_next_leaves_when_one_is_done()
    {
        _queue.OpenEntries();
        TradeRow[] trades = [Add(1, "AUSDT"), Add(1, "BUSDT"), Add(1, "CUSDT"), Add(1, "DUSDT", SignalKind.Close)];

        Assert.Equal([trades[3], trades[0]], [await TakeAsync(), await TakeAsync()]);
        var third = TakeAsync();
        Assert.False(third.IsCompleted, "three of one account were on their way");
        var others = Add(2, "CUSDT");
        Assert.Same(others, await third);

        var next = TakeAsync();
        Assert.False(next.IsCompleted, "three of one account were on their way");
        _queue.Done(trades[3]);
        Assert.Same(trades[1], await next);
        Assert.Equal(3, _queue.OnTheirWay);
    }

    [Fact]
    public async Task Of_one_account_and_symbol_one_is_on_its_way_also_where_the_next_is_an_exit()
    {
        _queue.OpenEntries();
        var entry = Add(1, "BTCUSDT");
        Assert.Same(entry, await TakeAsync());

        var exit = Add(1, "BTCUSDT", SignalKind.Close);
        var next = TakeAsync();
        Assert.False(next.IsCompleted, "two of one symbol were on their way");
        var spot = Add(1, "BTCUSDT", market: Market.Spot);
        Assert.Same(spot, await next); // another market is another book
        var others = Add(2, "BTCUSDT");
        Assert.Same(others, await TakeAsync());

        _queue.Done(spot);
        next = TakeAsync();
        Assert.False(next.IsCompleted, "two of one symbol were on their way");
        _queue.Done(entry);
        Assert.Same(exit, await next);
    }

    [Fact]
    public async Task A_symbol_that_waits_holds_up_no_other_symbol_of_its_account()
    {
        _queue.OpenEntries();
        TradeRow[] trades = [Add(1, "BTCUSDT"), Add(1, "BTCUSDT"), Add(1, "ETHUSDT")];

        Assert.Equal([trades[0], trades[2]], [await TakeAsync(), await TakeAsync()]);
    }

    [Theory]
    [InlineData(SignalKind.Open)]
    [InlineData(SignalKind.Close)]
    public async Task Accounts_take_turns(SignalKind kind)
    {
        _queue.OpenEntries();
        TradeRow[] first = [Add(1, "AUSDT", kind), Add(1, "BUSDT", kind), Add(1, "CUSDT", kind)];
        TradeRow[] second = [Add(2, "AUSDT", kind), Add(2, "BUSDT", kind)];
        var third = Add(3, "AUSDT", kind);

        var taken = new List<TradeRow>();
        for (var i = 0; i < 6; i++)
        {
            taken.Add(await TakeAsync());
            _queue.Done(taken[^1]);
        }

        Assert.Equal([first[0], second[0], third, first[1], second[1], first[2]], taken);
    }

    [Fact]
    public async Task Entries_wait_until_they_are_let_pass_and_exits_do_not()
    {
        TradeRow[] entries = [Add(1, "AUSDT"), Add(2, "AUSDT", SignalKind.Increase), Add(3, "AUSDT")];
        Assert.False(_queue.EntriesAreOpen);
        var taken = TakeAsync();
        Assert.False(taken.IsCompleted, "an entry passed before the first reconciliation was through");

        var exit = Add(1, "BUSDT", SignalKind.Close);
        Assert.Same(exit, await taken);
        _queue.Done(exit);
        taken = TakeAsync();
        Assert.False(taken.IsCompleted, "an entry passed before the first reconciliation was through");

        _queue.OpenEntries();
        Assert.True(_queue.EntriesAreOpen);
        Assert.Equal(entries, [await taken, await TakeAsync(), await TakeAsync()]);
    }

    [Fact]
    public async Task One_venue_that_is_full_holds_up_no_other()
    {
        _queue.OpenEntries();
        var here = new List<TradeRow>();
        for (var account = 1; account <= 6; account++)
            here.Add(Add(account, "BTCUSDT"));
        for (var i = 0; i < 5; i++)
            Assert.Same(here[i], await TakeAsync());

        var next = TakeAsync();
        Assert.False(next.IsCompleted, "more than the venue may have were on their way");
        var elsewhere = Add(7, "BTCUSDT", venue: Venue.Bybit);
        Assert.Same(elsewhere, await next);
        next = TakeAsync();
        _queue.Done(here[3]);
        Assert.Same(here[5], await next);
    }

    [Fact]
    public async Task A_trade_that_is_here_already_does_not_come_twice()
    {
        _queue.OpenEntries();
        var trade = Add(1, "BTCUSDT");
        _queue.Add(trade);
        Assert.Same(trade, await TakeAsync());
        _queue.Add(trade);
        var again = TakeAsync();
        _queue.Done(trade);
        Assert.False(again.IsCompleted, "one trade was sent twice");

        // Whoever finds it again afterwards may bring it again: its next attempt.
        _queue.Add(trade);
        Assert.Same(trade, await again);
    }

    private Task<TradeRow> TakeAsync() => _queue.TakeAsync(Cancelled);

    private TradeRow Add(long account, string symbol, SignalKind kind = SignalKind.Open, Market market = Market.UsdM, Venue venue = Venue.Okx)
    {
        var trade = new TradeRow
        {
            Id = ++_ids,
            Uid = Guid.CreateVersion7(),
            UserId = account,
            ApiKeyId = account,
            IsCopyTrade = true,
            Exchange = venue,
            Market = market,
            Symbol = symbol,
            TradeType = market == Market.Spot ? TradeType.Spot : TradeType.Futures,
            Kind = kind,
            Side = kind is SignalKind.Close or SignalKind.Reduce ? OrderSide.Sell : OrderSide.Buy,
            PositionSide = PositionSide.Long,
            OrderType = OrderType.Market,
            Quantity = 1m,
            QuantityUnit = SizeUnit.Contracts,
            DecidedAt = DateTimeOffset.UnixEpoch,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        _queue.Add(trade);
        return trade;
    }
}
