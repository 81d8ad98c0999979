using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Data.Entities;

/// <summary>What was decided for one user about one signal, with its numbers.</summary>
public sealed class DecisionRow
{
    public long Id { get; set; }
    public required long SignalId { get; set; }
    public required long UserId { get; set; }
    public required long WhaleId { get; set; }
    public long? FollowId { get; set; }
    public required DecisionOutcome Outcome { get; set; }
    public required string ReasonCode { get; set; }
    public required string Reason { get; set; }

    /// <summary>The numbers behind it as JSON.</summary>
    public required string Numbers { get; set; }
    public string[] Warnings { get; set; } = [];
    public required DateTimeOffset DecidedAt { get; set; }
}

/// <summary>One intent to change a copy, from reservation to its final outcome. Unique on signal and user.</summary>
public sealed class TradeRow
{
    public long Id { get; set; }

    /// <summary>Never reused, not even by an emptied database: client order ids are derived from it.</summary>
    public required Guid Uid { get; set; }
    public required long UserId { get; set; }
    public long? SignalId { get; set; }
    public long? WhaleId { get; set; }
    public long? FollowId { get; set; }
    public long? PositionId { get; set; }
    public required long ApiKeyId { get; set; }
    public Guid? TaskId { get; set; }
    public required bool IsCopyTrade { get; set; }
    public required Venue Exchange { get; set; }
    public required Market Market { get; set; }
    public required string Symbol { get; set; }
    public required TradeType TradeType { get; set; }
    public required SignalKind Kind { get; set; }
    public required OrderSide Side { get; set; }
    public required PositionSide PositionSide { get; set; }
    public required OrderType OrderType { get; set; }
    public required decimal Quantity { get; set; }
    public required SizeUnit QuantityUnit { get; set; }
    public decimal? LimitPrice { get; set; }
    public decimal? ReferencePrice { get; set; }
    public decimal FilledQuantity { get; set; }
    public decimal? ExecutedPrice { get; set; }
    public decimal MarginUsdt { get; set; }

    /// <summary>For entries: what is moved from the user's other wallet first.</summary>
    public decimal TransferUsdt { get; set; }
    public decimal TradeValueUsdt { get; set; }
    public int Leverage { get; set; } = 1;
    public MarginMode MarginMode { get; set; }
    public decimal? StopLossPercent { get; set; }
    public decimal? TakeProfitPercent { get; set; }
    public decimal? TrailingStopPercent { get; set; }
    public decimal FeeUsdt { get; set; }
    public decimal? RealizedPnl { get; set; }
    public TradeStatus Status { get; set; }

    /// <summary>For exits: what the position will say when it is closed. For entries: the exit that is owed as soon as they fill.</summary>
    public CloseReason? CloseReason { get; set; }

    /// <summary>For entries: how much of the position is owed to be closed as soon as they fill.</summary>
    public decimal? OwedFraction { get; set; }
    public string? ExchangeOrderId { get; set; }
    public string? ClientOrderId { get; set; }
    public string? ReasonCode { get; set; }
    public string? Reason { get; set; }

    /// <summary>Linked flips: this entry is sent only after that exit is confirmed flat.</summary>
    public long? AfterTradeId { get; set; }
    public DateTimeOffset? WhaleChangedAt { get; set; }
    public DateTimeOffset? SeenAt { get; set; }
    public required DateTimeOffset DecidedAt { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset? AcknowledgedAt { get; set; }
    public DateTimeOffset? FilledAt { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
    public string? TraceParent { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset NextAttemptAt { get; set; }
    public string? LastError { get; set; }
}

/// <summary>
/// One attempt of one order, a row before it is sent. Unique on owner, leg, sequence and attempt; the client order id is their hash.
/// </summary>
public sealed class OrderRow
{
    public long Id { get; set; }
    public required OrderOwner Owner { get; set; }
    public required long OwnerId { get; set; }
    public required OrderLeg Leg { get; set; }
    public required int Sequence { get; set; }
    public required int Attempt { get; set; }
    public required string ClientOrderId { get; set; }
    public string? VenueOrderId { get; set; }
    public required long UserId { get; set; }
    public required long ApiKeyId { get; set; }
    public required Venue Exchange { get; set; }
    public required Market Market { get; set; }
    public required string Symbol { get; set; }
    public required OrderSide Side { get; set; }
    public required PositionSide PositionSide { get; set; }
    public required OrderType OrderType { get; set; }
    public required decimal Quantity { get; set; }
    public required SizeUnit QuantityUnit { get; set; }
    public decimal? LimitPrice { get; set; }
    public decimal? TriggerPrice { get; set; }
    public required bool ReduceOnly { get; set; }
    public OrderStatus Status { get; set; }

    /// <summary>Start of the attempt on the venue's clock: the time the request is signed with.</summary>
    public DateTimeOffset? SignedAt { get; set; }
    public int ReceiveWindowMs { get; set; }

    /// <summary>When the venue can no longer accept the attempt, on the venue's clock.</summary>
    public DateTimeOffset? FenceAt { get; set; }

    /// <summary>
    /// What the account held in the symbol before the attempt, everybody's part, signed (hedge mode: of the attempt's side):
    /// with the fills since it proves that nothing else happened. Null on spot and where it was not known.
    /// </summary>
    public decimal? PositionBefore { get; set; }

    /// <summary>When the venue was asked for it, on the venue's clock.</summary>
    public DateTimeOffset? PositionBeforeAt { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset? AcknowledgedAt { get; set; }
    public decimal FilledQuantity { get; set; }
    public decimal? AveragePrice { get; set; }
    public decimal FeeUsdt { get; set; }
    public string? RejectCode { get; set; }
    public VenueErrorMeaning? RejectMeaning { get; set; }
    public string? Message { get; set; }
    public int Lookups { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When the venue's fills of it were booked, fees among them; null while they are owed.</summary>
    public DateTimeOffset? FillsBookedAt { get; set; }
}

/// <summary>A fill of an order of ours as the venue reports it, kept once: fees and exact prices are booked from it.</summary>
public sealed class FillRow
{
    public long Id { get; set; }
    public required long ApiKeyId { get; set; }
    public required Market Market { get; set; }
    public required string Symbol { get; set; }
    public required string VenueFillId { get; set; }
    public required string VenueOrderId { get; set; }
    public long? OrderId { get; set; }
    public long? TradeId { get; set; }
    public long? PositionId { get; set; }
    public required OrderSide Side { get; set; }
    public required decimal Quantity { get; set; }
    public required SizeUnit QuantityUnit { get; set; }
    public required decimal Price { get; set; }
    public required decimal Fee { get; set; }
    public required string FeeAsset { get; set; }
    public required decimal FeeUsdt { get; set; }
    public required DateTimeOffset FilledAt { get; set; }
}

/// <summary>What became of reserved margin.</summary>
public enum ReservationStatus
{
    /// <summary>Held for an entry in flight.</summary>
    Held,

    /// <summary>Became a position's margin.</summary>
    Used,

    /// <summary>Given back.</summary>
    Released,
}

/// <summary>Margin held for an entry, and the loss it may make at its stop.</summary>
public sealed class ReservationRow
{
    public long Id { get; set; }
    public required long TradeId { get; set; }
    public required long UserId { get; set; }
    public required long ApiKeyId { get; set; }
    public required Market Market { get; set; }
    public required decimal AmountUsdt { get; set; }
    public required decimal WorstLossUsdt { get; set; }
    public ReservationStatus Status { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it stopped being held: the fill or the refusal was acknowledged.</summary>
    public DateTimeOffset? SettledAt { get; set; }
}

/// <summary>A copy that is or was held: this user's part of what his account holds at the venue.</summary>
public sealed class PositionRow
{
    public long Id { get; set; }
    public required Guid Uid { get; set; }
    public required long UserId { get; set; }
    public long? WhaleId { get; set; }
    public long? FollowId { get; set; }
    public required long ApiKeyId { get; set; }
    public long? EntryTradeId { get; set; }
    public long? ExitTradeId { get; set; }
    public required Venue Exchange { get; set; }
    public required Market Market { get; set; }
    public required string Symbol { get; set; }
    public required TradeType PositionType { get; set; }
    public required PositionSide Side { get; set; }

    /// <summary>The whale's key: exits find the copy by it, whatever market it was substituted on.</summary>
    public required Market SourceMarket { get; set; }
    public required string SourceSymbol { get; set; }
    public required PositionSide SourceSide { get; set; }
    public required decimal Quantity { get; set; }
    public required SizeUnit QuantityUnit { get; set; }

    /// <summary>Everything that was ever entered.</summary>
    public required decimal EnteredQuantity { get; set; }
    public required decimal EntryPrice { get; set; }
    public decimal? CurrentPrice { get; set; }
    public DateTimeOffset? PricedAt { get; set; }
    public decimal? ExitPrice { get; set; }
    public int Leverage { get; set; } = 1;
    public MarginMode MarginMode { get; set; }
    public decimal MarginUsdt { get; set; }
    public decimal NotionalUsdt { get; set; }
    public required decimal StopLossPercent { get; set; }
    public decimal? StopLossPrice { get; set; }
    public string? StopLossOrderId { get; set; }
    public decimal? TakeProfitPercent { get; set; }
    public decimal? TakeProfitPrice { get; set; }
    public string? TakeProfitOrderId { get; set; }
    public decimal? TrailingStopPercent { get; set; }

    /// <summary>Best price since the entry, for the trailing stop.</summary>
    public decimal? TrailingAnchorPrice { get; set; }
    public ProtectionStatus Protection { get; set; }

    /// <summary>Protection is looked at again from here on.</summary>
    public DateTimeOffset NextProtectionAt { get; set; }
    public decimal UnrealizedPnl { get; set; }
    public decimal UnrealizedPnlPercent { get; set; }
    public decimal RealizedPnl { get; set; }
    public decimal FeesUsdt { get; set; }
    public decimal FundingUsdt { get; set; }
    public PositionStatus Status { get; set; }
    public CloseReason? CloseReason { get; set; }

    /// <summary>A close that could not be made yet is owed: retried until it is.</summary>
    public CloseReason? OwedCloseReason { get; set; }

    /// <summary>How much of the quantity is owed: 1 closes it.</summary>
    public decimal? OwedFraction { get; set; }

    /// <summary>The owed close is tried again from here on.</summary>
    public DateTimeOffset? OwedNextAt { get; set; }
    public int OwedAttempts { get; set; }

    /// <summary>When the follow's action for an unseen whale was done in this dark; null while he is seen.</summary>
    public DateTimeOffset? DarkActionAt { get; set; }
    public required DateTimeOffset OpenedAt { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Compared with the venue again from here on.</summary>
    public DateTimeOffset NextSyncAt { get; set; }

    /// <summary>When the venue was asked the last time that it agreed with us: fills after it explain a difference.</summary>
    public DateTimeOffset? AgreedAt { get; set; }

    /// <summary>What the venue showed less than we hold, unexplained so far, and when it was asked: a second reading must agree.</summary>
    public decimal? MissingQuantity { get; set; }
    public DateTimeOffset? MissingSince { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Attempts { get; set; }
    public string? LastError { get; set; }
}
