namespace WhaleCopy.Core.Signals;

/// <summary>
/// The founding formula: clamp(whaleScore × 0.5 + min(30, roe × 3) − min(20, leverage × 1.5), 10, 100), where a losing return on
/// margin adds nothing instead of its absolute value (mend of D16).
/// </summary>
public static class Confidence
{
    /// <summary>Confidence of a signal, 10 to 100.</summary>
    /// <param name="whaleScore">0 to 100.</param>
    /// <param name="roePercent">Return on margin of the position in percent, signed; null where the source does not give it: adds nothing.</param>
    /// <param name="leverage">The whale's leverage; null where the source does not show it: counts as 1.</param>
    public static decimal Score(decimal whaleScore, decimal? roePercent, decimal? leverage)
    {
        var fromScore = decimal.Clamp(whaleScore, 0m, 100m) * 0.5m;
        var fromReturn = decimal.Min(30m, decimal.Clamp(roePercent ?? 0m, 0m, 10m) * 3m);
        var penalty = decimal.Min(20m, decimal.Clamp(leverage ?? 1m, 0m, 100m) * 1.5m);
        return decimal.Round(decimal.Clamp(fromScore + fromReturn - penalty, 10m, 100m), 2);
    }

    /// <summary>LOW &lt; 40 ≤ MEDIUM &lt; 60 ≤ HIGH &lt; 80 ≤ VERY_HIGH.</summary>
    public static SignalConfidence BandOf(decimal score) => score switch
    {
        < 40m => SignalConfidence.Low,
        < 60m => SignalConfidence.Medium,
        < 80m => SignalConfidence.High,
        _ => SignalConfidence.VeryHigh,
    };
}
