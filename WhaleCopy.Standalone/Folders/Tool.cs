using System.ComponentModel;
using System.Diagnostics;
using WhaleCopy.ServiceDefaults.Startup;

namespace WhaleCopy.Standalone.Folders;

/// <summary>Runs a command to its end.</summary>
internal static class Tool
{
    /// <summary>Exit code and everything it wrote, error output last.</summary>
    internal sealed record Result(int ExitCode, string Output);

    /// <summary>Null when there is no such program.</summary>
    public static async Task<Result?> RunAsync(
        IReadOnlyList<string> command, string? folder, CancellationToken cancellationToken, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return null;
        }

        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new Result(process.ExitCode, $"{await output}\n{await errors}".Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>As <see cref="RunAsync"/>, where anything but success ends the start with one line: "PURPOSE failed".</summary>
    public static async Task<string> RequireAsync(
        string purpose, IReadOnlyList<string> command, string? folder, CancellationToken cancellationToken, params (string Name, string Value)[] environment)
    {
        var result = await RunAsync(command, folder, cancellationToken, environment)
                     ?? throw new StartupException($"{purpose} failed: there is no program '{command[0]}' on the PATH");
        return result.ExitCode == 0
            ? result.Output
            : throw new StartupException($"{purpose} failed with exit code {result.ExitCode}: {MostTelling(result.Output)}");
    }

    /// <summary>Full path of a program on the PATH, or null.</summary>
    public static string? Find(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(OperatingSystem.IsWindows() ? [] : ["/usr/sbin", "/sbin"])
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static string MostTelling(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? lines.LastOrDefault() ?? "no output";
    }
}
