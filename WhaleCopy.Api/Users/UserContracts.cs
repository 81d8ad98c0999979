using System.ComponentModel;
using System.Text.Json.Serialization;
using WhaleCopy.Api.Json;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Api.Users;

/// <summary>A user as he sees himself.</summary>
internal sealed record UserProfile
{
    public required long Id { get; init; }
    public required long TelegramId { get; init; }
    public required string? Username { get; init; }
    public required string? FirstName { get; init; }
    public required string? LastName { get; init; }

    [Description("The tier that counts now: FREE where a subscription has lapsed.")]
    public required SubscriptionTier SubscriptionTier { get; init; }
    public required DateTimeOffset? SubscriptionExpiresAt { get; init; }
    public required UserLimits Limits { get; init; }
    public required bool IsAdmin { get; init; }

    [Description("No entries are copied; exits are.")]
    public required bool IsPaused { get; init; }

    [Description("Paused by a panic: leaving it needs a step-up.")]
    public required bool IsPanicked { get; init; }
    public required DateTimeOffset? PausedAt { get; init; }
    public required bool TotpEnabled { get; init; }

    [Description("USDT over all accounts.")]
    public required decimal TotalBalance { get; init; }
    public required decimal AvailableBalance { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required SettingsAnswer Settings { get; init; }
}

/// <summary>What the tier allows.</summary>
internal sealed record UserLimits
{
    [Description("Null for no limit.")]
    public required int? MaxWhales { get; init; }

    [Description("Null for no limit.")]
    public required int? MaxOpenPositions { get; init; }
    public required bool FuturesAllowed { get; init; }

    [Description("Percent of realised profit.")]
    public required decimal CommissionPercent { get; init; }
}

/// <summary>Copy settings. Sizes are margin in USDT.</summary>
internal sealed record SettingsAnswer
{
    public required TradingMode TradingMode { get; init; }
    public required Venue? PreferredExchange { get; init; }
    public required bool AutoCopyEnabled { get; init; }
    public required int AutoCopyDelaySeconds { get; init; }
    public required decimal? DefaultTradeSizeUsdt { get; init; }
    public required decimal MaxTradeSizeUsdt { get; init; }

    [Description("Percent of the entry price.")]
    public required decimal StopLossPercent { get; init; }

    [Description("Percent of the entry price.")]
    public required decimal? TakeProfitPercent { get; init; }
    public required decimal DailyLossLimitUsdt { get; init; }
    public required int MaxOpenPositions { get; init; }
    public required int DefaultLeverage { get; init; }
    public required int MaxLeverage { get; init; }
    public required bool AutoCloseOnTp { get; init; }
    public required bool AutoCloseOnWhaleExit { get; init; }
    public required InsufficientFundsPolicy InsufficientFunds { get; init; }

    [Description("Only these symbols; empty for all.")]
    public required IReadOnlyList<string> SymbolsAllowed { get; init; }
    public required IReadOnlyList<string> SymbolsDenied { get; init; }

    [Description("May move USDT between the spot and futures wallets of an account before an entry.")]
    public required bool AutoTransfer { get; init; }

    [Description("IANA name; the day of the loss limit is counted in it.")]
    public required string TimeZone { get; init; }
    public required string Language { get; init; }
}

/// <summary>The settings to change; what is absent stays. Null clears where the answer can be null.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SettingsPatch
{
    public Change<TradingMode> TradingMode { get; init; }
    public Change<Venue?> PreferredExchange { get; init; }
    public Change<bool> AutoCopyEnabled { get; init; }

    [Description("0 to 30.")]
    public Change<int> AutoCopyDelaySeconds { get; init; }
    public Change<decimal?> DefaultTradeSizeUsdt { get; init; }

    [Description("Raising it needs a step-up.")]
    public Change<decimal> MaxTradeSizeUsdt { get; init; }
    public Change<decimal> StopLossPercent { get; init; }
    public Change<decimal?> TakeProfitPercent { get; init; }

    [Description("Raising it needs a step-up.")]
    public Change<decimal> DailyLossLimitUsdt { get; init; }

    [Description("Raising it needs a step-up.")]
    public Change<int> MaxOpenPositions { get; init; }
    public Change<int> DefaultLeverage { get; init; }

    [Description("Raising it needs a step-up.")]
    public Change<int> MaxLeverage { get; init; }
    public Change<bool> AutoCloseOnTp { get; init; }
    public Change<bool> AutoCloseOnWhaleExit { get; init; }
    public Change<InsufficientFundsPolicy> InsufficientFunds { get; init; }
    public Change<string[]> SymbolsAllowed { get; init; }
    public Change<string[]> SymbolsDenied { get; init; }
    public Change<bool> AutoTransfer { get; init; }
    public Change<string> TimeZone { get; init; }
    public Change<string> Language { get; init; }
}

/// <summary>Whether copying goes on.</summary>
internal sealed record PauseAnswer
{
    public required bool IsPaused { get; init; }
    public required bool IsPanicked { get; init; }
    public required DateTimeOffset? PausedAt { get; init; }
}
