using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Venues;

public sealed class UnifiedAccountsTests
{
    [Theory]
    [InlineData(Venue.Binance, false)]
    [InlineData(Venue.Okx, true)]
    [InlineData(Venue.Bybit, true)]
    [InlineData(Venue.Bitget, false)]
    public void Markets_share_a_wallet_where_the_account_is_unified(Venue venue, bool isShared)
    {
        Assert.Equal(isShared, UnifiedAccounts.Has(venue));
        Assert.Equal(isShared, UnifiedAccounts.Share(venue, Market.Spot, Market.UsdM));
        Assert.Equal(isShared, UnifiedAccounts.Share(venue, Market.CoinM, Market.UsdM));
        Assert.True(UnifiedAccounts.Share(venue, Market.CoinM, Market.CoinM));
    }

    [Fact]
    public void One_market_stands_for_the_account()
    {
        Assert.Equal(Market.UsdM, UnifiedAccounts.Representative([Market.Spot, Market.UsdM, Market.CoinM]));
        Assert.Equal(Market.Spot, UnifiedAccounts.Representative([Market.Spot]));
        Assert.Throws<InvalidOperationException>(() => UnifiedAccounts.Representative([]));
    }
}
