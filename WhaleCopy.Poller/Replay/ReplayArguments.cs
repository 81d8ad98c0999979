using System.Globalization;
using WhaleCopy.ServiceDefaults.Startup;

namespace WhaleCopy.Poller.Replay;

/// <summary>What a replay is asked for.</summary>
/// <param name="Whale">Our id, his uid or his address.</param>
/// <param name="From">From when on; the begin of time for all that is kept.</param>
/// <param name="Settings">The rest of the command line, which is settings as of every service.</param>
internal sealed record ReplayArguments(string Whale, DateTimeOffset From, string[] Settings)
{
    private const string Program = "WhaleCopy.Poller replay";
    private const string Usage = "Usage: replay --whale <id, uid or address> [--from <2026-01-05T12:00:00Z; default: all that is kept>]";

    /// <summary>Reads a command line.</summary>
    /// <param name="args">What follows the word replay.</param>
    /// <param name="complaint">What is wrong with it, where nothing is answered.</param>
    public static ReplayArguments? Read(IReadOnlyList<string> args, out string complaint)
    {
        string? whale = null;
        var from = DateTimeOffset.MinValue;
        var settings = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var end = args[i].IndexOf('=', StringComparison.Ordinal);
            var name = end < 0 ? args[i] : args[i][..end];
            if (name is not ("--whale" or "--from"))
            {
                settings.Add(args[i]);
                if (end < 0 && i + 1 < args.Count && name.StartsWith("--", StringComparison.Ordinal))
                    settings.Add(args[++i]);
                continue;
            }

            var value = end >= 0 ? args[i][(end + 1)..] : i + 1 < args.Count ? args[++i] : "";
            if (value.Length == 0 || value.StartsWith("--", StringComparison.Ordinal))
                return Refuse($"{name} needs a value", out complaint);
            if (name == "--whale")
                whale = value;
            else if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out from))
                return Refuse($"--from {value} is no instant", out complaint);
        }

        if (CommandLineSettings.Complaint(Program, settings) is { } unknown)
        {
            complaint = $"{unknown}{Environment.NewLine}{Usage}";
            return null;
        }

        if (whale is null)
            return Refuse("--whale is missing", out complaint);
        complaint = "";
        return new ReplayArguments(whale, from, [.. settings]);
    }

    private static ReplayArguments? Refuse(string what, out string complaint)
    {
        complaint = $"{Program}: {what}.{Environment.NewLine}{Usage}";
        return null;
    }
}
