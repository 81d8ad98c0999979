using System.Globalization;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

/// <summary>
/// USD-M (<c>/fapi</c>) and COIN-M (<c>/dapi</c>). COIN-M counts quantities in contracts and answers lists where
/// USD-M answers one object.
/// </summary>
internal sealed partial class BinanceFuturesDialect : BinanceDialect
{
    private readonly Market _market;
    private readonly bool _isCoin;

    public BinanceFuturesDialect(Venue venue, Market market, bool enforceLimits)
        : base(
            venue,
            market == Market.CoinM ? "/binance/coinm" : "/binance/usdm",
            new BinanceLimits(enforceLimits, 2400, 300, 1200, "X-MBX-USED-WEIGHT-1M", TimeSpan.FromMinutes(1), "1M"))
    {
        _market = market;
        _isCoin = market == Market.CoinM;
        Serve(_isCoin ? Operations("/dapi") : [.. Operations("/fapi"), .. UsdmOnly()]);
    }

    private IEnumerable<Operation> Operations(string api) =>
    [
        new("GET", $"{api}/v1/ping", call => WriteEmpty(call)),
        new("GET", $"{api}/v1/time", ServerTime),
        new("GET", $"{api}/v1/exchangeInfo", ExchangeInfo),
        new("GET", $"{api}/v1/ticker/price", TickerPrice, IsHeavyWithoutSymbol: true, HeavyWeight: 2),
        new("GET", $"{api}/v1/ticker/bookTicker", BookTicker, Weight: 2, IsHeavyWithoutSymbol: true, HeavyWeight: 5),
        new("GET", $"{api}/v1/ticker/24hr", Ticker24Hours, IsHeavyWithoutSymbol: true),
        new("GET", $"{api}/v1/premiumIndex", PremiumIndex, IsHeavyWithoutSymbol: true, HeavyWeight: 10),
        new("POST", $"{api}/v1/order", PlaceOrder, IsSigned: true, IsPlacement: true, Weight: 0),
        new("GET", $"{api}/v1/order", QueryOrder, IsSigned: true),
        new("DELETE", $"{api}/v1/order", CancelOrder, IsSigned: true),
        new("POST", $"{api}/v1/batchOrders", PlaceBatch, IsSigned: true, IsPlacement: true, Weight: 5),
        new("DELETE", $"{api}/v1/batchOrders", CancelBatch, IsSigned: true),
        new("GET", $"{api}/v1/openOrder", QueryOpenOrder, IsSigned: true),
        new("GET", $"{api}/v1/openOrders", OpenOrders, IsSigned: true, IsHeavyWithoutSymbol: true),
        new("GET", $"{api}/v1/allOrders", AllOrders, IsSigned: true, Weight: 5),
        new("DELETE", $"{api}/v1/allOpenOrders", CancelAll, IsSigned: true),
        new("GET", $"{api}/v1/userTrades", UserTrades, IsSigned: true, Weight: 5),
        new("POST", $"{api}/v1/algoOrder", PlaceAlgo, IsSigned: true, IsPlacement: true, Weight: 0),
        new("GET", $"{api}/v1/algoOrder", QueryAlgo, IsSigned: true),
        new("DELETE", $"{api}/v1/algoOrder", CancelAlgo, IsSigned: true),
        new("GET", $"{api}/v1/openAlgoOrders", OpenAlgos, IsSigned: true, IsHeavyWithoutSymbol: true),
        new("GET", $"{api}/v1/allAlgoOrders", AllAlgos, IsSigned: true, Weight: 5),
        new("DELETE", $"{api}/v1/algoOpenOrders", CancelAllAlgos, IsSigned: true),
        new("POST", $"{api}/v1/leverage", SetLeverage, IsSigned: true),
        new("POST", $"{api}/v1/marginType", SetMarginType, IsSigned: true),
        new("GET", $"{api}/v1/positionSide/dual", GetPositionMode, IsSigned: true, Weight: 30),
        new("POST", $"{api}/v1/positionSide/dual", SetPositionMode, IsSigned: true),
        new("GET", $"{api}/v{(_isCoin ? 2 : 1)}/leverageBracket", Brackets, IsSigned: true),
        new("GET", $"{api}/v1/income", Incomes, IsSigned: true, Weight: _isCoin ? 20 : 30),
        new("GET", $"{api}/v1/rateLimit/order", OrderLimits, IsSigned: true),
        .. _isCoin
            ?
            [
                new Operation("GET", "/dapi/v1/positionRisk", call => Positions(call, version: 1), IsSigned: true, Weight: 5),
                new Operation("GET", "/dapi/v1/account", call => AccountInfo(call, version: 1), IsSigned: true, Weight: 5),
                new Operation("GET", "/dapi/v1/balance", Balances, IsSigned: true),
            ]
            : Array.Empty<Operation>(),
    ];

    private IEnumerable<Operation> UsdmOnly() =>
    [
        new("GET", "/fapi/v2/ticker/price", TickerPrice, IsHeavyWithoutSymbol: true, HeavyWeight: 2),
        new("POST", "/fapi/v1/order/test", TestOrder, IsSigned: true),
        new("GET", "/fapi/v2/positionRisk", call => Positions(call, version: 2), IsSigned: true, Weight: 5),
        new("GET", "/fapi/v3/positionRisk", call => Positions(call, version: 3), IsSigned: true, Weight: 5),
        new("GET", "/fapi/v2/account", call => AccountInfo(call, version: 2), IsSigned: true, Weight: 5),
        new("GET", "/fapi/v3/account", call => AccountInfo(call, version: 3), IsSigned: true, Weight: 5),
        new("GET", "/fapi/v2/balance", Balances, IsSigned: true, Weight: 5),
        new("GET", "/fapi/v3/balance", Balances, IsSigned: true, Weight: 5),
        new("GET", "/fapi/v1/symbolConfig", SymbolConfig, IsSigned: true, Weight: 5),
        new("GET", "/fapi/v1/accountConfig", AccountConfig, IsSigned: true, Weight: 5),
    ];

    protected override string? PermissionOf(Operation route) => route.Method == "GET" ? null : "futures";

    protected override void RecordRefused(Call call, Account account, BinanceError error)
    {
        var request = new OrderRequest { Market = _market };
        if (call.Path.EndsWith("algoOrder", StringComparison.Ordinal))
        {
            _ = ReadAlgo(account, call.Parameter, request);
            _ = Venue.RecordAlgo(account, request, Outcome.Rejected, error.CodeText);
        }
        else if (call.Path.EndsWith("/order", StringComparison.Ordinal))
        {
            _ = ReadOrder(account, call.Parameter, request);
            _ = Venue.Record(account, request, Outcome.Rejected, error.CodeText);
        }
    }

    /// <summary>The instrument a request names; null with the error written when there is none.</summary>
    private InstrumentBook? BookOf(Call call)
    {
        if (call.Parameter("symbol") is not { Length: > 0 } symbol)
        {
            _ = Fail(call, BinanceError.Missing("symbol"));
            return null;
        }

        var book = Venue.FindBook(_market, symbol);
        if (book is null)
        {
            _ = Fail(call, BinanceError.InvalidSymbol);
        }

        return book;
    }

    /// <summary>The instruments a list request means: one, or all of this market; null with the error written.</summary>
    private IReadOnlyList<InstrumentBook>? BooksOf(Call call)
    {
        if (call.Parameter("symbol") is { Length: > 0 })
        {
            return BookOf(call) is { } one ? [one] : null;
        }

        return [.. Venue.Books.Where(book => book.Spec.Market == _market && MatchesPair(call, book.Spec))];
    }

    private bool MatchesPair(Call call, Instrument spec) =>
        !_isCoin
        || ((call.Parameter("pair") is not { Length: > 0 } pair || pair == spec.Symbol.Name)
            && (call.Parameter("marginAsset") is not { Length: > 0 } asset || asset == spec.SettleAsset));

    /// <summary>Engine units to the venue's count.</summary>
    private static decimal Count(Instrument spec, decimal quantity) => quantity / spec.ContractSize;

    private static void WriteEmpty(Call call)
    {
        call.Json.WriteStartObject();
        call.Json.WriteEndObject();
    }

    private static string Invariant(long value) => value.ToString(CultureInfo.InvariantCulture);
}
