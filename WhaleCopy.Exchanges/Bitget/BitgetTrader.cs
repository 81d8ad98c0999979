using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>Trades at Bitget: USDT and coin futures of a classic account. This part: prices, account and settings.</summary>
internal sealed partial class BitgetTrader : IVenueTrader
{
    private readonly BitgetCalls _calls;

    public BitgetTrader(VenueConnection connection, BitgetOptions options) => _calls = new BitgetCalls(connection, options);

    public Venue Venue => Venue.Bitget;

    public VenueCapabilities Capabilities => BitgetCapabilities.Value;

    public async Task<ClockReading> ReadClockAsync(Market market, CancellationToken cancellationToken) =>
        await _calls.ReadClockAsync(cancellationToken);

    public async Task<IReadOnlyList<InstrumentSpec>> ReadInstrumentsAsync(Market market, CancellationToken cancellationToken)
    {
        var rows = await _calls.ReadAsync(
            "/api/v2/mix/market/contracts", Product(market), BitgetJson.Default.Contracts, cancellationToken);
        return [.. rows.Select(row => BitgetMapping.Instrument(row, market)).OfType<InstrumentSpec>()];
    }

    public async Task<Ticker> ReadTickerAsync(InstrumentSpec instrument, CancellationToken cancellationToken)
    {
        BitgetQuery Query() => Product(instrument.Id.Market).Add("symbol", instrument.VenueSymbol);
        var last = _calls.ReadAsync("/api/v2/mix/market/ticker", Query(), BitgetJson.Default.Tickers, cancellationToken);
        var marks = _calls.ReadAsync("/api/v2/mix/market/symbol-price", Query(), BitgetJson.Default.SymbolPrices, cancellationToken);
        await Task.WhenAll(last, marks);
        var ticker = (await last) is [var row, ..] ? row : throw _calls.Http.Unreadable($"{instrument.VenueSymbol} has no ticker.", null);
        var mark = (await marks) is [var price, ..] ? price : null;
        return TickerOf(
            ticker with { MarkPrice = mark?.MarkPrice ?? ticker.MarkPrice, IndexPrice = mark?.IndexPrice ?? ticker.IndexPrice },
            instrument.Id.Market);
    }

    public async Task<IReadOnlyList<Ticker>> ReadTickersAsync(Market market, CancellationToken cancellationToken)
    {
        var rows = await _calls.ReadAsync(
            "/api/v2/mix/market/tickers", Product(market), BitgetJson.Default.Tickers, cancellationToken);
        return [.. rows.Where(row => row.LastPr > 0m).Select(row => TickerOf(row, market))];
    }

    public async Task<KeyPermissions> ReadKeyPermissionsAsync(VenueCredentials credentials, CancellationToken cancellationToken) =>
        BitgetMapping.Permissions(await _calls.ReadAsync(
            credentials, "/api/v2/spot/account/info", null, BitgetJson.Default.KeyInfo, cancellationToken));

    public async Task<BalanceReading> ReadBalancesAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        var sentAt = _calls.Time.GetUtcNow();
        if (market == Market.Spot)
        {
            var assets = await _calls.ReadAsync(
                credentials, "/api/v2/spot/account/assets", null, BitgetJson.Default.SpotAssets, cancellationToken);
            return new BalanceReading(
                market,
                [
                    .. assets.Select(asset => new AssetBalance(
                        asset.Coin.ToUpperInvariant(),
                        (asset.Available ?? 0m) + (asset.Frozen ?? 0m) + (asset.Locked ?? 0m),
                        asset.Available ?? 0m,
                        0m)),
                ],
                sentAt);
        }

        var accounts = await _calls.ReadAsync(
            credentials, "/api/v2/mix/account/accounts", Product(market), BitgetJson.Default.Accounts, cancellationToken);
        return new BalanceReading(
            market,
            [
                .. accounts.Select(account => new AssetBalance(
                    account.MarginCoin.ToUpperInvariant(),
                    (account.AccountEquity ?? 0m) - (account.UnrealizedPL ?? 0m),
                    account.CrossedMaxAvailable ?? account.Available ?? 0m,
                    account.UnrealizedPL ?? 0m)),
            ],
            sentAt);
    }

    public async Task<IReadOnlyList<VenuePosition>> ReadPositionsAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        var query = Product(market);
        if (market == Market.UsdM)
            query.Add("marginCoin", "USDT");
        var rows = await _calls.ReadAsync(
            credentials, "/api/v2/mix/position/all-position", query, BitgetJson.Default.Positions, cancellationToken);
        return _calls.Understand(
            rows, positions => positions.Where(row => row.Total > 0m).Select(row => BitgetMapping.Position(row, market)).ToList());
    }

    public async Task<PositionMode> ReadPositionModeAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        // The mode is a product's, and the account of any of its symbols tells it.
        var (symbol, coin) = market == Market.CoinM ? ("BTCUSD", "BTC") : ("BTCUSDT", "USDT");
        var account = await ReadAccountAsync(credentials, market, symbol, coin, cancellationToken);
        return _calls.Understand(account.PosMode, BitgetMapping.PositionModeOf);
    }

    public async Task<InstrumentSettings> ReadSettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, CancellationToken cancellationToken) =>
        _calls.Understand(await ReadAccountAsync(credentials, instrument, cancellationToken), BitgetMapping.Settings);

    public async Task<SettingOutcome> ApplySettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, InstrumentSettings wanted, CancellationToken cancellationToken)
    {
        var account = await ReadAccountAsync(credentials, instrument, cancellationToken);
        var current = _calls.Understand(account, BitgetMapping.Settings);
        if (current == wanted)
            return new SettingOutcome.Applied(current);

        if (current.MarginMode != wanted.MarginMode)
        {
            var body = Body(instrument, json => json.WriteString("marginMode", BitgetMapping.MarginModeOf(wanted.MarginMode)));
            var answer = await _calls.CommandAsync(
                credentials, "/api/v2/mix/account/set-margin-mode", body, isExit: false, BitgetJson.Default.Setting, cancellationToken);
            if (answer.SettingFailure() is { } failed)
                return failed;
            if (await ReadSettingsAsync(credentials, instrument, cancellationToken) == wanted)
                return new SettingOutcome.Applied(wanted);
        }

        // Isolated margin in hedge mode has a leverage a side.
        var hasSides = wanted.MarginMode == MarginMode.Isolated
            && _calls.Understand(account.PosMode, BitgetMapping.PositionModeOf) == PositionMode.Hedge;
        var leverage = Body(instrument, json =>
        {
            if (hasSides)
            {
                json.WriteNumberText("longLeverage", wanted.Leverage);
                json.WriteNumberText("shortLeverage", wanted.Leverage);
            }
            else
            {
                json.WriteNumberText("leverage", wanted.Leverage);
            }
        });
        var set = await _calls.CommandAsync(
            credentials, "/api/v2/mix/account/set-leverage", leverage, isExit: false, BitgetJson.Default.Setting, cancellationToken);
        return set.SettingFailure()
            ?? CommandOutcomes.ReadBack(new(await ReadSettingsAsync(credentials, instrument, cancellationToken), wanted));
    }

    /// <summary>A repeated key is answered with the first transfer.</summary>
    public async Task<TransferOutcome> TransferAsync(
        VenueCredentials credentials, TransferRequest request, CancellationToken cancellationToken)
    {
        var body = JsonBody.Object(json =>
        {
            json.WriteString("fromType", Wallet(request.From));
            json.WriteString("toType", Wallet(request.To));
            json.WriteNumberText("amount", request.Amount);
            json.WriteString("coin", request.Asset);
            if (request.Key is { Length: > 0 } key)
                json.WriteString("clientOid", key);
        });
        var answer = await _calls.CommandAsync(
            credentials, "/api/v2/spot/wallet/transfer", body, isExit: false, BitgetJson.Default.Transfer, cancellationToken);
        return answer is CommandAnswer<BitgetAnswer<BitgetTransfer>>.Done { Answer.Data: null }
            ? new TransferOutcome.Unknown("The answer holds no data.")
            : answer.Transfer(done => done.Data!.TransferId); // null was answered above
    }

    private static string Wallet(Market market) => market switch
    {
        Market.Spot => "spot",
        Market.UsdM => "usdt_futures",
        Market.CoinM => "coin_futures",
    };

    private static BitgetQuery Product(Market market) => new BitgetQuery().Add("productType", BitgetSymbols.ProductOf(market));

    private static byte[] Body(InstrumentSpec instrument, Action<System.Text.Json.Utf8JsonWriter> rest) => JsonBody.Object(json =>
    {
        json.WriteString("symbol", instrument.VenueSymbol);
        json.WriteString("productType", BitgetSymbols.ProductOf(instrument.Id.Market));
        json.WriteString("marginCoin", BitgetMapping.MarginCoin(instrument));
        rest(json);
    });

    private Ticker TickerOf(BitgetTicker row, Market market) => new()
    {
        Instrument = BitgetSymbols.Instrument(market, row.Symbol),
        Last = row.LastPr ?? throw _calls.Http.Unreadable($"{row.Symbol} has no price.", null),
        Bid = BitgetMapping.Positive(row.BidPr),
        Ask = BitgetMapping.Positive(row.AskPr),
        Mark = BitgetMapping.Positive(row.MarkPrice),
        Index = BitgetMapping.Positive(row.IndexPrice),
        Volume24hUsdt = row.UsdtVolume,
        ReadAt = _calls.Time.GetUtcNow(),
    };

    private Task<BitgetAccount> ReadAccountAsync(
        VenueCredentials credentials, InstrumentSpec instrument, CancellationToken cancellationToken) =>
        ReadAccountAsync(
            credentials, instrument.Id.Market, instrument.VenueSymbol, BitgetMapping.MarginCoin(instrument), cancellationToken);

    private Task<BitgetAccount> ReadAccountAsync(
        VenueCredentials credentials, Market market, string symbol, string marginCoin, CancellationToken cancellationToken) =>
        _calls.ReadAsync(
            credentials,
            "/api/v2/mix/account/account",
            Product(market).Add("symbol", symbol).Add("marginCoin", marginCoin),
            BitgetJson.Default.Account,
            cancellationToken);
}
