using System.Diagnostics;
using OpenTelemetry;

namespace WhaleCopy.ServiceDefaults.Redaction;

/// <summary>Redacts the text tags of spans before the exporter sees them.</summary>
internal sealed class RedactingActivityProcessor(SecretRedactor redactor) : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        List<KeyValuePair<string, string>>? changed = null;
        foreach (var (name, value) in data.EnumerateTagObjects())
        {
            if (value is string text && redactor.RedactField(name, text) is string redacted && !ReferenceEquals(redacted, text))
            {
                (changed ??= []).Add(new(name, redacted));
            }
        }

        foreach (var (name, redacted) in changed ?? [])
        {
            data.SetTag(name, redacted);
        }
    }
}
