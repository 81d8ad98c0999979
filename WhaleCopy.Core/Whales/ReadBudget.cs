namespace WhaleCopy.Core.Whales;

/// <summary>How many whales of a source stand in each tier.</summary>
/// <param name="Critical">Critical.</param>
/// <param name="High">High.</param>
/// <param name="Normal">Normal.</param>
/// <param name="Low">Low.</param>
public readonly record struct TierCounts(int Critical, int High, int Normal, int Low)
{
    /// <summary>The number in a tier.</summary>
    public int Of(PollingTier tier) => tier switch
    {
        PollingTier.Critical => Critical,
        PollingTier.High => High,
        PollingTier.Normal => Normal,
        PollingTier.Low => Low,
    };
}

/// <summary>How much each tier is stretched; 1 is not.</summary>
/// <param name="Critical">Critical.</param>
/// <param name="High">High.</param>
/// <param name="Normal">Normal.</param>
/// <param name="Low">Low.</param>
public readonly record struct TierStretch(decimal Critical, decimal High, decimal Normal, decimal Low)
{
    /// <summary>The stretch of a tier.</summary>
    public decimal Of(PollingTier tier) => tier switch
    {
        PollingTier.Critical => Critical,
        PollingTier.High => High,
        PollingTier.Normal => Normal,
        PollingTier.Low => Low,
    };
}

/// <summary>
/// Shares a venue's and egress address's reads among the tiers: low tiers stretch first; when even the critical tier does not fit,
/// it stretches evenly, and the app shows the interval achieved.
/// </summary>
public static class ReadBudget
{
    /// <summary>Discovery takes at most this share of the reads.</summary>
    public const decimal DiscoveryPercent = 20m;

    /// <summary>A lower tier is stretched at most this much while anything is left for it: nobody is forgotten.</summary>
    public const decimal MaxStretch = 20m;

    private static readonly PollingTier[] InOrder = [PollingTier.Critical, PollingTier.High, PollingTier.Normal, PollingTier.Low];

    /// <summary>The stretch of each tier.</summary>
    /// <param name="counts">Whales of the source by tier.</param>
    /// <param name="intervals">How often each tier wants to be polled.</param>
    /// <param name="readsPerPoll">Reads that one poll costs, at least 1.</param>
    /// <param name="readsPerSecond">Reads the source allows, above zero.</param>
    public static TierStretch Share(TierCounts counts, PollIntervals intervals, int readsPerPoll, decimal readsPerSecond)
    {
        ArgumentNullException.ThrowIfNull(intervals);
        ArgumentOutOfRangeException.ThrowIfLessThan(readsPerPoll, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(readsPerSecond);
        var allowed = readsPerSecond * (100m - DiscoveryPercent) / 100m;
        Span<decimal> demand = stackalloc decimal[4];
        Span<decimal> stretch = [1m, 1m, 1m, 1m];
        var least = 0m;
        for (var i = 0; i < InOrder.Length; i++)
        {
            demand[i] = counts.Of(InOrder[i]) * readsPerPoll * (decimal)TimeSpan.TicksPerSecond / intervals.Of(InOrder[i]).Ticks;
            if (i > 0)
                least += demand[i] / MaxStretch;
        }

        // What the lower tiers need to be seen at all is set aside, but never more than a tenth of the whole.
        var aside = decimal.Min(least, allowed / 10m);
        var left = allowed - aside;
        for (var i = 0; i < InOrder.Length; i++)
        {
            var own = i == 0 || least == 0m ? 0m : aside * (demand[i] / MaxStretch) / least;
            var given = left + own;
            if (demand[i] > given)
            {
                stretch[i] = given > 0m ? demand[i] / given : MaxStretch;
                left = 0m;
            }
            else
            {
                left -= decimal.Max(0m, demand[i] - own);
            }
        }

        return new TierStretch(stretch[0], stretch[1], stretch[2], stretch[3]);
    }
}
