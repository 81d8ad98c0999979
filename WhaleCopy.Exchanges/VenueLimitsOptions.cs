using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WhaleCopy.Exchanges;

/// <summary>How the venues' rate limits and circuits are kept.</summary>
public sealed class VenueLimitsOptions
{
    /// <summary><c>Exchanges:Limits</c>.</summary>
    public const string SectionName = "Exchanges:Limits";

    /// <summary>
    /// Part of a limit that this process uses alone while Redis is away; a quarter by default, so that four processes which do not
    /// see each other stay within it.
    /// </summary>
    [Range(typeof(decimal), "0.05", "1", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public decimal LocalShare { get; set; } = 0.25m;

    /// <summary>All limits times this: 1 by default; more only against a simulator without limits.</summary>
    [Range(typeof(decimal), "0.1", "10000", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public decimal Factor { get; set; } = 1m;

    /// <summary>How long a read waits for its turn before it gives up as rate limited; 5 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan LongestReadWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Failures in <see cref="CircuitWindow"/> that open a circuit; 5 by default.</summary>
    [Range(2, 1000)]
    public int CircuitFailures { get; set; } = 5;

    /// <summary>
    /// Failures that open the circuit of closes, stops and cancellations; 50 by default: they are the last to be cut off.
    /// </summary>
    [Range(2, 10_000)]
    public int CircuitFailuresOfExits { get; set; } = 50;

    /// <summary>The stretch in which failures are counted; 30 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:10:00")]
    public TimeSpan CircuitWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an open circuit stays open before one call may try; 60 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:10:00")]
    public TimeSpan CircuitBreak { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The same for closes, stops and cancellations; 5 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:10:00")]
    public TimeSpan CircuitBreakOfExits { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Checks <see cref="VenueLimitsOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class VenueLimitsOptionsValidator : IValidateOptions<VenueLimitsOptions>;
