using System.Globalization;
using WhaleCopy.Executor;
using WhaleCopy.System.Tests.Engine;
using WhaleCopy.TestKit;

namespace WhaleCopy.System.Tests;

/// <summary>
/// Executors die by SIGKILL between two steps, the venue drops, delays, garbles and repeats: at the end its book is what was
/// intended. An ordinary run dies once at every point (<see cref="CrashPlan.Tour"/>). <c>WHALECOPY_SOAK=1</c> makes 2,000 runs
/// (<c>WHALECOPY_SOAK_RUNS</c> another number) that walk through the product of points and faults;
/// <c>WHALECOPY_CRASH_SEED=n</c> repeats the one that failed.
/// </summary>
public sealed class CrashTests(PostgresFixture postgres, GarnetFixture garnet) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private const int SoakRuns = 2_000;

    [Fact]
    public async Task Whatever_dies_the_venue_holds_exactly_what_was_intended()
    {
        await using var cluster = await EngineCluster.StartAsync(await postgres.CreateDatabaseAsync(), garnet.ConnectionString);
        var plans = Plans().ToList();
        var died = new HashSet<string>(StringComparer.Ordinal);
        var met = new HashSet<(string Point, string Fault)>();
        for (var i = 0; i < plans.Count; i++)
        {
            var plan = plans[i];
            var run = new CrashRun(cluster, plan);
            var wrong = await run.RunAsync();
            Assert.True(wrong.Count == 0, $"{plan}\nrepeat it with WHALECOPY_CRASH_SEED={plan.Seed}\n{string.Join('\n', wrong)}");
            died.UnionWith(run.Died);
            if (plan.Point is { } point && run.Died.Contains(point))
                met.Add((point, plan.Faults[0].Kind));
            Tell($"{i + 1} of {plans.Count}: {plan}: died at {string.Join(", ", run.Died)}");

            // A point of the tour that the executor before had passed already is gone to once more, alone.
            if (i == CrashPlan.Tour.Count - 1 && plan == CrashPlan.Tour[i])
                plans.AddRange(CrashPoint.Names.Except(died).Select(CrashPlan.At));
        }

        Assert.NotEmpty(died); // else nothing was tested
        if (plans[0] == CrashPlan.Tour[0] && plans.Count > 1)
            Assert.Equal(CrashPoint.Names.Order(), died.Order());
        if (plans.Count >= 2 * CrashPlan.Product)
            Assert.Equal(CrashPlan.Product, met.Count);
        Tell($"{plans.Count} runs, {died.Count} of {CrashPoint.Names.Count} points, {met.Count} of {CrashPlan.Product} pairs of point and fault");
    }

    private static IEnumerable<CrashPlan> Plans()
    {
        if (Number("WHALECOPY_CRASH_SEED") is { } one)
            return [CrashPlan.Of(one)];
        if (Environment.GetEnvironmentVariable("WHALECOPY_SOAK") != "1")
            return CrashPlan.Tour;
        var first = Number("WHALECOPY_SOAK_FROM") ?? (int)(TimeProvider.System.GetTimestamp() % 1_000_000);
        return Enumerable.Range(first, Number("WHALECOPY_SOAK_RUNS") ?? SoakRuns).Select(CrashPlan.Of);
    }

    private static void Tell(FormattableString text)
    {
        var line = text.ToString(CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        TestContext.Current.SendDiagnosticMessage(line);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
