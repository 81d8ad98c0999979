using WhaleCopy.Core.Money;
using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Sizing;

/// <summary>What the account holds in the instrument, everybody's part of it.</summary>
public sealed record AccountFacts
{
    /// <summary>One-way or hedge, as read from the account.</summary>
    public required PositionMode Mode { get; init; }

    /// <summary>Sides of every position and working entry order in the symbol: ours, other copies', the user's own.</summary>
    public EquatableArray<PositionSide> HeldSides { get; init; } = [];

    /// <summary>Leverage and margin mode as they are, where <see cref="HeldSides"/> or working orders forbid changing them.</summary>
    public InstrumentSettings? HeldSettings { get; init; }

    /// <summary>The account-wide margin mode where the venue keeps one (Bybit).</summary>
    public MarginMode? AccountMarginMode { get; init; }

    /// <summary>An order of ours in this account and symbol whose outcome is not known: no new entry.</summary>
    public bool HasUnknownOutcome { get; init; }

    /// <summary>The wallet's whole balance in USDT, and the whole balance of the one that may pay for it.</summary>
    public required decimal BalanceUsdt { get; init; }

    /// <summary><see cref="AvailableBalance"/> of the wallet.</summary>
    public required decimal AvailableUsdt { get; init; }

    /// <summary>
    /// What another wallet of the account may add where this one has too little, USDT, <see cref="WalletTransfers.CanGive"/>; zero where the
    /// user does not allow it or the key cannot. Sizes do not grow with it.
    /// </summary>
    public decimal TransferableUsdt { get; init; }

    /// <summary>The wallet's equity (balance and unrealised profit) in USDT.</summary>
    public decimal? EquityUsdt { get; init; }
}

/// <summary>A copy of this whale and key that the user has.</summary>
/// <param name="Quantity">Its own quantity.</param>
/// <param name="Status">Open or closing.</param>
public sealed record OwnCopy(OrderSize Quantity, PositionStatus Status);

/// <summary>Everything one entry is decided from.</summary>
public sealed record EntryFacts
{
    /// <summary>The signal: OPEN or INCREASE.</summary>
    public required SignalDraft Signal { get; init; }

    /// <summary>Our time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The follow's policy; of a manual copy without a follow: the follow's defaults.</summary>
    public required FollowPolicy Policy { get; init; }

    /// <summary>Whether the user may trade.</summary>
    public required UserStanding Standing { get; init; }

    /// <summary>When the follow began; null for a manual copy without one.</summary>
    public DateTimeOffset? FollowedAt { get; init; }

    /// <summary>The user's own tap: automatic copying need not be on, and the signal may be older.</summary>
    public bool IsManual { get; init; }

    /// <summary>Copies what the whale holds when the follow begins.</summary>
    public bool IsCopyExisting { get; init; }

    /// <summary>Margin named with a manual copy.</summary>
    public decimal? ManualSizeUsdt { get; init; }

    /// <summary>How long <c>auto_copy_delay_seconds</c> made it wait.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Where the copy is made.</summary>
    public required MarketSelection.Chosen Market { get; init; }

    /// <summary>Its prices.</summary>
    public required Ticker Ticker { get; init; }

    /// <summary>The account.</summary>
    public required AccountFacts Account { get; init; }

    /// <summary>What the user has of this whale and key.</summary>
    public OwnCopy? Own { get; init; }

    /// <summary>The follow holds through this reopening (<see cref="ReentryRule"/>).</summary>
    public bool HoldsThroughReopening { get; init; }

    /// <summary>The day's loss.</summary>
    public required DailyLossFacts Loss { get; init; }

    /// <summary>Positions open and entries in flight that will open one.</summary>
    public required int OpenPositions { get; init; }

    /// <summary>Money in use.</summary>
    public required ExposureFacts Exposure { get; init; }

    /// <summary>How the follow has done; null without a follow.</summary>
    public DrawdownFacts? Drawdown { get; init; }

    /// <summary>What earlier copies of this key left below the minimum.</summary>
    public OrderSize? Residual { get; init; }

    /// <summary>The operator's limits.</summary>
    public RiskLimits Limits { get; init; } = RiskLimits.Default;
}
