using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using WhaleCopy.Core;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Http;

/// <summary>
/// Sends a venue's requests over two named clients, one for commands and one for reads, neither with a handler of its own.
/// Reads are tried again here, by name; commands never.
/// </summary>
internal sealed class VenueHttpClient
{
    private const int LargestAnswer = 64 * 1024 * 1024;

    private readonly VenueProtocol _protocol;
    private readonly IHttpClientFactory _clients;
    private readonly VenueGate _gate;
    private readonly VenueMeters _meters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _reads;

    public VenueHttpClient(
        VenueProtocol protocol,
        IHttpClientFactory clients,
        VenueGate gate,
        VenueMeters meters,
        TimeProvider time,
        ILogger<VenueHttpClient> logger)
    {
        _protocol = protocol;
        _clients = clients;
        _gate = gate;
        _meters = meters;
        _time = time;
        _logger = logger;
        _reads = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<VenueException>(IsWorthAnotherTry),
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(150),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
    }

    /// <summary>The venue.</summary>
    public VenueProtocol Protocol => _protocol;

    /// <summary>Called when the venue refuses a time of ours.</summary>
    public Action? ClockRefused { get; set; }

    /// <summary>The name of a venue's client for commands.</summary>
    public static string CommandClient(Venue venue) => $"{WireName<Venue>.Of(venue)}-commands";

    /// <summary>The name of a venue's client for reads.</summary>
    public static string ReadClient(Venue venue) => $"{WireName<Venue>.Of(venue)}-reads";

    /// <summary>
    /// Reads and understands an answer. <paramref name="build"/> is called for each try, because a signature carries a time.
    /// </summary>
    /// <exception cref="VenueException">The venue refused, could not be reached, or answered what is not understood.</exception>
    public async Task<T> ReadAsync<T>(
        Func<CancellationToken, ValueTask<VenueRequest>> build, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await ReadAsync(build, cancellationToken);
        return Parse(response, type);
    }

    /// <summary>Reads an answer without error, unparsed, for a caller that looks at its bytes or headers.</summary>
    public async Task<VenueResponse> ReadAsync(
        Func<CancellationToken, ValueTask<VenueRequest>> build, CancellationToken cancellationToken) =>
        await _reads.ExecuteAsync(
            static async (state, token) => await state.Self.ReadOnceAsync(await state.Build(token), token),
            (Self: this, Build: build),
            cancellationToken);

    /// <summary>
    /// Waits for the venue's limits, goes through the circuit, sends once and reads the whole answer. What the connection throws
    /// comes through; a limit of ours and an open circuit are a <see cref="VenueException"/> before the first byte.
    /// </summary>
    public async Task<VenueResponse> SendAsync(VenueRequest request, bool isCommand, CancellationToken cancellationToken)
    {
        await _gate.EnterAsync(_protocol.Venue, request, cancellationToken);
        VenueResponse response;
        try
        {
            response = await _gate.CircuitOf(_protocol.Venue, request).ExecuteAsync(
                static async (state, token) => await state.Self.SendOnceAsync(state.Request, state.IsCommand, token),
                (Self: this, Request: request, IsCommand: isCommand),
                cancellationToken);
        }
        catch (BrokenCircuitException exception)
        {
            throw new VenueException(
                _protocol.Venue,
                VenueErrorMeaning.Transient,
                ReadFailure.CircuitOpen,
                "Not asked: it failed too often just now.",
                exception.RetryAfter ?? TimeSpan.FromSeconds(1),
                exception);
        }

        await _gate.LeaveAsync(_protocol, request, response);
        return response;
    }

    /// <summary>Understands an answer.</summary>
    /// <exception cref="VenueException">Its layout is not known.</exception>
    public T Parse<T>(VenueResponse response, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(response.Body, type) ?? throw Unreadable("The answer is null.", null);
        }
        catch (JsonException exception)
        {
            throw Unreadable(exception.Message, exception);
        }
    }

    /// <summary>An answer whose layout is not known.</summary>
    public VenueException Unreadable(string message, Exception? inner) =>
        new(_protocol.Venue, VenueErrorMeaning.Unlisted, ReadFailure.Unreadable, message, null, inner);

    /// <summary>The exception of a refusal; counts what stands in no table.</summary>
    public VenueException Refused(VenueFault fault, string operation, TimeSpan? retryAfter)
    {
        var row = _protocol.Errors.Find(fault.Code, fault.Message);
        if (row is null)
            CountUnlisted(fault, operation);
        if (_protocol.ClockCodes.Contains(fault.Code))
            ClockRefused?.Invoke();
        return new VenueException(
            _protocol.Venue, row?.Meaning ?? VenueErrorMeaning.Unlisted, fault.Code, fault.Message, retryAfter);
    }

    /// <summary>Counts and tells of a code that stands in no table.</summary>
    public void CountUnlisted(VenueFault fault, string operation)
    {
        _meters.Unlisted(_protocol.Venue, operation, fault.Code);
        Log.UnlistedCode(_logger, WireName<Venue>.Of(_protocol.Venue), operation, fault.Code, fault.Message);
    }

    private async Task<VenueResponse> SendOnceAsync(VenueRequest request, bool isCommand, CancellationToken cancellationToken)
    {
        var timeout = isCommand ? _protocol.CommandTimeout : _protocol.ReadTimeout;
        using var deadline = new CancellationTokenSource(timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var message = request.ToMessage();
        if (request.Terms.Class == OperationClass.WhaleRead)
            message.Options.Set(AnswerPlayer.IsWhaleRead, true);
        var client = _clients.CreateClient(isCommand ? CommandClient(_protocol.Venue) : ReadClient(_protocol.Venue));
        var started = _time.GetTimestamp();
        var outcome = "failed";
        try
        {
            using var answer = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var response = await VenueResponse.ReadAsync(answer, LargestAnswer, both.Token);
            outcome = response.Status < 400 ? "answered" : "refused";
            return response;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            outcome = "timeout";
            throw new TimeoutException($"No answer within {timeout.TotalSeconds:0.###} s.");
        }
        finally
        {
            _meters.Request(_protocol.Venue, request.Operation, outcome, _time.GetElapsedTime(started));
        }
    }

    private async Task<VenueResponse> ReadOnceAsync(VenueRequest request, CancellationToken cancellationToken)
    {
        VenueResponse response;
        try
        {
            response = await SendAsync(request, isCommand: false, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new VenueException(
                _protocol.Venue, VenueErrorMeaning.TimeoutUnknownOutcome, ReadFailure.Timeout, exception.Message, null, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new VenueException(
                _protocol.Venue, VenueErrorMeaning.Transient, ReadFailure.Network, exception.Message, null, exception);
        }

        var fault = _protocol.ReadFault(response.Status, response.Body);
        if (fault is null)
        {
            if (request.Terms.Class == OperationClass.WhaleRead)
                AnswerTape.Current?.Add(response.Body);
            return response;
        }

        using (response)
            throw Refused(fault, request.Operation, response.RetryAfter(_time.GetUtcNow()));
    }

    private bool IsWorthAnotherTry(VenueException exception)
    {
        var again = exception.RetryAfter is null && exception is { IsForTheMoment: true, Meaning: not VenueErrorMeaning.RateLimited };
        if (again)
            Log.ReadRetried(_logger, WireName<Venue>.Of(_protocol.Venue), "read", exception.Code);
        return again;
    }
}

/// <summary>Words in place of a venue's code where a read failed on the way.</summary>
internal static class ReadFailure
{
    public const string Network = "network";
    public const string Timeout = "timeout";
    public const string Unreadable = "unreadable";
    public const string CircuitOpen = "circuit open";
    public const string Budget = "budget";
}
