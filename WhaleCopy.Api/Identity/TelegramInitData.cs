using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WhaleCopy.Api.Identity;

/// <summary>The person Telegram vouches for.</summary>
internal sealed record TelegramUser(long Id, string? Username, string? FirstName, string? LastName, string? LanguageCode);

/// <summary>What initData proved, or why it proves nothing.</summary>
internal abstract record InitDataVerdict
{
    private InitDataVerdict()
    {
    }

    /// <summary>Signed by our bot's token and of our time.</summary>
    public sealed record Valid(TelegramUser User, DateTimeOffset AuthDate, string? StartParam) : InitDataVerdict;

    /// <summary>Not signed by it, or not readable.</summary>
    public sealed record Invalid(string Reason) : InitDataVerdict;

    /// <summary>Signed, but too old.</summary>
    public sealed record Expired(DateTimeOffset AuthDate) : InitDataVerdict;
}

/// <summary>
/// Verifies the initData of a Mini App: HMAC-SHA256 over every field but <c>hash</c> (the newer <c>signature</c> is part of it), keyed with
/// HMAC-SHA256(<c>WebAppData</c>, bot token). Source: https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
/// </summary>
internal static class TelegramInitData
{
    private const int MaxLength = 8192;
    private const string Hash = "hash";

    /// <summary>The key of a bot token.</summary>
    public static byte[] KeyOf(string botToken) => HMACSHA256.HashData("WebAppData"u8, Encoding.UTF8.GetBytes(botToken));

    public static InitDataVerdict Verify(string initData, byte[] key, DateTimeOffset now, TimeSpan maxAge, TimeSpan skew)
    {
        if (initData.Length is 0 or > MaxLength)
            return new InitDataVerdict.Invalid("it is empty or too long");
        if (Parse(initData) is not { } fields)
            return new InitDataVerdict.Invalid("it names a field twice or is not a query string");
        if (!fields.TryGetValue(Hash, out var hash) || hash.Length != 64 || !IsSignedBy(key, fields, hash))
            return new InitDataVerdict.Invalid("its signature is not ours");
        if (!fields.TryGetValue("auth_date", out var seconds)
            || !long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var unix)
            || unix > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return new InitDataVerdict.Invalid("it has no auth_date");
        }

        var authDate = DateTimeOffset.FromUnixTimeSeconds(unix);
        if (authDate > now + skew)
            return new InitDataVerdict.Invalid("its auth_date is in the future");
        if (now - authDate > maxAge)
            return new InitDataVerdict.Expired(authDate);
        return ReadUser(fields.GetValueOrDefault("user")) is { } user
            ? new InitDataVerdict.Valid(user, authDate, fields.GetValueOrDefault("start_param"))
            : new InitDataVerdict.Invalid("it names no user");
    }

    /// <summary>Signs fields as Telegram would: for the demo and for tests, outside production.</summary>
    public static string Sign(IReadOnlyDictionary<string, string> fields, byte[] key)
    {
        var query = string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"));
        return $"{query}&{Hash}={Convert.ToHexStringLower(HMACSHA256.HashData(key, CheckString(fields)))}";
    }

    private static bool IsSignedBy(byte[] key, Dictionary<string, string> fields, string hash)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (Convert.FromHexString(hash, given, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        return CryptographicOperations.FixedTimeEquals(given, HMACSHA256.HashData(key, CheckString(fields)));
    }

    private static byte[] CheckString(IReadOnlyDictionary<string, string> fields) => Encoding.UTF8.GetBytes(string.Join(
        '\n',
        fields.Where(field => field.Key != Hash).OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value}")));

    /// <summary>The decoded fields; null where a field stands twice: which of them was signed would be anybody's guess.</summary>
    private static Dictionary<string, string>? Parse(string initData)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in initData.Split('&'))
        {
            var split = pair.IndexOf('=', StringComparison.Ordinal);
            if (split <= 0 || !fields.TryAdd(Decode(pair[..split]), Decode(pair[(split + 1)..])))
                return null;
        }

        return fields;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static TelegramUser? ReadUser(string? json)
    {
        if (json is null)
            return null;
        try
        {
            using var document = JsonDocument.Parse(json);
            var user = document.RootElement;
            return user.ValueKind == JsonValueKind.Object
                && user.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var telegramId) && telegramId > 0
                ? new TelegramUser(telegramId, Text(user, "username"), Text(user, "first_name"), Text(user, "last_name"), Text(user, "language_code"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement user, string name) =>
        user.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text.Replace("\0", "", StringComparison.Ordinal)
            : null;
}
