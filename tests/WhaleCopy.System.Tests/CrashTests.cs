using System.Globalization;
using WhaleCopy.System.Tests.Engine;
using WhaleCopy.TestKit;

namespace WhaleCopy.System.Tests;

/// <summary>
/// Executors die by SIGKILL between two steps, the venue drops, delays, garbles and repeats: at the end its book is what was
/// intended. <c>WHALECOPY_SOAK=1</c> makes 2,000 runs (<c>WHALECOPY_SOAK_RUNS</c> another number);
/// <c>WHALECOPY_CRASH_SEED=n</c> repeats the one that failed.
/// </summary>
public sealed class CrashTests(PostgresFixture postgres, GarnetFixture garnet) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private const int SoakRuns = 2_000;

    // Chosen so that an ordinary test run dies in placing, closing, protecting and reconciling.
    private static readonly int[] OrdinarySeeds = [9, 31, 41, 18, 49, 10];

    [Fact]
    public async Task Whatever_dies_the_venue_holds_exactly_what_was_intended()
    {
        await using var cluster = await EngineCluster.StartAsync(await postgres.CreateDatabaseAsync(), garnet.ConnectionString);
        var deaths = 0;
        foreach (var seed in Seeds())
        {
            var plan = CrashPlan.Of(seed);
            var run = new CrashRun(cluster, plan);
            var wrong = await run.RunAsync();
            deaths += run.Deaths;
            Assert.True(wrong.Count == 0, $"{plan}\nrepeat it with WHALECOPY_CRASH_SEED={seed}\n{string.Join('\n', wrong)}");
            TestContext.Current.SendDiagnosticMessage($"{plan}: died {run.Deaths} times");
        }

        Assert.True(deaths > 0, "nothing died: nothing was tested");
    }

    private static IEnumerable<int> Seeds()
    {
        if (Number("WHALECOPY_CRASH_SEED") is { } one)
            return [one];
        if (Environment.GetEnvironmentVariable("WHALECOPY_SOAK") != "1")
            return OrdinarySeeds;
        var first = (int)(TimeProvider.System.GetTimestamp() % 1_000_000);
        return Enumerable.Range(first, Number("WHALECOPY_SOAK_RUNS") ?? SoakRuns);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
