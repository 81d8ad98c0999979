using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Reads an object as a list of one. Which of both comes depends on product and parameters.</summary>
internal sealed class BinanceOneOrManyConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert == typeof(BinanceOneOrMany<BinanceDay>)
        || typeToConvert == typeof(BinanceOneOrMany<BinanceBook>)
        || typeToConvert == typeof(BinanceOneOrMany<BinancePremium>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        typeToConvert == typeof(BinanceOneOrMany<BinanceDay>) ? new Converter<BinanceDay>()
        : typeToConvert == typeof(BinanceOneOrMany<BinanceBook>) ? new Converter<BinanceBook>()
        : new Converter<BinancePremium>();

    private sealed class Converter<T> : JsonConverter<BinanceOneOrMany<T>>
    {
        public override BinanceOneOrMany<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.StartArray)
                return new(Require(JsonSerializer.Deserialize(ref reader, TypeInfo<T[]>(options))));
            return new([Require(JsonSerializer.Deserialize(ref reader, TypeInfo<T>(options)))]);
        }

        public override void Write(Utf8JsonWriter writer, BinanceOneOrMany<T> value, JsonSerializerOptions options) =>
            throw new NotSupportedException("Answers are not written.");

        private static System.Text.Json.Serialization.Metadata.JsonTypeInfo<TValue> TypeInfo<TValue>(JsonSerializerOptions options) =>
            (System.Text.Json.Serialization.Metadata.JsonTypeInfo<TValue>)options.GetTypeInfo(typeof(TValue));

        private static TValue Require<TValue>(TValue? value) => value ?? throw new JsonException("A row is null.");
    }
}
