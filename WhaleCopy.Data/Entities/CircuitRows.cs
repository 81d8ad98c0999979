using WhaleCopy.Core.Venues;

namespace WhaleCopy.Data.Entities;

/// <summary>A circuit breaker of one process, as it last said. Who has not said anything lately is gone.</summary>
public sealed class VenueCircuitRow
{
    /// <summary>The process: its name on leases.</summary>
    public required string Instance { get; set; }
    public required Venue Exchange { get; set; }
    public required OperationClass Operation { get; set; }
    public bool IsOpen { get; set; }

    /// <summary>When it opened or closed.</summary>
    public required DateTimeOffset Since { get; set; }
    public required DateTimeOffset ReportedAt { get; set; }
}
