using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.Http;

/// <summary>HMAC-SHA256 over a prefix and the body's bytes, compared in constant time.</summary>
internal static class Signatures
{
    private const int Bytes = 32;

    public static bool IsBase64(Account account, string prefix, ReadOnlySpan<byte> body, string given)
    {
        Span<byte> decoded = stackalloc byte[Bytes + 4];
        return Convert.TryFromBase64String(given, decoded, out var length)
            && length == Bytes
            && IsSame(account, prefix, body, decoded[..Bytes]);
    }

    public static bool IsHex(Account account, string prefix, ReadOnlySpan<byte> body, string given)
    {
        Span<byte> decoded = stackalloc byte[Bytes];
        return TryHex(Encoding.ASCII.GetBytes(given), decoded) && IsSame(account, prefix, body, decoded);
    }

    public static bool TryHex(ReadOnlySpan<byte> hex, Span<byte> bytes)
    {
        if (hex.Length != bytes.Length * 2)
        {
            return false;
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            if (!Utf8Parser.TryParse(hex.Slice(i * 2, 2), out byte value, out var used, 'x') || used != 2)
            {
                return false;
            }

            bytes[i] = value;
        }

        return true;
    }

    private static bool IsSame(Account account, string prefix, ReadOnlySpan<byte> body, ReadOnlySpan<byte> given)
    {
        var payload = new byte[Encoding.UTF8.GetByteCount(prefix) + body.Length];
        var written = Encoding.UTF8.GetBytes(prefix, payload);
        body.CopyTo(payload.AsSpan(written));
        Span<byte> expected = stackalloc byte[Bytes];
        _ = HMACSHA256.HashData(account.SecretBytes, payload, expected);
        return CryptographicOperations.FixedTimeEquals(expected, given);
    }
}
