using System.Globalization;
using WhaleCopy.Executor;
using WhaleCopy.System.Tests.Engine;
using WhaleCopy.TestKit;

namespace WhaleCopy.System.Tests;

/// <summary>
/// Executors die by SIGKILL between two steps, the venue drops, delays, garbles and repeats: at the end its book is what was
/// intended. An ordinary run dies once at every point (<see cref="CrashPlan.Tour"/>). <c>WHALECOPY_SOAK=1</c> makes 2,000 runs
/// (<c>WHALECOPY_SOAK_RUNS</c> another number) that walk through the product of points and faults, two side by side
/// (<c>WHALECOPY_SOAK_LANES</c>); <c>WHALECOPY_CRASH_SEED=n</c> repeats the one that failed.
/// </summary>
public sealed class CrashTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int SoakRuns = 2_000;
    private const int Lanes = 2;

    [Fact]
    public async Task Whatever_dies_the_venue_holds_exactly_what_was_intended()
    {
        var plans = Plans();
        var soak = new CrashSoak(postgres, Number("WHALECOPY_SOAK_LANES") ?? Lanes);
        await soak.RunAsync(plans);
        if (plans == CrashPlan.Tour)
        {
            // A point of the tour that the executor before had passed already is gone to once more, alone.
            await soak.RunAsync([.. CrashPoint.Names.Except(soak.Died).Select(CrashPlan.At)]);
        }

        Assert.True(soak.Failures.Count == 0, string.Join("\n\n", soak.Failures));
        Assert.NotEmpty(soak.Died); // else nothing was tested
        if (plans == CrashPlan.Tour)
            Assert.Equal(CrashPoint.Names.Order(), soak.Died.Order());
        if (plans.Count >= 2 * CrashPlan.Product)
            Assert.Equal(CrashPlan.Product, soak.Met.Count);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{plans.Count} runs, {soak.Died.Count} of {CrashPoint.Names.Count} points, {soak.Met.Count} of {CrashPlan.Product} pairs of point and fault"));
    }

    private static IReadOnlyList<CrashPlan> Plans()
    {
        if (Number("WHALECOPY_CRASH_SEED") is { } one)
            return [CrashPlan.Of(one)];
        if (Environment.GetEnvironmentVariable("WHALECOPY_SOAK") != "1")
            return CrashPlan.Tour;
        var first = Number("WHALECOPY_SOAK_FROM") ?? (int)(TimeProvider.System.GetTimestamp() % 1_000_000);
        return [.. Enumerable.Range(first, Number("WHALECOPY_SOAK_RUNS") ?? SoakRuns).Select(CrashPlan.Of)];
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
