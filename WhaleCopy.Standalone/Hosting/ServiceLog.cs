using Microsoft.Extensions.Logging.Abstractions;
using WhaleCopy.ServiceDefaults.Redaction;
using WhaleCopy.Standalone.Folders;

namespace WhaleCopy.Standalone.Hosting;

/// <summary>
/// All services' log: JSON lines in the data folder, and on the terminal what somebody should look at. The console's
/// JSON of a service in a container would bury the one URL that a person at a terminal wants to see.
/// </summary>
internal sealed class ServiceLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _file;
    private readonly TextWriter _terminal;

    public ServiceLog(DataFolder folder, TextWriter terminal)
    {
        Path = folder.LogFile;
        if (File.Exists(Path))
        {
            File.Move(Path, Path + ".1", overwrite: true);
        }

        _file = new StreamWriter(new FileStream(Path, FileMode.Create, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
        _terminal = terminal;
    }

    public string Path { get; }

    /// <summary>The provider of one service's host.</summary>
    public ILoggerProvider For(string service, SecretRedactor redactor, TimeProvider timeProvider) => new Provider(this, service, new JsonLogLine(redactor, timeProvider), redactor);

    public void Dispose() => _file.Dispose();

    private void Write(string line, string? terminalLine)
    {
        lock (_gate)
        {
            if (_file.BaseStream.CanWrite)
            {
                _file.WriteLine(line);
            }

            if (terminalLine is not null)
            {
                _terminal.WriteLine(terminalLine);
            }
        }
    }

    private sealed class Provider(ServiceLog log, string service, JsonLogLine format, SecretRedactor redactor) : ILoggerProvider, ISupportExternalScope
    {
        private IExternalScopeProvider? _scopes;

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public void Dispose()
        {
        }

        private void Write<TState>(in LogEntry<TState> entry)
        {
            if (format.Format(entry, _scopes, service) is { } line)
            {
                var cause = entry.Exception is { } failure ? redactor.Redact($" ({failure.GetType().Name}: {failure.Message})") : "";
                log.Write(line, entry.LogLevel < LogLevel.Warning ? null : OneLine($"  {entry.LogLevel}: {service}: {format.Message(entry)}{cause}"));
            }
        }

        private static string OneLine(string text) => text.ReplaceLineEndings(" ");

        private sealed class Logger(Provider provider, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull
                => provider._scopes?.Push(state);

            public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
                => provider.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter));
        }
    }
}
