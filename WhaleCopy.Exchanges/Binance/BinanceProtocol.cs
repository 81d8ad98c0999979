using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Binance's errors, limits and headers for the shared client.</summary>
internal sealed class BinanceProtocol : VenueProtocol
{
    private static readonly TimeSpan OrderCountStop = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WeightStop = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BanStop = TimeSpan.FromMinutes(2);

    public override Venue Venue => Venue.Binance;

    public override VenueErrorTable Errors => BinanceErrors.Table;

    public override IReadOnlySet<string> ClockCodes => BinanceErrors.ClockCodes;

    public override VenueFault? ReadFault(int status, ReadOnlySpan<byte> body) => BinanceErrors.ReadFault(status, body);

    /// <summary>
    /// −1015 is the account's order count; 429 the address's weight; 418, 403 and 451 shut the address out. How long is said by
    /// <c>Retry-After</c>, or by the words of a ban.
    /// </summary>
    public override RateStop? StopOf(VenueResponse response, VenueFault fault, DateTimeOffset now)
    {
        var said = response.RetryAfter(now) ?? BinanceErrors.BannedFor(fault.Message, now);
        return (response.Status, fault.Code) switch
        {
            (_, "-1015") => new RateStop(RateScope.Account, said ?? OrderCountStop),
            (418 or 403 or 451, _) => new RateStop(RateScope.Address, said ?? BanStop),
            (429, _) or (_, "-1003") => new RateStop(RateScope.Address, said ?? WeightStop),
            _ => Errors.Find(fault.Code, fault.Message) is { Meaning: VenueErrorMeaning.RateLimited }
                ? new RateStop(RateScope.Address, said ?? WeightStop)
                : null,
        };
    }

    public override IEnumerable<RateReport> ReportsOf(VenueRequest request, VenueResponse response)
    {
        foreach (var charge in request.Terms.Charges)
        {
            var header = charge.Scope switch
            {
                RateScope.Address => "X-MBX-USED-WEIGHT-1M",
                RateScope.Account when charge.Limit.Window == BinanceLimits.ShortWindow => "X-MBX-ORDER-COUNT-10S",
                RateScope.Account when charge.Limit.Window == BinanceLimits.Minute => "X-MBX-ORDER-COUNT-1M",
                _ => null,
            };
            if (header is not null && response.Number(header) is { } used && used > charge.Cost)
                yield return new RateReport(charge.Bucket, charge.Limit, (int)Math.Min(used, int.MaxValue));
        }
    }
}
