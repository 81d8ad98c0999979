using System.Collections.Concurrent;
using System.Globalization;
using WhaleCopy.Simulator.Http;
using WhaleCopy.Simulator.Limits;

namespace WhaleCopy.Simulator.Dialects.Binance;

/// <summary>Request weight by address and minute, orders by account. Who goes on after 429 is banned with 418.</summary>
internal sealed class BinanceLimits(
    bool isEnforced,
    int weightLimit,
    int ordersPerTenSeconds,
    int ordersPerLongWindow,
    string weightHeader,
    TimeSpan longWindow,
    string longWindowName)
{
    private const int RefusalsBeforeBan = 50;
    private static readonly TimeSpan Ban = TimeSpan.FromMinutes(2);

    private readonly WindowCounter _weight = new(TimeSpan.FromMinutes(1), weightLimit);
    private readonly WindowCounter _refusals = new(TimeSpan.FromMinutes(1), RefusalsBeforeBan);
    private readonly WindowCounter _tenSeconds = new(TimeSpan.FromSeconds(10), ordersPerTenSeconds);
    private readonly WindowCounter _long = new(longWindow, ordersPerLongWindow);
    private readonly string _longHeader = $"X-MBX-ORDER-COUNT-{longWindowName}";
    private readonly ConcurrentDictionary<string, DateTimeOffset> _bans = new(StringComparer.Ordinal);

    public int WeightLimit => weightLimit;
    public int OrdersPerTenSeconds => ordersPerTenSeconds;
    public int OrdersPerLongWindow => ordersPerLongWindow;

    /// <summary>Null when the request may go on.</summary>
    public BinanceError? Count(Call call, int weight, DateTimeOffset now)
    {
        var address = call.RemoteAddress;
        var headers = call.Http.Response.Headers;
        if (isEnforced && _bans.TryGetValue(address, out var until) && until > now)
        {
            headers.RetryAfter = Seconds(until - now);
            return new BinanceError(-1003, $"Way too many requests; IP banned until {until.ToUnixTimeMilliseconds()}.", 418);
        }

        var used = _weight.Add(address, weight, now);
        headers[weightHeader] = used.ToString(CultureInfo.InvariantCulture);
        if (!isEnforced || used <= weightLimit)
        {
            return null;
        }

        if (_refusals.Add(address, 1, now) > RefusalsBeforeBan)
        {
            _bans[address] = now + Ban;
        }

        headers.RetryAfter = _weight.SecondsLeft(now).ToString(CultureInfo.InvariantCulture);
        return new BinanceError(
            -1003, $"Too many requests; current limit of IP is {weightLimit} requests per minute.", StatusCodes.Status429TooManyRequests);
    }

    /// <summary>Null when the account may place one more order. No Retry-After here, as on the venue.</summary>
    public BinanceError? CountOrders(Call call, string account, int orders, DateTimeOffset now)
    {
        var ten = _tenSeconds.Add(account, orders, now);
        var inLong = _long.Add(account, orders, now);
        var headers = call.Http.Response.Headers;
        headers["X-MBX-ORDER-COUNT-10S"] = ten.ToString(CultureInfo.InvariantCulture);
        headers[_longHeader] = inLong.ToString(CultureInfo.InvariantCulture);
        if (!isEnforced || (ten <= ordersPerTenSeconds && inLong <= ordersPerLongWindow))
        {
            return null;
        }

        var (limit, interval) = ten > ordersPerTenSeconds ? (ordersPerTenSeconds, "10 SECOND") : (ordersPerLongWindow, longWindowName);
        return new BinanceError(
            -1015, $"Too many new orders; current limit is {limit} orders per {interval}.", StatusCodes.Status429TooManyRequests);
    }

    public void Clear()
    {
        _weight.Clear();
        _refusals.Clear();
        _tenSeconds.Clear();
        _long.Clear();
        _bans.Clear();
    }

    private static string Seconds(TimeSpan span) => Math.Ceiling(span.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
