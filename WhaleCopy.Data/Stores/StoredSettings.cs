using WhaleCopy.Core.Users;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Data.Stores;

/// <summary>Stored settings as Core takes them.</summary>
public static class StoredSettings
{
    /// <summary>A user's settings.</summary>
    public static UserSettings ToCore(this UserSettingsRow row) => new()
    {
        TradingMode = row.TradingMode,
        PreferredExchange = row.PreferredExchange,
        AutoCopyEnabled = row.AutoCopyEnabled,
        AutoCopyDelaySeconds = row.AutoCopyDelaySeconds,
        DefaultTradeSizeUsdt = row.DefaultTradeSizeUsdt,
        MaxTradeSizeUsdt = row.MaxTradeSizeUsdt,
        StopLossPercent = row.StopLossPercent,
        TakeProfitPercent = row.TakeProfitPercent,
        DailyLossLimitUsdt = row.DailyLossLimitUsdt,
        MaxOpenPositions = row.MaxOpenPositions,
        DefaultLeverage = row.DefaultLeverage,
        MaxLeverage = row.MaxLeverage,
        AutoCloseOnTp = row.AutoCloseOnTp,
        AutoCloseOnWhaleExit = row.AutoCloseOnWhaleExit,
        InsufficientFunds = row.InsufficientFunds,
        SymbolsAllowed = [.. row.SymbolsAllowed],
        SymbolsDenied = [.. row.SymbolsDenied],
        AutoTransfer = row.AutoTransfer,
        TimeZone = row.TimeZone,
        Language = row.Language,
    };

    /// <summary>A follow's settings.</summary>
    public static FollowSettings ToCore(this FollowRow row) => new()
    {
        AutoCopyEnabled = row.AutoCopyEnabled,
        SizingMode = row.SizingMode,
        TradeSizeUsdt = row.TradeSizeUsdt,
        TradeSizePercent = row.TradeSizePercent,
        QuantityMultiplier = row.QuantityMultiplier,
        EquityMultiplier = row.EquityMultiplier,
        CopyLeverage = row.CopyLeverage,
        Leverage = row.Leverage,
        MarginMode = row.MarginMode,
        StopLossPercent = row.StopLossPercent,
        TakeProfitPercent = row.TakeProfitPercent,
        TrailingStopPercent = row.TrailingStopPercent,
        MaxSlippagePercent = row.MaxSlippagePercent,
        EntryOrder = row.EntryOrder,
        BelowMinimum = row.BelowMinimum,
        Reentry = row.Reentry,
        CopyAdjustments = row.CopyAdjustments,
        CopyExisting = row.CopyExisting,
        SourceDarkAction = row.SourceDarkAction,
        SymbolsAllowed = [.. row.SymbolsAllowed],
        SymbolsDenied = [.. row.SymbolsDenied],
        MaxSymbolUsdt = row.MaxSymbolUsdt,
        BudgetUsdt = row.BudgetUsdt,
        MaxDrawdownPercent = row.MaxDrawdownPercent,
        Exchange = row.Exchange,
    };
}
