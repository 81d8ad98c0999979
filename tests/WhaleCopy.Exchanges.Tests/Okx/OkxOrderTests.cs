using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Okx;

/// <summary>Orders, stops and fills: the exact bytes that are sent, and what each answer means.</summary>
public sealed class OkxOrderTests : IAsyncLifetime
{
    private const string Order = "/okx/api/v5/trade/order";
    private const string Algo = "/okx/api/v5/trade/order-algo";

    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static VenueCredentials Credentials => VenueUnderTest.Credentials;

    private static InstrumentSpec Swap => Some.Bitcoin(Venue.Okx, Market.UsdM, "BTC-USDT-SWAP", 0.01m);

    private static InstrumentSpec Spot => Some.Bitcoin(Venue.Okx, Market.Spot, "BTC-USDT");

    private static string Id => Some.ClientId.Value;

    private IVenueTrader Trader => _venue.Trader(Venue.Okx);

    public async ValueTask InitializeAsync()
    {
        _venue = await VenueUnderTest.StartAsync();
        Answer("server_time");
    }

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task A_market_order_is_signed_with_its_own_time_and_ends_by_the_venues_clock()
    {
        Answer("order_place");

        var outcome = await Trader.PlaceAsync(Credentials, Some.Order(Swap), Cancellation);

        Assert.Equal(new PlacementOutcome.Accepted("312269865356374016", null), outcome);
        var sent = Assert.Single(_venue.Server.Requests);
        Assert.Equal(
            $$"""{"instId":"BTC-USDT-SWAP","tdMode":"isolated","side":"buy","ordType":"market","sz":"0.01","clOrdId":"{{Id}}"}""", sent.Body);
        Assert.Equal("2023-11-14T22:13:20.123Z", sent.Headers["OK-ACCESS-TIMESTAMP"]);
        Assert.Equal("1700000003123", sent.Headers["expTime"]);
        Assert.Equal(
            (VenueUnderTest.PlantedKey, VenueUnderTest.PlantedPassphrase),
            (sent.Headers["OK-ACCESS-KEY"], sent.Headers["OK-ACCESS-PASSPHRASE"]));
    }

    [Fact]
    public async Task Hedge_mode_names_the_position_and_leaves_reduce_only_out()
    {
        Answer("order_place");
        var close = Some.Order(Swap) with
        {
            Side = OrderSide.Sell,
            PositionMode = PositionMode.Hedge,
            ReduceOnly = true,
            MarginMode = MarginMode.Cross,
            Type = OrderType.LimitIoc,
            LimitPrice = 64_000.50m,
        };

        await Trader.PlaceAsync(Credentials, close, Cancellation);

        Assert.Equal(
            $$"""{"instId":"BTC-USDT-SWAP","tdMode":"cross","side":"sell","posSide":"long","ordType":"ioc","sz":"0.01","px":"64000.5","clOrdId":"{{Id}}"}""",
            _venue.Server.Last("POST", Order).Body);
    }

    [Fact]
    public async Task One_way_mode_says_that_it_may_only_reduce()
    {
        Answer("order_place");

        await Trader.PlaceAsync(Credentials, Some.Order(Swap) with { Side = OrderSide.Sell, ReduceOnly = true }, Cancellation);

        Assert.Contains("\"side\":\"sell\",\"reduceOnly\":true,", _venue.Server.Last("POST", Order).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_goes_with_the_entry()
    {
        Answer("order_place");

        await Trader.PlaceAsync(
            Credentials, Some.Order(Swap) with { AttachedStop = new AttachedStop(new ClientOrderId("wcstop0123456789abcdefghij"), 58_000.50m) }, Cancellation);

        Assert.EndsWith(
            """
            "attachAlgoOrds":[{"attachAlgoClOrdId":"wcstop0123456789abcdefghij","slTriggerPx":"58000.5","slOrdPx":"-1","slTriggerPxType":"mark"}]}
            """,
            _venue.Server.Last("POST", Order).Body,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("account_config", "cash")]
    [InlineData("account_config_margin", "cross")]
    public async Task A_spot_order_is_counted_in_coins_and_paid_as_the_account_pays(string config, string mode)
    {
        Answer("order_place", config);

        await Trader.PlaceAsync(Credentials, Some.Order(Spot), Cancellation);
        await Trader.PlaceAsync(Credentials, Some.Order(Spot), Cancellation);

        Assert.Equal(
            $$"""{"instId":"BTC-USDT","tdMode":"{{mode}}","side":"buy","ordType":"market","sz":"0.01","tgtCcy":"base_ccy","clOrdId":"{{Id}}"}""",
            _venue.Server.Last("POST", Order).Body);
        Assert.Equal(1, _venue.Server.Count("GET", "/okx/api/v5/account/config"));
    }

    [Fact]
    public async Task A_spot_order_whose_account_mode_cannot_be_read_is_proven_not_sent()
    {
        _venue.Server.Answer("GET", "/okx/api/v5/account/config", "", 503);

        var rejected = Assert.IsType<PlacementOutcome.Rejected>(await Trader.PlaceAsync(Credentials, Some.Order(Spot), Cancellation));

        Assert.Equal("NOT_SENT", rejected.Code);
        Assert.Equal(0, _venue.Server.Count("POST", Order));
    }

    [Theory]
    [InlineData("error_margin", VenueErrorMeaning.InsufficientBalance)]
    [InlineData("error_late", VenueErrorMeaning.Rejected)]
    [InlineData("error_rate_limited", VenueErrorMeaning.RateLimited)]
    [InlineData("error_clock", VenueErrorMeaning.Transient)]
    public async Task What_the_vendor_calls_not_executed_is_rejected(string payload, VenueErrorMeaning meaning)
    {
        Answer(payload);

        Assert.Equal(
            meaning, Assert.IsType<PlacementOutcome.Rejected>(await Trader.PlaceAsync(Credentials, Some.Order(Swap), Cancellation)).Meaning);
    }

    [Theory]
    [InlineData("error_duplicate", VenueErrorMeaning.DuplicateClientOrderId)]
    [InlineData("error_timeout", VenueErrorMeaning.TimeoutUnknownOutcome)]
    [InlineData("error_unlisted", VenueErrorMeaning.Unlisted)]
    [InlineData("order_place_without_id", null)]
    public async Task What_proves_nothing_is_unknown(string payload, VenueErrorMeaning? meaning)
    {
        Answer(payload);

        Assert.Equal(
            meaning, Assert.IsType<PlacementOutcome.Unknown>(await Trader.PlaceAsync(Credentials, Some.Order(Swap), Cancellation)).Meaning);
        Assert.Single(_venue.Server.Requests);
    }

    [Theory]
    [InlineData("order_query", OrderStatus.Filled, 2)]
    [InlineData("order_query_partial", OrderStatus.PartiallyFilled, 1)]
    [InlineData("order_query_cancelled", OrderStatus.Cancelled, 0)]
    public async Task An_order_is_found_by_our_id(string payload, OrderStatus status, int filled)
    {
        Answer(payload);

        var order = Assert.IsType<OrderLookup.Found>(await Trader.FindOrderAsync(Credentials, Swap, Some.ClientId, Cancellation)).Order;

        Assert.Equal((status, OrderSize.Of(filled, SizeUnit.Contracts), Id), (order.Status, order.Filled, order.ClientOrderId));
        Assert.Equal(filled == 0, order.AveragePrice is null);
        Assert.Equal($"?instId=BTC-USDT-SWAP&clOrdId={Id}", _venue.Server.Last("GET", Order).Query);
    }

    [Fact]
    public async Task An_unknown_order_is_not_found_and_a_new_word_is_unreadable()
    {
        Answer("error_unknown_order", "order_query_new_state");

        Assert.IsType<OrderLookup.NotFound>(await Trader.FindOrderAsync(Credentials, Swap, Some.ClientId, Cancellation));
        var failure = await Assert.ThrowsAsync<VenueException>(
            () => Trader.FindOrderAsync(Credentials, Swap, Some.ClientId, Cancellation));
        Assert.Equal("unreadable", failure.Code);
    }

    [Theory]
    [InlineData("order_cancel", CancelOutcome.Cancelled)]
    [InlineData("error_cancel_done", CancelOutcome.NotWorking)]
    [InlineData("error_cancel_timeout", CancelOutcome.Unknown)]
    public async Task A_cancellation_ends_in_one_of_three_ways(string payload, CancelOutcome expected)
    {
        Answer(payload);

        Assert.Equal(expected, await Trader.CancelAsync(Credentials, Swap, Some.ClientId, Cancellation));
        Assert.Equal(
            $$"""{"instId":"BTC-USDT-SWAP","clOrdId":"{{Id}}"}""", _venue.Server.Last("POST", "/okx/api/v5/trade/cancel-order").Body);
    }

    [Theory]
    [InlineData(OrderLeg.Stop, "sl")]
    [InlineData(OrderLeg.TakeProfit, "tp")]
    public async Task A_stop_has_the_copys_own_quantity_and_triggers_on_mark(OrderLeg leg, string kind)
    {
        Answer("algo_place");

        Assert.Equal(
            new PlacementOutcome.Accepted("590919993110396111", null),
            await Trader.PlaceProtectionAsync(Credentials, Some.Stop(Swap) with { Leg = leg }, Cancellation));

        var sent = _venue.Server.Last("POST", Algo);
        Assert.Equal(
            $$"""{"instId":"BTC-USDT-SWAP","tdMode":"isolated","side":"sell","reduceOnly":true,"ordType":"conditional","sz":"0.01","{{kind}}TriggerPx":"58000.5","{{kind}}OrdPx":"-1","{{kind}}TriggerPxType":"mark","algoClOrdId":"{{Id}}"}""",
            sent.Body);
        Assert.DoesNotContain("expTime", sent.Headers.Keys);
    }

    [Fact]
    public async Task A_stop_on_the_wrong_side_is_refused_under_a_code_of_success()
    {
        Answer("error_algo_side");

        Assert.Equal(
            "51280",
            Assert.IsType<PlacementOutcome.Rejected>(await Trader.PlaceProtectionAsync(Credentials, Some.Stop(Swap), Cancellation)).Code);
    }

    [Theory]
    [InlineData("algo_query_live", OrderStatus.Accepted, null)]
    [InlineData("algo_query_effective", OrderStatus.Triggered, "312269865356374999")]
    [InlineData("algo_query_failed", OrderStatus.Rejected, null)]
    public async Task A_stop_is_found_by_our_id_with_the_order_it_became(string payload, OrderStatus status, string? triggered)
    {
        Answer(payload);

        var order = Assert.IsType<OrderLookup.Found>(
            await Trader.FindProtectionAsync(Credentials, Swap, Some.ClientId, Cancellation)).Order;

        Assert.Equal((status, triggered, "590919993110396111"), (order.Status, order.TriggeredOrderId, order.VenueOrderId));
        Assert.Equal($"?algoClOrdId={Id}", _venue.Server.Last("GET", Algo).Query);
    }

    [Fact]
    public async Task A_stop_is_cancelled_by_our_id_in_an_array()
    {
        Answer("algo_cancel");

        Assert.Equal(CancelOutcome.Cancelled, await Trader.CancelProtectionAsync(Credentials, Swap, Some.ClientId, Cancellation));
        Assert.Equal(
            $$"""[{"instId":"BTC-USDT-SWAP","algoClOrdId":"{{Id}}"}]""", _venue.Server.Last("POST", "/okx/api/v5/trade/cancel-algos").Body);
    }

    [Fact]
    public async Task Working_orders_are_plain_and_of_all_three_conditional_kinds()
    {
        Answer("orders_pending", "algos_pending", "algos_pending_none");

        var working = await Trader.ReadWorkingOrdersAsync(Credentials, Market.UsdM, Cancellation);

        Assert.Equal(["SOLUSDT", "BTCUSDT"], working.Select(order => order.Instrument.Symbol));
        Assert.Equal((true, 58_000.5m, OrderSide.Sell, Id), (working[1].IsConditional, working[1].TriggerPrice, working[1].Side, working[1].Order.ClientOrderId));
        Assert.Equal(
            ["conditional,oco", "move_order_stop", "trigger"],
            _venue.Server.Requests.Select(request => request.Parameter("ordType")).OfType<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Fills_come_oldest_first_with_what_was_paid_above_zero()
    {
        _venue.Server.Answer(RecordedPayload.Own("okx", "fills") with { Path = "/okx/api/v5/trade/fills-history" });

        var from = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
        var fills = await Trader.ReadFillsAsync(Credentials, Swap, from, Cancellation);

        Assert.Equal(["680800019754098688", "680800019754098689", "680800019754098690"], fills.Select(fill => fill.FillId));
        Assert.Equal((0.1947m, "USDT", PositionSide.Long, Id), (fills[0].Fee, fills[0].FeeAsset, fills[0].PositionSide, fills[0].ClientOrderId));
        Assert.Equal((-0.001m, 1.25m, OrderSide.Sell), (fills[2].Fee, fills[2].RealizedPnl, fills[2].Side));
        Assert.Null(fills[2].PositionSide);
        Assert.Null(fills[2].ClientOrderId);
        Assert.Equal(
            "?instType=SWAP&instId=BTC-USDT-SWAP&begin=1700000000000&limit=100",
            _venue.Server.Last("GET", "/okx/api/v5/trade/fills-history").Query);
    }

    [Fact]
    public async Task Full_pages_of_fills_are_followed_by_id_to_the_end()
    {
        static string Page(int first, int count) => $$"""{"code":"0","msg":"","data":[{{string.Join(',', Enumerable.Range(0, count).Select(i =>
            $$"""{"instId":"BTC-USDT-SWAP","billId":"{{first - i}}","ordId":"1","side":"buy","posSide":"net","fillPx":"1","fillSz":"1","fee":"-0.1","feeCcy":"USDT","ts":"{{1_700_000_000_000 + first - i}}"}"""))}}]}""";
        const string Fills = "/okx/api/v5/trade/fills-history";
        _venue.Server.Answer("GET", Fills, Page(1207, 100)).Answer("GET", Fills, Page(1107, 100)).Answer("GET", Fills, Page(1007, 7));

        var fills = await Trader.ReadFillsAsync(Credentials, Swap, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), Cancellation);

        Assert.Equal(207, fills.Count);
        Assert.Equal([null, "1108", "1008"], _venue.Server.Requests.Where(request => request.Path == Fills).Select(request => request.Parameter("after")));
    }

    [Fact]
    public async Task Key_secret_and_passphrase_are_in_no_log_metric_or_exception()
    {
        Answer("error_margin", "error_cancel_timeout");
        _venue.Server.Answer("GET", Order, "<html>", 502);

        await Trader.PlaceAsync(Credentials, Some.Order(Swap), Cancellation);
        await Trader.CancelAsync(Credentials, Swap, Some.ClientId, Cancellation);
        var failure = await Assert.ThrowsAsync<VenueException>(
            () => Trader.FindOrderAsync(Credentials, Swap, Some.ClientId, Cancellation));
        var unreachable = await Assert.ThrowsAsync<VenueException>(
            () => Trader.ReadPositionModeAsync(Credentials, Market.UsdM, Cancellation));

        var everything = string.Join(
            '\n', [_venue.Logged.Text, .. _venue.Measured, failure.ToString(), unreachable.ToString(), Credentials.ToString()]);
        Assert.NotEmpty(_venue.Logged.Lines);
        Assert.DoesNotContain("planted", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("OK-ACCESS", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("clOrdId", everything, StringComparison.Ordinal);
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
