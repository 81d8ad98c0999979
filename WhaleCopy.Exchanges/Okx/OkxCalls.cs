using System.Text.Json.Serialization.Metadata;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>Calls of OKX: public, signed with the venue's clock, and commands.</summary>
internal sealed class OkxCalls
{
    private readonly PlacementClassifier _commands;
    private readonly VenueClock _clock;
    private readonly VenueGate _gate;
    private readonly OkxSigner _signer;

    public OkxCalls(VenueConnection connection, OkxOptions options)
    {
        Http = connection.Http;
        Time = connection.Time;
        _commands = connection.Commands;
        _gate = connection.Gate;
        _clock = connection.Clock(ReadServerTimeAsync);
        _signer = new OkxSigner(options);
    }

    public VenueHttpClient Http { get; }

    public TimeProvider Time { get; }

    /// <summary>The venue's clock against ours; one for all markets and environments.</summary>
    public ValueTask<ClockReading> ReadClockAsync(CancellationToken cancellationToken) =>
        _clock.ReadAsync(Market.UsdM, isDemo: false, cancellationToken);

    /// <summary>A public read.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(
        string path,
        FormWriter? query,
        JsonTypeInfo<OkxAnswer<T>> type,
        CancellationToken cancellationToken,
        OperationClass operation = OperationClass.PublicRead)
    {
        var terms = new CallTerms(operation, CallUrgency.Background, OkxLimits.OfPublic(path));
        var answer = await Http.ReadAsync(_ => ValueTask.FromResult(_signer.Public(path, query, terms)), type, cancellationToken);
        return answer.Data;
    }

    /// <summary>A signed read. Each try is signed anew.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(
        VenueCredentials credentials,
        string path,
        FormWriter? query,
        JsonTypeInfo<OkxAnswer<T>> type,
        CancellationToken cancellationToken,
        CallUrgency urgency = CallUrgency.Background,
        string? instId = null)
    {
        var terms = new CallTerms(
            OperationClass.AccountRead, urgency, OkxLimits.OfAccount("GET", path, credentials.AccountId, instId));
        var answer = await Http.ReadAsync(
            async token => _signer.Signed(
                HttpMethod.Get, path, query, null, new OkxSigning(credentials, await NowAsync(token)), terms),
            type,
            cancellationToken);
        return answer.Data;
    }

    /// <summary>A command that is signed with the venue's clock.</summary>
    public async Task<CommandAnswer<OkxAnswer<T>>> CommandAsync<T>(
        VenueCredentials credentials,
        string path,
        byte[] body,
        bool isExit,
        JsonTypeInfo<OkxAnswer<T>> type,
        CancellationToken cancellationToken,
        string? instId = null)
    {
        var terms = new CallTerms(
            isExit ? OperationClass.Exit : OperationClass.Entry,
            isExit ? CallUrgency.Exit : CallUrgency.Entry,
            OkxLimits.OfAccount("POST", path, credentials.AccountId, instId));
        var signing = new OkxSigning(credentials, await NowAsync(cancellationToken));
        return await _commands.SendAsync(
            _signer.Signed(HttpMethod.Post, path, null, body, signing, terms), type, cancellationToken);
    }

    /// <summary>A placement: signed with the attempt's own time, and with its deadline where the call takes one.</summary>
    public Task<CommandAnswer<OkxAnswer<T>>> PlaceAsync<T>(
        OkxSigning signing, string path, byte[] body, CallTerms terms, JsonTypeInfo<OkxAnswer<T>> type, CancellationToken cancellationToken) =>
        _commands.SendAsync(_signer.Signed(HttpMethod.Post, path, null, body, signing, terms), type, cancellationToken);

    /// <summary>Waits for room for one more order of an account in an instrument.</summary>
    public async ValueTask<PlacementTurn> TakeTurnAsync(IReadOnlyList<RateCharge> charges, bool isExit, CancellationToken cancellationToken)
    {
        await _gate.TakeTurnAsync(Venue.Okx, charges, isExit ? CallUrgency.Exit : CallUrgency.Entry, cancellationToken);
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

    /// <summary>The only row of an answer.</summary>
    public T Single<T>(IReadOnlyList<T> rows, string what) =>
        rows.Count > 0 ? rows[0] : throw Http.Unreadable($"{what} is missing in the answer.", null);

    private ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken) =>
        _clock.NowAsync(Market.UsdM, isDemo: false, cancellationToken);

    private async Task<DateTimeOffset> ReadServerTimeAsync(Market market, bool isDemo, CancellationToken cancellationToken)
    {
        const string Path = "/api/v5/public/time";
        var terms = new CallTerms(OperationClass.PublicRead, CallUrgency.Exit, OkxLimits.OfPublic(Path));
        var request = _signer.Public(Path, null, terms);
        var answer = await Http.ReadAsync(_ => ValueTask.FromResult(request), OkxJson.Default.Times, cancellationToken);
        return DateTimeOffset.FromUnixTimeMilliseconds(Single(answer.Data, "The time").Ts);
    }
}
