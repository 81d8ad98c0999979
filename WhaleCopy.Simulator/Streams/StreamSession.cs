using System.Text.Json;

namespace WhaleCopy.Simulator.Streams;

/// <summary>One client's subscriptions in the protocol of its venue. Called by one task at a time.</summary>
internal abstract class StreamSession
{
    /// <summary>What the venue answers to a text frame.</summary>
    public abstract IEnumerable<byte[]> Receive(string text);

    /// <summary>What is new since the last look.</summary>
    public abstract IEnumerable<byte[]> Look();

    protected static byte[] Message(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return buffer.ToArray();
    }

    protected static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    protected static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>A venue's public stream addresses.</summary>
internal interface IStreamEndpoint
{
    /// <summary>The exchange's prefix that its addresses start with.</summary>
    string Prefix { get; }

    Engine.Exchange Exchange { get; }

    /// <summary>A session for the path below the prefix; null when the venue has no stream there.</summary>
    StreamSession? Open(string path, string query);
}
