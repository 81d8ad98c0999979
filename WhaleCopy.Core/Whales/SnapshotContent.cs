namespace WhaleCopy.Core.Whales;

/// <summary>
/// A fingerprint of all that a snapshot shows, marks and profits included, its time not. Stable across processes (FNV-1a), to
/// recognise an answer that is the image of an earlier one.
/// </summary>
public static class SnapshotContent
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The fingerprint.</summary>
    public static ulong Of(WhaleSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var hash = Offset;
        foreach (var position in snapshot.Positions.AsSpan())
        {
            hash = Add(hash, (ulong)position.Key.Market);
            hash = Add(hash, position.Key.Symbol);
            hash = Add(hash, (ulong)position.Key.Side);
            hash = Add(hash, position.Size);
            hash = Add(hash, position.EntryPrice);
            hash = Add(hash, position.MarkPrice);
            hash = Add(hash, position.Leverage);
            hash = Add(hash, position.UnrealizedPnlUsdt);
            hash = Add(hash, position.NotionalUsdt);
            hash = Add(hash, (ulong)(position.MarginMode is { } mode ? (int)mode + 1 : 0));
            hash = Add(hash, (ulong)(position.OpenedAt?.UtcTicks ?? 0));
            hash = Add(hash, (ulong)(position.ChangedAt?.UtcTicks ?? 0));
            foreach (var id in position.PositionIds.AsSpan())
                hash = Add(hash, id);
        }

        return hash;
    }

    private static ulong Add(ulong hash, ulong value)
    {
        for (var shift = 0; shift < 64; shift += 8)
            hash = unchecked((hash ^ ((value >> shift) & 0xFF)) * Prime);
        return hash;
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (var c in text)
            hash = unchecked((hash ^ c) * Prime);
        return Add(hash, (ulong)text.Length);
    }

    private static ulong Add(ulong hash, decimal? value)
    {
        if (value is not { } number)
            return Add(hash, ulong.MaxValue);
        Span<int> bits = stackalloc int[4];
        _ = decimal.GetBits(number, bits);
        hash = Add(hash, ((ulong)(uint)bits[0] << 32) | (uint)bits[1]);
        return Add(hash, ((ulong)(uint)bits[2] << 32) | (uint)bits[3]);
    }
}
