namespace WhaleCopy.Core.Users;

/// <summary>What a subscription tier allows (domain.md, "Tiers").</summary>
public sealed record TierLimits
{
    private static readonly TierLimits Free = new()
    {
        PriceUsd = 0m,
        MaxWhales = 5,
        CommissionPercent = 2m,
        FuturesAllowed = false,
        MaxOpenPositions = 5,
    };

    private static readonly TierLimits Pro = new()
    {
        PriceUsd = 99m,
        MaxWhales = 5,
        CommissionPercent = 1m,
        FuturesAllowed = true,
        MaxOpenPositions = 10,
    };

    private static readonly TierLimits Elite = new()
    {
        PriceUsd = 299m,
        MaxWhales = null,
        CommissionPercent = 0.5m,
        FuturesAllowed = true,
        MaxOpenPositions = null,
    };

    /// <summary>USD a month.</summary>
    public required decimal PriceUsd { get; init; }

    /// <summary>Whales followed at once; null for no limit.</summary>
    public required int? MaxWhales { get; init; }

    /// <summary>Commission on realised profit, in percent of it.</summary>
    public required decimal CommissionPercent { get; init; }

    /// <summary>False: spot only.</summary>
    public required bool FuturesAllowed { get; init; }

    /// <summary>Positions open at once; null for no limit.</summary>
    public required int? MaxOpenPositions { get; init; }

    /// <summary>The limits of a tier.</summary>
    public static TierLimits Of(SubscriptionTier tier) => tier switch
    {
        SubscriptionTier.Free => Free,
        SubscriptionTier.Pro => Pro,
        SubscriptionTier.Elite => Elite,
    };

    /// <summary>
    /// The tier that counts now: a lapsed subscription is FREE for entries; open positions stay managed whatever it was.
    /// </summary>
    public static SubscriptionTier Effective(SubscriptionTier tier, DateTimeOffset? expiresAt, DateTimeOffset now) =>
        tier == SubscriptionTier.Free || (expiresAt is { } end && end <= now) ? SubscriptionTier.Free : tier;
}
