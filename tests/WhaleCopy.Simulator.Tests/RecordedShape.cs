using System.Text.Json;

namespace WhaleCopy.Simulator.Tests;

/// <summary>The payloads recorded beside the repository (<c>../shared</c>), to hold a simulated answer against.</summary>
internal static class RecordedShape
{
    private static readonly Lazy<string?> Folder = new(Find);

    /// <summary>A recorded answer; skips the running test where the recordings are not there.</summary>
    public static JsonElement Of(string venue, string name)
    {
        var file = Folder.Value is { } folder ? Path.Combine(folder, venue, $"{name}.json") : null;
        if (file is null || !File.Exists(file))
        {
            Assert.Skip($"the recorded payloads are not here: ../shared/exchanges/fixtures/{venue}/{name}.json");
        }

        var root = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
        return root.TryGetProperty("response", out var response) ? response : root.GetProperty("messages")[0];
    }

    /// <summary>Every recorded field is answered, of the recorded kind. Empty and null recordings say nothing of a kind.</summary>
    public static IEnumerable<string> Differences(JsonElement recorded, JsonElement answered, params string[] except) =>
        Compare("$", recorded, answered, except);

    private static IEnumerable<string> Compare(string path, JsonElement recorded, JsonElement answered, string[] except)
    {
        if (recorded.ValueKind == JsonValueKind.Null || answered.ValueKind == JsonValueKind.Null || except.Contains(path))
        {
            return [];
        }

        if (KindOf(recorded) != KindOf(answered))
        {
            return [$"{path}: recorded as {recorded.ValueKind}, answered as {answered.ValueKind}"];
        }

        return recorded.ValueKind switch
        {
            JsonValueKind.Object => recorded.EnumerateObject().SelectMany(field =>
                answered.TryGetProperty(field.Name, out var value)
                    ? Compare($"{path}.{field.Name}", field.Value, value, except)
                    : except.Contains($"{path}.{field.Name}") ? [] : [$"{path}.{field.Name}: not answered"]),
            JsonValueKind.Array when recorded.GetArrayLength() > 0 => answered.GetArrayLength() > 0
                ? Compare($"{path}[]", recorded[0], answered[0], except)
                : [$"{path}: nothing answered to compare with"],
            _ => [],
        };
    }

    private static JsonValueKind KindOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.False ? JsonValueKind.True : element.ValueKind;

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WhaleCopy.sln")))
            {
                var shared = Path.Combine(folder.FullName, "..", "shared", "exchanges", "fixtures");
                return Directory.Exists(shared) ? Path.GetFullPath(shared) : null;
            }
        }

        return null;
    }
}
