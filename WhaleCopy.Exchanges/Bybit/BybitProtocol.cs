using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>Bybit's errors, limits and headers for the shared client.</summary>
internal sealed class BybitProtocol : VenueProtocol
{
    private static readonly TimeSpan AddressStop = TimeSpan.FromMinutes(10);

    public override Venue Venue => Venue.Bybit;

    public override VenueErrorTable Errors => BybitErrors.Table;

    public override IReadOnlySet<string> ClockCodes => BybitErrors.ClockCodes;

    public override VenueFault? ReadFault(int status, ReadOnlySpan<byte> body) => BybitErrors.ReadFault(status, body);

    /// <summary>403 asks the whole address away for ten minutes; 10006 the call until its limit is reset.</summary>
    public override RateStop? StopOf(VenueResponse response, VenueFault fault, DateTimeOffset now)
    {
        var said = response.RetryAfter(now);
        if (response.Status is 403 or 418 or 451)
            return new RateStop(RateScope.Address, said ?? AddressStop);
        if (Errors.Find(fault.Code, fault.Message) is not { Meaning: VenueErrorMeaning.RateLimited })
            return null;
        if (response.Number("X-Bapi-Limit-Reset-Timestamp") is { } reset
            && DateTimeOffset.FromUnixTimeMilliseconds(reset) - now is var wait
            && wait > TimeSpan.Zero
            && wait < AddressStop)
        {
            return new RateStop(RateScope.Account, wait);
        }

        return new RateStop(RateScope.Account, said ?? BybitLimits.Second);
    }

    public override IEnumerable<RateReport> ReportsOf(VenueRequest request, VenueResponse response)
    {
        if (response.Number("X-Bapi-Limit") is not { } limit || response.Number("X-Bapi-Limit-Status") is not { } left)
            yield break;
        foreach (var charge in request.Terms.Charges)
        {
            var used = limit - left;
            if (charge.Scope == RateScope.Account && limit is > 0 and < int.MaxValue && used > charge.Cost)
            {
                // Its own limit may be another one than ours: what is left of it is what counts.
                var known = new RateLimit(charge.Limit.Capacity, charge.Limit.Window);
                yield return new RateReport(charge.Bucket, known, (int)Math.Max(0, known.Capacity - left));
            }
        }
    }
}
