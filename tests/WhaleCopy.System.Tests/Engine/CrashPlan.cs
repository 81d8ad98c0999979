using System.Globalization;
using WhaleCopy.Executor;

namespace WhaleCopy.System.Tests.Engine;

/// <summary>What one run of the crash test does, made of its seed alone.</summary>
/// <param name="Seed">Names the run; below zero those of the tour, from -100 down those of one point alone.</param>
/// <param name="CrashPoints">Where executors die, one after the other.</param>
/// <param name="Point">The one of them that this run is there for; none in particular in the tour.</param>
/// <param name="Faults">What the venue does meanwhile.</param>
/// <param name="Grows">The whale adds to his position in the second stage, else he reduces it.</param>
/// <param name="ClosesByHand">The followers close on the exchange before the whale does.</param>
/// <param name="KillsPoller">The poller dies too, with the first fault.</param>
internal sealed record CrashPlan(
    int Seed, IReadOnlyList<string> CrashPoints, string? Point, IReadOnlyList<CrashFault> Faults, bool Grows, bool ClosesByHand, bool KillsPoller)
{
    /// <summary>Stages of a run: the whale opens, changes his size, closes.</summary>
    public const int Stages = 3;

    private const int Alone = -100;

    private static readonly string[] OfPlacing = ["drop_before", "drop_after", "status", "latency", "malformed"];

    /// <summary>Every kind of fault.</summary>
    public static readonly IReadOnlyList<string> Kinds = [.. OfPlacing, "duplicate"];

    /// <summary>Seeds that follow each other go through every point under every fault once in so many.</summary>
    public static readonly int Product = CrashPoint.Names.Count * Kinds.Count;

    // A request to place that the network repeats is filled twice where a venue forgets the ids of filled orders, as Binance does:
    // no client can prevent it, and TLS does not let it happen. Everything else is repeated.
    private static readonly (string Method, string Path, IReadOnlyList<string> Kinds)[] Targets =
    [
        ("POST", "/fapi/v1/order", OfPlacing),
        ("POST", "/fapi/v1/algoOrder", Kinds),
        ("DELETE", "/fapi/v1/algoOrder", Kinds),
        ("GET", "/fapi/v1/order", Kinds),
        ("GET", "/fapi/v1/algoOrder", Kinds),
        ("GET", "/fapi/v1/userTrades", Kinds),
    ];

    // Points that nothing leads to but an executor that died before its attempt was sent.
    private static readonly string[] OfReconciling = ["before-lookup", "after-lookup", "before-next-attempt", "after-next-attempt"];
    private static readonly string[] OfSync = ["before-sync-commit", "after-sync-commit"];

    // In the order in which one run comes by them, so that each is reached whatever died before.
    private static readonly string[] ByTheWhale =
    [
        "after-signal-claim", "before-prepare-commit", "after-prepare-commit", "before-settings", "before-attempt-commit", "after-attempt-commit",
        "before-lookup", "after-lookup", "before-next-attempt", "after-next-attempt", "before-stop-attempt",
        "before-exit-commit", "after-exit-commit", "after-stop-attempt", "before-stop-cancel",
        "before-fills-commit", "after-fills-commit", "before-commission-commit",
    ];

    private static readonly string[] ByHand =
    [
        "before-signal-finish", "after-place", "before-outcome-commit", "after-outcome-commit", "after-stop-place",
        "after-stop-outcome", "after-stop-cancel", "before-sync-commit", "after-sync-commit", "after-stop-cancelled",
    ];

    /// <summary>Two runs that die once at every point and meet every kind of fault: what an ordinary test run makes.</summary>
    public static IReadOnlyList<CrashPlan> Tour { get; } =
    [
        new(
            -1,
            ByTheWhale,
            null,
            [
                new CrashFault(0, "GET", "/fapi/v1/order", "malformed", 1, 0, IsAfter: false),
                new CrashFault(1, "POST", "/fapi/v1/algoOrder", "duplicate", 1, 0, IsAfter: false),
                new CrashFault(2, "POST", "/fapi/v1/order", "status", 1, 0, IsAfter: true),
            ],
            Grows: false,
            ClosesByHand: false,
            KillsPoller: true),
        new(
            -2,
            ByHand,
            null,
            [
                new CrashFault(0, "POST", "/fapi/v1/order", "drop_after", 1, 0, IsAfter: false),
                new CrashFault(1, "POST", "/fapi/v1/order", "drop_before", 1, 0, IsAfter: false),
                new CrashFault(2, "GET", "/fapi/v1/userTrades", "latency", 2, 900, IsAfter: true),
            ],
            Grows: true,
            ClosesByHand: true,
            KillsPoller: false),
    ];

    /// <summary>A run in which the first executor, or the second where nothing leads there otherwise, dies at one point.</summary>
    public static CrashPlan At(string point) => new(
        Alone - CrashPoint.Names.ToList().IndexOf(point),
        OfReconciling.Contains(point) ? ["after-attempt-commit", point] : [point],
        point,
        [new CrashFault(1, "GET", "/fapi/v1/algoOrder", "status", 1, 0, IsAfter: false)],
        Grows: false,
        OfSync.Contains(point),
        KillsPoller: false);

    /// <summary>The run of a seed. Its point and the kind of its fault are the seed's place in their product; the rest is drawn.</summary>
    public static CrashPlan Of(int seed)
    {
        if (seed <= Alone)
            return At(CrashPoint.Names[Alone - seed]);
        if (seed < 0)
            return Tour.Single(plan => plan.Seed == seed);
        var random = new Random(seed);
        var names = CrashPoint.Names;
        var pair = seed % Product;
        var point = names[pair % names.Count];
        var kind = Kinds[pair / names.Count];

        List<string> points = [];
        if (OfReconciling.Contains(point))
            points.Add("after-attempt-commit");

        // With two followers a point is passed at least twice; of more, exits and reconciliation never come to a third.
        points.Add(points.Count > 0 ? point : Armed(point, random));
        while (points.Count < 4 && random.Next(3) == 0)
            points.Add(Armed(names[random.Next(names.Count)], random));

        // Half of the faults strike where it hurts most, and half of them in the stage that the point belongs to.
        var targets = Targets.Where(target => target.Kinds.Contains(kind)).ToList();
        var (method, path, _) = random.Next(2) == 0 ? targets[0] : targets[random.Next(targets.Count)];
        var stage = random.Next(2) == 0 ? StageOf(point) : random.Next(Stages);
        var fault = new CrashFault(stage, method, path, kind, 1 + random.Next(2), 200 + random.Next(2_300), random.Next(2) == 0);
        return new CrashPlan(
            seed, points, point, [fault], random.Next(2) == 0, OfSync.Contains(point) || random.Next(6) == 0, random.Next(8) == 0);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}: dies at {string.Join(", ", CrashPoints)}; {string.Join(", ", Faults)}; {(Grows ? "grows" : "shrinks")}{(ClosesByHand ? "; closed by hand" : "")}{(KillsPoller ? "; the poller dies too" : "")}");

    private static int StageOf(string point) =>
        OfSync.Contains(point) || point is "before-commission-commit" or "before-exit-commit" or "after-exit-commit" ? 2
        : point.StartsWith("before-stop-cancel", StringComparison.Ordinal) || point.StartsWith("after-stop-cancel", StringComparison.Ordinal) ? 1
        : 0;

    private static string Armed(string name, Random random) => string.Create(CultureInfo.InvariantCulture, $"{name}:{1 + random.Next(2)}");
}

/// <summary>A fault at the venue.</summary>
internal sealed record CrashFault(int Stage, string Method, string Path, string Kind, int Count, int DelayMilliseconds, bool IsAfter)
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
        CultureInfo.InvariantCulture,
        $"{Kind}{(Kind is "latency" or "status" ? IsAfter ? " after" : " before" : "")} on {Method} {Path} ×{Count} in stage {Stage}");
}
