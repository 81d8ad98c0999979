using WhaleCopy.ServiceDefaults.Startup;

namespace WhaleCopy.Standalone.Folders;

/// <summary>Where things go on this machine.</summary>
internal static class MachineFolders
{
    /// <summary>Overrides the cache folder, for machines without a home.</summary>
    private const string CacheVariable = "WHALECOPY_CACHE";

    private const string SystemCache = "/var/cache/whalecopy";
    private const string SystemState = "/var/lib/whalecopy";

    /// <summary>The default of <c>--data</c>: the user's data folder.</summary>
    public static string DefaultData
        => UserData is { } folder
            ? Path.Combine(folder, "whalecopy", "data")
            : throw new StartupException("this user has no data folder (is HOME set?). Name one with --data DIR");

    /// <summary>Downloads that any number of data folders share. Created when missing.</summary>
    /// <param name="postgresUser">Who must be able to read it besides us.</param>
    public static string Cache(UnprivilegedUser? postgresUser)
    {
        var folder = Environment.GetEnvironmentVariable(CacheVariable) is { Length: > 0 } chosen ? Path.GetFullPath(chosen)
            : UserData is { } userData ? Path.Combine(userData, "whalecopy", "cache")
            : Path.Combine(Path.GetTempPath(), $"whalecopy-cache-{Environment.UserName}");
        if (postgresUser is not null && !OperatingSystem.IsWindows() && !UnixFiles.IsReachableByEveryone(folder))
        {
            folder = SystemCache;
        }

        return CreateShared(folder);
    }

    /// <summary>
    /// Where PostgreSQL keeps the cluster of <paramref name="dataFolder"/>: inside it, or, when we are root and others
    /// cannot enter it, in a system folder that carries its name.
    /// </summary>
    public static string Cluster(string dataFolder, UnprivilegedUser? postgresUser)
    {
        var inside = Path.Combine(dataFolder, "postgres");
        if (postgresUser is null || OperatingSystem.IsWindows() || UnixFiles.IsReachableByEveryone(dataFolder))
        {
            return inside;
        }

        // The random name is kept in the data folder: remove that, and a new one starts empty as anybody expects.
        var pointer = Path.Combine(dataFolder, "postgres.location");
        if (!File.Exists(pointer))
        {
            File.WriteAllText(pointer, Path.Combine(SystemState, Path.GetRandomFileName()));
        }

        var outside = File.ReadAllText(pointer).Trim();
        CreateShared(outside);
        File.WriteAllText(Path.Combine(outside, "belongs-to"), pointer);
        RemoveForsakenClusters();
        return Path.Combine(outside, "postgres");
    }

    /// <summary>Creates a folder that others may pass through, so that PostgreSQL's user can.</summary>
    public static string CreateShared(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(folder, Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        return folder;
    }

    private static string? UserData
        => Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } folder
            ? folder
            : null;

    // Clusters in the system folder whose data folder was removed.
    private static void RemoveForsakenClusters()
    {
        foreach (var folder in Directory.EnumerateDirectories(SystemState))
        {
            var owner = Path.Combine(folder, "belongs-to");
            if (File.Exists(owner)
                && File.ReadAllText(owner).Trim() is var pointer
                && (!File.Exists(pointer) || File.ReadAllText(pointer).Trim() != folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
