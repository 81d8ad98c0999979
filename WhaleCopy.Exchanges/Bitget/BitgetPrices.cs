using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;
using WhaleCopy.Exchanges.Streams;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>The channel <c>ticker</c>, always whole rows. Source: www.bitget.com/api-doc/contract/websocket/public/Tickers-Channel.</summary>
internal sealed class BitgetPrices(Market market, BitgetOptions options) : PriceFeed(
    Venue.Bitget, market, options.BaseUrls.Stream.TrimEnd('/') + "/v2/ws/public")
{
    public override string Ping => "ping";

    public override string Subscribe(IEnumerable<string> symbols) => Request("subscribe", symbols);

    public override string Unsubscribe(IEnumerable<string> symbols) => Request("unsubscribe", symbols);

    public override IEnumerable<StreamedMark> Read(ReadOnlySpan<byte> message) =>
        JsonSerializer.Deserialize(message, BitgetPricesJson.Default.BitgetStreamMessage) is { Data: { } rows }
            ? rows.Where(row => row.MarkPrice is not null).Select(row => new StreamedMark(row.InstId, row.MarkPrice, row.IndexPrice))
            : [];

    private string Request(string operation, IEnumerable<string> symbols) => Encoding.UTF8.GetString(JsonBody.Object(json =>
    {
        json.WriteString("op", operation);
        json.WriteStartArray("args");
        foreach (var symbol in symbols)
        {
            json.WriteStartObject();
            json.WriteString("instType", BitgetSymbols.ProductOf(Market));
            json.WriteString("channel", "ticker");
            json.WriteString("instId", symbol);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }));
}

internal sealed record BitgetStreamMessage(IReadOnlyList<BitgetStreamedTicker>? Data = null);

internal sealed record BitgetStreamedTicker(string InstId, decimal? MarkPrice = null, decimal? IndexPrice = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(OptionalDecimalConverter)])]
[JsonSerializable(typeof(BitgetStreamMessage))]
internal sealed partial class BitgetPricesJson : JsonSerializerContext;
