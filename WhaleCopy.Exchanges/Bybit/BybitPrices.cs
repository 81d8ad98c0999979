using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;
using WhaleCopy.Exchanges.Streams;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>
/// The topic <c>tickers</c>: one whole row, then only what changed; a row without a mark says that it stands. Source:
/// bybit-exchange.github.io/docs/v5/websocket/public/ticker.
/// </summary>
internal sealed class BybitPrices(BybitOptions options) : PriceFeed(
    Venue.Bybit, Market.UsdM, options.BaseUrls.Stream.TrimEnd('/') + "/v5/public/linear")
{
    private const string Topic = "tickers.";

    public override string Ping => """{"op":"ping"}""";

    public override string Subscribe(IEnumerable<string> symbols) => Request("subscribe", symbols);

    public override string Unsubscribe(IEnumerable<string> symbols) => Request("unsubscribe", symbols);

    public override IEnumerable<StreamedMark> Read(ReadOnlySpan<byte> message) =>
        JsonSerializer.Deserialize(message, BybitPricesJson.Default.BybitStreamMessage) is { Data: { } row, Topic: { } topic }
        && topic.StartsWith(Topic, StringComparison.Ordinal)
            ? [new StreamedMark(topic[Topic.Length..], row.MarkPrice, row.IndexPrice)]
            : [];

    private static string Request(string operation, IEnumerable<string> symbols) => Encoding.UTF8.GetString(JsonBody.Object(json =>
    {
        json.WriteString("op", operation);
        json.WriteStartArray("args");
        foreach (var symbol in symbols)
            json.WriteStringValue(Topic + symbol);
        json.WriteEndArray();
    }));
}

internal sealed record BybitStreamMessage(string? Topic = null, BybitStreamedTicker? Data = null);

internal sealed record BybitStreamedTicker(decimal? MarkPrice = null, decimal? IndexPrice = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(OptionalDecimalConverter)])]
[JsonSerializable(typeof(BybitStreamMessage))]
internal sealed partial class BybitPricesJson : JsonSerializerContext;
