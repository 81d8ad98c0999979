using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Tests.Conformance;

public sealed class BinanceUsdMConformance(SimulatedVenue simulated) : VenueConformance(simulated)
{
    protected override Venue Venue => Venue.Binance;

    protected override Market Market => Market.UsdM;

    protected override (string Path, string Method) Placing => ("/fapi/v1/order", "POST");

    protected override string SignedRead => "/fapi/v3/account*";

    protected override VenueErrorMeaning ReduceOnlyWithoutPosition => VenueErrorMeaning.Rejected;
}

public sealed class BinanceCoinMConformance(SimulatedVenue simulated) : VenueConformance(simulated)
{
    protected override Venue Venue => Venue.Binance;

    protected override Market Market => Market.CoinM;

    protected override decimal Size => 12m;

    protected override (string Path, string Method) Placing => ("/dapi/v1/order", "POST");

    protected override string SignedRead => "/dapi/v1/account*";

    protected override VenueErrorMeaning ReduceOnlyWithoutPosition => VenueErrorMeaning.Rejected;
}
