namespace WhaleCopy.Standalone.Folders;

/// <summary>
/// A temporary folder that is removed at the end. One that a killed process left behind is removed when the next
/// is made: its lock tells that nobody lives there.
/// </summary>
internal sealed class EphemeralFolder : IDisposable
{
    private const string Prefix = "whalecopy-";
    private const string LockSuffix = ".lock";

    private readonly FileLock _lock;

    private EphemeralFolder(string path, FileLock taken)
    {
        Path = path;
        _lock = taken;
    }

    public string Path { get; }

    public static EphemeralFolder Create()
    {
        var temporary = System.IO.Path.GetTempPath();
        foreach (var lockPath in Directory.EnumerateFiles(temporary, $"{Prefix}*{LockSuffix}"))
        {
            RemoveIfForsaken(lockPath);
        }

        var path = System.IO.Path.Combine(temporary, Prefix + System.IO.Path.GetRandomFileName());
        var taken = FileLock.TryTake(path + LockSuffix) ?? throw new IOException($"{path} is taken");
        MachineFolders.CreateShared(path);
        return new EphemeralFolder(path, taken);
    }

    public void Dispose() => Remove(Path, _lock);

    private static void RemoveIfForsaken(string lockPath)
    {
        try
        {
            if (FileLock.TryTake(lockPath) is { } taken)
            {
                Remove(lockPath[..^LockSuffix.Length], taken);
            }
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            // Another user's, or just removed by another process.
        }
    }

    private static void Remove(string path, FileLock taken)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        File.Delete(path + LockSuffix);
        taken.Dispose();
    }
}
