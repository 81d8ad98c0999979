using System.Security.Cryptography;
using System.Text.Json;
using WhaleCopy.ServiceDefaults.Startup;

namespace WhaleCopy.Standalone;

/// <summary>
/// What a data folder needs to be readable again: made at random at the first start, kept beside the data it
/// protects, readable by its owner only.
/// </summary>
internal sealed record StandaloneSecrets
{
    /// <summary>32 bytes, base64: encrypts the users' exchange keys.</summary>
    public required string EncryptionKey { get; init; }

    /// <summary>In the shape of Telegram's, belonging to no bot: signs the demo's sign-in.</summary>
    public required string BotToken { get; init; }

    public required string PostgresPassword { get; init; }

    public required string RedisPassword { get; init; }

    /// <summary>Of the demo user's account at the simulated venue.</summary>
    public required string DemoApiKey { get; init; }

    public required string DemoApiSecret { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads the file, or makes it.</summary>
    public static StandaloneSecrets LoadOrCreate(string file)
    {
        if (File.Exists(file))
        {
            try
            {
                return JsonSerializer.Deserialize<StandaloneSecrets>(File.ReadAllText(file), Json) ?? throw new JsonException();
            }
            catch (JsonException unreadable)
            {
                throw new StartupException($"{file} cannot be read. Restore it, or choose another folder with --data", unreadable);
            }
        }

        var secrets = new StandaloneSecrets
        {
            EncryptionKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            BotToken = $"{RandomNumberGenerator.GetString("123456789", 10)}:{RandomNumberGenerator.GetString(Alphanumeric, 35)}",
            PostgresPassword = RandomNumberGenerator.GetHexString(32),
            RedisPassword = RandomNumberGenerator.GetHexString(32),
            DemoApiKey = RandomNumberGenerator.GetString(Alphanumeric, 64),
            DemoApiSecret = RandomNumberGenerator.GetString(Alphanumeric, 64),
        };

        // Written whole, then moved: a crash between leaves no half file that locks everybody out.
        var work = file + ".new";
        File.Delete(work);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(work, options))
        {
            JsonSerializer.Serialize(stream, secrets, Json);
            stream.Flush(flushToDisk: true);
        }

        File.Move(work, file);
        return secrets;
    }

    /// <summary>Never prints what it holds.</summary>
    public override string ToString() => nameof(StandaloneSecrets);

    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
}
