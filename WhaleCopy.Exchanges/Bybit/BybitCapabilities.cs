using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>What Bybit can do here. Source: bybit-exchange.github.io/docs/v5. COIN-M is not traded here.</summary>
internal static class BybitCapabilities
{
    // Stops that go with an entry carry no id of ours, so that stops are conditional orders of their own.
    public static readonly VenueCapabilities Value = new(
        [
            new MarketCapabilities(Market.Spot, AttachesStops: false, PlacementIsFinal: false, HasHedgeMode: false, FenceFloor: TimeSpan.Zero),
            new MarketCapabilities(Market.UsdM, AttachesStops: false, PlacementIsFinal: false, HasHedgeMode: true, FenceFloor: TimeSpan.Zero),
        ],
        NeedsPassphrase: false,
        SeparateWallets: false);
}
