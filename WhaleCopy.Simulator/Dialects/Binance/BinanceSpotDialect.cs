using System.Globalization;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

/// <summary>Spot (<c>/api/v3</c>) and wallet (<c>/sapi</c>).</summary>
internal sealed partial class BinanceSpotDialect : BinanceDialect
{
    private const int WalletAddressLimit = 12_000;
    private const int WalletUserLimit = 180_000;

    private readonly BinanceLimits _walletLimits;

    public BinanceSpotDialect(Venue venue, bool enforceLimits)
        : base(venue, "/binance/spot", new BinanceLimits(enforceLimits, 6000, 100, 200_000, "X-MBX-USED-WEIGHT-1M"))
    {
        _walletLimits = new BinanceLimits(enforceLimits, WalletAddressLimit, WalletUserLimit, WalletUserLimit, "X-SAPI-USED-IP-WEIGHT-1M");
        Serve(WalletOperations());
    }

    protected override string? PermissionOf(Operation route) => route.Method == "GET"
        ? null
        : route.Path == "/sapi/v1/asset/transfer" ? "transfer" : "spot";

    public override bool Admit(Call call, Operation? route)
    {
        if (!call.Path.StartsWith("/sapi/", StringComparison.Ordinal))
        {
            return base.Admit(call, route);
        }

        if (_walletLimits.Count(call, 1, Venue.Now) is { } error)
        {
            return Fail(call, error);
        }

        call.Http.Response.Headers["X-SAPI-USED-UID-WEIGHT-1M"] = (route?.Weight ?? 1).ToString(CultureInfo.InvariantCulture);
        return true;
    }

    protected override void RecordRefused(Call call, Account account, BinanceError error)
    {
    }
}
