using System.Globalization;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Tests.Conformance;

/// <summary>Funding of open positions.</summary>
public abstract partial class VenueConformance
{
    private string FundingRead => (Venue, Market) switch
    {
        (Venue.Binance, Market.CoinM) => "/dapi/v1/income*",
        (Venue.Binance, _) => "/fapi/v1/income*",
        (Venue.Okx, _) => "/api/v5/account/bills*",
        (Venue.Bybit, _) => "/v5/account/transaction-log*",
        (Venue.Bitget, _) => "/api/v2/mix/account/bill*",
    };

    // Of the longest list of a page.
    private int FundingPerPage => Venue switch
    {
        Venue.Binance => 1000,
        Venue.Bybit => 50,
        _ => 100,
    };

    [Fact]
    public async Task VC46_funding_is_read_with_its_sign_and_what_is_no_answer_is_not_nothing()
    {
        var credentials = await Simulated.AccountAsync(Venue);
        var before = await VenueNowAsync() - TimeSpan.FromSeconds(5);
        if (IsSpot)
        {
            Assert.Empty(await Trader.ReadFundingAsync(credentials, Market, before, Cancellation));
            return;
        }

        var opened = await BuyAsync();
        await FillAsync(credentials, opened);
        await FundAsync(credentials, 0.0015m); // paid
        await FundAsync(credentials, -0.0005m); // received

        var charges = await Trader.ReadFundingAsync(credentials, Market, before, Cancellation);

        Assert.Equal([-0.0015m, 0.0005m], charges.Select(charge => charge.Amount));
        Assert.Equal(2, charges.Select(charge => charge.ChargeId).Distinct().Count());
        Assert.All(charges, charge =>
        {
            Assert.Equal(new InstrumentId(Venue, Market, Symbol), charge.Instrument);
            Assert.Equal(Market == Market.CoinM ? "BTC" : "USDT", charge.Asset);
            Assert.True(charge.Side is null or PositionSide.Long);
            Assert.True(charge.Size is null || charge.Size == opened.Size.Value);
            Assert.InRange(charge.At, before, before + TimeSpan.FromMinutes(1));
        });
        Assert.Equal(charges, await Trader.ReadFundingAsync(credentials, Market, before, Cancellation));
        Assert.Empty(await Trader.ReadFundingAsync(credentials, Market, charges[1].At + TimeSpan.FromMilliseconds(1), Cancellation));
        foreach (var fault in new[] { "malformed", "truncated" })
        {
            await Simulated.FaultAsync(Venue, fault, FundingRead, "GET", count: 9);
            await Assert.ThrowsAsync<VenueException>(() => Trader.ReadFundingAsync(credentials, Market, before, Cancellation));
            await Simulated.ClearFaultsAsync();
        }
    }

    [Fact]
    public async Task VC47_funding_of_several_pages_is_all_read_or_none()
    {
        if (IsSpot)
            return;
        var credentials = await Simulated.AccountAsync(Venue);
        var before = await VenueNowAsync() - TimeSpan.FromSeconds(5);
        await FillAsync(credentials, await BuyAsync());
        for (var i = 0; i <= FundingPerPage; i++)
            await FundAsync(credentials, 0.00001m);

        var charges = await Trader.ReadFundingAsync(credentials, Market, before, Cancellation);

        Assert.Equal(FundingPerPage + 1, charges.Select(charge => charge.ChargeId).Distinct().Count());
        Assert.Equal(FundingPerPage + 1, charges.Count);
        if (Venue == Venue.Binance)
            return; // its pages have no number
        await Simulated.FaultAsync(Venue, "status", FundingRead, "GET", count: 9, status: 503, page: 2);
        await Assert.ThrowsAsync<VenueException>(() => Trader.ReadFundingAsync(credentials, Market, before, Cancellation));
    }

    private Task FundAsync(VenueCredentials credentials, decimal paid) => Simulated.ActAsync(
        Venue, credentials, new { action = "funding", symbol = Symbol, quantity = paid.ToString(CultureInfo.InvariantCulture) });
}
