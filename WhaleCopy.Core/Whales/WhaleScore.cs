namespace WhaleCopy.Core.Whales;

/// <summary>What a whale's score is made of; fractions (0.42 is 42 %), null where the source does not show it.</summary>
/// <param name="Roi">Return of 30 days.</param>
/// <param name="WinRate">Share of winning positions.</param>
/// <param name="MaxDrawdown">Largest drawdown, above zero.</param>
/// <param name="SharpeRatio">Sharpe ratio.</param>
/// <param name="Sample">Closed positions behind the numbers.</param>
public readonly record struct WhaleRecord(decimal? Roi, decimal? WinRate, decimal? MaxDrawdown, decimal? SharpeRatio, int Sample);

/// <summary>
/// The one formula of a whale's score:
/// <code>
/// roi      = clamp((ROI₃₀ + 0.2) / 1.2)        −20 % … +100 %
/// win      = clamp((winRate − 0.3) / 0.5)       30 % … 80 %
/// drawdown = clamp(1 − maxDrawdown / 0.5)        50 % … 0
/// sharpe   = clamp((sharpe + 0.5) / 3.5)        −0.5 … 3
/// raw      = 30·roi + 20·win + 25·drawdown + 25·sharpe
/// score    = 50 + (raw − 50) × n / (n + 30)
/// </code>
/// clamp is to 0 … 1; what a source does not show counts one half, the mean. n is the number of closed positions: a small sample is
/// shrunk toward the mean of 50, thirty positions count half. Rising in return, win rate and Sharpe, falling in drawdown.
/// </summary>
public static class WhaleScore
{
    /// <summary>The score of a whale of whom nothing is known.</summary>
    public const decimal Mean = 50m;

    /// <summary>The sample that counts half.</summary>
    public const int HalfSample = 30;

    /// <summary>The score, 0 to 100, two decimals.</summary>
    public static decimal Of(WhaleRecord record)
    {
        var raw = (30m * Share(record.Roi, 0.2m, 1.2m))
            + (20m * Share(record.WinRate, -0.3m, 0.5m))
            + (25m * (record.MaxDrawdown is { } drawdown ? decimal.Clamp(1m - (decimal.Clamp(drawdown, 0m, 10m) / 0.5m), 0m, 1m) : 0.5m))
            + (25m * Share(record.SharpeRatio, 0.5m, 3.5m));
        var sample = (decimal)int.Max(0, record.Sample);
        return decimal.Round(Mean + ((raw - Mean) * sample / (sample + HalfSample)), 2);
    }

    /// <summary>BRONZE &lt; 40 ≤ SILVER &lt; 55 ≤ GOLD &lt; 70 ≤ PLATINUM &lt; 85 ≤ DIAMOND.</summary>
    public static WhaleRank RankOf(decimal score) => score switch
    {
        < 40m => WhaleRank.Bronze,
        < 55m => WhaleRank.Silver,
        < 70m => WhaleRank.Gold,
        < 85m => WhaleRank.Platinum,
        _ => WhaleRank.Diamond,
    };

    private static decimal Share(decimal? value, decimal shift, decimal width) =>
        value is { } number ? decimal.Clamp((decimal.Clamp(number, -1000m, 1000m) + shift) / width, 0m, 1m) : 0.5m;
}
