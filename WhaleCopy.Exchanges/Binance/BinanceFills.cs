using System.Globalization;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>
/// Pages of fills: by windows of time while they fit on a page, by id from the first full one on, which then reaches to the end.
/// </summary>
internal static class BinanceFills
{
    private const int PageSize = 1000;

    /// <summary>All fills of a symbol from a moment to now, each once.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        DateTimeOffset from,
        DateTimeOffset now,
        TimeSpan longestWindow,
        Func<Action<FormWriter>, CancellationToken, Task<T[]>> readPage,
        Func<T, string> idOf,
        CancellationToken cancellationToken)
    {
        var fills = new List<T>();
        for (var start = from; start <= now; start += longestWindow)
        {
            var first = start;
            var page = await readPage(
                form => form
                    .Add("startTime", first.ToUnixTimeMilliseconds())
                    .Add("endTime", (first + longestWindow).ToUnixTimeMilliseconds())
                    .Add("limit", PageSize),
                cancellationToken);
            fills.AddRange(page);
            if (page.Length < PageSize)
                continue;

            while (page.Length == PageSize)
            {
                var next = page.Max(row => long.Parse(idOf(row), CultureInfo.InvariantCulture)) + 1;
                page = await readPage(form => form.Add("fromId", next).Add("limit", PageSize), cancellationToken);
                fills.AddRange(page);
            }

            break;
        }

        return [.. fills.DistinctBy(idOf)];
    }
}
