using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Trades at Binance: <c>/fapi</c>. This file reads what is public; the other parts need a key.</summary>
internal sealed partial class BinanceTrader : IVenueTrader
{
    private static readonly TimeSpan ReadWindow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan VolumeAge = TimeSpan.FromSeconds(60);

    private readonly VenueHttpClient _http;
    private readonly PlacementClassifier _commands;
    private readonly VenueClock _clock;
    private readonly TimeProvider _time;
    private readonly BinanceSigner _signer;
    private readonly BinanceOptions _options;
    private readonly LeverageLimits _leverage;
    private readonly ILogger _logger;
    private volatile VolumeReading? _usdMVolumes;

    public BinanceTrader(
        VenueConnection connection, BinanceOptions options, LeverageLimits leverage, ILogger<BinanceTrader> logger)
    {
        _http = connection.Http;
        _commands = connection.Commands;
        _time = connection.Time;
        _clock = connection.Clock(ReadServerTimeAsync);
        _signer = new BinanceSigner(options);
        _options = options;
        _leverage = leverage;
        _logger = logger;
    }

    public Venue Venue => Venue.Binance;

    public VenueCapabilities Capabilities => BinanceCapabilities.Value;

    public async Task<ClockReading> ReadClockAsync(Market market, CancellationToken cancellationToken) =>
        await _clock.ReadAsync(market, isDemo: false, cancellationToken);

    public async Task<IReadOnlyList<InstrumentSpec>> ReadInstrumentsAsync(Market market, CancellationToken cancellationToken)
    {
        var paths = BinancePaths.Of(market);
        var info = await PublicAsync(market, paths.Instruments, null, BinanceJson.Default.BinanceExchangeInfo, cancellationToken);
        var instruments = new List<InstrumentSpec>(info.Symbols.Count);
        foreach (var symbol in info.Symbols)
        {
            var limit = _leverage.Find(BinanceSymbols.Instrument(market, symbol.Symbol)) ?? _options.AssumedMaxLeverage;
            if (BinanceMapping.Instrument(symbol, market, limit) is { } instrument)
                instruments.Add(instrument);
        }

        return instruments;
    }

    public async Task<Ticker> ReadTickerAsync(InstrumentSpec instrument, CancellationToken cancellationToken)
    {
        var market = instrument.Id.Market;
        var paths = BinancePaths.Of(market);
        FormWriter Query() => new FormWriter().Add("symbol", instrument.VenueSymbol);

        var day = PublicAsync(market, paths.Day, Query(), BinanceJson.Default.BinanceDay, cancellationToken);
        var book = PublicAsync(market, paths.Book, Query(), BinanceJson.Default.BinanceBook, cancellationToken);
        var premium = PublicAsync(market, paths.Premium, Query(), BinanceJson.Default.BinancePremium, cancellationToken);
        await Task.WhenAll(day, book, premium);
        return Combine(instrument.Id, (await day).LastPrice, (await day).QuoteVolume, await book, await premium, _time.GetUtcNow());
    }

    public async Task<IReadOnlyList<Ticker>> ReadTickersAsync(Market market, CancellationToken cancellationToken)
    {
        var paths = BinancePaths.Of(market);
        var last = ReadLastPricesAsync(market, paths, cancellationToken);
        var books = PublicAsync(market, paths.Book, null, BinanceJson.Default.BinanceBookArray, cancellationToken);
        var premiums = PublicAsync(market, paths.Premium, null, BinanceJson.Default.BinancePremiumArray, cancellationToken);
        await Task.WhenAll(last, books, premiums);

        var now = _time.GetUtcNow();
        var bookOf = (await books).ToDictionary(book => book.Symbol, StringComparer.Ordinal);
        var premiumOf = (await premiums).ToDictionary(premium => premium.Symbol, StringComparer.Ordinal);
        var tickers = new List<Ticker>();
        foreach (var (symbol, price, volume) in await last)
        {
            if (price <= 0m)
                continue;
            tickers.Add(Combine(
                BinanceSymbols.Instrument(market, symbol),
                price,
                volume,
                bookOf.GetValueOrDefault(symbol),
                premiumOf.GetValueOrDefault(symbol),
                now));
        }

        return tickers;
    }

    private static Ticker Combine(
        InstrumentId instrument, decimal last, decimal? volume, BinanceBook? book, BinancePremium? premium, DateTimeOffset now) => new()
        {
            Instrument = instrument,
            Last = last,
            Bid = BinanceMapping.Positive(book?.BidPrice),
            Ask = BinanceMapping.Positive(book?.AskPrice),
            Mark = BinanceMapping.Positive(premium?.MarkPrice),
            Index = BinanceMapping.Positive(premium?.IndexPrice),
            Volume24hUsdt = volume,
            ReadAt = now,
        };

    // The 24-hour list weighs 40, the price list 2: volumes are read once a minute, prices every time.
    private async Task<IEnumerable<(string Symbol, decimal Price, decimal? Volume)>> ReadLastPricesAsync(
        Market market, BinancePaths paths, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (_usdMVolumes is { } volumes && now - volumes.At < VolumeAge)
        {
            var prices = await PublicAsync(market, paths.Price, null, BinanceJson.Default.BinancePriceArray, cancellationToken);
            return prices.Select(price => (price.Symbol, price.Price, volumes.Of(price.Symbol)));
        }

        var days = await PublicAsync(market, paths.Day, null, BinanceJson.Default.BinanceDayArray, cancellationToken);
        _usdMVolumes = new VolumeReading(now, days.ToDictionary(day => day.Symbol, day => day.QuoteVolume, StringComparer.Ordinal));
        return days.Select(day => (day.Symbol, day.LastPrice, day.QuoteVolume));
    }

    private async Task<DateTimeOffset> ReadServerTimeAsync(Market market, bool isDemo, CancellationToken cancellationToken)
    {
        var request = _signer.Public(market, BinancePaths.Of(market).Time, null, BinancePaths.Of(market).Time, isDemo);
        var answer = await _http.ReadAsync(_ => ValueTask.FromResult(request), BinanceJson.Default.BinanceServerTime, cancellationToken);
        return DateTimeOffset.FromUnixTimeMilliseconds(answer.ServerTime);
    }

    private Task<T> PublicAsync<T>(
        Market market, string path, FormWriter? query, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        _http.ReadAsync(_ => ValueTask.FromResult(_signer.Public(market, path, query, path)), type, cancellationToken);

    /// <summary>A signed read. The form is written anew for each try, because a signature carries a time.</summary>
    private Task<T> SignedAsync<T>(
        VenueCredentials credentials,
        Market market,
        string path,
        Action<FormWriter>? parameters,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken) =>
        _http.ReadAsync(
            async token =>
            {
                var form = new FormWriter();
                parameters?.Invoke(form);
                return _signer.Signed(HttpMethod.Get, market, path, form, await SigningAsync(credentials, market, token), path);
            },
            type,
            cancellationToken);

    private async ValueTask<BinanceSigning> SigningAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken) =>
        new(credentials, await _clock.NowAsync(market, credentials.IsTestnet, cancellationToken), ReadWindow);

    /// <summary>Turns rows into ours; a word that is not known makes the whole answer unreadable.</summary>
    private TResult Understand<T, TResult>(T answer, Func<T, TResult> map)
    {
        try
        {
            return map(answer);
        }
        catch (FormatException exception)
        {
            throw _http.Unreadable(exception.Message, exception);
        }
    }

    private static SizeUnit UnitOf(Market market) => market == Market.CoinM ? SizeUnit.Contracts : SizeUnit.Base;

    private sealed record VolumeReading(DateTimeOffset At, IReadOnlyDictionary<string, decimal?> Volumes)
    {
        public decimal? Of(string symbol) => Volumes.GetValueOrDefault(symbol);
    }
}
