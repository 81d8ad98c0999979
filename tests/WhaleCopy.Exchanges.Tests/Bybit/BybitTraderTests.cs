using WhaleCopy.Core.Venues;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Bybit;

/// <summary>Prices, account and settings over real HTTP against answers written for this project in the venue's shapes.</summary>
public sealed class BybitTraderTests : IAsyncLifetime
{
    private const string Positions = "/bybit/v5/position/list";

    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static VenueCredentials Credentials => VenueUnderTest.Credentials;

    private static InstrumentSpec Perpetual => Some.Bitcoin(Venue.Bybit, Market.UsdM, "BTCUSDT");

    private IVenueTrader Trader => _venue.Trader(Venue.Bybit);

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
    public async Task Instruments_of_all_pages_are_perpetuals_in_Usdt()
    {
        Answer("instruments_linear_first", "instruments_linear_last");

        var instruments = await Trader.ReadInstrumentsAsync(Market.UsdM, Cancellation);

        Assert.Equal([("BTCUSDT", true, 100), ("SOLUSDT", false, 50)], instruments.Select(one => (one.Id.Symbol, one.IsTradable, one.MaxLeverage)));
        Assert.Equal((1190m, 119m, 5m, 0.001m), (instruments[0].MaxSize, instruments[0].MaxMarketSize, instruments[0].MinNotionalUsdt, instruments[0].SizeStep));
        Assert.Equal(
            ["?category=linear&limit=1000", "?category=linear&limit=1000&cursor=first%3DBTC"],
            _venue.Server.Requests.Select(request => request.Query));
    }

    [Fact]
    public async Task Spot_instruments_carry_their_own_filters()
    {
        Answer("instruments_spot");

        var bitcoin = Assert.Single(await Trader.ReadInstrumentsAsync(Market.Spot, Cancellation));

        Assert.Equal((0.000001m, 0.000048m, 71.7m, 35.5m, 5m), (bitcoin.SizeStep, bitcoin.MinSize, bitcoin.MaxSize, bitcoin.MaxMarketSize, bitcoin.MinNotionalUsdt));
    }

    [Fact]
    public async Task One_ticker_is_one_call()
    {
        Answer("ticker_linear");

        var ticker = await Trader.ReadTickerAsync(Perpetual, Cancellation);

        Assert.Equal((64_900.6m, 64_900.5m, 64_900.6m, 64_899.87m, 64_931.12m), (ticker.Last, ticker.Bid, ticker.Ask, ticker.Mark, ticker.Index));
        Assert.Equal(8_305_961_234.77m, ticker.Volume24hUsdt);
        Assert.Equal("?category=linear&symbol=BTCUSDT", Assert.Single(_venue.Server.Requests).Query);
    }

    [Fact]
    public async Task All_tickers_leave_out_what_has_no_price()
    {
        Answer("tickers_linear");

        var tickers = await Trader.ReadTickersAsync(Market.UsdM, Cancellation);

        Assert.Equal(["BTCUSDT", "SOLUSDT"], tickers.Select(ticker => ticker.Instrument.Symbol));
        Assert.Null(tickers[1].Bid);
    }

    [Fact]
    public async Task A_ticker_of_another_symbol_is_no_answer()
    {
        Answer("ticker_other");

        Assert.Equal(
            "unreadable", (await Assert.ThrowsAsync<VenueException>(() => Trader.ReadTickerAsync(Perpetual, Cancellation))).Code);
    }

    [Theory]
    [InlineData("key_trading", true, false, true, true)]
    [InlineData("key_withdrawing", true, true, false, true)]
    [InlineData("key_reading", false, false, false, false)]
    public async Task Key_permissions(string payload, bool trades, bool withdraws, bool bound, bool transfers)
    {
        Answer(payload);

        var permissions = await Trader.ReadKeyPermissionsAsync(Credentials, Cancellation);

        Assert.Equal(
            (true, trades, trades, withdraws, bound, transfers),
            (permissions.CanRead, permissions.CanTradeSpot, permissions.CanTradeFutures, permissions.CanWithdraw, permissions.IpRestricted, permissions.CanTransfer));
        Assert.Equal(payload == "key_withdrawing", permissions.ExpiresAt is not null);
    }

    [Fact]
    public async Task A_wallet_frees_what_positions_and_orders_do_not_hold_and_the_account_allows()
    {
        Answer("wallet", "wallet_isolated");

        Assert.Equal(
            [new AssetBalance("USDT", 5120.25m, 4986.70m, -3.75m), new AssetBalance("BTC", 0.31m, 0.30m, 0m)],
            (await Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation)).Assets);
        Assert.Equal(
            5010.25m, Assert.Single((await Trader.ReadBalancesAsync(Credentials, Market.Spot, Cancellation)).Assets).Available);
        Assert.Equal("?accountType=UNIFIED", _venue.Server.Last("GET", "/bybit/v5/account/wallet-balance").Query);
    }

    [Fact]
    public async Task An_answer_without_a_wallet_is_no_empty_wallet()
    {
        Answer("wallet_none");

        await Assert.ThrowsAsync<VenueException>(() => Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation));
    }

    [Fact]
    public async Task Positions_of_all_pages_carry_the_accounts_margin_mode()
    {
        Answer("positions_first", "positions_last", "account_info_isolated");

        var positions = await Trader.ReadPositionsAsync(Credentials, Market.UsdM, Cancellation);

        Assert.Equal(
            [("BTCUSDT", PositionSide.Long, 0.04m), ("BTCUSDT", PositionSide.Short, 0.01m), ("SOLUSDT", PositionSide.Short, 3m)],
            positions.Select(position => (position.Instrument.Symbol, position.Side, position.Size.Value)));
        Assert.All(positions, position => Assert.Equal((MarginMode.Isolated, 20m), (position.MarginMode, position.Leverage)));
        Assert.Null(positions[1].LiquidationPrice);
        Assert.Equal(
            ["?category=linear&settleCoin=USDT&limit=200", "?category=linear&settleCoin=USDT&limit=200&cursor=BTCUSDT%2C1%2C0"],
            _venue.Server.Requests.Where(request => request.Path == Positions).Select(request => request.Query));
    }

    [Theory]
    [InlineData("positions_symbol_hedge", PositionMode.Hedge, 9)]
    [InlineData("positions_symbol_one_way", PositionMode.OneWay, 5)]
    public async Task Mode_and_leverage_are_the_symbols(string payload, PositionMode mode, int leverage)
    {
        Answer(payload, "account_info_cross");

        Assert.Equal(mode, await Trader.ReadPositionModeAsync(Credentials, Market.UsdM, Cancellation));
        Assert.Equal(
            new InstrumentSettings(leverage, MarginMode.Cross), await Trader.ReadSettingsAsync(Credentials, Perpetual, Cancellation));
    }

    [Theory]
    [InlineData("leverage_set")]
    [InlineData("error_leverage_unchanged")]
    public async Task Leverage_is_set_for_both_sides_and_read_back(string payload)
    {
        Answer("positions_symbol_one_way", "positions_symbol_20", "account_info_cross", payload);
        var wanted = new InstrumentSettings(20, MarginMode.Cross);

        Assert.Equal(new SettingOutcome.Applied(wanted), await Trader.ApplySettingsAsync(Credentials, Perpetual, wanted, Cancellation));
        Assert.Equal(
            """{"category":"linear","symbol":"BTCUSDT","buyLeverage":"20","sellLeverage":"20"}""",
            _venue.Server.Last("POST", "/bybit/v5/position/set-leverage").Body);
    }

    [Fact]
    public async Task A_leverage_that_does_not_read_back_is_not_applied_and_a_refusal_says_why()
    {
        Answer("positions_symbol_one_way", "account_info_cross", "leverage_set", "error_leverage");
        var wanted = new InstrumentSettings(20, MarginMode.Cross);

        Assert.IsType<SettingOutcome.Unknown>(await Trader.ApplySettingsAsync(Credentials, Perpetual, wanted, Cancellation));
        Assert.Equal(
            "110013", Assert.IsType<SettingOutcome.Refused>(await Trader.ApplySettingsAsync(Credentials, Perpetual, wanted, Cancellation)).Code);
    }

    [Fact]
    public async Task The_margin_mode_of_the_account_is_never_changed()
    {
        Answer("positions_symbol_one_way", "account_info_cross");

        var refused = Assert.IsType<SettingOutcome.Refused>(await Trader.ApplySettingsAsync(
            Credentials, Perpetual, new InstrumentSettings(5, MarginMode.Isolated), Cancellation));

        Assert.Equal("MARGIN_MODE", refused.Code);
        Assert.DoesNotContain(_venue.Server.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task Nothing_moves_between_wallets_that_are_one() => Assert.IsType<TransferOutcome.NotNeeded>(
        await Trader.TransferAsync(Credentials, new TransferRequest(Market.Spot, Market.UsdM, "USDT", 1m), Cancellation));

    [Fact]
    public async Task A_limit_is_waited_for_until_the_venue_resets_it()
    {
        var reset = (TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(40)).ToUnixTimeMilliseconds();
        _venue.Server.Answer(
            "GET",
            "/bybit/v5/account/wallet-balance",
            """{"retCode":10006,"retMsg":"Too many visits!","result":{}}""",
            200,
            [new("X-Bapi-Limit-Reset-Timestamp", reset.ToString(System.Globalization.CultureInfo.InvariantCulture))]);

        await Assert.ThrowsAsync<VenueException>(() => Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation));
        var own = await Assert.ThrowsAsync<VenueException>(() => Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation));

        Assert.Equal(("budget", 1), (own.Code, _venue.Server.Count("GET", "/bybit/v5/account/wallet-balance")));
        Assert.InRange(own.RetryAfter!.Value, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task The_address_limit_stops_everything_for_ten_minutes()
    {
        _venue.Server.Answer("GET", "/bybit/v5/account/wallet-balance", "access too frequent", 403);

        await Assert.ThrowsAsync<VenueException>(() => Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation));
        var own = await Assert.ThrowsAsync<VenueException>(() => Trader.ReadTickersAsync(Market.UsdM, Cancellation));

        Assert.Equal("budget", own.Code);
        Assert.InRange(own.RetryAfter!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
    }

    private void Answer(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var payload = RecordedPayload.Own("bybit", name);
            _venue.Server.Answer(payload with { Path = "/bybit" + payload.Path });
        }
    }
}
