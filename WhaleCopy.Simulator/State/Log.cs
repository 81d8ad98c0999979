namespace WhaleCopy.Simulator.State;

internal static partial class Log
{
    [LoggerMessage(EventId = 7001, EventName = "WorldLoaded", Level = LogLevel.Information,
        Message = "Loaded the simulated world from {Path}: {Accounts} accounts")]
    public static partial void WorldLoaded(ILogger logger, string path, int accounts);

    [LoggerMessage(EventId = 7002, EventName = "WorldSaveFailed", Level = LogLevel.Error,
        Message = "The simulated world could not be written to {Path}")]
    public static partial void SaveFailed(ILogger logger, string path, Exception exception);
}
