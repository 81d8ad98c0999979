using System.Net;
using System.Net.Http.Headers;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Http;

/// <summary>A request in its final bytes: what is signed is what is sent.</summary>
internal sealed class VenueRequest
{
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private bool _bodyStarted;

    /// <summary>The verb.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>Base address, path and query, encoded.</summary>
    public required string Url { get; init; }

    /// <summary>What it does, for logs and metrics; the query, the body and the headers never stand there.</summary>
    public required string Operation { get; init; }

    /// <summary>The body's bytes.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The body's type.</summary>
    public MediaTypeHeaderValue? ContentType { get; init; }

    /// <summary>Headers, the key and the signature among them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Its limits and its circuit.</summary>
    public required CallTerms Terms { get; init; }

    /// <summary>True once the body was handed to a connection. While false, the venue cannot have seen what is in it.</summary>
    public bool BodyStarted => Volatile.Read(ref _bodyStarted);

    /// <summary>The message for one sending.</summary>
    public HttpRequestMessage ToMessage()
    {
        if (!Uri.TryCreate(Url, Verbatim, out var uri))
            throw new InvalidOperationException($"{Operation} has no usable address.");

        var message = new HttpRequestMessage(Method, uri)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        foreach (var (name, value) in Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (Body is not null)
            message.Content = new TrackedContent(this, Body);
        else if (Method != HttpMethod.Get)
            message.Content = new TrackedContent(this, []);
        return message;
    }

    // SocketsHttpHandler sends a request again by itself when a kept connection turns out dead before the body began; a request
    // without content would be repeated at any time. Content, even empty, therefore goes with every command.
    private sealed class TrackedContent : HttpContent
    {
        private readonly VenueRequest _request;
        private readonly byte[] _body;

        public TrackedContent(VenueRequest request, byte[] body)
        {
            _request = request;
            _body = body;
            if (body.Length > 0)
                Headers.ContentType = request.ContentType;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            Volatile.Write(ref _request._bodyStarted, true);
            await stream.WriteAsync(_body, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Length;
            return true;
        }
    }
}

/// <summary>What a call passes on its way.</summary>
/// <param name="Class">Whose circuit it goes through.</param>
/// <param name="Urgency">How much of the limits it may use.</param>
/// <param name="Charges">What it takes from which limits.</param>
/// <param name="HasTurn">The charges were taken before its time was written into it.</param>
/// <param name="LongestWait">How long it may wait for its turn; null for the setting.</param>
internal sealed record CallTerms(
    OperationClass Class,
    CallUrgency Urgency,
    IReadOnlyList<RateCharge> Charges,
    bool HasTurn = false,
    TimeSpan? LongestWait = null)
{
    /// <summary>The terms of placing an order or a stop: it may wait for its turn within half its receive window.</summary>
    public static CallTerms Placement(bool isExit, IReadOnlyList<RateCharge> charges, PlacementTurn? turn, TimeSpan receiveWindow) => new(
        isExit ? OperationClass.Exit : OperationClass.Entry,
        isExit ? CallUrgency.Exit : CallUrgency.Entry,
        charges,
        turn is not null,
        receiveWindow / 2);
}
