using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Tests.Conformance;

public abstract class OkxConformance(SimulatedVenue simulated) : VenueConformance(simulated)
{
    protected override Venue Venue => Venue.Okx;

    protected override (string Path, string Method) Placing => ("/api/v5/trade/order", "POST");

    protected override string FillsRead => "/api/v5/trade/fills*";

    protected override string SignedRead => "/api/v5/account/balance*";

    protected override VenueErrorMeaning ReduceOnlyWithoutPosition => VenueErrorMeaning.Rejected;
}

public sealed class OkxSpotConformance(SimulatedVenue simulated) : OkxConformance(simulated)
{
    protected override Market Market => Market.Spot;
}

public sealed class OkxUsdMConformance(SimulatedVenue simulated) : OkxConformance(simulated)
{
    protected override Market Market => Market.UsdM;

    protected override decimal Size => 2m;
}

public sealed class OkxCoinMConformance(SimulatedVenue simulated) : OkxConformance(simulated)
{
    protected override Market Market => Market.CoinM;

    protected override decimal Size => 12m;
}

public sealed class OkxReaderConformance(SimulatedVenue simulated) : ReaderConformance(simulated)
{
    protected override Venue Venue => Venue.Okx;

    protected override string Uid => "9A8534AB09862774";

    protected override string BookRead => "/api/v5/copytrading/public-current-subpositions*";

    protected override bool HasPages => true;
}
