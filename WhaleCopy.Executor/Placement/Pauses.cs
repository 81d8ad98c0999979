namespace WhaleCopy.Executor.Placement;

/// <summary>The pauses between two questions about one order: an order may appear some hundred milliseconds late.</summary>
internal static class AskPause
{
    public static TimeSpan After(int lookups) => lookups > 30 ? TimeSpan.FromSeconds(5) : TimeSpan.FromMilliseconds(Math.Min(1000, 100 * Math.Pow(1.5, Math.Min(lookups, 10))));
}

/// <summary>The pauses between the attempts of an exit that is owed: soon at first, a minute at most.</summary>
internal static class OwedPause
{
    public static TimeSpan After(int attempts) => TimeSpan.FromSeconds(Math.Min(60, 0.5 * Math.Pow(2, Math.Min(attempts, 7))));
}
