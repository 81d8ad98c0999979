using System.Text.Json;

namespace WhaleCopy.TestKit.Replay;

/// <summary>A request and its answer: recorded beside the repository, or written for this project below <c>tests/fixtures</c>.</summary>
/// <param name="Name">Venue and operation.</param>
/// <param name="Method">The verb.</param>
/// <param name="Path">The venue's path.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Response">The body.</param>
/// <param name="Headers">Headers of the answer.</param>
/// <param name="Category">What an error means, in the reference's words.</param>
public sealed record RecordedPayload(
    string Name,
    string Method,
    string Path,
    int Status,
    string Response,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    string? Category)
{
    /// <summary>A payload recorded beside the repository; skips the running test where the folder is not there.</summary>
    public static RecordedPayload Shared(string venue, string name) =>
        Read($"{venue}/{name}", SharedReference.Require($"exchanges/fixtures/{venue}/{name}.json"));

    /// <summary>A payload written for this project in the venue's shape.</summary>
    public static RecordedPayload Own(string venue, string name) =>
        Read($"{venue}/{name}", System.IO.Path.Combine(Repository.Root, "tests", "fixtures", venue, $"{name}.json"));

    private static RecordedPayload Read(string name, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = document.RootElement;
        var request = root.GetProperty("request");
        return new RecordedPayload(
            name,
            request.GetProperty("method").GetString() ?? throw new InvalidDataException($"{file}: no method"),
            request.GetProperty("path").GetString() ?? throw new InvalidDataException($"{file}: no path"),
            root.TryGetProperty("http_status", out var status) ? status.GetInt32() : 200,
            root.GetProperty("response").GetRawText(),
            root.TryGetProperty("response_headers", out var headers)
                ? [.. headers.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString() ?? string.Empty))]
                : [],
            root.TryGetProperty("category", out var category) ? category.GetString() : null);
    }
}
