using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.TestKit;

namespace WhaleCopy.Exchanges.Tests.Conformance;

/// <summary>Throttling, maintenance, lists of several pages, odd orders.</summary>
public abstract partial class VenueConformance
{
    [Fact]
    public async Task VC39_a_throttled_placement_is_rejected_and_nothing_was_accepted()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var request = await BuyAsync();
        await Simulated.FaultAsync(Venue, "rate_limit", Placing.Path, Placing.Method, durationMilliseconds: 30_000);

        var outcome = await Trader.PlaceAsync(credentials, request, Cancellation);

        Assert.Equal(VenueErrorMeaning.RateLimited, Assert.IsType<PlacementOutcome.Rejected>(outcome).Meaning);
        Assert.Equal(0, await AcceptedAsync(credentials, request.ClientOrderId));
    }

    [Fact]
    public async Task VC40_under_maintenance_a_read_is_no_answer_and_a_placement_unknown()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var request = await BuyAsync();
        await Simulated.FaultAsync(Venue, "status", SignedRead, "GET", count: 9, status: 503);
        await Simulated.FaultAsync(Venue, "status", Placing.Path, Placing.Method, count: 1, status: 502);

        var failure = await Assert.ThrowsAsync<VenueException>(() => Trader.ReadBalancesAsync(credentials, Market, Cancellation));
        var outcome = await Trader.PlaceAsync(credentials, request, Cancellation);

        Assert.Contains(failure.Meaning, new[] { VenueErrorMeaning.Transient, VenueErrorMeaning.TimeoutUnknownOutcome });
        Assert.IsType<PlacementOutcome.Unknown>(outcome);
    }

    [Fact]
    public async Task VC41_fills_of_several_pages_are_all_read_or_none()
    {
        if (FillsPerPage == 0)
            return;
        var credentials = await Simulated.AccountAsync(Venue, usdt: "10000000");
        var before = await VenueNowAsync();
        var request = await BuyAsync();
        for (var i = 0; i <= FillsPerPage; i++)
        {
            Assert.IsType<PlacementOutcome.Accepted>(await Trader.PlaceAsync(
                credentials,
                request with
                {
                    ClientOrderId = NewClientId(),
                    Side = i % 2 == 0 ? OrderSide.Buy : OrderSide.Sell,
                    Size = IsSpot && i % 2 == 1 ? request.Instrument.Floor(request.Size * 0.9m, OrderType.Market) : request.Size,
                    ReduceOnly = i % 2 == 1,
                    SignedAt = await VenueNowAsync(),
                },
                Cancellation));
        }

        var fills = await Trader.ReadFillsAsync(credentials, request.Instrument, before - TimeSpan.FromSeconds(5), Cancellation);
        Assert.Equal(FillsPerPage + 1, fills.Select(fill => fill.FillId).Distinct().Count());
        Assert.Equal(fills.OrderBy(fill => fill.At).Select(fill => fill.At), fills.Select(fill => fill.At));

        await Simulated.FaultAsync(Venue, "status", FillsRead, "GET", count: 9, status: 503, page: 2);
        await Assert.ThrowsAsync<VenueException>(
            () => Trader.ReadFillsAsync(credentials, request.Instrument, before - TimeSpan.FromSeconds(5), Cancellation));
    }

    [Fact]
    public async Task VC42_in_a_thin_market_a_bounded_order_fills_in_part_and_ends()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        await Simulated.SetBookAsync(Symbol, 59_990m, 60_000m, depth: DepthOfHalf);
        var request = await BuyAsync() with { Type = OrderType.LimitIoc, LimitPrice = 60_000m };

        var order = await FillAsync(credentials, request);

        Assert.True(order.IsFinal);
        Assert.True(order.Filled.Value > 0m && order.Filled < request.Size, $"{order.Filled} of {request.Size}");
        Assert.Equal(60_000m, order.AveragePrice);
    }

    [Fact]
    public async Task VC43_an_attached_stop_stands_with_the_position_where_the_venue_can()
    {
        if (!Capabilities.AttachesStops)
            return;
        var credentials = await Simulated.AccountAsync(Venue);
        var stop = new AttachedStop(NewClientId(), 54_000m);

        await FillAsync(credentials, await BuyAsync() with { AttachedStop = stop });

        var instrument = await InstrumentAsync();
        var found = Assert.IsType<OrderLookup.Found>(
            await Trader.FindProtectionAsync(credentials, instrument, stop.ClientOrderId, Cancellation)).Order;
        Assert.Equal((OrderStatus.Accepted, stop.ClientOrderId.Value), (found.Status, found.ClientOrderId));
        Assert.Equal(54_000m, Assert.Single(await Trader.ReadWorkingOrdersAsync(credentials, Market, Cancellation)).TriggerPrice);
        await Simulated.SetPriceAsync(Symbol, 53_000m);
        Assert.Empty(await PositionsAsync(credentials));
    }

    [Fact]
    public async Task VC44_prices_stream_while_they_are_needed()
    {
        if (IsSpot)
            return;
        var instrument = await InstrumentAsync();
        var prices = Simulated.Services.GetRequiredService<PriceCache>();
        var streams = Simulated.Services.GetServices<IHostedService>().ToList();
        Assert.NotEmpty(streams);
        foreach (var stream in streams)
            await stream.StartAsync(Cancellation);
        try
        {
            await Simulated.SetPriceAsync(Symbol, 61_000m);
            await MarkAsync(61_000m);

            // A connection that is cut is opened anew, and told what is wanted.
            await Simulated.FaultAsync(Venue, "drop_after", StreamPath, "GET", count: 1);
            await Simulated.SetPriceAsync(Symbol, 62_000m);
            await MarkAsync(62_000m);
        }
        finally
        {
            foreach (var stream in streams)
                await stream.StopAsync(CancellationToken.None);
        }

        Task MarkAsync(decimal expected) => Eventually.ObserveAsync(
            () => Task.FromResult(prices.FindMark(instrument.Id, TimeSpan.FromSeconds(30))),
            mark => mark == expected,
            TimeSpan.FromSeconds(30));
    }
}
