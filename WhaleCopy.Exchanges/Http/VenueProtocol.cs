using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Http;

/// <summary>How a venue words answers, and how long it is waited for.</summary>
internal abstract class VenueProtocol
{
    private static readonly HashSet<string> None = [];

    /// <summary>The venue.</summary>
    public abstract Venue Venue { get; }

    /// <summary>Its error table.</summary>
    public abstract VenueErrorTable Errors { get; }

    /// <summary>Codes that say that our clock is off.</summary>
    public virtual IReadOnlySet<string> ClockCodes => None;

    /// <summary>How long a command is waited for.</summary>
    public required TimeSpan CommandTimeout { get; init; }

    /// <summary>How long a read is waited for.</summary>
    public required TimeSpan ReadTimeout { get; init; }

    /// <summary>The error in an answer, or null where it is a success.</summary>
    public abstract VenueFault? ReadFault(int status, ReadOnlySpan<byte> body);

    /// <summary>The venue's order to stay away, where the answer is one.</summary>
    public abstract RateStop? StopOf(VenueResponse response, VenueFault fault, DateTimeOffset now);

    /// <summary>What the answer's headers say of the limits that the call took from.</summary>
    public virtual IEnumerable<RateReport> ReportsOf(VenueRequest request, VenueResponse response) => [];
}
