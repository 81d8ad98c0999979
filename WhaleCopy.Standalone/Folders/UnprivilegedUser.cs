using System.Globalization;
using WhaleCopy.ServiceDefaults.Startup;

namespace WhaleCopy.Standalone.Folders;

/// <summary>Whom PostgreSQL runs as when we are root: it refuses root.</summary>
internal sealed record UnprivilegedUser(string Name, uint UserId, uint GroupId)
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    /// <summary>Null when we are an ordinary user already (or on Windows, where PostgreSQL drops its own rights).</summary>
    public static UnprivilegedUser? ForThisProcess()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length > 3).ToList();
        return Candidates
                   .Select(name => accounts.Find(fields => fields[0] == name))
                   .OfType<string[]>()
                   .Select(fields => new UnprivilegedUser(
                       fields[0], uint.Parse(fields[2], CultureInfo.InvariantCulture), uint.Parse(fields[3], CultureInfo.InvariantCulture)))
                   .FirstOrDefault()
               ?? throw new StartupException("PostgreSQL does not run as root, and there is neither a user 'postgres' nor 'nobody'. Start as an ordinary user, or use --postgres");
    }

    /// <summary>The same command, run as this user.</summary>
    public IReadOnlyList<string> Wrap(IReadOnlyList<string> command)
    {
        if (Tool.Find("setpriv") is { } setpriv)
        {
            return [setpriv, .. SetprivArguments, .. command];
        }

        if (Tool.Find("runuser") is { } runuser)
        {
            return [runuser, "-u", Name, "--", .. command];
        }

        if (Tool.Find("su") is { } su)
        {
            return [su, Name, "-s", "/bin/sh", "-c", string.Join(' ', command.Select(Quote))];
        }

        throw new StartupException("PostgreSQL does not run as root, and neither setpriv, runuser nor su is here. Start as an ordinary user, or use --postgres");
    }

    /// <summary>The arguments that make setpriv this user.</summary>
    public IReadOnlyList<string> SetprivArguments
        =>
        [
            "--reuid", UserId.ToString(CultureInfo.InvariantCulture),
            "--regid", GroupId.ToString(CultureInfo.InvariantCulture),
            "--clear-groups",
        ];

    private static string Quote(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
