using WhaleCopy.Core;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Key, wallet, positions and settings.</summary>
internal sealed partial class BinanceTrader
{
    private const string RestrictionsPath = "/sapi/v1/account/apiRestrictions";
    private const string TransferPath = "/sapi/v1/asset/transfer";

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

        var key = await SignedAsync(
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
        var sentAt = _time.GetUtcNow();
        var account = await SignedAsync(
            credentials, market, BinancePaths.Of(market).Account, null, BinanceJson.Default.BinanceAccount, cancellationToken);
        await LearnLeverageAsync(credentials, market, cancellationToken);
        return new BalanceReading(
            market,
            [
                .. account.Assets.Select(asset =>
                    new AssetBalance(asset.Asset, asset.WalletBalance, asset.AvailableBalance, asset.UnrealizedProfit ?? 0m)),
            ],
            sentAt);
    }

    public async Task<IReadOnlyList<VenuePosition>> ReadPositionsAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        var paths = BinancePaths.Of(market);
        var rows = await SignedAsync(
            credentials, market, paths.Positions, null, BinanceJson.Default.BinancePositionArray, cancellationToken);
        var held = rows.Where(row => row.PositionAmt != 0m).ToList();

        // The third version tells neither leverage nor margin type: they stand in the symbols' settings.
        var settings = held.Exists(row => row.Leverage is null || row.MarginType is null)
            ? await ReadSymbolConfigsAsync(credentials, market, null, cancellationToken)
            : null;
        return Understand(held, positions => positions.ConvertAll(row => PositionOf(row, market, settings)));
    }

    public async Task<PositionMode> ReadPositionModeAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        var mode = await SignedAsync(
            credentials, market, BinancePaths.Of(market).PositionMode, null, BinanceJson.Default.BinancePositionMode, cancellationToken);
        return mode.DualSidePosition switch
        {
            true => PositionMode.Hedge,
            false => PositionMode.OneWay,
            null => throw _http.Unreadable("dualSidePosition is missing.", null),
        };
    }

    public async Task<InstrumentSettings> ReadSettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, CancellationToken cancellationToken)
    {
        var configs = await ReadSymbolConfigsAsync(credentials, instrument.Id.Market, instrument.VenueSymbol, cancellationToken);
        return configs.TryGetValue(instrument.VenueSymbol, out var config)
            ? config
            : throw _http.Unreadable($"{instrument.VenueSymbol} is missing in the symbols' settings.", null);
    }

    public async Task<SettingOutcome> ApplySettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, InstrumentSettings wanted, CancellationToken cancellationToken)
    {
        var market = instrument.Id.Market;
        var paths = BinancePaths.Of(market);
        var current = await ReadSettingsAsync(credentials, instrument, cancellationToken);
        if (current == wanted)
            return new SettingOutcome.Applied(current);

        if (current.MarginMode != wanted.MarginMode)
        {
            var form = new FormWriter()
                .Add("symbol", instrument.VenueSymbol)
                .Add("marginType", BinanceMapping.MarginType(wanted.MarginMode));
            if (await SetAsync(credentials, market, paths.MarginType, form, cancellationToken) is { } failed)
                return failed;
        }

        if (current.Leverage != wanted.Leverage)
        {
            var form = new FormWriter().Add("symbol", instrument.VenueSymbol).Add("leverage", wanted.Leverage);
            if (await SetAsync(credentials, market, paths.Leverage, form, cancellationToken) is { } failed)
                return failed;
        }

        var applied = await ReadSettingsAsync(credentials, instrument, cancellationToken);
        return applied == wanted
            ? new SettingOutcome.Applied(applied)
            : new SettingOutcome.Unknown($"Read back {applied} instead of {wanted}.");
    }

    public async Task<TransferOutcome> TransferAsync(
        VenueCredentials credentials, TransferRequest request, CancellationToken cancellationToken)
    {
        var form = new FormWriter()
            .Add("type", $"{Wallet(request.From)}_{Wallet(request.To)}")
            .Add("asset", request.Asset)
            .Add("amount", request.Amount);
        var signing = await SigningAsync(credentials, Market.Spot, cancellationToken);
        var answer = await _commands.SendAsync(
            _signer.Signed(HttpMethod.Post, Market.Spot, TransferPath, form, signing, TransferPath),
            BinanceJson.Default.BinanceTransfer,
            cancellationToken);
        return answer switch
        {
            CommandAnswer<BinanceTransfer>.Done done => new TransferOutcome.Done(done.Answer.TranId),
            CommandAnswer<BinanceTransfer>.Refused refused =>
                new TransferOutcome.Refused(refused.Fault.Code, refused.Meaning, refused.Fault.Message),
            CommandAnswer<BinanceTransfer>.Unseen unseen => new TransferOutcome.Unknown(unseen.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static string Wallet(Market market) => market switch
    {
        Market.Spot => "MAIN",
        Market.UsdM => "UMFUTURE",
        Market.CoinM => "CMFUTURE",
    };

    private static VenuePosition PositionOf(
        BinancePosition row, Market market, IReadOnlyDictionary<string, InstrumentSettings>? settings)
    {
        var setting = settings?.GetValueOrDefault(row.Symbol);
        return new VenuePosition
        {
            Instrument = BinanceSymbols.Instrument(market, row.Symbol),
            Side = BinanceMapping.PositionSideOf(row.PositionSide, row.PositionAmt),
            Size = OrderSize.Of(decimal.Abs(row.PositionAmt), UnitOf(market)),
            EntryPrice = row.EntryPrice,
            MarkPrice = BinanceMapping.Positive(row.MarkPrice),
            UnrealizedPnl = row.UnRealizedProfit,
            LiquidationPrice = BinanceMapping.Positive(row.LiquidationPrice),
            Leverage = row.Leverage ?? setting?.Leverage,
            MarginMode = row.MarginType is { } type ? BinanceMapping.MarginModeOf(type) : setting?.MarginMode,
        };
    }

    private async Task<IReadOnlyDictionary<string, InstrumentSettings>> ReadSymbolConfigsAsync(
        VenueCredentials credentials, Market market, string? symbol, CancellationToken cancellationToken)
    {
        var rows = await SignedAsync(
            credentials,
            market,
            BinancePaths.Of(market).SymbolConfig,
            form =>
            {
                if (symbol is not null)
                    form.Add("symbol", symbol);
            },
            BinanceJson.Default.BinanceSymbolConfigArray,
            cancellationToken);
        return Understand(
            rows,
            configs => configs.ToDictionary(
                config => config.Symbol,
                config => new InstrumentSettings(config.Leverage, BinanceMapping.MarginModeOf(config.MarginType)),
                StringComparer.Ordinal));
    }

    /// <summary>Sets one value; null where it stands, the failure otherwise.</summary>
    private async Task<SettingOutcome?> SetAsync(
        VenueCredentials credentials, Market market, string path, FormWriter form, CancellationToken cancellationToken)
    {
        var signing = await SigningAsync(credentials, market, cancellationToken);
        var answer = await _commands.SendAsync(
            _signer.Signed(HttpMethod.Post, market, path, form, signing, path),
            BinanceJson.Default.BinanceSettingAnswer,
            cancellationToken);
        return answer switch
        {
            CommandAnswer<BinanceSettingAnswer>.Done => null,
            CommandAnswer<BinanceSettingAnswer>.Unseen { Meaning: VenueErrorMeaning.AlreadySet } => null,
            CommandAnswer<BinanceSettingAnswer>.Refused refused =>
                new SettingOutcome.Refused(refused.Fault.Code, refused.Meaning, refused.Fault.Message),
            CommandAnswer<BinanceSettingAnswer>.Unseen unseen => new SettingOutcome.Unknown(unseen.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Reads the leverage brackets with whichever key comes first; they are the same for all.</summary>
    private async Task LearnLeverageAsync(VenueCredentials credentials, Market market, CancellationToken cancellationToken)
    {
        if (!_leverage.ShouldRead(Venue.Binance, market))
            return;
        try
        {
            var rows = await SignedAsync(
                credentials, market, BinancePaths.Of(market).Brackets, null, BinanceJson.Default.BinanceBracketsArray, cancellationToken);
            _leverage.Learn(
                Venue.Binance,
                market,
                rows.Where(row => row.Brackets.Count > 0)
                    .ToDictionary(
                        row => BinanceSymbols.Canonical(row.Symbol),
                        row => row.Brackets.Max(bracket => bracket.InitialLeverage),
                        StringComparer.Ordinal));
        }
        catch (VenueException exception)
        {
            _leverage.Forget(Venue.Binance, market);
            Log.LeverageLimitsNotRead(_logger, WireName<Venue>.Of(Venue.Binance), WireName<Market>.Of(market), exception.Message);
        }
    }
}
