using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges;

/// <summary>
/// Keeps the bodies of everything that one flow of control reads of whales, in the order of the reads: what a poll was decided
/// from, to be explained and run again later. It follows the flow, not the thread, and nothing that other flows read.
/// </summary>
public sealed class AnswerTape
{
    private static readonly AsyncLocal<AnswerTape?> Running = new();

    private readonly List<byte[]> _bodies = [];

    private AnswerTape()
    {
    }

    /// <summary>The tape that the present flow writes, if any.</summary>
    internal static AnswerTape? Current => Running.Value;

    /// <summary>Begins a tape for the rest of the calling method and all that it awaits.</summary>
    public static AnswerTape Start()
    {
        var tape = new AnswerTape();
        Running.Value = tape;
        return tape;
    }

    /// <summary>All bodies as Brotli of one JSON array.</summary>
    /// <exception cref="JsonException">A body is no JSON.</exception>
    public byte[] Compress()
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new Utf8JsonWriter(brotli))
        {
            writer.WriteStartArray();
            foreach (var body in _bodies)
                writer.WriteRawValue(body);
            writer.WriteEndArray();
        }

        return packed.ToArray();
    }

    /// <summary>The bodies of a tape.</summary>
    /// <param name="packed">What <see cref="Compress"/> made.</param>
    /// <exception cref="InvalidDataException">It is no Brotli.</exception>
    /// <exception cref="JsonException">It is no JSON array.</exception>
    public static IReadOnlyList<string> Read(byte[] packed)
    {
        ArgumentNullException.ThrowIfNull(packed);
        using var stream = new MemoryStream(packed);
        using var brotli = new BrotliStream(stream, CompressionMode.Decompress);
        using var document = JsonDocument.Parse(brotli);
        return [.. document.RootElement.EnumerateArray().Select(body => body.GetRawText())];
    }

    internal void Add(ReadOnlySpan<byte> body) => _bodies.Add(body.ToArray());

    /// <summary>Keeps what a reader decided from what it remembered of polls before: a replay remembers other ones.</summary>
    internal void Add(bool decision) => _bodies.Add(decision ? "true"u8.ToArray() : "false"u8.ToArray());
}

/// <summary>
/// Answers reads of whales with the bodies of a tape, one after the other, in place of the venues: the readers as they are today run
/// over what was answered then. Other reads (instruments) go where they always go.
/// </summary>
public sealed class AnswerPlayer
{
    internal static readonly HttpRequestOptionsKey<bool> IsWhaleRead = new("whalecopy.whale_read");

    private static readonly AsyncLocal<AnswerPlayer?> Running = new();

    private readonly Queue<string> _bodies = new();

    /// <summary>The player that answers the present flow, if any.</summary>
    internal static AnswerPlayer? Current => Running.Value;

    /// <summary>The bodies of the next poll, for the rest of the calling method and all that it awaits; what is left of the one before is dropped.</summary>
    /// <param name="bodies">In the order in which they were read.</param>
    public void Load(IEnumerable<string> bodies)
    {
        ArgumentNullException.ThrowIfNull(bodies);
        Running.Value = this;
        _bodies.Clear();
        foreach (var body in bodies)
            _bodies.Enqueue(body);
    }

    /// <summary>Puts the player before all venues' connections for reads. Call it after <see cref="ExchangeServices.AddWhaleCopyExchanges"/>.</summary>
    /// <param name="services">The services of a replay, of nothing else.</param>
    public void Replace(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        foreach (var venue in Enum.GetValues<Venue>())
        {
            services.AddHttpClient(VenueHttpClient.ReadClient(venue))
                .ConfigurePrimaryHttpMessageHandler(() => new Handler(this) { InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false } });
        }
    }

    /// <summary>What the reader decided at this point then; null where nothing was kept of it.</summary>
    internal bool? NextDecision()
    {
        if (!_bodies.TryPeek(out var next) || next is not ("true" or "false"))
            return null;
        _bodies.Dequeue();
        return next == "true";
    }

    private sealed class Handler(AnswerPlayer player) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!request.Options.TryGetValue(IsWhaleRead, out var isWhaleRead) || !isWhaleRead)
                return base.SendAsync(request, cancellationToken);

            // A read that was not made then has no answer: it reads as a venue that is down, never as an empty book.
            return Task.FromResult(player._bodies.TryDequeue(out var body)
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"), RequestMessage = request }
                : new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { RequestMessage = request });
        }
    }
}
