using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>What Bitget can do here. Source: www.bitget.com/api-doc. Spot is not traded here.</summary>
internal static class BitgetCapabilities
{
    // Futures orders take no deadline of their own: what is signed lives for about 30 s.
    private static readonly TimeSpan SignedTimeLives = TimeSpan.FromSeconds(30);

    public static readonly VenueCapabilities Value = new(
        [
            new MarketCapabilities(Market.UsdM, AttachesStops: false, PlacementIsFinal: false, HasHedgeMode: true, SignedTimeLives),
            new MarketCapabilities(Market.CoinM, AttachesStops: false, PlacementIsFinal: false, HasHedgeMode: true, SignedTimeLives),
        ],
        NeedsPassphrase: true,
        SeparateWallets: true);
}
