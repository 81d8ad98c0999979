using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>What OKX can do. Source: www.okx.com/docs-v5.</summary>
internal static class OkxCapabilities
{
    // The deadline of a request is the fence of orders; conditional orders take none, and a signed time lives 30 s.
    private static readonly TimeSpan SignedTimeLives = TimeSpan.FromSeconds(30);

    public static readonly VenueCapabilities Value = new(
        [
            Of(Market.Spot, attachesStops: false, hasHedgeMode: false),
            Of(Market.UsdM, attachesStops: true, hasHedgeMode: true),
            Of(Market.CoinM, attachesStops: true, hasHedgeMode: true),
        ],
        NeedsPassphrase: true,
        SeparateWallets: false);

    private static MarketCapabilities Of(Market market, bool attachesStops, bool hasHedgeMode) =>
        new(market, attachesStops, PlacementIsFinal: false, hasHedgeMode, FenceFloor: TimeSpan.Zero)
        {
            ProtectionFenceFloor = SignedTimeLives,
        };
}
