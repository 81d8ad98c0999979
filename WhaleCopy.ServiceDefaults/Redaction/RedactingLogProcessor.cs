using OpenTelemetry;
using OpenTelemetry.Logs;

namespace WhaleCopy.ServiceDefaults.Redaction;

/// <summary>Redacts log records before the exporter sees them.</summary>
internal sealed class RedactingLogProcessor(SecretRedactor redactor) : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        var message = data.FormattedMessage;
        if (data.Attributes is { Count: > 0 } attributes)
        {
            foreach (var (name, value) in attributes)
            {
                if (message is not null && SecretRedactor.IsSecretName(name) && value?.ToString() is { Length: > 0 } text)
                {
                    message = message.Replace(text, SecretRedactor.Mask, StringComparison.Ordinal);
                }
            }

            data.Attributes = [.. attributes.Select(field => KeyValuePair.Create(field.Key, redactor.RedactField(field.Key, field.Value)))];
        }

        data.FormattedMessage = message is null ? null : redactor.Redact(message);
        if (data.Exception is { } exception && exception.ToString() is var trace && redactor.Redact(trace) is var redacted && redacted != trace)
        {
            data.Exception = new RedactedException(exception.GetType().Name, redacted);
        }
    }

    private sealed class RedactedException(string typeName, string redacted) : Exception(typeName)
    {
        public override string ToString() => redacted;
    }
}
