using System.Text.Json;
using System.Text.Json.Serialization;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;
using WhaleCopy.Exchanges.Streams;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>
/// Mark prices, every second a symbol; the venue pings by itself. Source: developers.binance.com/docs/derivatives, "Mark Price
/// Stream".
/// </summary>
internal sealed class BinancePrices(Market market, BinanceOptions options) : PriceFeed(
    Venue.Binance,
    market,
    (market == Market.CoinM ? options.BaseUrls.CoinMStream : options.BaseUrls.UsdMStream).TrimEnd('/') + "/stream")
{
    private int _requests;

    public override string Subscribe(IEnumerable<string> symbols) => Request("SUBSCRIBE", symbols);

    public override string Unsubscribe(IEnumerable<string> symbols) => Request("UNSUBSCRIBE", symbols);

    public override IEnumerable<StreamedMark> Read(ReadOnlySpan<byte> message) =>
        JsonSerializer.Deserialize(message, BinancePricesJson.Default.BinanceStreamMessage)?.Data is { S: { } symbol } data
            ? [new StreamedMark(symbol, data.P, data.I)]
            : [];

    // Streams are named in lower case.
    private string Request(string method, IEnumerable<string> symbols) => System.Text.Encoding.UTF8.GetString(JsonBody.Object(json =>
    {
        json.WriteString("method", method);
        json.WriteStartArray("params");
        foreach (var symbol in symbols)
            json.WriteStringValue($"{string.Create(symbol.Length, symbol, static (span, text) => text.AsSpan().ToLowerInvariant(span))}@markPrice@1s");
        json.WriteEndArray();
        json.WriteNumber("id", Interlocked.Increment(ref _requests));
    }));
}

internal sealed record BinanceStreamMessage([property: JsonPropertyName("data")] BinanceMarkUpdate? Data = null);

internal sealed record BinanceMarkUpdate
{
    [JsonPropertyName("s")]
    public string? S { get; init; }

    /// <summary>Mark. "P", its neighbour, is the estimated settlement price.</summary>
    [JsonPropertyName("p")]
    public decimal? P { get; init; }

    /// <summary>Index.</summary>
    [JsonPropertyName("i")]
    public decimal? I { get; init; }
}

[JsonSourceGenerationOptions(Converters = [typeof(OptionalDecimalConverter)])]
[JsonSerializable(typeof(BinanceStreamMessage))]
internal sealed partial class BinancePricesJson : JsonSerializerContext;
