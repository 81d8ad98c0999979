using System.Collections.Frozen;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Faults;
using WhaleCopy.Simulator.Limits;

namespace WhaleCopy.Simulator.Http;

/// <summary>
/// One operation of a venue. Handlers of public operations and of signed ones whose caller was recognised run with the
/// venue's gate held.
/// </summary>
internal sealed record Operation(
    string Method,
    string Path,
    Action<Call> Handle,
    bool IsSigned = false,
    bool IsPlacement = false,
    int Weight = 1,
    bool IsHeavyWithoutSymbol = false,
    int HeavyWeight = 40,
    RateRule? Rate = null);

/// <summary>The HTTP API of one venue under its prefix: its paths, signatures, error shapes and limits.</summary>
internal abstract class Dialect(Venue venue, string prefix)
{
    private FrozenDictionary<string, Operation> _get = FrozenDictionary<string, Operation>.Empty;
    private FrozenDictionary<string, Operation> _post = FrozenDictionary<string, Operation>.Empty;
    private FrozenDictionary<string, Operation> _delete = FrozenDictionary<string, Operation>.Empty;
    private FrozenDictionary<string, Operation> _put = FrozenDictionary<string, Operation>.Empty;

    public Venue Venue { get; } = venue;
    public string Prefix { get; } = prefix;
    public Exchange Exchange => Venue.Exchange;

    public virtual string ContentType => "application/json";

    /// <summary>The header that carries the caller's key; null where nothing is signed.</summary>
    public virtual string? ApiKeyHeader => null;

    public Operation? Find(string method, string path)
    {
        var routes = method switch
        {
            "GET" => _get,
            "POST" => _post,
            "DELETE" => _delete,
            "PUT" => _put,
            _ => FrozenDictionary<string, Operation>.Empty,
        };
        return routes.GetValueOrDefault(path);
    }

    /// <summary>Counts the request; false when a limit refuses it, with the refusal written.</summary>
    public abstract bool Admit(Call call, Operation? route);

    /// <summary>Checks key, time and signature; false with the refusal written.</summary>
    public abstract bool Authenticate(Call call, Operation route);

    public abstract void UnknownPath(Call call);

    /// <summary>The venue's error shape for a fault that answers instead of the venue.</summary>
    public abstract void Refuse(Call call, FaultKind kind, int? status, string? code, int retryAfterSeconds);

    /// <summary>Forgets what it counted.</summary>
    public virtual void Reset()
    {
    }

    /// <summary>Which page a cursor stands for, as far as the dialect can tell.</summary>
    public virtual int PageOfCursor(string cursor) => 2;

    protected void Serve(IEnumerable<Operation> routes)
    {
        var all = routes.ToArray();
        _get = Of(all, "GET");
        _post = Of(all, "POST");
        _delete = Of(all, "DELETE");
        _put = Of(all, "PUT");
    }

    private static FrozenDictionary<string, Operation> Of(Operation[] routes, string method) =>
        routes.Where(route => route.Method == method).ToFrozenDictionary(route => route.Path, StringComparer.Ordinal);
}
