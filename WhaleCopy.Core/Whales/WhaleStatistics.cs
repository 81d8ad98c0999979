namespace WhaleCopy.Core.Whales;

/// <summary>What a source itself says of a whale; ratios are fractions, null where it says nothing.</summary>
public sealed record SourceNumbers
{
    /// <summary>Return over 7 days.</summary>
    public decimal? Roi7d { get; init; }

    /// <summary>Return over 30 days.</summary>
    public decimal? Roi30d { get; init; }

    /// <summary>Return over 90 days.</summary>
    public decimal? Roi90d { get; init; }

    /// <summary>Profit over 30 days in USDT.</summary>
    public decimal? ProfitUsdt30d { get; init; }

    /// <summary>Share of winning positions.</summary>
    public decimal? WinRate { get; init; }

    /// <summary>Largest drawdown, above zero.</summary>
    public decimal? MaxDrawdown { get; init; }

    /// <summary>Sharpe ratio.</summary>
    public decimal? SharpeRatio { get; init; }
}

/// <summary>A point of an equity curve.</summary>
/// <param name="At">End of a day.</param>
/// <param name="EquityUsdt">Equity then; cumulative profit from zero where the source does not show his equity.</param>
public readonly record struct EquityAt(DateTimeOffset At, decimal EquityUsdt);

/// <summary>
/// A whale's numbers over his last ninety days: his source's own word where it gives one, else computed from his closed positions. The
/// return needs his equity: profit over what he had at the begin of the stretch, deposits and withdrawals unseen.
/// </summary>
public sealed record WhaleStatistics
{
    /// <summary>The days looked at.</summary>
    public const int Days = 90;

    // From here on our own count is believed before the source's.
    private const int TrustedSample = 30;
    private const int LeastDaysForSharpe = 10;

    /// <summary>Share of winning positions.</summary>
    public decimal? WinRate { get; init; }

    /// <summary>Return over 7 days.</summary>
    public decimal? Roi7d { get; init; }

    /// <summary>Return over 30 days.</summary>
    public decimal? Roi30d { get; init; }

    /// <summary>Return over 90 days.</summary>
    public decimal? Roi90d { get; init; }

    /// <summary>Realised profit over 7 days in USDT.</summary>
    public decimal? Profit7d { get; init; }

    /// <summary>Realised profit over 30 days in USDT.</summary>
    public decimal? Profit30d { get; init; }

    /// <summary>Realised profit over 90 days in USDT.</summary>
    public decimal? Profit90d { get; init; }

    /// <summary>Largest fall from a peak of the equity, 0 to 1 and above where he lost more than he had.</summary>
    public decimal? MaxDrawdown { get; init; }

    /// <summary>Mean over deviation of the daily returns, times √365; at least ten days.</summary>
    public decimal? SharpeRatio { get; init; }

    /// <summary>Average time from open to close.</summary>
    public TimeSpan? AverageHolding { get; init; }

    /// <summary>Average leverage.</summary>
    public decimal? AverageLeverage { get; init; }

    /// <summary>Value opened and closed within 30 days over his equity: 2 is his whole equity once in and once out.</summary>
    public decimal? Turnover30d { get; init; }

    /// <summary>Closed positions behind the numbers.</summary>
    public int TotalTrades { get; init; }

    /// <summary>What to beware of.</summary>
    public EquatableArray<RedFlag> RedFlags { get; init; } = [];

    /// <summary>One point a day, oldest first; empty without closed positions.</summary>
    public EquatableArray<EquityAt> EquityCurve { get; init; } = [];

    /// <summary>0 to 100.</summary>
    public decimal Score { get; init; } = WhaleScore.Mean;

    /// <summary>The numbers of a whale.</summary>
    /// <param name="closed">His closed positions, in any order; those older than ninety days are left out.</param>
    /// <param name="source">What his source says.</param>
    /// <param name="equityUsdt">His equity now, where the source shows it.</param>
    /// <param name="lastActivityAt">When he last changed his book, where known.</param>
    /// <param name="now">Our time.</param>
    public static WhaleStatistics Of(
        IEnumerable<ClosedPosition> closed, SourceNumbers source, decimal? equityUsdt, DateTimeOffset? lastActivityAt, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(closed);
        ArgumentNullException.ThrowIfNull(source);
        var positions = closed.Where(position => position.ClosedAt > now - TimeSpan.FromDays(Days) && position.ClosedAt <= now)
            .OrderBy(position => position.ClosedAt).ToArray();
        var equity = equityUsdt is > 0m ? equityUsdt : null;
        var curve = CurveOf(positions, equity, now);
        var counted = positions.Where(position => position.RealizedPnlUsdt is not null).ToArray();
        decimal? ownWinRate = counted.Length > 0 ? (decimal)counted.Count(position => position.RealizedPnlUsdt > 0m) / counted.Length : null;
        var numbers = new WhaleStatistics
        {
            WinRate = counted.Length >= TrustedSample ? ownWinRate : source.WinRate ?? ownWinRate,
            Profit7d = ProfitOf(counted, 7, now),
            Profit30d = source.ProfitUsdt30d ?? ProfitOf(counted, 30, now),
            Profit90d = ProfitOf(counted, Days, now),
            Roi7d = source.Roi7d ?? RoiOf(counted, 7, equity, now),
            Roi30d = source.Roi30d ?? RoiOf(counted, 30, equity, now),
            Roi90d = source.Roi90d ?? RoiOf(counted, Days, equity, now),
            MaxDrawdown = source.MaxDrawdown ?? (equity is null ? null : DrawdownOf(curve)),
            SharpeRatio = source.SharpeRatio ?? (equity is null ? null : SharpeOf(curve)),
            AverageHolding = HoldingOf(positions),
            AverageLeverage = AverageOf(positions.Where(position => position.Leverage is > 0m).Select(position => position.Leverage!.Value)),
            Turnover30d = TurnoverOf(positions, equity, now),
            TotalTrades = positions.Length,
            EquityCurve = curve,
        };
        var sample = source.Roi30d is null ? counted.Length : int.Max(counted.Length, WhaleScore.HalfSample);
        return numbers with
        {
            RedFlags = RedFlagRules.Of(numbers, positions, source, equity, lastActivityAt, now),
            Score = WhaleScore.Of(new WhaleRecord(numbers.Roi30d, numbers.WinRate, numbers.MaxDrawdown, numbers.SharpeRatio, sample)),
        };
    }

    private static decimal? ProfitOf(ClosedPosition[] counted, int days, DateTimeOffset now)
    {
        if (counted.Length == 0)
            return null;
        var from = now - TimeSpan.FromDays(days);
        return counted.Where(position => position.ClosedAt > from).Sum(position => position.RealizedPnlUsdt!.Value);
    }

    private static decimal? RoiOf(ClosedPosition[] counted, int days, decimal? equity, DateTimeOffset now)
    {
        if (equity is not { } today || ProfitOf(counted, days, now) is not { } profit)
            return null;
        var before = today - profit;
        return before > 0m ? profit / before : null;
    }

    private static EquatableArray<EquityAt> CurveOf(ClosedPosition[] positions, decimal? equity, DateTimeOffset now)
    {
        if (positions.Length == 0)
            return [];
        var first = positions[0].ClosedAt.UtcDateTime.Date;
        var days = (now.UtcDateTime.Date - first).Days + 1;
        var profit = new decimal[days];
        foreach (var position in positions)
            profit[(position.ClosedAt.UtcDateTime.Date - first).Days] += position.RealizedPnlUsdt ?? 0m;

        var curve = new EquityAt[days + 1];
        var running = (equity ?? profit.Sum()) - profit.Sum();
        curve[0] = new EquityAt(new DateTimeOffset(first, TimeSpan.Zero), running);
        for (var day = 0; day < days; day++)
        {
            running += profit[day];
            curve[day + 1] = new EquityAt(new DateTimeOffset(first.AddDays(day + 1), TimeSpan.Zero), running);
        }

        return [.. curve];
    }

    private static decimal? DrawdownOf(EquatableArray<EquityAt> curve)
    {
        if (curve.Count == 0)
            return null;
        var peak = 0m;
        var largest = 0m;
        foreach (var point in curve.AsSpan())
        {
            peak = decimal.Max(peak, point.EquityUsdt);
            if (peak > 0m)
                largest = decimal.Max(largest, (peak - point.EquityUsdt) / peak);
        }

        return largest;
    }

    private static decimal? SharpeOf(EquatableArray<EquityAt> curve)
    {
        if (curve.Count <= LeastDaysForSharpe)
            return null;
        var returns = new List<decimal>(curve.Count - 1);
        for (var i = 1; i < curve.Count; i++)
        {
            if (curve[i - 1].EquityUsdt <= 0m)
                return null;
            returns.Add((curve[i].EquityUsdt - curve[i - 1].EquityUsdt) / curve[i - 1].EquityUsdt);
        }

        var mean = returns.Average();
        var variance = returns.Sum(value => (value - mean) * (value - mean)) / (returns.Count - 1);
        var deviation = SquareRoot(variance);
        return deviation > 0.0000001m ? decimal.Clamp(mean / deviation * SquareRoot(365m), -100m, 100m) : null;
    }

    private static TimeSpan? HoldingOf(ClosedPosition[] positions)
    {
        var held = positions.Where(position => position.OpenedAt is { } opened && opened < position.ClosedAt)
            .Select(position => (position.ClosedAt - position.OpenedAt!.Value).Ticks).ToArray();
        return held.Length == 0 ? null : TimeSpan.FromTicks(held.Sum(ticks => ticks / held.Length));
    }

    private static decimal? TurnoverOf(ClosedPosition[] positions, decimal? equity, DateTimeOffset now)
    {
        if (equity is not { } today)
            return null;
        var from = now - TimeSpan.FromDays(30);
        var value = positions.Where(position => position.ClosedAt > from && position.NotionalUsdt is not null)
            .Sum(position => position.NotionalUsdt!.Value + (position.Size * (position.ExitPrice ?? position.EntryPrice!.Value)));
        return value / today;
    }

    private static decimal? AverageOf(IEnumerable<decimal> values)
    {
        var all = values.ToArray();
        return all.Length == 0 ? null : all.Sum() / all.Length;
    }

    // Newton's iteration; Core knows no binary floating point.
    private static decimal SquareRoot(decimal value)
    {
        if (value <= 0m)
            return 0m;
        var root = decimal.Max(value, 1m);
        for (var i = 0; i < 200; i++)
        {
            var next = (root + (value / root)) / 2m;
            if (next >= root)
                break;
            root = next;
        }

        return root;
    }
}
