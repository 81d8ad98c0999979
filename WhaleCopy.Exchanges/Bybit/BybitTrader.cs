using System.Collections.Concurrent;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>Trades at Bybit: spot and USDT perpetuals of one unified account. This part: prices, account and settings.</summary>
internal sealed partial class BybitTrader : IVenueTrader
{
    // The account's mode is asked of one symbol that everybody can trade: the venue has no call for the account.
    private const string AnySymbol = "BTCUSDT";
    private const string PositionsPath = "/v5/position/list";
    private static readonly TimeSpan MarginModeAge = TimeSpan.FromSeconds(60);

    private readonly BybitCalls _calls;
    private readonly ConcurrentDictionary<long, KnownMarginMode> _marginModes = new();

    public BybitTrader(VenueConnection connection, BybitOptions options) => _calls = new BybitCalls(connection, options);

    public Venue Venue => Venue.Bybit;

    public VenueCapabilities Capabilities => BybitCapabilities.Value;

    public async Task<ClockReading> ReadClockAsync(Market market, CancellationToken cancellationToken) =>
        await _calls.ReadClockAsync(cancellationToken);

    public async Task<IReadOnlyList<InstrumentSpec>> ReadInstrumentsAsync(Market market, CancellationToken cancellationToken)
    {
        var rows = await _calls.ReadPagesAsync(cursor =>
        {
            var query = Category(market);
            if (market != Market.Spot)
                query.Add("limit", 1000);
            return _calls.ReadAsync(
                "/v5/market/instruments-info", WithCursor(query, cursor), BybitJson.Default.Instruments, cancellationToken);
        });
        return [.. rows.Select(row => BybitMapping.Instrument(row, market)).OfType<InstrumentSpec>()];
    }

    public async Task<Ticker> ReadTickerAsync(InstrumentSpec instrument, CancellationToken cancellationToken)
    {
        var page = await _calls.ReadAsync(
            "/v5/market/tickers",
            Category(instrument.Id.Market).Add("symbol", instrument.VenueSymbol),
            BybitJson.Default.Tickers,
            cancellationToken);
        return page.List.FirstOrDefault(row => row.Symbol == instrument.VenueSymbol) is { LastPrice: > 0m } ticker
            ? TickerOf(ticker, instrument.Id.Market)
            : throw _calls.Http.Unreadable($"{instrument.VenueSymbol} is missing in its ticker.", null);
    }

    public async Task<IReadOnlyList<Ticker>> ReadTickersAsync(Market market, CancellationToken cancellationToken)
    {
        var page = await _calls.ReadAsync("/v5/market/tickers", Category(market), BybitJson.Default.Tickers, cancellationToken);
        return [.. page.List.Where(row => row.LastPrice > 0m).Select(row => TickerOf(row, market))];
    }

    public async Task<KeyPermissions> ReadKeyPermissionsAsync(VenueCredentials credentials, CancellationToken cancellationToken)
    {
        var key = await _calls.ReadAsync(
            credentials, Market.UsdM, "/v5/user/query-api", null, BybitJson.Default.Key, cancellationToken);
        bool Has(string group, string right) => key.Permissions.GetValueOrDefault(group)?.Contains(right) == true;
        var writes = key.ReadOnly == 0;
        return new KeyPermissions
        {
            CanRead = true,
            CanTradeSpot = writes && Has("Spot", "SpotTrade"),
            CanTradeFutures = writes && Has("ContractTrade", "Order") && Has("ContractTrade", "Position"),
            CanWithdraw = Has("Wallet", "Withdraw"),
            CanTransfer = writes && Has("Wallet", "AccountTransfer"),
            IpRestricted = key.Ips is { Count: > 0 } ips && !ips.Contains("*") && !ips.All(string.IsNullOrEmpty),
            ExpiresAt = key.ExpiredAt,
        };
    }

    public async Task<BalanceReading> ReadBalancesAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        var sentAt = _calls.Time.GetUtcNow();
        var page = await _calls.ReadAsync(
            credentials,
            market,
            "/v5/account/wallet-balance",
            new FormWriter().Add("accountType", "UNIFIED"),
            BybitJson.Default.Wallets,
            cancellationToken);
        var wallet = page.List.Count > 0 ? page.List[0] : throw _calls.Http.Unreadable("The wallet is missing.", null);
        return new BalanceReading(
            market,
            [
                .. wallet.Coin.Select(coin => new AssetBalance(
                    coin.Coin, coin.WalletBalance ?? 0m, AvailableOf(coin, wallet), coin.UnrealisedPnl ?? 0m)),
            ],
            sentAt);
    }

    public async Task<IReadOnlyList<VenuePosition>> ReadPositionsAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        if (market != Market.UsdM)
            return [];
        var rows = await _calls.ReadPagesAsync(cursor => _calls.ReadAsync(
            credentials,
            market,
            PositionsPath,
            WithCursor(Category(market).Add("settleCoin", "USDT").Add("limit", 200), cursor),
            BybitJson.Default.Positions,
            cancellationToken));
        var held = rows.FindAll(row => row.Size > 0m);
        if (held.Count == 0)
            return [];
        var mode = await ReadMarginModeAsync(credentials, cancellationToken);
        return _calls.Understand(held, positions => positions.ConvertAll(row => BybitMapping.Position(row, market, mode)));
    }

    public async Task<PositionMode> ReadPositionModeAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        if (market != Market.UsdM)
            return PositionMode.OneWay;
        var rows = await ReadSymbolAsync(credentials, AnySymbol, cancellationToken);
        return rows.Any(row => row.PositionIdx != 0) ? PositionMode.Hedge : PositionMode.OneWay;
    }

    public async Task<InstrumentSettings> ReadSettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, CancellationToken cancellationToken)
    {
        if (instrument.Id.Market == Market.Spot)
            return new InstrumentSettings(1, MarginMode.Cross);
        var mode = await ReadMarginModeAsync(credentials, cancellationToken);
        var rows = await ReadSymbolAsync(credentials, instrument.VenueSymbol, cancellationToken);

        // Sides may differ: the higher one is what a new position could get.
        var leverage = rows.Max(row => row.Leverage) ?? throw _calls.Http.Unreadable("leverage is missing.", null);
        return new InstrumentSettings((int)leverage, mode);
    }

    /// <summary>Leverage is set; the margin mode is the whole account's and never changed.</summary>
    public async Task<SettingOutcome> ApplySettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, InstrumentSettings wanted, CancellationToken cancellationToken)
    {
        if (instrument.Id.Market == Market.Spot)
            return new SettingOutcome.Applied(wanted with { Leverage = 1 });
        var current = await ReadSettingsAsync(credentials, instrument, cancellationToken);
        if (current == wanted)
            return new SettingOutcome.Applied(current);
        if (current.MarginMode != wanted.MarginMode)
        {
            return new SettingOutcome.Refused(
                "MARGIN_MODE", VenueErrorMeaning.Rejected, "The margin mode is the whole account's and is not changed.");
        }

        var body = JsonBody.Object(json =>
        {
            json.WriteString("category", BybitSymbols.CategoryOf(instrument.Id.Market));
            json.WriteString("symbol", instrument.VenueSymbol);
            json.WriteNumberText("buyLeverage", wanted.Leverage);
            json.WriteNumberText("sellLeverage", wanted.Leverage);
        });
        var answer = await _calls.CommandAsync(
            credentials,
            instrument.Id.Market,
            "/v5/position/set-leverage",
            body,
            isExit: false,
            BybitJson.Default.Nothing,
            cancellationToken);
        return answer.SettingFailure()
            ?? CommandOutcomes.ReadBack(new(await ReadSettingsAsync(credentials, instrument, cancellationToken), wanted));
    }

    /// <summary>One wallet for spot and derivatives: there is nothing to move.</summary>
    public Task<TransferOutcome> TransferAsync(
        VenueCredentials credentials, TransferRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<TransferOutcome>(new TransferOutcome.NotNeeded());

    private static FormWriter Category(Market market) => new FormWriter().Add("category", BybitSymbols.CategoryOf(market));

    // A cursor comes encoded already, as a part of a query.
    private static FormWriter WithCursor(FormWriter query, string? cursor) => cursor is null
        ? query
        : cursor.Contains('%', StringComparison.Ordinal)
            ? query.AddVerbatim("cursor", System.Text.Encoding.ASCII.GetBytes(cursor))
            : query.Add("cursor", cursor);

    /// <summary>
    /// What a new order can use of a coin: what the wallet holds less what positions and orders tie up, and never more than the
    /// account as a whole has free.
    /// </summary>
    private static decimal AvailableOf(BybitCoin coin, BybitWallet wallet)
    {
        var own = (coin.WalletBalance ?? 0m) - (coin.Locked ?? 0m) - (coin.TotalPositionIM ?? 0m) - (coin.TotalOrderIM ?? 0m)
            + decimal.Min(0m, coin.UnrealisedPnl ?? 0m);
        if (coin.Coin == "USDT" && wallet.TotalAvailableBalance is { } whole)
            own = decimal.Min(own, whole);
        return decimal.Max(0m, own);
    }

    private Ticker TickerOf(BybitTicker row, Market market) => new()
    {
        Instrument = BybitSymbols.Instrument(market, row.Symbol),
        Last = row.LastPrice ?? throw _calls.Http.Unreadable($"{row.Symbol} has no price.", null),
        Bid = BybitMapping.Positive(row.Bid1Price),
        Ask = BybitMapping.Positive(row.Ask1Price),
        Mark = BybitMapping.Positive(row.MarkPrice),
        Index = BybitMapping.Positive(row.IndexPrice),
        Volume24hUsdt = row.Turnover24h,
        ReadAt = _calls.Time.GetUtcNow(),
    };

    private async Task<IReadOnlyList<BybitPosition>> ReadSymbolAsync(
        VenueCredentials credentials, string symbol, CancellationToken cancellationToken)
    {
        var page = await _calls.ReadAsync(
            credentials,
            Market.UsdM,
            PositionsPath,
            Category(Market.UsdM).Add("symbol", symbol),
            BybitJson.Default.Positions,
            cancellationToken);
        return page.List;
    }

    private async Task<MarginMode> ReadMarginModeAsync(VenueCredentials credentials, CancellationToken cancellationToken)
    {
        var now = _calls.Time.GetUtcNow();
        if (_marginModes.TryGetValue(credentials.AccountId, out var known) && now - known.ReadAt < MarginModeAge)
            return known.Mode;
        var info = await _calls.ReadAsync(
            credentials, Market.UsdM, "/v5/account/info", null, BybitJson.Default.AccountInfo, cancellationToken);
        var mode = _calls.Understand(info.MarginMode, BybitMapping.MarginModeOf);
        _marginModes[credentials.AccountId] = new KnownMarginMode(mode, now);
        return mode;
    }

    private sealed record KnownMarginMode(MarginMode Mode, DateTimeOffset ReadAt);
}
