namespace WhaleCopy.Executor.Exits;

internal static partial class ExitLog
{
    [LoggerMessage(2400, LogLevel.Error, "The owed close of position {PositionId} could not be planned", EventName = "OwedFailed")]
    public static partial void OwedFailed(ILogger logger, long positionId, Exception exception);

    [LoggerMessage(2402, LogLevel.Warning, "Instruments of {Venue} could not be read for an exit: {Reason}", EventName = "InstrumentsUnreadForExit")]
    public static partial void InstrumentsUnread(ILogger logger, string venue, string reason);

    [LoggerMessage(2401, LogLevel.Error, "An operator was told of {Positions} positions whose close keeps failing or that have no stop", EventName = "OperatorTold")]
    public static partial void OperatorTold(ILogger logger, int positions);
}
