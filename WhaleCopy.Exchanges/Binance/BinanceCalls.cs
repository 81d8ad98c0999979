using System.Text.Json.Serialization.Metadata;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Calls of one market: public, signed with the venue's clock, and commands.</summary>
internal sealed class BinanceCalls
{
    private static readonly TimeSpan ReadWindow = TimeSpan.FromSeconds(5);

    private readonly PlacementClassifier _commands;
    private readonly VenueClock _clock;
    private readonly BinanceSigner _signer;
    private readonly BinanceLimits _limits;
    private readonly VenueGate _gate;

    public BinanceCalls(VenueConnection connection, BinanceOptions options, BinanceLimits limits)
    {
        _limits = limits;
        _gate = connection.Gate;
        Http = connection.Http;
        Time = connection.Time;
        _commands = connection.Commands;
        _clock = connection.Clock(ReadServerTimeAsync);
        _signer = new BinanceSigner(options);
    }

    public VenueHttpClient Http { get; }

    public TimeProvider Time { get; }

    /// <summary>The venue's clock against ours.</summary>
    public ValueTask<ClockReading> ReadClockAsync(Market market, CancellationToken cancellationToken) =>
        _clock.ReadAsync(market, isDemo: false, cancellationToken);

    /// <summary>The venue's time for a key's calls.</summary>
    public ValueTask<DateTimeOffset> NowAsync(VenueCredentials credentials, Market market, CancellationToken cancellationToken) =>
        _clock.NowAsync(market, credentials.IsTestnet, cancellationToken);

    /// <summary>A public read.</summary>
    public Task<T> ReadAsync<T>(
        Market market, string path, FormWriter? query, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        Http.ReadAsync(_ => ValueTask.FromResult(_signer.Public(market, path, query, ReadTerms(market, path, query is null, OperationClass.PublicRead))), type, cancellationToken);

    /// <summary>A signed read. The form is written anew for each try, because a signature carries a time.</summary>
    public Task<T> ReadAsync<T>(
        VenueCredentials credentials,
        Market market,
        string path,
        Action<FormWriter>? parameters,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken,
        CallUrgency urgency = CallUrgency.Background) =>
        Http.ReadAsync(
            async token =>
            {
                var form = new FormWriter();
                parameters?.Invoke(form);
                var terms = ReadTerms(market, path, form.IsEmpty, OperationClass.AccountRead, urgency);
                var signing = new BinanceSigning(credentials, await NowAsync(credentials, ClockOf(market, path), token), ReadWindow);
                return _signer.Signed(HttpMethod.Get, market, path, form, signing, terms);
            },
            type,
            cancellationToken);

    /// <summary>A command that is signed with the venue's clock.</summary>
    public async Task<CommandAnswer<T>> CommandAsync<T>(
        HttpMethod method,
        VenueCredentials credentials,
        Market market,
        string path,
        FormWriter form,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
        where T : class
    {
        var signing = new BinanceSigning(credentials, await NowAsync(credentials, ClockOf(market, path), cancellationToken), ReadWindow);
        var isCancel = method == HttpMethod.Delete;
        var terms = new CallTerms(
            isCancel ? OperationClass.Exit : OperationClass.Entry,
            isCancel ? CallUrgency.Exit : CallUrgency.Entry,
            _limits.Of(market, path, method, isWhole: false));
        var request = _signer.Signed(method, market, path, form, signing, terms);
        return await _commands.SendAsync(request, type, cancellationToken);
    }

    /// <summary>A placement: signed with the attempt's own time and window.</summary>
    public Task<CommandAnswer<T>> PlaceAsync<T>(
        BinanceSigning signing,
        Market market,
        string path,
        FormWriter form,
        BinanceTurn turn,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
        where T : class
    {
        var charges = _limits.OfOrder(market, signing.Credentials.AccountId);
        var terms = CallTerms.Placement(turn.IsExit, charges, turn.Taken, signing.ReceiveWindow);
        return _commands.SendAsync(_signer.Signed(HttpMethod.Post, market, path, form, signing, terms), type, cancellationToken);
    }

    /// <summary>Waits for room for one more order of an account.</summary>
    public async ValueTask<PlacementTurn> TakeTurnAsync(
        VenueCredentials credentials, Market market, bool isExit, CancellationToken cancellationToken)
    {
        await _gate.TakeTurnAsync(
            Venue.Binance, _limits.OfOrder(market, credentials.AccountId), isExit ? CallUrgency.Exit : CallUrgency.Entry, cancellationToken);
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

    private CallTerms ReadTerms(
        Market market, string path, bool isWhole, OperationClass operation, CallUrgency urgency = CallUrgency.Background) =>
        new(operation, urgency, _limits.Of(market, path, HttpMethod.Get, isWhole));

    /// <summary>The wallet has no clock of its own to ask.</summary>
    private static Market ClockOf(Market market, string path) =>
        path.StartsWith("/sapi/", StringComparison.Ordinal) ? Market.UsdM : market;

    private async Task<DateTimeOffset> ReadServerTimeAsync(Market market, bool isDemo, CancellationToken cancellationToken)
    {
        var path = BinancePaths.Of(market).Time;
        var request = _signer.Public(
            market, path, null, ReadTerms(market, path, isWhole: false, OperationClass.PublicRead, CallUrgency.Exit), isDemo);
        var answer = await Http.ReadAsync(_ => ValueTask.FromResult(request), BinanceJson.Default.BinanceServerTime, cancellationToken);
        return DateTimeOffset.FromUnixTimeMilliseconds(answer.ServerTime);
    }
}

/// <summary>Whether a placement gets the user out, and the turn it already has.</summary>
internal readonly record struct BinanceTurn(bool IsExit, PlacementTurn? Taken);
