using WhaleCopy.Core.Venues;

namespace WhaleCopy.Executor.Placement;

internal static partial class PlacementLog
{
    [LoggerMessage(2100, LogLevel.Warning, "Trade {TradeId} is held by {Owner} now: our result is dropped, it asks the venue itself", EventName = "ResultNotOurs")]
    public static partial void NotOurs(ILogger logger, long tradeId, string owner);

    [LoggerMessage(2101, LogLevel.Information, "Signal {SignalId}: {Copied} copies reserved, {Skipped} skipped", EventName = "Prepared")]
    public static partial void Prepared(ILogger logger, long signalId, int copied, int skipped);

    [LoggerMessage(2102, LogLevel.Warning, "Trade {TradeId} was not sent: {Code}, {Reason}", EventName = "NotSent")]
    public static partial void NotSent(ILogger logger, long tradeId, string code, string reason);

    [LoggerMessage(2103, LogLevel.Warning, "Trade {TradeId}: outcome unknown ({Reason})", EventName = "OutcomeUnknown")]
    public static partial void OutcomeUnknown(ILogger logger, long tradeId, string reason);

    [LoggerMessage(2104, LogLevel.Warning, "Trade {TradeId} was refused by the venue: {Code}", EventName = "Refused")]
    public static partial void Refused(ILogger logger, long tradeId, string code);

    [LoggerMessage(2105, LogLevel.Error, "Trade {TradeId}: sending failed in our own code; reconciliation takes it", EventName = "SubmitFailed")]
    public static partial void SubmitFailed(ILogger logger, long tradeId, Exception exception);

    [LoggerMessage(2106, LogLevel.Information, "Entries are open: the first reconciliation is through", EventName = "EntriesOpen")]
    public static partial void EntriesOpen(ILogger logger);

    [LoggerMessage(2107, LogLevel.Information, "Stopped with {InFlight} trades on their way; they are reconciled by whoever is next", EventName = "Stopped")]
    public static partial void Stopped(ILogger logger, int inFlight);

    [LoggerMessage(2108, LogLevel.Information, "Trade {TradeId} waits for {Venue}, tried again in {Seconds:0.0} s: {Reason}", EventName = "GivenBack")]
    public static partial void GivenBack(ILogger logger, long tradeId, Venue venue, double seconds, string reason);

    [LoggerMessage(2109, LogLevel.Warning, "Order {ClientOrderId} was accepted, and what became of it could not be asked at once", EventName = "LookFailed")]
    public static partial void LookFailed(ILogger logger, string clientOrderId, Exception exception);
}
