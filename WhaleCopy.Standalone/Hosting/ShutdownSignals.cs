using System.Runtime.InteropServices;

namespace WhaleCopy.Standalone.Hosting;

/// <summary>Ctrl+C, a terminal that closes, and SIGTERM ask for an orderly end; asked again later, it is immediate.</summary>
internal sealed class ShutdownSignals : IDisposable
{
    private const int ExitCodeOfInterrupt = 130;

    // One request often arrives twice: to the process group, and handed on by "dotnet run" or "timeout".
    private static readonly TimeSpan SameRequest = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _asked = new();
    private readonly Lock _gate = new();
    private readonly TimeProvider _timeProvider;
    private long? _askedAt;
    private readonly PosixSignalRegistration[] _registrations;

    public ShutdownSignals(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];
    }

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Asked => _asked.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _asked.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_gate)
        {
            if (_askedAt is not { } first)
            {
                _askedAt = _timeProvider.GetTimestamp();
            }
            else if (_timeProvider.GetElapsedTime(first) > SameRequest)
            {
                Environment.Exit(ExitCodeOfInterrupt);
            }
            else
            {
                return;
            }
        }

        _asked.Cancel();
    }
}
