using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Exchanges.Tests.Conformance;

/// <summary>What every source of whales must answer, case by case, against the simulator over HTTP.</summary>
public abstract class ReaderConformance(SimulatedVenue simulated) : IClassFixture<SimulatedVenue>, IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Venue Venue { get; }

    protected abstract string Uid { get; }

    /// <summary>Path of reading a book, for faults.</summary>
    protected abstract string BookRead { get; }

    /// <summary>A book may come in several pages.</summary>
    protected abstract bool HasPages { get; }

    /// <summary>What too many requests look like.</summary>
    protected virtual UnavailableReason Throttled => UnavailableReason.RateLimited;

    protected virtual IReadOnlyDictionary<string, string?>? Settings => null;

    protected IVenueReader Reader => simulated.Reader(Venue);

    protected SimulatedVenue Simulated => simulated;

    public virtual async ValueTask InitializeAsync() => await simulated.BeginAsync(Settings);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task WR01_a_book_has_every_position_with_its_side_size_and_entry()
    {
        await PutTraderAsync();
        await simulated.PutPositionsAsync(
            Venue, Uid, [Row("a1", 0.5m), Row("b1", 2m, "ETHUSDT", "SHORT", entry: 3_100m)]);

        var book = Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation)).Snapshot.Positions;

        var bitcoin = Assert.Single(book, position => position.Key == new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Long));
        Assert.Equal((0.5m, SizeUnit.Base, 65_000m), (bitcoin.Size, bitcoin.SizeUnit, bitcoin.EntryPrice));
        var ether = Assert.Single(book, position => position.Key == new PositionKey(Market.UsdM, "ETHUSDT", PositionSide.Short));
        Assert.Equal((2m, 3_100m), (ether.Size, ether.EntryPrice));
        Assert.Equal(2, book.Count);
        if (Reader.Source.ShowsLeverage)
            Assert.Equal((10m, 10m), (bitcoin.Leverage, ether.Leverage));
        if (Reader.Source.StablePositionIds)
            Assert.Equal(["a1"], bitcoin.PositionIds);
    }

    [Fact]
    public async Task WR02_a_flat_book_of_one_who_shares_is_complete_and_empty()
    {
        await PutTraderAsync();
        await simulated.PutPositionsAsync(Venue, Uid, [Row("a1", 0.5m)]);
        await simulated.PutPositionsAsync(Venue, Uid, []);

        Assert.Empty(Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation)).Snapshot.Positions);
    }

    [Fact]
    public async Task WR03_a_book_that_is_not_shared_is_hidden_and_never_flat()
    {
        await PutTraderAsync(sharing: true);
        await simulated.PutPositionsAsync(Venue, Uid, [Row("a1", 0.5m)]);
        await PutTraderAsync(sharing: false);

        // Not every source says whether he hides or is gone.
        Assert.IsType<PollResult.Hidden>(await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task WR04_a_trader_that_nobody_knows_is_never_flat()
    {
        Assert.IsNotType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation));
        Assert.IsNotType<PollResult.Partial>(await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task WR05_every_page_of_a_book_is_read()
    {
        await PutManyAsync();

        for (var poll = 0; poll < 2; poll++)
        {
            var book = Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation)).Snapshot.Positions;
            Assert.Equal(0.5m, Assert.Single(book).Size);
        }
    }

    [Fact]
    public async Task WR06_a_book_whose_second_page_fails_is_partial()
    {
        if (!HasPages)
            return;
        await PutManyAsync();
        await simulated.FaultAsync(Venue, "status", BookRead, "GET", count: 9, status: 503, page: 2);

        Assert.Equal(new PollResult.Partial(1), await Reader.PollAsync(Uid, Cancellation));
    }

    [Theory]
    [InlineData("malformed", UnavailableReason.Unreadable)]
    [InlineData("truncated", UnavailableReason.Unreadable)]
    [InlineData("drop_before", UnavailableReason.Network)]
    [InlineData("rate_limit", null)]
    [InlineData("ban", UnavailableReason.Banned)]
    public async Task WR07_what_is_no_book_is_no_answer(string fault, UnavailableReason? reason)
    {
        await PutTraderAsync();
        await simulated.PutPositionsAsync(Venue, Uid, [Row("a1", 0.5m)]);
        await simulated.FaultAsync(Venue, fault, BookRead, "GET", count: 9, durationMilliseconds: 30_000);

        Assert.Equal(reason ?? Throttled, Assert.IsType<PollResult.Unavailable>(await Reader.PollAsync(Uid, Cancellation)).Reason);
    }

    [Fact]
    public async Task WR08_under_maintenance_there_is_no_answer()
    {
        await PutTraderAsync();
        await simulated.FaultAsync(Venue, "status", BookRead, "GET", count: 9, status: 503);

        Assert.Equal(new PollResult.Unavailable(UnavailableReason.Server), await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task WR09_what_was_closed_stands_in_the_history_where_there_is_one()
    {
        if (!Reader.Source.HasHistory)
            return;
        var before = TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(2);
        await PutTraderAsync();
        await simulated.PutPositionsAsync(Venue, Uid, [Row("a1", 0.5m)]);
        await simulated.PutPositionsAsync(Venue, Uid, []);

        var history = Assert.IsType<HistoryResult.Complete>(await Reader.ReadHistoryAsync(Uid, before, Cancellation));

        var closed = history.Events.Single(one => one.IsExit);
        Assert.Equal((new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Long), 0.5m, 60_000m), (closed.Key, closed.Size, closed.Price));
    }

    [Fact]
    public async Task WR10_the_leaderboard_names_him()
    {
        await PutTraderAsync();

        var page = Assert.IsType<DiscoveryResult.Page>(await Reader.DiscoverAsync(null, Cancellation));

        var trader = Assert.Single(page.Traders, one => one.Uid == Uid);
        Assert.Equal((Venue, "Ada Marlin"), (trader.Venue, trader.Nickname));
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public async Task WR11_a_profile_is_his()
    {
        await PutTraderAsync();

        var profile = Assert.IsType<ProfileResult.Found>(await Reader.ReadProfileAsync(Uid, Cancellation)).Profile;

        Assert.Equal((Venue, Uid), (profile.Venue, profile.Uid));
    }

    private static object Row(
        string id, decimal size, string symbol = "BTCUSDT", string side = "LONG", decimal entry = 65_000m) => new
        {
            symbol,
            market = "USD-M",
            side,
            size = size.ToString(System.Globalization.CultureInfo.InvariantCulture),
            entryPrice = entry.ToString(System.Globalization.CultureInfo.InvariantCulture),
            leverage = 10,
            positionId = id,
        };

    private Task PutTraderAsync(bool sharing = true) => simulated.PutTraderAsync(
        Venue, Uid, new { nickname = "Ada Marlin", sharing, equityUsdt = "100000", roi = "0.42", winRate = "0.61", pnl = "1234", followers = 12 });

    private async Task PutManyAsync()
    {
        await PutTraderAsync();
        await simulated.PutPageSizeAsync(Venue, Uid, 2);
        await simulated.PutPositionsAsync(Venue, Uid, [.. Enumerable.Range(1, 5).Select(i => Row($"a{i}", 0.1m))]);
    }
}
