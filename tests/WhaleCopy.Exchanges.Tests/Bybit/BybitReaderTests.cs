using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Bybit;

/// <summary>Leader pages of the web site: what a poll, a leaderboard page and a profile can answer.</summary>
public sealed class BybitReaderTests : IAsyncLifetime
{
    private const string Uid = "S9LoGlRC6qFD5thjUyzWrQ==";
    private const string Root = "/bybit-web/x-api/fapi/beehive";
    private const string Positions = Root + "/public/v1/common/position/list";

    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IVenueReader Reader => _venue.Reader(Venue.Bybit);

    public async ValueTask InitializeAsync() => _venue = await VenueUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task A_book_of_several_pages_is_the_net_of_its_rows()
    {
        Answer("leader_book_first", "leader_book_last");

        var positions = Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation)).Snapshot.Positions;

        Assert.Equal(
            [
                new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Long), new PositionKey(Market.UsdM, "SOLUSDT", PositionSide.Short),
                new PositionKey(Market.CoinM, "BTCUSD", PositionSide.Long),
            ],
            positions.Select(position => position.Key));
        Assert.Equal(
            (0.4m, SizeUnit.Base, ((64_000m * 0.3m) + (66_000m * 0.1m)) / 0.4m, 10m),
            (positions[0].Size, positions[0].SizeUnit, positions[0].EntryPrice, positions[0].Leverage));
        Assert.Equal(
            (DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_600_000), DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000)),
            (positions[0].OpenedAt, positions[0].FirstOpenedAt));
        Assert.Equal((7m, MarginMode.Isolated, 5m), (positions[1].Size, positions[1].MarginMode, positions[1].Leverage));
        Assert.Equal((120m, SizeUnit.Contracts), (positions[2].Size, positions[2].SizeUnit));
        Assert.Equal(
            [(Uid, null), (Uid, "2")], _venue.Server.Requests.Select(request => (request.Parameter("leaderMark"), request.Parameter("page"))));
    }

    [Theory]
    [InlineData("leader_book_hidden")]
    [InlineData("leader_book_empty_with_total")]
    [InlineData("leader_book_null")]
    [InlineData("leader_book_no_flag")]
    public async Task An_empty_list_without_his_word_is_hidden(string payload)
    {
        Answer(payload);

        Assert.Equal(new PollResult.Hidden(HiddenReason.SharingOff), await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task An_empty_list_of_one_who_shares_is_a_flat_book()
    {
        Answer("leader_book_flat");

        Assert.Empty(Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation)).Snapshot.Positions);
    }

    [Fact]
    public async Task A_list_that_stays_shorter_than_its_total_is_partial()
    {
        Answer("leader_book_first");

        Assert.Equal(new PollResult.Partial(2), await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task A_list_without_a_total_is_read_until_a_page_is_empty()
    {
        var first = RecordedPayload.Own("bybit", "leader_book_first").Response.Replace("\"4\"", "null", StringComparison.Ordinal);
        var last = RecordedPayload.Own("bybit", "leader_book_flat").Response.Replace("\"totalCount\": \"0\"", "\"totalCount\": null", StringComparison.Ordinal);
        _venue.Server.Answer("GET", Positions, first).Answer("GET", Positions, last);

        Assert.Equal(0.4m, Assert.Single(Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation)).Snapshot.Positions).Size);
        Assert.Equal(2, _venue.Server.Requests.Count);
    }

    [Fact]
    public async Task A_leader_that_the_venue_does_not_know_is_hidden()
    {
        Answer("error_unknown_leader");

        Assert.Equal(new PollResult.Hidden(HiddenReason.UnknownTrader), await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task A_book_cut_between_pages_is_partial()
    {
        Answer("leader_book_first");
        _venue.Server.Answer("GET", Positions, "", 503);

        Assert.Equal(new PollResult.Partial(1), await Reader.PollAsync(Uid, Cancellation));
    }

    [Theory]
    [InlineData(200, "<html><title>Access Denied</title></html>", UnavailableReason.Unreadable)]
    [InlineData(200, "{\"retCode\":0,\"retMsg\":\"success\",\"result\":{\"data\":[{\"symbol\":\"BTCUSDT\"}],\"openTradeInfoProtection\":0}}", UnavailableReason.Unreadable)]
    [InlineData(200, "{\"retCode\":0,\"retMsg\":\"success\",\"result\":{\"data\":[{\"symbol\":\"BTC", UnavailableReason.Unreadable)]
    [InlineData(200, "{\"retCode\":0,\"result\":null}", UnavailableReason.Unreadable)]
    [InlineData(200, "", UnavailableReason.Unreadable)]
    [InlineData(403, "<html>Access Denied</html>", UnavailableReason.Banned)]
    [InlineData(429, "", UnavailableReason.RateLimited)]
    [InlineData(503, "<html>maintenance</html>", UnavailableReason.Server)]
    public async Task What_is_not_a_book_is_no_book(int status, string body, UnavailableReason reason)
    {
        _venue.Server.Answer("GET", Positions, body, status);

        Assert.Equal(reason, Assert.IsType<PollResult.Unavailable>(await Reader.PollAsync(Uid, Cancellation)).Reason);
    }

    [Theory]
    [InlineData("\"side\": \"Buy\"", "\"side\": \"Up\"")]
    [InlineData("\"entryPrice\": \"66000\"", "\"entryPrice\": \"\"")]
    public async Task A_row_that_is_not_understood_makes_no_book(string known, string odd)
    {
        var body = RecordedPayload.Own("bybit", "leader_book_first").Response.Replace("\"totalCount\": \"4\"", "\"totalCount\": \"2\"", StringComparison.Ordinal);
        Assert.Contains(known, body, StringComparison.Ordinal);
        _venue.Server.Answer("GET", Positions, body.Replace(known, odd, StringComparison.Ordinal));

        Assert.Equal(new PollResult.Unavailable(UnavailableReason.Unreadable), await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task The_leaderboard_is_read_page_by_page()
    {
        Answer("leaders_first", "leaders_last");

        var first = Assert.IsType<DiscoveryResult.Page>(await Reader.DiscoverAsync(null, Cancellation));
        var last = Assert.IsType<DiscoveryResult.Page>(await Reader.DiscoverAsync(first.NextCursor, Cancellation));

        var ada = first.Traders[0];
        Assert.Equal((Uid, "Ada Marlin", 0.42m, 0.61m), (ada.Uid, ada.Nickname, ada.Roi7d, ada.WinRate));
        Assert.Equal((0.125m, 12, 100_000m), (ada.MaxDrawdown, ada.Followers, ada.EquityUsdt));
        Assert.Equal(("2", null), (first.NextCursor, last.NextCursor));
        Assert.Equal("m0==", first.Traders[1].Nickname);
    }

    [Fact]
    public async Task A_profile_says_whether_he_shares()
    {
        Answer("leader_profile", "error_unknown_profile");

        var profile = Assert.IsType<ProfileResult.Found>(await Reader.ReadProfileAsync(Uid, Cancellation)).Profile;
        Assert.Equal((Uid, "Ada Marlin", true), (profile.Uid, profile.Nickname, profile.IsSharing));
        Assert.IsType<ProfileResult.NotFound>(await Reader.ReadProfileAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task The_source_is_off_unless_it_is_switched_on()
    {
        await using var off = await VenueUnderTest.StartAsync(settings: new Dictionary<string, string?> { ["Exchanges:Bybit:ReadsWhales"] = "false" });

        Assert.Throws<InvalidOperationException>(() => off.Reader(Venue.Bybit));
    }

    private void Answer(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var payload = RecordedPayload.Own("bybit", name);
            _venue.Server.Answer(payload with { Path = "/bybit-web" + payload.Path });
        }
    }
}
