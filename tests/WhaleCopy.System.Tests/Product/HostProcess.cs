using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace WhaleCopy.System.Tests.Product;

/// <summary>One of the product's programs as a process of its own: built in the same configuration as these tests, or as published.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    /// <summary>Names a folder with the programs, each in a folder of its name: <c>dotnet publish WhaleCopy.Executor -o folder/WhaleCopy.Executor</c>.</summary>
    private const string ProgramsVariable = "WHALECOPY_PROGRAMS";

    private const int Kill = 9;
    private const int Terminate = 15;
    private const int Resume = 18;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private HostProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Everything it has printed, for the message of a failed test.</summary>
    public string Output => string.Join('\n', _output);

    public static HostProcess Start(string project, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var bin = new DirectoryInfo(AppContext.BaseDirectory);
        var programs = Environment.GetEnvironmentVariable(ProgramsVariable);
        var folder = programs is { Length: > 0 }
            ? Path.Combine(Path.GetFullPath(programs), project)
            : Path.Combine(bin.Parent!.Parent!.FullName, project, bin.Name);
        var dll = Path.Combine(folder, $"{project}.dll");
        var own = Path.Combine(folder, project); // a published program brings its own host, perhaps its own runtime
        var start = new ProcessStartInfo(programs is { Length: > 0 } && File.Exists(own) ? own : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(dll)!,
        };
        if (start.FileName != own)
            start.ArgumentList.Add(dll);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;

        var host = new HostProcess(new Process { StartInfo = start });
        host._process.OutputDataReceived += (_, line) => host.Hear(line.Data);
        host._process.ErrorDataReceived += (_, line) => host.Keep(line.Data);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>As power failure would: no handler runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    /// <summary>As an operator would; answers the exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
            _ = Signal(_process.Id, Terminate);
        await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(90), TimeProvider.System);
        return _process.ExitCode;
    }

    /// <summary>Waits for it to end by itself; answers the exit code.</summary>
    public async Task<int> WaitAsync(TimeSpan deadline)
    {
        await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(deadline, TimeProvider.System);
        return _process.ExitCode;
    }

    public bool HasExited => _process.HasExited;

    /// <summary>True after SIGKILL, whoever sent it.</summary>
    public bool WasKilled => _process.HasExited && _process.ExitCode == 128 + Kill;

    /// <summary>Writes a line to its standard input and reads what it prints until it has answered; false when it ends before.</summary>
    public async Task<bool> AskAsync(string line, string answer, CancellationToken cancellationToken)
    {
        while (_lines.Reader.TryRead(out _))
        {
            // Printed before the question.
        }

        try
        {
            await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
            await _process.StandardInput.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            return false; // it has just ended
        }

        await foreach (var said in _lines.Reader.ReadAllAsync(cancellationToken))
        {
            if (said == answer)
                return true;
        }

        return false;
    }

    /// <summary>True while a signal has stopped it, as <c>/proc</c> says.</summary>
    public bool IsPaused
    {
        get
        {
            var status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/stat"));
            return status[status.LastIndexOf(')')..].StartsWith(") T", StringComparison.Ordinal);
        }
    }

    /// <summary>Lets a paused process go on.</summary>
    public void Continue() => _ = Signal(_process.Id, Resume);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            try
            {
                Continue();
                await StopAsync();
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        Keep(line);
        if (line is null)
            _lines.Writer.TryComplete(); // the end of its output
        else
            _lines.Writer.TryWrite(line);
    }

    private void Keep(string? line)
    {
        if (line is not null)
            _output.Enqueue(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
