using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Okx;

/// <summary>Public copy trading: what a poll, a history, a ranking page and a profile can answer.</summary>
public sealed class OkxReaderTests : IAsyncLifetime
{
    private const string Uid = "D9ADEAB33AE9EABD";
    private const string Root = "/okx/api/v5/copytrading";
    private const string Positions = Root + "/public-current-subpositions";
    private const string History = Root + "/public-subpositions-history";

    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IVenueReader Reader => _venue.Reader(Venue.Okx);

    public async ValueTask InitializeAsync()
    {
        _venue = await VenueUnderTest.StartAsync();
        Answer("instruments_swap");
    }

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task A_book_is_the_net_of_its_lead_orders_a_side_with_the_rows_kept()
    {
        Answer("sub_positions", "sub_positions_none");

        var positions = Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation)).Snapshot.Positions;

        Assert.Equal(
            [
                new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Long), new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Short),
                new PositionKey(Market.UsdM, "SOLUSDT", PositionSide.Short), new PositionKey(Market.CoinM, "BTCUSD", PositionSide.Long),
            ],
            positions.Select(position => position.Key));
        var bitcoin = positions[0];
        Assert.Equal((0.3m, SizeUnit.Base, 10m, MarginMode.Isolated), (bitcoin.Size, bitcoin.SizeUnit, bitcoin.Leverage, bitcoin.MarginMode));
        Assert.Equal(((66_000m * 0.2m) + (64_000m * 0.1m)) / 0.3m, bitcoin.EntryPrice);
        Assert.Equal((5m, 0.3m * 65_000m, false), (bitcoin.UnrealizedPnlUsdt, bitcoin.NotionalUsdt, bitcoin.IsOneWay));
        Assert.Equal(["649582930998104065", "649582930998104066"], bitcoin.PositionIds);
        Assert.Equal(2, bitcoin.Rows.Count);
        Assert.Equal(
            (DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_600_000), DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000)),
            (bitcoin.OpenedAt, bitcoin.FirstOpenedAt));
        Assert.Equal((7m, true, null), (positions[2].Size, positions[2].IsOneWay, positions[2].UnrealizedPnlUsdt));
        Assert.Equal((12m, SizeUnit.Contracts, 0.0002m * 65_000m), (positions[3].Size, positions[3].SizeUnit, positions[3].UnrealizedPnlUsdt));
    }

    [Fact]
    public async Task The_first_poll_looks_for_the_end_and_the_next_ones_take_one_page()
    {
        Answer("sub_positions", "sub_positions_none", "sub_positions");

        Assert.Equal(4, Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation)).Snapshot.Positions.Count);
        Assert.Equal(4, Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation)).Snapshot.Positions.Count);

        Assert.Equal(
            [null, "649582930998104062", null],
            _venue.Server.Requests.Where(request => request.Path == Positions).Select(request => request.Parameter("after")));
        Assert.All(_venue.Server.Requests.Where(request => request.Path == Positions), request => Assert.Equal(Uid, request.Parameter("uniqueCode")));
    }

    [Fact]
    public async Task An_empty_book_counts_only_while_his_history_answers()
    {
        Answer("sub_positions_none", "sub_positions_history");

        Assert.Empty(Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation)).Snapshot.Positions);
        Assert.Equal([Positions, History], _venue.Server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task An_empty_book_whose_history_is_refused_is_hidden()
    {
        Answer("sub_positions_none", "error_hidden_trader");

        Assert.Equal(new PollResult.Hidden(HiddenReason.SharingOff), await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task A_trader_that_the_venue_does_not_know_is_hidden()
    {
        Answer("error_unknown_trader");

        Assert.Equal(new PollResult.Hidden(HiddenReason.UnknownTrader), await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task A_book_cut_between_pages_is_partial()
    {
        Answer("sub_positions");
        _venue.Server.Answer("GET", Positions, "", 503);

        Assert.Equal(new PollResult.Partial(1), await Reader.PollAsync(Uid, Cancellation));
    }

    [Theory]
    [InlineData(200, "<html><title>Just a moment</title></html>", UnavailableReason.Unreadable)]
    [InlineData(200, "{\"code\":\"0\",\"data\":[{\"instId\":\"BTC-USDT-SWAP\"}]}", UnavailableReason.Unreadable)]
    [InlineData(200, "{\"code\":\"0\",\"data\":null}", UnavailableReason.Unreadable)]
    [InlineData(200, "{\"code\":\"0\",\"data\":[{\"instId\":\"BTC", UnavailableReason.Unreadable)]
    [InlineData(200, "", UnavailableReason.Unreadable)]
    [InlineData(200, "{\"code\":\"50001\",\"msg\":\"Service temporarily unavailable.\",\"data\":[]}", UnavailableReason.Server)]
    [InlineData(403, "<html>denied</html>", UnavailableReason.Banned)]
    [InlineData(503, "<html>maintenance</html>", UnavailableReason.Server)]
    public async Task What_is_not_a_book_is_no_book(int status, string body, UnavailableReason reason)
    {
        _venue.Server.Answer("GET", Positions, body, status);

        Assert.Equal(reason, Assert.IsType<PollResult.Unavailable>(await Reader.PollAsync(Uid, Cancellation)).Reason);
    }

    [Theory]
    [InlineData("\"posSide\":\"long\"", "\"posSide\":\"up\"")]
    [InlineData("\"mgnMode\":\"isolated\"", "\"mgnMode\":\"odd\"")]
    [InlineData("\"openAvgPx\":\"64000\"", "\"openAvgPx\":\"\"")]
    public async Task A_row_that_is_not_understood_makes_no_book(string known, string odd)
    {
        var body = RecordedPayload.Own("okx", "sub_positions").Response.Replace(": ", ":", StringComparison.Ordinal);
        Assert.Contains(known, body, StringComparison.Ordinal);
        _venue.Server.Answer("GET", Positions, body.Replace(known, odd, StringComparison.Ordinal));

        Assert.Equal(new PollResult.Unavailable(UnavailableReason.Unreadable), await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task A_rate_limit_says_how_long_to_stay_away()
    {
        _venue.Server.Answer("GET", Positions, """{"code":"50011","msg":"Rate limit reached.","data":[]}""", 429, [new("Retry-After", "37")]);

        Assert.Equal(
            new PollResult.Unavailable(UnavailableReason.RateLimited, TimeSpan.FromSeconds(37)), await Reader.PollAsync(Uid, Cancellation));
        Assert.Single(_venue.Server.Requests);
    }

    [Fact]
    public async Task A_history_tells_what_was_closed_from_a_moment_on_oldest_first()
    {
        Answer("sub_positions_history");

        var history = Assert.IsType<HistoryResult.Complete>(await Reader.ReadHistoryAsync(
            Uid, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), Cancellation));

        Assert.Equal(2, history.Events.Count);
        var (coin, bitcoin) = (history.Events[0], history.Events[1]);
        Assert.Equal(new PositionKey(Market.CoinM, "BTCUSD", PositionSide.Long), coin.Key);
        Assert.Equal((12m, false, 0.001m * 64_000m), (coin.Size, coin.ClosesPosition, coin.RealizedPnlUsdt));
        Assert.Equal((0.03m, true, 65_500m, 45m), (bitcoin.Size, bitcoin.ClosesPosition, bitcoin.Price, bitcoin.RealizedPnlUsdt));
        Assert.Equal(("649582930998104060", true), (bitcoin.PositionId, bitcoin.IsExit));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_900_000), bitcoin.At);
    }

    [Fact]
    public async Task The_ranking_is_read_page_by_page_in_one_version()
    {
        Answer("lead_traders", "lead_traders_last");

        var first = Assert.IsType<DiscoveryResult.Page>(await Reader.DiscoverAsync(null, Cancellation));
        var last = Assert.IsType<DiscoveryResult.Page>(await Reader.DiscoverAsync(first.NextCursor, Cancellation));

        Assert.Equal(["Crypto to the moon", Uid], first.Traders.Select(trader => trader.Nickname));
        Assert.Equal((1.6898m, 0.6957m, 999), (first.Traders[0].Roi90d, first.Traders[0].WinRate, first.Traders[0].Followers));
        Assert.Equal(("2:20231129213200", null), (first.NextCursor, last.NextCursor));
        var asked = _venue.Server.Last("GET", Root + "/public-lead-traders");
        Assert.Equal(("2", "20231129213200", "20"), (asked.Parameter("page"), asked.Parameter("dataVer"), asked.Parameter("limit")));
    }

    [Fact]
    public async Task A_profile_is_his_statistics_and_nobody_without_them()
    {
        Answer("stats", "stats_none");

        var profile = Assert.IsType<ProfileResult.Found>(await Reader.ReadProfileAsync(Uid, Cancellation)).Profile;
        Assert.Equal((Uid, 0.6667m, 265.09m), (profile.Uid, profile.WinRate, profile.EquityUsdt));
        Assert.IsType<ProfileResult.NotFound>(await Reader.ReadProfileAsync(Uid, Cancellation));
    }

    private void Answer(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var payload = RecordedPayload.Own("okx", name);
            _venue.Server.Answer(payload with { Path = "/okx" + payload.Path });
        }
    }
}
