namespace WhaleCopy.Executor.Reconcile;

internal static partial class ReconcileLog
{
    [LoggerMessage(2200, LogLevel.Error, "Trade {TradeId} of user {UserId} in {Symbol} is of unknown outcome for more than a minute: {Reason}", EventName = "StillUnknown")]
    public static partial void StillUnknown(ILogger logger, long tradeId, long userId, string symbol, string reason);

    [LoggerMessage(2201, LogLevel.Warning, "Trade {TradeId}: the venue could not be asked: {Reason}", EventName = "VenueUnread")]
    public static partial void VenueUnread(ILogger logger, long tradeId, string reason);

    [LoggerMessage(2202, LogLevel.Debug, "Trade {TradeId} is not settled: {Reason}", EventName = "NotSettled")]
    public static partial void NotSettled(ILogger logger, long tradeId, string reason);

    [LoggerMessage(2203, LogLevel.Warning, "Trade {TradeId} was never accepted; attempt {Attempt} follows", EventName = "NextAttempt")]
    public static partial void NextAttempt(ILogger logger, long tradeId, int attempt);

    [LoggerMessage(2204, LogLevel.Warning, "Trade {TradeId} was never accepted and is given up: {Code}", EventName = "GivenUp")]
    public static partial void GivenUp(ILogger logger, long tradeId, string code);

    [LoggerMessage(2205, LogLevel.Error, "Trade {TradeId} could not be reconciled", EventName = "ReconcileFailed")]
    public static partial void Failed(ILogger logger, long tradeId, Exception exception);
}
