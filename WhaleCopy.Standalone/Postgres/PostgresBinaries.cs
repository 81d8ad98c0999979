using System.Runtime.InteropServices;
using System.Text.Json;
using WhaleCopy.ServiceDefaults.Startup;
using WhaleCopy.Standalone.Folders;

namespace WhaleCopy.Standalone.Postgres;

/// <summary>The PostgreSQL programs of this platform, from the npm package that the lock file pins.</summary>
internal sealed record PostgresBinaries(string Folder, string Version)
{
    private const string Scope = "@embedded-postgres";

    public string Server => Program("postgres");

    public string InitDb => Program("initdb");

    public string Control => Program("pg_ctl");

    /// <summary>Fetches the package once a machine and user, and puts it into the cache in one step.</summary>
    public static async Task<PostgresBinaries> EnsureAsync(UnprivilegedUser? user, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var platform = Platform();
        var pins = Path.Combine(AppContext.BaseDirectory, "embedded");
        var version = PinnedVersion(pins, platform);
        var cache = MachineFolders.Cache(user);
        var target = Path.Combine(cache, $"postgres-{version}-{platform}");

        using (await FileLock.TakeAsync(Path.Combine(cache, "postgres.lock"), timeProvider, cancellationToken))
        {
            if (!Directory.Exists(target))
            {
                await FetchAsync(pins, platform, target, cancellationToken);
            }
        }

        return new PostgresBinaries(Path.Combine(target, "native"), version);
    }

    private static async Task FetchAsync(string pins, string platform, string target, CancellationToken cancellationToken)
    {
        var work = target + ".new";
        if (Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }

        MachineFolders.CreateShared(work);
        foreach (var file in Directory.EnumerateFiles(pins))
        {
            File.Copy(file, Path.Combine(work, Path.GetFileName(file)));
        }

        await NodeInstallation.InstallAsync(work, runsScripts: false, cancellationToken);
        var package = Path.Combine(work, "node_modules", Scope, platform);
        await Tool.RequireAsync("unpacking PostgreSQL", ["node", Path.Combine("scripts", "hydrate-symlinks.js")], package, cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            MakeReadable(package);
        }

        Directory.Move(package, target);
        Directory.Delete(work, recursive: true);
    }

    // npm writes with our umask and may drop execute bits; the server's user needs to read and run everything.
    private static void MakeReadable(string package)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(package, Read | Execute);
        foreach (var folder in Directory.EnumerateDirectories(package, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(folder, Read | Execute);
        }

        foreach (var file in Directory.EnumerateFiles(package, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).LinkTarget is null))
        {
            var isProgram = Path.GetFileName(Path.GetDirectoryName(file)) == "bin" || file.Contains(".so", StringComparison.Ordinal);
            File.SetUnixFileMode(file, isProgram ? Read | Execute : Read);
        }
    }

    private static string PinnedVersion(string pins, string platform)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(pins, "package.json")));
        return manifest.RootElement.GetProperty("optionalDependencies").TryGetProperty($"{Scope}/{platform}", out var version)
            ? version.GetString()!
            : throw new StartupException($"there is no embedded PostgreSQL for {platform}. Use your own server with --postgres");
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X86 => "ia32",
            Architecture.Ppc64le => "ppc64",
            var other => other.ToString().ToLowerInvariant(),
        };
        return $"{system}-{processor}";
    }

    private string Program(string name) => Path.Combine(Folder, "bin", OperatingSystem.IsWindows() ? $"{name}.exe" : name);
}
