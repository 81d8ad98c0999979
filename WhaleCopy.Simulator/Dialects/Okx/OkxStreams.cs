using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Streams;

namespace WhaleCopy.Simulator.Dialects.Okx;

/// <summary>The public stream: <c>/okx/ws/v5/public</c>.</summary>
internal sealed class OkxStreams(OkxDialect dialect) : IStreamEndpoint
{
    public string Prefix => "/okx";

    public Exchange Exchange => Exchange.Okx;

    public StreamSession? Open(string path, string query) =>
        path is "/ws/v5/public" or "/ws/ws/v5/public" or "/ws" ? new OkxStreamSession(dialect) : null;
}

/// <summary>Channels <c>tickers</c> and <c>mark-price</c>. https://www.okx.com/docs-v5/en/#overview-websocket</summary>
internal sealed class OkxStreamSession(OkxDialect dialect) : StreamSession
{
    private const string ConnectionId = "a4d3ae55";

    private readonly Dictionary<(string Channel, string Instrument), Quote?> _shown = [];

    public override IEnumerable<byte[]> Receive(string text)
    {
        if (text == "ping")
        {
            yield return "pong"u8.ToArray();
            yield break;
        }

        if (Parse(text) is not { } request || TextOf(request, "op") is not ("subscribe" or "unsubscribe") || !request.TryGetProperty("args", out var args)
            || args.ValueKind != JsonValueKind.Array)
        {
            yield return Message(json => WriteError(json, "60012", $"Invalid request: {text}"));
            yield break;
        }

        var isSubscribing = TextOf(request, "op") == "subscribe";
        foreach (var arg in args.EnumerateArray())
        {
            var channel = TextOf(arg, "channel") ?? "";
            var instrument = TextOf(arg, "instId") ?? "";
            if (channel is not ("tickers" or "mark-price") || dialect.Book(instrument) is null)
            {
                yield return Message(json => WriteError(json, "60018", $"Wrong URL or channel:{channel},instId:{instrument} doesn't exist. Please use the correct URL, channel and parameters referring to API document."));
                continue;
            }

            if (isSubscribing)
            {
                _ = _shown.TryAdd((channel, instrument), null);
            }
            else
            {
                _ = _shown.Remove((channel, instrument));
            }

            yield return Message(json =>
            {
                json.WriteStartObject();
                json.WriteString("event"u8, isSubscribing ? "subscribe" : "unsubscribe");
                WriteArgument(json, channel, instrument);
                json.WriteString("connId"u8, ConnectionId);
                json.WriteEndObject();
            });
        }
    }

    public override IEnumerable<byte[]> Look()
    {
        foreach (var (key, shown) in _shown.ToArray())
        {
            if (dialect.Book(key.Instrument) is not { } book || ReferenceEquals(shown, book.Quote))
            {
                continue;
            }

            _shown[key] = book.Quote;
            yield return Message(json =>
            {
                json.WriteStartObject();
                WriteArgument(json, key.Channel, key.Instrument);
                json.WriteStartArray("data"u8);
                if (key.Channel == "tickers")
                {
                    dialect.WriteTicker(json, book);
                }
                else
                {
                    dialect.WriteMark(json, book);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
    }

    private static void WriteArgument(Utf8JsonWriter json, string channel, string instrument)
    {
        json.WriteStartObject("arg"u8);
        json.WriteString("channel"u8, channel);
        json.WriteString("instId"u8, instrument);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, string code, string message)
    {
        json.WriteStartObject();
        json.WriteString("event"u8, "error");
        json.WriteString("code"u8, code);
        json.WriteString("msg"u8, message);
        json.WriteString("connId"u8, ConnectionId);
        json.WriteEndObject();
    }
}
