using System.Security.Cryptography;
using System.Text;
using WhaleCopy.Core;
using WhaleCopy.Core.Secrets;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Data.Secrets;

/// <summary>The fields that are encrypted.</summary>
public enum SecretField
{
    ApiKey,
    ApiSecret,
    Passphrase,
    TotpSecret,
}

/// <summary>
/// AES-256-GCM with a random 96-bit nonce. The text is base64 of key number, nonce, tag and ciphertext; the associated data bind it
/// to user, exchange and field, so that a ciphertext moved to another row does not open.
/// </summary>
public sealed class EnvelopeCipher(KeyRing keyRing)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const string Purpose = "secrets";

    /// <summary>Encrypts with the newest key.</summary>
    public string Encrypt(string plaintext, long userId, Venue? exchange, SecretField field)
    {
        var key = keyRing.Derive(keyRing.Current, Purpose) ?? throw new InvalidOperationException("The newest key is gone.");
        var text = Encoding.UTF8.GetBytes(plaintext);
        var envelope = new byte[1 + NonceLength + TagLength + text.Length];
        envelope[0] = keyRing.Current;
        var nonce = envelope.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, text, envelope.AsSpan(1 + NonceLength + TagLength), envelope.AsSpan(1 + NonceLength, TagLength), Bind(userId, exchange, field));
        CryptographicOperations.ZeroMemory(text);
        return Convert.ToBase64String(envelope);
    }

    /// <summary>Decrypts with the key whose number stands in front.</summary>
    /// <exception cref="CryptographicException">The text is not ours, was changed, belongs to another row, or its key is not configured.</exception>
    public ApiSecret Decrypt(string envelopeText, long userId, Venue? exchange, SecretField field)
    {
        var envelope = Convert.FromBase64String(envelopeText);
        if (envelope.Length <= 1 + NonceLength + TagLength)
            throw new CryptographicException("The stored secret is too short.");
        var key = keyRing.Derive(envelope[0], Purpose)
            ?? throw new CryptographicException($"Security:EncryptionKeys:{envelope[0]} is not configured; a stored secret needs it.");
        var text = new byte[envelope.Length - 1 - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(
            envelope.AsSpan(1, NonceLength),
            envelope.AsSpan(1 + NonceLength + TagLength),
            envelope.AsSpan(1 + NonceLength, TagLength),
            text,
            Bind(userId, exchange, field));
        var secret = new ApiSecret(Encoding.UTF8.GetString(text));
        CryptographicOperations.ZeroMemory(text);
        return secret;
    }

    /// <summary>A keyed hash of an API key, so that the same key is recognised without being stored readably.</summary>
    public string Fingerprint(string apiKey, Venue exchange)
    {
        // The oldest key, which rotation keeps: the fingerprint must not change with it.
        var key = keyRing.Derive(keyRing.Ids.Last(), "fingerprints")!;
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{WireName<Venue>.Of(exchange)}|{apiKey}")));
    }

    private static byte[] Bind(long userId, Venue? exchange, SecretField field) =>
        Encoding.UTF8.GetBytes(FormattableString.Invariant(
            $"user:{userId}|exchange:{(exchange is { } venue ? WireName<Venue>.Of(venue) : "-")}|field:{WireName<SecretField>.Of(field)}"));
}
