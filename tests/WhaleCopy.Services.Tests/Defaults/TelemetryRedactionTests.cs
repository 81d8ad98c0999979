using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using WhaleCopy.ServiceDefaults.Redaction;

namespace WhaleCopy.Services.Tests.Defaults;

public sealed class TelemetryRedactionTests
{
    private static readonly SecretRedactor Redactor = new(["planted-secret-value"]);

    [Fact]
    public void Exported_log_record_holds_no_secret()
    {
        var exported = new Collector();
        using (var factory = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.AddProcessor(new RedactingLogProcessor(Redactor)).AddProcessor(exported);
        })))
        {
            factory.CreateLogger("test").Log(
                LogLevel.Error,
                new EventId(1),
                new List<KeyValuePair<string, object?>> { new("ApiKey", "k3y"), new("Answer", "planted-secret-value"), new("WhaleId", 7) },
                new IOException("no planted-secret-value"),
                (_, _) => "key k3y of whale 7");
        }

        var record = Assert.Single(exported.Seen);
        Assert.Equal("key *** of whale 7|ApiKey=***|Answer=***|WhaleId=7", record.Text);
        Assert.Contains("no ***", record.Exception, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", record.Exception, StringComparison.Ordinal);
    }

    [Fact]
    public void Exported_span_holds_no_secret()
    {
        using var activity = new Activity("call").SetTag("url.full", "https://venue.example/order?signature=abcdef").SetTag("api_key", "k3y").SetTag("whale", 7);
        using var processor = new RedactingActivityProcessor(Redactor);

        processor.OnEnd(activity);

        Assert.Equal("https://venue.example/order?***", activity.GetTagItem("url.full"));
        Assert.Equal("***", activity.GetTagItem("api_key"));
        Assert.Equal(7, activity.GetTagItem("whale"));
    }

    private sealed class Collector : BaseProcessor<LogRecord>
    {
        public List<(string Text, string Exception)> Seen { get; } = [];

        public override void OnEnd(LogRecord data)
            => Seen.Add((string.Join('|', [data.FormattedMessage, .. data.Attributes!.Select(field => $"{field.Key}={field.Value}")]), $"{data.Exception}"));
    }
}
