using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhaleCopy.Exchanges.Http;

/// <summary>A number that a venue writes as a number or as a string. Empty and null are not numbers here.</summary>
internal sealed class DecimalConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LenientNumber.ReadDecimal(ref reader) ?? throw new JsonException("A number is missing.");

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteStringValue(WireDecimal.Text(value));
}

/// <summary>A number that may be missing: null and the empty string are none.</summary>
internal sealed class OptionalDecimalConverter : JsonConverter<decimal?>
{
    public override bool HandleNull => true;

    public override decimal? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LenientNumber.ReadDecimal(ref reader);

    public override void Write(Utf8JsonWriter writer, decimal? value, JsonSerializerOptions options)
    {
        if (value is { } number)
            writer.WriteStringValue(WireDecimal.Text(number));
        else
            writer.WriteNullValue();
    }
}

/// <summary>A whole number, written as a number or as a string.</summary>
internal sealed class LongConverter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LenientNumber.ReadLong(ref reader) ?? throw new JsonException("A whole number is missing.");

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <summary>A whole number that may be missing.</summary>
internal sealed class OptionalLongConverter : JsonConverter<long?>
{
    public override bool HandleNull => true;

    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LenientNumber.ReadLong(ref reader);

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options)
    {
        if (value is { } number)
            writer.WriteNumberValue(number);
        else
            writer.WriteNullValue();
    }
}

/// <summary>A small whole number, written as a number or as a string.</summary>
internal sealed class IntConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LenientNumber.ReadInt(ref reader) ?? throw new JsonException("A whole number is missing.");

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <summary>A small whole number that may be missing.</summary>
internal sealed class OptionalIntConverter : JsonConverter<int?>
{
    public override bool HandleNull => true;

    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LenientNumber.ReadInt(ref reader);

    public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options)
    {
        if (value is { } number)
            writer.WriteNumberValue(number);
        else
            writer.WriteNullValue();
    }
}

/// <summary>Yes or no, written as such, as a word or as 0 and 1; null and empty are neither.</summary>
internal sealed class OptionalBoolConverter : JsonConverter<bool?>
{
    public override bool HandleNull => true;

    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Null => null,
        JsonTokenType.Number => LenientNumber.ReadLong(ref reader) != 0,
        JsonTokenType.String => reader.GetString() switch
        {
            "" => null,
            "true" or "TRUE" or "True" or "1" or "yes" or "YES" => true,
            "false" or "FALSE" or "False" or "0" or "no" or "NO" => false,
            _ => throw new JsonException("Neither true nor false."),
        },
        _ => throw new JsonException("Neither true nor false."),
    };

    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options)
    {
        if (value is { } answer)
            writer.WriteBooleanValue(answer);
        else
            writer.WriteNullValue();
    }
}

/// <summary>An id or a code: text, whether it is written as text or as a number.</summary>
internal sealed class TextConverter : JsonConverter<string?>
{
    public override bool HandleNull => true;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => System.Text.Encoding.ASCII.GetString(reader.ValueSpan),
        JsonTokenType.Null => null,
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => throw new JsonException("Neither text nor a number."),
    };

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>Reads numbers as venues write them.</summary>
internal static class LenientNumber
{
    public static decimal? ReadDecimal(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number:
                return reader.TryGetDecimal(out var number) ? number : throw new JsonException("Not a number that fits.");
            case JsonTokenType.String:
                if (!reader.HasValueSequence && !reader.ValueIsEscaped)
                {
                    var span = reader.ValueSpan;
                    if (span.IsEmpty)
                        return null;
                    if (Utf8Parser.TryParse(span, out decimal parsed, out var used) && used == span.Length)
                        return parsed;
                }

                var text = reader.GetString();
                if (string.IsNullOrEmpty(text))
                    return null;
                return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new JsonException("Not a number.");
            default:
                throw new JsonException("Not a number.");
        }
    }

    /// <summary>Leverages come as 20, "20" and "20.00".</summary>
    public static int? ReadInt(ref Utf8JsonReader reader)
    {
        var number = ReadDecimal(ref reader);
        if (number is null)
            return null;
        return number == decimal.Truncate(number.Value) && decimal.Abs(number.Value) <= int.MaxValue
            ? (int)number.Value
            : throw new JsonException("Not a whole number.");
    }

    public static long? ReadLong(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var number) ? number : throw new JsonException("Not a whole number.");
            case JsonTokenType.String:
                var text = reader.GetString();
                if (string.IsNullOrEmpty(text))
                    return null;
                return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new JsonException("Not a whole number.");
            default:
                throw new JsonException("Not a whole number.");
        }
    }
}

/// <summary>A moment in ISO 8601 that may be missing: null and the empty string are none.</summary>
internal sealed class OptionalTimeConverter : JsonConverter<DateTimeOffset?>
{
    public override bool HandleNull => true;

    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        var text = reader.GetString();
        if (string.IsNullOrEmpty(text))
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : throw new JsonException("Not a moment.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } moment)
            writer.WriteStringValue(moment);
        else
            writer.WriteNullValue();
    }
}
