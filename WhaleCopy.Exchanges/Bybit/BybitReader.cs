using System.Globalization;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>
/// Leaders of Bybit's copy trading, from the calls of its own web site: no key, no promise, often refused outside a browser. A
/// whale's uid is his leader mark.
/// </summary>
internal sealed class BybitReader(VenueConnection connection, BybitOptions options, decimal limitsFactor) : IVenueReader
{
    private const string Root = "/x-api/fapi/beehive";
    private const string PositionsPath = Root + "/public/v1/common/position/list";
    private const string LeadersPath = Root + "/public/v1/common/dynamic-leader-list";
    private const string ProfilePath = Root + "/private/v1/pub-leader/info";
    private const string UnknownLeader = "100404";
    private const int LeadersPage = 20;
    private const int MostPages = 50;

    private readonly BybitCalls _calls = new(connection, options);
    private readonly TimeProvider _time = connection.Time;

    public Venue Venue => Venue.Bybit;

    public WhaleSource Source { get; } = new()
    {
        Name = "bybit-leaders",
        Trust = SourceTrust.Unofficial,
        HasHistory = false, // there is a list of closed orders; its shape was never seen recorded
        StablePositionIds = false,
        CanHedge = true,
        ShowsEquity = false,
        ShowsLeverage = true,
        ReadsPerPoll = 1,
        ReadsPerSecond = 0.5m * limitsFactor,
    };

    public async Task<PollResult> PollAsync(string uid, CancellationToken cancellationToken)
    {
        var askedAt = _time.GetUtcNow();
        var rows = new List<BybitLeadPosition>();
        var pages = 0;
        try
        {
            for (var page = 1; page <= MostPages; page++)
            {
                var answer = await ReadPageAsync(uid, page, cancellationToken);
                pages = page;
                if (answer is not { OpenTradeInfoProtection: 0, Data: { } read })
                    return new PollResult.Hidden(HiddenReason.SharingOff);
                if (read.Count == 0 && page == 1 && answer.TotalCount > 0)
                    return new PollResult.Hidden(HiddenReason.SharingOff);

                // The list is cut without a word: only the total, or an empty page, tells that it is whole.
                var known = rows.Count;
                var seen = rows.ToHashSet();
                rows.AddRange(read.Where(row => !seen.Contains(row)));
                if (answer.TotalCount is { } total ? rows.Count >= total : read.Count == 0)
                    return new PollResult.Complete(new WhaleSnapshot(BybitMapping.Book(rows), askedAt));
                if (rows.Count == known)
                    return new PollResult.Partial(page);
            }

            return new PollResult.Partial(MostPages);
        }
        catch (VenueException failure) when (failure.Code == UnknownLeader)
        {
            return new PollResult.Hidden(HiddenReason.UnknownTrader);
        }
        catch (VenueException) when (rows.Count > 0)
        {
            return new PollResult.Partial(pages);
        }
        catch (VenueException failure)
        {
            return new PollResult.Unavailable(ReadFailures.ReasonOf(failure), failure.RetryAfter);
        }
        catch (FormatException)
        {
            return new PollResult.Unavailable(UnavailableReason.Unreadable);
        }
    }

    public Task<HistoryResult> ReadHistoryAsync(string uid, DateTimeOffset from, CancellationToken cancellationToken) =>
        Task.FromResult<HistoryResult>(new HistoryResult.Unavailable(UnavailableReason.Unreadable));

    public async Task<DiscoveryResult> DiscoverAsync(string? cursor, CancellationToken cancellationToken)
    {
        var page = cursor is null ? 1 : int.Parse(cursor, NumberStyles.None, CultureInfo.InvariantCulture);
        try
        {
            var leaders = await _calls.WebAsync(
                LeadersPath,
                new FormWriter()
                    .Add("pageNo", page)
                    .Add("pageSize", LeadersPage)
                    .Add("dataDuration", "DATA_DURATION_SEVEN_DAY")
                    .Add("timeStamp", _time.GetUtcNow().ToUnixTimeMilliseconds()),
                BybitJson.Default.Leaders,
                cancellationToken);
            if (leaders.LeaderDetails is not { } rows)
                return new DiscoveryResult.Unavailable(UnavailableReason.Unreadable);
            var isLast = rows.Count == 0 || page * LeadersPage >= (leaders.TotalCount ?? int.MaxValue);
            return new DiscoveryResult.Page(
                [.. rows.Select(BybitMapping.Profile)], isLast ? null : (page + 1).ToString(CultureInfo.InvariantCulture));
        }
        catch (VenueException failure)
        {
            return new DiscoveryResult.Unavailable(ReadFailures.ReasonOf(failure), failure.RetryAfter);
        }
    }

    public async Task<ProfileResult> ReadProfileAsync(string uid, CancellationToken cancellationToken)
    {
        try
        {
            var leader = await _calls.WebAsync(
                ProfilePath, new FormWriter().Add("leaderMark", uid), BybitJson.Default.Leader, cancellationToken);
            return new ProfileResult.Found(BybitMapping.Profile(leader));
        }
        catch (VenueException failure) when (failure.Code == UnknownLeader)
        {
            return new ProfileResult.NotFound();
        }
        catch (VenueException failure)
        {
            return new ProfileResult.Unavailable(ReadFailures.ReasonOf(failure), failure.RetryAfter);
        }
    }

    private Task<BybitLeadPositions> ReadPageAsync(string uid, int page, CancellationToken cancellationToken)
    {
        var query = new FormWriter().Add("leaderMark", uid).Add("timeStamp", _time.GetUtcNow().ToUnixTimeMilliseconds());
        if (page > 1)
            query.Add("page", page);
        return _calls.WebAsync(PositionsPath, query, BybitJson.Default.LeadPositions, cancellationToken);
    }
}
