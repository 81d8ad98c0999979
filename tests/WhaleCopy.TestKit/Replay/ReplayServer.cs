using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace WhaleCopy.TestKit.Replay;

/// <summary>
/// A venue that answers with recorded bytes, over real HTTP. Several answers to one method and path are given in turn, the last
/// one again and again; what nobody recorded is 404. Every request is kept.
/// </summary>
public sealed class ReplayServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Answers> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();

    private ReplayServer(WebApplication app) => _app = app;

    /// <summary>For the base address of a client.</summary>
    public string Url => _app.Urls.First();

    /// <summary>What came in, oldest first.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    /// <summary>Starts a server on a free port of the loopback address.</summary>
    public static async Task<ReplayServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var app = builder.Build();
        var server = new ReplayServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Answers a method and path with a body.</summary>
    public ReplayServer Answer(
        string method,
        string path,
        string body,
        int status = 200,
        IEnumerable<KeyValuePair<string, string>>? headers = null,
        string contentType = "application/json")
    {
        _answers.GetOrAdd($"{method} {path}", static _ => new Answers())
            .Add(new Reply(status, Encoding.UTF8.GetBytes(body), contentType, [.. headers ?? []]));
        return this;
    }

    /// <summary>Answers a recorded request as it was answered then.</summary>
    public ReplayServer Answer(RecordedPayload payload) =>
        Answer(payload.Method, payload.Path, payload.Response, payload.Status, payload.Headers);

    /// <summary>Forgets the answers to a method and path.</summary>
    public void Forget(string method, string path) => _answers.TryRemove($"{method} {path}", out _);

    /// <summary>The last request for a method and path.</summary>
    public ReceivedRequest Last(string method, string path) =>
        _requests.Last(request => request.Method == method && request.Path == path);

    /// <summary>How often a method and path was asked for.</summary>
    public int Count(string method, string path) => _requests.Count(request => request.Method == method && request.Path == path);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        _requests.Enqueue(new ReceivedRequest(
            request.Method,
            request.Path,
            request.QueryString.Value ?? string.Empty,
            body,
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));

        if (!_answers.TryGetValue($"{request.Method} {request.Path}", out var answers))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var answer = answers.Next();
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        await context.Response.Body.WriteAsync(answer.Body);
    }

    private sealed record Reply(int Status, byte[] Body, string ContentType, KeyValuePair<string, string>[] Headers);

    private sealed class Answers
    {
        private readonly Queue<Reply> _queue = new();

        public void Add(Reply answer)
        {
            lock (_queue)
                _queue.Enqueue(answer);
        }

        public Reply Next()
        {
            lock (_queue)
                return _queue.Count > 1 ? _queue.Dequeue() : _queue.Peek();
        }
    }
}

/// <summary>A request as the server saw it.</summary>
public sealed record ReceivedRequest(
    string Method, string Path, string Query, string Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>A parameter of the query or of a form's body, decoded.</summary>
    public string? Parameter(string name)
    {
        foreach (var pair in $"{Query.TrimStart('?')}&{Body}".Split('&'))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length == 2 && parts[0] == name)
                return Uri.UnescapeDataString(parts[1]);
        }

        return null;
    }
}
