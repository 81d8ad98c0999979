using System.Globalization;
using WhaleCopy.Executor;

namespace WhaleCopy.System.Tests.Engine;

/// <summary>What one run of the crash test does, made of its seed alone.</summary>
internal sealed record CrashPlan(
    int Seed, IReadOnlyList<string> CrashPoints, CrashFault Fault, int FaultStage, bool Grows, bool KillsPoller)
{
    /// <summary>Stages of a run: the whale opens, changes his size, closes.</summary>
    public const int Stages = 3;

    private static readonly string[] OfPlacing = ["drop_before", "drop_after", "status", "latency", "malformed"];
    private static readonly string[] OfOthers = [.. OfPlacing, "duplicate"];

    // A request to place that the network repeats is filled twice where a venue forgets the ids of filled orders, as Binance does:
    // no client can prevent it, and TLS does not let it happen. Everything else is repeated.
    private static readonly (string Method, string Path, string[] Kinds)[] Targets =
    [
        ("POST", "/fapi/v1/order", OfPlacing),
        ("POST", "/fapi/v1/algoOrder", OfOthers),
        ("DELETE", "/fapi/v1/algoOrder", OfOthers),
        ("GET", "/fapi/v1/order", OfOthers),
        ("GET", "/fapi/v1/algoOrder", OfOthers),
        ("GET", "/fapi/v1/userTrades", OfOthers),
    ];

    public static CrashPlan Of(int seed)
    {
        var random = new Random(seed);
        var names = CrashPoint.Names;

        // Seeds that follow each other go through every point, whatever else they draw.
        var first = Armed(names[(int)((uint)seed % (uint)names.Count)], random);
        List<string> points = [first];
        while (points.Count < 3 && random.Next(3) == 0)
            points.Add(Armed(names[random.Next(names.Count)], random));

        // Half of the faults strike where it hurts most.
        var (method, path, kinds) = random.Next(2) == 0 ? Targets[0] : Targets[random.Next(Targets.Length)];
        var kind = kinds[random.Next(kinds.Length)];
        var fault = new CrashFault(method, path, kind, 1 + random.Next(2), 200 + random.Next(2_300), random.Next(2) == 0);
        return new CrashPlan(seed, points, fault, random.Next(Stages), random.Next(2) == 0, random.Next(8) == 0);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}: dies at {string.Join(", ", CrashPoints)}; {Fault} in stage {FaultStage}; {(Grows ? "grows" : "shrinks")}{(KillsPoller ? "; the poller dies too" : "")}");

    // With two followers a point is passed at least twice; of more, exits and reconciliation never come to a third.
    private static string Armed(string name, Random random) => string.Create(CultureInfo.InvariantCulture, $"{name}:{1 + random.Next(2)}");
}

/// <summary>A fault at the venue.</summary>
internal sealed record CrashFault(string Method, string Path, string Kind, int Count, int DelayMilliseconds, bool IsAfter)
{
    public object ToRequest(string apiKey) => new
    {
        exchange = "binance",
        path = Path,
        method = Method,
        kind = Kind,
        count = Count,
        apiKey,
        status = Kind == "status" ? 503 : (int?)null,
        delayMilliseconds = Kind == "latency" ? DelayMilliseconds : (int?)null,
        phase = Kind is "latency" or "status" ? (IsAfter ? "after" : "before") : null,
    };

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Kind}{(Kind is "latency" or "status" ? IsAfter ? " after" : " before" : "")} on {Method} {Path} ×{Count}");
}
