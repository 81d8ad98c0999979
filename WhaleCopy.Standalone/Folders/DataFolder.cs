using WhaleCopy.ServiceDefaults.Startup;

namespace WhaleCopy.Standalone.Folders;

/// <summary>Everything that one instance keeps. Nobody else uses it while this object lives.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly IDisposable _lock;

    private DataFolder(string path, bool isEphemeral, IDisposable taken)
    {
        Path = path;
        IsEphemeral = isEphemeral;
        _lock = taken;
    }

    public string Path { get; }

    public bool IsEphemeral { get; }

    public string SecretsFile => System.IO.Path.Combine(Path, "secrets.json");

    public string LogFile => System.IO.Path.Combine(Path, "whalecopy.log");

    /// <summary>The simulated venues' world: a restart finds the venue as it was.</summary>
    public string SimulatorState => System.IO.Path.Combine(Path, "simulator.json");

    /// <summary>Opens the folder that the options name, or ends the start with one line.</summary>
    public static DataFolder Open(StandaloneOptions options)
    {
        if (options.IsEphemeral)
        {
            var temporary = EphemeralFolder.Create();
            return new DataFolder(temporary.Path, isEphemeral: true, temporary);
        }

        var path = System.IO.Path.GetFullPath(options.DataFolder ?? MachineFolders.DefaultData);
        try
        {
            if (!Directory.Exists(path))
            {
                MachineFolders.CreateShared(path);
            }

            return FileLock.TryTake(System.IO.Path.Combine(path, "lock")) is { } taken
                ? new DataFolder(path, isEphemeral: false, taken)
                : throw new StartupException($"the data folder {path} is in use by another WhaleCopy. Stop it, or choose another folder with --data");
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new StartupException($"the data folder {path} cannot be used ({failure.Message}). Choose another with --data", failure);
        }
    }

    public void Dispose() => _lock.Dispose();
}
