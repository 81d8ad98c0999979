using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Binance;

/// <summary>Lead portfolios: what a poll, a history, a leaderboard page and a profile can answer.</summary>
public sealed class BinanceReaderTests : IAsyncLifetime
{
    private const string Uid = "4900000000000000001";
    private const string Root = "/binance/web/bapi/futures/v1/friendly/future/copy-trade";
    private const string Positions = Root + "/lead-data/positions";
    private const string Detail = Root + "/lead-portfolio/detail";
    private const string History = Root + "/lead-portfolio/order-history";

    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IVenueReader Reader => _venue.Reader(Venue.Binance);

    public async ValueTask InitializeAsync() => _venue = await VenueUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task A_book_drops_zero_rows_and_keeps_both_futures_apart()
    {
        Answer("web_lead_positions");

        var complete = Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation));

        var positions = complete.Snapshot.Positions;
        Assert.Equal(3, positions.Count);
        var (bitcoin, ether, coin) = (positions[0], positions[1], positions[2]);
        Assert.Equal(new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Long), bitcoin.Key);
        Assert.Equal((0.25m, SizeUnit.Base, 64_000m), (bitcoin.Size, bitcoin.SizeUnit, bitcoin.EntryPrice));
        Assert.Equal((MarginMode.Isolated, 10m, true), (bitcoin.MarginMode, bitcoin.Leverage, bitcoin.IsOneWay));
        Assert.Equal(new PositionKey(Market.UsdM, "ETHUSDT", PositionSide.Short), ether.Key);
        Assert.Equal((12.5m, 3105.20m, 38_600m, 215m), (ether.Size, ether.EntryPrice, ether.NotionalUsdt, ether.UnrealizedPnlUsdt));
        Assert.Equal((MarginMode.Cross, false), (ether.MarginMode, ether.IsOneWay));
        Assert.Equal(new PositionKey(Market.CoinM, "BTCUSD", PositionSide.Long), coin.Key);
        Assert.Equal((120m, SizeUnit.Contracts), (coin.Size, coin.SizeUnit));
        Assert.Equal((0.0151m * 64_900m, 0.1849m * 64_900m), (coin.UnrealizedPnlUsdt, coin.NotionalUsdt));
        Assert.Equal(Uid, Assert.Single(_venue.Server.Requests).Parameter("portfolioId"));
    }

    [Fact]
    public async Task An_empty_book_counts_only_with_the_venues_word_asked_afterwards()
    {
        Answer("web_lead_positions_all_zero", "web_lead_detail_sharing");

        var complete = Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation));

        Assert.Empty(complete.Snapshot.Positions);
        Assert.Equal(25_480.75m, complete.EquityUsdt);
        Assert.Equal([Positions, Detail], _venue.Server.Requests.Select(request => request.Path));
    }

    [Theory]
    [InlineData("web_lead_detail_hidden", HiddenReason.SharingOff)]
    [InlineData("web_lead_detail_closed", HiddenReason.UnknownTrader)]
    [InlineData("web_lead_detail_unknown", HiddenReason.UnknownTrader)]
    public async Task An_empty_book_without_his_word_is_hidden(string detail, HiddenReason reason)
    {
        Answer("web_lead_positions_all_zero", detail);

        Assert.Equal(new PollResult.Hidden(reason), await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task Null_in_place_of_a_list_is_hidden()
    {
        Answer("web_lead_positions_null");

        Assert.Equal(new PollResult.Hidden(HiddenReason.SharingOff), await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task An_empty_book_whose_flag_cannot_be_read_is_no_answer()
    {
        Answer("web_lead_positions_all_zero");
        _venue.Server.Answer("GET", Detail, "", 503);

        Assert.Equal(new PollResult.Unavailable(UnavailableReason.Server), await Reader.PollAsync(Uid, Cancellation));
    }

    [Theory]
    [InlineData(200, "<html><title>Just a moment</title></html>", UnavailableReason.Unreadable)]
    [InlineData(200, "{\"code\":\"000000\",\"data\":[{\"coin\":\"BTC\"}],\"success\":true}", UnavailableReason.Unreadable)]
    [InlineData(200, "{\"code\":\"000000\",\"data\":[{\"symbol\":\"BTCUSDT\",\"positionAmount\":\"1\",\"entryPrice\":\"1\",\"positionSide\":\"UP\"}]}", UnavailableReason.Unreadable)]
    [InlineData(200, "{\"code\":\"000000\",\"data\":[{\"symbol\":\"BTC", UnavailableReason.Unreadable)]
    [InlineData(200, "", UnavailableReason.Unreadable)]
    [InlineData(200, "{\"code\":\"000002\",\"message\":\"illegal parameter\",\"data\":null,\"success\":false}", UnavailableReason.Unreadable)]
    [InlineData(302, "", UnavailableReason.Unreadable)]
    [InlineData(403, "<html>denied</html>", UnavailableReason.Banned)]
    [InlineData(418, "", UnavailableReason.Banned)]
    [InlineData(451, "", UnavailableReason.Banned)]
    [InlineData(500, "", UnavailableReason.Server)]
    [InlineData(503, "<html>maintenance</html>", UnavailableReason.Server)]
    public async Task What_is_not_a_book_is_no_book(int status, string body, UnavailableReason reason)
    {
        _venue.Server.Answer("GET", Positions, body, status);

        Assert.Equal(new PollResult.Unavailable(reason), await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task A_rate_limit_says_how_long_to_stay_away()
    {
        _venue.Server.Answer("GET", Positions, "", 429, [new("Retry-After", "37")]);

        Assert.Equal(
            new PollResult.Unavailable(UnavailableReason.RateLimited, TimeSpan.FromSeconds(37)), await Reader.PollAsync(Uid, Cancellation));
        Assert.Single(_venue.Server.Requests);
    }

    [Fact]
    public async Task A_history_tells_orders_oldest_first_as_entries_and_exits()
    {
        Answer("web_lead_order_history");

        var complete = Assert.IsType<HistoryResult.Complete>(await Reader.ReadHistoryAsync(
            Uid, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_050_000), Cancellation));

        Assert.Equal([false, false, true, true], complete.Events.Select(one => one.IsExit));
        var (oneWayExit, hedgeExit) = (complete.Events[2], complete.Events[3]);
        Assert.Equal(new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Long), oneWayExit.Key);
        Assert.Equal((0.1m, 64_900m, 90m), (oneWayExit.Size, oneWayExit.Price, oneWayExit.RealizedPnlUsdt));
        Assert.Equal(new PositionKey(Market.UsdM, "ETHUSDT", PositionSide.Short), hedgeExit.Key);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_300_000), hedgeExit.At);
        Assert.Contains("\"startTime\":1700000050000", Assert.Single(_venue.Server.Requests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_ends_at_the_moment_asked_for()
    {
        Answer("web_lead_order_history");

        var complete = Assert.IsType<HistoryResult.Complete>(await Reader.ReadHistoryAsync(
            Uid, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_150_000), Cancellation));

        Assert.Equal(2, complete.Events.Count);
    }

    [Fact]
    public async Task A_long_history_is_read_by_its_index()
    {
        _venue.Server
            .Answer("POST", History, Orders("\"p2\"", Enumerable.Range(0, 100).Select(i => 1_700_000_900_000L - i)))
            .Answer("POST", History, Orders("null", Enumerable.Range(0, 3).Select(i => 1_700_000_800_000L - i)));

        var complete = Assert.IsType<HistoryResult.Complete>(await Reader.ReadHistoryAsync(
            Uid, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), Cancellation));

        Assert.Equal(103, complete.Events.Count);
        Assert.Contains("\"indexValue\":\"p2\"", _venue.Server.Requests[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_history_without_index_is_read_by_time_and_counts_no_order_twice()
    {
        var first = Enumerable.Range(0, 100).Select(i => 1_700_000_900_000L - (i / 2)).ToArray();
        _venue.Server
            .Answer("POST", History, Orders("null", first))
            .Answer("POST", History, Orders("null", [first[^1], first[^1], 1_700_000_800_000L]));

        var complete = Assert.IsType<HistoryResult.Complete>(await Reader.ReadHistoryAsync(
            Uid, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), Cancellation));

        Assert.Equal(101, complete.Events.Count);
        Assert.Contains($"\"endTime\":{first[^1] + 1}", _venue.Server.Requests[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_that_makes_no_way_is_no_history()
    {
        _venue.Server.Answer("POST", History, Orders("null", Enumerable.Repeat(1_700_000_900_000L, 100)));

        Assert.Equal(
            new HistoryResult.Unavailable(UnavailableReason.Unreadable),
            await Reader.ReadHistoryAsync(Uid, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), Cancellation));
    }

    [Fact]
    public async Task Discovery_goes_from_page_to_page()
    {
        Answer("web_lead_list");

        var page = Assert.IsType<DiscoveryResult.Page>(await Reader.DiscoverAsync(null, Cancellation));
        var last = Assert.IsType<DiscoveryResult.Page>(await Reader.DiscoverAsync("3", Cancellation));

        Assert.Equal("2", page.NextCursor);
        Assert.Null(last.NextCursor);
        Assert.Equal(
            new WhaleProfile
            {
                Venue = Venue.Binance,
                Uid = Uid,
                Nickname = "Northern Light",
                Roi30d = 0.425m,
                ProfitUsdt30d = 10_830.4m,
                WinRate = 0.615m,
                MaxDrawdown = 0.1225m,
                SharpeRatio = 1.75m,
                Followers = 88,
            },
            page.Traders[0]);
        Assert.Contains("\"pageNumber\":3", _venue.Server.Requests[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_says_whether_he_shares()
    {
        Answer("web_lead_detail_sharing", "web_lead_detail_hidden", "web_lead_detail_unknown");

        var shown = Assert.IsType<ProfileResult.Found>(await Reader.ReadProfileAsync(Uid, Cancellation)).Profile;
        var hidden = Assert.IsType<ProfileResult.Found>(await Reader.ReadProfileAsync(Uid, Cancellation)).Profile;

        Assert.Equal((true, 25_480.75m, 1.75m, 88), (shown.IsSharing, shown.EquityUsdt, shown.SharpeRatio, shown.Followers));
        Assert.False(hidden.IsSharing);
        Assert.IsType<ProfileResult.NotFound>(await Reader.ReadProfileAsync(Uid, Cancellation));
    }

    private static string Orders(string index, IEnumerable<long> times)
    {
        var rows = times.Select(time =>
            $$"""{"symbol":"BTCUSDT","side":"BUY","type":"MARKET","positionSide":"LONG","executedQty":0.1,"avgPrice":1,"totalPnl":0,"orderUpdateTime":{{time}},"orderTime":{{time}}}""");
        return $$"""{"code":"000000","data":{"indexValue":{{index}},"total":999,"list":[{{string.Join(',', rows)}}]},"success":true}""";
    }

    private void Answer(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var payload = RecordedPayload.Own("binance", name);
            _venue.Server.Answer(payload with { Path = "/binance/web" + payload.Path });
        }
    }
}
