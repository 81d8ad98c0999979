namespace WhaleCopy.Executor.Exits;

internal static partial class ExitLog
{
    [LoggerMessage(2400, LogLevel.Error, "The owed close of position {PositionId} could not be planned", EventName = "OwedFailed")]
    public static partial void OwedFailed(ILogger logger, long positionId, Exception exception);
}
