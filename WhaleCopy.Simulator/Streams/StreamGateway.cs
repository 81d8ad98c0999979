using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Options;
using WhaleCopy.Simulator.Faults;

namespace WhaleCopy.Simulator.Streams;

/// <summary>Accepts websocket clients of the venues' public streams.</summary>
internal sealed class StreamGateway(
    IEnumerable<IStreamEndpoint> endpoints, FaultPlan faults, IOptions<SimulatorOptions> options, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const int MaximumFrame = 64 * 1024;

    private readonly IStreamEndpoint[] _endpoints = [.. endpoints.OrderByDescending(endpoint => endpoint.Prefix.Length)];

    /// <summary>False when no venue streams at that path.</summary>
    public async Task<bool> TryHandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        foreach (var endpoint in _endpoints)
        {
            if (!path.StartsWith(endpoint.Prefix, StringComparison.Ordinal)
                || endpoint.Open(path[endpoint.Prefix.Length..], http.Request.QueryString.Value ?? "") is not { } session)
            {
                continue;
            }

            if (!Strike(http, endpoint, path))
            {
                using var socket = await http.WebSockets.AcceptWebSocketAsync();
                await RunAsync(socket, session, endpoint, path, http);
            }

            return true;
        }

        return false;
    }

    /// <summary>A fault meets the connection itself.</summary>
    private bool Strike(HttpContext http, IStreamEndpoint endpoint, string path)
    {
        switch (faults.MatchStream(endpoint.Exchange, path[endpoint.Prefix.Length..], path, isOpening: true))
        {
            case null:
                return false;
            case { Kind: FaultKind.DropBefore }:
                http.Abort();
                return true;
            case var fault:
                http.Response.StatusCode = fault.Status ?? (fault.Kind is FaultKind.RateLimit ? 429 : fault.Kind is FaultKind.Ban ? 403 : 503);
                return true;
        }
    }

    private async Task RunAsync(WebSocket socket, StreamSession session, IStreamEndpoint endpoint, string path, HttpContext http)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        using var gate = new SemaphoreSlim(1, 1);
        var receiving = ReceiveAsync(socket, session, gate, stopping);
        try
        {
            using var timer = new PeriodicTimer(options.Value.StreamInterval, time);
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                if (faults.MatchStream(endpoint.Exchange, path[endpoint.Prefix.Length..], path, isOpening: false) is not null)
                {
                    http.Abort();
                    break;
                }

                await SendAsync(socket, session.Look, gate, stopping.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // The client left or the host stops.
        }

        await stopping.CancelAsync();
        await receiving;
        await CloseAsync(socket);
    }

    private static async Task CloseAsync(WebSocket socket)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException)
        {
            // Nobody there to say goodbye to.
        }
    }

    private static async Task ReceiveAsync(WebSocket socket, StreamSession session, SemaphoreSlim gate, CancellationTokenSource stopping)
    {
        var buffer = new byte[4096];
        using var frame = new MemoryStream();
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), stopping.Token);
                if (received.MessageType == WebSocketMessageType.Close || frame.Length + received.Count > MaximumFrame)
                {
                    break;
                }

                frame.Write(buffer, 0, received.Count);
                if (!received.EndOfMessage)
                {
                    continue;
                }

                var text = Encoding.UTF8.GetString(frame.GetBuffer(), 0, (int)frame.Length);
                frame.SetLength(0);
                await SendAsync(socket, () => session.Receive(text), gate, stopping.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException)
        {
            // The other loop ended it, or the client left.
        }

        await stopping.CancelAsync();
    }

    private static async Task SendAsync(WebSocket socket, Func<IEnumerable<byte[]>> produce, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            foreach (var message in produce())
            {
                await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            }
        }
        finally
        {
            _ = gate.Release();
        }
    }
}
