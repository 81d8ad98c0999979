using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Executor.Intake;

/// <summary>Stored rows as Core takes them.</summary>
internal static class RowMapping
{
    public static PositionKey KeyOf(WhaleSignalRow signal) => new(signal.Market, signal.CexSymbol, signal.Side);

    public static SignalDraft DraftOf(WhaleSignalRow signal) => new()
    {
        TxHash = signal.TxHash,
        WhaleId = signal.WhaleId,
        Key = KeyOf(signal),
        Kind = signal.Kind,
        SnapshotNumber = signal.SnapshotNumber,
        Fraction = signal.Fraction,
        SizeChange = signal.WhaleSizeChange,
        Size = signal.WhaleSize,
        SizeUnit = signal.WhaleSizeUnit,
        Leverage = signal.Leverage,
        MarginMode = signal.MarginMode,
        AmountUsd = signal.AmountUsd,
        PriceAtSignal = signal.PriceAtSignal ?? 0m,
        ReferencePrice = signal.ReferencePrice,
        EquityUsdt = signal.WhaleEquityUsdt,
        ConfidenceScore = signal.ConfidenceScore,
        Link = signal.Link,
        ChangedAt = signal.WhaleChangedAt,
        PreviousCompleteAt = signal.PreviousCompleteAt ?? signal.DetectedAt,
        DetectedAt = signal.DetectedAt,
    };

    public static FollowPolicy PolicyOf(FollowerRows follower, DateTimeOffset now) => new()
    {
        User = follower.Settings.ToCore(),
        Follow = follower.Follow is { } follow ? SettingsOf(follow) : new FollowSettings(),
        Tier = TierLimits.Of(TierLimits.Effective(follower.User.SubscriptionTier, follower.User.SubscriptionExpiresAt, now)),
    };

    /// <summary>A follow's settings as the engine obeys them: a stopped one copies nothing.</summary>
    public static FollowSettings SettingsOf(FollowRow follow) => follow.ToCore() with { AutoCopyEnabled = follow.AutoCopyEnabled && follow.StoppedAt is null };

    public static UserStanding StandingOf(UserRow user) => new(user.IsActive, user.IsBanned, user.IsPaused);

    /// <summary>The begin of the user's day; UTC where his zone is not known here.</summary>
    public static DateTimeOffset DayStartOf(UserSettingsRow settings, DateTimeOffset now) => DailyLoss.DayStart(
        now, TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc);

    /// <summary>The user's accounts that work, the whale's venue first.</summary>
    public static IReadOnlyList<TradingAccount> AccountsOf(FollowerRows follower, Venue? first) =>
    [
        .. follower.Keys
            .Where(key => key.Health is not (ApiKeyHealth.Invalid or ApiKeyHealth.Expired))
            .OrderBy(key => key.Exchange == first ? 0 : 1)
            .ThenBy(key => key.Id)
            .Select(key => new TradingAccount(key.Id, key.Exchange, key.CanSpotTrade, key.CanFuturesTrade)),
    ];

    /// <summary>The wallet that money for an entry may be moved from: null where the user does not allow it or his key cannot.</summary>
    public static Market? TransferSourceOf(FollowerRows follower, long accountId, InstrumentId instrument) =>
        follower.Settings.AutoTransfer && follower.Keys.Any(key => key.Id == accountId && key.CanTransfer)
            ? WalletTransfers.SourceOf(instrument.Venue, instrument.Market)
            : null;
}
