using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using WhaleCopy.Core;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Http;

/// <summary>What sending a command can end in.</summary>
/// <typeparam name="T">The venue's answer.</typeparam>
internal abstract record CommandAnswer<T>
{
    private CommandAnswer()
    {
    }

    /// <summary>The venue did it.</summary>
    public sealed record Done(T Answer) : CommandAnswer<T>;

    /// <summary>A row of the table proves that nothing was accepted.</summary>
    public sealed record Refused(VenueFault Fault, VenueErrorMeaning Meaning) : CommandAnswer<T>;

    /// <summary>Not seen, or not proven.</summary>
    public sealed record Unseen(string Reason, VenueFault? Fault = null, VenueErrorMeaning? Meaning = null) : CommandAnswer<T>;

    /// <summary>The category of the table's row, where there is one.</summary>
    public VenueErrorMeaning? MeaningOrNone => this switch
    {
        Refused refused => refused.Meaning,
        Unseen unseen => unseen.Meaning,
        _ => null,
    };
}

/// <summary>
/// The only place that sees what a command's connection threw and which status it got. Everything is unknown (I2) but an answer
/// that is understood and a refusal whose row proves that nothing was accepted.
/// </summary>
internal sealed class PlacementClassifier(VenueHttpClient http, VenueMeters meters, ILogger<PlacementClassifier> logger)
{
    /// <summary>
    /// Ours, not a venue's: the body was never handed to a connection (no route, refused, TLS failed, our own limit), so that the
    /// venue has not seen the order. <see cref="VenueRequest.BodyStarted"/> is the proof.
    /// </summary>
    public static readonly VenueErrorRow NotSent = new(
        "NOT_SENT", VenueErrorMeaning.Transient, true, "https://learn.microsoft.com/dotnet/api/system.net.http.httpcontent.serializetostreamasync");

    /// <summary>Sends a command once.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before the first byte.</exception>
    public async Task<CommandAnswer<T>> SendAsync<T>(VenueRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        CommandAnswer<T> answer;
        try
        {
            using var response = await http.SendAsync(request, isCommand: true, cancellationToken);
            answer = Classify(http.Protocol, response.Status, response.Body, type);
        }
        catch (OperationCanceledException) when (!request.BodyStarted && cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is not (InvalidOperationException or ArgumentException))
        {
            // Whatever a connection can throw ends here: the venue may have the order.
            answer = OfFailure<T>(request.BodyStarted, exception);
        }

        Report(request.Operation, answer);
        return answer;
    }

    /// <summary>The outcome of an answer.</summary>
    public static CommandAnswer<T> Classify<T>(VenueProtocol protocol, int status, ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        if (protocol.ReadFault(status, body) is { } fault)
        {
            return protocol.Errors.Find(fault.Code, fault.Message) switch
            {
                { ProvesNonAcceptance: true } row => new CommandAnswer<T>.Refused(fault, row.Meaning),
                { } row => new CommandAnswer<T>.Unseen($"{fault.Code}: {fault.Message}", fault, row.Meaning),
                null => new CommandAnswer<T>.Unseen($"{fault.Code}: {fault.Message}", fault, VenueErrorMeaning.Unlisted),
            };
        }

        try
        {
            return JsonSerializer.Deserialize(body, type) is { } answer
                ? new CommandAnswer<T>.Done(answer)
                : new CommandAnswer<T>.Unseen("The answer is null.");
        }
        catch (JsonException exception)
        {
            return new CommandAnswer<T>.Unseen($"The answer is not understood: {exception.Message}");
        }
    }

    /// <summary>The outcome of a failure on the way.</summary>
    public static CommandAnswer<T> OfFailure<T>(bool bodyStarted, Exception exception)
        where T : class
    {
        if (!bodyStarted)
        {
            return new CommandAnswer<T>.Refused(
                new VenueFault(NotSent.Code, exception is VenueException own ? own.VenueMessage : exception.Message),
                exception is VenueException { Meaning: var meaning } ? meaning : NotSent.Meaning);
        }

        var reason = exception switch
        {
            TimeoutException => exception.Message,
            OperationCanceledException => "Nobody waited for the answer.",
            _ => $"The connection failed: {exception.Message}",
        };
        return new CommandAnswer<T>.Unseen(reason);
    }

    private void Report<T>(string operation, CommandAnswer<T> answer)
        where T : class
    {
        if (answer.MeaningOrNone is not null && Fault(answer) is { } fault && http.Protocol.ClockCodes.Contains(fault.Code))
            http.ClockRefused?.Invoke();
        if (answer is not CommandAnswer<T>.Unseen unseen)
            return;

        var venue = http.Protocol.Venue;
        if (unseen is { Meaning: VenueErrorMeaning.Unlisted, Fault: { } unlisted })
            http.CountUnlisted(unlisted, operation);
        if (unseen.Meaning is VenueErrorMeaning.UnknownOrder or VenueErrorMeaning.AlreadySet)
            return;
        meters.UnknownOutcome(venue, operation, unseen.Meaning is { } meaning ? WireName<VenueErrorMeaning>.Of(meaning) : "NO_ANSWER");
        Log.OutcomeUnknown(logger, WireName<Venue>.Of(venue), operation, unseen.Reason);
    }

    private static VenueFault? Fault<T>(CommandAnswer<T> answer) => answer switch
    {
        CommandAnswer<T>.Refused refused => refused.Fault,
        CommandAnswer<T>.Unseen unseen => unseen.Fault,
        _ => null,
    };
}
