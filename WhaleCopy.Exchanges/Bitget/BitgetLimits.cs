using System.Globalization;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>
/// Bitget counts each call by itself, by account or address and second, and everything of an address by the minute. Source:
/// www.bitget.com/api-doc, the frequency limit of each call.
/// </summary>
internal static class BitgetLimits
{
    /// <summary>The window of a call's limit.</summary>
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly RateLimit Address = new(6000, TimeSpan.FromMinutes(1));
    private static readonly RateLimit One = new(1, Second);
    private static readonly RateLimit Five = new(5, Second);
    private static readonly RateLimit Ten = new(10, Second);
    private static readonly RateLimit Twenty = new(20, Second);

    /// <summary>What a public read takes.</summary>
    public static IReadOnlyList<RateCharge> OfPublic(string path) =>
        [TheAddress, new RateCharge($"BITGET:{path}", RateScope.Address, Twenty, 1)];

    /// <summary>What a read of the broker takes.</summary>
    public static IReadOnlyList<RateCharge> OfBroker(string path) =>
        [TheAddress, new RateCharge($"BITGET:{path}", RateScope.Address, Ten, 1)];

    /// <summary>What a call of an account takes.</summary>
    public static IReadOnlyList<RateCharge> OfAccount(string path, long accountId)
    {
        var limit = path switch
        {
            "/api/v2/spot/account/info" => One,
            "/api/v2/mix/position/all-position" or "/api/v2/mix/account/set-leverage" or "/api/v2/mix/account/set-margin-mode" => Five,
            _ => Ten,
        };
        var bucket = string.Create(CultureInfo.InvariantCulture, $"BITGET:{path}:{accountId}");
        return [TheAddress, new RateCharge(bucket, RateScope.Account, limit, 1)];
    }

    private static RateCharge TheAddress => new("BITGET:address", RateScope.Address, Address, 1);
}
