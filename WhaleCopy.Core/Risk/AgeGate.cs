using WhaleCopy.Core.Sizing;

namespace WhaleCopy.Core.Risk;

/// <summary>The age gate of entries. Exits are executed however late.</summary>
public static class AgeGate
{
    /// <summary>
    /// Now minus the source's own change time where it gives one, else minus the Complete <b>before</b> the change: the change may
    /// be as old as that. Never below zero.
    /// </summary>
    /// <param name="now">Our time.</param>
    /// <param name="changedAt">The source's time of the change.</param>
    /// <param name="previousCompleteAt">Our time of the Complete before.</param>
    /// <param name="waited">How long <c>auto_copy_delay_seconds</c> made it wait: not counted.</param>
    public static TimeSpan AgeOf(DateTimeOffset now, DateTimeOffset? changedAt, DateTimeOffset previousCompleteAt, TimeSpan waited = default)
    {
        var age = now - (changedAt ?? previousCompleteAt) - waited;
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

    /// <summary>The refusal, or null where the signal is young enough.</summary>
    public static Denial? Check(TimeSpan age, bool isManual, RiskLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var most = isManual ? limits.MaxManualAge : limits.MaxSignalAge;
        if (age <= most)
            return null;
        return new Denial(
            DenialReason.SignalTooOld,
            $"the change is {Plain.Seconds(age)} old, more than {Plain.Seconds(most)}",
            DecisionNumbers.None
                .With("age_seconds", decimal.Round((decimal)age.Ticks / TimeSpan.TicksPerSecond, 3))
                .With("max_age_seconds", (decimal)most.Ticks / TimeSpan.TicksPerSecond));
    }
}
