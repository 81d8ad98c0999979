using System.Text.Json.Serialization.Metadata;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>Calls of Bybit: public, signed with the venue's clock, pages, and commands.</summary>
internal sealed class BybitCalls
{
    private const int MostPages = 200;
    private static readonly TimeSpan ReadWindow = TimeSpan.FromSeconds(5);

    private readonly PlacementClassifier _commands;
    private readonly VenueClock _clock;
    private readonly VenueGate _gate;
    private readonly BybitSigner _signer;

    public BybitCalls(VenueConnection connection, BybitOptions options)
    {
        Http = connection.Http;
        Time = connection.Time;
        _commands = connection.Commands;
        _gate = connection.Gate;
        _clock = connection.Clock(ReadServerTimeAsync);
        _signer = new BybitSigner(options);
    }

    public VenueHttpClient Http { get; }

    public TimeProvider Time { get; }

    /// <summary>The venue's clock against ours; one for all markets.</summary>
    public ValueTask<ClockReading> ReadClockAsync(CancellationToken cancellationToken) =>
        _clock.ReadAsync(Market.UsdM, isDemo: false, cancellationToken);

    /// <summary>The venue's time for a key's calls.</summary>
    public ValueTask<DateTimeOffset> NowAsync(VenueCredentials credentials, CancellationToken cancellationToken) =>
        _clock.NowAsync(Market.UsdM, credentials.IsTestnet, cancellationToken);

    /// <summary>A public read.</summary>
    public async Task<T> ReadAsync<T>(
        string path, FormWriter query, JsonTypeInfo<BybitAnswer<T>> type, CancellationToken cancellationToken)
        where T : class
    {
        var terms = new CallTerms(OperationClass.PublicRead, CallUrgency.Background, BybitLimits.OfPublic);
        return ResultOf(await Http.ReadAsync(_ => ValueTask.FromResult(_signer.Public(path, query, terms)), type, cancellationToken));
    }

    /// <summary>A read of the web site.</summary>
    public async Task<T> WebAsync<T>(
        string path, FormWriter query, JsonTypeInfo<BybitAnswer<T>> type, CancellationToken cancellationToken)
        where T : class
    {
        var terms = new CallTerms(OperationClass.WhaleRead, CallUrgency.Background, BybitLimits.OfWeb);
        return ResultOf(await Http.ReadAsync(_ => ValueTask.FromResult(_signer.Web(path, query, terms)), type, cancellationToken));
    }

    /// <summary>A signed read. Each try is signed anew.</summary>
    public async Task<T> ReadAsync<T>(
        VenueCredentials credentials,
        Market market,
        string path,
        FormWriter? query,
        JsonTypeInfo<BybitAnswer<T>> type,
        CancellationToken cancellationToken,
        CallUrgency urgency = CallUrgency.Background)
        where T : class
    {
        var terms = new CallTerms(OperationClass.AccountRead, urgency, BybitLimits.OfAccount(path, market, credentials.AccountId));
        var answer = await Http.ReadAsync(
            async token => _signer.Signed(
                HttpMethod.Get, path, query, null, new BybitSigning(credentials, await NowAsync(credentials, token), ReadWindow), terms),
            type,
            cancellationToken);
        return ResultOf(answer);
    }

    /// <summary>All pages of a list.</summary>
    /// <param name="readPage">Reads one with the cursor of the page before, null for the first.</param>
    public async Task<List<T>> ReadPagesAsync<T>(Func<string?, Task<BybitPage<T>>> readPage)
    {
        var rows = new List<T>();
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var read = await readPage(cursor);
            rows.AddRange(read.List);
            if (string.IsNullOrEmpty(read.NextPageCursor) || read.NextPageCursor == cursor || read.List.Count == 0)
                return rows;
            cursor = read.NextPageCursor;
        }

        throw Http.Unreadable($"More than {MostPages} pages.", null);
    }

    /// <summary>A command that is signed with the venue's clock.</summary>
    public async Task<CommandAnswer<BybitAnswer<T>>> CommandAsync<T>(
        VenueCredentials credentials,
        Market market,
        string path,
        byte[] body,
        bool isExit,
        JsonTypeInfo<BybitAnswer<T>> type,
        CancellationToken cancellationToken)
        where T : class
    {
        var terms = new CallTerms(
            isExit ? OperationClass.Exit : OperationClass.Entry,
            isExit ? CallUrgency.Exit : CallUrgency.Entry,
            BybitLimits.OfAccount(path, market, credentials.AccountId));
        var signing = new BybitSigning(credentials, await NowAsync(credentials, cancellationToken), ReadWindow);
        return await _commands.SendAsync(
            _signer.Signed(HttpMethod.Post, path, null, body, signing, terms), type, cancellationToken);
    }

    /// <summary>A placement: signed with the attempt's own time and window.</summary>
    public Task<CommandAnswer<BybitAnswer<BybitPlaced>>> PlaceAsync(
        BybitSigning signing, string path, byte[] body, CallTerms terms, CancellationToken cancellationToken) =>
        _commands.SendAsync(
            _signer.Signed(HttpMethod.Post, path, null, body, signing, terms), BybitJson.Default.Placed, cancellationToken);

    /// <summary>Waits for room for one more order of an account.</summary>
    public async ValueTask<PlacementTurn> TakeTurnAsync(IReadOnlyList<RateCharge> charges, bool isExit, CancellationToken cancellationToken)
    {
        await _gate.TakeTurnAsync(Venue.Bybit, charges, isExit ? CallUrgency.Exit : CallUrgency.Entry, cancellationToken);
        return new PlacementTurn();
    }

    /// <summary>Turns an answer into ours; a word that is not known makes the whole answer unreadable.</summary>
    public TResult Understand<T, TResult>(T answer, Func<T, TResult> map)
    {
        try
        {
            return map(answer);
        }
        catch (FormatException exception)
        {
            throw Http.Unreadable(exception.Message, exception);
        }
    }

    private async Task<DateTimeOffset> ReadServerTimeAsync(Market market, bool isDemo, CancellationToken cancellationToken)
    {
        var terms = new CallTerms(OperationClass.PublicRead, CallUrgency.Exit, BybitLimits.OfPublic);
        var request = _signer.Public("/v5/market/time", null, terms, isDemo);
        var answer = await Http.ReadAsync(_ => ValueTask.FromResult(request), BybitJson.Default.Time, cancellationToken);
        return DateTimeOffset.UnixEpoch.AddTicks(ResultOf(answer).TimeNano / 100);
    }

    private T ResultOf<T>(BybitAnswer<T> answer)
        where T : class => answer.Result ?? throw Http.Unreadable("The result is missing.", null);
}
