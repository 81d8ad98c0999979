using System.Buffers;
using System.Text.Json;

namespace WhaleCopy.Exchanges.Http;

/// <summary>Writes the exact bytes of a JSON body.</summary>
internal static class JsonBody
{
    /// <summary>An object.</summary>
    public static byte[] Object(Action<Utf8JsonWriter> write) => Write(writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    });

    /// <summary>An array of one object.</summary>
    public static byte[] ArrayOfOne(Action<Utf8JsonWriter> write) => Write(writer =>
    {
        writer.WriteStartArray();
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    /// <summary>A number as venues take it: text, invariant, no exponent, no trailing zeros.</summary>
    public static void WriteNumberText(this Utf8JsonWriter writer, string name, decimal value) =>
        writer.WriteString(name, WireDecimal.Text(value));

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
