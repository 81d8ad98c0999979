using System.Globalization;
using System.Text.Json;

namespace WhaleCopy.Simulator.Http;

/// <summary>Decimals on the wire: plain, invariant, without exponent or needless zeros.</summary>
internal static class JsonMoney
{
    // Dividing by one with 28 places drops trailing zeros of a decimal's scale.
    private const decimal One = 1.0000000000000000000000000000m;

    public static string Text(decimal value) => (value / One).ToString(CultureInfo.InvariantCulture);

    /// <summary>A decimal as a JSON string.</summary>
    public static void Money(this Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal value)
    {
        Span<byte> text = stackalloc byte[40];
        if ((value / One).TryFormat(text, out var written, default, CultureInfo.InvariantCulture))
        {
            json.WriteString(name, text[..written]);
        }
    }

    public static void Money(this Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? value)
    {
        if (value is { } some)
        {
            json.Money(name, some);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>A decimal as a JSON string with so many places, as venues print amounts.</summary>
    public static void Money(this Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal value, int places)
    {
        Span<byte> text = stackalloc byte[48];
        ReadOnlySpan<char> format = places switch
        {
            0 => "F0",
            1 => "F1",
            2 => "F2",
            3 => "F3",
            4 => "F4",
            5 => "F5",
            _ => "F8",
        };
        if (value.TryFormat(text, out var written, format, CultureInfo.InvariantCulture))
        {
            json.WriteString(name, text[..written]);
        }
    }

    /// <summary>A decimal as a JSON number.</summary>
    public static void Number(this Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal value) =>
        json.WriteNumber(name, value / One);
}
