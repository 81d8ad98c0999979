using WhaleCopy.Core.Money;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Risk;

/// <summary>Whether a user may trade at all.</summary>
/// <param name="IsActive">The account is active.</param>
/// <param name="IsBanned">Banned.</param>
/// <param name="IsPaused">The user paused, or a panic did.</param>
public readonly record struct UserStanding(bool IsActive, bool IsBanned, bool IsPaused);

/// <summary>What of the user's money hangs on a symbol, a whale, and in all: margin in USDT, entries in flight included.</summary>
/// <param name="SymbolMarginUsdt">This follow's copies in the symbol.</param>
/// <param name="WhaleMarginUsdt">All copies of this follow.</param>
/// <param name="TotalMarginUsdt">All copies of the user.</param>
public readonly record struct ExposureFacts(decimal SymbolMarginUsdt, decimal WhaleMarginUsdt, decimal TotalMarginUsdt);

/// <summary>How a follow has done.</summary>
/// <param name="ProfitUsdt">Realised and unrealised profit of its copies since it began.</param>
/// <param name="HighWaterUsdt">The highest it was, not below zero.</param>
/// <param name="BalanceAtFollowUsdt">The balance when it began.</param>
public readonly record struct DrawdownFacts(decimal ProfitUsdt, decimal HighWaterUsdt, decimal BalanceAtFollowUsdt);

/// <summary>What the thirteen checks look at.</summary>
public sealed record RiskFacts
{
    /// <summary>The follow's policy.</summary>
    public required FollowPolicy Policy { get; init; }

    /// <summary>The operator's limits.</summary>
    public RiskLimits Limits { get; init; } = RiskLimits.Default;

    /// <summary>Check 1.</summary>
    public required UserStanding Standing { get; init; }

    /// <summary>Check 2: the wallet's whole balance in USDT, and the whole balance of the one that may pay for it.</summary>
    public required decimal BalanceUsdt { get; init; }

    /// <summary>Check 5: <see cref="AvailableBalance"/>.</summary>
    public required decimal AvailableUsdt { get; init; }

    /// <summary>Check 5: what may be moved here from the user's other wallet.</summary>
    public decimal TransferableUsdt { get; init; }

    /// <summary>Instrument, sizing price, leverage.</summary>
    public required OrderCost Cost { get; init; }

    /// <summary>The entry's prices.</summary>
    public required EntryPrice Price { get; init; }

    /// <summary>The lowest price at which the venue may value the order.</summary>
    public required decimal CheckPrice { get; init; }

    /// <summary>How it is sent.</summary>
    public required OrderType Type { get; init; }

    /// <summary>Direction.</summary>
    public required PositionSide Side { get; init; }

    /// <summary>The size wanted, on the step.</summary>
    public required OrderSize Size { get; init; }

    /// <summary>Where its stop will be.</summary>
    public required decimal StopPrice { get; init; }

    /// <summary>Check 7, read under the account's row lock.</summary>
    public required DailyLossFacts Loss { get; init; }

    /// <summary>Check 8: positions open and entries in flight that will open one.</summary>
    public required int OpenPositions { get; init; }

    /// <summary>An increase: takes no new place.</summary>
    public bool AddsToPosition { get; init; }

    /// <summary>Check 11: turnover of 24 hours in USDT; null where it is not known.</summary>
    public decimal? Volume24hUsdt { get; init; }

    /// <summary>Check 11: index price; null where the market has none (spot). Futures without one are refused.</summary>
    public decimal? IndexPrice { get; init; }

    /// <summary>Check 12.</summary>
    public required ExposureFacts Exposure { get; init; }

    /// <summary>Check 13; null without a follow.</summary>
    public DrawdownFacts? Drawdown { get; init; }

    /// <summary>The whale's symbol, for the lists; the instrument's own counts too.</summary>
    public string? SourceSymbol { get; init; }
}

/// <summary>What the checks say.</summary>
public abstract record RiskDecision
{
    private RiskDecision()
    {
    }

    /// <summary>Go.</summary>
    /// <param name="Size">Perhaps smaller than wanted, on the step.</param>
    /// <param name="MarginUsdt">Its margin.</param>
    /// <param name="NotionalUsdt">Its value.</param>
    /// <param name="ReserveUsdt">What to reserve: margin and fees both ways.</param>
    /// <param name="TransferUsdt">What has to be moved from the user's other wallet first.</param>
    /// <param name="WorstLossUsdt">What it loses at its stop.</param>
    /// <param name="Warnings">What was adjusted.</param>
    /// <param name="Numbers">What it was decided from.</param>
    public sealed record Allowed(
        OrderSize Size,
        decimal MarginUsdt,
        decimal NotionalUsdt,
        decimal ReserveUsdt,
        decimal TransferUsdt,
        decimal WorstLossUsdt,
        EquatableArray<string> Warnings,
        DecisionNumbers Numbers) : RiskDecision;

    /// <summary>No.</summary>
    /// <param name="Denial">The first check that refused.</param>
    public sealed record Refused(Denial Denial) : RiskDecision;
}
