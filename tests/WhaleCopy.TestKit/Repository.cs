namespace WhaleCopy.TestKit;

/// <summary>The working copy that these tests were built from.</summary>
public static class Repository
{
    private static readonly Lazy<string> Found = new(() =>
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WhaleCopy.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no WhaleCopy.sln above {AppContext.BaseDirectory}");
    });

    /// <summary>Folder of <c>WhaleCopy.sln</c>.</summary>
    public static string Root => Found.Value;
}
