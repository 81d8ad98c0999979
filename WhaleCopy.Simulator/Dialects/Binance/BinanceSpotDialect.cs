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
        : base(
            venue,
            "/binance/spot",
            new BinanceLimits(enforceLimits, 6000, 100, 200_000, "X-MBX-USED-WEIGHT-1M", TimeSpan.FromDays(1), "1D"))
    {
        _walletLimits = new BinanceLimits(
            enforceLimits, WalletAddressLimit, WalletUserLimit, WalletUserLimit, "X-SAPI-USED-IP-WEIGHT-1M", TimeSpan.FromMinutes(1), "1M");
        Serve([.. Operations(), .. WalletOperations()]);
    }

    private IEnumerable<Operation> Operations() =>
    [
        new("GET", "/api/v3/ping", WriteEmpty),
        new("GET", "/api/v3/time", ServerTime),
        new("GET", "/api/v3/exchangeInfo", ExchangeInfo, Weight: 20),
        new("GET", "/api/v3/ticker/price", TickerPrice, Weight: 2, IsHeavyWithoutSymbol: true, HeavyWeight: 4),
        new("GET", "/api/v3/ticker/bookTicker", BookTicker, Weight: 2, IsHeavyWithoutSymbol: true, HeavyWeight: 4),
        new("GET", "/api/v3/ticker/24hr", Ticker24Hours, Weight: 2, IsHeavyWithoutSymbol: true, HeavyWeight: 80),
        new("GET", "/api/v3/account", AccountInfo, IsSigned: true, Weight: 20),
        new("POST", "/api/v3/order", PlaceOrder, IsSigned: true, IsPlacement: true),
        new("POST", "/api/v3/order/test", TestOrder, IsSigned: true),
        new("GET", "/api/v3/order", QueryOrder, IsSigned: true, Weight: 4),
        new("DELETE", "/api/v3/order", CancelOrder, IsSigned: true),
        new("GET", "/api/v3/openOrders", OpenOrders, IsSigned: true, Weight: 6, IsHeavyWithoutSymbol: true, HeavyWeight: 80),
        new("DELETE", "/api/v3/openOrders", CancelAll, IsSigned: true),
        new("GET", "/api/v3/allOrders", AllOrders, IsSigned: true, Weight: 20),
        new("GET", "/api/v3/myTrades", MyTrades, IsSigned: true, Weight: 20),
        new("GET", "/api/v3/rateLimit/order", OrderLimits, IsSigned: true, Weight: 40),
        new("POST", "/api/v3/orderList/oco", PlacePair, IsSigned: true, IsPlacement: true),
        new("GET", "/api/v3/orderList", QueryPair, IsSigned: true, Weight: 4),
        new("DELETE", "/api/v3/orderList", CancelPair, IsSigned: true),
    ];

    protected override string? PermissionOf(Operation route) => route.Method == "GET"
        ? null
        : route.Path == "/sapi/v1/asset/transfer" ? "transfer" : "spot";

    public override void Reset()
    {
        base.Reset();
        _walletLimits.Clear();
    }

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
        if (call.Path.EndsWith("/order", StringComparison.Ordinal))
        {
            var request = NewRequest();
            _ = ReadOrder(call.Parameter, request);
            Record(account, request, Outcome.Rejected, error.CodeText);
        }
    }

    private static OrderRequest NewRequest() => new() { Market = Market.Spot, KeepsId = true, EndsQuietly = true };

    private void Record(Account account, OrderRequest request, Outcome outcome, string? code)
    {
        if (request.Algo is null)
        {
            _ = Venue.Record(account, request, outcome, code);
        }
        else
        {
            _ = Venue.RecordAlgo(account, request, outcome, code);
        }
    }

    private InstrumentBook? BookOf(Call call)
    {
        if (call.Parameter("symbol") is not { Length: > 0 } symbol)
        {
            _ = Fail(call, BinanceError.Missing("symbol"));
            return null;
        }

        var book = Venue.FindBook(Market.Spot, symbol);
        if (book is null)
        {
            _ = Fail(call, BinanceError.InvalidSymbol);
        }

        return book;
    }

    private static void WriteEmpty(Call call)
    {
        call.Json.WriteStartObject();
        call.Json.WriteEndObject();
    }
}
