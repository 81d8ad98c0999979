using System.Collections.Concurrent;
using System.Globalization;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>
/// Weight by address and minute, orders by account: the documented numbers until <c>exchangeInfo</c> tells the venue's own. Source:
/// developers.binance.com, the page of each endpoint.
/// </summary>
internal sealed class BinanceLimits
{
    public static readonly TimeSpan ShortWindow = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private const int HeavyTransfer = 900;

    // The web site has no published limit: about one call a second is what it bears.
    private static readonly RateLimit Web = new(60, Minute);
    private static readonly RateLimit Wallet = new(12_000, Minute);

    private readonly ConcurrentDictionary<Market, RateLimit> _weights = new(
        new Dictionary<Market, RateLimit>
        {
            [Market.Spot] = new(6000, Minute),
            [Market.UsdM] = new(2400, Minute),
            [Market.CoinM] = new(2400, Minute),
        });

    private readonly ConcurrentDictionary<Market, IReadOnlyList<RateLimit>> _orders = new(
        new Dictionary<Market, IReadOnlyList<RateLimit>>
        {
            [Market.Spot] = [new(100, ShortWindow)],
            [Market.UsdM] = [new(300, ShortWindow), new(1200, Minute)],
            [Market.CoinM] = [new(300, ShortWindow), new(1200, Minute)],
        });

    /// <summary>Believes what <c>exchangeInfo</c> says.</summary>
    public void Learn(Market market, IReadOnlyList<BinanceRateLimit> limits)
    {
        var orders = new List<RateLimit>();
        foreach (var limit in limits)
        {
            if (limit.Limit <= 0 || WindowOf(limit) is not { } window)
                continue;
            if (limit.RateLimitType == "REQUEST_WEIGHT" && window == Minute)
                _weights[market] = new RateLimit(limit.Limit, window);
            else if (limit.RateLimitType == "ORDERS" && window <= Minute)
                orders.Add(new RateLimit(limit.Limit, window));
        }

        if (orders.Count > 0)
            _orders[market] = orders;
    }

    /// <summary>What a read or a command that is no order takes.</summary>
    public IReadOnlyList<RateCharge> Of(Market market, string path, HttpMethod method, bool isWhole)
    {
        if (path.StartsWith("/bapi/", StringComparison.Ordinal))
            return [new RateCharge("BINANCE:web", RateScope.Address, Web, 1)];
        if (path.StartsWith("/sapi/", StringComparison.Ordinal))
            return [new RateCharge("BINANCE:wallet", RateScope.Address, Wallet, method == HttpMethod.Post ? HeavyTransfer : 1)];
        return [new RateCharge($"BINANCE:{Name(market)}:weight", RateScope.Address, _weights[market], WeightOf(market, path, isWhole))];
    }

    /// <summary>What an order takes: nothing of the address's weight but one on spot, one of each of the account's counts.</summary>
    public IReadOnlyList<RateCharge> OfOrder(Market market, long accountId)
    {
        var limits = _orders[market];
        var charges = new List<RateCharge>(limits.Count + 1)
        {
            new($"BINANCE:{Name(market)}:weight", RateScope.Address, _weights[market], 1),
        };
        foreach (var limit in limits)
        {
            var bucket = string.Create(
                CultureInfo.InvariantCulture, $"BINANCE:{Name(market)}:orders{limit.Window.TotalSeconds}:{accountId}");
            charges.Add(new RateCharge(bucket, RateScope.Account, limit, 1));
        }

        return charges;
    }

    private static TimeSpan? WindowOf(BinanceRateLimit limit) => limit.Interval switch
    {
        "SECOND" => TimeSpan.FromSeconds(limit.IntervalNum),
        "MINUTE" => TimeSpan.FromMinutes(limit.IntervalNum),
        _ => null,
    };

    private static string Name(Market market) => WireName<Market>.Of(market);

    private static int WeightOf(Market market, string path, bool isWhole)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return (market, name) switch
        {
            (Market.Spot, "24hr") => isWhole ? 80 : 2,
            (Market.Spot, "exchangeInfo" or "account" or "myTrades") => 20,
            (Market.Spot, "openOrders") => 80,
            (Market.Spot, "order") => 4,
            (_, "24hr" or "openOrders" or "openAlgoOrders") => isWhole ? 40 : 1,
            (_, "bookTicker") => isWhole ? 5 : 2,
            (_, "premiumIndex") => isWhole ? 10 : 1,
            (_, "price") => 2,
            (_, "account" or "positionRisk" or "symbolConfig" or "userTrades") => 5,
            (_, "dual") => 30,
            (Market.UsdM, "income") => 30,
            (_, "income") => 20,
            _ => 1,
        };
    }
}
