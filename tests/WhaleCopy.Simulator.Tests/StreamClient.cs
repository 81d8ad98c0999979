using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace WhaleCopy.Simulator.Tests;

/// <summary>A websocket client that waits for the message it wants.</summary>
public sealed class StreamClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();

    public static async Task<StreamClient> ConnectAsync(Uri server, string path)
    {
        var client = new StreamClient();
        await client._socket.ConnectAsync(
            new Uri($"ws://{server.Authority}{path}"), TestContext.Current.CancellationToken);
        return client;
    }

    public Task SendAsync(string text) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    public async Task<string> NextTextAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var received = await _socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return "(closed)";
            }

            length += received.Count;
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(buffer, 0, length);
            }
        }
    }

    public async Task<JsonElement> NextAsync(Func<JsonElement, bool> wanted)
    {
        while (true)
        {
            var message = JsonDocument.Parse(await NextTextAsync()).RootElement;
            if (wanted(message))
            {
                return message;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
