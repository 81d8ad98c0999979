namespace WhaleCopy.Core.Risk;

/// <summary>The limits that are the operator's, not the user's.</summary>
public sealed record RiskLimits
{
    /// <summary>The defaults of domain.md.</summary>
    public static readonly RiskLimits Default = new();

    /// <summary>Least balance to trade at all.</summary>
    public decimal MinBalanceUsdt { get; init; } = 5m;

    /// <summary>Least value of an entry.</summary>
    public decimal MinNotionalUsdt { get; init; } = 5m;

    /// <summary>What is shrunk to, of what is available, in percent.</summary>
    public decimal ShrinkToPercent { get; init; } = 80m;

    /// <summary>Least turnover of a symbol in 24 hours (<c>Copying:MinDailyVolumeUsdt</c>).</summary>
    public decimal MinDailyVolumeUsdt { get; init; } = 5_000_000m;

    /// <summary>Largest distance of an entry's bound from the index (<c>Copying:IndexBandPercent</c>).</summary>
    public decimal IndexBandPercent { get; init; } = 3m;

    /// <summary>Largest margin of all of a user's copies together (<c>Copying:MaxTotalMarginUsdt</c>); null where there is no such limit.</summary>
    public decimal? MaxTotalMarginUsdt { get; init; }

    /// <summary>Largest age of a signal for an automatic entry (<c>Copying:MaxSignalAge</c>).</summary>
    public TimeSpan MaxSignalAge { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Largest age of a signal for a manual copy (<c>Copying:MaxManualAge</c>).</summary>
    public TimeSpan MaxManualAge { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A price older than this decides nothing.</summary>
    public TimeSpan MaxPriceAge { get; init; } = TimeSpan.FromSeconds(10);
}
