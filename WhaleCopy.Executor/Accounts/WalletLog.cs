namespace WhaleCopy.Executor.Accounts;

internal static partial class WalletLog
{
    [LoggerMessage(2700, LogLevel.Information, "Trade {TradeId}: {AmountUsdt} USDT moved between the user's wallets", EventName = "FundsMoved")]
    public static partial void Moved(ILogger logger, long tradeId, decimal amountUsdt);

    [LoggerMessage(2701, LogLevel.Warning, "Trade {TradeId}: the venue refused to move money between the user's wallets ({Code})", EventName = "TransferRefused")]
    public static partial void Refused(ILogger logger, long tradeId, string code);

    [LoggerMessage(2702, LogLevel.Warning, "Trade {TradeId}: the outcome of its transfer was not seen: {Reason}", EventName = "TransferUnseen")]
    public static partial void Unknown(ILogger logger, long tradeId, string reason);

    [LoggerMessage(2703, LogLevel.Warning, "Account {ApiKeyId}: its wallets could not be read after a transfer: {Reason}", EventName = "WalletUnread")]
    public static partial void NotRead(ILogger logger, long apiKeyId, string reason);
}
