using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace WhaleCopy.Exchanges.Http;

/// <summary>
/// Writes <c>name=value&amp;…</c> in the order it is given, values percent-encoded, numbers in invariant culture without exponent
/// and without trailing zeros. The bytes it writes are the bytes that are signed and sent.
/// </summary>
internal sealed class FormWriter
{
    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    /// <summary>The bytes so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>True where nothing was added.</summary>
    public bool IsEmpty => _bytes.WrittenCount == 0;

    /// <summary>Adds a text.</summary>
    public FormWriter Add(string name, string value)
    {
        Name(name);
        if (value.AsSpan().ContainsAnyExcept(Unreserved))
            Ascii(Uri.EscapeDataString(value));
        else
            Ascii(value);
        return this;
    }

    /// <summary>Adds all of another.</summary>
    public FormWriter Append(FormWriter rest)
    {
        if (!IsEmpty && !rest.IsEmpty)
            _bytes.Write("&"u8);
        _bytes.Write(rest.Written);
        return this;
    }

    /// <summary>Adds a text that holds nothing to encode, byte by byte as it is.</summary>
    public FormWriter AddVerbatim(string name, ReadOnlySpan<byte> value)
    {
        Name(name);
        _bytes.Write(value);
        return this;
    }

    /// <summary>Adds a number.</summary>
    public FormWriter Add(string name, decimal value)
    {
        Name(name);
        Ascii(WireDecimal.Text(value));
        return this;
    }

    /// <summary>Adds a whole number.</summary>
    public FormWriter Add(string name, long value)
    {
        Name(name);
        var span = _bytes.GetSpan(20);
        Utf8Formatter.TryFormat(value, span, out var written);
        _bytes.Advance(written);
        return this;
    }

    /// <summary>The bytes as text.</summary>
    public override string ToString() => Encoding.ASCII.GetString(Written);

    private void Name(string name)
    {
        if (!IsEmpty)
            _bytes.Write("&"u8);
        Ascii(name);
        _bytes.Write("="u8);
    }

    private void Ascii(ReadOnlySpan<char> text)
    {
        var span = _bytes.GetSpan(text.Length);
        _bytes.Advance(Encoding.ASCII.GetBytes(text, span));
    }
}

/// <summary>How a number is written to a venue.</summary>
internal static class WireDecimal
{
    /// <summary>Invariant, no exponent, no trailing zeros.</summary>
    public static string Text(decimal value) =>
        (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
}
