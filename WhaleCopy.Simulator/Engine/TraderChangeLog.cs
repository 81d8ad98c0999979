namespace WhaleCopy.Simulator.Engine;

/// <summary>
/// When traders last changed what, so that an order can be told how long after the change that explains it it came.
/// Shared by all venues, with a lock of its own that is always taken last.
/// </summary>
internal sealed class TraderChangeLog
{
    private const int KeptPerSymbol = 64;
    private static readonly TimeSpan Explains = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<Change>> _bySymbol = new(StringComparer.Ordinal);

    private readonly record struct Change(DateTimeOffset At, bool IsLong, bool Grew);

    public void Add(string symbol, bool isLong, bool grew, DateTimeOffset at)
    {
        lock (_gate)
        {
            var key = KeyOf(symbol);
            if (!_bySymbol.TryGetValue(key, out var changes))
            {
                _bySymbol[key] = changes = new Queue<Change>(KeptPerSymbol);
            }

            if (changes.Count == KeptPerSymbol)
            {
                _ = changes.Dequeue();
            }

            changes.Enqueue(new Change(at, isLong, grew));
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _bySymbol.Clear();
        }
    }

    /// <summary>
    /// Milliseconds since the latest change on the symbol that moves the same way as the order: a long that grew or a
    /// short that shrank explains a buy. Null when no trader did anything like it in the last quarter of an hour.
    /// </summary>
    public long? Explain(string? symbol, Side side, PositionSide positionSide, bool isReducing, DateTimeOffset at)
    {
        if (symbol is null)
        {
            return null;
        }

        lock (_gate)
        {
            if (!_bySymbol.TryGetValue(KeyOf(symbol), out var changes))
            {
                return null;
            }

            DateTimeOffset? latest = null;
            foreach (var change in changes)
            {
                if (change.At <= at && at - change.At <= Explains && Fits(change, side, positionSide, isReducing))
                {
                    latest = latest is { } known && known > change.At ? known : change.At;
                }
            }

            return latest is { } found ? (long)(at - found).TotalMilliseconds : null;
        }
    }

    private static bool Fits(Change change, Side side, PositionSide positionSide, bool isReducing)
    {
        var buys = change.IsLong == change.Grew;
        if (buys != (side == Side.Buy))
        {
            return false;
        }

        return positionSide switch
        {
            PositionSide.Long => change.IsLong,
            PositionSide.Short => !change.IsLong,
            _ => !isReducing || !change.Grew,
        };
    }

    /// <summary>A whale's COIN-M or USDC position may be copied on the USDT pair: the base coin is what counts.</summary>
    private static string KeyOf(string symbol) => CanonicalSymbol.TryParse(symbol)?.BaseAsset ?? symbol;
}
