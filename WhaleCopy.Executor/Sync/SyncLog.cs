namespace WhaleCopy.Executor.Sync;

internal static partial class SyncLog
{
    [LoggerMessage(2500, LogLevel.Warning, "Account {ApiKeyId} could not be read: {Reason}", EventName = "SyncUnread")]
    public static partial void AccountUnread(ILogger logger, long apiKeyId, string reason);

    [LoggerMessage(2501, LogLevel.Warning, "Account {ApiKeyId} in {Symbol}: copies hold {Held}, the venue shows {Shown}", EventName = "PositionDiffers")]
    public static partial void Differs(ILogger logger, long apiKeyId, string symbol, decimal held, decimal shown);

    [LoggerMessage(2502, LogLevel.Error, "Position {PositionId} in {Symbol}: {Missing} is gone at the venue and no fill explains it; two readings agree", EventName = "PositionUnexplained")]
    public static partial void Unexplained(ILogger logger, long positionId, string symbol, decimal missing);

    [LoggerMessage(2503, LogLevel.Warning, "Prices of {Venue} could not be read: {Reason}", EventName = "PricesUnread")]
    public static partial void PricesUnread(ILogger logger, string venue, string reason);

    [LoggerMessage(2504, LogLevel.Error, "The secrets of account {ApiKeyId} do not open: {Reason}", EventName = "SecretUnreadable")]
    public static partial void SecretUnreadable(ILogger logger, long apiKeyId, string reason);

    [LoggerMessage(2505, LogLevel.Error, "Account {ApiKeyId} could not be compared with its venue", EventName = "SyncFailed")]
    public static partial void SyncFailed(ILogger logger, long apiKeyId, Exception exception);

    [LoggerMessage(2508, LogLevel.Warning, "Position {PositionId}: the venue ended protective order {ClientOrderId}, and not for us; it is placed anew", EventName = "ProtectionLost")]
    public static partial void ProtectionLost(ILogger logger, long positionId, string clientOrderId);

    [LoggerMessage(2506, LogLevel.Warning, "The fills of order {OrderId} could not be read: {Reason}", EventName = "FillsUnread")]
    public static partial void FillsUnread(ILogger logger, long orderId, string reason);

    [LoggerMessage(2507, LogLevel.Error, "The fills of order {OrderId} could not be booked", EventName = "FillsFailed")]
    public static partial void FillsFailed(ILogger logger, long orderId, Exception exception);

    [LoggerMessage(2508, LogLevel.Warning, "The funding of account {ApiKeyId} could not be read: {Reason}", EventName = "FundingUnread")]
    public static partial void FundingUnread(ILogger logger, long apiKeyId, string reason);

    [LoggerMessage(2509, LogLevel.Error, "The funding of account {ApiKeyId} could not be booked", EventName = "FundingFailed")]
    public static partial void FundingFailed(ILogger logger, long apiKeyId, Exception exception);

    [LoggerMessage(2510, LogLevel.Warning, "Account {ApiKeyId} in {Symbol}: funding of {Amount} {Asset} waits for a price", EventName = "FundingLeft")]
    public static partial void FundingLeft(ILogger logger, long apiKeyId, string symbol, decimal amount, string asset);

    [LoggerMessage(2511, LogLevel.Warning, "Account {ApiKeyId}, position {PositionId}: funding of {Amount} {Asset} is of a long and a short of the same size, and the venue does not say of which", EventName = "FundingOfBothSides")]
    public static partial void FundingOfBothSides(ILogger logger, long apiKeyId, long positionId, decimal amount, string asset);
}
