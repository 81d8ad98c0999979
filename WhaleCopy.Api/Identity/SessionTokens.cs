using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using WhaleCopy.Data.Secrets;

namespace WhaleCopy.Api.Identity;

/// <summary>What a session says.</summary>
/// <param name="UserId">Whose it is.</param>
/// <param name="AuthTime">When Telegram vouched for him: the <c>auth_date</c> of the initData it was made from.</param>
/// <param name="ExpiresAt">Its end.</param>
internal sealed record Session(long UserId, DateTimeOffset AuthTime, DateTimeOffset ExpiresAt);

/// <summary>Makes and reads session tokens: 26 bytes of facts and their HMAC-SHA256 under a key of the key ring.</summary>
internal sealed class SessionTokens(KeyRing keyRing, IOptions<TelegramOptions> options, TimeProvider timeProvider)
{
    private const byte Version = 1;
    private const int FactsLength = 2 + (3 * sizeof(long));
    private const int TokenLength = FactsLength + HMACSHA256.HashSizeInBytes;
    private const string Purpose = "sessions";

    public (string Token, Session Session) Issue(long userId, DateTimeOffset authTime)
    {
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((timeProvider.GetUtcNow() + options.Value.SessionLife).ToUnixTimeSeconds());
        Span<byte> token = stackalloc byte[TokenLength];
        token[0] = Version;
        token[1] = keyRing.Current;
        BinaryPrimitives.WriteInt64BigEndian(token[2..], userId);
        BinaryPrimitives.WriteInt64BigEndian(token[10..], authTime.ToUnixTimeSeconds());
        BinaryPrimitives.WriteInt64BigEndian(token[18..], expiresAt.ToUnixTimeSeconds());
        var key = keyRing.Derive(keyRing.Current, Purpose) ?? throw new InvalidOperationException("The newest key is gone.");
        HMACSHA256.HashData(key, token[..FactsLength], token[FactsLength..]);
        return (Base64Url.EncodeToString(token), new Session(userId, authTime, expiresAt));
    }

    /// <summary>The session of a token, expired or not; null where the token is not ours.</summary>
    public Session? Read(string token)
    {
        Span<byte> bytes = stackalloc byte[TokenLength];
        if (token.Length != Base64Url.GetEncodedLength(TokenLength)
            || !Base64Url.TryDecodeFromChars(token, bytes, out var length) || length != TokenLength || bytes[0] != Version
            || keyRing.Derive(bytes[1], Purpose) is not { } key)
        {
            return null;
        }

        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, bytes[..FactsLength]), bytes[FactsLength..]))
            return null;
        return new Session(
            BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes[10..])),
            DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes[18..])));
    }
}
