using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace WhaleCopy.Data.Secrets;

/// <summary>The keys that secrets are encrypted with, section <c>Security</c>.</summary>
public sealed class SecurityOptions
{
    public const string SectionName = "Security";

    /// <summary>Shortest key that is accepted, in characters.</summary>
    public const int MinimumKeyLength = 32;

    /// <summary>
    /// <c>Security:EncryptionKeys:&lt;n&gt;</c>: the highest number encrypts, all decrypt; add the next number to rotate.
    /// Each at least 32 characters of real randomness.
    /// </summary>
    public Dictionary<string, string> EncryptionKeys { get; } = [];
}

/// <summary>Refuses missing, short and guessable keys at start, naming the key to set.</summary>
public sealed class SecurityOptionsValidator : IValidateOptions<SecurityOptions>
{
    public ValidateOptionsResult Validate(string? name, SecurityOptions options)
    {
        if (options.EncryptionKeys.Count == 0)
            return ValidateOptionsResult.Fail("Security:EncryptionKeys:0 is not set; give it at least 32 random characters (for example: openssl rand -base64 48).");

        foreach (var (id, key) in options.EncryptionKeys)
        {
            if (!byte.TryParse(id, out _))
                return ValidateOptionsResult.Fail($"Security:EncryptionKeys:{id} is not a number from 0 to 255; number the keys from 0.");
            if (key.Length < SecurityOptions.MinimumKeyLength || key.Distinct().Count() < 10)
                return ValidateOptionsResult.Fail($"Security:EncryptionKeys:{id} is too weak; give it at least 32 random characters (for example: openssl rand -base64 48).");
        }

        return ValidateOptionsResult.Success;
    }
}

/// <summary>Keys of one purpose each, derived from the configured ones with HKDF-SHA256.</summary>
public sealed class KeyRing
{
    private readonly SortedDictionary<byte, byte[]> _masters = [];

    public KeyRing(IOptions<SecurityOptions> options)
    {
        foreach (var (id, key) in options.Value.EncryptionKeys)
            _masters[byte.Parse(id, System.Globalization.CultureInfo.InvariantCulture)] = Encoding.UTF8.GetBytes(key);
    }

    /// <summary>The number of the key that encrypts.</summary>
    public byte Current => _masters.Keys.Max();

    /// <summary>The 256-bit key of a purpose, or null where no such number is configured.</summary>
    public byte[]? Derive(byte id, string purpose) => _masters.TryGetValue(id, out var master)
        ? HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, salt: [], info: Encoding.UTF8.GetBytes($"whalecopy/{purpose}"))
        : null;

    /// <summary>The numbers of all keys, newest first.</summary>
    public IEnumerable<byte> Ids => _masters.Keys.Reverse();
}
