using System.Security.Cryptography;
using System.Text;
using WhaleCopy.Core.Secrets;

namespace WhaleCopy.Exchanges.Http;

/// <summary>HMAC-SHA256 over the exact bytes that are sent. The secret's bytes live on the stack and are wiped.</summary>
internal static class RequestSigner
{
    private const int StackLimit = 512;

    /// <summary>The signature as lower-case hexadecimal.</summary>
    public static string Hex(ApiSecret secret, ReadOnlySpan<byte> payload)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Hash(secret, payload, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>The signature as base64.</summary>
    public static string Base64(ApiSecret secret, ReadOnlySpan<byte> payload)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Hash(secret, payload, hash);
        return Convert.ToBase64String(hash);
    }

    private static void Hash(ApiSecret secret, ReadOnlySpan<byte> payload, Span<byte> hash)
    {
        var text = secret.Reveal();
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        var key = size <= StackLimit ? stackalloc byte[StackLimit] : new byte[size];
        var length = Encoding.UTF8.GetBytes(text, key);
        HMACSHA256.HashData(key[..length], payload, hash);
        CryptographicOperations.ZeroMemory(key);
    }
}
