using System.Security.Cryptography;
using System.Text;
using WhaleCopy.ServiceDefaults.Startup;
using WhaleCopy.Standalone.Folders;

namespace WhaleCopy.Standalone.WebApp;

/// <summary>Builds WhaleCopy.Web when its result is missing or older than its sources.</summary>
internal static class WebAppBuild
{
    private const string Project = "WhaleCopy.Web";
    private const string Stamp = ".built-from";
    private static readonly string[] NotSources = ["node_modules", "dist", "coverage", "test-results", ".vite"];

    /// <summary>The folder to serve: what a publish put beside the program, else the working copy's build.</summary>
    /// <param name="announce">Told before work that takes a while.</param>
    /// <param name="timeProvider">For waiting while another process builds.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    public static async Task<string> EnsureAsync(Action<string> announce, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (File.Exists(Path.Combine(published, "index.html")))
        {
            return published;
        }

        var project = FindProject() ?? throw new StartupException($"there is neither a wwwroot beside the program nor a folder {Project} above it. Start from a whole checkout");
        var built = Path.Combine(project, "dist");
        var locks = Directory.CreateDirectory(Path.Combine(project, "..", "artifacts")).FullName;
        using (await FileLock.TakeAsync(Path.Combine(locks, "web-build.lock"), timeProvider, cancellationToken))
        {
            var sources = Hash(Sources(project), project);
            if (!IsStamped(built, sources) || !File.Exists(Path.Combine(built, "index.html")))
            {
                await InstallAsync(project, announce, cancellationToken);
                announce("Building the web app");
                await Tool.RequireAsync($"npm run build in {project}", [NodeInstallation.Npm, "run", "build"], project, cancellationToken);
                await StampAsync(built, sources, cancellationToken);
            }
        }

        return built;
    }

    private static async Task InstallAsync(string project, Action<string> announce, CancellationToken cancellationToken)
    {
        var packages = Path.Combine(project, "node_modules");
        var pins = Hash([Path.Combine(project, "package-lock.json")], project);
        if (!IsStamped(packages, pins))
        {
            announce("Installing the web app's packages");
            await NodeInstallation.InstallAsync(project, runsScripts: true, cancellationToken);
            await StampAsync(packages, pins, cancellationToken);
        }
    }

    private static string? FindProject()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Project, "package.json")))
            {
                return Path.Combine(folder.FullName, Project);
            }
        }

        return null;
    }

    private static IEnumerable<string> Sources(string project)
        => Directory.EnumerateFileSystemEntries(project)
            .Where(entry => !NotSources.Contains(Path.GetFileName(entry)))
            .SelectMany(entry => Directory.Exists(entry) ? Directory.EnumerateFiles(entry, "*", SearchOption.AllDirectories) : [entry])
            .Where(file => !file.EndsWith(".tsbuildinfo", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string Hash(IEnumerable<string> files, string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, file)));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static bool IsStamped(string folder, string expected)
        => Path.Combine(folder, Stamp) is var stamp && File.Exists(stamp) && File.ReadAllText(stamp) == expected;

    private static Task StampAsync(string folder, string value, CancellationToken cancellationToken)
        => File.WriteAllTextAsync(Path.Combine(folder, Stamp), value, cancellationToken);
}
