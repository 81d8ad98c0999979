using System.Text.Json.Serialization;

namespace WhaleCopy.Core.Users;

/// <summary>A subscription tier. What it allows: <c>TierLimits</c>.</summary>
public enum SubscriptionTier
{
    /// <summary>Free.</summary>
    Free,

    /// <summary>99 USD a month.</summary>
    Pro,

    /// <summary>299 USD a month.</summary>
    Elite,
}

/// <summary>Which markets a user trades.</summary>
public enum TradingMode
{
    /// <summary>Spot only.</summary>
    Spot,

    /// <summary>Futures only.</summary>
    Futures,

    /// <summary>The whale's market.</summary>
    Mixed,
}

/// <summary>What to do when the available balance is below the size.</summary>
public enum InsufficientFundsPolicy
{
    /// <summary>Shrink to 80 % of what is available, if that is enough.</summary>
    Shrink,

    /// <summary>Skip.</summary>
    Skip,
}

/// <summary>How a follow sizes its copies.</summary>
public enum SizingMode
{
    /// <summary>A fixed margin in USDT.</summary>
    [JsonStringEnumMemberName("FIXED_USDT")]
    FixedUsdt,

    /// <summary>A percentage of the available balance, as margin.</summary>
    PercentOfBalance,

    /// <summary>A multiple of the whale's quantity.</summary>
    QuantityMultiplier,

    /// <summary>Own margin to own equity as the whale's margin to his equity, times a multiplier.</summary>
    EquityRatio,
}

/// <summary>What to do with a copy smaller than the venue's minimum.</summary>
public enum BelowMinimumPolicy
{
    /// <summary>Skip it.</summary>
    Skip,

    /// <summary>Raise it to the minimum, within the limits.</summary>
    RoundUp,

    /// <summary>Keep the residual until it is enough.</summary>
    Accumulate,
}

/// <summary>What a whale's close-and-reopen does to a copy.</summary>
public enum ReentryPolicy
{
    /// <summary>Keep the copy when the price hardly moved.</summary>
    Hold,

    /// <summary>Close and enter again.</summary>
    Reenter,
}

/// <summary>What a follow does with its copies while its whale cannot be seen.</summary>
public enum SourceDarkAction
{
    /// <summary>Keep them with their stops.</summary>
    Hold,

    /// <summary>Move the stops closer.</summary>
    Tighten,

    /// <summary>Close them.</summary>
    Close,
}

/// <summary>How entries are sent.</summary>
public enum EntryOrderPolicy
{
    /// <summary>Marketable limit, immediate or cancel.</summary>
    [JsonStringEnumMemberName("LIMIT_IOC")]
    LimitIoc,

    /// <summary>Plain market.</summary>
    Market,
}

/// <summary>What becomes of the copies when a follow ends.</summary>
public enum UnfollowPositions
{
    /// <summary>They stay managed to their end.</summary>
    KeepManaged,

    /// <summary>They are closed.</summary>
    Close,
}
