using System.Globalization;
using WhaleCopy.Core.Secrets;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>
/// Lead traders of Bitget as a copy-trading broker may read them: documented, with a key of ours. A whale's uid is his trader id. A
/// book has one row a tracking order; both futures are asked.
/// </summary>
internal sealed class BitgetReader : IVenueReader
{
    private const string Root = "/api/v2/copy/mix-broker";
    private const string TracesPath = Root + "/query-current-traces";
    private const string TradersPath = Root + "/query-traders";
    private const int PageSize = 100;
    private const int TradersPage = 20;
    private const int MostPages = 50;
    private static readonly Market[] Markets = [Market.UsdM, Market.CoinM];

    private readonly BitgetCalls _calls;
    private readonly VenueCredentials _broker;
    private readonly TimeProvider _time;
    private readonly SeenRows _seen = new();

    public BitgetReader(VenueConnection connection, BitgetOptions options, BitgetBrokerKey key, decimal limitsFactor)
    {
        _calls = new BitgetCalls(connection, options);
        _time = connection.Time;
        _broker = new VenueCredentials(
            0, new ApiSecret(key.ApiKey), new ApiSecret(key.Secret), new ApiSecret(key.Passphrase), IsTestnet: false);
        Source = new WhaleSource
        {
            Name = "bitget-broker",
            Trust = SourceTrust.Official,
            HasHistory = false, // there is a list of closed orders; its shape was never seen recorded
            StablePositionIds = true,
            CanHedge = true,
            ShowsEquity = false,
            ShowsLeverage = true,
            ReadsPerPoll = Markets.Length,
            ReadsPerSecond = 10m * limitsFactor,
        };
    }

    public Venue Venue => Venue.Bitget;

    public WhaleSource Source { get; }

    public async Task<PollResult> PollAsync(string uid, CancellationToken cancellationToken)
    {
        var askedAt = _time.GetUtcNow();
        var pages = 0;
        try
        {
            var book = new List<WhalePosition>();
            foreach (var market in Markets)
                book.AddRange(BitgetMapping.Book(await ReadTracesAsync(uid, market, () => pages++, cancellationToken), market));
            if (book.Count > 0)
                return new PollResult.Complete(new WhaleSnapshot(book, askedAt));

            // How a trader who hides looks is not known: only one whom the broker still lists holds nothing.
            return await FindTraderAsync(uid, cancellationToken) is null
                ? new PollResult.Hidden(HiddenReason.UnknownTrader)
                : new PollResult.Complete(new WhaleSnapshot([], askedAt));
        }
        catch (VenueException failure)
        {
            return pages > 0 && failure.Code != ReadFailure.Unreadable
                ? new PollResult.Partial(pages)
                : new PollResult.Unavailable(ReadFailures.ReasonOf(failure), failure.RetryAfter);
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
            var rows = await _calls.BrokerAsync(
                _broker,
                TradersPath,
                new BitgetQuery().Add("productType", "USDT-FUTURES").Add("pageNo", page).Add("pageSize", TradersPage),
                BitgetJson.Default.Traders,
                cancellationToken);
            return new DiscoveryResult.Page(
                [.. rows.Select(BitgetMapping.Profile)],
                rows.Length < TradersPage ? null : (page + 1).ToString(CultureInfo.InvariantCulture));
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
            return await FindTraderAsync(uid, cancellationToken) is { } found
                ? new ProfileResult.Found(BitgetMapping.Profile(found))
                : new ProfileResult.NotFound();
        }
        catch (VenueException failure)
        {
            return new ProfileResult.Unavailable(ReadFailures.ReasonOf(failure), failure.RetryAfter);
        }
    }

    private async Task<BitgetTraderRow?> FindTraderAsync(string uid, CancellationToken cancellationToken)
    {
        var rows = await _calls.BrokerAsync(
            _broker,
            TradersPath,
            new BitgetQuery().Add("productType", "USDT-FUTURES").Add("traderId", uid),
            BitgetJson.Default.Traders,
            cancellationToken);
        return rows.FirstOrDefault(row => row.TraderId == uid);
    }

    /// <summary>All tracking orders of a product. Lists are cut without a word: <see cref="SeenRows"/> says when one page is enough.</summary>
    private async Task<List<BitgetTrace>> ReadTracesAsync(string uid, Market market, Action pageRead, CancellationToken cancellationToken)
    {
        var rows = new List<BitgetTrace>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var list = $"{BitgetSymbols.ProductOf(market)} {uid}";
        string? before = null;
        for (var page = 0; page < MostPages; page++)
        {
            var read = await _calls.BrokerAsync(
                _broker,
                TracesPath,
                new BitgetQuery()
                    .Add("traderId", uid)
                    .Add("productType", BitgetSymbols.ProductOf(market))
                    .Add("limit", PageSize)
                    .AddOptional("idLessThan", before),
                BitgetJson.Default.Traces,
                cancellationToken);
            pageRead();
            var added = read.Where(row => ids.Add(row.TrackingNo)).ToList();
            rows.AddRange(added);
            if (added.Count == 0 || (page == 0 && read.Length < PageSize && _seen.AreWhole(list, ids)))
            {
                _seen.Remember(list, ids, lookedFurther: added.Count == 0);
                return rows;
            }

            before = read[^1].TrackingNo;
        }

        throw _calls.Http.Unreadable($"More than {MostPages} pages.", null);
    }
}
