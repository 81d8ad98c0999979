namespace WhaleCopy.Executor;

internal static partial class ExecutorLog
{
    [LoggerMessage(2000, LogLevel.Error, "{Worker}: a pass failed and is tried again", EventName = "PassFailed")]
    public static partial void PassFailed(ILogger logger, string worker, Exception exception);

    [LoggerMessage(2001, LogLevel.Debug, "A live event was not published: {Reason}", EventName = "LiveEventLost")]
    public static partial void LiveEventLost(ILogger logger, string reason);
}
