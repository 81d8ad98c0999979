using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Bitget;

/// <summary>Lead traders as a broker's key sees them: what a poll, a leaderboard page and a profile can answer.</summary>
public sealed class BitgetReaderTests : IAsyncLifetime
{
    private const string Uid = "7c6525121a9";
    private const string Root = "/bitget/api/v2/copy/mix-broker";
    private const string Traces = Root + "/query-current-traces";
    private const string Traders = Root + "/query-traders";

    private VenueUnderTest _venue = null!; // set before each test

    public static IReadOnlyDictionary<string, string?> Broker { get; } = new Dictionary<string, string?>
    {
        ["Exchanges:Bitget:Broker:ApiKey"] = "planted-broker-key",
        ["Exchanges:Bitget:Broker:Secret"] = "planted-broker-secret",
        ["Exchanges:Bitget:Broker:Passphrase"] = "planted-broker-pass",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IVenueReader Reader => _venue.Reader(Venue.Bitget);

    public async ValueTask InitializeAsync()
    {
        _venue = await VenueUnderTest.StartAsync(settings: Broker);
        Answer("server_time");
    }

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task A_book_is_the_net_of_tracking_orders_of_both_products()
    {
        // The first list and its empty second page, then the coin futures' list and its own.
        Answer("traces", "traces_none", "traces_coin", "traces_none");

        var positions = Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation)).Snapshot.Positions;

        Assert.Equal(
            [
                new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Long), new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Short),
                new PositionKey(Market.UsdM, "SOLUSDT", PositionSide.Short), new PositionKey(Market.CoinM, "BTCUSD", PositionSide.Long),
            ],
            positions.Select(position => position.Key));
        Assert.Equal(
            (0.3m, SizeUnit.Base, ((66_000m * 0.2m) + (64_000m * 0.1m)) / 0.3m, 10m, MarginMode.Cross),
            (positions[0].Size, positions[0].SizeUnit, positions[0].EntryPrice, positions[0].Leverage, positions[0].MarginMode));
        Assert.Equal(["105", "106"], positions[0].PositionIds);
        Assert.Equal((150m, MarginMode.Isolated), (positions[2].EntryPrice, positions[2].MarginMode));
        Assert.Equal((0.02m, SizeUnit.Base), (positions[3].Size, positions[3].SizeUnit));
        Assert.Equal(
            [("USDT-FUTURES", null), ("USDT-FUTURES", "103"), ("COIN-FUTURES", null), ("COIN-FUTURES", "107")],
            _venue.Server.Requests.Where(request => request.Path == Traces)
                .Select(request => (request.Parameter("productType"), request.Parameter("idLessThan"))));
        Assert.All(
            _venue.Server.Requests.Where(request => request.Path == Traces),
            request => Assert.Equal("planted-broker-key", request.Headers["ACCESS-KEY"]));
    }

    [Fact]
    public async Task An_empty_book_counts_only_while_the_broker_lists_him()
    {
        Answer("traces_none", "traders_first", "traders_none");

        Assert.Empty(Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation)).Snapshot.Positions);
        Assert.Equal(new PollResult.Hidden(HiddenReason.UnknownTrader), await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task A_book_cut_between_lists_is_partial()
    {
        Answer("traces", "traces_none");
        _venue.Server.Answer("GET", Traces, "", 503);

        Assert.Equal(new PollResult.Partial(2), await Reader.PollAsync(Uid, Cancellation));
    }

    [Theory]
    [InlineData(200, "<html>Just a moment</html>", UnavailableReason.Unreadable)]
    [InlineData(200, "{\"code\":\"00000\",\"msg\":\"success\",\"data\":null}", UnavailableReason.Unreadable)]
    [InlineData(200, "{\"code\":\"00000\",\"msg\":\"success\",\"data\":[{\"symbol\":\"BTCUSDT\"}]}", UnavailableReason.Unreadable)]
    [InlineData(200, "{\"code\":\"00000\",\"data\":[{\"trackingNo\":\"1\"", UnavailableReason.Unreadable)]
    [InlineData(400, "{\"code\":\"40014\",\"msg\":\"Incorrect permissions\",\"data\":null}", UnavailableReason.Banned)]
    [InlineData(403, "<html>denied</html>", UnavailableReason.Banned)]
    [InlineData(429, "{\"code\":\"429\",\"msg\":\"Too many requests\"}", UnavailableReason.RateLimited)]
    [InlineData(503, "", UnavailableReason.Server)]
    public async Task What_is_not_a_book_is_no_book(int status, string body, UnavailableReason reason)
    {
        _venue.Server.Answer("GET", Traces, body, status);

        Assert.Equal(reason, Assert.IsType<PollResult.Unavailable>(await Reader.PollAsync(Uid, Cancellation)).Reason);
    }

    [Fact]
    public async Task The_leaderboard_is_read_page_by_page()
    {
        Answer("traders_first", "traders_last");

        var first = Assert.IsType<DiscoveryResult.Page>(await Reader.DiscoverAsync(null, Cancellation));
        var last = Assert.IsType<DiscoveryResult.Page>(await Reader.DiscoverAsync(first.NextCursor, Cancellation));

        var ada = first.Traders[0];
        Assert.Equal((Uid, "Ada Marlin", 0.42m, 0.61m, 0.125m, 12), (ada.Uid, ada.Nickname, ada.Roi30d, ada.WinRate, ada.MaxDrawdown, ada.Followers));
        Assert.Equal(("2", null), (first.NextCursor, last.NextCursor));
        Assert.Equal("?pageNo=2&pageSize=20&productType=USDT-FUTURES", _venue.Server.Last("GET", Traders).Query);
    }

    [Fact]
    public async Task A_profile_is_his_row()
    {
        Answer("traders_first", "traders_none");

        Assert.Equal(
            "Ada Marlin", Assert.IsType<ProfileResult.Found>(await Reader.ReadProfileAsync(Uid, Cancellation)).Profile.Nickname);
        Assert.IsType<ProfileResult.NotFound>(await Reader.ReadProfileAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task The_brokers_key_is_in_no_log_and_in_no_text_of_its_options()
    {
        _venue.Server.Answer("GET", Traces, "", 503);
        await Reader.PollAsync(Uid, Cancellation);

        Assert.NotEmpty(_venue.Logged.Lines);
        Assert.DoesNotContain("planted", _venue.Logged.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_brokers_key_there_is_no_source()
    {
        await using var off = await VenueUnderTest.StartAsync(settings: new Dictionary<string, string?> { ["Exchanges:Bitget:Broker"] = null });

        Assert.Throws<InvalidOperationException>(() => off.Reader(Venue.Bitget));
    }

    private void Answer(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var payload = RecordedPayload.Own("bitget", name);
            _venue.Server.Answer(payload with { Path = "/bitget" + payload.Path });
        }
    }
}
