using System.Globalization;

namespace WhaleCopy.Core.Users;

/// <summary>A setting that is out of its range.</summary>
/// <param name="Field">The field's name in the Api.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Message">One sentence with the range.</param>
public sealed record SettingError(string Field, string Code, string Message);

/// <summary>The ranges of settings, the same for the Api, the bot and the executor. Every error is reported, not only the first.</summary>
public static class SettingRules
{
    /// <summary>Largest leverage anybody may set.</summary>
    public const int MaxLeverage = 125;

    private const string OutOfRange = "SETTING_OUT_OF_RANGE";

    /// <summary>Checks a user's settings.</summary>
    public static EquatableArray<SettingError> Check(UserSettings settings, SubscriptionTier tier)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var errors = new List<SettingError>();
        Between(errors, "auto_copy_delay_seconds", settings.AutoCopyDelaySeconds, 0m, 30m);
        Between(errors, "default_trade_size_usdt", settings.DefaultTradeSizeUsdt, 1m, 1_000_000m);
        Between(errors, "max_trade_size_usdt", settings.MaxTradeSizeUsdt, 5m, 1_000_000m);
        Between(errors, "stop_loss_percent", settings.StopLossPercent, 0.1m, 80m);
        Between(errors, "take_profit_percent", settings.TakeProfitPercent, 0.1m, 1000m);
        Between(errors, "daily_loss_limit_usdt", settings.DailyLossLimitUsdt, 1m, 10_000_000m);
        Between(errors, "max_open_positions", settings.MaxOpenPositions, 1m, 1000m);
        Between(errors, "max_leverage", settings.MaxLeverage, 1m, MaxLeverage);
        Between(errors, "default_leverage", settings.DefaultLeverage, 1m, decimal.Clamp(settings.MaxLeverage, 1m, MaxLeverage));
        if (settings.DefaultTradeSizeUsdt > settings.MaxTradeSizeUsdt)
            errors.Add(new SettingError("default_trade_size_usdt", "SIZE_ABOVE_MAXIMUM", "The default size is above the maximum size."));
        var limits = TierLimits.Of(tier);
        if (settings.TradingMode == TradingMode.Futures && !limits.FuturesAllowed)
            errors.Add(new SettingError("trading_mode", "TIER_WITHOUT_FUTURES", "Futures need the PRO tier."));
        if (limits.MaxOpenPositions is { } most && settings.MaxOpenPositions > most)
            errors.Add(new SettingError("max_open_positions", "TIER_LIMIT", string.Create(CultureInfo.InvariantCulture, $"The tier allows {most} positions.")));
        Symbols(errors, "symbols_allowed", settings.SymbolsAllowed);
        Symbols(errors, "symbols_denied", settings.SymbolsDenied);
        if (string.IsNullOrWhiteSpace(settings.TimeZone) || settings.TimeZone.Length > 64)
            errors.Add(new SettingError("time_zone", OutOfRange, "time_zone is an IANA name such as Europe/Berlin."));
        if (string.IsNullOrWhiteSpace(settings.Language) || settings.Language.Length > 8)
            errors.Add(new SettingError("language", OutOfRange, "language is a code such as en."));
        return [.. errors];
    }

    /// <summary>Checks a follow's settings against the user's.</summary>
    public static EquatableArray<SettingError> Check(FollowSettings follow, UserSettings settings)
    {
        ArgumentNullException.ThrowIfNull(follow);
        ArgumentNullException.ThrowIfNull(settings);
        var errors = new List<SettingError>();
        Between(errors, "trade_size_usdt", follow.TradeSizeUsdt, 1m, 1_000_000m);
        Between(errors, "trade_size_percent", follow.TradeSizePercent, 0.1m, 100m);
        Between(errors, "quantity_multiplier", follow.QuantityMultiplier, 0.000001m, 1000m);
        Between(errors, "equity_multiplier", follow.EquityMultiplier, 0.01m, 10m);
        Between(errors, "leverage", follow.Leverage, 1m, decimal.Clamp(settings.MaxLeverage, 1m, MaxLeverage));
        Between(errors, "stop_loss_percent", follow.StopLossPercent, 0.1m, 80m);
        Between(errors, "take_profit_percent", follow.TakeProfitPercent, 0.1m, 1000m);
        Between(errors, "trailing_stop_percent", follow.TrailingStopPercent, 0.1m, 50m);
        Between(errors, "max_slippage_percent", follow.MaxSlippagePercent, 0.1m, 3m);
        Between(errors, "max_symbol_usdt", follow.MaxSymbolUsdt, 1m, 10_000_000m);
        Between(errors, "budget_usdt", follow.BudgetUsdt, 1m, 100_000_000m);
        Between(errors, "max_drawdown_percent", follow.MaxDrawdownPercent, 1m, 100m);
        Symbols(errors, "symbols_allowed", follow.SymbolsAllowed);
        Symbols(errors, "symbols_denied", follow.SymbolsDenied);
        var (field, size) = follow.SizingMode switch
        {
            SizingMode.FixedUsdt => ("trade_size_usdt", follow.TradeSizeUsdt),
            SizingMode.PercentOfBalance => ("trade_size_percent", follow.TradeSizePercent),
            SizingMode.QuantityMultiplier => ("quantity_multiplier", follow.QuantityMultiplier),
            SizingMode.EquityRatio => ("equity_multiplier", follow.EquityMultiplier),
            null => ("sizing_mode", 1m),
        };
        if (size is null)
            errors.Add(new SettingError(field, "SIZE_MISSING", $"{WireName<SizingMode>.Of(follow.SizingMode!.Value)} needs {field}."));
        return [.. errors];
    }

    private static void Between(List<SettingError> errors, string field, decimal? value, decimal least, decimal most)
    {
        if (value is { } number && (number < least || number > most))
        {
            errors.Add(new SettingError(
                field, OutOfRange, string.Create(CultureInfo.InvariantCulture, $"{field} is {number}; it is from {least} to {most}.")));
        }
    }

    private static void Symbols(List<SettingError> errors, string field, EquatableArray<string> symbols)
    {
        if (symbols.Count > 200)
            errors.Add(new SettingError(field, OutOfRange, $"{field} holds at most 200 symbols."));
        foreach (var symbol in symbols.AsSpan())
        {
            if (symbol.Length is < 2 or > 40 || symbol.AsSpan().ContainsAnyExcept(SymbolCharacters))
                errors.Add(new SettingError(field, "SYMBOL_INVALID", $"{field} holds canonical symbols such as BTCUSDT."));
        }
    }

    private static readonly System.Buffers.SearchValues<char> SymbolCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
}
