
namespace WhaleCopy.TestKit;

/// <summary>The recorded payloads beside the repository (<c>../shared</c>). Tests over them are visibly skipped without it.</summary>
public static class SharedReference
{
    private static readonly Lazy<string?> Folder = new(FindFolder);

    /// <summary>Full path of a file or folder below <c>../shared</c>; skips the running test where there is none.</summary>
    public static string Require(string relativePath)
    {
        var path = Folder.Value is { } folder ? Path.Combine(folder, relativePath) : null;
        if (path is null || (!File.Exists(path) && !Directory.Exists(path)))
        {
            Assert.Skip($"the recorded payloads are not here: ../shared/{relativePath}");
        }

        return path;
    }

    private static string? FindFolder()
        => Path.Combine(Repository.Root, "..", "shared") is var folder && Directory.Exists(Path.Combine(folder, "exchanges"))
            ? Path.GetFullPath(folder)
            : null;
}
