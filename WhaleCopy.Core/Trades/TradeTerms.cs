namespace WhaleCopy.Core.Trades;

/// <summary>Where a trade stands. Allowed moves: <c>TradeTransitions</c>.</summary>
public enum TradeStatus
{
    /// <summary>Reserved, not sent.</summary>
    Pending,

    /// <summary>Committed as being sent; accepted but not final also reads so.</summary>
    Executing,

    /// <summary>Filled and final.</summary>
    Filled,

    /// <summary>Filled in part.</summary>
    PartiallyFilled,

    /// <summary>Refused for certain.</summary>
    Failed,

    /// <summary>Ended with nothing filled.</summary>
    Cancelled,

    /// <summary>Not sent, with a reason.</summary>
    Skipped,

    /// <summary>Sent, and we did not see what became of it.</summary>
    Unknown,
}

/// <summary>Where a position stands. Allowed moves: <c>PositionTransitions</c>.</summary>
public enum PositionStatus
{
    /// <summary>Held.</summary>
    Open,

    /// <summary>A closing order is on its way.</summary>
    Closing,

    /// <summary>Flat.</summary>
    Closed,

    /// <summary>Closed by the venue for want of margin.</summary>
    Liquidated,
}

/// <summary>Why a position was closed.</summary>
public enum CloseReason
{
    /// <summary>The user asked for it here.</summary>
    Manual,

    /// <summary>Its stop-loss filled.</summary>
    StopLoss,

    /// <summary>Its take-profit filled.</summary>
    TakeProfit,

    /// <summary>Its trailing stop filled.</summary>
    TrailingStop,

    /// <summary>The whale closed.</summary>
    WhaleExit,

    /// <summary>The venue liquidated it.</summary>
    Liquidation,

    /// <summary>The venue deleveraged it.</summary>
    AutoDeleverage,

    /// <summary>Closed at the venue by the user or somebody else.</summary>
    External,

    /// <summary>The user closed everything.</summary>
    Panic,

    /// <summary>The follow lost more than its limit.</summary>
    DrawdownStop,

    /// <summary>No stop could be placed.</summary>
    ProtectionFailed,
}

/// <summary>Whether an open copy has its stop at the venue.</summary>
public enum ProtectionStatus
{
    /// <summary>A live stop of its own quantity.</summary>
    Protected,

    /// <summary>A stop is being placed or replaced.</summary>
    Pending,

    /// <summary>No stop, and it should have one.</summary>
    Unprotected,

    /// <summary>Not open any more.</summary>
    None,
}

/// <summary>What an order is for.</summary>
public enum OrderLeg
{
    /// <summary>Opens or increases a copy.</summary>
    Entry,

    /// <summary>Reduces or closes a copy.</summary>
    Exit,

    /// <summary>Stop-loss at the venue.</summary>
    Stop,

    /// <summary>Take-profit at the venue.</summary>
    TakeProfit,

    /// <summary>Closes a copy that cannot be protected.</summary>
    Emergency,
}

/// <summary>Where one attempt of an order stands.</summary>
public enum OrderStatus
{
    /// <summary>A row, nothing sent.</summary>
    Prepared,

    /// <summary>Committed with its start time; may be on the wire.</summary>
    Sent,

    /// <summary>The venue has it, not final.</summary>
    Accepted,

    /// <summary>Filled in part, still working.</summary>
    PartiallyFilled,

    /// <summary>Filled.</summary>
    Filled,

    /// <summary>Ended by cancellation; the filled part counts.</summary>
    Cancelled,

    /// <summary>Ended by the venue (IOC remainder, expiry); the filled part counts.</summary>
    Expired,

    /// <summary>Refused with proof of non-acceptance.</summary>
    Rejected,

    /// <summary>Outcome not seen.</summary>
    Unknown,

    /// <summary>Proven never accepted.</summary>
    NeverAccepted,

    /// <summary>A conditional order that has fired; its market order has an id of its own.</summary>
    Triggered,
}

/// <summary>Whether an order belongs to a trade or to a position.</summary>
public enum OrderOwner
{
    /// <summary>A trade.</summary>
    Trade,

    /// <summary>A position.</summary>
    Position,
}

/// <summary>Spot or futures, the founding product's word.</summary>
public enum TradeType
{
    /// <summary>Spot.</summary>
    Spot,

    /// <summary>USD-M or COIN-M.</summary>
    Futures,
}
