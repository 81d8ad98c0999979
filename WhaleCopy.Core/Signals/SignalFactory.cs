using WhaleCopy.Core.Money;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Signals;

/// <summary>What is the same for all signals of one reading.</summary>
/// <param name="WhaleId">Our id of the whale.</param>
/// <param name="WhaleScore">0 to 100.</param>
/// <param name="EquityUsdt">His equity, where the source shows it.</param>
/// <param name="PreviousCompleteAt">Our time of the Complete before.</param>
/// <param name="DetectedAt">Our time now.</param>
public readonly record struct SignalMoment(
    long WhaleId, decimal WhaleScore, decimal? EquityUsdt, DateTimeOffset PreviousCompleteAt, DateTimeOffset DetectedAt);

/// <summary>Makes signals of changes.</summary>
public static class SignalFactory
{
    /// <summary>OPEN.</summary>
    public static SignalDraft Open(SignalMoment moment, WhalePosition position, long snapshotNumber)
    {
        ArgumentNullException.ThrowIfNull(position);
        return Draft(moment, position, SignalKind.Open, snapshotNumber) with
        {
            Fraction = 1m,
            SizeChange = position.Size,
            AmountUsd = ValueOf(position) ?? 0m,
            ReferencePrice = position.EntryPrice,
            ChangedAt = position.OpenedAt ?? position.ChangedAt,
        };
    }

    /// <summary>INCREASE.</summary>
    public static SignalDraft Increase(SignalMoment moment, PositionDelta.Increased delta, long snapshotNumber)
    {
        ArgumentNullException.ThrowIfNull(delta);
        var (before, now) = (delta.Previous, delta.Current);
        var change = now.Size - before.SignalledSize;
        return Draft(moment, now, SignalKind.Increase, snapshotNumber) with
        {
            Fraction = delta.Fraction,
            SizeChange = change,
            AmountUsd = (ValueOf(now) ?? 0m) * change / now.Size,
            ReferencePrice = Signals.ReferencePrice.OfIncrease(
                now.Key.Market, now.SizeUnit, before.SignalledSize, before.SignalledEntryPrice, now.Size, now.EntryPrice, now.MarkPrice),
            ChangedAt = TimeOfChange(before.Position, now),
        };
    }

    /// <summary>REDUCE.</summary>
    public static SignalDraft Reduce(SignalMoment moment, PositionDelta.Reduced delta, long snapshotNumber)
    {
        ArgumentNullException.ThrowIfNull(delta);
        var (before, now) = (delta.Previous, delta.Current);
        var change = before.SignalledSize - now.Size;
        return Draft(moment, now, SignalKind.Reduce, snapshotNumber) with
        {
            Fraction = delta.Fraction,
            SizeChange = change,
            AmountUsd = (ValueOf(now) ?? 0m) * change / now.Size,
            ChangedAt = TimeOfChange(before.Position, now),
        };
    }

    /// <summary>CLOSE.</summary>
    /// <param name="moment">Now.</param>
    /// <param name="line">The line as last seen.</param>
    /// <param name="snapshotNumber">The first snapshot without it.</param>
    /// <param name="exitPrice">His exit price, where history shows it.</param>
    /// <param name="closedAt">The source's time of the close, where it gives one.</param>
    public static SignalDraft Close(
        SignalMoment moment, BookLine line, long snapshotNumber, decimal? exitPrice = null, DateTimeOffset? closedAt = null)
    {
        ArgumentNullException.ThrowIfNull(line);
        var position = line.Position;
        return Draft(moment, position, SignalKind.Close, snapshotNumber) with
        {
            Fraction = 1m,
            Size = 0m,
            SizeChange = position.Size,
            AmountUsd = ValueOf(position) ?? 0m,
            PriceAtSignal = exitPrice ?? position.MarkPrice ?? position.EntryPrice,
            ChangedAt = closedAt,
        };
    }

    /// <summary>CLOSE and OPEN, linked, in this order.</summary>
    public static (SignalDraft Close, SignalDraft Open) Pair(
        SignalMoment moment, BookLine ended, WhalePosition begun, long snapshotNumber, SignalLink link)
    {
        var open = Open(moment, begun, snapshotNumber) with { Link = link };
        var close = Close(moment, ended, snapshotNumber, closedAt: open.ChangedAt) with { Link = link, LinkedTxHash = open.TxHash };
        return (close, open with { LinkedTxHash = close.TxHash });
    }

    private static SignalDraft Draft(SignalMoment moment, WhalePosition position, SignalKind kind, long snapshotNumber) => new()
    {
        TxHash = SignalId.Of(moment.WhaleId, position.Key, kind, snapshotNumber).TxHash,
        WhaleId = moment.WhaleId,
        Key = position.Key,
        Kind = kind,
        SnapshotNumber = snapshotNumber,
        Fraction = 0m,
        SizeChange = 0m,
        Size = position.Size,
        SizeUnit = position.SizeUnit,
        Leverage = position.Leverage,
        MarginMode = position.MarginMode,
        AmountUsd = 0m,
        PriceAtSignal = position.MarkPrice ?? position.EntryPrice,
        EquityUsdt = moment.EquityUsdt,
        ConfidenceScore = Signals.Confidence.Score(moment.WhaleScore, position.RoePercent, position.Leverage),
        PreviousCompleteAt = moment.PreviousCompleteAt,
        DetectedAt = moment.DetectedAt,
    };

    // An update time that did not move, or a row opened before the last reading, does not date this change.
    private static DateTimeOffset? TimeOfChange(WhalePosition before, WhalePosition now)
    {
        if (now.ChangedAt is { } changed && changed != before.ChangedAt)
            return changed;
        return now.OpenedAt is { } opened && before.OpenedAt is { } last && opened > last ? opened : null;
    }

    private static decimal? ValueOf(WhalePosition position) =>
        position.NotionalUsdt is { } notional ? decimal.Abs(notional)
        : position.SizeUnit == SizeUnit.Base ? position.Size * (position.MarkPrice ?? position.EntryPrice)
        : null;
}
