using Microsoft.Extensions.Logging;
using WhaleCopy.Core;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>USD-M and COIN-M: the same calls under two prefixes. This part: prices, wallet, positions and settings.</summary>
internal sealed partial class BinanceFutures(Market market, BinanceCalls calls, LeverageLimits leverage, ILogger logger) : IBinanceProduct
{
    private static readonly TimeSpan VolumeAge = TimeSpan.FromSeconds(60);

    private readonly BinancePaths _paths = BinancePaths.Of(market);
    private readonly SizeUnit _unit = market == Market.CoinM ? SizeUnit.Contracts : SizeUnit.Base;
    private volatile VolumeReading? _volumes;

    public async Task<Ticker> ReadTickerAsync(InstrumentSpec instrument, CancellationToken cancellationToken)
    {
        FormWriter Query() => new FormWriter().Add("symbol", instrument.VenueSymbol);

        var day = calls.ReadAsync(market, _paths.Day, Query(), BinanceJson.Default.BinanceOneOrManyBinanceDay, cancellationToken);
        var book = calls.ReadAsync(market, _paths.Book, Query(), BinanceJson.Default.BinanceOneOrManyBinanceBook, cancellationToken);
        var premium = calls.ReadAsync(
            market, _paths.Premium, Query(), BinanceJson.Default.BinanceOneOrManyBinancePremium, cancellationToken);
        await Task.WhenAll(day, book, premium);

        var last = (await day).Rows.FirstOrDefault(row => row.Symbol == instrument.VenueSymbol)
            ?? throw calls.Http.Unreadable($"{instrument.VenueSymbol} is missing in its ticker.", null);
        return Combine(
            instrument.Id,
            last.LastPrice,
            VolumeOf(last),
            (await book).Rows.FirstOrDefault(row => row.Symbol == instrument.VenueSymbol),
            (await premium).Rows.FirstOrDefault(row => row.Symbol == instrument.VenueSymbol),
            calls.Time.GetUtcNow());
    }

    public async Task<IReadOnlyList<Ticker>> ReadTickersAsync(CancellationToken cancellationToken)
    {
        var last = ReadLastPricesAsync(cancellationToken);
        var books = calls.ReadAsync(market, _paths.Book, null, BinanceJson.Default.BinanceBookArray, cancellationToken);
        var premiums = calls.ReadAsync(market, _paths.Premium, null, BinanceJson.Default.BinancePremiumArray, cancellationToken);
        await Task.WhenAll(last, books, premiums);

        var now = calls.Time.GetUtcNow();
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

    public async Task<IReadOnlyList<AssetBalance>> ReadBalancesAsync(VenueCredentials credentials, CancellationToken cancellationToken)
    {
        var account = await calls.ReadAsync(
            credentials, market, _paths.Account, null, BinanceJson.Default.BinanceAccount, cancellationToken);
        await LearnLeverageAsync(credentials, cancellationToken);
        return
        [
            .. account.Assets.Select(asset =>
                new AssetBalance(asset.Asset, asset.WalletBalance, asset.AvailableBalance, asset.UnrealizedProfit ?? 0m)),
        ];
    }

    public async Task<IReadOnlyList<VenuePosition>> ReadPositionsAsync(VenueCredentials credentials, CancellationToken cancellationToken)
    {
        var rows = await calls.ReadAsync(
            credentials, market, _paths.Positions, null, BinanceJson.Default.BinancePositionArray, cancellationToken);
        var held = rows.Where(row => row.PositionAmt != 0m).ToList();

        // USD-M's third version tells neither leverage nor margin type: they stand in the symbols' settings.
        var settings = held.Exists(row => row.Leverage is null || row.MarginType is null)
            ? await ReadAllSettingsAsync(credentials, null, cancellationToken)
            : null;
        return calls.Understand(held, positions => positions.ConvertAll(row => PositionOf(row, settings)));
    }

    public async Task<PositionMode> ReadPositionModeAsync(VenueCredentials credentials, CancellationToken cancellationToken)
    {
        var mode = await calls.ReadAsync(
            credentials, market, _paths.PositionMode, null, BinanceJson.Default.BinancePositionMode, cancellationToken);
        return mode.DualSidePosition switch
        {
            true => PositionMode.Hedge,
            false => PositionMode.OneWay,
            null => throw calls.Http.Unreadable("dualSidePosition is missing.", null),
        };
    }

    public async Task<InstrumentSettings> ReadSettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, CancellationToken cancellationToken)
    {
        var settings = await ReadAllSettingsAsync(credentials, instrument.VenueSymbol, cancellationToken);
        return settings.TryGetValue(instrument.VenueSymbol, out var found)
            ? found
            : throw calls.Http.Unreadable($"{instrument.VenueSymbol} is missing in the symbols' settings.", null);
    }

    public async Task<SettingOutcome> ApplySettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, InstrumentSettings wanted, CancellationToken cancellationToken)
    {
        var current = await ReadSettingsAsync(credentials, instrument, cancellationToken);
        if (current == wanted)
            return new SettingOutcome.Applied(current);

        if (current.MarginMode != wanted.MarginMode)
        {
            var form = new FormWriter()
                .Add("symbol", instrument.VenueSymbol)
                .Add("marginType", BinanceMapping.MarginType(wanted.MarginMode));
            if (await SetAsync(credentials, _paths.MarginType, form, cancellationToken) is { } failed)
                return failed;
        }

        if (current.Leverage != wanted.Leverage)
        {
            var form = new FormWriter().Add("symbol", instrument.VenueSymbol).Add("leverage", wanted.Leverage);
            if (await SetAsync(credentials, _paths.Leverage, form, cancellationToken) is { } failed)
                return failed;
        }

        return CommandOutcomes.ReadBack(new(await ReadSettingsAsync(credentials, instrument, cancellationToken), wanted));
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

    private decimal? VolumeOf(BinanceDay day) => market == Market.CoinM ? day.BaseVolume * day.LastPrice : day.QuoteVolume;

    // The 24-hour list weighs 40, the price list 2: volumes are read once a minute, prices every time.
    private async Task<IEnumerable<(string Symbol, decimal Price, decimal? Volume)>> ReadLastPricesAsync(
        CancellationToken cancellationToken)
    {
        var now = calls.Time.GetUtcNow();
        if (_volumes is { } volumes && now - volumes.At < VolumeAge)
        {
            var prices = await calls.ReadAsync(market, _paths.Price, null, BinanceJson.Default.BinancePriceArray, cancellationToken);
            return prices.Select(price => (price.Symbol, price.Price, volumes.BySymbol.GetValueOrDefault(price.Symbol)));
        }

        var days = await calls.ReadAsync(market, _paths.Day, null, BinanceJson.Default.BinanceDayArray, cancellationToken);
        _volumes = new VolumeReading(now, days.ToDictionary(day => day.Symbol, VolumeOf, StringComparer.Ordinal));
        return days.Select(day => (day.Symbol, day.LastPrice, VolumeOf(day)));
    }

    private VenuePosition PositionOf(BinancePosition row, IReadOnlyDictionary<string, InstrumentSettings>? settings)
    {
        var setting = settings?.GetValueOrDefault(row.Symbol);
        return new VenuePosition
        {
            Instrument = BinanceSymbols.Instrument(market, row.Symbol),
            Side = BinanceMapping.PositionSideOf(row.PositionSide, row.PositionAmt),
            Size = OrderSize.Of(decimal.Abs(row.PositionAmt), _unit),
            EntryPrice = row.EntryPrice,
            MarkPrice = BinanceMapping.Positive(row.MarkPrice),
            UnrealizedPnl = row.UnRealizedProfit,
            LiquidationPrice = BinanceMapping.Positive(row.LiquidationPrice),
            Leverage = row.Leverage ?? setting?.Leverage,
            MarginMode = row.MarginType is { } type ? BinanceMapping.MarginModeOf(type) : setting?.MarginMode,
        };
    }

    /// <summary>Leverage and margin mode by the venue's symbol; COIN-M tells them beside the balances.</summary>
    private async Task<IReadOnlyDictionary<string, InstrumentSettings>> ReadAllSettingsAsync(
        VenueCredentials credentials, string? symbol, CancellationToken cancellationToken)
    {
        if (market == Market.CoinM)
        {
            var account = await calls.ReadAsync(
                credentials, market, _paths.Account, null, BinanceJson.Default.BinanceAccount, cancellationToken);
            return account.Positions
                .DistinctBy(row => row.Symbol)
                .ToDictionary(row => row.Symbol, BinanceMapping.Settings, StringComparer.Ordinal);
        }

        var rows = await calls.ReadAsync(
            credentials,
            market,
            _paths.SymbolConfig,
            form =>
            {
                if (symbol is not null)
                    form.Add("symbol", symbol);
            },
            BinanceJson.Default.BinanceSymbolConfigArray,
            cancellationToken);
        return calls.Understand(
            rows, configs => configs.ToDictionary(config => config.Symbol, BinanceMapping.Settings, StringComparer.Ordinal));
    }

    private async Task<SettingOutcome?> SetAsync(
        VenueCredentials credentials, string path, FormWriter form, CancellationToken cancellationToken)
    {
        var answer = await calls.CommandAsync(
            HttpMethod.Post, credentials, market, path, form, BinanceJson.Default.BinanceSettingAnswer, cancellationToken);
        return answer.SettingFailure();
    }

    /// <summary>Reads the leverage brackets with whichever key comes first; they are the same for all.</summary>
    public Task LearnLeverageAsync(VenueCredentials credentials, CancellationToken cancellationToken) =>
        leverage.EnsureAsync(Venue.Binance, market, () => ReadLeverageAsync(credentials), cancellationToken);

    private async Task<IReadOnlyDictionary<string, LeverageLimit>?> ReadLeverageAsync(VenueCredentials credentials)
    {
        try
        {
            var rows = await calls.ReadAsync(
                credentials, market, _paths.Brackets, null, BinanceJson.Default.BinanceBracketsArray, CancellationToken.None);
            return rows.Where(row => row.Brackets.Count > 0)
                .ToDictionary(
                    row => BinanceSymbols.Canonical(row.Symbol),
                    row => new LeverageLimit(
                        row.Brackets.Max(bracket => bracket.InitialLeverage),
                        [.. row.Brackets.Where(bracket => bracket.NotionalCap is > 0m).Select(bracket => new LeverageBracket(bracket.NotionalCap!.Value, bracket.InitialLeverage))]),
                    StringComparer.Ordinal);
        }
        catch (VenueException exception)
        {
            Log.LeverageLimitsNotRead(logger, WireName<Venue>.Of(Venue.Binance), WireName<Market>.Of(market), exception.Message);
            return null;
        }
    }

    private sealed record VolumeReading(DateTimeOffset At, IReadOnlyDictionary<string, decimal?> BySymbol);
}
