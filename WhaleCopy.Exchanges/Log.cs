using Microsoft.Extensions.Logging;

namespace WhaleCopy.Exchanges;

/// <summary>What the venue clients say. Operations are named; addresses, queries, bodies and headers never stand here.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Warning, "{Venue} answered {Code} to {Operation}, which stands in no table: {Message}", EventName = "UnlistedCode")]
    public static partial void UnlistedCode(ILogger logger, string venue, string operation, string code, string message);

    [LoggerMessage(4002, LogLevel.Warning, "The outcome of {Operation} at {Venue} was not seen: {Reason}", EventName = "OutcomeUnknown")]
    public static partial void OutcomeUnknown(ILogger logger, string venue, string operation, string reason);

    [LoggerMessage(4003, LogLevel.Debug, "{Operation} at {Venue} is read again after {Code}", EventName = "ReadRetried")]
    public static partial void ReadRetried(ILogger logger, string venue, string operation, string code);

    [LoggerMessage(4004, LogLevel.Debug, "Clock of {Venue} {Market}: offset {OffsetMilliseconds} ms within {ErrorMilliseconds} ms", EventName = "ClockMeasured")]
    public static partial void ClockMeasured(ILogger logger, string venue, string market, double offsetMilliseconds, double errorMilliseconds);

    [LoggerMessage(4005, LogLevel.Warning, "The clock of {Venue} {Market} could not be measured, the last measurement stays in use: {Reason}", EventName = "ClockNotMeasured")]
    public static partial void ClockNotMeasured(ILogger logger, string venue, string market, string reason);

    [LoggerMessage(4006, LogLevel.Warning, "Instruments of {Venue} {Market} could not be refreshed, the last ones stay in use: {Reason}", EventName = "InstrumentsNotRefreshed")]
    public static partial void InstrumentsNotRefreshed(ILogger logger, string venue, string market, string reason);

    [LoggerMessage(4007, LogLevel.Debug, "Instruments of {Venue} {Market} read: {Count}", EventName = "InstrumentsRead")]
    public static partial void InstrumentsRead(ILogger logger, string venue, string market, int count);

    [LoggerMessage(4009, LogLevel.Warning, "The venue asks to stay away from {Bucket} for {Seconds} s", EventName = "LimitStopped")]
    public static partial void LimitStopped(ILogger logger, string bucket, double seconds);

    [LoggerMessage(4010, LogLevel.Warning, "Rate limits are kept in this process alone, Redis does not answer: {Reason}", EventName = "LimitsLocal")]
    public static partial void LimitsLocal(ILogger logger, string reason);

    [LoggerMessage(4011, LogLevel.Error, "Circuit of {Venue} {OperationClass} opened for {Seconds} s", EventName = "CircuitOpened")]
    public static partial void CircuitOpened(ILogger logger, string venue, string operationClass, double seconds);

    [LoggerMessage(4012, LogLevel.Information, "Circuit of {Venue} {OperationClass} closed", EventName = "CircuitClosed")]
    public static partial void CircuitClosed(ILogger logger, string venue, string operationClass);

    [LoggerMessage(4008, LogLevel.Warning, "Leverage limits of {Venue} {Market} could not be read: {Reason}", EventName = "LeverageLimitsNotRead")]
    public static partial void LeverageLimitsNotRead(ILogger logger, string venue, string market, string reason);

    [LoggerMessage(4013, LogLevel.Debug, "Mark prices of {Venue} {Market} are streamed", EventName = "StreamOpened")]
    public static partial void StreamOpened(ILogger logger, string venue, string market);

    [LoggerMessage(4014, LogLevel.Information, "The stream of mark prices of {Venue} {Market} ended, it is opened anew: {Reason}", EventName = "StreamLost")]
    public static partial void StreamLost(ILogger logger, string venue, string market, string reason);

    [LoggerMessage(4015, LogLevel.Warning, "A message of the stream of {Venue} {Market} is not understood: {Reason}", EventName = "StreamUnreadable")]
    public static partial void StreamUnreadable(ILogger logger, string venue, string market, string reason);

    [LoggerMessage(4016, LogLevel.Warning, "The state of the circuits could not be told: {Reason}", EventName = "CircuitsNotReported")]
    public static partial void CircuitsNotReported(ILogger logger, string reason);
}
