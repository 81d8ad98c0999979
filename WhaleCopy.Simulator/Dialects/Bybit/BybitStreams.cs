using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Streams;

namespace WhaleCopy.Simulator.Dialects.Bybit;

/// <summary>Public streams, one address a category: <c>/bybit/v5/public/linear</c> and its like.</summary>
internal sealed class BybitStreams(BybitDialect dialect) : IStreamEndpoint
{
    public string Prefix => "/bybit";

    public Exchange Exchange => Exchange.Bybit;

    public StreamSession? Open(string path, string query) => (path.StartsWith("/ws/", StringComparison.Ordinal) ? path[3..] : path) switch
    {
        "/v5/public/spot" => new BybitStreamSession(dialect, Market.Spot),
        "/v5/public/linear" => new BybitStreamSession(dialect, Market.UsdM),
        "/v5/public/inverse" => new BybitStreamSession(dialect, Market.CoinM),
        _ => null,
    };
}

/// <summary>
/// Tickers. Derivatives send one whole snapshot and then only what changed, spot whole ones.
/// https://bybit-exchange.github.io/docs/v5/websocket/public/ticker
/// </summary>
internal sealed class BybitStreamSession(BybitDialect dialect, Market market) : StreamSession
{
    private const string Topic = "tickers.";
    private const string ConnectionId = "3cd84cb1-4d06-4a05-930a-2efe5fc70f0f";

    private readonly Dictionary<string, Shown?> _topics = [];
    private long _sequence;

    private sealed record Shown(Quote Quote, Dictionary<string, string> Fields);

    public override IEnumerable<byte[]> Receive(string text)
    {
        if (Parse(text) is not { } request || TextOf(request, "op") is not { } op)
        {
            yield return Message(json => WriteReply(json, false, "error:request expected json", "", ""));
            yield break;
        }

        var requestId = TextOf(request, "req_id") ?? "";
        if (op == "ping")
        {
            yield return Message(json => WriteReply(json, true, "pong", requestId, "ping"));
            yield break;
        }

        var topics = request.TryGetProperty("args", out var args) && args.ValueKind == JsonValueKind.Array
            ? args.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToArray()
            : [];
        var unknown = Array.Find(topics, topic => BookOf(topic) is null);
        if (op is not ("subscribe" or "unsubscribe") || unknown is not null)
        {
            yield return Message(json => WriteReply(json, false, $"error:handler not found,topic:{unknown}", requestId, op));
            yield break;
        }

        foreach (var topic in topics)
        {
            if (op == "subscribe")
            {
                _ = _topics.TryAdd(topic, null);
            }
            else
            {
                _ = _topics.Remove(topic);
            }
        }

        yield return Message(json => WriteReply(json, true, market == Market.Spot ? "subscribe" : "", requestId, op));
    }

    public override IEnumerable<byte[]> Look()
    {
        foreach (var (topic, shown) in _topics.ToArray())
        {
            if (BookOf(topic) is not { } book || ReferenceEquals(shown?.Quote, book.Quote))
            {
                continue;
            }

            var fields = dialect.TickerFields(book).ToDictionary(field => field.Name, field => field.Value);
            var isWhole = shown is null || market == Market.Spot;
            var sent = isWhole ? fields.ToArray() : [.. fields.Where(field => field.Key == "symbol" || shown!.Fields[field.Key] != field.Value)];
            _topics[topic] = new Shown(book.Quote, fields);
            if (!isWhole && sent.Length == 1)
            {
                continue;
            }

            yield return Message(json => WriteTicker(json, topic, isWhole, sent));
        }
    }

    private InstrumentBook? BookOf(string topic) => topic.StartsWith(Topic, StringComparison.Ordinal)
        ? dialect.Venue.FindBook(market, topic[Topic.Length..])
        : null;

    private void WriteTicker(Utf8JsonWriter json, string topic, bool isWhole, KeyValuePair<string, string>[] fields)
    {
        json.WriteStartObject();
        json.WriteString("topic"u8, topic);
        json.WriteString("type"u8, isWhole ? "snapshot" : "delta");
        json.WriteStartObject("data"u8);
        foreach (var (name, value) in fields)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteNumber("cs"u8, ++_sequence);
        json.WriteNumber("ts"u8, dialect.Venue.NowMs);
        json.WriteEndObject();
    }

    private static void WriteReply(Utf8JsonWriter json, bool isSuccess, string message, string requestId, string op)
    {
        json.WriteStartObject();
        json.WriteBoolean("success"u8, isSuccess);
        json.WriteString("ret_msg"u8, message);
        json.WriteString("conn_id"u8, ConnectionId);
        json.WriteString("req_id"u8, requestId);
        json.WriteString("op"u8, op);
        json.WriteEndObject();
    }
}
