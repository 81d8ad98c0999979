using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;
using WhaleCopy.Exchanges.Streams;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>The channel <c>mark-price</c>. Source: www.okx.com/docs-v5/en/#public-data-websocket-mark-price-channel.</summary>
internal sealed class OkxPrices(Market market, OkxOptions options) : PriceFeed(
    Venue.Okx, market, options.BaseUrls.Stream.TrimEnd('/') + "/ws/v5/public")
{
    public override string Ping => "ping";

    public override string Subscribe(IEnumerable<string> symbols) => Request("subscribe", symbols);

    public override string Unsubscribe(IEnumerable<string> symbols) => Request("unsubscribe", symbols);

    public override IEnumerable<StreamedMark> Read(ReadOnlySpan<byte> message) =>
        JsonSerializer.Deserialize(message, OkxPricesJson.Default.OkxStreamMessage) is { Data: { } rows }
            ? rows.Select(row => new StreamedMark(row.InstId, row.MarkPx, null))
            : [];

    private static string Request(string operation, IEnumerable<string> symbols) => Encoding.UTF8.GetString(JsonBody.Object(json =>
    {
        json.WriteString("op", operation);
        json.WriteStartArray("args");
        foreach (var symbol in symbols)
        {
            json.WriteStartObject();
            json.WriteString("channel", "mark-price");
            json.WriteString("instId", symbol);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }));
}

internal sealed record OkxStreamMessage(IReadOnlyList<OkxMarkPrice>? Data = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(OptionalDecimalConverter)])]
[JsonSerializable(typeof(OkxStreamMessage))]
internal sealed partial class OkxPricesJson : JsonSerializerContext;
