using CsCheck;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Venues;

public sealed class WalletTransfersTests
{
    [Theory]
    [InlineData(Venue.Binance, Market.UsdM, Market.Spot)]
    [InlineData(Venue.Binance, Market.Spot, Market.UsdM)]
    [InlineData(Venue.Bitget, Market.UsdM, Market.Spot)]
    public void Spot_and_futures_pay_for_each_other(Venue venue, Market market, Market source) =>
        Assert.Equal(source, WalletTransfers.SourceOf(venue, market));

    [Theory]
    [InlineData(Venue.Okx, Market.UsdM)]
    [InlineData(Venue.Bybit, Market.Spot)]
    [InlineData(Venue.Binance, Market.CoinM)]
    public void Nothing_pays_where_the_wallet_is_one_or_holds_a_coin(Venue venue, Market market) =>
        Assert.Null(WalletTransfers.SourceOf(venue, market));

    [Fact]
    public void What_is_missing_is_covered_in_whole_cents_and_never_more_than_can_be_given()
    {
        var money = Gen.Decimal[0m, 100_000m];
        Gen.Select(money, money, money).Sample((needed, available, other) =>
        {
            var (missing, gives) = (WalletTransfers.Missing(needed, available), WalletTransfers.CanGive(other));
            Assert.True(available + missing >= needed, $"{available} + {missing} < {needed}");
            Assert.True(missing == 0m || available + missing - needed < 0.01m, $"{missing} for {needed - available}");
            Assert.Equal(decimal.Round(missing, 2), missing);
            Assert.True(gives <= other && other - gives < 0.01m);
            if (needed <= available + gives)
                Assert.True(missing <= gives, $"{missing} > {gives}");
        });
    }
}
