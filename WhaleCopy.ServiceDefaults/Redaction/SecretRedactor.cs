using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace WhaleCopy.ServiceDefaults.Redaction;

/// <summary>
/// Takes secrets out of text that leaves the process. Three nets, each for what the others miss: the values of
/// configured secrets wherever they occur, values beside a known name, and the shapes of secrets (bot tokens, query
/// strings of signed calls). It is the last net, not the first: secrets are unprintable types.
/// </summary>
public sealed partial class SecretRedactor
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mask = "***";

    // Shorter values would be found inside innocent words.
    private const int ShortestLiteral = 8;

    private static readonly FrozenSet<string> SecretNames = new[]
    {
        "apikey", "apisecret", "secret", "secretkey", "passphrase", "password", "signature", "sign", "initdata", "token",
        "bottoken", "accesstoken", "authorization", "cookie", "privatekey", "encryptionkey", "encryptionkeys", "listenkey", "connectionstring",
        "xmbxapikey", "okaccesskey", "okaccesssign", "okaccesspassphrase", "xbapiapikey", "xbapisign", "accesskey", "accesssign",
        "accesspassphrase", "xtelegraminitdata", "xtelegrambotapisecrettoken", "recoverycode", "recoverycodes", "totpcode",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] SecretEndings = ["secret", "password", "passphrase", "apikey", "bottoken", "privatekey", "secrettoken"];

    private readonly string[] _literals;

    /// <param name="literals">Values to remove wherever they occur; those shorter than eight characters are ignored.</param>
    public SecretRedactor(IEnumerable<string> literals)
        => _literals = [.. literals.Where(value => value.Length >= ShortestLiteral).Distinct(StringComparer.Ordinal).OrderByDescending(value => value.Length)];

    /// <summary>Collects the values that <paramref name="configuration"/> holds under secret names.</summary>
    public static SecretRedactor FromConfiguration(IConfiguration configuration)
        => new(configuration.AsEnumerable().SelectMany(SecretValues));

    /// <summary>True for names whose value is never shown, whatever their case, dashes and underscores.</summary>
    public static bool IsSecretName(string name)
    {
        var plain = string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return SecretNames.Contains(plain) || Array.Exists(SecretEndings, ending => plain.EndsWith(ending, StringComparison.Ordinal));
    }

    /// <summary>The text without secrets; the same instance when it holds none.</summary>
    public string Redact(string text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        foreach (var literal in _literals)
        {
            text = text.Replace(literal, Mask, StringComparison.Ordinal);
        }

        text = SignedQuery().Replace(text, $"?{Mask}");
        text = BotToken().Replace(text, Mask);
        return NamedValue().Replace(text, $"${{name}}${{separator}}{Mask}");
    }

    /// <summary>A log field's value as it may be written: masked by name, else redacted as text.</summary>
    public object? RedactField(string name, object? value) => value switch
    {
        null => null,
        _ when IsSecretName(name) => Mask,
        string text => Redact(text),
        IFormattable or bool => value,
        _ => Redact(value.ToString() ?? ""),
    };

    private static IEnumerable<string> SecretValues(KeyValuePair<string, string?> setting)
    {
        if (string.IsNullOrEmpty(setting.Value))
        {
            yield break;
        }

        var path = setting.Key.Split(ConfigurationPath.KeyDelimiter);
        if (path is ["ConnectionStrings", ..])
        {
            foreach (var password in Passwords(setting.Value))
            {
                yield return password;
            }
        }
        else if (Array.FindLast(path, part => !int.TryParse(part, out _)) is { } name && IsSecretName(name))
        {
            yield return setting.Value;
        }
    }

    private static IEnumerable<string> Passwords(string connectionString)
        => connectionString.Split(';', ',')
            .Select(part => part.Split('=', 2))
            .Where(pair => pair is [var key, not ""] && (IsSecretName(key) || key.Trim().Equals("pwd", StringComparison.OrdinalIgnoreCase)))
            .Select(pair => pair[1].Trim().Trim('\'', '"'));

    [GeneratedRegex(@"\?[^\s""'<>]*\b(?:signature|sign|api[-_]?key|access_token|hash|timestamp)=[^\s""'<>]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SignedQuery();

    [GeneratedRegex(@"\b\d{6,12}:[A-Za-z0-9_-]{30,}", RegexOptions.CultureInvariant)]
    private static partial Regex BotToken();

    [GeneratedRegex(
        @"\b(?<name>x-mbx-apikey|ok-access-(?:key|sign|passphrase)|x-bapi-(?:api-key|sign)|access-(?:key|sign|passphrase)|x-telegram-[a-z-]+|authorization|api[-_]?key|api[-_]?secret|secret[-_]?key|secret|pass[-_]?phrase|password|signature|sign|init[-_]?data|hash|access[-_]?token|bot[-_]?token|listen[-_]?key)"
        + @"(?<separator>[""']?\s*[=:]\s*[""']?(?:Bearer\s+)?)(?!\*\*\*)[^\s""'&,;}\])]{6,}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedValue();
}
