using System.Text.Json.Serialization.Metadata;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>Calls of Bitget: public, signed with the venue's clock, pages, and commands.</summary>
internal sealed class BitgetCalls
{
    private const int MostPages = 200;

    private readonly PlacementClassifier _commands;
    private readonly VenueClock _clock;
    private readonly VenueGate _gate;
    private readonly BitgetSigner _signer;

    public BitgetCalls(VenueConnection connection, BitgetOptions options)
    {
        Http = connection.Http;
        Time = connection.Time;
        _commands = connection.Commands;
        _gate = connection.Gate;
        _clock = connection.Clock(ReadServerTimeAsync);
        _signer = new BitgetSigner(options);
    }

    public VenueHttpClient Http { get; }

    public TimeProvider Time { get; }

    /// <summary>The venue's clock against ours; one for all markets and environments.</summary>
    public ValueTask<ClockReading> ReadClockAsync(CancellationToken cancellationToken) =>
        _clock.ReadAsync(Market.UsdM, isDemo: false, cancellationToken);

    /// <summary>The venue's time.</summary>
    public ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken) =>
        _clock.NowAsync(Market.UsdM, isDemo: false, cancellationToken);

    /// <summary>A public read.</summary>
    public async Task<T> ReadAsync<T>(
        string path, BitgetQuery query, JsonTypeInfo<BitgetAnswer<T>> type, CancellationToken cancellationToken)
        where T : class
    {
        var terms = new CallTerms(OperationClass.PublicRead, CallUrgency.Background, BitgetLimits.OfPublic(path));
        return Data(await Http.ReadAsync(_ => ValueTask.FromResult(_signer.Public(path, query, terms)), type, cancellationToken));
    }

    /// <summary>A signed read. Each try is signed anew.</summary>
    public Task<T> ReadAsync<T>(
        VenueCredentials credentials,
        string path,
        BitgetQuery? query,
        JsonTypeInfo<BitgetAnswer<T>> type,
        CancellationToken cancellationToken,
        CallUrgency urgency = CallUrgency.Background)
        where T : class =>
        SignedAsync(
            credentials,
            path,
            query,
            type,
            new CallTerms(OperationClass.AccountRead, urgency, BitgetLimits.OfAccount(path, credentials.AccountId)),
            cancellationToken);

    /// <summary>A signed read of the broker.</summary>
    public Task<T> BrokerAsync<T>(
        VenueCredentials credentials,
        string path,
        BitgetQuery query,
        JsonTypeInfo<BitgetAnswer<T>> type,
        CancellationToken cancellationToken)
        where T : class =>
        SignedAsync(
            credentials,
            path,
            query,
            type,
            new CallTerms(OperationClass.WhaleRead, CallUrgency.Background, BitgetLimits.OfBroker(path)),
            cancellationToken);

    /// <summary>All pages of a list, newest first: each names where the next starts, the last holds less than it might.</summary>
    public async Task<List<TRow>> ReadPagesAsync<TPage, TRow>(
        Func<string?, Task<TPage>> readPage, Func<TPage, (IReadOnlyList<TRow>? Rows, string? EndId)> open, int pageSize)
    {
        var rows = new List<TRow>();
        string? before = null;
        for (var page = 0; page < MostPages; page++)
        {
            var (read, endId) = open(await readPage(before));
            rows.AddRange(read ?? []);
            if (read is null || read.Count < pageSize || string.IsNullOrEmpty(endId) || endId == before)
                return rows;
            before = endId;
        }

        throw Http.Unreadable($"More than {MostPages} pages.", null);
    }

    /// <summary>A command that is signed with the venue's clock.</summary>
    public async Task<CommandAnswer<BitgetAnswer<T>>> CommandAsync<T>(
        VenueCredentials credentials,
        string path,
        byte[] body,
        bool isExit,
        JsonTypeInfo<BitgetAnswer<T>> type,
        CancellationToken cancellationToken)
        where T : class
    {
        var terms = new CallTerms(
            isExit ? OperationClass.Exit : OperationClass.Entry,
            isExit ? CallUrgency.Exit : CallUrgency.Entry,
            BitgetLimits.OfAccount(path, credentials.AccountId));
        var signing = new BitgetSigning(credentials, await NowAsync(cancellationToken));
        return await _commands.SendAsync(
            _signer.Signed(HttpMethod.Post, path, null, body, signing, terms), type, cancellationToken);
    }

    /// <summary>A placement: signed with the attempt's own time.</summary>
    public Task<CommandAnswer<BitgetAnswer<BitgetPlaced>>> PlaceAsync(
        BitgetSigning signing, string path, byte[] body, CallTerms terms, CancellationToken cancellationToken) =>
        _commands.SendAsync(
            _signer.Signed(HttpMethod.Post, path, null, body, signing, terms), BitgetJson.Default.Placed, cancellationToken);

    /// <summary>Waits for room for one more order of an account.</summary>
    public async ValueTask<PlacementTurn> TakeTurnAsync(IReadOnlyList<RateCharge> charges, bool isExit, CancellationToken cancellationToken)
    {
        await _gate.TakeTurnAsync(Venue.Bitget, charges, isExit ? CallUrgency.Exit : CallUrgency.Entry, cancellationToken);
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

    private async Task<T> SignedAsync<T>(
        VenueCredentials credentials,
        string path,
        BitgetQuery? query,
        JsonTypeInfo<BitgetAnswer<T>> type,
        CallTerms terms,
        CancellationToken cancellationToken)
        where T : class => Data(await Http.ReadAsync(
            async token => _signer.Signed(
                HttpMethod.Get, path, query, null, new BitgetSigning(credentials, await NowAsync(token)), terms),
            type,
            cancellationToken));

    private T Data<T>(BitgetAnswer<T> answer)
        where T : class => answer.Data ?? throw Http.Unreadable("The answer holds no data.", null);

    private async Task<DateTimeOffset> ReadServerTimeAsync(Market market, bool isDemo, CancellationToken cancellationToken)
    {
        const string Path = "/api/v2/public/time";
        var terms = new CallTerms(OperationClass.PublicRead, CallUrgency.Exit, BitgetLimits.OfPublic(Path));
        var request = _signer.Public(Path, null, terms);
        var answer = await Http.ReadAsync(_ => ValueTask.FromResult(request), BitgetJson.Default.Time, cancellationToken);
        return DateTimeOffset.FromUnixTimeMilliseconds(Data(answer).ServerTime);
    }
}
