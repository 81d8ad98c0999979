using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Okx;

/// <summary>Prices, account and settings over real HTTP against answers written for this project in the venue's shapes.</summary>
public sealed class OkxTraderTests : IAsyncLifetime
{
    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static VenueCredentials Credentials => VenueUnderTest.Credentials;

    private static InstrumentSpec Swap => Some.Bitcoin(Venue.Okx, Market.UsdM, "BTC-USDT-SWAP", 0.01m);

    private IVenueTrader Trader => _venue.Trader(Venue.Okx);

    public async ValueTask InitializeAsync()
    {
        _venue = await VenueUnderTest.StartAsync();
        Answer("server_time");
    }

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task Clock_is_the_venues_against_ours()
    {
        var reading = await Trader.ReadClockAsync(Market.Spot, Cancellation);

        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_001_500), reading.MeasuredAt + reading.Offset);
    }

    [Fact]
    public async Task Instruments_of_a_market_are_its_own_and_settle_in_Usdt_or_the_coin()
    {
        Answer("instruments_swap");

        var linear = await Trader.ReadInstrumentsAsync(Market.UsdM, Cancellation);
        var inverse = Assert.Single(await Trader.ReadInstrumentsAsync(Market.CoinM, Cancellation));

        Assert.Equal(["BTCUSDT", "SOLUSDT"], linear.Select(instrument => instrument.Id.Symbol));
        Assert.Equal((0.01m, 0.01m, 12_000m, 100), (linear[0].ContractSize, linear[0].MinSize, linear[0].MaxMarketSize, linear[0].MaxLeverage));
        Assert.Equal((true, false), (linear[0].IsTradable, linear[1].IsTradable));
        Assert.Equal(("BTC-USD-SWAP", 100m, "BTC", true), (inverse.VenueSymbol, inverse.ContractSize, inverse.SettleAsset, inverse.IsInverse));
    }

    [Fact]
    public async Task Spot_instruments_are_counted_in_coins()
    {
        Answer("instruments_spot");

        var bitcoin = Assert.Single(await Trader.ReadInstrumentsAsync(Market.Spot, Cancellation));

        Assert.Equal((SizeUnit.Base, 1m, 1, 0.00001m), (bitcoin.SizeUnit, bitcoin.ContractSize, bitcoin.MaxLeverage, bitcoin.MinSize));
        Assert.Equal((9_999_999_999m, "USDT"), (bitcoin.MaxMarketSize, bitcoin.SettleAsset));
        Assert.Equal("SPOT", _venue.Server.Last("GET", "/okx/api/v5/public/instruments").Parameter("instType"));
    }

    [Fact]
    public async Task One_ticker_is_put_together_from_three_calls()
    {
        Answer("ticker", "mark_price", "index_tickers");

        var ticker = await Trader.ReadTickerAsync(Swap, Cancellation);

        Assert.Equal((64_900.6m, 64_900.5m, 64_900.7m), (ticker.Last, ticker.Bid, ticker.Ask));
        Assert.Equal((64_899.87m, 64_931.12m), (ticker.Mark, ticker.Index));
        Assert.Equal(120_000.5m * 64_900.6m, ticker.Volume24hUsdt);
        Assert.Equal("BTC-USDT", _venue.Server.Last("GET", "/okx/api/v5/market/index-tickers").Parameter("instId"));
    }

    [Fact]
    public async Task All_tickers_of_a_market_leave_out_what_has_no_price()
    {
        Answer("tickers_swap", "mark_prices", "index_tickers");

        var tickers = await Trader.ReadTickersAsync(Market.UsdM, Cancellation);

        Assert.Equal(["BTCUSDT", "SOLUSDT"], tickers.Select(ticker => ticker.Instrument.Symbol));
        Assert.Equal((152.31m, 152.2811m, 152.29m), (tickers[1].Last, tickers[1].Mark, tickers[1].Index));
    }

    [Fact]
    public async Task Prices_without_an_index_are_prices_and_the_index_is_left_alone_for_a_while()
    {
        Answer("tickers_swap", "mark_prices");

        await Trader.ReadTickersAsync(Market.CoinM, Cancellation);
        var tickers = await Trader.ReadTickersAsync(Market.CoinM, Cancellation);

        Assert.Equal(("BTCUSD", 64_890.1m, 64_889.9m, null), (tickers[0].Instrument.Symbol, tickers[0].Last, tickers[0].Mark, tickers[0].Index));
        Assert.Equal(1, _venue.Server.Count("GET", "/okx/api/v5/market/index-tickers"));
    }

    [Theory]
    [InlineData("account_config", true, false, true)]
    [InlineData("account_config_withdraw", false, true, false)]
    public async Task Key_permissions(string payload, bool futures, bool withdraws, bool bound)
    {
        Answer(payload);

        var permissions = await Trader.ReadKeyPermissionsAsync(Credentials, Cancellation);

        Assert.Equal(
            (true, true, futures, withdraws, bound),
            (permissions.CanRead, permissions.CanTradeSpot, permissions.CanTradeFutures, permissions.CanWithdraw, permissions.IpRestricted));
        Assert.Null(permissions.ExpiresAt);
    }

    [Fact]
    public async Task A_wallet_frees_equity_for_futures_and_coins_for_spot()
    {
        Answer("account_balance");

        var futures = await Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation);
        var spot = await Trader.ReadBalancesAsync(Credentials, Market.Spot, Cancellation);

        Assert.Equal(
            [new AssetBalance("USDT", 5120.25m, 4986.7m, -3.75m), new AssetBalance("BTC", 0.31m, 0.3m, 0m)], futures.Assets);
        Assert.Equal(4990.1m, spot.Assets[0].Available);
    }

    [Fact]
    public async Task Positions_in_hedge_mode_carry_their_side()
    {
        Answer("positions_hedge");

        var positions = await Trader.ReadPositionsAsync(Credentials, Market.UsdM, Cancellation);

        Assert.Equal(
            [(PositionSide.Long, 4m, MarginMode.Cross, 20m), (PositionSide.Short, 1m, MarginMode.Isolated, 5m)],
            positions.Select(position => (position.Side, position.Size.Value, position.MarginMode!.Value, position.Leverage!.Value)));
        Assert.Null(positions[1].LiquidationPrice);
        Assert.Equal("BTCUSD", Assert.Single(await Trader.ReadPositionsAsync(Credentials, Market.CoinM, Cancellation)).Instrument.Symbol);
        Assert.Empty(await Trader.ReadPositionsAsync(Credentials, Market.Spot, Cancellation));
    }

    [Fact]
    public async Task A_position_of_a_netting_account_has_its_side_in_its_sign()
    {
        Answer("positions_net");

        var position = Assert.Single(await Trader.ReadPositionsAsync(Credentials, Market.UsdM, Cancellation));

        Assert.Equal((PositionSide.Short, OrderSize.Of(2.5m, SizeUnit.Contracts)), (position.Side, position.Size));
    }

    [Theory]
    [InlineData("account_config", PositionMode.Hedge)]
    [InlineData("account_config_margin", PositionMode.OneWay)]
    public async Task Position_mode_is_the_accounts(string payload, PositionMode expected)
    {
        Answer(payload);

        Assert.Equal(expected, await Trader.ReadPositionModeAsync(Credentials, Market.CoinM, Cancellation));
        Assert.Equal(PositionMode.OneWay, await Trader.ReadPositionModeAsync(Credentials, Market.Spot, Cancellation));
    }

    [Fact]
    public async Task Settings_are_looked_at_for_cross_margin_and_the_higher_side_counts()
    {
        Answer("leverage_info");

        Assert.Equal(new InstrumentSettings(9, MarginMode.Cross), await Trader.ReadSettingsAsync(Credentials, Swap, Cancellation));
        Assert.Equal(
            "instId=BTC-USDT-SWAP&mgnMode=cross", _venue.Server.Last("GET", "/okx/api/v5/account/leverage-info").Query.TrimStart('?'));
    }

    [Fact]
    public async Task Isolated_margin_in_hedge_mode_sets_both_sides_and_reads_back()
    {
        Answer("account_config", "leverage_info_isolated_5", "leverage_info_isolated_20", "leverage_set");
        var wanted = new InstrumentSettings(20, MarginMode.Isolated);

        Assert.Equal(new SettingOutcome.Applied(wanted), await Trader.ApplySettingsAsync(Credentials, Swap, wanted, Cancellation));

        Assert.Equal(
            [
                """{"instId":"BTC-USDT-SWAP","lever":"20","mgnMode":"isolated","posSide":"long"}""",
                """{"instId":"BTC-USDT-SWAP","lever":"20","mgnMode":"isolated","posSide":"short"}""",
            ],
            _venue.Server.Requests.Where(request => request.Method == "POST").Select(request => request.Body));
    }

    [Fact]
    public async Task Settings_that_stand_are_not_sent_and_a_refusal_says_why()
    {
        Answer("leverage_info_isolated_20");
        var standing = new InstrumentSettings(20, MarginMode.Isolated);
        Assert.Equal(new SettingOutcome.Applied(standing), await Trader.ApplySettingsAsync(Credentials, Swap, standing, Cancellation));
        Assert.Equal(0, _venue.Server.Count("POST", "/okx/api/v5/account/set-leverage"));

        Answer("account_config_margin", "error_leverage");
        var refused = Assert.IsType<SettingOutcome.Refused>(
            await Trader.ApplySettingsAsync(Credentials, Swap, standing with { Leverage = 3 }, Cancellation));
        Assert.Equal(("59000", VenueErrorMeaning.Rejected), (refused.Code, refused.Meaning));
    }

    [Fact]
    public async Task Nothing_moves_between_wallets_that_are_one()
    {
        Assert.IsType<TransferOutcome.NotNeeded>(
            await Trader.TransferAsync(Credentials, new TransferRequest(Market.Spot, Market.UsdM, "USDT", 1m), Cancellation));
        Assert.Empty(_venue.Server.Requests);
    }

    [Fact]
    public async Task A_used_up_limit_stops_its_own_call_and_no_other()
    {
        const string Balance = "/okx/api/v5/account/balance";
        _venue.Server.Answer("GET", Balance, """{"code":"50011","msg":"Rate limit reached.","data":[]}""", 429, [new("Retry-After", "30")]);
        Answer("account_config");

        await Assert.ThrowsAsync<VenueException>(() => Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation));
        var own = await Assert.ThrowsAsync<VenueException>(() => Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation));

        Assert.Equal(("budget", 1), (own.Code, _venue.Server.Count("GET", Balance)));
        await Trader.ReadPositionModeAsync(Credentials, Market.UsdM, Cancellation);
    }

    [Fact]
    public async Task A_ban_of_the_address_stops_everything()
    {
        _venue.Server.Answer("GET", "/okx/api/v5/account/balance", "<html>denied</html>", 403, [new("Retry-After", "30")]);
        Answer("account_config");

        await Assert.ThrowsAsync<VenueException>(() => Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation));
        var own = await Assert.ThrowsAsync<VenueException>(() => Trader.ReadPositionModeAsync(Credentials, Market.UsdM, Cancellation));

        Assert.Equal("budget", own.Code);
    }

    private void Answer(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var payload = RecordedPayload.Own("okx", name);
            _venue.Server.Answer(payload with { Path = "/okx" + payload.Path });
        }
    }
}
