namespace WhaleCopy.Core.Sizing;

/// <summary>Why a copy was not made. The name in UPPER_SNAKE is the decision's stable reason code.</summary>
public enum DenialReason
{
    /// <summary>Check 1: the account is not active.</summary>
    UserInactive,

    /// <summary>Check 1: banned.</summary>
    UserBanned,

    /// <summary>Check 1: the user paused copying.</summary>
    UserPaused,

    /// <summary>Automatic copying is off, in the settings or the follow.</summary>
    AutoCopyOff,

    /// <summary>Check 2: less than 5 USDT.</summary>
    BalanceTooSmall,

    /// <summary>Check 3: notional below 5 USDT.</summary>
    NotionalTooSmall,

    /// <summary>Check 4: the tier has no futures.</summary>
    FuturesNotAllowed,

    /// <summary>Check 5: not enough available.</summary>
    InsufficientFunds,

    /// <summary>Check 7: the day's loss could pass its limit.</summary>
    DailyLossLimit,

    /// <summary>Check 8: as many positions as allowed.</summary>
    TooManyPositions,

    /// <summary>Check 9: the venue's present leverage, which cannot be changed now, is above the user's maximum.</summary>
    LeverageTooHigh,

    /// <summary>Check 10: the price moved against the copy.</summary>
    SlippageExceeded,

    /// <summary>Check 10: there is no fresh price.</summary>
    PriceUnavailable,

    /// <summary>Check 11: on the deny list.</summary>
    SymbolDenied,

    /// <summary>Check 11: not on the allow list.</summary>
    SymbolNotAllowed,

    /// <summary>Check 11: too little traded in 24 hours.</summary>
    VolumeTooSmall,

    /// <summary>Check 11: the order's bound is too far from the index.</summary>
    OutsideIndexBand,

    /// <summary>Check 12: too much in this symbol.</summary>
    SymbolExposure,

    /// <summary>Check 12: the follow's budget is used.</summary>
    WhaleBudget,

    /// <summary>Check 12: too much in all.</summary>
    TotalExposure,

    /// <summary>Check 13: the follow lost more than its limit.</summary>
    FollowDrawdown,

    /// <summary>Below the venue's minimum or step.</summary>
    BelowMinimum,

    /// <summary>Below the venue's minimum: kept until it is enough.</summary>
    Accumulating,

    /// <summary>The signal is too old.</summary>
    SignalTooOld,

    /// <summary>No account of the user trades this market.</summary>
    NoAccount,

    /// <summary>The symbol is not traded at the venue, or not now.</summary>
    SymbolNotTraded,

    /// <summary>A short has no place on spot.</summary>
    ShortOnSpot,

    /// <summary>The trading mode excludes the market.</summary>
    MarketNotAllowed,

    /// <summary>One-way mode, and the account holds the other side.</summary>
    OppositePosition,

    /// <summary>The account's margin mode is another and is not changed here.</summary>
    MarginModeMismatch,

    /// <summary>An order of unknown outcome in this account and symbol.</summary>
    UnknownOutcome,

    /// <summary>The source does not show the whale's equity or leverage, which this sizing needs.</summary>
    WhaleEquityUnknown,

    /// <summary>The own equity is not known.</summary>
    OwnEquityUnknown,

    /// <summary>The whale's size in coins or its value is not known.</summary>
    WhaleSizeUnknown,

    /// <summary>Nothing of this whale and key is held.</summary>
    NoOpenCopy,

    /// <summary>A copy of this key is held already.</summary>
    AlreadyHeld,

    /// <summary>The follow does not copy increases and reductions.</summary>
    AdjustmentsOff,

    /// <summary>The user keeps copies when the whale closes.</summary>
    WhaleExitOff,

    /// <summary>A reopening that the follow holds through.</summary>
    HeldThroughReopening,

    /// <summary>The user closed or reduced this copy himself.</summary>
    ClosedByUser,

    /// <summary>The copy is being closed.</summary>
    PositionClosing,

    /// <summary>The change is below one step of the copy.</summary>
    BelowStep,

    /// <summary>The signal is from before the follow.</summary>
    BeforeFollow,
}

/// <summary>A refusal: the code, the numbers, and one plain sentence.</summary>
/// <param name="Reason">The code.</param>
/// <param name="Sentence">For the user, with the numbers.</param>
/// <param name="Numbers">The same numbers, for machines.</param>
public sealed record Denial(DenialReason Reason, string Sentence, DecisionNumbers Numbers)
{
    /// <summary>The stable code.</summary>
    public string Code => WireName<DenialReason>.Of(Reason);
}
