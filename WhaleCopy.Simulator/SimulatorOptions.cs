using System.ComponentModel.DataAnnotations;

namespace WhaleCopy.Simulator;

/// <summary>How a simulator runs. Configuration section <c>Simulator</c>.</summary>
public sealed class SimulatorOptions
{
    public const string SectionName = "Simulator";

    /// <summary>Loopback port to listen on; 0 takes a free one. Null (default) leaves it to ASPNETCORE_URLS or --urls.</summary>
    [Range(0, 65535)]
    public int? Port { get; set; }

    /// <summary>File that keeps the world between runs; null (default) keeps nothing.</summary>
    public string? StateFile { get; set; }

    /// <summary>
    /// Whether the venues' rate limits refuse requests (default). Off, the counts are still kept and shown in the headers.
    /// The control API cannot change it: a load test starts its simulator without limits.
    /// </summary>
    public bool RateLimits { get; set; } = true;

    /// <summary>How often the public streams look for new prices; the marks that venues send each second keep that pace.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan StreamInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The shortest time between two writes of the state file.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan SaveInterval { get; set; } = TimeSpan.FromSeconds(1);
}
