namespace WhaleCopy.Executor.Follows;

internal static partial class FollowLog
{
    [LoggerMessage(2600, LogLevel.Warning, "Follow {FollowId} is stopped: {Reason}", EventName = "FollowStopped")]
    public static partial void Stopped(ILogger logger, long followId, string reason);

    [LoggerMessage(2601, LogLevel.Error, "The books of follow {FollowId} could not be kept and are tried again", EventName = "FollowFailed")]
    public static partial void Failed(ILogger logger, long followId, Exception exception);
}
