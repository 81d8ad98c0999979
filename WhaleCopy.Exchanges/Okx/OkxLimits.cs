using System.Globalization;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>
/// OKX counts each call by itself, by user (orders: by user and instrument) or by address, in two seconds. Source:
/// www.okx.com/docs-v5, the rate limit of each call.
/// </summary>
internal static class OkxLimits
{
    /// <summary>The window of nearly every limit.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    private static readonly RateLimit Five = new(5, Window);
    private static readonly RateLimit Ten = new(10, Window);
    private static readonly RateLimit Twenty = new(20, Window);
    private static readonly RateLimit Sixty = new(60, Window);

    // No published number: it is here so that a ban of the address stops everything.
    private static readonly RateLimit Address = new(1000, Window);

    /// <summary>What a public read takes.</summary>
    public static IReadOnlyList<RateCharge> OfPublic(string path)
    {
        var limit = path.StartsWith("/api/v5/copytrading/", StringComparison.Ordinal) ? Five
            : path is "/api/v5/public/mark-price" or "/api/v5/public/time" ? Ten
            : Twenty;
        return [TheAddress, new RateCharge($"OKX:{path}", RateScope.Address, limit, 1)];
    }

    /// <summary>What a call of an account takes; orders are counted by instrument as well.</summary>
    public static IReadOnlyList<RateCharge> OfAccount(string method, string path, long accountId, string? instId)
    {
        var limit = path switch
        {
            "/api/v5/trade/order" or "/api/v5/trade/cancel-order" or "/api/v5/trade/orders-pending" or "/api/v5/trade/fills" => Sixty,
            "/api/v5/account/config" or "/api/v5/account/set-position-mode" or "/api/v5/account/bills-archive" => Five,
            "/api/v5/account/balance" or "/api/v5/account/positions" or "/api/v5/trade/fills-history" or "/api/v5/account/bills" => Ten,
            _ => Twenty,
        };
        var whose = instId is null ? string.Empty : ":" + instId;
        var bucket = string.Create(CultureInfo.InvariantCulture, $"OKX:{method} {path}:{accountId}{whose}");
        return [TheAddress, new RateCharge(bucket, instId is null ? RateScope.Account : RateScope.Instrument, limit, 1)];
    }

    private static RateCharge TheAddress => new("OKX:address", RateScope.Address, Address, 1);
}
