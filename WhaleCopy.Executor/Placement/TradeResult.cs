using WhaleCopy.Core.Reconciliation;
using WhaleCopy.Core.Trades;

namespace WhaleCopy.Executor.Placement;

/// <summary>What became known of a trade, to be committed.</summary>
internal abstract record TradeResult(long TradeId)
{
    /// <summary>Nothing was sent: withdrawn, skipped or impossible.</summary>
    public sealed record Unsent(long TradeId, TradeEvent Event, string Code, string Reason) : TradeResult(TradeId);

    /// <summary>An attempt was sent.</summary>
    /// <param name="TradeId">The trade.</param>
    /// <param name="ClientOrderId">The attempt.</param>
    /// <param name="Outcome">What came back.</param>
    /// <param name="AnsweredAt">When it came back.</param>
    public sealed record Placed(long TradeId, ClientOrderId ClientOrderId, PlacementOutcome Outcome, DateTimeOffset AnsweredAt) : TradeResult(TradeId);

    /// <summary>The venue was asked.</summary>
    /// <param name="TradeId">The trade.</param>
    /// <param name="Actions">What Core makes of its answers.</param>
    /// <param name="KeepsLease">Another attempt follows: the trade stays with this executor.</param>
    public sealed record Reconciled(long TradeId, IReadOnlyList<ReconciliationAction> Actions, bool KeepsLease) : TradeResult(TradeId);
}

/// <summary>What committing a result came to.</summary>
internal enum TradeResultWritten
{
    /// <summary>Written.</summary>
    Written,

    /// <summary>Another executor holds the trade by now: nothing was written.</summary>
    NotOurs,
}
