using System.Diagnostics;
using System.Globalization;
using WhaleCopy.Standalone.Folders;

namespace WhaleCopy.Standalone.Postgres;

/// <summary>
/// The server process of one cluster. On Linux it is our child in a session of its own (a Ctrl+C meant for us does not
/// reach it) and the kernel stops it when we die, however we die. Elsewhere pg_ctl starts it, and what an
/// unexpected death leaves behind is stopped at the next start.
/// </summary>
internal sealed class Postmaster
{
    private const int FastShutdown = 2; // SIGINT
    private const int ImmediateShutdown = 3; // SIGQUIT
    private const int Kill = 9;

    private readonly EmbeddedPostgresSettings _settings;
    private readonly TimeProvider _timeProvider;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Postmaster(EmbeddedPostgresSettings settings, TimeProvider timeProvider)
    {
        _settings = settings;
        _timeProvider = timeProvider;
    }

    /// <summary>Completes when the process is gone.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What it wrote since this start; the file of the start before has <c>.1</c> at its end.</summary>
    public string LogPath => Path.Combine(_settings.Cluster, "server.log");

    public string ReadLog() => File.Exists(LogPath) ? File.ReadAllText(LogPath) : "";

    /// <summary>Starts the process; it may still be recovering, or about to fail.</summary>
    public static Postmaster Start(EmbeddedPostgresSettings settings, IReadOnlyList<string> serverArguments, TimeProvider timeProvider)
    {
        var postmaster = new Postmaster(settings, timeProvider);

        // The kernel's parent-death signal follows the thread that started the child, so that thread waits for it.
        var guard = new Thread(() => postmaster.RunGuarded(serverArguments)) { IsBackground = true, Name = "postgres guard" };
        guard.Start();
        return postmaster;
    }

    /// <summary>Stops a server that an earlier process of ours left behind in this cluster.</summary>
    public static async Task StopLeftoverAsync(EmbeddedPostgresSettings settings, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (ReadProcessId(settings.Cluster) is { } processId && IsServerOf(settings.Cluster, processId))
        {
            await StopProcessAsync(settings, processId, timeProvider, cancellationToken);
        }
    }

    /// <summary>Fast shutdown: open transactions are rolled back, everything committed is kept.</summary>
    public async Task StopAsync()
    {
        if (!Ended.IsCompleted && ReadProcessId(_settings.Cluster) is { } processId)
        {
            await StopProcessAsync(_settings, processId, _timeProvider, CancellationToken.None);
        }

        await Ended;
    }

    private static bool HasParentDeathSignal => OperatingSystem.IsLinux() && Tool.Find("setpriv") is not null && Tool.Find("setsid") is not null;

    private void RunGuarded(IReadOnlyList<string> serverArguments)
    {
        try
        {
            if (File.Exists(LogPath))
            {
                File.Move(LogPath, LogPath + ".1", overwrite: true);
            }

            if (HasParentDeathSignal)
            {
                RunAsChild(serverArguments);
            }
            else
            {
                RunDetached(serverArguments);
            }

            _ended.SetResult();
        }
        catch (Exception failure) // Whatever it was, the one who waits for the end must hear of it.
        {
            _ended.SetException(failure);
        }
    }

    // The shell opens the log as the server's user, and its exec keeps the process id and the death signal.
    private void RunAsChild(IReadOnlyList<string> serverArguments)
        => RunToEnd(
        [
            Tool.Find("setsid")!, Tool.Find("setpriv")!, .. _settings.User?.SetprivArguments ?? [], "--pdeathsig", "INT", "--",
            "/bin/sh", "-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", LogPath,
            _settings.Binaries.Server, "-D", _settings.Cluster, .. serverArguments,
        ]);

    private void RunDetached(IReadOnlyList<string> serverArguments)
    {
        List<string> command =
        [
            _settings.Binaries.Control, "start", "-D", _settings.Cluster, "-W", "-s", "-l", LogPath, "-o", string.Join(' ', serverArguments),
        ];
        RunToEnd(_settings.User?.Wrap(command) ?? command);
        if (ReadProcessId(_settings.Cluster) is { } processId)
        {
            try
            {
                using var server = Process.GetProcessById(processId);
                server.WaitForExit();
            }
            catch (ArgumentException)
            {
                // It ended before we looked.
            }
        }
    }

    private static void RunToEnd(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, WorkingDirectory = Path.GetTempPath() };
        start.Environment["LC_ALL"] = "C";
        using var process = new Process { StartInfo = start };
        process.Start();
        process.StandardInput.Close();
        process.WaitForExit();
    }

    private static async Task StopProcessAsync(
        EmbeddedPostgresSettings settings, int processId, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        Process server;
        try
        {
            server = Process.GetProcessById(processId);
        }
        catch (ArgumentException)
        {
            return;
        }

        using (server)
        {
            if (OperatingSystem.IsWindows())
            {
                _ = await Tool.RunAsync([settings.Binaries.Control, "stop", "-D", settings.Cluster, "-m", "fast", "-s"], folder: null, cancellationToken);
                await server.WaitForExitAsync(cancellationToken);
                return;
            }

            foreach (var signal in new[] { FastShutdown, ImmediateShutdown, Kill })
            {
                if (!UnixFiles.SendSignal(processId, signal))
                {
                    return;
                }

                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15), timeProvider);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
                try
                {
                    await server.WaitForExitAsync(either.Token);
                    return;
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    // Next, harder signal.
                }
            }
        }
    }

    private static int? ReadProcessId(string cluster)
    {
        try
        {
            return int.TryParse(File.ReadLines(Path.Combine(cluster, "postmaster.pid")).FirstOrDefault(), CultureInfo.InvariantCulture, out var processId)
                ? processId
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    // The file outlives a crash of the machine, and its number may be anybody's by now.
    private static bool IsServerOf(string cluster, int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return OperatingSystem.IsLinux()
                ? File.ReadAllText($"/proc/{processId}/cwd/postmaster.pid") == File.ReadAllText(Path.Combine(cluster, "postmaster.pid"))
                : process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
