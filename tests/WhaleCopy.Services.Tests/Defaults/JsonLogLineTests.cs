using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WhaleCopy.ServiceDefaults.Redaction;

namespace WhaleCopy.Services.Tests.Defaults;

public sealed class JsonLogLineTests
{
    private readonly JsonLogLine _line =
        new(new SecretRedactor(["planted-secret-value"]), new FakeTimeProvider(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero)));

    [Fact]
    public void Entry_is_one_line_of_json_with_its_fields()
    {
        var line = Format("signal {SignalId} of {Venue}", new() { ["SignalId"] = 42, ["Venue"] = "BINANCE" });

        Assert.DoesNotContain('\n', line);
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal("2026-03-04T05:06:07.0000000+00:00", json.GetProperty("time").GetString());
        Assert.Equal("Warning", json.GetProperty("level").GetString());
        Assert.Equal("WhaleCopy.Test", json.GetProperty("category").GetString());
        Assert.Equal(1001, json.GetProperty("event_id").GetInt32());
        Assert.Equal("signal 42 of BINANCE", json.GetProperty("message").GetString());
        Assert.Equal(42, json.GetProperty("fields").GetProperty("SignalId").GetInt32());
    }

    [Fact]
    public void Secret_field_is_masked_in_fields_and_in_the_message()
    {
        var line = Format("key {ApiKey}", new() { ["ApiKey"] = "k3y" });

        Assert.DoesNotContain("k3y", line, StringComparison.Ordinal);
        Assert.Contains("key ***", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Secret_in_an_exception_is_masked()
    {
        var line = Format("failed", [], new InvalidOperationException("refused planted-secret-value", new IOException("apiSecret=abcdefgh")));

        Assert.Contains("InvalidOperationException: refused ***", line, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdefgh", line, StringComparison.Ordinal);
    }

    private string Format(string template, Dictionary<string, object?> fields, Exception? exception = null)
    {
        List<KeyValuePair<string, object?>> state = [.. fields, new("{OriginalFormat}", template)];
        var message = fields.Aggregate(template, (text, field) => text.Replace($"{{{field.Key}}}", $"{field.Value}", StringComparison.Ordinal));
        var entry = new LogEntry<List<KeyValuePair<string, object?>>>(
            LogLevel.Warning, "WhaleCopy.Test", new EventId(1001, "Seen"), state, exception, (_, _) => message);
        return _line.Format(entry, scopes: null)!;
    }
}
