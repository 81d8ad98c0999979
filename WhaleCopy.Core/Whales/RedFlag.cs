namespace WhaleCopy.Core.Whales;

/// <summary>What to beware of in a whale's record.</summary>
public enum RedFlag
{
    /// <summary>He doubles up after losses.</summary>
    Martingale,

    /// <summary>He lets losses run.</summary>
    NoStop,

    /// <summary>He has done nothing for a month.</summary>
    Idle,

    /// <summary>He has lost most of what he had, or half of it in a day.</summary>
    BlowUp,

    /// <summary>He turns his equity over so often that fees decide.</summary>
    HighTurnover,

    /// <summary>The source's return and his profit point in opposite directions.</summary>
    RoiPnlConflict,
}

/// <summary>
/// When a red flag is raised:
/// <list type="bullet">
/// <item>MARTINGALE: of the positions that followed a loss in the same line, at least three and 40 % were at least 1.8 times as large.</item>
/// <item>NO_STOP: one loss is at least a tenth of the equity and five times the average of the others; or, with five of each, losses
/// were held four times as long as gains.</item>
/// <item>IDLE: neither a close nor a change of the book for 30 days.</item>
/// <item>BLOW_UP: a drawdown of 80 %, or a day that cost half of the equity.</item>
/// <item>HIGH_TURNOVER: 500 times the equity within 30 days.</item>
/// <item>ROI_PNL_CONFLICT: the source's 30-day return and profit differ in sign.</item>
/// </list>
/// </summary>
public static class RedFlagRules
{
    private static readonly TimeSpan IdleAfter = TimeSpan.FromDays(30);

    /// <summary>The flags, in the order of declaration.</summary>
    /// <param name="numbers">His numbers.</param>
    /// <param name="positions">His closed positions, oldest first.</param>
    /// <param name="source">What his source says.</param>
    /// <param name="equity">His equity, where shown.</param>
    /// <param name="lastActivityAt">When he last changed his book, where known.</param>
    /// <param name="now">Our time.</param>
    public static EquatableArray<RedFlag> Of(
        WhaleStatistics numbers,
        IReadOnlyList<ClosedPosition> positions,
        SourceNumbers source,
        decimal? equity,
        DateTimeOffset? lastActivityAt,
        DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(source);
        var flags = new List<RedFlag>();
        if (DoublesUp(positions))
            flags.Add(RedFlag.Martingale);
        if (LetsLossesRun(positions, equity))
            flags.Add(RedFlag.NoStop);
        if (IsIdle(positions, lastActivityAt, now))
            flags.Add(RedFlag.Idle);
        if (numbers.MaxDrawdown >= 0.8m || LostHalfInADay(numbers.EquityCurve))
            flags.Add(RedFlag.BlowUp);
        if (numbers.Turnover30d >= 500m)
            flags.Add(RedFlag.HighTurnover);
        if (source is { Roi30d: { } roi, ProfitUsdt30d: { } profit } && roi * profit < 0m)
            flags.Add(RedFlag.RoiPnlConflict);
        return [.. flags];
    }

    private static bool DoublesUp(IReadOnlyList<ClosedPosition> positions)
    {
        var followed = 0;
        var doubled = 0;
        foreach (var line in positions.GroupBy(position => position.Key))
        {
            ClosedPosition? before = null;
            foreach (var position in line)
            {
                if (before is { RealizedPnlUsdt: < 0m } && position.SizeUnit == before.SizeUnit)
                {
                    followed++;
                    if (position.Size >= before.Size * 1.8m)
                        doubled++;
                }

                before = position;
            }
        }

        return doubled >= 3 && doubled * 10 >= followed * 4;
    }

    private static bool LetsLossesRun(IReadOnlyList<ClosedPosition> positions, decimal? equity)
    {
        var losses = positions.Where(position => position.RealizedPnlUsdt < 0m).ToArray();
        if (losses.Length >= 2 && equity is { } today)
        {
            var worst = -losses.Min(position => position.RealizedPnlUsdt!.Value);
            var others = (-losses.Sum(position => position.RealizedPnlUsdt!.Value) - worst) / (losses.Length - 1);
            if (worst >= today / 10m && worst >= 5m * others)
                return true;
        }

        var lost = HeldOf(losses);
        var won = HeldOf(positions.Where(position => position.RealizedPnlUsdt > 0m));
        return lost.Count >= 5 && won.Count >= 5 && lost.Average >= won.Average * 4;
    }

    private static (int Count, decimal Average) HeldOf(IEnumerable<ClosedPosition> positions)
    {
        var held = positions.Where(position => position.OpenedAt is not null)
            .Select(position => (decimal)(position.ClosedAt - position.OpenedAt!.Value).Ticks).ToArray();
        return (held.Length, held.Length == 0 ? 0m : held.Average());
    }

    private static bool IsIdle(IReadOnlyList<ClosedPosition> positions, DateTimeOffset? lastActivityAt, DateTimeOffset now)
    {
        var last = positions.Count > 0 ? positions[^1].ClosedAt : (DateTimeOffset?)null;
        if (lastActivityAt > last || last is null)
            last = lastActivityAt;
        return last is { } at && now - at >= IdleAfter;
    }

    private static bool LostHalfInADay(EquatableArray<EquityAt> curve)
    {
        for (var i = 1; i < curve.Count; i++)
        {
            if (curve[i - 1].EquityUsdt > 0m && curve[i].EquityUsdt * 2m <= curve[i - 1].EquityUsdt)
                return true;
        }

        return false;
    }
}
