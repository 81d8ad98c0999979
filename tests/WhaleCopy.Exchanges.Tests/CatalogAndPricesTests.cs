using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using WhaleCopy.Core.Venues;
using WhaleCopy.TestKit;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests;

public sealed class CatalogAndPricesTests
{
    private static readonly InstrumentId Bitcoin = new(Venue.Binance, Market.UsdM, "BTCUSDT");
    private const string Info = "/binance/usdm/fapi/v1/exchangeInfo";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instruments_are_read_once_however_many_ask()
    {
        await using var venue = await StartAsync();
        var catalog = venue.Services.GetRequiredService<InstrumentCatalog>();

        var found = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => catalog.FindAsync(Bitcoin, Cancellation).AsTask()));

        Assert.All(found, instrument => Assert.Equal("BTCUSDT", instrument?.VenueSymbol));
        Assert.Equal(1, venue.Server.Count("GET", Info));
        Assert.Same(found[0], catalog.Peek(Bitcoin));
        Assert.Null(await catalog.FindAsync(Bitcoin with { Symbol = "NOSUCHUSDT" }, Cancellation));
        Assert.Equal(Bitcoin, (await catalog.FindByVenueSymbolAsync(Venue.Binance, Market.UsdM, "BTCUSDT", Cancellation))?.Id);
    }

    [Fact]
    public async Task Old_instruments_are_renewed_behind_the_caller_and_stay_when_the_venue_is_away()
    {
        await using var venue = await StartAsync();
        var catalog = venue.Services.GetRequiredService<InstrumentCatalog>();
        var first = await catalog.FindAsync(Bitcoin, Cancellation);

        _time.Advance(InstrumentCatalog.RefreshAfter);
        Assert.Same(first, await catalog.FindAsync(Bitcoin, Cancellation));
        await Eventually.ObserveAsync(
            () => Task.FromResult(catalog.Peek(Bitcoin)), renewed => !ReferenceEquals(renewed, first), TimeSpan.FromSeconds(10));
        Assert.Equal(2, venue.Server.Count("GET", Info));

        venue.Server.Forget("GET", Info);
        _time.Advance(InstrumentCatalog.RefreshAfter);
        Assert.NotNull(await catalog.FindAsync(Bitcoin, Cancellation));
        await Eventually.ObserveAsync(
            () => Task.FromResult(venue.Logged.Text),
            log => log.Contains("could not be refreshed", StringComparison.Ordinal),
            TimeSpan.FromSeconds(10));
        _time.Advance(InstrumentCatalog.UselessAfter);
        await Assert.ThrowsAsync<VenueException>(async () => await catalog.FindAsync(Bitcoin, Cancellation));
    }

    [Fact]
    public async Task Leverage_that_a_key_taught_lies_over_the_instruments()
    {
        await using var venue = await StartAsync();
        var catalog = venue.Services.GetRequiredService<InstrumentCatalog>();
        Assert.Equal(20, (await catalog.FindAsync(Bitcoin, Cancellation))?.MaxLeverage);

        Answer(venue, "usdm_server_time", "usdm_account", "usdm_leverage_brackets");
        await venue.Trader(Venue.Binance).ReadBalancesAsync(VenueUnderTest.Credentials, Market.UsdM, Cancellation);

        Assert.Equal(125, (await catalog.FindAsync(Bitcoin, Cancellation))?.MaxLeverage);
        Assert.Equal(1, venue.Server.Count("GET", Info));
    }

    [Fact]
    public async Task A_price_older_than_allowed_is_read_anew_and_never_given()
    {
        await using var venue = await StartAsync();
        Answer(venue, "usdm_ticker_24hr", "usdm_book_ticker", "usdm_mark_price");
        var prices = venue.Services.GetRequiredService<PriceCache>();
        var instrument = Some.BinanceUsdM();

        var read = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => prices.ReadAsync(instrument, TimeSpan.FromSeconds(5), Cancellation).AsTask()));
        Assert.All(read, ticker => Assert.Equal(64_900.60m, ticker.Last));
        Assert.Equal(3, venue.Server.Requests.Count);

        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(4), prices.AgeOf(instrument.Id));
        Assert.NotNull(prices.Find(instrument.Id, TimeSpan.FromSeconds(5)));
        Assert.Null(prices.Find(instrument.Id, TimeSpan.FromSeconds(3)));
        _time.Advance(TimeSpan.FromSeconds(4));
        await prices.ReadAsync(instrument, TimeSpan.FromSeconds(5), Cancellation);
        Assert.Equal(6, venue.Server.Requests.Count);
    }

    [Fact]
    public async Task A_bulk_read_fills_the_cache_and_an_older_price_never_replaces_a_younger()
    {
        await using var venue = await StartAsync();
        Answer(venue, "usdm_tickers_24hr", "usdm_book_tickers", "usdm_mark_prices");
        var prices = venue.Services.GetRequiredService<PriceCache>();

        await prices.RefreshAsync(Venue.Binance, Market.UsdM, Cancellation);
        prices.Put(new Ticker { Instrument = Bitcoin, Last = 1m, ReadAt = _time.GetUtcNow() - TimeSpan.FromSeconds(1) });

        Assert.Equal(64_900.60m, prices.Find(Bitcoin, TimeSpan.FromSeconds(1))?.Last);
        Assert.Equal(152.31m, prices.Find(Bitcoin with { Symbol = "SOLUSDT" }, TimeSpan.FromSeconds(1))?.Last);
    }

    private static void Answer(VenueUnderTest venue, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var payload = RecordedPayload.Own("binance", name);
            venue.Server.Answer(payload with { Path = "/binance/usdm" + payload.Path });
        }
    }

    private async Task<VenueUnderTest> StartAsync()
    {
        var venue = await VenueUnderTest.StartAsync(services => services.AddSingleton<TimeProvider>(_time));
        Answer(venue, "usdm_exchange_info");
        return venue;
    }
}
