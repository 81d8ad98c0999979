using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Tests.Conformance;

public sealed class BinanceSpotConformance(SimulatedVenue simulated) : VenueConformance(simulated)
{
    protected override Venue Venue => Venue.Binance;

    protected override Market Market => Market.Spot;

    protected override (string Path, string Method) Placing => ("/api/v3/order", "POST");

    protected override string FillsRead => "/api/v3/myTrades*";

    protected override int FillsPerPage => 0;

    protected override string SignedRead => "/api/v3/account*";

    protected override VenueErrorMeaning ReduceOnlyWithoutPosition => VenueErrorMeaning.Rejected;
}

public sealed class BinanceUsdMConformance(SimulatedVenue simulated) : VenueConformance(simulated)
{
    protected override Venue Venue => Venue.Binance;

    protected override Market Market => Market.UsdM;

    protected override string StreamPath => "/stream*";

    protected override (string Path, string Method) Placing => ("/fapi/v1/order", "POST");

    protected override string FillsRead => "/fapi/v1/userTrades*";

    protected override int FillsPerPage => 0;

    protected override string SignedRead => "/fapi/v3/account*";

    protected override VenueErrorMeaning ReduceOnlyWithoutPosition => VenueErrorMeaning.Rejected;
}

public sealed class BinanceCoinMConformance(SimulatedVenue simulated) : VenueConformance(simulated)
{
    protected override Venue Venue => Venue.Binance;

    protected override Market Market => Market.CoinM;

    protected override string StreamPath => "/stream*";

    protected override decimal Size => 12m;

    protected override (string Path, string Method) Placing => ("/dapi/v1/order", "POST");

    protected override string FillsRead => "/dapi/v1/userTrades*";

    protected override int FillsPerPage => 0;

    protected override string SignedRead => "/dapi/v1/account*";

    protected override VenueErrorMeaning ReduceOnlyWithoutPosition => VenueErrorMeaning.Rejected;
}

public sealed class BinanceReaderConformance(SimulatedVenue simulated) : ReaderConformance(simulated)
{
    protected override Venue Venue => Venue.Binance;

    protected override string Uid => "4681698170884314113";

    protected override string BookRead => "*/lead-data/positions*";

    protected override bool HasPages => false;
}
