using System.Runtime.InteropServices;

namespace WhaleCopy.Standalone.Hosting;

/// <summary>Ctrl+C, a terminal that closes, and SIGTERM ask for an orderly end; asked twice, it is immediate.</summary>
internal sealed class ShutdownSignals : IDisposable
{
    private const int ExitCodeOfInterrupt = 130;

    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;

    public ShutdownSignals()
        => _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];

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
        if (_asked.IsCancellationRequested)
        {
            Environment.Exit(ExitCodeOfInterrupt);
        }

        _asked.Cancel();
    }
}
