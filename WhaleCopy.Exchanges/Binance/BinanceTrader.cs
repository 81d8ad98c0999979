using Microsoft.Extensions.Logging;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Trades at Binance: spot (<c>/api</c>), USD-M (<c>/fapi</c>), COIN-M (<c>/dapi</c>), and the wallet (<c>/sapi</c>).</summary>
internal sealed class BinanceTrader : IVenueTrader
{
    private const string RestrictionsPath = "/sapi/v1/account/apiRestrictions";
    private const string TransferPath = "/sapi/v1/asset/transfer";

    private readonly BinanceCalls _calls;
    private readonly BinanceOptions _options;
    private readonly BinanceLimits _limits;
    private readonly LeverageLimits _leverage;
    private readonly BinanceSpot _spot;
    private readonly BinanceFutures _usdM;
    private readonly BinanceFutures _coinM;

    public BinanceTrader(
        VenueConnection connection, BinanceOptions options, BinanceLimits limits, LeverageLimits leverage, ILogger<BinanceTrader> logger)
    {
        _limits = limits;
        _options = options;
        _leverage = leverage;
        _calls = new BinanceCalls(connection, options, limits);
        _spot = new BinanceSpot(_calls);
        _usdM = new BinanceFutures(Market.UsdM, _calls, leverage, logger);
        _coinM = new BinanceFutures(Market.CoinM, _calls, leverage, logger);
    }

    public Venue Venue => Venue.Binance;

    public VenueCapabilities Capabilities => BinanceCapabilities.Value;

    public async Task<ClockReading> ReadClockAsync(Market market, CancellationToken cancellationToken) =>
        await _calls.ReadClockAsync(market, cancellationToken);

    public async Task<IReadOnlyList<InstrumentSpec>> ReadInstrumentsAsync(Market market, CancellationToken cancellationToken)
    {
        var info = await _calls.ReadAsync(
            market, BinancePaths.Of(market).Instruments, null, BinanceJson.Default.BinanceExchangeInfo, cancellationToken);
        _limits.Learn(market, info.RateLimits);
        var instruments = new List<InstrumentSpec>(info.Symbols.Count);
        foreach (var symbol in info.Symbols)
        {
            var limit = _leverage.Find(BinanceSymbols.Instrument(market, symbol.Symbol));
            if (BinanceMapping.Instrument(symbol, market, limit?.Max ?? _options.AssumedMaxLeverage) is { } instrument)
                instruments.Add(limit is null ? instrument : instrument with { Brackets = limit.Brackets });
        }

        return instruments;
    }

    public bool NeedsLeverage(Market market) => market != Market.Spot && _leverage.Version(Venue.Binance, market) == 0;

    public Task LearnLeverageAsync(VenueCredentials credentials, Market market, CancellationToken cancellationToken) =>
        Of(market) is BinanceFutures futures ? futures.LearnLeverageAsync(credentials, cancellationToken) : Task.CompletedTask;

    public Task<Ticker> ReadTickerAsync(InstrumentSpec instrument, CancellationToken cancellationToken) =>
        Of(instrument).ReadTickerAsync(instrument, cancellationToken);

    public Task<IReadOnlyList<Ticker>> ReadTickersAsync(Market market, CancellationToken cancellationToken) =>
        Of(market).ReadTickersAsync(cancellationToken);

    public async Task<KeyPermissions> ReadKeyPermissionsAsync(VenueCredentials credentials, CancellationToken cancellationToken)
    {
        // The wallet's calls do not exist in the demo environment: a key that reads there may trade play money.
        if (credentials.IsTestnet)
        {
            await ReadPositionModeAsync(credentials, Market.UsdM, cancellationToken);
            return new KeyPermissions
            {
                CanRead = true,
                CanTradeSpot = true,
                CanTradeFutures = true,
                CanWithdraw = false,
                CanTransfer = false,
            };
        }

        var key = await _calls.ReadAsync(
            credentials, Market.Spot, RestrictionsPath, null, BinanceJson.Default.BinanceKeyRestrictions, cancellationToken);
        return new KeyPermissions
        {
            CanRead = key.EnableReading == true,
            CanTradeSpot = key.EnableSpotAndMarginTrading == true,
            CanTradeFutures = key.EnableFutures == true,
            CanWithdraw = key.EnableWithdrawals != false,
            CanTransfer = key.PermitsUniversalTransfer == true,
            IpRestricted = key.IpRestrict,
            ExpiresAt = BinanceMapping.Time(key.TradingAuthorityExpirationTime),
        };
    }

    public async Task<BalanceReading> ReadBalancesAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        var sentAt = _calls.Time.GetUtcNow();
        return new BalanceReading(market, await Of(market).ReadBalancesAsync(credentials, cancellationToken), sentAt);
    }

    public Task<IReadOnlyList<VenuePosition>> ReadPositionsAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken) =>
        Of(market).ReadPositionsAsync(credentials, cancellationToken);

    public Task<PositionMode> ReadPositionModeAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken) =>
        Of(market).ReadPositionModeAsync(credentials, cancellationToken);

    public Task<InstrumentSettings> ReadSettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, CancellationToken cancellationToken) =>
        Of(instrument).ReadSettingsAsync(credentials, instrument, cancellationToken);

    public Task<SettingOutcome> ApplySettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, InstrumentSettings wanted, CancellationToken cancellationToken) =>
        Of(instrument).ApplySettingsAsync(credentials, instrument, wanted, cancellationToken);

    public ValueTask<PlacementTurn> TakeTurnAsync(
        VenueCredentials credentials, InstrumentSpec instrument, bool isExit, CancellationToken cancellationToken) =>
        _calls.TakeTurnAsync(credentials, instrument.Id.Market, isExit, cancellationToken);

    public Task<PlacementOutcome> PlaceAsync(
        VenueCredentials credentials, OrderRequest request, CancellationToken cancellationToken) =>
        Of(request.Instrument).PlaceAsync(credentials, request, cancellationToken);

    public Task<OrderLookup> FindOrderAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken) =>
        Of(instrument).FindOrderAsync(credentials, instrument, clientOrderId, cancellationToken);

    public Task<IReadOnlyList<Fill>> ReadFillsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, DateTimeOffset from, CancellationToken cancellationToken) =>
        Of(instrument).ReadFillsAsync(credentials, instrument, from, cancellationToken);

    public async Task<IReadOnlyList<FundingCharge>> ReadFundingAsync(
        VenueCredentials credentials, Market market, DateTimeOffset from, CancellationToken cancellationToken) =>
        Of(market) is BinanceFutures futures ? await futures.ReadFundingAsync(credentials, from, cancellationToken) : [];

    public async Task<FillCause> ReadCauseAsync(
        VenueCredentials credentials, InstrumentSpec instrument, Fill fill, CancellationToken cancellationToken) =>
        instrument.Id.Market switch
        {
            Market.UsdM => await _usdM.ReadCauseAsync(credentials, instrument, fill, cancellationToken),
            Market.CoinM => await _coinM.ReadCauseAsync(credentials, instrument, fill, cancellationToken),
            _ => FillCause.Trade, // nothing is owed on spot
        };

    public Task<CancelOutcome> CancelAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken) =>
        Of(instrument).CancelAsync(credentials, instrument, clientOrderId, cancellationToken);

    public Task<PlacementOutcome> PlaceProtectionAsync(
        VenueCredentials credentials, ProtectionRequest request, CancellationToken cancellationToken) =>
        Of(request.Instrument).PlaceProtectionAsync(credentials, request, cancellationToken);

    public Task<OrderLookup> FindProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken) =>
        Of(instrument).FindProtectionAsync(credentials, instrument, clientOrderId, cancellationToken);

    public Task<CancelOutcome> CancelProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken) =>
        Of(instrument).CancelProtectionAsync(credentials, instrument, clientOrderId, cancellationToken);

    public Task<IReadOnlyList<WorkingOrder>> ReadWorkingOrdersAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken) =>
        Of(market).ReadWorkingOrdersAsync(credentials, cancellationToken);

    public Task<IReadOnlyList<WorkingOrder>> ReadWorkingProtectionAsync(
        VenueCredentials credentials, Market market, IReadOnlyList<InstrumentSpec> instruments, CancellationToken cancellationToken) =>
        Of(market).ReadWorkingProtectionAsync(credentials, instruments, cancellationToken);

    public async Task<TransferOutcome> TransferAsync(
        VenueCredentials credentials, TransferRequest request, CancellationToken cancellationToken)
    {
        var form = new FormWriter()
            .Add("type", $"{Wallet(request.From)}_{Wallet(request.To)}")
            .Add("asset", request.Asset)
            .Add("amount", request.Amount);
        var answer = await _calls.CommandAsync(
            HttpMethod.Post, credentials, Market.Spot, TransferPath, form, BinanceJson.Default.BinanceTransfer, cancellationToken);
        return answer.Transfer(transfer => transfer.TranId);
    }

    private static string Wallet(Market market) => market switch
    {
        Market.Spot => "MAIN",
        Market.UsdM => "UMFUTURE",
        Market.CoinM => "CMFUTURE",
    };

    private IBinanceProduct Of(InstrumentSpec instrument) => Of(instrument.Id.Market);

    private IBinanceProduct Of(Market market) => market switch
    {
        Market.Spot => _spot,
        Market.UsdM => _usdM,
        Market.CoinM => _coinM,
    };
}
