using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.Faults;

internal enum FaultKind
{
    Latency,
    Status,
    DropBefore,
    DropAfter,
    Malformed,
    Truncated,
    Empty,
    Stale,
    Duplicate,
    RateLimit,
    Ban,
    Reject,
}

/// <summary>A fault as it was asked for.</summary>
internal sealed record FaultSpec(
    Exchange Exchange,
    string Path,
    string? Method,
    FaultKind Kind,
    int? Status,
    string? Code,
    TimeSpan Delay,
    bool IsAfter,
    string? ApiKey,
    TimeSpan? Duration,
    int? Count,
    double Ratio,
    int? Page);

/// <summary>A fault in force, and how often it fired.</summary>
internal sealed class Fault(int id, FaultSpec spec, DateTimeOffset since)
{
    // Its own seeded stream: a run can be repeated whatever other faults there are.
    private readonly Random _random = new(unchecked((id * 7919) + 17));
    private readonly Lock _gate = new();

    public int Id { get; } = id;
    public FaultSpec Spec { get; } = spec;
    public DateTimeOffset Since { get; } = since;
    public DateTimeOffset? Until => Spec.Duration is { } duration ? Since + duration : null;
    public int Fired { get; private set; }

    public bool IsActive(DateTimeOffset now) => (Until is not { } until || now < until) && (Spec.Count is not { } count || Fired < count);

    /// <summary>Counts and answers whether it strikes this request.</summary>
    public bool TryFire(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!IsActive(now) || (Spec.Ratio < 1 && _random.NextDouble() >= Spec.Ratio))
            {
                return false;
            }

            Fired++;
            return true;
        }
    }

    /// <summary>Seconds a limited client is told to wait.</summary>
    public int RetryAfterSeconds(DateTimeOffset now) =>
        Until is { } until ? Math.Max(1, (int)Math.Ceiling((until - now).TotalSeconds)) : 1;
}
