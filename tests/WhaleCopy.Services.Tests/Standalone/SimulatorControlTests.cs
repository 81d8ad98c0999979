using WhaleCopy.Standalone.Demo;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Standalone;

public sealed class SimulatorControlTests(VenueFixture venues) : IClassFixture<VenueFixture>
{
    private const string Exchange = "binance";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Account_is_known_with_its_balances_after_it_was_made()
    {
        Assert.False(await venues.Control.HasAccountAsync(Exchange, "key-1", Cancelled));

        await venues.Control.PutAccountAsync(
            new { exchange = Exchange, apiKey = "key-1", apiSecret = "secret-1", balances = new { usdm = new { USDT = 5000m } }, permissions = new[] { "read", "futures" } },
            Cancelled);

        Assert.True(await venues.Control.HasAccountAsync(Exchange, "key-1", Cancelled));
        Assert.Equal(5000m, (await venues.Control.BalancesAsync(Exchange, "key-1", Cancelled))["usdm"]["USDT"]);
        Assert.Empty(await venues.Control.OrdersAsync(Exchange, "key-1", Cancelled));
        Assert.Empty(await venues.Control.PositionsAsync(Exchange, "key-1", Cancelled));
    }

    [Fact]
    public async Task Traders_book_prices_and_faults_are_accepted()
    {
        await venues.Control.PutTraderAsync(Exchange, "4466000000000000001", new { nickname = "Ada", equityUsdt = 100_000m, followers = 12 }, Cancelled);
        await venues.Control.PutPositionsAsync(Exchange, "4466000000000000001", [new LeadPosition("BTCUSDT", "LONG", 0.5m, 65_000m, 10)], Cancelled);
        await venues.Control.SetPriceAsync("BTCUSDT", 65_100m, Cancelled);
        await venues.Control.AddFaultAsync(new { exchange = Exchange, path = "/fapi/v1/order", method = "POST", kind = "drop_after", count = 1 }, Cancelled);
        await venues.Control.ClearFaultsAsync(Cancelled);
    }

    [Fact]
    public async Task Refused_call_says_what_was_wrong()
    {
        var failure = await Assert.ThrowsAsync<HttpRequestException>(
            () => venues.Control.PutPositionsAsync(Exchange, "1", [new LeadPosition("BTCUSDT", "UP", 1m, 1m, 1)], Cancelled));

        Assert.Contains("side", failure.Message, StringComparison.Ordinal);
    }
}
