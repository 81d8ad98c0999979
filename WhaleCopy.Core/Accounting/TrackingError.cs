using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Accounting;

/// <summary>How far a copy was from its whale; above zero is worse than he did, in percent of the price.</summary>
/// <param name="EntryGapPercent">Own entry against his; null where his price is not known.</param>
/// <param name="ExitGapPercent">Own exit against his; null while open, or where his price is not known.</param>
/// <param name="FeesPercent">Fees and funding paid, of the value entered.</param>
/// <param name="MissedLegs">His changes of this position that were not copied.</param>
public readonly record struct TrackingError(decimal? EntryGapPercent, decimal? ExitGapPercent, decimal FeesPercent, int MissedLegs)
{
    /// <summary>The tracking error of one copy.</summary>
    /// <param name="side">Direction.</param>
    /// <param name="whaleEntry">What the whale paid, in this instrument's price.</param>
    /// <param name="ownEntry">Own average entry price, above zero.</param>
    /// <param name="whaleExit">His exit price, where known.</param>
    /// <param name="ownExit">Own average exit price; null while open.</param>
    /// <param name="costsUsdt">Fees paid minus funding received.</param>
    /// <param name="enteredUsdt">Value entered in all.</param>
    /// <param name="missedLegs">His changes that were skipped.</param>
    public static TrackingError Of(
        PositionSide side,
        decimal? whaleEntry,
        decimal ownEntry,
        decimal? whaleExit,
        decimal? ownExit,
        decimal costsUsdt,
        decimal enteredUsdt,
        int missedLegs) => new(
            GapPercent(side.Entry(), whaleEntry, ownEntry),
            GapPercent(side.Exit(), whaleExit, ownExit),
            enteredUsdt > 0m ? costsUsdt / enteredUsdt * 100m : 0m,
            missedLegs);

    /// <summary>How much worse an order did than the whale, in percent of his price: buying higher or selling lower is above zero.</summary>
    /// <param name="side">Of the order.</param>
    /// <param name="whale">His price; null or zero where it is not known.</param>
    /// <param name="own">The price of the order's fills; null before them.</param>
    /// <returns>Null where either price is not known.</returns>
    public static decimal? GapPercent(OrderSide side, decimal? whale, decimal? own) =>
        whale is > 0m and { } his && own is > 0m and { } ours ? (side == OrderSide.Buy ? ours - his : his - ours) / his * 100m : null;
}
