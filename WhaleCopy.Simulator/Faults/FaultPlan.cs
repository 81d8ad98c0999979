using System.Globalization;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Faults;

/// <summary>What strikes one request: latencies add up, of the other faults the oldest that fires wins.</summary>
internal sealed record Strike(TimeSpan Before, TimeSpan After, Fault? Fault);

/// <summary>All faults in force.</summary>
internal sealed class FaultPlan(TimeProvider time)
{
    private static readonly string[] NumberedPages = ["page", "pageNumber", "pageNo"];
    private static readonly string[] Cursors = ["after", "cursor", "idLessThan", "fromId", "indexValue"];

    private readonly Lock _gate = new();
    private volatile Fault[] _faults = [];
    private int _nextId;

    public IReadOnlyList<Fault> Faults => _faults;

    public bool HasStale => Array.Exists(_faults, fault => fault.Spec.Kind == FaultKind.Stale && fault.IsActive(time.GetUtcNow()));

    public Fault Add(FaultSpec spec)
    {
        lock (_gate)
        {
            var fault = new Fault(++_nextId, spec, time.GetUtcNow());
            _faults = [.. _faults, fault];
            return fault;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _faults = [];
            // Numbers seed what a ratio strikes: after a clean-up a run can be repeated.
            _nextId = 0;
        }
    }

    public Strike? Match(Call call, string? apiKey)
    {
        var faults = _faults;
        if (faults.Length == 0)
        {
            return null;
        }

        var now = time.GetUtcNow();
        TimeSpan before = default, after = default;
        Fault? struck = null;
        foreach (var fault in faults)
        {
            var isLatency = fault.Spec.Kind == FaultKind.Latency;
            if ((!isLatency && struck is not null) || !Applies(fault.Spec, call, apiKey) || !fault.TryFire(now))
            {
                continue;
            }

            if (!isLatency)
            {
                struck = fault;
            }
            else if (fault.Spec.IsAfter)
            {
                after += fault.Spec.Delay;
            }
            else
            {
                before += fault.Spec.Delay;
            }
        }

        return struck is null && before == default && after == default ? null : new Strike(before, after, struck);
    }

    /// <summary>
    /// A fault that meets a stream: any but latency when it opens, <c>drop_after</c> while it runs. The others are for
    /// requests and answers.
    /// </summary>
    public FaultSpec? MatchStream(Exchange exchange, string path, string fullPath, bool isOpening)
    {
        var faults = _faults;
        if (faults.Length == 0)
        {
            return null;
        }

        var now = time.GetUtcNow();
        foreach (var fault in faults)
        {
            var spec = fault.Spec;
            var isKind = isOpening
                ? spec.Kind is FaultKind.DropBefore or FaultKind.Status or FaultKind.RateLimit or FaultKind.Ban or FaultKind.Reject
                : spec.Kind == FaultKind.DropAfter;
            if (isKind && spec.Exchange == exchange && spec.ApiKey is null
                && (Glob.IsMatch(spec.Path, path) || Glob.IsMatch(spec.Path, fullPath))
                && fault.TryFire(now))
            {
                return spec;
            }
        }

        return null;
    }

    private static bool Applies(FaultSpec spec, Call call, string? apiKey)
    {
        if (spec.Exchange != call.Dialect.Exchange
            || (spec.Method is not null && !string.Equals(spec.Method, call.Method, StringComparison.OrdinalIgnoreCase))
            || (spec.ApiKey is not null && spec.ApiKey != apiKey))
        {
            return false;
        }

        var matches = Glob.IsMatch(spec.Path, call.Path)
            || (call.Query.Length > 0 && Glob.IsMatch(spec.Path, $"{call.Path}?{call.Query}"))
            || Glob.IsMatch(spec.Path, call.Dialect.Prefix + call.Path);
        return matches && (spec.Page is not { } page || PageOf(call) >= page);
    }

    /// <summary>The page a request asks for: by number where it names one; a cursor is at least the second.</summary>
    private static int PageOf(Call call)
    {
        foreach (var name in NumberedPages)
        {
            if (call.Parameter(name) is { Length: > 0 } text
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }
        }

        foreach (var name in Cursors)
        {
            if (call.Parameter(name) is { Length: > 0 } cursor)
            {
                return call.Dialect.PageOfCursor(cursor);
            }
        }

        return 1;
    }
}
