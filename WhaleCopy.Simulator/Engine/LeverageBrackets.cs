namespace WhaleCopy.Simulator.Engine;

/// <summary>One notional tier: up to the cap, at most this leverage.</summary>
internal readonly record struct LeverageBracket(
    int Number, int MaximumLeverage, decimal Floor, decimal Cap, decimal MaintenanceRate, decimal Cumulative);

/// <summary>Tiers of an instrument, in USD of notional. Round figures of the shape that venues publish.</summary>
internal static class LeverageBrackets
{
    private static readonly decimal[] Caps = [300_000m, 800_000m, 3_000_000m, 12_000_000m, 70_000_000m, 500_000_000m];
    private static readonly decimal[] Rates = [0.004m, 0.005m, 0.01m, 0.025m, 0.05m, 0.125m];

    public static IEnumerable<LeverageBracket> Of(Instrument spec)
    {
        var floor = 0m;
        var cumulative = 0m;
        for (var i = 0; i < Caps.Length; i++)
        {
            if (i > 0)
            {
                cumulative += floor * (Rates[i] - Rates[i - 1]);
            }

            yield return new LeverageBracket(i + 1, Leverage(spec, i), floor, Caps[i], Rates[i], cumulative);
            floor = Caps[i];
        }
    }

    /// <summary>The largest notional allowed at a leverage; 0 where the leverage itself is too high.</summary>
    public static decimal NotionalCap(Instrument spec, decimal leverage)
    {
        var cap = 0m;
        for (var i = 0; i < Caps.Length; i++)
        {
            if (leverage <= Leverage(spec, i))
            {
                cap = Caps[i];
            }
        }

        return cap;
    }

    private static int Leverage(Instrument spec, int tier) => tier switch
    {
        0 => spec.MaximumLeverage,
        1 => Math.Min(spec.MaximumLeverage, 100),
        2 => Math.Min(spec.MaximumLeverage, 50),
        3 => 20,
        4 => 10,
        _ => 4,
    };
}
