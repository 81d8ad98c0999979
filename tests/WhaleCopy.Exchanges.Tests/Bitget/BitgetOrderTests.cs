using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Bitget;

/// <summary>Orders, stops and fills: the exact bytes that are sent, and what each answer means.</summary>
public sealed class BitgetOrderTests : IAsyncLifetime
{
    private const string Orders = "/bitget/api/v2/mix/order/";
    private const string Place = Orders + "place-order";
    private const string Head = """{"symbol":"BTCUSDT","productType":"USDT-FUTURES","marginCoin":"USDT",""";

    private VenueUnderTest _venue = null!; // set before each test

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static VenueCredentials Credentials => VenueUnderTest.Credentials;

    private static InstrumentSpec Future => Some.Bitcoin(Venue.Bitget, Market.UsdM, "BTCUSDT");

    private static string Id => Some.ClientId.Value;

    private IVenueTrader Trader => _venue.Trader(Venue.Bitget);

    public async ValueTask InitializeAsync()
    {
        _venue = await VenueUnderTest.StartAsync();
        Answer("server_time");
    }

    public ValueTask DisposeAsync() => _venue.DisposeAsync();

    [Fact]
    public async Task A_market_order_is_signed_with_its_own_time()
    {
        Answer("order_place");

        Assert.Equal(
            new PlacementOutcome.Accepted("1112223334445556667", null),
            await Trader.PlaceAsync(Credentials, Some.Order(Future), Cancellation));

        var sent = Assert.Single(_venue.Server.Requests);
        Assert.Equal(
            $$"""{{Head}}"marginMode":"isolated","size":"0.01","side":"buy","orderType":"market","clientOid":"{{Id}}"}""", sent.Body);
        Assert.Equal("1700000000123", sent.Headers["ACCESS-TIMESTAMP"]);
    }

    // The trap of hedge mode: the side is the position's, also when it is closed.
    [Theory]
    [InlineData(PositionSide.Long, OrderSide.Buy, "buy", "open")]
    [InlineData(PositionSide.Long, OrderSide.Sell, "buy", "close")]
    [InlineData(PositionSide.Short, OrderSide.Sell, "sell", "open")]
    [InlineData(PositionSide.Short, OrderSide.Buy, "sell", "close")]
    public async Task In_hedge_mode_the_side_is_the_positions(PositionSide position, OrderSide side, string sent, string trade)
    {
        Answer("order_place");

        await Trader.PlaceAsync(
            Credentials,
            Some.Order(Future) with
            {
                Side = side,
                PositionSide = position,
                PositionMode = PositionMode.Hedge,
                ReduceOnly = trade == "close",
                MarginMode = MarginMode.Cross,
                Type = OrderType.LimitIoc,
                LimitPrice = 64_000.50m,
            },
            Cancellation);

        Assert.Equal(
            $$"""{{Head}}"marginMode":"crossed","size":"0.01","side":"{{sent}}","tradeSide":"{{trade}}","orderType":"limit","price":"64000.5","force":"ioc","clientOid":"{{Id}}"}""",
            _venue.Server.Last("POST", Place).Body);
    }

    [Fact]
    public async Task In_one_way_mode_a_close_says_that_it_may_only_reduce()
    {
        Answer("order_place");

        await Trader.PlaceAsync(Credentials, Some.Order(Future) with { Side = OrderSide.Sell, ReduceOnly = true }, Cancellation);

        Assert.Contains("\"side\":\"sell\",\"reduceOnly\":\"YES\",", _venue.Server.Last("POST", Place).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coin_contract_is_margined_in_its_coin()
    {
        Answer("order_place");

        await Trader.PlaceAsync(Credentials, Some.Order(Some.Bitcoin(Venue.Bitget, Market.CoinM, "BTCUSD")), Cancellation);

        Assert.StartsWith(
            """{"symbol":"BTCUSD","productType":"COIN-FUTURES","marginCoin":"BTC",""", _venue.Server.Last("POST", Place).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error_balance", VenueErrorMeaning.InsufficientBalance)]
    [InlineData("error_size", VenueErrorMeaning.InvalidSize)]
    [InlineData("error_mode", VenueErrorMeaning.Rejected)]
    [InlineData("error_no_position", VenueErrorMeaning.Rejected)]
    [InlineData("error_maintenance", VenueErrorMeaning.MarketClosed)]
    [InlineData("error_rate_limited", VenueErrorMeaning.RateLimited)]
    [InlineData("error_clock", VenueErrorMeaning.Transient)]
    public async Task What_the_vendor_calls_not_executed_is_rejected(string payload, VenueErrorMeaning meaning)
    {
        Answer(payload);

        Assert.Equal(
            meaning, Assert.IsType<PlacementOutcome.Rejected>(await Trader.PlaceAsync(Credentials, Some.Order(Future), Cancellation)).Meaning);
    }

    [Theory]
    [InlineData("error_duplicate", VenueErrorMeaning.DuplicateClientOrderId)]
    [InlineData("error_timeout", VenueErrorMeaning.TimeoutUnknownOutcome)]
    [InlineData("error_service", VenueErrorMeaning.TimeoutUnknownOutcome)]
    [InlineData("error_unlisted", VenueErrorMeaning.Unlisted)]
    [InlineData("order_place_without_id", null)]
    [InlineData("order_place_without_data", null)]
    public async Task What_proves_nothing_is_unknown(string payload, VenueErrorMeaning? meaning)
    {
        Answer(payload);

        Assert.Equal(
            meaning, Assert.IsType<PlacementOutcome.Unknown>(await Trader.PlaceAsync(Credentials, Some.Order(Future), Cancellation)).Meaning);
        Assert.Single(_venue.Server.Requests);
    }

    [Theory]
    [InlineData("order_filled", OrderStatus.Filled, "0.01")]
    [InlineData("order_partial", OrderStatus.PartiallyFilled, "0.004")]
    [InlineData("order_cancelled", OrderStatus.Cancelled, "0")]
    [InlineData("order_live", OrderStatus.Accepted, "0")]
    public async Task An_order_is_found_by_our_id(string payload, OrderStatus status, string filled)
    {
        Answer(payload);

        var order = Assert.IsType<OrderLookup.Found>(await Trader.FindOrderAsync(Credentials, Future, Some.ClientId, Cancellation)).Order;

        Assert.Equal(
            (status, decimal.Parse(filled, System.Globalization.CultureInfo.InvariantCulture), Id),
            (order.Status, order.Filled.Value, order.ClientOrderId));
        Assert.Equal(filled == "0", order.AveragePrice is null);
        Assert.Equal(
            $"?clientOid={Id}&productType=USDT-FUTURES&symbol=BTCUSDT", _venue.Server.Last("GET", Orders + "detail").Query);
    }

    [Fact]
    public async Task An_unknown_order_is_not_found_and_a_new_word_is_unreadable()
    {
        _venue.Server.Answer(RecordedPayload.Own("bitget", "error_unknown_order") with { Method = "GET", Path = Orders + "detail" });
        Answer("order_new_state");

        Assert.IsType<OrderLookup.NotFound>(await Trader.FindOrderAsync(Credentials, Future, Some.ClientId, Cancellation));
        var failure = await Assert.ThrowsAsync<VenueException>(
            () => Trader.FindOrderAsync(Credentials, Future, Some.ClientId, Cancellation));
        Assert.Equal("unreadable", failure.Code);
    }

    [Theory]
    [InlineData("order_cancel", CancelOutcome.Cancelled)]
    [InlineData("error_cancel_gone", CancelOutcome.NotWorking)]
    [InlineData("error_cancel_timeout", CancelOutcome.Unknown)]
    public async Task A_cancellation_ends_in_one_of_three_ways(string payload, CancelOutcome expected)
    {
        Answer(payload);

        Assert.Equal(expected, await Trader.CancelAsync(Credentials, Future, Some.ClientId, Cancellation));
        Assert.Equal($$"""{{Head}}"clientOid":"{{Id}}"}""", _venue.Server.Last("POST", Orders + "cancel-order").Body);
    }

    [Theory]
    [InlineData(OrderLeg.Stop, PositionMode.OneWay, PositionSide.Long, "loss_plan", "buy")]
    [InlineData(OrderLeg.Stop, PositionMode.OneWay, PositionSide.Short, "loss_plan", "sell")]
    [InlineData(OrderLeg.TakeProfit, PositionMode.Hedge, PositionSide.Long, "profit_plan", "long")]
    [InlineData(OrderLeg.Stop, PositionMode.Hedge, PositionSide.Short, "loss_plan", "short")]
    public async Task A_stop_has_the_copys_own_quantity_and_triggers_on_mark(
        OrderLeg leg, PositionMode mode, PositionSide position, string plan, string hold)
    {
        Answer("stop_place");

        Assert.Equal(
            new PlacementOutcome.Accepted("990001", null),
            await Trader.PlaceProtectionAsync(
                Credentials, Some.Stop(Future) with { Leg = leg, PositionMode = mode, PositionSide = position }, Cancellation));
        Assert.Equal(
            $$"""{{Head}}"planType":"{{plan}}","triggerPrice":"58000.5","triggerType":"mark_price","executePrice":"0","holdSide":"{{hold}}","size":"0.01","clientOid":"{{Id}}"}""",
            _venue.Server.Last("POST", Orders + "place-tpsl-order").Body);
    }

    [Fact]
    public async Task A_stop_on_the_wrong_side_is_refused()
    {
        Answer("error_stop_side");

        Assert.Equal(
            "40836",
            Assert.IsType<PlacementOutcome.Rejected>(await Trader.PlaceProtectionAsync(Credentials, Some.Stop(Future), Cancellation)).Code);
    }

    [Theory]
    [InlineData("plans_history_executed", OrderStatus.Triggered, "1112223334445559999")]
    [InlineData("plans_history_cancelled", OrderStatus.Cancelled, null)]
    [InlineData("plans_history_failed", OrderStatus.Rejected, null)]
    public async Task A_stop_that_waits_no_more_is_found_in_the_history(string payload, OrderStatus status, string? triggered)
    {
        Answer("plans_none", payload);

        var order = Assert.IsType<OrderLookup.Found>(
            await Trader.FindProtectionAsync(Credentials, Future, Some.ClientId, Cancellation)).Order;

        Assert.Equal((status, triggered, "990001"), (order.Status, order.TriggeredOrderId, order.VenueOrderId));
        Assert.Equal(
            $"?clientOid={Id}&planType=profit_loss&productType=USDT-FUTURES&symbol=BTCUSDT",
            _venue.Server.Last("GET", Orders + "orders-plan-history").Query);
    }

    [Theory]
    [InlineData("plan_cancelled", CancelOutcome.Cancelled)]
    [InlineData("plan_cancel_gone", CancelOutcome.NotWorking)]
    [InlineData("plan_cancel_refused", CancelOutcome.Unknown)]
    public async Task A_waiting_stop_is_cancelled_with_its_plan_type_and_both_ids(string payload, CancelOutcome expected)
    {
        Answer("plans_live", payload);

        Assert.Equal(expected, await Trader.CancelProtectionAsync(Credentials, Future, Some.ClientId, Cancellation));
        Assert.Equal(
            $$"""{{Head}}"planType":"profit_loss","orderIdList":[{"orderId":"990001","clientOid":"{{Id}}"}]}""",
            _venue.Server.Last("POST", Orders + "cancel-plan-order").Body);
    }

    [Fact]
    public async Task A_stop_that_does_not_wait_is_not_cancelled_and_one_that_cannot_be_looked_up_is_unknown()
    {
        Answer("plans_none", "plans_history_none");
        Assert.Equal(CancelOutcome.NotWorking, await Trader.CancelProtectionAsync(Credentials, Future, Some.ClientId, Cancellation));

        _venue.Server.Forget("GET", Orders + "orders-plan-pending");
        _venue.Server.Answer("GET", Orders + "orders-plan-pending", "", 503);
        Assert.Equal(CancelOutcome.Unknown, await Trader.CancelProtectionAsync(Credentials, Future, Some.ClientId, Cancellation));
        Assert.Equal(0, _venue.Server.Count("POST", Orders + "cancel-plan-order"));
    }

    [Fact]
    public async Task Working_orders_are_plain_and_of_all_three_kinds_of_plans()
    {
        Answer("orders_pending", "plans_live", "plans_none");

        var working = await Trader.ReadWorkingOrdersAsync(Credentials, Market.UsdM, Cancellation);

        Assert.Equal([("SOLUSDT", false), ("BTCUSDT", true)], working.Select(order => (order.Instrument.Symbol, order.IsConditional)));

        // Closing a short, written as "sell" in hedge mode, buys.
        Assert.Equal((OrderSide.Buy, "web-1"), (working[0].Side, working[0].Order.ClientOrderId));
        Assert.Equal((OrderSide.Sell, 58_000.5m, Id), (working[1].Side, working[1].TriggerPrice, working[1].Order.ClientOrderId));
        Assert.Equal(
            ["normal_plan", "profit_loss", "track_plan"],
            _venue.Server.Requests.Select(request => request.Parameter("planType")).OfType<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Null_in_place_of_a_list_is_an_empty_one()
    {
        Answer("orders_pending_none", "plans_none", "fills_none");

        Assert.Empty(await Trader.ReadWorkingOrdersAsync(Credentials, Market.UsdM, Cancellation));
        Assert.Empty(await Trader.ReadFillsAsync(Credentials, Future, Some.SignedAt, Cancellation));
    }

    [Fact]
    public async Task Fills_come_oldest_first_with_what_was_paid_above_zero()
    {
        Answer("fills");

        var fills = await Trader.ReadFillsAsync(Credentials, Future, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), Cancellation);

        Assert.Equal(["t1", "t2", "t3", "t4"], fills.Select(fill => fill.FillId));
        Assert.Equal((0.1947m, "USDT", PositionSide.Long, OrderSide.Buy), (fills[0].Fee, fills[0].FeeAsset, fills[0].PositionSide, fills[0].Side));
        Assert.Equal((-0.001m, 1.25m, OrderSide.Sell), (fills[2].Fee, fills[2].RealizedPnl, fills[2].Side));
        Assert.Equal((OrderSide.Sell, null), (fills[3].Side, fills[3].PositionSide));
    }

    [Fact]
    public async Task Full_pages_of_fills_are_followed_by_id_to_the_end()
    {
        static string Page(int first, int count) => $$$"""{"code":"00000","msg":"success","data":{"fillList":[{{{string.Join(',', Enumerable.Range(0, count).Select(i =>
            $$"""{"tradeId":"{{first - i}}","symbol":"BTCUSDT","orderId":"1","price":"1","baseVolume":"1","feeDetail":[],"side":"buy","tradeSide":"buy_single","posMode":"one_way_mode","cTime":"{{1_700_000_000_000 + first - i}}"}"""))}}}],"endId":"{{{first - count + 1}}}"}}""";
        const string Fills = Orders + "fills";
        _venue.Server.Answer("GET", Fills, Page(1207, 100)).Answer("GET", Fills, Page(1107, 100)).Answer("GET", Fills, Page(1007, 7));

        var fills = await Trader.ReadFillsAsync(
            Credentials, Future, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), Cancellation);

        Assert.Equal(207, fills.Count);
        Assert.Equal(
            [null, "1108", "1008"],
            _venue.Server.Requests.Where(request => request.Path == Fills).Select(request => request.Parameter("idLessThan")));
        Assert.All(fills, fill => Assert.Equal((0m, "USDT"), (fill.Fee, fill.FeeAsset)));
    }

    [Fact]
    public async Task Key_secret_and_passphrase_are_in_no_log_metric_or_exception()
    {
        Answer("error_balance", "error_cancel_timeout");
        _venue.Server.Answer("GET", Orders + "detail", "<html>", 502);

        await Trader.PlaceAsync(Credentials, Some.Order(Future), Cancellation);
        await Trader.CancelAsync(Credentials, Future, Some.ClientId, Cancellation);
        var failure = await Assert.ThrowsAsync<VenueException>(
            () => Trader.FindOrderAsync(Credentials, Future, Some.ClientId, Cancellation));

        var everything = string.Join('\n', [_venue.Logged.Text, .. _venue.Measured, failure.ToString(), Credentials.ToString()]);
        Assert.NotEmpty(_venue.Logged.Lines);
        Assert.DoesNotContain("planted", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("ACCESS-", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("clientOid", everything, StringComparison.Ordinal);
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
