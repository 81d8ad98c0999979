using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Tests.Conformance;

/// <summary>Orders and what can become of them.</summary>
public abstract partial class VenueConformance
{
    [Fact]
    public async Task VC01_a_market_order_fills_and_is_found_by_our_id_with_its_fills()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var before = await VenueNowAsync();
        var request = await BuyAsync();

        var order = await FillAsync(credentials, request);

        Assert.Equal((OrderStatus.Filled, request.Size, request.ClientOrderId.Value), (order.Status, order.Filled, order.ClientOrderId));
        Assert.Equal(60_000m, order.AveragePrice);
        var fills = await Trader.ReadFillsAsync(credentials, request.Instrument, before - TimeSpan.FromSeconds(5), Cancellation);
        Assert.Equal(request.Size.Value, fills.Where(fill => fill.VenueOrderId == order.VenueOrderId).Sum(fill => fill.Size.Value));
        Assert.All(fills, fill => Assert.True(fill.Fee > 0m, $"fee {fill.Fee}"));
        Assert.All(fills, fill => Assert.Equal((60_000m, OrderSide.Buy), (fill.Price, fill.Side)));
    }

    [Fact]
    public async Task VC02_a_limit_order_beyond_its_bound_ends_with_nothing_filled()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var request = await BuyAsync() with { Type = OrderType.LimitIoc, LimitPrice = 59_000m };

        var order = await FillAsync(credentials, request);

        Assert.True(order.IsFinal);
        Assert.Contains(order.Status, new[] { OrderStatus.Expired, OrderStatus.Cancelled });
        Assert.True(order.Filled.IsZero);
        Assert.Null(order.AveragePrice);
    }

    [Fact]
    public async Task VC03_a_limit_order_takes_what_the_book_has_and_the_rest_is_cancelled()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var request = await BuyAsync() with { Type = OrderType.LimitIoc, LimitPrice = 60_600m };
        await Simulated.SetBookAsync(Symbol, 59_990m, 60_000m, depth: request.Instrument.ToBase(request.Size, 60_000m).Value / 2m);

        var order = await FillAsync(credentials, request);

        Assert.True(order.IsFinal);
        Assert.True(order.Filled.Value > 0m && order.Filled < request.Size, $"filled {order.Filled}");
    }

    [Fact]
    public async Task VC04_a_repeated_client_id_is_never_a_second_order()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var request = await BuyAsync() with { Type = OrderType.LimitIoc, LimitPrice = 60_600m };
        await FillAsync(credentials, request);
        var again = await Trader.PlaceAsync(credentials, request with { SignedAt = await VenueNowAsync() }, Cancellation);

        // Some venues take an id again once its order is done: what counts is that we never call a duplicate a rejection.
        if (again is PlacementOutcome.Unknown unknown)
            Assert.Equal(VenueErrorMeaning.DuplicateClientOrderId, unknown.Meaning);
        else
            Assert.IsType<PlacementOutcome.Accepted>(again);
    }

    [Theory]
    [InlineData("drop_after")]
    [InlineData("malformed")]
    [InlineData("truncated")]
    public async Task VC05_an_order_whose_answer_is_lost_is_unknown_and_found_afterwards(string fault)
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var request = await BuyAsync();
        await Simulated.FaultAsync(Venue, fault, Placing.Path, Placing.Method);

        Assert.IsType<PlacementOutcome.Unknown>(await Trader.PlaceAsync(credentials, request, Cancellation));

        Assert.Equal(OrderStatus.Filled, (await FoundAsync(credentials, request)).Status);
        Assert.Equal(1, await AcceptedAsync(credentials, request.ClientOrderId));
    }

    [Fact]
    public async Task VC06_a_time_out_after_acceptance_is_unknown_and_found_afterwards()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var request = await BuyAsync();
        var longer = (int)SimulatedVenue.CommandTimeout.TotalMilliseconds + 500;
        await Simulated.FaultAsync(Venue, "latency", Placing.Path, Placing.Method, delayMilliseconds: longer, phase: "after");

        var unknown = Assert.IsType<PlacementOutcome.Unknown>(await Trader.PlaceAsync(credentials, request, Cancellation));

        Assert.Contains("No answer within", unknown.Reason, StringComparison.Ordinal);
        Assert.Equal(OrderStatus.Filled, (await FoundAsync(credentials, request)).Status);
        Assert.Equal(1, await AcceptedAsync(credentials, request.ClientOrderId));
    }

    [Fact]
    public async Task VC07_a_connection_cut_before_acceptance_is_unknown_and_not_found()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var request = await BuyAsync();
        await Simulated.FaultAsync(Venue, "drop_before", Placing.Path, Placing.Method);

        Assert.IsType<PlacementOutcome.Unknown>(await Trader.PlaceAsync(credentials, request, Cancellation));

        Assert.IsType<OrderLookup.NotFound>(
            await Trader.FindOrderAsync(credentials, request.Instrument, request.ClientOrderId, Cancellation));
        Assert.Equal(0, await AcceptedAsync(credentials, request.ClientOrderId));
    }

    [Fact]
    public async Task VC08_a_fault_of_the_venue_is_unknown()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        await Simulated.FaultAsync(Venue, "status", Placing.Path, Placing.Method, status: 503, phase: "before");

        var outcome = await Trader.PlaceAsync(credentials, await BuyAsync(), Cancellation);

        Assert.IsType<PlacementOutcome.Unknown>(outcome);
    }

    [Fact]
    public async Task VC09_a_venue_refuses_what_is_sent_after_the_window_of_its_attempt()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var request = await BuyAsync() with { SignedAt = await VenueNowAsync() - TimeSpan.FromSeconds(60) };

        var outcome = await Trader.PlaceAsync(credentials, request, Cancellation);

        var rejected = Assert.IsType<PlacementOutcome.Rejected>(outcome);
        Assert.Contains(rejected.Meaning, new[] { VenueErrorMeaning.Transient, VenueErrorMeaning.Rejected });
        Assert.Equal(0, await AcceptedAsync(credentials, request.ClientOrderId));
    }

    [Fact]
    public async Task VC10_a_size_below_the_smallest_is_rejected_as_that()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var request = await BuyAsync();
        var tooSmall = OrderSize.Of(request.Instrument.MinSize / 10m, request.Instrument.SizeUnit);

        var outcome = await Trader.PlaceAsync(credentials, request with { Size = tooSmall }, Cancellation);

        Assert.Equal(VenueErrorMeaning.InvalidSize, Assert.IsType<PlacementOutcome.Rejected>(outcome).Meaning);
    }

    [Fact]
    public async Task VC11_more_than_the_account_has_is_rejected_as_that()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var request = await BuyAsync();

        var outcome = await Trader.PlaceAsync(credentials, request with { Size = request.Size * 5_000m }, Cancellation);

        Assert.Equal(VenueErrorMeaning.InsufficientBalance, Assert.IsType<PlacementOutcome.Rejected>(outcome).Meaning);
    }

    [Fact]
    public async Task VC12_a_key_that_may_only_read_is_rejected_as_that()
    {
        var credentials = await Simulated.AccountAsync(Venue, permissions: ["read"]);

        var outcome = await Trader.PlaceAsync(credentials, await BuyAsync(), Cancellation);

        Assert.Equal(VenueErrorMeaning.InvalidKey, Assert.IsType<PlacementOutcome.Rejected>(outcome).Meaning);
    }

    [Fact]
    public async Task VC13_an_order_that_nobody_placed_is_not_found_and_not_cancelled()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var instrument = await InstrumentAsync();

        Assert.IsType<OrderLookup.NotFound>(await Trader.FindOrderAsync(credentials, instrument, NewClientId(), Cancellation));
        Assert.Equal(CancelOutcome.NotWorking, await Trader.CancelAsync(credentials, instrument, NewClientId(), Cancellation));
    }

    [Fact]
    public async Task VC14_a_done_order_is_not_cancelled()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var request = await BuyAsync();
        await FillAsync(credentials, request);

        Assert.Equal(
            CancelOutcome.NotWorking,
            await Trader.CancelAsync(credentials, request.Instrument, request.ClientOrderId, Cancellation));
    }

    [Fact]
    public async Task VC15_a_close_leaves_nothing()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var bought = await BuyAsync();
        await FillAsync(credentials, bought);
        var close = await CloseAsync(bought);
        if (IsSpot)
        {
            // The fee was taken from the coins: what is left of them is sold.
            close = close with { Size = close.Instrument.Floor(close.Size * 0.99m, OrderType.Market) };
        }

        var order = await FillAsync(credentials, close);

        Assert.Equal(OrderStatus.Filled, order.Status);
        Assert.Empty(await PositionsAsync(credentials));
    }

    [Fact]
    public async Task VC16_reduce_only_without_a_position_is_rejected()
    {
        if (IsSpot)
            return;
        var credentials = await Simulated.AccountAsync(Venue);

        var outcome = await Trader.PlaceAsync(credentials, await CloseAsync(await BuyAsync()), Cancellation);

        Assert.Equal(ReduceOnlyWithoutPosition, Assert.IsType<PlacementOutcome.Rejected>(outcome).Meaning);
        Assert.Empty(await PositionsAsync(credentials));
    }

    [Fact]
    public async Task VC17_an_overlong_reduce_only_order_never_turns_the_position()
    {
        if (IsSpot)
            return;
        var credentials = await Simulated.AccountAsync(Venue);
        var bought = await BuyAsync();
        await FillAsync(credentials, bought);

        await Trader.PlaceAsync(credentials, await CloseAsync(bought with { Size = bought.Size * 3m }), Cancellation);

        Assert.DoesNotContain(await PositionsAsync(credentials), position => position.Side == PositionSide.Short);
    }

    [Fact]
    public async Task VC18_in_hedge_mode_both_sides_stand_and_each_closes_alone()
    {
        if (!Capabilities.HasHedgeMode)
            return;
        var credentials = await Simulated.AccountAsync(Venue, isHedge: true);
        Assert.Equal(PositionMode.Hedge, await Trader.ReadPositionModeAsync(credentials, Market, Cancellation));
        var up = await BuyAsync(PositionMode.Hedge);
        var down = await BuyAsync(PositionMode.Hedge) with { Side = OrderSide.Sell, PositionSide = PositionSide.Short };
        await FillAsync(credentials, up);
        await FillAsync(credentials, down);

        Assert.Equal(
            [(PositionSide.Long, up.Size), (PositionSide.Short, down.Size)],
            (await PositionsAsync(credentials)).OrderBy(position => position.Side).Select(position => (position.Side, position.Size)));

        await FillAsync(credentials, await CloseAsync(up));
        Assert.Equal(PositionSide.Short, Assert.Single(await PositionsAsync(credentials)).Side);
        await FillAsync(credentials, await CloseAsync(down));
        Assert.Empty(await PositionsAsync(credentials));
    }

    [Fact]
    public async Task VC19_a_short_in_one_way_mode_is_a_short()
    {
        if (IsSpot)
            return;
        var credentials = await Simulated.AccountAsync(Venue);
        Assert.Equal(PositionMode.OneWay, await Trader.ReadPositionModeAsync(credentials, Market, Cancellation));
        var sold = await BuyAsync() with { Side = OrderSide.Sell, PositionSide = PositionSide.Short };

        await FillAsync(credentials, sold);

        var position = Assert.Single(await PositionsAsync(credentials));
        Assert.Equal((PositionSide.Short, sold.Size, 60_000m, Symbol), (position.Side, position.Size, position.EntryPrice, position.Instrument.Symbol));
    }
}
