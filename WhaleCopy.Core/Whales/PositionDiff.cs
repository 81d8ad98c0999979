using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Whales;

/// <summary>The step a source counts a line's size in, or zero where it is not known.</summary>
/// <param name="key">The line.</param>
public delegate decimal SizeStepOf(PositionKey key);

/// <summary>
/// What changed between a whale's book as last seen and a Complete snapshot. Pure; an unchanged book costs one merge of two
/// sorted lists and allocates nothing. Nothing else than a Complete snapshot may be passed: a partial or failed read never
/// reads as "the whale closed".
/// </summary>
public static class PositionDiff
{
    /// <summary>The default of <c>MinChangePercent</c>: a smaller change against the last signalled size is not told.</summary>
    public const decimal DefaultMinChangePercent = 1m;

    /// <summary>Compares two snapshots of which the first is wholly known to the followers.</summary>
    public static EquatableArray<PositionDelta> Compare(WhaleSnapshot previous, WhaleSnapshot current, WhaleSource source)
    {
        ArgumentNullException.ThrowIfNull(previous);
        var book = new BookLine[previous.Positions.Count];
        for (var i = 0; i < book.Length; i++)
            book[i] = BookLine.Told(previous.Positions[i]);
        return Compare(book, current, source);
    }

    /// <summary>Compares the book as last seen with a Complete snapshot.</summary>
    /// <param name="book">Sorted by key; suspected lines included, as they were last seen.</param>
    /// <param name="current">A Complete snapshot.</param>
    /// <param name="source">What the source can show.</param>
    /// <param name="minChangePercent">Least change of a size against the last signalled one, in percent of it.</param>
    /// <param name="stepOf">The source's size steps; where it is null or answers zero only the percentage decides.</param>
    /// <returns>At most one delta a key, sorted by key; or one mass vanish alone. Empty where nothing changed.</returns>
    public static EquatableArray<PositionDelta> Compare(
        ReadOnlySpan<BookLine> book,
        WhaleSnapshot current,
        WhaleSource source,
        decimal minChangePercent = DefaultMinChangePercent,
        SizeStepOf? stepOf = null)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(source);
        var positions = current.Positions.AsSpan();
        if (positions.IsEmpty && MassVanishOf(book) is { } vanish)
            return [vanish];

        List<PositionDelta>? deltas = null;
        var b = 0;
        var c = 0;
        while (b < book.Length || c < positions.Length)
        {
            var order = b == book.Length ? 1 : c == positions.Length ? -1 : book[b].Position.Key.CompareTo(positions[c].Key);
            var delta = order switch
            {
                < 0 => Gone(book[b], book, positions, source),
                > 0 => Appeared(positions[c], book, positions, source),
                _ => Stayed(book[b], positions[c], source, minChangePercent, stepOf),
            };
            if (delta is not null)
                (deltas ??= []).Add(delta);
            if (order <= 0)
                b++;
            if (order >= 0)
                c++;
        }

        return deltas is null ? [] : [.. deltas];
    }

    /// <summary>
    /// Sums the rows of a source that shows a position in parts to one line a key. Rows of size zero are dropped. The entry price
    /// is the average of what was paid (harmonic for inverse contracts, whose size is in USD); leverage and margin mode are those
    /// of the largest row; ids are sorted; the rows are kept where there are several.
    /// </summary>
    /// <param name="rows">In any order.</param>
    /// <exception cref="ArgumentException">Rows of one key are counted in different units, a size is below zero or a price is not above it.</exception>
    public static EquatableArray<WhalePosition> Net(IEnumerable<WhalePosition> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var sorted = rows.Where(row => row.Size != 0m).ToArray();
        if (Array.Exists(sorted, row => row.Size < 0m))
            throw new ArgumentException("A row's size is below zero; the side says the direction.", nameof(rows));
        Array.Sort(sorted, RowOrder);

        var lines = new List<WhalePosition>(sorted.Length);
        for (var from = 0; from < sorted.Length;)
        {
            var to = from + 1;
            while (to < sorted.Length && sorted[to].Key == sorted[from].Key)
                to++;
            lines.Add(to - from == 1 ? sorted[from] : Sum(sorted.AsSpan(from, to - from)));
            from = to;
        }

        return [.. lines];
    }

    private static PositionDelta.MassVanish? MassVanishOf(ReadOnlySpan<BookLine> book)
    {
        var gone = 0;
        foreach (var line in book)
        {
            if (line.Suspicion is null)
                gone++;
        }

        if (gone < 2)
            return null;
        var lines = new BookLine[gone];
        var next = 0;
        foreach (var line in book)
        {
            if (line.Suspicion is null)
                lines[next++] = line;
        }

        return new PositionDelta.MassVanish([.. lines]);
    }

    private static PositionDelta Gone(
        BookLine line, ReadOnlySpan<BookLine> book, ReadOnlySpan<WhalePosition> positions, WhaleSource source) =>
        FlippedTo(line, book, positions, source) is { } opposite
            ? new PositionDelta.Flipped(line, opposite)
            : new PositionDelta.CloseSuspected(line);

    private static PositionDelta.Opened? Appeared(
        WhalePosition position, ReadOnlySpan<BookLine> book, ReadOnlySpan<WhalePosition> positions, WhaleSource source)
    {
        // The new side of a flip is told with the side that ended.
        var opposite = IndexOf(book, position.Key.Opposite);
        return opposite >= 0 && IndexOf(positions, position.Key.Opposite) < 0 && FlippedTo(book[opposite], book, positions, source) is not null
            ? null
            : new PositionDelta.Opened(position);
    }

    private static WhalePosition? FlippedTo(
        BookLine line, ReadOnlySpan<BookLine> book, ReadOnlySpan<WhalePosition> positions, WhaleSource source)
    {
        var key = line.Position.Key;
        if (key.Market == Market.Spot)
            return null;
        var index = IndexOf(positions, key.Opposite);
        if (index < 0 || IndexOf(book, key.Opposite) >= 0)
            return null;
        return !source.CanHedge || (line.Position.IsOneWay && positions[index].IsOneWay) ? positions[index] : null;
    }

    private static PositionDelta? Stayed(
        BookLine line, WhalePosition current, WhaleSource source, decimal minChangePercent, SizeStepOf? stepOf)
    {
        var previous = line.Position;
        if (previous.SizeUnit != current.SizeUnit)
            return new PositionDelta.TermsChanged(line, current);
        if (source.StablePositionIds && IsAnother(previous, current))
            return new PositionDelta.Reopened(line, current);

        if (current.Size != line.SignalledSize)
        {
            var change = current.Size - line.SignalledSize;
            if (IsTold(decimal.Abs(change), line.SignalledSize, current.Key, minChangePercent, stepOf))
            {
                var fraction = decimal.Abs(change) / line.SignalledSize;
                return change > 0m
                    ? new PositionDelta.Increased(line, current, fraction)
                    : new PositionDelta.Reduced(line, current, fraction);
            }
        }

        if (current.Size != previous.Size)
            return new PositionDelta.Drifted(line, current);
        return current.EntryPrice != previous.EntryPrice || current.Leverage != previous.Leverage || current.MarginMode != previous.MarginMode
            ? new PositionDelta.TermsChanged(line, current)
            : null;
    }

    private static bool IsTold(decimal change, decimal signalled, PositionKey key, decimal minChangePercent, SizeStepOf? stepOf) =>
        change * 100m >= minChangePercent * signalled && (stepOf is null || change >= stepOf(key));

    /// <summary>
    /// True where none of the rows now shown can be one of the rows shown before. Sub-positions come and go within one position,
    /// so one row in common, or one row as old as the old ones, is enough to be the same.
    /// </summary>
    private static bool IsAnother(WhalePosition previous, WhalePosition current)
    {
        if (previous.PositionIds.Count > 0 && current.PositionIds.Count > 0 && AreDisjoint(previous.PositionIds, current.PositionIds))
            return true;
        return (current.FirstOpenedAt ?? current.OpenedAt) is { } firstNow && previous.OpenedAt is { } lastBefore && firstNow > lastBefore;
    }

    private static bool AreDisjoint(EquatableArray<string> left, EquatableArray<string> right)
    {
        foreach (var a in left.AsSpan())
        {
            foreach (var b in right.AsSpan())
            {
                if (string.Equals(a, b, StringComparison.Ordinal))
                    return false;
            }
        }

        return true;
    }

    private static int IndexOf(ReadOnlySpan<BookLine> book, PositionKey key)
    {
        var low = 0;
        var high = book.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = book[middle].Position.Key.CompareTo(key);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }

    private static int IndexOf(ReadOnlySpan<WhalePosition> positions, PositionKey key)
    {
        var low = 0;
        var high = positions.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = positions[middle].Key.CompareTo(key);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }

    // A total order, so that the sum does not depend on the order of the source's list.
    private static int RowOrder(WhalePosition left, WhalePosition right)
    {
        var order = left.Key.CompareTo(right.Key);
        if (order == 0)
            order = right.Size.CompareTo(left.Size);
        if (order == 0)
            order = (left.Leverage ?? 0m).CompareTo(right.Leverage ?? 0m);
        if (order == 0)
            order = left.EntryPrice.CompareTo(right.EntryPrice);
        return order != 0 ? order : string.CompareOrdinal(FirstId(left), FirstId(right));
    }

    private static string FirstId(WhalePosition row) => row.PositionIds.Count > 0 ? row.PositionIds[0] : "";

    private static WhalePosition Sum(ReadOnlySpan<WhalePosition> rows)
    {
        var largest = rows[0];
        var isInverse = largest.Key.Market == Market.CoinM && largest.SizeUnit == SizeUnit.Contracts;
        var size = 0m;
        var weighted = 0m;
        decimal? profit = 0m;
        decimal? notional = 0m;
        decimal? mark = null;
        DateTimeOffset? youngest = null;
        DateTimeOffset? oldest = null;
        DateTimeOffset? changed = null;
        var isOneWay = true;
        var isDated = true;
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        var parts = new WhalePositionRow[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            if (row.SizeUnit != largest.SizeUnit)
                throw new ArgumentException($"{row.Key} is counted in {largest.SizeUnit} and in {row.SizeUnit}.", nameof(rows));
            size += row.Size;
            if (row.EntryPrice <= 0m)
                throw new ArgumentException($"{row.Key} has entry price {row.EntryPrice}.", nameof(rows));
            weighted += isInverse ? row.Size / row.EntryPrice : row.Size * row.EntryPrice;
            profit += row.UnrealizedPnlUsdt;
            notional += row.NotionalUsdt;
            mark ??= row.MarkPrice;
            isDated &= row.OpenedAt is not null;
            youngest = Later(youngest, row.OpenedAt);
            oldest = Earlier(oldest, row.FirstOpenedAt ?? row.OpenedAt);
            changed = Later(changed, row.ChangedAt);
            isOneWay &= row.IsOneWay;
            foreach (var id in row.PositionIds.AsSpan())
                ids.Add(id);
            parts[i] = new WhalePositionRow(row.PositionIds.Count > 0 ? row.PositionIds[0] : null, row.Size, row.EntryPrice, row.OpenedAt);
        }

        return largest with
        {
            Size = size,
            EntryPrice = isInverse ? size / weighted : weighted / size,
            MarkPrice = mark,
            UnrealizedPnlUsdt = profit,
            NotionalUsdt = notional,
            PositionIds = [.. ids],
            Rows = [.. parts],
            IsOneWay = isOneWay,
            // One row without a time leaves both ends open.
            OpenedAt = isDated ? youngest : null,
            FirstOpenedAt = isDated ? oldest : null,
            ChangedAt = changed,
        };
    }

    private static DateTimeOffset? Later(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null ? right : right is null || left >= right ? left : right;

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null ? right : right is null || left <= right ? left : right;
}
