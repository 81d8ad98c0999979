using System.Diagnostics;
using System.Security.Cryptography;
using WhaleCopy.Standalone.Folders;
using WhaleCopy.TestKit;

namespace WhaleCopy.Exchanges.Tests.Independent;

/// <summary>The npm package of the independent client, exactly as the lock file pins it, fetched when the first test asks.</summary>
internal static class IndependentInstallation
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "ccxt");

    public static async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var wanted = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"), cancellationToken)));
        var stamp = Path.Combine(Folder, "node_modules", ".whalecopy");
        var artifacts = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts"));

        // Test projects run side by side.
        using (await FileLock.TakeAsync(Path.Combine(artifacts.FullName, "ccxt.lock"), TimeProvider.System, cancellationToken))
        {
            if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellationToken) == wanted)
                return;
            await InstallAsync(cancellationToken);
            await File.WriteAllTextAsync(stamp, wanted, cancellationToken);
        }
    }

    private static async Task InstallAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = Process.Start(start) ?? throw new InvalidOperationException("npm did not start.");
        var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
        await npm.WaitForExitAsync(cancellationToken);
        if (npm.ExitCode != 0)
            throw new InvalidOperationException($"npm ci in {Folder} ended with {npm.ExitCode}: {await output} {await errors}");
    }
}
