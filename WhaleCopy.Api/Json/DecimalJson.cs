using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhaleCopy.Api.Json;

/// <summary>Writes decimals as text without trailing zeros; reads text and numbers.</summary>
internal sealed class DecimalJson : JsonConverter<decimal>
{
    private const NumberStyles Accepted = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    // Dividing by one of the largest scale takes every trailing zero off.
    private const decimal OneOfLargestScale = 1.0000000000000000000000000000m;

    public static string Format(decimal value) => (value / OneOfLargestScale).ToString(CultureInfo.InvariantCulture);

    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetDecimal(out var number) => number,
        JsonTokenType.String when decimal.TryParse(reader.GetString(), Accepted, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new JsonException("A decimal is expected, as text (\"12.5\") or as a number."),
    };

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));
}
