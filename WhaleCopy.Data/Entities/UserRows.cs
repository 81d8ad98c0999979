using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Data.Entities;

/// <summary>A user of the product. Limits over all his copies are held under this row's lock.</summary>
public sealed class UserRow
{
    public long Id { get; set; }
    public required long TelegramId { get; set; }
    public string? Username { get; set; }
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? StartParam { get; set; }
    public SubscriptionTier SubscriptionTier { get; set; }
    public DateTimeOffset? SubscriptionExpiresAt { get; set; }
    public bool IsActive { get; set; } = true;
    public bool IsBanned { get; set; }
    public bool IsAdmin { get; set; }
    public bool IsPaused { get; set; }

    /// <summary>Paused by a panic: leaving it needs a step-up.</summary>
    public bool IsPanicked { get; set; }
    public DateTimeOffset? PausedAt { get; set; }

    /// <summary>Portfolio in USDT over all accounts, for showing; never used in a decision.</summary>
    public decimal TotalBalance { get; set; }
    public decimal AvailableBalance { get; set; }
    public bool TotpEnabled { get; set; }
    public string? TotpSecretEncrypted { get; set; }

    /// <summary>Time step of the last accepted code: a code works once.</summary>
    public long? TotpLastStep { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? LastSeenAt { get; set; }
    public UserSettingsRow? Settings { get; set; }
    public List<UserApiKeyRow> ApiKeys { get; } = [];
    public List<FollowRow> Follows { get; } = [];
}

/// <summary>A user's copy settings; one row a user.</summary>
public sealed class UserSettingsRow
{
    public long UserId { get; set; }
    public TradingMode TradingMode { get; set; } = TradingMode.Mixed;
    public Venue? PreferredExchange { get; set; }
    public bool AutoCopyEnabled { get; set; } = true;
    public int AutoCopyDelaySeconds { get; set; }
    public decimal? DefaultTradeSizeUsdt { get; set; }
    public decimal MaxTradeSizeUsdt { get; set; } = 100m;
    public decimal StopLossPercent { get; set; } = 10m;
    public decimal? TakeProfitPercent { get; set; }
    public decimal DailyLossLimitUsdt { get; set; } = 50m;
    public int MaxOpenPositions { get; set; } = 5;
    public int DefaultLeverage { get; set; } = 5;
    public int MaxLeverage { get; set; } = 20;
    public bool AutoCloseOnTp { get; set; } = true;
    public bool AutoCloseOnWhaleExit { get; set; } = true;
    public InsufficientFundsPolicy InsufficientFunds { get; set; } = InsufficientFundsPolicy.Shrink;
    public string[] SymbolsAllowed { get; set; } = [];
    public string[] SymbolsDenied { get; set; } = [];
    public bool AutoTransfer { get; set; }
    public string TimeZone { get; set; } = "UTC";
    public string Language { get; set; } = "en";

    /// <summary>Kinds of notification that are switched off.</summary>
    public string[] NotificationsMuted { get; set; } = [];
    public DateTimeOffset? UpdatedAt { get; set; }
}

/// <summary>Whether a key works.</summary>
public enum ApiKeyHealth
{
    Unchecked,
    Ok,
    Invalid,
    Expired,
    Restricted,
}

/// <summary>A user's key at a venue: an account. Secrets are encrypted, bound to user, exchange and field.</summary>
public sealed class UserApiKeyRow
{
    public long Id { get; set; }
    public required long UserId { get; set; }
    public required Venue Exchange { get; set; }
    public required string ApiKeyEncrypted { get; set; }
    public required string ApiSecretEncrypted { get; set; }
    public string? PassphraseEncrypted { get; set; }

    /// <summary>Last four characters of the key.</summary>
    public required string KeyTail { get; set; }

    /// <summary>Keyed hash of the key: one key belongs to one user.</summary>
    public required string KeyFingerprint { get; set; }
    public string? Label { get; set; }
    public bool IsActive { get; set; }
    public bool IsTestnet { get; set; }
    public bool CanSpotTrade { get; set; }
    public bool CanFuturesTrade { get; set; }
    public bool CanWithdraw { get; set; }
    public bool CanTransfer { get; set; }
    public bool? IpRestricted { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }
    public ApiKeyHealth Health { get; set; }
    public DateTimeOffset? HealthCheckedAt { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>Removed by the user; kept because trades point at it, its secrets wiped.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>Balances are read again from here on.</summary>
    public DateTimeOffset NextBalanceAt { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public UserRow? User { get; set; }
}

/// <summary>A venue's reading of one asset of one wallet of one account. The sync alone writes it.</summary>
public sealed class AccountBalanceRow
{
    public required long ApiKeyId { get; set; }
    public required Market Market { get; set; }
    public required string Asset { get; set; }
    public decimal Total { get; set; }
    public decimal Available { get; set; }
    public decimal UnrealizedPnl { get; set; }

    /// <summary>Total in USDT at the reading.</summary>
    public decimal TotalUsdt { get; set; }

    /// <summary>Available in USDT at the reading.</summary>
    public decimal AvailableUsdt { get; set; }

    /// <summary>When the venue was asked: reservations settled after it are not in the reading.</summary>
    public required DateTimeOffset RequestSentAt { get; set; }
}

/// <summary>What a venue said of one market of an account: its position mode and every open position, the user's own included.</summary>
public sealed class AccountMarketRow
{
    public required long ApiKeyId { get; set; }
    public required Market Market { get; set; }
    public PositionMode? PositionMode { get; set; }
    public DateTimeOffset? ModeReadAt { get; set; }

    /// <summary>Open positions as JSON: symbol, side, size, leverage, margin_mode.</summary>
    public string Positions { get; set; } = "[]";

    /// <summary>When the venue was asked for the positions.</summary>
    public DateTimeOffset? PositionsSentAt { get; set; }
}

/// <summary>Leverage and margin mode of an instrument in an account, as last read back: set only when different.</summary>
public sealed class AccountInstrumentRow
{
    public required long ApiKeyId { get; set; }
    public required Market Market { get; set; }
    public required string Symbol { get; set; }
    public required int Leverage { get; set; }
    public required MarginMode MarginMode { get; set; }
    public required DateTimeOffset ReadAt { get; set; }
}

/// <summary>A recovery code of TOTP, hashed; works once.</summary>
public sealed class TotpRecoveryCodeRow
{
    public long Id { get; set; }
    public required long UserId { get; set; }
    public required string CodeHash { get; set; }
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>A period in which a tier was or is paid for.</summary>
public sealed class SubscriptionRow
{
    public long Id { get; set; }
    public required long UserId { get; set; }
    public required SubscriptionTier Tier { get; set; }
    public required DateTimeOffset StartedAt { get; set; }
    public required DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? CancelledAt { get; set; }
}

/// <summary>What somebody did that matters to safety: keys, limits, pause, panic, operators' acts.</summary>
public sealed class AuditLogRow
{
    public long Id { get; set; }
    public long? UserId { get; set; }
    public required string Actor { get; set; }
    public required string Action { get; set; }
    public required string Details { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
}
