using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Bitget;

/// <summary>Prices, account and settings over real HTTP against answers written for this project in the venue's shapes.</summary>
public sealed class BitgetTraderTests : IAsyncLifetime
{
    private const string SetLeverage = "/bitget/api/v2/mix/account/set-leverage";

    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static VenueCredentials Credentials => VenueUnderTest.Credentials;

    private static InstrumentSpec Future => Some.Bitcoin(Venue.Bitget, Market.UsdM, "BTCUSDT");

    private IVenueTrader Trader => _venue.Trader(Venue.Bitget);

    public async ValueTask InitializeAsync()
    {
        _venue = await VenueUnderTest.StartAsync();
        Answer("server_time");
    }

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task Clock_is_the_venues_against_ours()
    {
        var reading = await Trader.ReadClockAsync(Market.CoinM, Cancellation);

        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_001_500), reading.MeasuredAt + reading.Offset);
    }

    [Fact]
    public async Task Contracts_are_perpetuals_counted_in_coins()
    {
        Answer("contracts_usdt");

        var contracts = await Trader.ReadInstrumentsAsync(Market.UsdM, Cancellation);

        Assert.Equal([("BTCUSDT", true, 125), ("SOLUSDT", false, 50)], contracts.Select(one => (one.Id.Symbol, one.IsTradable, one.MaxLeverage)));
        Assert.Equal((0.5m, 0.001m, 220m, 1200m), (contracts[0].TickSize, contracts[0].SizeStep, contracts[0].MaxMarketSize, contracts[0].MaxSize));
        Assert.Equal((0.001m, 1200m), (contracts[1].TickSize, contracts[1].MaxMarketSize));
        Assert.Equal("?productType=USDT-FUTURES", Assert.Single(_venue.Server.Requests).Query);
    }

    [Fact]
    public async Task Coin_contracts_settle_in_the_coin_and_are_counted_in_it()
    {
        Answer("contracts_coin");

        var bitcoin = Assert.Single(await Trader.ReadInstrumentsAsync(Market.CoinM, Cancellation));

        Assert.Equal(("BTCUSD", "BTC", "USD", SizeUnit.Base), (bitcoin.Id.Symbol, bitcoin.SettleAsset, bitcoin.QuoteAsset, bitcoin.SizeUnit));
    }

    [Fact]
    public async Task One_ticker_takes_its_mark_from_the_price_call()
    {
        Answer("ticker", "symbol_price");

        var ticker = await Trader.ReadTickerAsync(Future, Cancellation);

        Assert.Equal((64_900.6m, 64_900.5m, 64_900.6m), (ticker.Last, ticker.Bid, ticker.Ask));
        Assert.Equal((64_899.87m, 64_931.12m, 8_305_961_234.77m), (ticker.Mark, ticker.Index, ticker.Volume24hUsdt));
        Assert.All(_venue.Server.Requests, request => Assert.Equal("?productType=USDT-FUTURES&symbol=BTCUSDT", request.Query));
    }

    [Fact]
    public async Task An_empty_ticker_is_no_price()
    {
        Answer("ticker_none", "symbol_price");

        await Assert.ThrowsAsync<VenueException>(() => Trader.ReadTickerAsync(Future, Cancellation));
    }

    [Fact]
    public async Task All_tickers_leave_out_what_has_no_price()
    {
        Answer("tickers");

        var tickers = await Trader.ReadTickersAsync(Market.UsdM, Cancellation);

        Assert.Equal([("BTCUSDT", 64_900.6m), ("SOLUSDT", 152.31m)], tickers.Select(ticker => (ticker.Instrument.Symbol, ticker.Last)));
        Assert.Null(tickers[1].Bid);
    }

    [Theory]
    [InlineData("key_trading", true, false, true, true)]
    [InlineData("key_withdrawing", true, true, false, false)]
    [InlineData("key_withdrawing_old_words", true, true, true, false)]
    [InlineData("key_reading", false, false, false, false)]
    public async Task Key_permissions(string payload, bool trades, bool withdraws, bool bound, bool transfers)
    {
        Answer(payload);

        var permissions = await Trader.ReadKeyPermissionsAsync(Credentials, Cancellation);

        Assert.Equal(
            (true, trades, withdraws, bound, transfers),
            (permissions.CanRead, permissions.CanTradeFutures, permissions.CanWithdraw, permissions.IpRestricted, permissions.CanTransfer));
    }

    [Fact]
    public async Task Wallets_are_apart()
    {
        Answer("accounts", "spot_assets");

        Assert.Equal(
            [new AssetBalance("USDT", 5120.25m, 4986.7m, -3.75m), new AssetBalance("USDC", 7m, 7m, 0m)],
            (await Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation)).Assets);
        Assert.Equal(
            [new AssetBalance("USDT", 100m, 90m, 0m), new AssetBalance("BTC", 0.1m, 0.1m, 0m)],
            (await Trader.ReadBalancesAsync(Credentials, Market.Spot, Cancellation)).Assets);
    }

    [Fact]
    public async Task Positions_without_size_are_none()
    {
        Answer("positions");

        var positions = await Trader.ReadPositionsAsync(Credentials, Market.UsdM, Cancellation);

        Assert.Equal(
            [(PositionSide.Long, 0.04m, MarginMode.Cross, 20m), (PositionSide.Short, 0.01m, MarginMode.Isolated, 5m)],
            positions.Select(position => (position.Side, position.Size.Value, position.MarginMode!.Value, position.Leverage!.Value)));
        Assert.Null(positions[1].LiquidationPrice);
    }

    [Theory]
    [InlineData("account_crossed_hedge", PositionMode.Hedge, 9, MarginMode.Cross)]
    [InlineData("account_isolated_hedge", PositionMode.Hedge, 7, MarginMode.Isolated)]
    [InlineData("account_crossed_one_way", PositionMode.OneWay, 9, MarginMode.Cross)]
    public async Task Mode_margin_and_leverage_are_the_accounts(string payload, PositionMode mode, int leverage, MarginMode margin)
    {
        Answer(payload);

        Assert.Equal(mode, await Trader.ReadPositionModeAsync(Credentials, Market.UsdM, Cancellation));
        Assert.Equal(new InstrumentSettings(leverage, margin), await Trader.ReadSettingsAsync(Credentials, Future, Cancellation));
        Assert.Equal(
            "?marginCoin=USDT&productType=USDT-FUTURES&symbol=BTCUSDT", _venue.Server.Last("GET", "/bitget/api/v2/mix/account/account").Query);
    }

    [Fact]
    public async Task A_mode_that_is_not_known_is_unreadable()
    {
        Answer("account_new_mode");

        var failure = await Assert.ThrowsAsync<VenueException>(() => Trader.ReadPositionModeAsync(Credentials, Market.UsdM, Cancellation));
        Assert.Equal("unreadable", failure.Code);
    }

    [Fact]
    public async Task Margin_mode_then_leverage_of_both_sides_are_set_and_read_back()
    {
        Answer("account_crossed_hedge", "account_isolated_hedge", "account_isolated_20", "margin_mode_set", "leverage_set");
        var wanted = new InstrumentSettings(20, MarginMode.Isolated);

        Assert.Equal(new SettingOutcome.Applied(wanted), await Trader.ApplySettingsAsync(Credentials, Future, wanted, Cancellation));

        Assert.Equal(
            [
                """{"symbol":"BTCUSDT","productType":"USDT-FUTURES","marginCoin":"USDT","marginMode":"isolated"}""",
                """{"symbol":"BTCUSDT","productType":"USDT-FUTURES","marginCoin":"USDT","longLeverage":"20","shortLeverage":"20"}""",
            ],
            _venue.Server.Requests.Where(request => request.Method == "POST").Select(request => request.Body));
    }

    [Fact]
    public async Task Leverage_alone_is_one_number()
    {
        Answer("account_crossed_one_way", "account_crossed_20", "leverage_set");
        var wanted = new InstrumentSettings(20, MarginMode.Cross);

        Assert.Equal(new SettingOutcome.Applied(wanted), await Trader.ApplySettingsAsync(Credentials, Future, wanted, Cancellation));
        Assert.EndsWith("\"marginCoin\":\"USDT\",\"leverage\":\"20\"}", _venue.Server.Last("POST", SetLeverage).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_margin_mode_leaves_the_leverage_alone()
    {
        Answer("account_crossed_hedge", "error_margin_mode");

        var refused = Assert.IsType<SettingOutcome.Refused>(await Trader.ApplySettingsAsync(
            Credentials, Future, new InstrumentSettings(20, MarginMode.Isolated), Cancellation));

        Assert.Equal(("40920", VenueErrorMeaning.Rejected), (refused.Code, refused.Meaning));
        Assert.Equal(0, _venue.Server.Count("POST", SetLeverage));
    }

    [Fact]
    public async Task A_transfer_carries_its_key_and_names_both_wallets()
    {
        Answer("transfer");

        Assert.Equal(
            new TransferOutcome.Done("123456"),
            await Trader.TransferAsync(Credentials, new TransferRequest(Market.Spot, Market.CoinM, "BTC", 0.0250m, "k1"), Cancellation));
        Assert.Equal(
            """{"fromType":"spot","toType":"coin_futures","amount":"0.025","coin":"BTC","clientOid":"k1"}""",
            _venue.Server.Last("POST", "/bitget/api/v2/spot/wallet/transfer").Body);
    }

    [Theory]
    [InlineData("transfer_without_data", true)]
    [InlineData("error_transfer", false)]
    public async Task A_transfer_without_an_id_is_unknown_and_a_refused_one_refused(string payload, bool isUnknown)
    {
        Answer(payload);

        var outcome = await Trader.TransferAsync(Credentials, new TransferRequest(Market.Spot, Market.UsdM, "USDT", 1m), Cancellation);

        Assert.Equal(isUnknown, outcome is TransferOutcome.Unknown);
        Assert.Equal(!isUnknown, outcome is TransferOutcome.Refused { Meaning: VenueErrorMeaning.InsufficientBalance });
    }

    [Fact]
    public async Task A_used_up_limit_stops_its_own_call_and_no_other()
    {
        const string Accounts = "/bitget/api/v2/mix/account/accounts";
        _venue.Server.Answer("GET", Accounts, """{"code":"429","msg":"Too many requests","data":null}""", 429, [new("Retry-After", "30")]);
        Answer("positions");

        await Assert.ThrowsAsync<VenueException>(() => Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation));
        var own = await Assert.ThrowsAsync<VenueException>(() => Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation));

        Assert.Equal(("budget", 1), (own.Code, _venue.Server.Count("GET", Accounts)));
        await Trader.ReadPositionsAsync(Credentials, Market.UsdM, Cancellation);
    }

    private void Answer(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var payload = RecordedPayload.Own("bitget", name);
            _venue.Server.Answer(payload with { Path = "/bitget" + payload.Path });
        }
    }
}
