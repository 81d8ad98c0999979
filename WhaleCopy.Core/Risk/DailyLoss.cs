using WhaleCopy.Core.Money;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Risk;

/// <summary>What a day has cost and could still cost, read under the account's row lock.</summary>
/// <param name="RealizedTodayUsdt">Realised profit of the user's day, net of fees, signed.</param>
/// <param name="OpenLossUsdt">Σ max(0, −unrealised) of the open copies.</param>
/// <param name="InFlightWorstUsdt">Σ worst loss at the stop of entries in flight: reserved, executing or unknown.</param>
public readonly record struct DailyLossFacts(decimal RealizedTodayUsdt, decimal OpenLossUsdt, decimal InFlightWorstUsdt)
{
    /// <summary>The loss so far and at worst, without the entry in question.</summary>
    public decimal WorstUsdt => -RealizedTodayUsdt + OpenLossUsdt + InFlightWorstUsdt;

    /// <summary>Σ max(0, −unrealised).</summary>
    public static decimal OpenLossOf(IEnumerable<decimal> unrealizedUsdt)
    {
        ArgumentNullException.ThrowIfNull(unrealizedUsdt);
        var loss = 0m;
        foreach (var unrealized in unrealizedUsdt)
            loss += decimal.Max(0m, -unrealized);
        return loss;
    }
}

/// <summary>The day's loss.</summary>
public static class DailyLoss
{
    /// <summary>What an entry loses at worst: quantity × |bound − stop| and the fees both ways.</summary>
    /// <param name="cost">Instrument, sizing price, leverage.</param>
    /// <param name="size">On the step.</param>
    /// <param name="side">Direction.</param>
    /// <param name="bound">The worst price at which it may fill.</param>
    /// <param name="stopPrice">Its stop.</param>
    public static decimal WorstOf(OrderCost cost, OrderSize size, PositionSide side, decimal bound, decimal stopPrice) =>
        decimal.Max(0m, -cost.Instrument.ProfitUsdt(size, side, bound, stopPrice)) + cost.FeesUsdt(size);

    /// <summary>The begin of the user's day, in which realised profit counts as today's.</summary>
    /// <param name="now">Our time.</param>
    /// <param name="timeZone">The user's.</param>
    public static DateTimeOffset DayStart(DateTimeOffset now, TimeZoneInfo timeZone)
    {
        ArgumentNullException.ThrowIfNull(timeZone);
        var midnight = TimeZoneInfo.ConvertTime(now, timeZone).Date;

        // Where clocks are put forward at midnight the day begins with its first minute that exists.
        while (timeZone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(15);
        var offset = timeZone.IsAmbiguousTime(midnight) ? timeZone.GetAmbiguousTimeOffsets(midnight).Max() : timeZone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }
}
