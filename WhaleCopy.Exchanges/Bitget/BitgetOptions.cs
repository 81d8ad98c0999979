using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>Where Bitget is and how long it is waited for.</summary>
public sealed class BitgetOptions
{
    /// <summary><c>Exchanges:Bitget</c>.</summary>
    public const string SectionName = "Exchanges:Bitget";

    /// <summary>The venue's addresses.</summary>
    [Required]
    [ValidateObjectMembers]
    public BitgetBaseUrls BaseUrls { get; set; } = new();

    /// <summary>How long a command is waited for; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a read is waited for; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The copy-trading broker's key; without one lead traders are not read: nothing public shows their positions.</summary>
    [ValidateObjectMembers]
    public BitgetBrokerKey? Broker { get; set; }
}

/// <summary>Addresses without a trailing slash; a path in them stays in front of the venue's own and is not signed.</summary>
public sealed class BitgetBaseUrls
{
    /// <summary><c>/api/v2</c>. The demo environment is the same host with a header.</summary>
    [Required]
    [VenueUrl]
    public string Rest { get; set; } = "https://api.bitget.com";

    /// <summary>The public websocket.</summary>
    [Required]
    [VenueUrl]
    public string Stream { get; set; } = "wss://ws.bitget.com";
}

/// <summary>A key of ours that may read the platform's lead traders.</summary>
public sealed class BitgetBrokerKey
{
    /// <summary>The key.</summary>
    [Required]
    public string ApiKey { get; set; } = string.Empty;

    /// <summary>The secret.</summary>
    [Required]
    public string Secret { get; set; } = string.Empty;

    /// <summary>The passphrase.</summary>
    [Required]
    public string Passphrase { get; set; } = string.Empty;

    /// <summary>Names the class alone.</summary>
    public override string ToString() => nameof(BitgetBrokerKey);
}

/// <summary>Checks <see cref="BitgetOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class BitgetOptionsValidator : IValidateOptions<BitgetOptions>;
