using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Where Binance is and how long it is waited for.</summary>
public sealed class BinanceOptions
{
    /// <summary><c>Exchanges:Binance</c>.</summary>
    public const string SectionName = "Exchanges:Binance";

    /// <summary>The venue's addresses; the live ones by default.</summary>
    [Required]
    [ValidateObjectMembers]
    public BinanceBaseUrls BaseUrls { get; set; } = new();

    /// <summary>Addresses for keys of the demo environment.</summary>
    [Required]
    [ValidateObjectMembers]
    public BinanceBaseUrls DemoBaseUrls { get; set; } = new()
    {
        Spot = "https://demo-api.binance.com",
        UsdM = "https://demo-fapi.binance.com",
        CoinM = "https://demo-dapi.binance.com",
    };

    /// <summary>How long a command is waited for; 10 s, longer than the venue's own time-out of its back end.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a read is waited for; 10 s, exchangeInfo is several megabytes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Highest leverage assumed while a symbol's brackets are not known (the venue tells them only to a key); 20 is allowed on
    /// nearly every symbol.
    /// </summary>
    [Range(1, 125)]
    public int AssumedMaxLeverage { get; set; } = 20;

    /// <summary>Reads traders of the older futures leaderboard by their 32-digit id as well. Off: it is said to need a login.</summary>
    public bool ReadsLeaderboard { get; set; }
}

/// <summary>Addresses without a trailing slash; a path in them stays in front of the venue's own.</summary>
public sealed class BinanceBaseUrls
{
    /// <summary><c>/api/v3</c> and <c>/sapi</c>.</summary>
    [Required]
    [VenueUrl]
    public string Spot { get; set; } = "https://api.binance.com";

    /// <summary><c>/fapi</c>.</summary>
    [Required]
    [VenueUrl]
    public string UsdM { get; set; } = "https://fapi.binance.com";

    /// <summary><c>/dapi</c>.</summary>
    [Required]
    [VenueUrl]
    public string CoinM { get; set; } = "https://dapi.binance.com";

    /// <summary><c>/bapi</c>: the web site's own calls.</summary>
    [Required]
    [VenueUrl]
    public string Web { get; set; } = "https://www.binance.com";

    /// <summary>The public websocket of USD-M futures.</summary>
    [Required]
    [VenueUrl]
    public string UsdMStream { get; set; } = "wss://fstream.binance.com";

    /// <summary>The public websocket of COIN-M futures.</summary>
    [Required]
    [VenueUrl]
    public string CoinMStream { get; set; } = "wss://dstream.binance.com";
}

/// <summary>Checks <see cref="BinanceOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class BinanceOptionsValidator : IValidateOptions<BinanceOptions>;
