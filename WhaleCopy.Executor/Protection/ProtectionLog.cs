namespace WhaleCopy.Executor.Protection;

internal static partial class ProtectionLog
{
    [LoggerMessage(2300, LogLevel.Error, "Position {PositionId} in {Symbol} has no stop and gets none: closing it", EventName = "ProtectionFailed")]
    public static partial void Emergency(ILogger logger, long positionId, string symbol);

    [LoggerMessage(2301, LogLevel.Warning, "Position {PositionId}: the stop was refused: {Code} {Reason}", EventName = "StopRefused")]
    public static partial void Refused(ILogger logger, long positionId, string code, string reason);

    [LoggerMessage(2302, LogLevel.Warning, "Position {PositionId}: the outcome of placing the stop is unknown: {Reason}", EventName = "StopUnknown")]
    public static partial void Unknown(ILogger logger, long positionId, string reason);

    [LoggerMessage(2303, LogLevel.Warning, "Position {PositionId}: the venue does not show stop {ClientOrderId} yet", EventName = "StopNotShown")]
    public static partial void NotShown(ILogger logger, long positionId, string clientOrderId);

    [LoggerMessage(2304, LogLevel.Warning, "Position {PositionId}: the venue could not be asked: {Reason}", EventName = "ProtectionVenueUnread")]
    public static partial void VenueUnread(ILogger logger, long positionId, string reason);

    [LoggerMessage(2305, LogLevel.Information, "Position {PositionId} is closed now: {Reason}", EventName = "CloseNow")]
    public static partial void CloseNow(ILogger logger, long positionId, string reason);

    [LoggerMessage(2306, LogLevel.Error, "Position {PositionId} cannot be protected: its key was removed", EventName = "ProtectionWithoutKey")]
    public static partial void NoKey(ILogger logger, long positionId);

    [LoggerMessage(2307, LogLevel.Error, "Position {PositionId}: protecting it failed and is tried again", EventName = "ProtectionPassFailed")]
    public static partial void Failed(ILogger logger, long positionId, Exception exception);
}
