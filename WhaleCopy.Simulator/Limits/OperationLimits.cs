using System.Collections.Concurrent;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Limits;

/// <summary>What a limit of one operation counts by.</summary>
internal enum RateScope { Address, Account, AccountAndInstrument }

/// <summary>So many requests in a window.</summary>
internal sealed record RateRule(int Count, TimeSpan Window, RateScope Scope);

/// <summary>Limits that a venue sets operation by operation. Counted before the signature is looked at.</summary>
internal sealed class OperationLimits(bool isEnforced)
{
    private readonly ConcurrentDictionary<Operation, WindowCounter> _counters = new(ReferenceEqualityComparer.Instance);

    /// <summary>False when this request is one too many.</summary>
    public bool TryTake(Call call, Operation operation, RateRule rule, string? instrument, DateTimeOffset now) =>
        Used(call, operation, rule, instrument, now) <= rule.Count || !isEnforced;

    /// <summary>How many the window holds with this request.</summary>
    public int Used(Call call, Operation operation, RateRule rule, string? instrument, DateTimeOffset now)
    {
        var counter = _counters.GetOrAdd(operation, static (_, rule) => new WindowCounter(rule.Window, rule.Count), rule);
        var caller = rule.Scope == RateScope.Address || call.Dialect.ApiKeyHeader is not { } header
            ? call.RemoteAddress
            : call.Header(header) ?? call.RemoteAddress;
        return counter.Add(instrument is null ? caller : $"{caller}|{instrument}", 1, now);
    }

    public void Clear() => _counters.Clear();
}
