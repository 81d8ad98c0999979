using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>What Binance can do. Source: developers.binance.com, trade endpoints of each product.</summary>
internal static class BinanceCapabilities
{
    // The receive window is the fence: timestamp + recvWindow is checked by the venue itself.
    public static readonly VenueCapabilities Value = new(
        [
            new MarketCapabilities(Market.Spot, AttachesStops: false, PlacementIsFinal: true, HasHedgeMode: false, FenceFloor: TimeSpan.Zero),
            new MarketCapabilities(Market.UsdM, AttachesStops: false, PlacementIsFinal: true, HasHedgeMode: true, FenceFloor: TimeSpan.Zero),
            new MarketCapabilities(Market.CoinM, AttachesStops: false, PlacementIsFinal: true, HasHedgeMode: true, FenceFloor: TimeSpan.Zero),
        ],
        NeedsPassphrase: false,
        SeparateWallets: true);
}
