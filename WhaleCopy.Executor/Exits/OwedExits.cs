using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Executor.Exits;

/// <summary>Exits that cannot be made now. What is owed already stays owed; more of it is taken from what would be left.</summary>
internal static class OwedExits
{
    /// <summary>Owes an exit of a copy.</summary>
    /// <param name="position">The copy.</param>
    /// <param name="reason">Why, where nothing is owed yet.</param>
    /// <param name="fraction">Of what is held; 1 is all.</param>
    /// <param name="next">When it is tried.</param>
    public static void Owe(this PositionRow position, CloseReason reason, decimal fraction, DateTimeOffset next)
    {
        position.OwedFraction = Sum(position.OwedCloseReason is null ? 0m : position.OwedFraction ?? 1m, fraction);
        position.OwedCloseReason ??= reason;
        position.OwedNextAt = next;
    }

    /// <summary>Owes an exit of what an entry on its way will have filled.</summary>
    public static void Owe(this TradeRow entry, CloseReason reason, decimal fraction)
    {
        entry.OwedFraction = Sum(entry.CloseReason is null ? 0m : entry.OwedFraction ?? 1m, fraction);
        entry.CloseReason = reason;
    }

    /// <summary>
    /// What is owed of a copy once an entry has filled: of what it held before, and of the fill where the whale left while it was on
    /// its way. Where all of either is to go, all goes.
    /// </summary>
    /// <param name="position">The copy, with the fill.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="filled">What it filled, in the copy's unit.</param>
    /// <param name="now">When it is tried.</param>
    public static void OweAfter(this PositionRow position, TradeRow entry, decimal filled, DateTimeOffset now)
    {
        if (entry.CloseReason is null && position.OwedCloseReason is null)
            return;
        var (before, after) = (position.OwedCloseReason is null ? 0m : position.OwedFraction ?? 1m, entry.CloseReason is null ? 0m : entry.OwedFraction ?? 1m);
        position.OwedFraction = before == 1m || after == 1m ? 1m : ((before * (position.Quantity - filled)) + (after * filled)) / position.Quantity;
        position.OwedCloseReason ??= entry.CloseReason;
        position.OwedNextAt = now;
    }

    /// <summary>Nothing is owed of a copy any more.</summary>
    public static void Forgive(this PositionRow position)
    {
        position.OwedCloseReason = null;
        position.OwedFraction = null;
        position.OwedNextAt = null;
    }

    private static decimal Sum(decimal owed, decimal more) => 1m - ((1m - owed) * (1m - decimal.Clamp(more, 0m, 1m)));
}
