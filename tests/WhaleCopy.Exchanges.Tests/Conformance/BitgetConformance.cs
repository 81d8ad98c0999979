using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Tests.Conformance;

public abstract class BitgetConformance(SimulatedVenue simulated) : VenueConformance(simulated)
{
    protected override Venue Venue => Venue.Bitget;

    protected override (string Path, string Method) Placing => ("/api/v2/mix/order/place-order", "POST");

    protected override string SignedRead => "/api/v2/mix/account/accounts*";

    protected override string FillsRead => "/api/v2/mix/order/fills*";

    protected override VenueErrorMeaning ReduceOnlyWithoutPosition => VenueErrorMeaning.Rejected;
}

public sealed class BitgetUsdMConformance(SimulatedVenue simulated) : BitgetConformance(simulated)
{
    protected override Market Market => Market.UsdM;
}

public sealed class BitgetCoinMConformance(SimulatedVenue simulated) : BitgetConformance(simulated)
{
    protected override Market Market => Market.CoinM;
}

public sealed class BitgetReaderConformance(SimulatedVenue simulated) : ReaderConformance(simulated)
{
    protected override Venue Venue => Venue.Bitget;

    protected override string Uid => "7c6525121a9";

    protected override string BookRead => "*/query-current-traces*";

    protected override bool HasPages => true;

    protected override IReadOnlyDictionary<string, string?>? Settings { get; } = new Dictionary<string, string?>
    {
        ["Exchanges:Bitget:Broker:ApiKey"] = "planted-broker-key",
        ["Exchanges:Bitget:Broker:Secret"] = "planted-broker-secret",
        ["Exchanges:Bitget:Broker:Passphrase"] = "planted-broker-pass",
    };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Simulated.PutKeyAsync(Venue.Bitget, "planted-broker-key", "planted-broker-secret", "planted-broker-pass", ["read", "copy"]);
    }
}
