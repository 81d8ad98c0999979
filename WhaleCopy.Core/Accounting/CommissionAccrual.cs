namespace WhaleCopy.Core.Accounting;

/// <summary>Commission on realised profit after fees, above the follow's high-water mark: a loss is made good before anything is due.</summary>
public static class CommissionAccrual
{
    /// <summary>What a close brings.</summary>
    /// <param name="profitUsdt">Realised net profit of the follow since it began, this close included.</param>
    /// <param name="highWaterUsdt">The highest it was at a close before, not below zero.</param>
    /// <param name="percent">The tier's.</param>
    /// <returns>The commission, rounded down to a hundred-millionth, and the new high-water mark.</returns>
    public static (decimal CommissionUsdt, decimal HighWaterUsdt) OnClose(decimal profitUsdt, decimal highWaterUsdt, decimal percent)
    {
        var mark = decimal.Max(0m, highWaterUsdt);
        if (profitUsdt <= mark)
            return (0m, mark);
        return (decimal.Round((profitUsdt - mark) * percent / 100m, 8, MidpointRounding.ToZero), profitUsdt);
    }
}
