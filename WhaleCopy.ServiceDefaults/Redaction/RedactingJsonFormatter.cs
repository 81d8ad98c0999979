using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace WhaleCopy.ServiceDefaults.Redaction;

/// <summary>The console's format: <see cref="JsonLogLine"/>.</summary>
internal sealed class RedactingJsonFormatter(SecretRedactor redactor, TimeProvider timeProvider) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "whalecopy-json";

    private readonly JsonLogLine _line = new(redactor, timeProvider);

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (_line.Format(logEntry, scopeProvider) is { } line)
        {
            textWriter.WriteLine(line);
        }
    }
}

internal sealed class RedactingJsonFormatterOptions : ConsoleFormatterOptions;
