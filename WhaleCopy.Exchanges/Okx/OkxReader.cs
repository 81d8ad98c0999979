using System.Globalization;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>
/// Lead traders of OKX's public copy trading: documented, no key, five calls in two seconds. A whale's uid is his unique code. A
/// book has one row a lead order.
/// </summary>
internal sealed class OkxReader(VenueConnection connection, OkxOptions options, InstrumentCatalog catalog, decimal limitsFactor) : IVenueReader
{
    private const string Root = "/api/v5/copytrading";
    private const int PageSize = 100;
    private const int MostPages = 50;
    private const int RankPage = 20;

    private readonly OkxCalls _calls = new(connection, options);
    private readonly TimeProvider _time = connection.Time;
    private readonly SeenRows _seen = new();

    public Venue Venue => Venue.Okx;

    public WhaleSource Source { get; } = new()
    {
        Name = "okx-copy-trading",
        Trust = SourceTrust.Official,
        HasHistory = true,
        StablePositionIds = true,
        CanHedge = true,
        ShowsEquity = true,
        ShowsLeverage = true,
        ReadsPerPoll = 1,
        ReadsPerSecond = 2.5m * limitsFactor,
    };

    public async Task<PollResult> PollAsync(string uid, CancellationToken cancellationToken)
    {
        var askedAt = _time.GetUtcNow();
        var pages = 0;
        try
        {
            var rows = await ReadBookAsync(uid, () => pages++, cancellationToken);
            if (rows.Count > 0)
            {
                var specs = await SpecsAsync(cancellationToken);
                return new PollResult.Complete(new WhaleSnapshot(OkxLeadMapping.Book(rows, specs), askedAt));
            }

            // An empty list looks the same for one who holds nothing and one who shows nothing: his history tells.
            await ReadAsync("/public-subpositions-history", uid, Paged(null), OkxJson.Default.SubPositions, cancellationToken);
            return new PollResult.Complete(new WhaleSnapshot([], askedAt));
        }
        catch (VenueException failure)
        {
            return Failed(failure, pages);
        }
        catch (FormatException)
        {
            return new PollResult.Unavailable(UnavailableReason.Unreadable);
        }
    }

    public async Task<HistoryResult> ReadHistoryAsync(string uid, DateTimeOffset from, CancellationToken cancellationToken)
    {
        try
        {
            var specs = await SpecsAsync(cancellationToken);
            var rows = await ReadClosedAsync(uid, from, cancellationToken);
            return new HistoryResult.Complete(
            [
                .. rows.Select(row => OkxLeadMapping.Event(row, specs)).Where(closed => closed.At >= from).OrderBy(closed => closed.At),
            ]);
        }
        catch (VenueException failure)
        {
            return new HistoryResult.Unavailable(ReadFailures.ReasonOf(failure), failure.RetryAfter);
        }
        catch (FormatException)
        {
            return new HistoryResult.Unavailable(UnavailableReason.Unreadable);
        }
    }

    public async Task<DiscoveryResult> DiscoverAsync(string? cursor, CancellationToken cancellationToken)
    {
        var (page, version) = ParseCursor(cursor);
        try
        {
            var query = new FormWriter()
                .Add("instType", "SWAP")
                .Add("sortType", "overview")
                .Add("page", page)
                .Add("limit", RankPage);
            if (version is not null)
                query.Add("dataVer", version);
            var rows = await _calls.ReadAsync(
                Root + "/public-lead-traders", query, OkxJson.Default.Rankings, cancellationToken, OperationClass.WhaleRead);
            var ranking = _calls.Single(rows, "The ranking");
            var isLast = ranking.Ranks.Count == 0 || page >= (ranking.TotalPage ?? 0);
            return new DiscoveryResult.Page(
                [.. ranking.Ranks.Select(OkxLeadMapping.Profile)],
                isLast ? null : string.Create(CultureInfo.InvariantCulture, $"{page + 1}:{ranking.DataVer}"));
        }
        catch (VenueException failure)
        {
            return new DiscoveryResult.Unavailable(ReadFailures.ReasonOf(failure), failure.RetryAfter);
        }
    }

    /// <summary>The statistics of 30 days; they carry no name, so that the code stands for it.</summary>
    public async Task<ProfileResult> ReadProfileAsync(string uid, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await ReadAsync(
                "/public-stats", uid, new FormWriter().Add("lastDays", 2), OkxJson.Default.Statistics, cancellationToken);
            return rows is [var statistics, ..]
                ? new ProfileResult.Found(OkxLeadMapping.Profile(uid, statistics))
                : new ProfileResult.NotFound();
        }
        catch (VenueException failure) when (failure.Meaning == VenueErrorMeaning.Rejected)
        {
            return new ProfileResult.NotFound();
        }
        catch (VenueException failure)
        {
            return new ProfileResult.Unavailable(ReadFailures.ReasonOf(failure), failure.RetryAfter);
        }
    }

    private static (int Page, string? Version) ParseCursor(string? cursor)
    {
        if (cursor is null)
            return (1, null);
        var parts = cursor.Split(':', 2);
        return (int.Parse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture), parts is [_, { Length: > 0 } version] ? version : null);
    }

    private static FormWriter Paged(string? after)
    {
        var query = new FormWriter().Add("limit", PageSize);
        return after is null ? query : query.Add("after", after);
    }

    /// <summary>The whole book, page by page; <see cref="SeenRows"/> says when one page is enough.</summary>
    private async Task<List<OkxSubPosition>> ReadBookAsync(string uid, Action pageRead, CancellationToken cancellationToken)
    {
        var rows = new List<OkxSubPosition>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        string? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var read = await ReadAsync("/public-current-subpositions", uid, Paged(after), OkxJson.Default.SubPositions, cancellationToken);
            pageRead();
            var added = read.Where(row => ids.Add(row.SubPosId)).ToList();
            rows.AddRange(added);
            if (added.Count == 0 || (page == 0 && read.Count < PageSize && _seen.AreWhole(uid, ids)))
            {
                _seen.Remember(uid, ids, lookedFurther: added.Count == 0);
                return rows.FindAll(row => row.SubPos is not (null or 0m));
            }

            after = read[^1].SubPosId;
        }

        throw _calls.Http.Unreadable($"More than {MostPages} pages.", null);
    }

    private async Task<IReadOnlyList<OkxSubPosition>> ReadClosedAsync(string uid, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var rows = new List<OkxSubPosition>();
        string? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var read = await ReadAsync("/public-subpositions-history", uid, Paged(after), OkxJson.Default.SubPositions, cancellationToken);
            var known = rows.Count;
            rows.AddRange(read.Where(row => !rows.Contains(row)));
            var oldest = read.Count == 0 ? null : read.Min(row => row.CloseTime);
            if (rows.Count == known || read.Count < PageSize || OkxMapping.Time(oldest) < from)
                return rows;
            after = read[^1].SubPosId;
        }

        throw _calls.Http.Unreadable($"More than {MostPages} pages.", null);
    }

    private static PollResult Failed(VenueException failure, int pages)
    {
        // What is refused with a reason that is neither a limit nor a fault is refused to be shown.
        if (failure.Meaning is VenueErrorMeaning.Rejected)
            return new PollResult.Hidden(HiddenReason.UnknownTrader);
        if (failure.Code.StartsWith("59", StringComparison.Ordinal))
            return new PollResult.Hidden(HiddenReason.SharingOff);
        return pages > 0 && failure.Code != ReadFailure.Unreadable
            ? new PollResult.Partial(pages)
            : new PollResult.Unavailable(ReadFailures.ReasonOf(failure), failure.RetryAfter);
    }

    private async Task<OkxInstrumentSpecs> SpecsAsync(CancellationToken cancellationToken) => new(
        await catalog.ReadAsync(Venue.Okx, Market.UsdM, cancellationToken), await catalog.ReadAsync(Venue.Okx, Market.CoinM, cancellationToken));

    private Task<IReadOnlyList<T>> ReadAsync<T>(
        string path,
        string uid,
        FormWriter rest,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<OkxAnswer<T>> type,
        CancellationToken cancellationToken)
    {
        var query = new FormWriter().Add("instType", "SWAP").Add("uniqueCode", uid);
        return _calls.ReadAsync(Root + path, query.Append(rest), type, cancellationToken, OperationClass.WhaleRead);
    }
}
