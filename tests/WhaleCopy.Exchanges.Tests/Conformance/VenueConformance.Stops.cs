using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Tests.Conformance;

/// <content>Stops, and what the venue itself takes off.</content>
public abstract partial class VenueConformance
{
    [Fact]
    public async Task VC28_a_stop_is_placed_listed_found_and_cancelled()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var bought = await BuyAsync();
        await FillAsync(credentials, bought);
        var stop = await StopAsync(Protectable(bought), 54_000m);

        var accepted = Assert.IsType<PlacementOutcome.Accepted>(await Trader.PlaceProtectionAsync(credentials, stop, Cancellation));

        var found = Assert.IsType<OrderLookup.Found>(
            await Trader.FindProtectionAsync(credentials, stop.Instrument, stop.ClientOrderId, Cancellation)).Order;
        Assert.Equal((OrderStatus.Accepted, accepted.VenueOrderId, stop.ClientOrderId.Value), (found.Status, found.VenueOrderId, found.ClientOrderId));
        var working = Assert.Single(await Trader.ReadWorkingOrdersAsync(credentials, Market, Cancellation));
        Assert.Equal(
            (true, 54_000m, OrderSide.Sell, stop.ClientOrderId.Value, Symbol),
            (working.IsConditional, working.TriggerPrice, working.Side, working.Order.ClientOrderId, working.Instrument.Symbol));
        Assert.Equal(working, Assert.Single(await Trader.ReadWorkingProtectionAsync(credentials, Market, [stop.Instrument], Cancellation)));
        Assert.Equal(
            CancelOutcome.Cancelled, await Trader.CancelProtectionAsync(credentials, stop.Instrument, stop.ClientOrderId, Cancellation));
        Assert.Empty(await Trader.ReadWorkingOrdersAsync(credentials, Market, Cancellation));
        Assert.Empty(await Trader.ReadWorkingProtectionAsync(credentials, Market, [stop.Instrument], Cancellation));
        Assert.Equal(
            CancelOutcome.NotWorking, await Trader.CancelProtectionAsync(credentials, stop.Instrument, stop.ClientOrderId, Cancellation));
    }

    [Theory]
    [InlineData(OrderLeg.Stop, 54_000, 53_000)]
    [InlineData(OrderLeg.TakeProfit, 66_000, 67_000)]
    public async Task VC29_a_triggered_stop_closes_its_own_quantity(OrderLeg leg, int trigger, int price)
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var bought = await BuyAsync();
        await FillAsync(credentials, bought);
        var stop = await StopAsync(Protectable(bought), trigger, leg);
        Assert.IsType<PlacementOutcome.Accepted>(await Trader.PlaceProtectionAsync(credentials, stop, Cancellation));

        await Simulated.SetPriceAsync(Symbol, price);

        var found = Assert.IsType<OrderLookup.Found>(
            await Trader.FindProtectionAsync(credentials, stop.Instrument, stop.ClientOrderId, Cancellation)).Order;
        Assert.Contains(found.Status, new[] { OrderStatus.Triggered, OrderStatus.Filled });
        Assert.Empty(await PositionsAsync(credentials));
        var fills = await Trader.ReadFillsAsync(credentials, stop.Instrument, bought.SignedAt - TimeSpan.FromSeconds(5), Cancellation);
        var closing = fills.Where(fill => fill.VenueOrderId == (found.TriggeredOrderId ?? found.VenueOrderId)).ToList();
        Assert.Equal(stop.Size.Value, closing.Sum(fill => fill.Size.Value));
        Assert.All(closing, fill => Assert.Equal(OrderSide.Sell, fill.Side));
    }

    [Theory]
    [InlineData("close", FillCause.Trade, false)]
    [InlineData("liquidate", FillCause.Liquidation, false)]
    [InlineData("adl", FillCause.AutoDeleverage, false)]
    [InlineData("liquidate", FillCause.Liquidation, true)]
    [InlineData("adl", FillCause.AutoDeleverage, true)]
    public async Task VC45_a_fill_that_the_venue_made_is_told_from_one_that_somebody_made(string action, FillCause cause, bool isHedge)
    {
        if (IsSpot || (isHedge && !Capabilities.HasHedgeMode))
        {
            Assert.False(Capabilities.HasHedgeMode); // nothing is owed on spot, and there is no such mode
            return;
        }

        var credentials = await Simulated.AccountAsync(Venue, isHedge);
        var bought = await BuyAsync(isHedge ? PositionMode.Hedge : PositionMode.OneWay);
        var entry = await FillAsync(credentials, bought);

        await Simulated.ActAsync(Venue, credentials, new { action, symbol = Symbol, market = Market == Market.CoinM ? "COIN-M" : "USD-M", side = "LONG" });

        Assert.Empty(await PositionsAsync(credentials));
        var fills = await Trader.ReadFillsAsync(credentials, bought.Instrument, bought.SignedAt - TimeSpan.FromSeconds(5), Cancellation);
        var closing = Assert.Single(fills, fill => fill.VenueOrderId != entry.VenueOrderId);
        Assert.Equal(OrderSide.Sell, closing.Side);
        Assert.Equal(cause, await Trader.ReadCauseAsync(credentials, bought.Instrument, closing, Cancellation));
        var opening = Assert.Single(fills, fill => fill.VenueOrderId == entry.VenueOrderId);
        Assert.Equal(FillCause.Trade, await Trader.ReadCauseAsync(credentials, bought.Instrument, opening, Cancellation));
    }

    [Fact]
    public async Task VC30_a_stop_on_the_wrong_side_of_the_price_is_refused()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var bought = await BuyAsync();
        await FillAsync(credentials, bought);

        var outcome = await Trader.PlaceProtectionAsync(credentials, await StopAsync(Protectable(bought), 66_000m), Cancellation);

        Assert.IsNotType<PlacementOutcome.Accepted>(outcome);
        Assert.Empty(await Trader.ReadWorkingOrdersAsync(credentials, Market, Cancellation));
    }

    [Fact]
    public async Task VC31_a_stop_whose_answer_is_lost_is_found_afterwards()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var bought = await BuyAsync();
        await FillAsync(credentials, bought);
        var stop = await StopAsync(Protectable(bought), 54_000m);
        await Simulated.FaultAsync(Venue, "drop_after", "*", "POST");

        Assert.IsType<PlacementOutcome.Unknown>(await Trader.PlaceProtectionAsync(credentials, stop, Cancellation));

        Assert.IsType<OrderLookup.Found>(
            await Trader.FindProtectionAsync(credentials, stop.Instrument, stop.ClientOrderId, Cancellation));
    }
}
