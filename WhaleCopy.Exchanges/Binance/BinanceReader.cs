using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>
/// Lead portfolios of Binance's copy trading, from the calls of its own web site: no key, no promise, and a firewall in front. A
/// whale's uid is his portfolio id.
/// </summary>
internal sealed class BinanceReader(
    VenueConnection connection, BinanceOptions options, BinanceLimits limits, decimal limitsFactor) : IVenueReader
{
    private const string Root = "/bapi/futures/v1/friendly/future/copy-trade";
    private const string PositionsPath = Root + "/lead-data/positions";
    private const string DetailPath = Root + "/lead-portfolio/detail";
    private const string HistoryPath = Root + "/lead-portfolio/order-history";
    private const string ListPath = Root + "/home-page/query-list";
    private const int HistoryPage = 100;
    private const int ListPage = 20;
    private const int LongestHistory = 100;

    private readonly VenueHttpClient _http = connection.Http;
    private readonly TimeProvider _time = connection.Time;
    private readonly BinanceSigner _signer = new(options);
    private readonly BinanceLimits _limits = limits;
    private BinanceLeaderboard? _leaderboard;

    public Venue Venue => Venue.Binance;

    public WhaleSource Source { get; } = new()
    {
        Name = "binance-copy-trade",
        Trust = SourceTrust.Unofficial,
        HasHistory = true,
        StablePositionIds = false, // the row's id repeats symbol and side
        CanHedge = true,
        ShowsEquity = true,
        ShowsLeverage = true,
        ReadsPerPoll = 1,
        ReadsPerSecond = 1m * limitsFactor,
    };

    public async Task<PollResult> PollAsync(string uid, CancellationToken cancellationToken)
    {
        var askedAt = _time.GetUtcNow();
        try
        {
            if (LeaderboardOf(uid) is { } leaderboard)
                return await leaderboard.PollAsync(uid, cancellationToken);
            var rows = await GetAsync(PositionsPath, uid, BinanceJson.Default.LeadPositions, cancellationToken);
            if (rows.Data is null)
                return new PollResult.Hidden(HiddenReason.SharingOff);

            var book = BinanceLeadMapping.Book(rows.Data);
            if (book.Count > 0)
                return new PollResult.Complete(new WhaleSnapshot(book, askedAt));

            // Nothing open, or nothing shown: only his own flag tells which, and it is asked after the list.
            var detail = await GetAsync(DetailPath, uid, BinanceJson.Default.LeadDetail, cancellationToken);
            return detail.Data switch
            {
                null => new PollResult.Hidden(HiddenReason.UnknownTrader),
                { Status: not "ACTIVE" } => new PollResult.Hidden(HiddenReason.UnknownTrader),
                { PositionShow: true } shown => new PollResult.Complete(new WhaleSnapshot([], askedAt), BinanceLeadMapping.Equity(shown)),
                _ => new PollResult.Hidden(HiddenReason.SharingOff),
            };
        }
        catch (VenueException failure)
        {
            return new PollResult.Unavailable(ReadFailures.ReasonOf(failure), RetryAfter(failure));
        }
        catch (FormatException)
        {
            return new PollResult.Unavailable(UnavailableReason.Unreadable);
        }
    }

    public async Task<HistoryResult> ReadHistoryAsync(string uid, DateTimeOffset from, CancellationToken cancellationToken)
    {
        if (LeaderboardOf(uid) is not null)
            return new HistoryResult.Unavailable(UnavailableReason.Unreadable);
        try
        {
            var orders = await ReadOrdersAsync(uid, from, cancellationToken);
            return orders is null
                ? new HistoryResult.Unavailable(UnavailableReason.Unreadable)
                : new HistoryResult.Complete([.. orders.Select(BinanceLeadMapping.Event).OrderBy(order => order.At)]);
        }
        catch (VenueException failure)
        {
            return new HistoryResult.Unavailable(ReadFailures.ReasonOf(failure), RetryAfter(failure));
        }
        catch (FormatException)
        {
            return new HistoryResult.Unavailable(UnavailableReason.Unreadable);
        }
    }

    public async Task<DiscoveryResult> DiscoverAsync(string? cursor, CancellationToken cancellationToken)
    {
        var page = cursor is null ? 1 : int.Parse(cursor, NumberStyles.None, CultureInfo.InvariantCulture);
        try
        {
            var query = new BinanceLeadListQuery(page, ListPage, "30D", "ROI", "PUBLIC", "DESC", false, false, string.Empty);
            var list = await PostAsync(
                ListPath, query, BinanceJson.Default.BinanceLeadListQuery, BinanceJson.Default.LeadList, cancellationToken);
            if (list.Data is not { List: { } rows } data)
                return new DiscoveryResult.Unavailable(UnavailableReason.Unreadable);

            var isLast = rows.Count == 0 || page * ListPage >= data.Total;
            return new DiscoveryResult.Page(
                [.. rows.Select(BinanceLeadMapping.Profile)],
                isLast ? null : (page + 1).ToString(CultureInfo.InvariantCulture));
        }
        catch (VenueException failure)
        {
            return new DiscoveryResult.Unavailable(ReadFailures.ReasonOf(failure), RetryAfter(failure));
        }
    }

    public async Task<ProfileResult> ReadProfileAsync(string uid, CancellationToken cancellationToken)
    {
        try
        {
            if (LeaderboardOf(uid) is { } leaderboard)
            {
                return await leaderboard.ReadProfileAsync(uid, cancellationToken) is { } listed
                    ? new ProfileResult.Found(listed)
                    : new ProfileResult.NotFound();
            }

            var detail = await GetAsync(DetailPath, uid, BinanceJson.Default.LeadDetail, cancellationToken);
            return detail.Data is { } found
                ? new ProfileResult.Found(BinanceLeadMapping.Profile(found))
                : new ProfileResult.NotFound();
        }
        catch (VenueException failure)
        {
            return new ProfileResult.Unavailable(ReadFailures.ReasonOf(failure), RetryAfter(failure));
        }
    }

    /// <summary>The older list, for one of its ids, where it is switched on.</summary>
    private BinanceLeaderboard? LeaderboardOf(string uid) => options.ReadsLeaderboard && BinanceLeaderboard.Knows(uid)
        ? _leaderboard ??= new BinanceLeaderboard(_http, _signer, Terms, _time)
        : null;

    /// <summary>
    /// Orders from a moment on, read backwards from now: by the answer's index where it gives one, by the oldest order's time where
    /// it does not. Null where reading makes no way.
    /// </summary>
    private async Task<IReadOnlyList<BinanceLeadOrder>?> ReadOrdersAsync(
        string uid, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var orders = new List<BinanceLeadOrder>();
        var start = from.ToUnixTimeMilliseconds();
        var end = (_time.GetUtcNow() + TimeSpan.FromMinutes(1)).ToUnixTimeMilliseconds();
        string? index = null;
        for (var page = 0; page < LongestHistory; page++)
        {
            var query = new BinanceLeadHistoryQuery(uid, start, end, HistoryPage, index);
            var answer = await PostAsync(
                HistoryPath, query, BinanceJson.Default.BinanceLeadHistoryQuery, BinanceJson.Default.LeadOrders, cancellationToken);
            if (answer.Data is not { List: { } rows } data)
                return null;

            if (index is null)
                BinanceLeadMapping.Merge(orders, rows);
            else
                orders.AddRange(rows);
            if (rows.Count == 0 || rows.Min(row => row.OrderTime) < start)
                return InRange(orders, start);
            if (!string.IsNullOrEmpty(data.IndexValue) && data.IndexValue != index)
            {
                index = data.IndexValue;
                continue;
            }

            if (rows.Count < HistoryPage)
                return InRange(orders, start);

            // The next page starts with the orders of this page's last millisecond again.
            var next = rows.Min(row => row.OrderTime) + 1;
            if (index is not null || next >= end)
                return null;
            end = next;
        }

        return null;
    }

    private static List<BinanceLeadOrder> InRange(List<BinanceLeadOrder> orders, long start) =>
        orders.FindAll(order => order.OrderTime >= start && order.ExecutedQty > 0m);

    private Task<T> GetAsync<T>(string path, string uid, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        _http.ReadAsync(
            _ => ValueTask.FromResult(_signer.Web(path, new FormWriter().Add("portfolioId", uid), Terms(path))), type, cancellationToken);

    private Task<T> PostAsync<TQuery, T>(
        string path, TQuery query, JsonTypeInfo<TQuery> queryType, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        _http.ReadAsync(
            _ => ValueTask.FromResult(_signer.Web(path, JsonSerializer.Serialize(query, queryType), Terms(path))), type, cancellationToken);

    private CallTerms Terms(string path) => new(
        OperationClass.WhaleRead, CallUrgency.Background, _limits.Of(Market.UsdM, path, HttpMethod.Get, isWhole: true));

    private TimeSpan? RetryAfter(VenueException failure) => failure.RetryAfter
        ?? (failure.Meaning == VenueErrorMeaning.RateLimited ? BinanceErrors.BannedFor(failure.VenueMessage, _time.GetUtcNow()) : null);
}
