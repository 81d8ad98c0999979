using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Exchanges.Binance;
using WhaleCopy.TestKit;

namespace WhaleCopy.Exchanges.Tests.Http;

/// <summary>Limits and circuits around real calls.</summary>
public sealed class LimitsAndCircuitsTests
{
    private const string Positions = "/binance/usdm/fapi/v3/positionRisk";
    private const string Order = "/binance/usdm/fapi/v1/order";

    private static readonly Dictionary<string, string?> Hurried = new()
    {
        ["Exchanges:Limits:CircuitBreak"] = "00:00:00.5",
        ["Exchanges:Limits:CircuitFailures"] = "3",
        ["Exchanges:Limits:LongestReadWait"] = "00:00:00",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_429_nothing_is_asked_until_the_venue_allows_it()
    {
        await using var venue = await StartAsync();
        venue.Server.Answer("GET", Positions, """{"code":-1003,"msg":"Too many requests."}""", 429, [new("Retry-After", "40")]);
        var trader = venue.Trader(Venue.Binance);

        await Assert.ThrowsAsync<VenueException>(() => trader.ReadPositionsAsync(VenueUnderTest.Credentials, Market.UsdM, Cancellation));
        var own = await Assert.ThrowsAsync<VenueException>(
            () => trader.ReadPositionsAsync(VenueUnderTest.Credentials, Market.UsdM, Cancellation));

        Assert.Equal((VenueErrorMeaning.RateLimited, "budget"), (own.Meaning, own.Code));
        Assert.InRange(own.RetryAfter!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(40));
        Assert.Equal(1, venue.Server.Count("GET", Positions));
    }

    [Fact]
    public async Task While_shut_out_an_order_is_proven_not_sent_with_or_without_a_turn()
    {
        await using var venue = await StartAsync();
        venue.Server.Answer("GET", Positions, "", 418, [new("Retry-After", "40")]);
        var trader = venue.Trader(Venue.Binance);
        var order = Some.Order(Some.BinanceUsdM());
        var turn = await trader.TakeTurnAsync(VenueUnderTest.Credentials, order.Instrument, false, Cancellation);
        await Assert.ThrowsAsync<VenueException>(() => trader.ReadPositionsAsync(VenueUnderTest.Credentials, Market.UsdM, Cancellation));

        foreach (var request in new[] { order, order with { Turn = turn } })
        {
            var rejected = Assert.IsType<PlacementOutcome.Rejected>(await trader.PlaceAsync(VenueUnderTest.Credentials, request, Cancellation));
            Assert.Equal(("NOT_SENT", VenueErrorMeaning.RateLimited), (rejected.Code, rejected.Meaning));
        }

        Assert.Equal(0, venue.Server.Count("POST", Order));
    }

    [Fact]
    public async Task The_order_count_of_one_account_stops_nobody_else()
    {
        await using var venue = await StartAsync();
        venue.Server
            .Answer("POST", Order, """{"code":-1015,"msg":"Too many new orders."}""", 429)
            .Answer("POST", Order, """{"orderId":1,"status":"FILLED","executedQty":"0.01"}""");
        var trader = venue.Trader(Venue.Binance);
        var order = Some.Order(Some.BinanceUsdM());

        var first = Assert.IsType<PlacementOutcome.Rejected>(await trader.PlaceAsync(VenueUnderTest.Credentials, order, Cancellation));
        var own = Assert.IsType<PlacementOutcome.Rejected>(await trader.PlaceAsync(VenueUnderTest.Credentials, order, Cancellation));
        var other = await trader.PlaceAsync(VenueUnderTest.Credentials with { AccountId = 8 }, order, Cancellation);

        Assert.Equal(("-1015", "NOT_SENT"), (first.Code, own.Code));
        Assert.IsType<PlacementOutcome.Accepted>(other);
        Assert.Equal(2, venue.Server.Count("POST", Order));
    }

    [Fact]
    public async Task The_venues_own_limits_and_counts_are_believed()
    {
        await using var venue = await StartAsync(new Dictionary<string, string?>
        {
            ["Exchanges:Limits:Factor"] = "1",
            ["Exchanges:Limits:LocalShare"] = "1",
            ["Exchanges:Limits:LongestReadWait"] = "00:00:00",
        });
        venue.Server
            .Answer("GET", "/binance/usdm/fapi/v1/exchangeInfo", """{"symbols":[],"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":100}]}""")
            .Answer("GET", Positions, "[]", 200, [new("X-MBX-USED-WEIGHT-1M", "69")]);
        var trader = venue.Trader(Venue.Binance);
        await trader.ReadInstrumentsAsync(Market.UsdM, Cancellation);

        await trader.ReadPositionsAsync(VenueUnderTest.Credentials, Market.UsdM, Cancellation);
        var own = await Assert.ThrowsAsync<VenueException>(
            () => trader.ReadPositionsAsync(VenueUnderTest.Credentials, Market.UsdM, Cancellation));

        Assert.Equal("budget", own.Code);
        Assert.Equal(1, venue.Server.Count("GET", Positions));
    }

    [Fact]
    public async Task A_circuit_opens_after_its_failures_tries_again_after_its_break_and_is_visible()
    {
        await using var venue = await StartAsync(Hurried);
        venue.Server.Answer("GET", Positions, "", 503);
        var trader = venue.Trader(Venue.Binance);
        var circuits = venue.Services.GetRequiredService<VenueCircuits>();

        await Assert.ThrowsAsync<VenueException>(() => trader.ReadPositionsAsync(VenueUnderTest.Credentials, Market.UsdM, Cancellation));
        var open = await Assert.ThrowsAsync<VenueException>(
            () => trader.ReadPositionsAsync(VenueUnderTest.Credentials, Market.UsdM, Cancellation));

        Assert.Equal("circuit open", open.Code);
        Assert.NotNull(open.RetryAfter);
        Assert.Equal(3, venue.Server.Count("GET", Positions));
        Assert.Contains(circuits.Read(), circuit => circuit is { Venue: Venue.Binance, Class: OperationClass.AccountRead, IsOpen: true });
        Assert.DoesNotContain(circuits.Read(), circuit => circuit is { Class: not OperationClass.AccountRead, IsOpen: true });

        venue.Server.Forget("GET", Positions);
        venue.Server.Answer("GET", Positions, "[]");
        await Eventually.ObserveAsync(
            async () =>
            {
                try
                {
                    await trader.ReadPositionsAsync(VenueUnderTest.Credentials, Market.UsdM, Cancellation);
                    return true;
                }
                catch (VenueException)
                {
                    return false;
                }
            },
            worked => worked,
            TimeSpan.FromSeconds(10));
        Assert.DoesNotContain(circuits.Read(), circuit => circuit.IsOpen);
    }

    [Fact]
    public async Task With_the_entry_circuit_open_an_entry_is_proven_not_sent_and_a_close_still_goes()
    {
        await using var venue = await StartAsync(Hurried);
        venue.Server.Answer("POST", Order, "", 503);
        var trader = venue.Trader(Venue.Binance);
        var entry = Some.Order(Some.BinanceUsdM());
        for (var i = 0; i < 3; i++)
            Assert.IsType<PlacementOutcome.Unknown>(await trader.PlaceAsync(VenueUnderTest.Credentials, entry, Cancellation));

        var cutOff = Assert.IsType<PlacementOutcome.Rejected>(await trader.PlaceAsync(VenueUnderTest.Credentials, entry, Cancellation));
        venue.Server.Forget("POST", Order);
        venue.Server.Answer("POST", Order, """{"orderId":1,"status":"FILLED","executedQty":"0.01"}""");
        var close = await trader.PlaceAsync(
            VenueUnderTest.Credentials, entry with { Side = OrderSide.Sell, ReduceOnly = true }, Cancellation);

        Assert.Equal("NOT_SENT", cutOff.Code);
        Assert.IsType<PlacementOutcome.Accepted>(close);
    }

    [Fact]
    public async Task A_whale_whose_source_is_cut_off_answers_circuit_open()
    {
        await using var venue = await StartAsync(Hurried);
        const string Book = "/binance/web/bapi/futures/v1/friendly/future/copy-trade/lead-data/positions";
        venue.Server.Answer("GET", Book, "", 502);
        var reader = venue.Reader(Venue.Binance);

        Assert.Equal(new PollResult.Unavailable(UnavailableReason.Server), await reader.PollAsync("1", Cancellation));
        var cutOff = Assert.IsType<PollResult.Unavailable>(await reader.PollAsync("1", Cancellation));
        Assert.Equal(UnavailableReason.CircuitOpen, cutOff.Reason);
    }

    [Theory]
    [InlineData("Exchanges:Binance:BaseUrls:UsdM", "ftp://nowhere", "UsdM")]
    [InlineData("Exchanges:Binance:CommandTimeout", "01:00:00", "CommandTimeout")]
    [InlineData("Exchanges:Limits:LocalShare", "7", "LocalShare")]
    public async Task A_setting_out_of_range_is_named(string key, string value, string named)
    {
        await using var venue = await StartAsync(new Dictionary<string, string?> { [key] = value });

        var failure = Assert.Throws<OptionsValidationException>(() => key.Contains("Limits", StringComparison.Ordinal)
            ? (object)venue.Services.GetRequiredService<IOptions<VenueLimitsOptions>>().Value
            : venue.Services.GetRequiredService<IOptions<BinanceOptions>>().Value);

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    private static async Task<VenueUnderTest> StartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var venue = await VenueUnderTest.StartAsync(settings: settings ?? new Dictionary<string, string?>
        {
            ["Exchanges:Limits:LongestReadWait"] = "00:00:00",
        });
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        venue.Server.Answer("GET", "/binance/usdm/fapi/v1/time", $$"""{"serverTime":{{time}}}""");
        return venue;
    }
}
