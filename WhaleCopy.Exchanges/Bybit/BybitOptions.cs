using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>Where Bybit is and how long it is waited for.</summary>
public sealed class BybitOptions
{
    /// <summary><c>Exchanges:Bybit</c>.</summary>
    public const string SectionName = "Exchanges:Bybit";

    /// <summary>The venue's addresses.</summary>
    [Required]
    [ValidateObjectMembers]
    public BybitBaseUrls BaseUrls { get; set; } = new();

    /// <summary>The address for keys of the demo environment.</summary>
    [Required]
    [VenueUrl]
    public string DemoRest { get; set; } = "https://api-demo.bybit.com";

    /// <summary>How long a command is waited for; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a read is waited for; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Reads leaders of the web site's copy trading. Off by default: the calls are undocumented, and plain clients are refused.
    /// </summary>
    public bool ReadsWhales { get; set; }
}

/// <summary>Addresses without a trailing slash; a path in them stays in front of the venue's own.</summary>
public sealed class BybitBaseUrls
{
    /// <summary><c>/v5</c>.</summary>
    [Required]
    [VenueUrl]
    public string Rest { get; set; } = "https://api.bybit.com";

    /// <summary>The web site's own calls, <c>/x-api/fapi/beehive</c>.</summary>
    [Required]
    [VenueUrl]
    public string Web { get; set; } = "https://www.bybit.com";

    /// <summary>The public websocket.</summary>
    [Required]
    [VenueUrl]
    public string Stream { get; set; } = "wss://stream.bybit.com";
}

/// <summary>Checks <see cref="BybitOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class BybitOptionsValidator : IValidateOptions<BybitOptions>;
