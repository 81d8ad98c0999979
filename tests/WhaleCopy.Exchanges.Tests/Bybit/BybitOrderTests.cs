using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Bybit;

/// <summary>Orders, stops and fills: the exact bytes that are sent, and what each answer means.</summary>
public sealed class BybitOrderTests : IAsyncLifetime
{
    private const string Create = "/bybit/v5/order/create";
    private const string Realtime = "/bybit/v5/order/realtime";
    private const string OrderId = "fd4300ae-7847-404e-b947-b46980a4d140";

    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static VenueCredentials Credentials => VenueUnderTest.Credentials;

    private static InstrumentSpec Perpetual => Some.Bitcoin(Venue.Bybit, Market.UsdM, "BTCUSDT");

    private static InstrumentSpec Spot => Some.Bitcoin(Venue.Bybit, Market.Spot, "BTCUSDT");

    private static string Id => Some.ClientId.Value;

    private IVenueTrader Trader => _venue.Trader(Venue.Bybit);

    public async ValueTask InitializeAsync()
    {
        _venue = await VenueUnderTest.StartAsync();
        Answer("server_time");
    }

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task A_market_order_is_signed_with_its_own_time_and_window()
    {
        Answer("order_create");

        Assert.Equal(
            new PlacementOutcome.Accepted(OrderId, null), await Trader.PlaceAsync(Credentials, Some.Order(Perpetual), Cancellation));

        var sent = Assert.Single(_venue.Server.Requests);
        Assert.Equal(
            $$"""{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Market","qty":"0.01","positionIdx":0,"orderLinkId":"{{Id}}"}""",
            sent.Body);
        Assert.Equal(("1700000000123", "3000"), (sent.Headers["X-BAPI-TIMESTAMP"], sent.Headers["X-BAPI-RECV-WINDOW"]));
    }

    [Theory]
    [InlineData(PositionSide.Long, OrderSide.Sell, 1)]
    [InlineData(PositionSide.Short, OrderSide.Buy, 2)]
    public async Task A_close_in_hedge_mode_keeps_the_positions_index(PositionSide position, OrderSide side, int index)
    {
        Answer("order_create");
        var close = Some.Order(Perpetual) with
        {
            Side = side,
            PositionSide = position,
            PositionMode = PositionMode.Hedge,
            ReduceOnly = true,
            Type = OrderType.LimitIoc,
            LimitPrice = 64_000.50m,
        };

        await Trader.PlaceAsync(Credentials, close, Cancellation);

        Assert.Equal(
            $$"""{"category":"linear","symbol":"BTCUSDT","side":"{{side}}","orderType":"Limit","qty":"0.01","price":"64000.5","timeInForce":"IOC","positionIdx":{{index}},"reduceOnly":true,"orderLinkId":"{{Id}}"}""",
            _venue.Server.Last("POST", Create).Body);
    }

    [Fact]
    public async Task A_spot_order_is_counted_in_coins()
    {
        Answer("order_create");

        await Trader.PlaceAsync(Credentials, Some.Order(Spot), Cancellation);

        Assert.Equal(
            $$"""{"category":"spot","symbol":"BTCUSDT","side":"Buy","orderType":"Market","qty":"0.01","marketUnit":"baseCoin","orderLinkId":"{{Id}}"}""",
            _venue.Server.Last("POST", Create).Body);
    }

    [Theory]
    [InlineData("error_balance", VenueErrorMeaning.InsufficientBalance)]
    [InlineData("error_qty", VenueErrorMeaning.InvalidSize)]
    [InlineData("error_notional", VenueErrorMeaning.InvalidSize)]
    [InlineData("error_position_index", VenueErrorMeaning.Rejected)]
    [InlineData("error_reduce_only", VenueErrorMeaning.Rejected)]
    [InlineData("error_rate_limited", VenueErrorMeaning.RateLimited)]
    [InlineData("error_clock", VenueErrorMeaning.Transient)]
    public async Task What_the_vendor_calls_not_executed_is_rejected(string payload, VenueErrorMeaning meaning)
    {
        Answer(payload);

        Assert.Equal(
            meaning,
            Assert.IsType<PlacementOutcome.Rejected>(await Trader.PlaceAsync(Credentials, Some.Order(Perpetual), Cancellation)).Meaning);
    }

    [Theory]
    [InlineData("error_duplicate", VenueErrorMeaning.DuplicateClientOrderId)]
    [InlineData("error_timeout", VenueErrorMeaning.TimeoutUnknownOutcome)]
    [InlineData("error_unlisted", VenueErrorMeaning.Unlisted)]
    public async Task What_proves_nothing_is_unknown(string payload, VenueErrorMeaning meaning)
    {
        Answer(payload);

        Assert.Equal(
            meaning,
            Assert.IsType<PlacementOutcome.Unknown>(await Trader.PlaceAsync(Credentials, Some.Order(Perpetual), Cancellation)).Meaning);
        Assert.Single(_venue.Server.Requests);
    }

    [Theory]
    [InlineData("order_filled", OrderStatus.Filled, "0.01", "64901.25")]
    [InlineData("order_partial", OrderStatus.PartiallyFilled, "0.004", "64900")]
    [InlineData("order_cancelled_in_part", OrderStatus.Cancelled, "0.004", "64900")]
    [InlineData("order_rejected", OrderStatus.Rejected, "0", null)]
    public async Task An_order_is_found_by_our_id(string payload, OrderStatus status, string filled, string? price)
    {
        Answer(payload);

        var order = Assert.IsType<OrderLookup.Found>(await Trader.FindOrderAsync(Credentials, Perpetual, Some.ClientId, Cancellation)).Order;

        Assert.Equal(
            (status, decimal.Parse(filled, System.Globalization.CultureInfo.InvariantCulture), Id),
            (order.Status, order.Filled.Value, order.ClientOrderId));
        Assert.Equal(price is null ? null : decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture), order.AveragePrice);
        Assert.Equal($"?category=linear&symbol=BTCUSDT&orderLinkId={Id}", _venue.Server.Last("GET", Realtime).Query);
    }

    [Fact]
    public async Task An_order_that_left_the_working_list_is_found_in_the_history_and_nowhere_is_not_found()
    {
        Answer("order_none", "order_history", "order_history_none");

        Assert.Equal(
            OrderStatus.Cancelled,
            Assert.IsType<OrderLookup.Found>(await Trader.FindOrderAsync(Credentials, Perpetual, Some.ClientId, Cancellation)).Order.Status);
        Assert.IsType<OrderLookup.NotFound>(await Trader.FindOrderAsync(Credentials, Perpetual, Some.ClientId, Cancellation));
    }

    [Fact]
    public async Task A_word_that_is_not_known_is_unreadable()
    {
        Answer("order_new_status");

        var failure = await Assert.ThrowsAsync<VenueException>(
            () => Trader.FindOrderAsync(Credentials, Perpetual, Some.ClientId, Cancellation));
        Assert.Equal("unreadable", failure.Code);
    }

    [Theory]
    [InlineData("order_cancel", CancelOutcome.Cancelled)]
    [InlineData("error_cancel_gone", CancelOutcome.NotWorking)]
    [InlineData("error_cancel_timeout", CancelOutcome.Unknown)]
    public async Task A_cancellation_ends_in_one_of_three_ways(string payload, CancelOutcome expected)
    {
        Answer(payload);

        Assert.Equal(expected, await Trader.CancelAsync(Credentials, Perpetual, Some.ClientId, Cancellation));
        Assert.Equal(
            $$"""{"category":"linear","symbol":"BTCUSDT","orderLinkId":"{{Id}}"}""", _venue.Server.Last("POST", "/bybit/v5/order/cancel").Body);
    }

    [Theory]
    [InlineData(OrderLeg.Stop, PositionSide.Long, "Sell", 2)]
    [InlineData(OrderLeg.TakeProfit, PositionSide.Long, "Sell", 1)]
    [InlineData(OrderLeg.Stop, PositionSide.Short, "Buy", 1)]
    [InlineData(OrderLeg.TakeProfit, PositionSide.Short, "Buy", 2)]
    public async Task A_stop_is_a_conditional_order_of_the_copys_own_quantity(OrderLeg leg, PositionSide position, string side, int direction)
    {
        Answer("order_create");

        await Trader.PlaceProtectionAsync(Credentials, Some.Stop(Perpetual) with { Leg = leg, PositionSide = position }, Cancellation);

        Assert.Equal(
            $$"""{"category":"linear","symbol":"BTCUSDT","side":"{{side}}","orderType":"Market","qty":"0.01","triggerPrice":"58000.5","triggerDirection":{{direction}},"triggerBy":"MarkPrice","positionIdx":0,"reduceOnly":true,"orderLinkId":"{{Id}}"}""",
            _venue.Server.Last("POST", Create).Body);
    }

    [Theory]
    [InlineData(OrderLeg.Stop, "58000.5")]
    [InlineData(OrderLeg.Stop, "57000")]
    [InlineData(OrderLeg.TakeProfit, "59000")]
    public async Task A_spot_stop_whose_trigger_was_passed_is_not_sent(OrderLeg leg, string last)
    {
        _venue.Server.Answer(
            "GET",
            "/bybit/v5/market/tickers",
            RecordedPayload.Own("bybit", "ticker_spot").Response.Replace("64900.60", last, StringComparison.Ordinal));

        var rejected = Assert.IsType<PlacementOutcome.Rejected>(
            await Trader.PlaceProtectionAsync(Credentials, Some.Stop(Spot) with { Leg = leg }, Cancellation));

        Assert.Equal("TRIGGER_PASSED", rejected.Code);
        Assert.Equal(0, _venue.Server.Count("POST", Create));
    }

    [Fact]
    public async Task A_spot_stop_without_a_price_to_compare_is_proven_not_sent()
    {
        _venue.Server.Answer("GET", "/bybit/v5/market/tickers", "", 503);

        var rejected = Assert.IsType<PlacementOutcome.Rejected>(
            await Trader.PlaceProtectionAsync(Credentials, Some.Stop(Spot), Cancellation));

        Assert.Equal("NOT_SENT", rejected.Code);
    }

    [Theory]
    [InlineData("""{"retCode":0,"retMsg":"OK","result":null}""")]
    [InlineData("""{"retCode":0,"retMsg":"OK","result":{"orderId":""}}""")]
    [InlineData("""{"retCode":0,"retMsg":"OK","result":{}}""")]
    public async Task An_answer_that_names_no_order_is_unknown(string body)
    {
        _venue.Server.Answer("POST", Create, body);

        Assert.IsType<PlacementOutcome.Unknown>(await Trader.PlaceAsync(Credentials, Some.Order(Perpetual), Cancellation));
    }

    [Fact]
    public async Task A_spot_stop_locks_its_coins_and_is_asked_for_as_that()
    {
        Answer("ticker_spot", "order_create", "order_none", "order_history_none", "order_cancel");

        await Trader.PlaceProtectionAsync(Credentials, Some.Stop(Spot), Cancellation);
        await Trader.FindProtectionAsync(Credentials, Spot, Some.ClientId, Cancellation);
        await Trader.CancelProtectionAsync(Credentials, Spot, Some.ClientId, Cancellation);

        Assert.Equal(
            $$"""{"category":"spot","symbol":"BTCUSDT","side":"Sell","orderType":"Market","qty":"0.01","triggerPrice":"58000.5","marketUnit":"baseCoin","orderFilter":"tpslOrder","orderLinkId":"{{Id}}"}""",
            _venue.Server.Last("POST", Create).Body);
        Assert.Equal("tpslOrder", _venue.Server.Last("GET", Realtime).Parameter("orderFilter"));
        Assert.EndsWith("\"orderFilter\":\"tpslOrder\"}", _venue.Server.Last("POST", "/bybit/v5/order/cancel").Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stop_waiting", OrderStatus.Accepted)]
    [InlineData("stop_deactivated", OrderStatus.Cancelled)]
    [InlineData("order_filled", OrderStatus.Filled)]
    public async Task A_stop_is_found_by_our_id_and_becomes_its_own_order(string payload, OrderStatus status)
    {
        Answer(payload);

        var order = Assert.IsType<OrderLookup.Found>(
            await Trader.FindProtectionAsync(Credentials, Perpetual, Some.ClientId, Cancellation)).Order;

        Assert.Equal((status, OrderId, null), (order.Status, order.VenueOrderId, order.TriggeredOrderId));
    }

    [Fact]
    public async Task Working_orders_of_all_pages_plain_and_conditional_without_the_done_ones()
    {
        Answer("orders_open_first", "orders_open_last");

        var working = await Trader.ReadWorkingOrdersAsync(Credentials, Market.UsdM, Cancellation);

        Assert.Equal([("SOLUSDT", false), ("BTCUSDT", true)], working.Select(order => (order.Instrument.Symbol, order.IsConditional)));
        Assert.Equal((58_000.5m, OrderSide.Sell), (working[1].TriggerPrice, working[1].Side));
        Assert.Equal("?category=linear&settleCoin=USDT&openOnly=0&limit=50&cursor=page_args%3Da1%26", _venue.Server.Requests[^1].Query);
    }

    [Fact]
    public async Task Spot_lists_are_asked_for_one_by_one()
    {
        Answer("orders_open_spot");

        Assert.Single(await Trader.ReadWorkingOrdersAsync(Credentials, Market.Spot, Cancellation));
        Assert.Equal(
            ["Order", "StopOrder", "tpslOrder"],
            _venue.Server.Requests.Select(request => request.Parameter("orderFilter")).OfType<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Fills_of_all_pages_come_oldest_first_without_funding()
    {
        Answer("executions_first", "executions_last");
        var from = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

        var fills = await Trader.ReadFillsAsync(Credentials, Perpetual, from, Cancellation);

        Assert.Equal(["e1", "e2", "e3"], fills.Select(fill => fill.FillId));
        Assert.Equal((0.1947m, "USDT", Id), (fills[0].Fee, fills[0].FeeAsset, fills[0].ClientOrderId));
        Assert.Equal((-0.001m, 1.25m, OrderSide.Sell), (fills[2].Fee, fills[2].RealizedPnl, fills[2].Side));
        Assert.Null(fills[2].ClientOrderId);
    }

    [Fact]
    public async Task A_spot_fee_is_taken_in_what_was_bought()
    {
        Answer("executions_spot");

        var fill = Assert.Single(await Trader.ReadFillsAsync(
            Credentials, Spot, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), Cancellation));

        Assert.Equal((0.00001m, "BTC"), (fill.Fee, fill.FeeAsset));
    }

    [Fact]
    public async Task Key_and_secret_are_in_no_log_metric_or_exception()
    {
        Answer("error_balance", "error_cancel_timeout");
        _venue.Server.Answer("GET", Realtime, "<html>", 502);

        await Trader.PlaceAsync(Credentials, Some.Order(Perpetual), Cancellation);
        await Trader.CancelAsync(Credentials, Perpetual, Some.ClientId, Cancellation);
        var failure = await Assert.ThrowsAsync<VenueException>(
            () => Trader.FindOrderAsync(Credentials, Perpetual, Some.ClientId, Cancellation));

        var everything = string.Join('\n', [_venue.Logged.Text, .. _venue.Measured, failure.ToString(), Credentials.ToString()]);
        Assert.NotEmpty(_venue.Logged.Lines);
        Assert.DoesNotContain("planted", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("X-BAPI", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("orderLinkId", everything, StringComparison.Ordinal);
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
