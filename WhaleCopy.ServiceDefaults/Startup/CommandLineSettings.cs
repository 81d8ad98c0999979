namespace WhaleCopy.ServiceDefaults.Startup;

/// <summary>
/// What a service takes on its command line: settings as <c>--Section:Key=value</c> or <c>--Section:Key value</c>, and
/// nothing else. The host's own parser lets a mistyped one pass in silence.
/// </summary>
public static class CommandLineSettings
{
    private const string WayOut = "A setting is written --Section:Key=value; docs/configuration.md lists them";

    private static readonly HashSet<string> HostKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "urls", "http_ports", "https_ports", "environment", "contentRoot", "applicationName", "webRoot", "AllowedHosts",
    };

    /// <summary>The first names of the settings that exist; docs/configuration.md lists them whole.</summary>
    public static IReadOnlySet<string> Sections { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "ConnectionStrings", "Copying", "Database", "Exchanges", "Executor", "Kestrel", "Logging", "Polling", "RateLimits", "Security", "Services",
        "Simulator", "Sync", "Telegram", "Web",
    };

    /// <summary>One line about the first argument that no setting has, and the way out; null when all are settings.</summary>
    /// <param name="program">Its name, for the line.</param>
    /// <param name="args">The arguments that stand for settings.</param>
    public static string? Complaint(string program, IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                return $"{program}: unknown argument {args[i]}. {WayOut}";

            var end = args[i].IndexOf('=', StringComparison.Ordinal);
            var key = end < 0 ? args[i][2..] : args[i][2..end];
            if (!IsSetting(key))
                return $"{program}: unknown option --{key}. {WayOut}";
            if (end < 0 && ++i == args.Count)
                return $"{program}: --{key} needs a value. {WayOut}";
        }

        return null;
    }

    private static bool IsSetting(string key)
        => HostKeys.Contains(key) || (key.IndexOf(':', StringComparison.Ordinal) is > 0 and var end && Sections.Contains(key[..end]));
}
