using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using WhaleCopy.ServiceDefaults.Startup;

namespace WhaleCopy.ServiceDefaults.Redaction;

/// <summary>
/// One log entry as one line of JSON, redacted: time, level, category, event, message, fields, scopes, trace and span
/// id, exception.
/// </summary>
public sealed class JsonLogLine(SecretRedactor redactor, TimeProvider timeProvider)
{
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int HostStartFailed = 11;
    private const string TemplateField = "{OriginalFormat}";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The line without its end, or null when the entry says nothing. <paramref name="service"/> is named where several
    /// services write into one log.
    /// </summary>
    public string? Format<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, string? service = null)
    {
        if (IsExplainedStartFailure(entry))
        {
            return null;
        }

        var fields = Fields(entry);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("time", timeProvider.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("level", entry.LogLevel.ToString());
            if (service is not null)
            {
                json.WriteString("service", service);
            }

            json.WriteString("category", entry.Category);
            json.WriteNumber("event_id", entry.EventId.Id);
            if (entry.EventId.Name is { } eventName)
            {
                json.WriteString("event", eventName);
            }

            json.WriteString("message", Message(entry));
            if (Activity.Current is { } activity)
            {
                json.WriteString("trace_id", activity.TraceId.ToHexString());
                json.WriteString("span_id", activity.SpanId.ToHexString());
            }

            WriteFields(json, "fields", fields);
            WriteFields(json, "scopes", Collect(scopes));
            if (entry.Exception is { } exception)
            {
                json.WriteString("exception", redactor.Redact(exception.ToString()));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // The process ends with one line on standard error instead (StartupErrors); the trace would bury it.
    private static bool IsExplainedStartFailure<TState>(in LogEntry<TState> entry)
        => entry is { Category: HostCategory, EventId.Id: HostStartFailed, Exception: { } failure } && StartupErrors.Explain(failure) is not null;

    /// <summary>The message alone, redacted.</summary>
    public string Message<TState>(in LogEntry<TState> entry)
    {
        var message = entry.Formatter(entry.State, entry.Exception);
        foreach (var (name, value) in Fields(entry))
        {
            if (value?.ToString() is { Length: > 0 } text && SecretRedactor.IsSecretName(name))
            {
                message = message.Replace(text, SecretRedactor.Mask, StringComparison.Ordinal);
            }
        }

        return redactor.Redact(message);
    }

    private static IReadOnlyList<KeyValuePair<string, object?>> Fields<TState>(in LogEntry<TState> entry)
        => entry.State as IReadOnlyList<KeyValuePair<string, object?>> ?? [];

    private static List<KeyValuePair<string, object?>> Collect(IExternalScopeProvider? scopes)
    {
        List<KeyValuePair<string, object?>> collected = [];
        scopes?.ForEachScope(
            static (scope, list) =>
            {
                if (scope is IEnumerable<KeyValuePair<string, object?>> fields)
                {
                    list.AddRange(fields);
                }
                else if (scope is not null)
                {
                    list.Add(new("scope", scope));
                }
            },
            collected);
        return collected;
    }

    private void WriteFields(Utf8JsonWriter json, string property, IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        var isOpen = false;
        foreach (var (name, value) in fields)
        {
            if (name == TemplateField)
            {
                continue;
            }

            if (!isOpen)
            {
                json.WriteStartObject(property);
                isOpen = true;
            }

            WriteField(json, name, redactor.RedactField(name, value));
        }

        if (isOpen)
        {
            json.WriteEndObject();
        }
    }

    private static void WriteField(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case bool flag: json.WriteBoolean(name, flag); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case IFormattable formattable: json.WriteString(name, formattable.ToString(null, CultureInfo.InvariantCulture)); break;
            default: json.WriteString(name, value.ToString()); break;
        }
    }
}
