using WhaleCopy.ServiceDefaults.Startup;

namespace WhaleCopy.Standalone.Folders;

/// <summary>Node.js and npm: they fetch PostgreSQL and build the web app.</summary>
internal static class NodeInstallation
{
    private static readonly Version Oldest = new(20, 19, 0);

    /// <summary>The npm command of this platform.</summary>
    public static string Npm => OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>Ends the start with one line where Node.js or npm is missing or too old.</summary>
    public static async Task RequireAsync(CancellationToken cancellationToken)
    {
        const string WayOut = "Install Node.js 20.19 or newer and see that 'node' and 'npm' are on the PATH";
        var node = await Tool.RunAsync(["node", "--version"], folder: null, cancellationToken);
        if (node is not { ExitCode: 0 })
        {
            throw new StartupException($"Node.js is missing. {WayOut}");
        }

        if (!Version.TryParse(node.Output.TrimStart('v').Split('-', '\n')[0], out var version) || version < Oldest)
        {
            throw new StartupException($"Node.js {node.Output} is too old. {WayOut}");
        }

        if (Tool.Find(Npm) is null)
        {
            throw new StartupException($"npm is missing. {WayOut}");
        }
    }

    /// <summary>Installs exactly what the lock file of <paramref name="folder"/> names.</summary>
    public static Task InstallAsync(string folder, bool runsScripts, CancellationToken cancellationToken)
        => Tool.RequireAsync(
            $"npm ci in {folder}",
            [Npm, "ci", "--no-audit", "--no-fund", .. runsScripts ? Array.Empty<string>() : ["--ignore-scripts"]],
            folder,
            cancellationToken);
}
