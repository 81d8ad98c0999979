using System.Text.Json;
using System.Text.Json.Serialization;
using WhaleCopy.Core;

namespace WhaleCopy.Api.Json;

/// <summary>Enums by their wire name, exactly.</summary>
internal sealed class WireNameJson : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    private sealed class Converter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && WireName<T>.TryParse(reader.GetString(), out var value)
                ? value
                : throw new JsonException($"One of {string.Join(", ", WireName<T>.All)} is expected.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(WireName<T>.Of(value));
    }
}
