using System.Globalization;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>
/// Bybit counts each call of an account by the second and everything of an address in five. Source:
/// bybit-exchange.github.io/docs/v5/rate-limit.
/// </summary>
internal static class BybitLimits
{
    /// <summary>The window of an account's limits.</summary>
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly RateLimit Address = new(600, TimeSpan.FromSeconds(5));
    private static readonly RateLimit Ten = new(10, Second);
    private static readonly RateLimit Twenty = new(20, Second);
    private static readonly RateLimit Fifty = new(50, Second);

    // The web site has no published limit: one call in two seconds is what it bears.
    private static readonly RateLimit Web = new(30, TimeSpan.FromMinutes(1));

    /// <summary>What a public read takes.</summary>
    public static IReadOnlyList<RateCharge> OfPublic { get; } = [new RateCharge("BYBIT:address", RateScope.Address, Address, 1)];

    /// <summary>What a read of the web site takes.</summary>
    public static IReadOnlyList<RateCharge> OfWeb { get; } = [new RateCharge("BYBIT:web", RateScope.Address, Web, 1)];

    /// <summary>What a call of an account takes.</summary>
    public static IReadOnlyList<RateCharge> OfAccount(string path, Market market, long accountId)
    {
        var limit = path switch
        {
            "/v5/order/create" or "/v5/order/cancel" => market == Market.Spot ? Twenty : Ten,
            "/v5/position/set-leverage" or "/v5/user/query-api" => Ten,
            "/v5/account/transaction-log" => Twenty,
            _ => Fifty,
        };
        var bucket = string.Create(
            CultureInfo.InvariantCulture, $"BYBIT:{path}:{BybitSymbols.CategoryOf(market)}:{accountId}");
        return [.. OfPublic, new RateCharge(bucket, RateScope.Account, limit, 1)];
    }
}
