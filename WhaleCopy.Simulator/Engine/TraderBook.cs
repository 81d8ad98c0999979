using System.Globalization;

namespace WhaleCopy.Simulator.Engine;

/// <summary>A row as the control API gives it; id and opening time may be left out.</summary>
internal sealed record TraderPositionInput(
    string Symbol, Market Market, bool IsLong, decimal Size, decimal EntryPrice, decimal Leverage, string? PositionId, DateTimeOffset? OpenedAt);

/// <summary>Replaces a trader's open book and writes down what that means: closed positions, orders, changes.</summary>
internal static class TraderBook
{
    private const int KeptHistory = 2000;

    public static void Replace(
        Venue venue, Trader trader, IReadOnlyList<TraderPositionInput> rows, bool writeHistory, TraderChangeLog changes)
    {
        var now = venue.Now;
        var before = trader.Positions;
        var after = Identify(venue, before, rows, now);
        trader.Positions = after;
        foreach (var key in before.Concat(after).Select(KeyOf).Distinct().ToArray())
        {
            Compare(venue, trader, key, before, after, writeHistory, changes, now);
        }
    }

    public static bool HoldsBothSides(IEnumerable<TraderPositionInput> rows) =>
        HoldsBothSides(rows.Select(row => (row.Market, row.Symbol, row.IsLong)));

    public static bool HoldsBothSides(IEnumerable<TraderPosition> rows) => HoldsBothSides(rows.Select(KeyOf));

    private static bool HoldsBothSides(IEnumerable<(Market Market, string Symbol, bool IsLong)> keys) =>
        keys.Distinct().GroupBy(key => (key.Market, key.Symbol)).Any(sides => sides.Count() > 1);

    private static (Market Market, string Symbol, bool IsLong) KeyOf(TraderPosition row) => (row.Market, row.Symbol, row.IsLong);

    private static List<TraderPosition> Identify(
        Venue venue, List<TraderPosition> before, IReadOnlyList<TraderPositionInput> rows, DateTimeOffset now)
    {
        var free = new List<TraderPosition>(before);
        var after = new List<TraderPosition>(rows.Count);
        foreach (var row in rows)
        {
            var known = free.Find(old => row.PositionId is null
                ? old.Market == row.Market && old.Symbol == row.Symbol && old.IsLong == row.IsLong
                : old.PositionId == row.PositionId && old.Market == row.Market && old.Symbol == row.Symbol && old.IsLong == row.IsLong);
            if (known is not null)
            {
                _ = free.Remove(known);
            }

            var isUnchanged = known is not null && known.Size == row.Size && known.EntryPrice == row.EntryPrice
                && known.Leverage == row.Leverage;
            after.Add(new TraderPosition(
                row.Symbol,
                row.Market,
                row.IsLong,
                row.Size,
                row.EntryPrice,
                row.Leverage,
                row.PositionId ?? known?.PositionId ?? venue.NextId().ToString(CultureInfo.InvariantCulture),
                row.OpenedAt ?? known?.OpenedAt ?? now,
                isUnchanged ? known!.UpdatedAt : now));
        }

        return after;
    }

    private static void Compare(
        Venue venue,
        Trader trader,
        (Market Market, string Symbol, bool IsLong) key,
        List<TraderPosition> before,
        List<TraderPosition> after,
        bool writeHistory,
        TraderChangeLog changes,
        DateTimeOffset now)
    {
        var oldRows = before.Where(row => KeyOf(row) == key).ToArray();
        var newRows = after.Where(row => KeyOf(row) == key).ToArray();
        var price = venue.FindCanonical(key.Market, key.Symbol)?.Quote.Price
            ?? newRows.Concat(oldRows).First().EntryPrice;
        foreach (var old in oldRows)
        {
            var kept = Array.Find(newRows, row => row.PositionId == old.PositionId);
            var gone = old.Size - (kept?.Size ?? 0);
            if (gone > 0 && writeHistory)
            {
                trader.Closed.Add(new ClosedTraderPosition(
                    venue.NextId(), old.Symbol, old.Market, old.IsLong, gone, old.EntryPrice, price, old.Leverage,
                    old.PositionId, old.OpenedAt, now, ProfitOf(venue, old, gone, price), IsPartial: kept is not null));
            }
        }

        var change = newRows.Sum(row => row.Size) - oldRows.Sum(row => row.Size);
        var isReplaced = change == 0 && !oldRows.Select(row => row.PositionId).Order().SequenceEqual(newRows.Select(row => row.PositionId).Order());
        if (change > 0 || isReplaced)
        {
            changes.Add(key.Symbol, key.IsLong, grew: true, now);
        }

        if ((change < 0 || isReplaced) && writeHistory)
        {
            changes.Add(key.Symbol, key.IsLong, grew: false, now);
        }

        if (change != 0 && (change > 0 || writeHistory))
        {
            var grew = change > 0;
            var opened = grew ? EntryOfGrowth(oldRows, newRows, change, price) : price;
            var pnl = grew ? 0 : ProfitOf(venue, oldRows[0], -change, price);
            trader.Orders.Add(new TraderOrder(
                venue.NextId(), key.Symbol, key.Market, key.IsLong == grew ? Side.Buy : Side.Sell, key.IsLong,
                Math.Abs(change), opened, pnl, now));
            trader.LastTradeAt = now;
        }

        Trim(trader.Closed);
        Trim(trader.Orders);
    }

    /// <summary>The price that explains the new average entry, where it is plausible.</summary>
    private static decimal EntryOfGrowth(TraderPosition[] before, TraderPosition[] after, decimal change, decimal price)
    {
        var paid = after.Sum(row => row.Size * row.EntryPrice) - before.Sum(row => row.Size * row.EntryPrice);
        var implied = paid / change;
        return implied > 0 ? Math.Round(implied, 8) : price;
    }

    private static decimal ProfitOf(Venue venue, TraderPosition row, decimal size, decimal price)
    {
        var spec = venue.FindCanonical(row.Market, row.Symbol)?.Spec;
        var signed = row.IsLong ? size : -size;
        return Math.Round(
            spec is { Market: Market.CoinM } ? spec.Profit(signed * spec.ContractSize, row.EntryPrice, price) : signed * (price - row.EntryPrice),
            8);
    }

    private static void Trim<T>(List<T> rows)
    {
        if (rows.Count > KeptHistory)
        {
            rows.RemoveRange(0, rows.Count - KeptHistory);
        }
    }
}
