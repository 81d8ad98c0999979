using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.State;

/// <summary>Loads the world before the first request and writes it back, a while after each change and at the end.</summary>
internal sealed class WorldKeeper(
    SimulatedWorld world,
    MarketDriver driver,
    ScriptedTraders script,
    IOptions<SimulatorOptions> options,
    TimeProvider time,
    ILogger<WorldKeeper> logger) : IHostedService, IDisposable
{
    // Writing a large world takes time: at most a tenth of it is spent writing.
    private const int RestFactor = 9;

    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly SemaphoreSlim _dirty = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string? _path = options.Value.StateFile;
    private Task _writing = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_path is null)
        {
            return;
        }

        if (File.Exists(_path))
        {
            await LoadAsync(_path, cancellationToken);
        }

        world.Changed = MarkDirty;
        _writing = WriteChangesAsync(_path, _stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _writing;
        if (_path is not null)
        {
            await SaveAsync(_path, cancellationToken);
        }
    }

    public void Dispose()
    {
        _dirty.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Writes beside the file and renames, so that a crash leaves the old world or the new one.</summary>
    public async Task SaveAsync(string path, CancellationToken cancellationToken)
    {
        var state = world.Frozen(() => WorldCapture.Of(world, driver.Settings, script.Settings));
        var directory = Path.GetDirectoryName(Path.GetFullPath(path));
        if (directory is not null)
        {
            _ = Directory.CreateDirectory(directory);
        }

        var temporary = $"{path}.tmp";
        await using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
        {
            await JsonSerializer.SerializeAsync(file, state, Json, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private async Task LoadAsync(string path, CancellationToken cancellationToken)
    {
        WorldState? state;
        try
        {
            await using var file = File.OpenRead(path);
            state = await JsonSerializer.DeserializeAsync<WorldState>(file, Json, cancellationToken);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"The simulator's state file {path} cannot be read; delete it to start anew.", exception);
        }

        if (state is not { Version: WorldState.CurrentVersion })
        {
            throw new InvalidDataException($"The simulator's state file {path} is of another version; delete it to start anew.");
        }

        WorldRestore.Into(world, state);
        driver.Apply(state.Market);
        if (state.Script is { } settings)
        {
            _ = script.Start(settings);
        }

        var accounts = state.Venues.Sum(venue => venue.Accounts.Count);
        Log.WorldLoaded(logger, path, accounts);
    }

    private void MarkDirty()
    {
        // The count only ever is zero or one: losing this race means that somebody else marked it.
        if (_dirty.CurrentCount == 0)
        {
            try
            {
                _ = _dirty.Release();
            }
            catch (SemaphoreFullException)
            {
                // Marked by another thread in between.
            }
        }
    }

    private async Task WriteChangesAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _dirty.WaitAsync(cancellationToken);
                await Task.Delay(options.Value.SaveInterval, time, cancellationToken);
                var started = time.GetTimestamp();
                try
                {
                    await SaveAsync(path, cancellationToken);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    Log.SaveFailed(logger, path, exception);
                }

                await Task.Delay(time.GetElapsedTime(started) * RestFactor, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops; StopAsync writes the last state.
        }
    }
}
