using System.Collections.Concurrent;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>Trades at OKX: spot, linear and inverse swaps of one unified account. This part: prices, account and settings.</summary>
internal sealed partial class OkxTrader : IVenueTrader
{
    private static readonly TimeSpan ConfigAge = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan IndexRest = TimeSpan.FromMinutes(10);

    private readonly OkxCalls _calls;
    private readonly ConcurrentDictionary<long, KnownConfig> _configs = new();
    private long _indexRestUntilTicks;

    public OkxTrader(VenueConnection connection, OkxOptions options) => _calls = new OkxCalls(connection, options);

    public Venue Venue => Venue.Okx;

    public VenueCapabilities Capabilities => OkxCapabilities.Value;

    public async Task<ClockReading> ReadClockAsync(Market market, CancellationToken cancellationToken) =>
        await _calls.ReadClockAsync(cancellationToken);

    public async Task<IReadOnlyList<InstrumentSpec>> ReadInstrumentsAsync(Market market, CancellationToken cancellationToken)
    {
        var rows = await _calls.ReadAsync(
            "/api/v5/public/instruments",
            new FormWriter().Add("instType", OkxSymbols.TypeOf(market)),
            OkxJson.Default.Instruments,
            cancellationToken);
        return [.. rows.Select(row => OkxMapping.Instrument(row, market)).OfType<InstrumentSpec>()];
    }

    public async Task<Ticker> ReadTickerAsync(InstrumentSpec instrument, CancellationToken cancellationToken)
    {
        var last = _calls.ReadAsync(
            "/api/v5/market/ticker",
            new FormWriter().Add("instId", instrument.VenueSymbol),
            OkxJson.Default.Tickers,
            cancellationToken);
        if (instrument.Id.Market == Market.Spot)
            return TickerOf(_calls.Single(await last, instrument.VenueSymbol), null, null);

        var mark = _calls.ReadAsync(
            "/api/v5/public/mark-price",
            new FormWriter().Add("instType", "SWAP").Add("instId", instrument.VenueSymbol),
            OkxJson.Default.MarkPrices,
            cancellationToken);
        var index = ReadIndexAsync("instId", IndexOf(instrument.VenueSymbol), cancellationToken);
        await Task.WhenAll(last, mark, index);
        return TickerOf(
            _calls.Single(await last, instrument.VenueSymbol),
            (await mark).Count > 0 ? (await mark)[0].MarkPx : null,
            (await index).GetValueOrDefault(IndexOf(instrument.VenueSymbol)));
    }

    public async Task<IReadOnlyList<Ticker>> ReadTickersAsync(Market market, CancellationToken cancellationToken)
    {
        var type = OkxSymbols.TypeOf(market);
        var last = _calls.ReadAsync(
            "/api/v5/market/tickers", new FormWriter().Add("instType", type), OkxJson.Default.Tickers, cancellationToken);
        if (market == Market.Spot)
            return [.. (await last).Where(row => row.Last > 0m).Select(row => TickerOf(row, null, null))];

        var marks = _calls.ReadAsync(
            "/api/v5/public/mark-price", new FormWriter().Add("instType", type), OkxJson.Default.MarkPrices, cancellationToken);
        var indexes = ReadIndexAsync("quoteCcy", market == Market.CoinM ? "USD" : "USDT", cancellationToken);
        await Task.WhenAll(last, marks, indexes);
        var markOf = (await marks).ToDictionary(row => row.InstId, row => row.MarkPx, StringComparer.Ordinal);
        var indexOf = await indexes;
        return
        [
            .. (await last)
                .Where(row => row.Last > 0m && OkxSymbols.MarketOf(row.InstId) == market)
                .Select(row => TickerOf(
                    row, markOf.GetValueOrDefault(row.InstId), indexOf.GetValueOrDefault(IndexOf(row.InstId)))),
        ];
    }

    public async Task<KeyPermissions> ReadKeyPermissionsAsync(VenueCredentials credentials, CancellationToken cancellationToken)
    {
        var config = await ReadConfigAsync(credentials, cancellationToken);
        var permissions = (config.Perm ?? string.Empty).Split(',', StringSplitOptions.TrimEntries);
        var trades = permissions.Contains("trade");
        return new KeyPermissions
        {
            CanRead = trades || permissions.Contains("read_only"),
            CanTradeSpot = trades,
            CanTradeFutures = trades && config.AcctLv != "1", // the spot account mode knows no derivatives
            CanWithdraw = permissions.Contains("withdraw"),
            CanTransfer = trades,
            IpRestricted = !string.IsNullOrEmpty(config.Ip),
        };
    }

    public async Task<BalanceReading> ReadBalancesAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        var sentAt = _calls.Time.GetUtcNow();
        var rows = await _calls.ReadAsync(
            credentials, "/api/v5/account/balance", null, OkxJson.Default.Balances, cancellationToken);
        var account = _calls.Single(rows, "The balance");
        return new BalanceReading(
            market,
            [
                .. account.Details.Select(asset => new AssetBalance(
                    asset.Ccy,
                    asset.CashBal ?? 0m,
                    (market == Market.Spot ? asset.AvailBal ?? asset.AvailEq : asset.AvailEq ?? asset.AvailBal) ?? 0m,
                    asset.Upl ?? 0m)),
            ],
            sentAt);
    }

    public async Task<IReadOnlyList<VenuePosition>> ReadPositionsAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        if (market == Market.Spot)
            return [];
        var rows = await _calls.ReadAsync(
            credentials,
            "/api/v5/account/positions",
            new FormWriter().Add("instType", "SWAP"),
            OkxJson.Default.Positions,
            cancellationToken);
        return _calls.Understand(
            rows,
            positions => positions
                .Where(row => row.Pos is not (null or 0m) && OkxSymbols.MarketOf(row.InstId) == market)
                .Select(OkxMapping.Position)
                .ToList());
    }

    public async Task<PositionMode> ReadPositionModeAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken) => market == Market.Spot
            ? PositionMode.OneWay
            : _calls.Understand(await ReadConfigAsync(credentials, cancellationToken), OkxMapping.PositionModeOf);

    /// <summary>The margin mode goes with each order here; without one asked for it is cross that is looked at.</summary>
    public async Task<InstrumentSettings> ReadSettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, CancellationToken cancellationToken) =>
        instrument.Id.Market == Market.Spot
            ? new InstrumentSettings(1, MarginMode.Cross)
            : await ReadSettingsAsync(credentials, instrument, MarginMode.Cross, cancellationToken);

    public async Task<SettingOutcome> ApplySettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, InstrumentSettings wanted, CancellationToken cancellationToken)
    {
        if (instrument.Id.Market == Market.Spot)
            return new SettingOutcome.Applied(wanted with { Leverage = 1 });
        var current = await ReadSettingsAsync(credentials, instrument, wanted.MarginMode, cancellationToken);
        if (current == wanted)
            return new SettingOutcome.Applied(current);

        // Isolated margin in hedge mode has a leverage a side.
        var mode = await ReadPositionModeAsync(credentials, instrument.Id.Market, cancellationToken);
        string?[] sides = wanted.MarginMode == MarginMode.Isolated && mode == PositionMode.Hedge ? ["long", "short"] : [null];
        foreach (var side in sides)
        {
            var body = JsonBody.Object(json =>
            {
                json.WriteString("instId", instrument.VenueSymbol);
                json.WriteNumberText("lever", wanted.Leverage);
                json.WriteString("mgnMode", OkxMapping.MarginModeOf(wanted.MarginMode));
                if (side is not null)
                    json.WriteString("posSide", side);
            });
            var answer = await _calls.CommandAsync(
                credentials, "/api/v5/account/set-leverage", body, isExit: false, OkxJson.Default.Leverages, cancellationToken);
            if (answer.SettingFailure() is { } failed)
                return failed;
        }

        return CommandOutcomes.ReadBack(
            new(await ReadSettingsAsync(credentials, instrument, wanted.MarginMode, cancellationToken), wanted));
    }

    /// <summary>One account trades everything: there is nothing to move.</summary>
    public Task<TransferOutcome> TransferAsync(
        VenueCredentials credentials, TransferRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<TransferOutcome>(new TransferOutcome.NotNeeded());

    private static string IndexOf(string instId)
    {
        var (coin, quote) = OkxSymbols.AssetsOf(instId);
        return $"{coin}-{quote}";
    }

    private Ticker TickerOf(OkxTicker row, decimal? mark, decimal? index)
    {
        var instrument = OkxSymbols.Instrument(row.InstId);
        return new Ticker
        {
            Instrument = instrument,
            Last = row.Last ?? throw _calls.Http.Unreadable($"{row.InstId} has no price.", null),
            Bid = OkxMapping.Positive(row.BidPx),
            Ask = OkxMapping.Positive(row.AskPx),
            Mark = OkxMapping.Positive(mark),
            Index = OkxMapping.Positive(index),
            Volume24hUsdt = instrument.Market == Market.Spot ? row.VolCcy24h : row.VolCcy24h * row.Last,
            ReadAt = _calls.Time.GetUtcNow(),
        };
    }

    // Prices without an index are better than none: where the call is not there it is left alone for a while.
    private async Task<IReadOnlyDictionary<string, decimal?>> ReadIndexAsync(
        string parameter, string value, CancellationToken cancellationToken)
    {
        var now = _calls.Time.GetUtcNow().UtcTicks;
        if (now < Volatile.Read(ref _indexRestUntilTicks))
            return new Dictionary<string, decimal?>();
        try
        {
            var rows = await _calls.ReadAsync(
                "/api/v5/market/index-tickers", new FormWriter().Add(parameter, value), OkxJson.Default.IndexTickers, cancellationToken);
            return rows.ToDictionary(row => row.InstId, row => row.IdxPx, StringComparer.Ordinal);
        }
        catch (VenueException)
        {
            Volatile.Write(ref _indexRestUntilTicks, now + IndexRest.Ticks);
            return new Dictionary<string, decimal?>();
        }
    }

    private async Task<InstrumentSettings> ReadSettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, MarginMode mode, CancellationToken cancellationToken)
    {
        var rows = await _calls.ReadAsync(
            credentials,
            "/api/v5/account/leverage-info",
            new FormWriter().Add("instId", instrument.VenueSymbol).Add("mgnMode", OkxMapping.MarginModeOf(mode)),
            OkxJson.Default.Leverages,
            cancellationToken);

        // Sides may differ: the higher one is what a new position could get.
        var leverage = rows.Max(row => row.Lever) ?? throw _calls.Http.Unreadable("lever is missing.", null);
        return new InstrumentSettings((int)leverage, mode);
    }

    private async Task<OkxAccountConfig> ReadConfigAsync(VenueCredentials credentials, CancellationToken cancellationToken)
    {
        var rows = await _calls.ReadAsync(
            credentials, "/api/v5/account/config", null, OkxJson.Default.AccountConfigs, cancellationToken, CallUrgency.Exit);
        var config = _calls.Single(rows, "The account's configuration");
        _configs[credentials.AccountId] = new KnownConfig(config, _calls.Time.GetUtcNow());
        return config;
    }

    private sealed record KnownConfig(OkxAccountConfig Config, DateTimeOffset ReadAt);
}
