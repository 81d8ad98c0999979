using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>
/// Builds and signs initData by Telegram's description, on its own: sharing code with the verifier would share its mistakes.
/// </summary>
public sealed record InitData(IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public static InitData Of(long telegramId, DateTimeOffset authDate, string? username = "tester") => new(
    [
        new("query_id", "AAHdF6IQAAAAAN0XohDhrOrc"),
        new("user", JsonSerializer.Serialize(new { id = telegramId, first_name = "Ada & Co", username, language_code = "de-at" })),
        new("auth_date", authDate.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
    ]);

    public InitData With(string name, string value) => new([.. Fields.Where(field => field.Key != name), new(name, value)]);

    public InitData Without(string name) => new([.. Fields.Where(field => field.Key != name)]);

    /// <summary>The query string as a Mini App receives it.</summary>
    public string Signed(string botToken)
    {
        var lines = Fields.Select(field => $"{field.Key}={field.Value}").ToArray();
        Array.Sort(lines, StringComparer.Ordinal);
        using var outer = new HMACSHA256(Encoding.ASCII.GetBytes("WebAppData"));
        using var inner = new HMACSHA256(outer.ComputeHash(Encoding.ASCII.GetBytes(botToken)));
        var hash = Convert.ToHexString(inner.ComputeHash(Encoding.UTF8.GetBytes(string.Join("\n", lines)))).ToLowerInvariant();
        return string.Join("&", Fields.Append(new("hash", hash)).Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));
    }
}
