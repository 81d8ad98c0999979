using WhaleCopy.Core.Users;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Users;

/// <summary>Settings between row, Core and answer.</summary>
internal static class UserSettingsMapping
{
    public static UserSettings With(this UserSettings present, SettingsPatch patch) => new()
    {
        TradingMode = patch.TradingMode.Or(present.TradingMode),
        PreferredExchange = patch.PreferredExchange.Or(present.PreferredExchange),
        AutoCopyEnabled = patch.AutoCopyEnabled.Or(present.AutoCopyEnabled),
        AutoCopyDelaySeconds = patch.AutoCopyDelaySeconds.Or(present.AutoCopyDelaySeconds),
        DefaultTradeSizeUsdt = patch.DefaultTradeSizeUsdt.Or(present.DefaultTradeSizeUsdt),
        MaxTradeSizeUsdt = patch.MaxTradeSizeUsdt.Or(present.MaxTradeSizeUsdt),
        StopLossPercent = patch.StopLossPercent.Or(present.StopLossPercent),
        TakeProfitPercent = patch.TakeProfitPercent.Or(present.TakeProfitPercent),
        DailyLossLimitUsdt = patch.DailyLossLimitUsdt.Or(present.DailyLossLimitUsdt),
        MaxOpenPositions = patch.MaxOpenPositions.Or(present.MaxOpenPositions),
        DefaultLeverage = patch.DefaultLeverage.Or(present.DefaultLeverage),
        MaxLeverage = patch.MaxLeverage.Or(present.MaxLeverage),
        AutoCloseOnTp = patch.AutoCloseOnTp.Or(present.AutoCloseOnTp),
        AutoCloseOnWhaleExit = patch.AutoCloseOnWhaleExit.Or(present.AutoCloseOnWhaleExit),
        InsufficientFunds = patch.InsufficientFunds.Or(present.InsufficientFunds),
        SymbolsAllowed = [.. patch.SymbolsAllowed.Or([.. present.SymbolsAllowed])],
        SymbolsDenied = [.. patch.SymbolsDenied.Or([.. present.SymbolsDenied])],
        AutoTransfer = patch.AutoTransfer.Or(present.AutoTransfer),
        TimeZone = patch.TimeZone.Or(present.TimeZone),
        Language = patch.Language.Or(present.Language),
    };

    public static void Store(this UserSettings settings, UserSettingsRow row, DateTimeOffset now)
    {
        row.TradingMode = settings.TradingMode;
        row.PreferredExchange = settings.PreferredExchange;
        row.AutoCopyEnabled = settings.AutoCopyEnabled;
        row.AutoCopyDelaySeconds = settings.AutoCopyDelaySeconds;
        row.DefaultTradeSizeUsdt = settings.DefaultTradeSizeUsdt;
        row.MaxTradeSizeUsdt = settings.MaxTradeSizeUsdt;
        row.StopLossPercent = settings.StopLossPercent;
        row.TakeProfitPercent = settings.TakeProfitPercent;
        row.DailyLossLimitUsdt = settings.DailyLossLimitUsdt;
        row.MaxOpenPositions = settings.MaxOpenPositions;
        row.DefaultLeverage = settings.DefaultLeverage;
        row.MaxLeverage = settings.MaxLeverage;
        row.AutoCloseOnTp = settings.AutoCloseOnTp;
        row.AutoCloseOnWhaleExit = settings.AutoCloseOnWhaleExit;
        row.InsufficientFunds = settings.InsufficientFunds;
        row.SymbolsAllowed = [.. settings.SymbolsAllowed];
        row.SymbolsDenied = [.. settings.SymbolsDenied];
        row.AutoTransfer = settings.AutoTransfer;
        row.TimeZone = settings.TimeZone;
        row.Language = settings.Language;
        row.UpdatedAt = now;
    }

    public static SettingsAnswer ToAnswer(this UserSettingsRow row) => new()
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
        SymbolsAllowed = row.SymbolsAllowed,
        SymbolsDenied = row.SymbolsDenied,
        AutoTransfer = row.AutoTransfer,
        TimeZone = row.TimeZone,
        Language = row.Language,
    };

    /// <summary>True where a change lets more be lost than before.</summary>
    public static bool RaisesLimitsOf(this UserSettings changed, UserSettings present) =>
        changed.MaxTradeSizeUsdt > present.MaxTradeSizeUsdt
        || changed.DailyLossLimitUsdt > present.DailyLossLimitUsdt
        || changed.MaxOpenPositions > present.MaxOpenPositions
        || changed.MaxLeverage > present.MaxLeverage;
}
