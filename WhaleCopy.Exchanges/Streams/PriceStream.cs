using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Streams;

/// <summary>
/// One venue's stream of mark prices of one market: connected while something is wanted, subscribed to exactly that, connected anew
/// after every end. What does not come over it is read another way; nobody waits for it.
/// </summary>
internal sealed class PriceStream(PriceFeed feed, PriceCache cache, InstrumentCatalog catalog, TimeProvider time, ILogger logger)
{
    private const int LargestMessage = 1024 * 1024;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    private long _heardAt;

    /// <summary>Runs until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            if (Wanted().Count == 0)
            {
                await Task.Delay(LookEvery, time, stopping);
                continue;
            }

            var heard = false;
            try
            {
                heard = await ConnectAsync(stopping);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                // Whatever it is, prices are read another way meanwhile.
                Log.StreamLost(logger, WireName<Venue>.Of(feed.Venue), WireName<Market>.Of(feed.Market), exception.Message);
            }

            failures = heard ? 0 : failures + 1;
            var rest = TimeSpan.FromSeconds(Math.Min(LongestRest.TotalSeconds, Math.Pow(2, failures)));
            await Task.Delay(rest * (0.5 + (Random.Shared.NextDouble() / 2)), time, stopping);
        }
    }

    private Dictionary<string, InstrumentId> Wanted()
    {
        var wanted = new Dictionary<string, InstrumentId>(StringComparer.OrdinalIgnoreCase);
        foreach (var instrument in cache.Needs.Of(feed.Venue, feed.Market))
        {
            if (catalog.Peek(instrument) is { } known)
                wanted[known.VenueSymbol] = instrument;
        }

        return wanted;
    }

    /// <summary>One connection's life. True where it told a price.</summary>
    private async Task<bool> ConnectAsync(CancellationToken stopping)
    {
        using var socket = new ClientWebSocket();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var heard = new Heard();
        await socket.ConnectAsync(feed.Address, ending.Token);
        Log.StreamOpened(logger, WireName<Venue>.Of(feed.Venue), WireName<Market>.Of(feed.Market));
        Volatile.Write(ref _heardAt, time.GetTimestamp());
        var receiving = ReceiveAsync(socket, heard, ending.Token);
        var asking = AskAsync(socket, heard, ending.Token);
        var first = await Task.WhenAny(receiving, asking);
        await ending.CancelAsync();
        await Task.WhenAll(Quiet(receiving), Quiet(asking));
        if (first.Exception is { InnerException: { } exception } && !stopping.IsCancellationRequested)
            Log.StreamLost(logger, WireName<Venue>.Of(feed.Venue), WireName<Market>.Of(feed.Market), exception.Message);
        return heard.Any;
    }

    /// <summary>Keeps the subscriptions to what is wanted, and the connection alive; ends when nothing is wanted any more.</summary>
    private async Task AskAsync(ClientWebSocket socket, Heard heard, CancellationToken cancellationToken)
    {
        var pinged = time.GetTimestamp();
        using var timer = new PeriodicTimer(LookEvery, time);
        do
        {
            var wanted = Wanted();
            if (wanted.Count == 0)
                return;
            var added = wanted.Where(pair => heard.Symbols.TryAdd(pair.Key, pair.Value)).Select(pair => pair.Key).ToList();
            if (added.Count > 0)
                await SendAsync(socket, feed.Subscribe(added), cancellationToken);
            var removed = heard.Symbols.Keys.Where(symbol => !wanted.ContainsKey(symbol)).ToList();
            if (removed.Count > 0)
            {
                await SendAsync(socket, feed.Unsubscribe(removed), cancellationToken);
                foreach (var symbol in removed)
                    heard.Symbols.TryRemove(symbol, out _);
            }

            if (feed.Ping is { } ping && time.GetElapsedTime(pinged) >= feed.PingEvery)
            {
                await SendAsync(socket, ping, cancellationToken);
                pinged = time.GetTimestamp();
            }

            if (time.GetElapsedTime(Volatile.Read(ref _heardAt)) > LongestSilence)
                throw new WebSocketException("Nothing was heard for too long.");
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task ReceiveAsync(ClientWebSocket socket, Heard heard, CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var received = await socket.ReceiveAsync(message.GetMemory(4096), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
                return;
            message.Advance(received.Count);
            if (message.WrittenCount > LargestMessage)
                throw new WebSocketException("The message is too large.");
            if (!received.EndOfMessage)
                continue;
            Volatile.Write(ref _heardAt, time.GetTimestamp());
            Take(message.WrittenSpan, heard);
            message.ResetWrittenCount();
        }
    }

    private void Take(ReadOnlySpan<byte> message, Heard heard)
    {
        if (message.IsEmpty || message[0] != (byte)'{')
            return; // "pong"
        try
        {
            foreach (var mark in feed.Read(message))
            {
                if (heard.Symbols.TryGetValue(mark.Symbol, out var instrument))
                    heard.Any |= cache.PutMark(instrument, mark.Mark, mark.Index);
            }
        }
        catch (JsonException exception)
        {
            Log.StreamUnreadable(logger, WireName<Venue>.Of(feed.Venue), WireName<Market>.Of(feed.Market), exception.Message);
        }
    }

    private static ValueTask SendAsync(ClientWebSocket socket, string text, CancellationToken cancellationToken) => socket.SendAsync(
        Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private static async Task Quiet(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // What ended first says why.
        }
    }

    private sealed class Heard
    {
        public System.Collections.Concurrent.ConcurrentDictionary<string, InstrumentId> Symbols { get; } = new(StringComparer.OrdinalIgnoreCase);

        public bool Any { get; set; }
    }
}
