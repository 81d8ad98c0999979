using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Exchanges.Tests.Conformance;

public abstract class BybitConformance(SimulatedVenue simulated) : VenueConformance(simulated)
{
    protected override Venue Venue => Venue.Bybit;

    protected override (string Path, string Method) Placing => ("/v5/order/create", "POST");

    protected override string SignedRead => "/v5/account/wallet-balance*";

    protected override string FillsRead => "/v5/execution/list*";

    protected override VenueErrorMeaning ReduceOnlyWithoutPosition => VenueErrorMeaning.Rejected;
}

public sealed class BybitSpotConformance(SimulatedVenue simulated) : BybitConformance(simulated)
{
    protected override Market Market => Market.Spot;
}

public sealed class BybitUsdMConformance(SimulatedVenue simulated) : BybitConformance(simulated)
{
    protected override Market Market => Market.UsdM;
}

public sealed class BybitReaderConformance(SimulatedVenue simulated) : ReaderConformance(simulated)
{
    protected override Venue Venue => Venue.Bybit;

    protected override string Uid => "S9LoGlRC6qFD5thjUyzWrQ==";

    protected override string BookRead => "*/position/list*";

    protected override bool HasPages => true;

    // The web site's firewall tells neither how long nor why: 403 for everything.
    protected override UnavailableReason Throttled => UnavailableReason.Banned;
}
