namespace WhaleCopy.Executor.Intake;

internal static partial class IntakeLog
{
    [LoggerMessage(2010, LogLevel.Information, "Signal {SignalId} is {Status}", EventName = "SignalDone")]
    public static partial void SignalDone(ILogger logger, long signalId, string status);

    [LoggerMessage(2011, LogLevel.Error, "Signal {SignalId} failed at attempt {Attempt}", EventName = "SignalFailed")]
    public static partial void SignalFailed(ILogger logger, long signalId, int attempt, Exception exception);

    [LoggerMessage(2012, LogLevel.Warning, "Instruments could not be read: {Reason}", EventName = "InstrumentsUnread")]
    public static partial void InstrumentsUnread(ILogger logger, string reason);

    [LoggerMessage(2013, LogLevel.Warning, "No price of {Symbol}: {Reason}", EventName = "PriceUnread")]
    public static partial void PriceUnread(ILogger logger, string symbol, string reason);

    [LoggerMessage(2014, LogLevel.Warning, "Account {ApiKeyId} could not be read: {Reason}", EventName = "AccountUnread")]
    public static partial void AccountUnread(ILogger logger, long apiKeyId, string reason);

    [LoggerMessage(2015, LogLevel.Error, "Task {TaskId} failed at attempt {Attempt}", EventName = "TaskFailed")]
    public static partial void TaskFailed(ILogger logger, Guid taskId, int attempt, Exception exception);
}
