using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>Bitget's errors and limits for the shared client. It tells no usage in headers.</summary>
internal sealed class BitgetProtocol : VenueProtocol
{
    private static readonly TimeSpan BanStop = TimeSpan.FromMinutes(2);

    public override Venue Venue => Venue.Bitget;

    public override VenueErrorTable Errors => BitgetErrors.Table;

    public override IReadOnlySet<string> ClockCodes => BitgetErrors.ClockCodes;

    public override VenueFault? ReadFault(int status, ReadOnlySpan<byte> body) => BitgetErrors.ReadFault(status, body);

    /// <summary>A used-up limit is the call's own: its window is waited out. 403 and 418 shut the address out.</summary>
    public override RateStop? StopOf(VenueResponse response, VenueFault fault, DateTimeOffset now)
    {
        var said = response.RetryAfter(now);
        if (response.Status is 403 or 418 or 451 && fault.Code.StartsWith("HTTP", StringComparison.Ordinal))
            return new RateStop(RateScope.Address, said ?? BanStop);
        return Errors.Find(fault.Code, fault.Message) is { Meaning: VenueErrorMeaning.RateLimited }
            ? new RateStop(null, said ?? BitgetLimits.Second)
            : null;
    }
}
