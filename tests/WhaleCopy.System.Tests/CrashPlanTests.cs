using System.Text.RegularExpressions;
using WhaleCopy.Executor;
using WhaleCopy.System.Tests.Engine;
using WhaleCopy.TestKit;

namespace WhaleCopy.System.Tests;

/// <summary>No point and no fault is left out of the crash test because somebody forgot to name it.</summary>
public sealed partial class CrashPlanTests
{
    [Fact]
    public void Every_point_in_the_code_is_named_and_every_name_is_in_the_code() =>
        Assert.Equal(
            PointsOfTheCode().Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal), CrashPoint.Names.Order(StringComparer.Ordinal));

    [Fact]
    public void The_tour_dies_once_at_every_point_and_meets_every_fault()
    {
        Assert.Equal(
            CrashPoint.Names.Order(StringComparer.Ordinal), CrashPlan.Tour.SelectMany(plan => plan.CrashPoints).Order(StringComparer.Ordinal));
        Assert.Equal(
            CrashPlan.Kinds.Order(StringComparer.Ordinal), CrashPlan.Tour.SelectMany(plan => plan.Faults).Select(fault => fault.Kind).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(777_777)]
    public void Seeds_that_follow_each_other_pair_every_point_with_every_fault(int first)
    {
        var plans = Enumerable.Range(first, CrashPlan.Product).Select(CrashPlan.Of).ToList();

        Assert.Equal(
            from point in CrashPoint.Names from kind in CrashPlan.Kinds orderby point, kind select (point, kind),
            from plan in plans let fault = Assert.Single(plan.Faults) orderby plan.Point, fault.Kind select (plan.Point!, fault.Kind));
        Assert.All(plans, plan => Assert.Contains(plan.CrashPoints, armed => armed.Split(':')[0] == plan.Point));
    }

    [Fact]
    public void A_seed_makes_the_same_run_again() => Assert.Equal(CrashPlan.Of(4711).ToString(), CrashPlan.Of(4711).ToString());

    private static IEnumerable<string> PointsOfTheCode() =>
        from folder in Directory.EnumerateDirectories(Repository.Root, "WhaleCopy.*")
        from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        from Match match in Hits().Matches(File.ReadAllText(file))
        select match.Groups["name"].Value;

    [GeneratedRegex("""CrashPoint\.Hit\(\s*"(?<name>[^"]+)"\s*\)""")]
    private static partial Regex Hits();
}
