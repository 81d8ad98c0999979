using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using WhaleCopy.TestKit;

namespace WhaleCopy.System.Tests.Engine;

/// <summary>Makes runs side by side, each lane with processes of its own, tells how far it is, and keeps what went wrong.</summary>
internal sealed class CrashSoak(PostgresFixture postgres, int lanes)
{
    // A lane's tables stay as small as those of a young product; what failed is left alone with its processes.
    private const int RunsOfALane = 100;

    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly Lock _books = new();
    private readonly List<string> _failures = [];
    private readonly HashSet<string> _died = new(StringComparer.Ordinal);
    private readonly HashSet<(string Point, string Fault)> _met = [];
    private int _done;
    private int _passed;

    /// <summary>What went wrong, each with its seed.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Points at which an executor died.</summary>
    public IReadOnlySet<string> Died => _died;

    /// <summary>Points of which an executor died in a run with this fault.</summary>
    public IReadOnlySet<(string Point, string Fault)> Met => _met;

    /// <summary>Makes these runs, all of them whatever fails.</summary>
    public async Task RunAsync(IReadOnlyList<CrashPlan> plans)
    {
        var waiting = new ConcurrentQueue<CrashPlan>(plans);
        var total = _done + plans.Count;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(lanes, plans.Count)).Select(_ => Task.Run(() => LaneAsync(waiting, total))));
    }

    private async Task LaneAsync(ConcurrentQueue<CrashPlan> waiting, int total)
    {
        while (!waiting.IsEmpty)
        {
            await using var lane = await CrashLane.StartAsync(await postgres.CreateDatabaseAsync());
            var isRight = true;
            while (isRight && lane.Runs < RunsOfALane && waiting.TryDequeue(out var plan))
            {
                var run = new CrashRun(lane, plan);
                var wrong = await run.RunAsync();
                Book(plan, run, wrong, total);
                isRight = wrong.Count == 0;
            }

            await CheckEarlierAsync(lane);
        }
    }

    private async Task CheckEarlierAsync(CrashLane lane)
    {
        var moved = await lane.MovedAsync();
        if (moved.Count == 0)
            return;
        lock (_books)
            _failures.Add($"after {lane.Runs} runs of a lane something moved in one that was over\n{string.Join('\n', moved)}");
        Tell($"after {lane.Runs} runs of a lane something moved in one that was over\n{string.Join('\n', moved)}");
    }

    private void Book(CrashPlan plan, CrashRun run, List<string> wrong, int total)
    {
        lock (_books)
        {
            _done++;
            _died.UnionWith(run.Died);
            if (plan.Point is { } point && run.Died.Contains(point))
                _met.Add((point, plan.Faults[0].Kind));
            if (wrong.Count == 0)
                _passed++;
            else
                _failures.Add($"{plan}\nrepeat it with WHALECOPY_CRASH_SEED={plan.Seed}\n{string.Join('\n', wrong)}");
            Tell($"{_done} of {total}, {_passed} passed, {_since.Elapsed.TotalSeconds / _done:0.0} s a run; {plan}: died at {string.Join(", ", run.Died)}");
            if (wrong.Count > 0)
                Tell($"FAILED {_failures[^1]}");
        }
    }

    private static void Tell(FormattableString text)
    {
        var line = text.ToString(CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        TestContext.Current.SendDiagnosticMessage(line);
    }
}
