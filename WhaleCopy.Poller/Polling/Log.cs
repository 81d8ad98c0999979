using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Poller.Polling;

internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Polling {Source} as {Owner}: {ReadsPerSecond} reads a second", EventName = "PollingStarted")]
    public static partial void PollingStarted(ILogger logger, string source, string owner, decimal readsPerSecond);

    [LoggerMessage(1001, LogLevel.Information, "{Kind} of {Key} by whale {WhaleId} is signal {SignalId} (snapshot {Snapshot})", EventName = "SignalStored")]
    public static partial void SignalStored(ILogger logger, SignalKind kind, PositionKey key, long whaleId, long signalId, long snapshot);

    [LoggerMessage(1002, LogLevel.Information, "Whale {WhaleId} is {To} after {From}", EventName = "WhaleStatusChanged")]
    public static partial void WhaleStatusChanged(ILogger logger, long whaleId, WhaleDataStatus from, WhaleDataStatus to);

    [LoggerMessage(1003, LogLevel.Warning, "Lost the lease of whale {WhaleId} (token {LeaseToken}): nothing of this poll was written", EventName = "LeaseLost")]
    public static partial void LeaseLost(ILogger logger, long whaleId, long leaseToken);

    [LoggerMessage(1004, LogLevel.Error, "The poll of whale {WhaleId} broke; he is polled again when its lease is over", EventName = "PollBroke")]
    public static partial void PollBroke(ILogger logger, Exception exception, long whaleId);

    [LoggerMessage(1005, LogLevel.Error, "Polling {Source} broke; it goes on", EventName = "PollingLoopBroke")]
    public static partial void PollingLoopBroke(ILogger logger, Exception exception, string source);

    [LoggerMessage(1006, LogLevel.Warning, "{Count} polls could not be stored; they are made again when their leases are over", EventName = "OutcomesNotStored")]
    public static partial void OutcomesNotStored(ILogger logger, Exception exception, int count);

    [LoggerMessage(1007, LogLevel.Warning, "The executor was not told of {Count} signals ({Reason}); it finds them by itself", EventName = "ExecutorNotTold")]
    public static partial void ExecutorNotTold(ILogger logger, int count, string reason);

    [LoggerMessage(1008, LogLevel.Warning, "The shared budget of {Source} is away ({Reason}): a quarter of it is used from here", EventName = "SharedBudgetLost")]
    public static partial void SharedBudgetLost(ILogger logger, string source, string reason);

    [LoggerMessage(1009, LogLevel.Information, "The shared budget of {Source} is back", EventName = "SharedBudgetRestored")]
    public static partial void SharedBudgetRestored(ILogger logger, string source);

    [LoggerMessage(1010, LogLevel.Error, "Assigning the polling tiers broke; it is tried again", EventName = "TiersBroke")]
    public static partial void TiersBroke(ILogger logger, Exception exception);

    [LoggerMessage(1011, LogLevel.Warning, "{Count} claimed whales could not be given back ({Reason}); their leases end by themselves", EventName = "ClaimsNotReleased")]
    public static partial void ClaimsNotReleased(ILogger logger, int count, string reason);

    [LoggerMessage(1012, LogLevel.Information, "{Source} is {Health}{Reason}", EventName = "SourceHealthChanged")]
    public static partial void SourceHealthChanged(ILogger logger, string source, string health, string reason);
}
