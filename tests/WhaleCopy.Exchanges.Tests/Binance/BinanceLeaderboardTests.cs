using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Binance;

/// <summary>The older leaderboard, behind its setting.</summary>
public sealed class BinanceLeaderboardTests : IAsyncLifetime
{
    private const string Uid = "FAD84AAFD6E43900BF15E06B21857715";
    private const string Positions = "/binance/web/bapi/futures/v1/public/future/leaderboard/getOtherPosition";
    private const string Profile = "/binance/web/bapi/futures/v2/public/future/leaderboard/getOtherLeaderboardBaseInfo";

    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IVenueReader Reader => _venue.Reader(Venue.Binance);

    public async ValueTask InitializeAsync() =>
        _venue = await VenueUnderTest.StartAsync(settings: new Dictionary<string, string?> { ["Exchanges:Binance:ReadsLeaderboard"] = "true" });

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task A_recorded_list_becomes_a_book()
    {
        var payload = RecordedPayload.Shared("binance", "web_leaderboard_other_position");
        _venue.Server.Answer(payload with { Path = "/binance/web" + payload.Path });

        var positions = Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation)).Snapshot.Positions;

        Assert.Equal(["1000SHIBBUSD", "CHZUSDT", "DOGEBUSD"], positions.Select(position => position.Key.Symbol));
        Assert.Equal(
            (17_780m, 0.1406267485939m, 0.11980222m, 20m, -370.2599656m),
            (positions[1].Size, positions[1].EntryPrice, positions[1].MarkPrice, positions[1].Leverage, positions[1].UnrealizedPnlUsdt));
        Assert.All(positions, position => Assert.Equal((Market.UsdM, PositionSide.Long, SizeUnit.Base), (position.Key.Market, position.Key.Side, position.SizeUnit)));
        Assert.Equal($$"""{"encryptedUid":"{{Uid}}","tradeType":"PERPETUAL"}""", Assert.Single(_venue.Server.Requests).Body);
    }

    [Fact]
    public async Task A_negative_amount_is_a_short()
    {
        _venue.Server.Answer("POST", Positions, """{"data":{"otherPositionRetList":[{"symbol":"BTCUSDT","entryPrice":"60000","amount":-0.5,"leverage":3},{"symbol":"ETHUSDT","entryPrice":1,"amount":0}]},"success":true}""");

        var position = Assert.Single(Assert.IsType<PollResult.Complete>(await Reader.PollAsync(Uid, Cancellation)).Snapshot.Positions);

        Assert.Equal((PositionSide.Short, 0.5m, 3m), (position.Key.Side, position.Size, position.Leverage));
    }

    [Theory]
    [InlineData("""{"data":{"nickName":"A","positionShared":true},"success":true}""", null)]
    [InlineData("""{"data":{"nickName":"A","positionShared":false},"success":true}""", HiddenReason.SharingOff)]
    [InlineData("""{"data":null,"success":true}""", HiddenReason.UnknownTrader)]
    public async Task An_empty_list_counts_only_with_his_flag(string profile, HiddenReason? hidden)
    {
        _venue.Server
            .Answer("POST", Positions, """{"data":{"otherPositionRetList":[]},"success":true}""")
            .Answer("POST", Profile, profile);

        var result = await Reader.PollAsync(Uid, Cancellation);

        if (hidden is { } reason)
            Assert.Equal(new PollResult.Hidden(reason), result);
        else
            Assert.Empty(Assert.IsType<PollResult.Complete>(result).Snapshot.Positions);
    }

    [Fact]
    public async Task Null_in_place_of_a_list_is_hidden()
    {
        _venue.Server.Answer("POST", Positions, """{"data":{"otherPositionRetList":null},"success":true}""");

        Assert.Equal(new PollResult.Hidden(HiddenReason.SharingOff), await Reader.PollAsync(Uid, Cancellation));
    }

    [Fact]
    public async Task There_is_no_history_and_the_profile_is_the_lists()
    {
        _venue.Server.Answer("POST", Profile, """{"data":{"nickName":"Ada","positionShared":true,"followerCount":7},"success":true}""");

        Assert.IsType<HistoryResult.Unavailable>(await Reader.ReadHistoryAsync(Uid, DateTimeOffset.UnixEpoch, Cancellation));
        var profile = Assert.IsType<ProfileResult.Found>(await Reader.ReadProfileAsync(Uid, Cancellation)).Profile;
        Assert.Equal((Uid, "Ada", true, 7), (profile.Uid, profile.Nickname, profile.IsSharing, profile.Followers));
    }

    [Fact]
    public async Task Without_the_setting_his_id_is_asked_as_a_portfolios()
    {
        await using var off = await VenueUnderTest.StartAsync();

        await off.Reader(Venue.Binance).PollAsync(Uid, Cancellation);

        Assert.DoesNotContain(off.Server.Requests, request => request.Path == Positions);
    }
}
