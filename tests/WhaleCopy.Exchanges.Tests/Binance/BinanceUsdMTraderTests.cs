using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Binance;

/// <summary>USD-M over real HTTP against answers written for this project in the venue's shapes.</summary>
public sealed class BinanceUsdMTraderTests : IAsyncLifetime
{
    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static VenueCredentials Credentials => VenueUnderTest.Credentials;

    private IVenueTrader Trader => _venue.Trader(Venue.Binance);

    public async ValueTask InitializeAsync()
    {
        _venue = await VenueUnderTest.StartAsync();
        Answer("usdm_server_time");
    }

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task Clock_is_the_venues_against_ours()
    {
        var before = TimeProvider.System.GetUtcNow();

        var reading = await Trader.ReadClockAsync(Market.UsdM, Cancellation);

        var venueTime = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_001_500);
        Assert.InRange(reading.MeasuredAt + reading.Offset, venueTime, venueTime);
        Assert.InRange(reading.MeasuredAt, before, TimeProvider.System.GetUtcNow());
        Assert.InRange(reading.Error, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Instruments_are_perpetuals_margined_in_Usdt_with_both_lot_filters()
    {
        Answer("usdm_exchange_info");

        var instruments = await Trader.ReadInstrumentsAsync(Market.UsdM, Cancellation);

        Assert.Equal(["BTCUSDT", "SOLUSDT", "LUNAUSDT"], instruments.Select(instrument => instrument.Id.Symbol));
        var sol = instruments[1];
        Assert.Equal(new InstrumentId(Venue.Binance, Market.UsdM, "SOLUSDT"), sol.Id);
        Assert.Equal((0.01m, 0.01m, 1m), (sol.TickSize, sol.SizeStep, sol.MarketSizeStep));
        Assert.Equal((0.01m, 1_000_000m, 30_000m), (sol.MinSize, sol.MaxSize, sol.MaxMarketSize));
        Assert.Equal((5m, SizeUnit.Base, 1m), (sol.MinNotionalUsdt, sol.SizeUnit, sol.ContractSize));
        Assert.Equal(("SOL", "USDT", "USDT"), (sol.BaseAsset, sol.QuoteAsset, sol.SettleAsset));
        Assert.Equal((20, 0.0005m, true), (sol.MaxLeverage, sol.TakerFeeRate, sol.IsTradable));
        Assert.Equal(50m, instruments[0].MinNotionalUsdt);
        Assert.False(instruments[2].IsTradable);
    }

    [Fact]
    public async Task One_ticker_is_put_together_from_three_calls()
    {
        Answer("usdm_ticker_24hr", "usdm_book_ticker", "usdm_mark_price");

        var ticker = await Trader.ReadTickerAsync(Some.BinanceUsdM(), Cancellation);

        Assert.Equal(64_900.60m, ticker.Last);
        Assert.Equal((64_900.50m, 64_900.60m), (ticker.Bid, ticker.Ask));
        Assert.Equal((64_899.87654321m, 64_931.12m), (ticker.Mark, ticker.Index));
        Assert.Equal(8_305_961_234.77m, ticker.Volume24hUsdt);
        Assert.All(_venue.Server.Requests, request => Assert.Equal("BTCUSDT", request.Parameter("symbol")));
        Assert.Equal(3, _venue.Server.Requests.Count);
    }

    [Fact]
    public async Task All_tickers_take_three_calls_and_the_heavy_one_is_asked_once_a_minute()
    {
        Answer("usdm_tickers_24hr", "usdm_book_tickers", "usdm_mark_prices", "usdm_ticker_prices");

        var first = await Trader.ReadTickersAsync(Market.UsdM, Cancellation);
        var second = await Trader.ReadTickersAsync(Market.UsdM, Cancellation);

        Assert.Equal(["BTCUSDT", "SOLUSDT"], first.Select(ticker => ticker.Instrument.Symbol));
        Assert.Equal((152.31m, 152.30m, 152.32m), (first[1].Last, first[1].Bid, first[1].Ask));
        Assert.Equal((152.2811m, 940_112_233.5m), (first[1].Mark, first[1].Volume24hUsdt));
        Assert.Equal((64_955m, 8_305_961_234.77m), (second[0].Last, second[0].Volume24hUsdt));
        Assert.Equal(1, _venue.Server.Count("GET", Usdm("/fapi/v1/ticker/24hr")));
        Assert.Equal(6, _venue.Server.Requests.Count);
    }

    [Fact]
    public async Task Key_permissions_are_the_keys_and_not_the_accounts()
    {
        _venue.Server.Answer(Own("sapi_api_restrictions", "spot"));

        var permissions = await Trader.ReadKeyPermissionsAsync(Credentials, Cancellation);

        Assert.Equal(
            new KeyPermissions
            {
                CanRead = true,
                CanTradeSpot = true,
                CanTradeFutures = true,
                CanWithdraw = false,
                CanTransfer = true,
                IpRestricted = true,
                ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(1_710_000_000_000),
            },
            permissions);
    }

    [Fact]
    public async Task Balances_carry_the_moment_of_the_request_and_teach_leverage_once()
    {
        Answer("usdm_account", "usdm_leverage_brackets", "usdm_exchange_info");
        var before = TimeProvider.System.GetUtcNow();

        var reading = await Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation);
        await Trader.ReadBalancesAsync(Credentials, Market.UsdM, Cancellation);

        Assert.Equal(new AssetBalance("USDT", 5120.25m, 4986.70m, -3.75m), reading.Assets[0]);
        Assert.Equal(new AssetBalance("BNB", 0.31m, 0.31m, 0m), reading.Assets[1]);
        Assert.InRange(reading.RequestSentAt, before, TimeProvider.System.GetUtcNow());
        Assert.Equal(1, _venue.Server.Count("GET", Usdm("/fapi/v1/leverageBracket")));
        var instruments = await Trader.ReadInstrumentsAsync(Market.UsdM, Cancellation);
        Assert.Equal([125, 75, 20], instruments.Select(instrument => instrument.MaxLeverage));
    }

    [Fact]
    public async Task Positions_take_leverage_and_margin_mode_from_the_symbols_settings()
    {
        Answer("usdm_positions", "usdm_symbol_config");

        var positions = await Trader.ReadPositionsAsync(Credentials, Market.UsdM, Cancellation);

        Assert.Equal(2, positions.Count);
        var (longSide, shortSide) = (positions[0], positions[1]);
        Assert.Equal((PositionSide.Long, OrderSize.Of(0.040m, SizeUnit.Base), 64_500.20m), (longSide.Side, longSide.Size, longSide.EntryPrice));
        Assert.Equal((20m, MarginMode.Cross), (longSide.Leverage, longSide.MarginMode));
        Assert.Equal((58_210.4m, 15.98706m, 64_899.87654321m), (longSide.LiquidationPrice, longSide.UnrealizedPnl, longSide.MarkPrice));
        Assert.Equal((PositionSide.Short, OrderSize.Of(0.010m, SizeUnit.Base)), (shortSide.Side, shortSide.Size));
        Assert.Null(shortSide.LiquidationPrice);
    }

    [Theory]
    [InlineData("usdm_position_mode_hedge", PositionMode.Hedge)]
    [InlineData("usdm_position_mode_one_way", PositionMode.OneWay)]
    public async Task Position_mode_is_read(string payload, PositionMode expected)
    {
        Answer(payload);

        Assert.Equal(expected, await Trader.ReadPositionModeAsync(Credentials, Market.UsdM, Cancellation));
    }

    [Fact]
    public async Task Settings_that_stand_are_not_set_again()
    {
        Answer("usdm_symbol_config");

        var outcome = await Trader.ApplySettingsAsync(
            Credentials, Some.BinanceUsdM(), new InstrumentSettings(20, MarginMode.Cross), Cancellation);

        Assert.Equal(new SettingOutcome.Applied(new InstrumentSettings(20, MarginMode.Cross)), outcome);
        Assert.DoesNotContain(_venue.Server.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task Settings_are_set_and_read_back()
    {
        Answer("usdm_symbol_config", "usdm_leverage_set", "error_margin_type_unchanged");
        _venue.Server.Answer("GET", Usdm("/fapi/v1/symbolConfig"), """[{"symbol":"BTCUSDT","marginType":"ISOLATED","leverage":7}]""");

        var outcome = await Trader.ApplySettingsAsync(
            Credentials, Some.BinanceUsdM(), new InstrumentSettings(7, MarginMode.Isolated), Cancellation);

        Assert.Equal(new SettingOutcome.Applied(new InstrumentSettings(7, MarginMode.Isolated)), outcome);
        Assert.Equal("ISOLATED", _venue.Server.Last("POST", Usdm("/fapi/v1/marginType")).Parameter("marginType"));
        Assert.Equal("7", _venue.Server.Last("POST", Usdm("/fapi/v1/leverage")).Parameter("leverage"));
    }

    [Fact]
    public async Task Settings_that_a_position_holds_fast_are_refused()
    {
        Answer("usdm_symbol_config", "error_margin_type_position");

        var outcome = await Trader.ApplySettingsAsync(
            Credentials, Some.BinanceUsdM(), new InstrumentSettings(20, MarginMode.Isolated), Cancellation);

        Assert.Equal(
            new SettingOutcome.Refused("-4048", VenueErrorMeaning.Rejected, "Margin type cannot be changed if there exists position."),
            outcome);
    }

    [Fact]
    public async Task Settings_that_read_back_differently_are_not_called_applied()
    {
        Answer("usdm_symbol_config", "usdm_leverage_set");

        var outcome = await Trader.ApplySettingsAsync(
            Credentials, Some.BinanceUsdM(), new InstrumentSettings(7, MarginMode.Cross), Cancellation);

        Assert.IsType<SettingOutcome.Unknown>(outcome);
    }

    [Fact]
    public async Task A_market_order_is_signed_with_its_own_time_and_answers_its_fill()
    {
        Answer("usdm_order_place");

        var outcome = await Trader.PlaceAsync(Credentials, Some.Order(Some.BinanceUsdM()), Cancellation);

        var accepted = Assert.IsType<PlacementOutcome.Accepted>(outcome);
        Assert.Equal("283194212345", accepted.VenueOrderId);
        Assert.Equal(
            new VenueOrder
            {
                VenueOrderId = "283194212345",
                ClientOrderId = Some.ClientId.Value,
                Status = OrderStatus.Filled,
                Filled = OrderSize.Of(0.010m, SizeUnit.Base),
                AveragePrice = 64_901.25m,
                UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_321),
            },
            accepted.Order);
        var request = Assert.Single(_venue.Server.Requests);
        Assert.Empty(request.Query);
        Assert.StartsWith(
            "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&newClientOrderId=wc0123456789abcdefghijklmnop&newOrderRespType=RESULT"
            + "&recvWindow=3000&timestamp=1700000000123&signature=",
            request.Body,
            StringComparison.Ordinal);
        Assert.Equal(VenueUnderTest.PlantedKey, request.Headers["X-MBX-APIKEY"]);
        Assert.False(request.Headers.ContainsKey("traceparent"));
    }

    [Fact]
    public async Task A_limit_order_is_immediate_or_cancel_at_its_bound()
    {
        Answer("usdm_order_place");
        var order = Some.Order(Some.BinanceUsdM()) with { Type = OrderType.LimitIoc, LimitPrice = 64_950.00m };

        await Trader.PlaceAsync(Credentials, order, Cancellation);

        var request = Assert.Single(_venue.Server.Requests);
        Assert.Equal(("LIMIT", "IOC", "64950"), (request.Parameter("type"), request.Parameter("timeInForce"), request.Parameter("price")));
        await Assert.ThrowsAsync<ArgumentException>(() => Trader.PlaceAsync(Credentials, order with { LimitPrice = null }, Cancellation));
    }

    [Theory]
    [InlineData(PositionMode.OneWay, PositionSide.Long, OrderSide.Sell, true, null, "true")]
    [InlineData(PositionMode.OneWay, PositionSide.Long, OrderSide.Buy, false, null, null)]
    [InlineData(PositionMode.Hedge, PositionSide.Long, OrderSide.Sell, true, "LONG", null)]
    [InlineData(PositionMode.Hedge, PositionSide.Short, OrderSide.Sell, false, "SHORT", null)]
    public async Task Hedge_mode_names_the_side_and_one_way_mode_says_reduce_only(
        PositionMode mode, PositionSide position, OrderSide side, bool reduceOnly, string? expectedSide, string? expectedReduceOnly)
    {
        Answer("usdm_order_place");

        await Trader.PlaceAsync(
            Credentials,
            Some.Order(Some.BinanceUsdM()) with { PositionMode = mode, PositionSide = position, Side = side, ReduceOnly = reduceOnly },
            Cancellation);

        var request = Assert.Single(_venue.Server.Requests);
        Assert.Equal(expectedSide, request.Parameter("positionSide"));
        Assert.Equal(expectedReduceOnly, request.Parameter("reduceOnly"));
        Assert.Equal(side == OrderSide.Buy ? "BUY" : "SELL", request.Parameter("side"));
    }

    [Theory]
    [InlineData("error_margin", true, VenueErrorMeaning.InsufficientBalance)]
    [InlineData("error_overload", true, VenueErrorMeaning.Transient)]
    [InlineData("error_clock", true, VenueErrorMeaning.Transient)]
    [InlineData("error_duplicate", false, VenueErrorMeaning.DuplicateClientOrderId)]
    [InlineData("error_backend_timeout", false, VenueErrorMeaning.TimeoutUnknownOutcome)]
    [InlineData("error_unlisted", false, VenueErrorMeaning.Unlisted)]
    public async Task A_refused_order_is_rejected_only_with_proof(string payload, bool isRejected, VenueErrorMeaning meaning)
    {
        Answer(payload);

        var outcome = await Trader.PlaceAsync(Credentials, Some.Order(Some.BinanceUsdM()), Cancellation);

        Assert.Equal(
            (isRejected, meaning),
            outcome.Match<(bool, VenueErrorMeaning?)>(
                _ => throw new InvalidOperationException(), rejected => (true, rejected.Meaning), unknown => (false, unknown.Meaning)));
        Assert.Single(_venue.Server.Requests);
        Assert.Equal(
            payload == "error_unlisted",
            _venue.Measured.Contains("whalecopy.exchanges.unlisted_codes venue=BINANCE operation=POST /fapi/v1/order code=-9999"));
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "{}")]
    [InlineData(200, "{\"orderId\":12,\"status\":\"FIL")]
    [InlineData(200, "<html>maintenance</html>")]
    [InlineData(502, "<html>bad gateway</html>")]
    [InlineData(503, "")]
    public async Task An_answer_that_is_not_understood_is_unknown_and_not_asked_again(int status, string body)
    {
        _venue.Server.Answer("POST", Usdm("/fapi/v1/order"), body, status);

        Assert.IsType<PlacementOutcome.Unknown>(
            await Trader.PlaceAsync(Credentials, Some.Order(Some.BinanceUsdM()), Cancellation));
        Assert.Single(_venue.Server.Requests);
    }

    [Fact]
    public async Task A_state_that_nobody_knows_is_accepted_with_its_id_alone()
    {
        _venue.Server.Answer(
            "POST", Usdm("/fapi/v1/order"), """{"orderId":12,"status":"SOMETHING_NEW","executedQty":"0"}""");

        Assert.Equal(
            new PlacementOutcome.Accepted("12", null),
            await Trader.PlaceAsync(Credentials, Some.Order(Some.BinanceUsdM()), Cancellation));
    }

    [Fact]
    public async Task An_order_is_found_by_our_id_with_its_filled_part()
    {
        Answer("usdm_order_query");

        var found = Assert.IsType<OrderLookup.Found>(
            await Trader.FindOrderAsync(Credentials, Some.BinanceUsdM(), Some.ClientId, Cancellation));

        Assert.Equal((OrderStatus.Expired, 0.004m, 64_900m), (found.Order.Status, found.Order.Filled.Value, found.Order.AveragePrice));
        Assert.True(found.Order.IsFinal);
        var request = _venue.Server.Last("GET", Usdm("/fapi/v1/order"));
        Assert.Equal(Some.ClientId.Value, request.Parameter("origClientOrderId"));
        var signedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_001_500).ToUnixTimeMilliseconds();
        Assert.InRange(long.Parse(request.Parameter("timestamp")!, System.Globalization.CultureInfo.InvariantCulture), signedAt, signedAt + 60_000);
    }

    [Fact]
    public async Task An_unknown_order_is_not_found_and_every_other_failure_is_thrown()
    {
        Answer("error_unknown_order");
        Assert.IsType<OrderLookup.NotFound>(
            await Trader.FindOrderAsync(Credentials, Some.BinanceUsdM(), Some.ClientId, Cancellation));

        _venue.Server.Forget("GET", Usdm("/fapi/v1/order"));
        _venue.Server.Answer("GET", Usdm("/fapi/v1/order"), "<html>", 502);
        var failure = await Assert.ThrowsAsync<VenueException>(
            () => Trader.FindOrderAsync(Credentials, Some.BinanceUsdM(), Some.ClientId, Cancellation));
        Assert.Equal("HTTP 502", failure.Code);
        Assert.Equal(1 + 3, _venue.Server.Count("GET", Usdm("/fapi/v1/order")));
    }

    [Fact]
    public async Task A_rate_limited_read_is_not_repeated_and_says_how_long_to_stay_away()
    {
        Answer("error_rate_limited");

        var failure = await Assert.ThrowsAsync<VenueException>(
            () => Trader.ReadPositionsAsync(Credentials, Market.UsdM, Cancellation));

        Assert.Equal((VenueErrorMeaning.RateLimited, TimeSpan.FromSeconds(11)), (failure.Meaning, failure.RetryAfter));
        Assert.Equal(1, _venue.Server.Count("GET", Usdm("/fapi/v3/positionRisk")));
    }

    [Fact]
    public async Task Cancelling_answers_what_the_venue_says()
    {
        Answer("usdm_order_cancel", "error_cancel_unknown");

        Assert.Equal(
            CancelOutcome.Cancelled, await Trader.CancelAsync(Credentials, Some.BinanceUsdM(), Some.ClientId, Cancellation));
        Assert.Equal(
            CancelOutcome.NotWorking, await Trader.CancelAsync(Credentials, Some.BinanceUsdM(), Some.ClientId, Cancellation));
    }

    [Fact]
    public async Task A_stop_is_a_conditional_order_of_the_copys_own_quantity_on_mark()
    {
        Answer("usdm_algo_place");

        var outcome = await Trader.PlaceProtectionAsync(Credentials, Some.Stop(Some.BinanceUsdM()), Cancellation);

        var accepted = Assert.IsType<PlacementOutcome.Accepted>(outcome);
        Assert.Equal(("7700001234567", OrderStatus.Accepted), (accepted.VenueOrderId, accepted.Order?.Status));
        Assert.StartsWith(
            "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&reduceOnly=true&type=STOP_MARKET&triggerPrice=58000.5&workingType=MARK_PRICE"
            + "&quantity=0.01&clientAlgoId=wc0123456789abcdefghijklmnop&recvWindow=3000&timestamp=1700000000123&signature=",
            Assert.Single(_venue.Server.Requests).Body,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fired_stop_names_the_order_it_became()
    {
        Answer("usdm_algo_query_triggered");

        var found = Assert.IsType<OrderLookup.Found>(
            await Trader.FindProtectionAsync(Credentials, Some.BinanceUsdM(), Some.ClientId, Cancellation));

        Assert.Equal((OrderStatus.Triggered, "283194299999"), (found.Order.Status, found.Order.TriggeredOrderId));
    }

    [Fact]
    public async Task A_stop_is_cancelled_by_our_id()
    {
        Answer("usdm_algo_cancel");

        Assert.Equal(
            CancelOutcome.Cancelled, await Trader.CancelProtectionAsync(Credentials, Some.BinanceUsdM(), Some.ClientId, Cancellation));
        Assert.Equal(Some.ClientId.Value, _venue.Server.Last("DELETE", Usdm("/fapi/v1/algoOrder")).Parameter("clientAlgoId"));
    }

    [Fact]
    public async Task Working_orders_are_plain_and_conditional_ours_and_others()
    {
        Answer("usdm_open_orders", "usdm_algo_open_orders");

        var working = await Trader.ReadWorkingOrdersAsync(Credentials, Market.UsdM, Cancellation);

        Assert.Equal(2, working.Count);
        Assert.Equal(("web_user_1", false, OrderSide.Sell), (working[0].Order.ClientOrderId, working[0].IsConditional, working[0].Side));
        Assert.Equal((Some.ClientId.Value, true, 58_000.50m), (working[1].Order.ClientOrderId, working[1].IsConditional, working[1].TriggerPrice));
    }

    [Fact]
    public async Task Fills_come_oldest_first_with_what_was_paid_above_zero()
    {
        Answer("usdm_fills");

        var from = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
        var fills = await Trader.ReadFillsAsync(Credentials, Some.BinanceUsdM(), from, Cancellation);

        Assert.Equal(["5100000001", "5100000002", "5100000003"], fills.Select(fill => fill.FillId));
        Assert.Equal((0.19470360m, "USDT", PositionSide.Long), (fills[0].Fee, fills[0].FeeAsset, fills[0].PositionSide));
        Assert.Equal((-0.001m, 1.25m, OrderSide.Sell), (fills[2].Fee, fills[2].RealizedPnl, fills[2].Side));
        Assert.Null(fills[2].PositionSide);
        Assert.Equal("1700000000000", _venue.Server.Last("GET", Usdm("/fapi/v1/userTrades")).Parameter("startTime"));
    }

    [Fact]
    public async Task Full_pages_of_fills_are_followed_by_id_to_the_end()
    {
        static string Page(int first, int count) => $"[{string.Join(',', Enumerable.Range(first, count).Select(id =>
            $$"""{"symbol":"BTCUSDT","id":{{id}},"orderId":1,"side":"BUY","price":"1","qty":"1","commission":"0.1","commissionAsset":"USDT","time":{{1_700_000_000_000 + id}},"maker":false}"""))}]";
        _venue.Server
            .Answer("GET", Usdm("/fapi/v1/userTrades"), Page(1, 1000))
            .Answer("GET", Usdm("/fapi/v1/userTrades"), Page(1001, 1000))
            .Answer("GET", Usdm("/fapi/v1/userTrades"), Page(2001, 7));

        var fills = await Trader.ReadFillsAsync(
            Credentials, Some.BinanceUsdM(), DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), Cancellation);

        Assert.Equal(2007, fills.Count);
        Assert.Equal(
            [null, "1001", "2001"],
            _venue.Server.Requests.Where(request => request.Path == Usdm("/fapi/v1/userTrades")).Select(request => request.Parameter("fromId")));
    }

    [Fact]
    public async Task A_transfer_names_both_wallets()
    {
        _venue.Server.Answer(Own("sapi_transfer", "spot"));

        var outcome = await Trader.TransferAsync(
            Credentials, new TransferRequest(Market.Spot, Market.UsdM, "USDT", 25.50m), Cancellation);

        Assert.Equal(new TransferOutcome.Done("200119284411"), outcome);
        var request = _venue.Server.Last("POST", "/binance/spot/sapi/v1/asset/transfer");
        Assert.Equal(
            ("MAIN_UMFUTURE", "USDT", "25.5"), (request.Parameter("type"), request.Parameter("asset"), request.Parameter("amount")));
    }

    [Fact]
    public async Task Key_secret_and_passphrase_are_in_no_log_metric_or_exception()
    {
        Answer("error_margin", "error_cancel_unknown");
        _venue.Server.Answer("GET", Usdm("/fapi/v1/order"), "<html>", 502);

        await Trader.PlaceAsync(Credentials, Some.Order(Some.BinanceUsdM()), Cancellation);
        await Trader.CancelAsync(Credentials, Some.BinanceUsdM(), Some.ClientId, Cancellation);
        var failure = await Assert.ThrowsAsync<VenueException>(
            () => Trader.FindOrderAsync(Credentials, Some.BinanceUsdM(), Some.ClientId, Cancellation));
        var unreachable = await Assert.ThrowsAsync<VenueException>(
            () => Trader.ReadPositionModeAsync(Credentials, Market.UsdM, Cancellation));

        var everything = string.Join(
            '\n', [_venue.Logged.Text, .. _venue.Measured, failure.ToString(), unreachable.ToString(), Credentials.ToString()]);
        Assert.NotEmpty(_venue.Logged.Lines);
        Assert.DoesNotContain("planted", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("signature", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("timestamp=", everything, StringComparison.Ordinal);
    }

    private static string Usdm(string path) => "/binance/usdm" + path;

    private static RecordedPayload Own(string name, string product) =>
        RecordedPayload.Own("binance", name) is var payload ? payload with { Path = $"/binance/{product}{payload.Path}" } : payload;

    private void Answer(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            _venue.Server.Answer(Own(name, "usdm"));
    }
}
