using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>Where OKX is and how long it is waited for.</summary>
public sealed class OkxOptions
{
    /// <summary><c>Exchanges:Okx</c>.</summary>
    public const string SectionName = "Exchanges:Okx";

    /// <summary>The venue's addresses. Keys are bound to their region: <c>https://eea.okx.com</c>, <c>https://us.okx.com</c>.</summary>
    [Required]
    [ValidateObjectMembers]
    public OkxBaseUrls BaseUrls { get; set; } = new();

    /// <summary>How long a command is waited for; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a read is waited for; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads lead traders of the public copy-trading pages; on by default: they are documented and public.</summary>
    public bool ReadsWhales { get; set; } = true;
}

/// <summary>Addresses without a trailing slash; a path in them stays in front of the venue's own and is not signed.</summary>
public sealed class OkxBaseUrls
{
    /// <summary><c>/api/v5</c>. The demo environment is the same host with a header.</summary>
    [Required]
    [VenueUrl]
    public string Rest { get; set; } = "https://www.okx.com";

    /// <summary>The public websocket.</summary>
    [Required]
    [VenueUrl]
    public string Stream { get; set; } = "wss://ws.okx.com:8443";
}

/// <summary>Checks <see cref="OkxOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class OkxOptionsValidator : IValidateOptions<OkxOptions>;
