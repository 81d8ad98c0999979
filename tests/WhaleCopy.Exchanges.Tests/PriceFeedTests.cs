using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Binance;
using WhaleCopy.Exchanges.Bitget;
using WhaleCopy.Exchanges.Bybit;
using WhaleCopy.Exchanges.Okx;
using WhaleCopy.Exchanges.Streams;
using WhaleCopy.TestKit;

namespace WhaleCopy.Exchanges.Tests;

/// <summary>What is said to a venue's stream of prices, and what its messages mean.</summary>
public sealed class PriceFeedTests
{
    private static readonly InstrumentId Bitcoin = new(Venue.Okx, Market.UsdM, "BTCUSDT");

    public static TheoryData<string, string, string> Requests => new()
    {
        { "binance", """{"method":"SUBSCRIBE","params":["btcusdt@markPrice@1s","ethusdt@markPrice@1s"],"id":1}""", "wss://fstream.binance.com/stream" },
        { "okx", """{"op":"subscribe","args":[{"channel":"mark-price","instId":"BTCUSDT"},{"channel":"mark-price","instId":"ETHUSDT"}]}""", "wss://ws.okx.com:8443/ws/v5/public" },
        { "bybit", """{"op":"subscribe","args":["tickers.BTCUSDT","tickers.ETHUSDT"]}""", "wss://stream.bybit.com/v5/public/linear" },
        { "bitget", """{"op":"subscribe","args":[{"instType":"USDT-FUTURES","channel":"ticker","instId":"BTCUSDT"},{"instType":"USDT-FUTURES","channel":"ticker","instId":"ETHUSDT"}]}""", "wss://ws.bitget.com/v2/ws/public" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_subscription_is_worded_as_the_venue_wants_it(string venue, string expected, string address)
    {
        var feed = FeedOf(venue);

        Assert.Equal(expected, feed.Subscribe(["BTCUSDT", "ETHUSDT"]));
        Assert.Contains("unsubscribe", feed.Unsubscribe(["BTCUSDT"]), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(new Uri(address), feed.Address);
    }

    [Theory]
    [InlineData("binance", "ws_usdm_mark_price", "BTCUSDT", "11794.15", "11784.62659091")]
    [InlineData("okx", "ws_mark_price", "LTC-USD-190628", "0.1", null)]
    [InlineData("bybit", "ws_ticker_linear", "BTCUSDT", "17217.33", "17227.36")]
    [InlineData("bitget", "ws_mix_ticker", "BTCUSDT", "27000.0", "25702.4")]
    public void A_recorded_message_tells_its_mark(string venue, string fixture, string symbol, string mark, string? index)
    {
        using var recorded = JsonDocument.Parse(File.ReadAllBytes(SharedReference.Require($"exchanges/fixtures/{venue}/{fixture}.json")));
        var message = recorded.RootElement.GetProperty("messages")[0].GetRawText();

        Assert.Equal(
            new StreamedMark(symbol, Number(mark), Number(index)), Assert.Single(FeedOf(venue).Read(Encoding.UTF8.GetBytes(message))));
    }

    [Theory]
    [InlineData("binance", """{"result":null,"id":1}""")]
    [InlineData("okx", """{"event":"subscribe","arg":{"channel":"mark-price","instId":"BTC-USDT-SWAP"},"connId":"a"}""")]
    [InlineData("bybit", """{"success":true,"ret_msg":"pong","conn_id":"a","req_id":"","op":"ping"}""")]
    [InlineData("bitget", """{"event":"subscribe","arg":{"instType":"USDT-FUTURES","channel":"ticker","instId":"BTCUSDT"}}""")]
    public void What_is_no_price_tells_none(string venue, string message) =>
        Assert.Empty(FeedOf(venue).Read(Encoding.UTF8.GetBytes(message)));

    [Fact]
    public void A_row_without_a_mark_says_that_the_last_one_stands() => Assert.Equal(
        new StreamedMark("BTCUSDT", null, null),
        Assert.Single(FeedOf("bybit").Read("""{"topic":"tickers.BTCUSDT","type":"delta","data":{"symbol":"BTCUSDT","bid1Price":"1"},"cs":2}"""u8)));

    [Theory]
    [InlineData("binance")]
    [InlineData("okx")]
    [InlineData("bybit")]
    [InlineData("bitget")]
    public void A_torn_message_is_no_price(string venue) =>
        Assert.ThrowsAny<JsonException>(() => FeedOf(venue).Read("{\"data\":"u8).ToList());

    [Fact]
    public async Task A_streamed_mark_stands_in_the_ticker_while_it_is_younger_and_ages_by_itself()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000));
        await using var venue = await VenueUnderTest.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        var prices = venue.Services.GetRequiredService<PriceCache>();
        prices.Put(new Ticker { Instrument = Bitcoin, Last = 100m, Mark = 101m, Index = 102m, ReadAt = time.GetUtcNow() });
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(prices.PutMark(Bitcoin, 105m, null));
        var seen = prices.Find(Bitcoin, TimeSpan.FromSeconds(6))!;
        Assert.Equal((100m, 105m, 102m), (seen.Last, seen.Mark, seen.Index));

        // The mark is young, the rest of the ticker is not: nobody gets it as if it were.
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(prices.Find(Bitcoin, TimeSpan.FromSeconds(6)));
        Assert.Equal(105m, prices.FindMark(Bitcoin, TimeSpan.FromSeconds(6)));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(prices.FindMark(Bitcoin, TimeSpan.FromSeconds(6)));

        Assert.True(prices.PutMark(Bitcoin, null, 110m));
        Assert.Equal(105m, prices.FindMark(Bitcoin, TimeSpan.FromSeconds(1)));
        Assert.False(prices.PutMark(Bitcoin with { Symbol = "ETHUSDT" }, null, 1m));
    }

    [Fact]
    public async Task Only_what_somebody_asked_for_lately_is_wanted()
    {
        var time = new FakeTimeProvider();
        await using var venue = await VenueUnderTest.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        var prices = venue.Services.GetRequiredService<PriceCache>();

        Assert.Empty(prices.Needs.Of(Venue.Okx, Market.UsdM));
        prices.Find(Bitcoin, TimeSpan.Zero);
        Assert.Equal([Bitcoin], prices.Needs.Of(Venue.Okx, Market.UsdM));
        Assert.Empty(prices.Needs.Of(Venue.Okx, Market.CoinM));

        time.Advance(PriceNeeds.WantedFor + TimeSpan.FromSeconds(1));
        Assert.Empty(prices.Needs.Of(Venue.Okx, Market.UsdM));
    }

    private static decimal? Number(string? text) =>
        text is null ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static PriceFeed FeedOf(string venue) => venue switch
    {
        "binance" => new BinancePrices(Market.UsdM, new BinanceOptions()),
        "okx" => new OkxPrices(Market.UsdM, new OkxOptions()),
        "bybit" => new BybitPrices(new BybitOptions()),
        _ => new BitgetPrices(Market.UsdM, new BitgetOptions()),
    };
}
