using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Users;

namespace WhaleCopy.Core.Risk;

/// <summary>The drawdown stop of a follow: refuses entries and, where it is reached, closes its copies.</summary>
public static class DrawdownStop
{
    /// <summary>
    /// The loss since the high-water mark, as a percentage of the follow's budget, or of the balance at the time of following.
    /// Zero where neither is known.
    /// </summary>
    public static decimal PercentOf(DrawdownFacts facts, FollowSettings follow)
    {
        ArgumentNullException.ThrowIfNull(follow);
        var basis = follow.BudgetUsdt ?? facts.BalanceAtFollowUsdt;
        var loss = decimal.Max(0m, decimal.Max(0m, facts.HighWaterUsdt) - facts.ProfitUsdt);
        return basis > 0m ? loss / basis * 100m : 0m;
    }

    /// <summary>The refusal, or null where the follow has no such stop or has not reached it.</summary>
    public static Denial? Check(DrawdownFacts facts, FollowSettings follow)
    {
        ArgumentNullException.ThrowIfNull(follow);
        if (follow.MaxDrawdownPercent is not { } most)
            return null;
        var percent = PercentOf(facts, follow);
        return percent < most ? null : new Denial(
            DenialReason.FollowDrawdown,
            $"the follow is {Plain.Percent(percent)} below its best, its stop is {Plain.Percent(most)}",
            DecisionNumbers.None
                .With("drawdown_percent", decimal.Round(percent, 4))
                .With("max_drawdown_percent", most)
                .With("profit_usdt", facts.ProfitUsdt)
                .With("high_water_usdt", facts.HighWaterUsdt));
    }
}
