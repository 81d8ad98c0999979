using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Architecture;

/// <summary>The arrows between projects point inwards (docs/architecture.md); a new one is a decision, and changes this table.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["WhaleCopy.Core"] = [],
        ["WhaleCopy.Contracts"] = [],
        ["WhaleCopy.ServiceDefaults"] = [],
        ["WhaleCopy.Simulator"] = [],
        ["WhaleCopy.Data"] = ["WhaleCopy.Core"],
        ["WhaleCopy.Exchanges"] = ["WhaleCopy.Core"],
        ["WhaleCopy.Api"] = ["WhaleCopy.Contracts", "WhaleCopy.Core", "WhaleCopy.Data", "WhaleCopy.ServiceDefaults"],
        ["WhaleCopy.Poller"] = ["WhaleCopy.Contracts", "WhaleCopy.Core", "WhaleCopy.Data", "WhaleCopy.Exchanges", "WhaleCopy.ServiceDefaults"],
        ["WhaleCopy.Executor"] = ["WhaleCopy.Contracts", "WhaleCopy.Core", "WhaleCopy.Data", "WhaleCopy.Exchanges", "WhaleCopy.ServiceDefaults"],
        ["WhaleCopy.Standalone"] = ["WhaleCopy.Api", "WhaleCopy.Executor", "WhaleCopy.Poller", "WhaleCopy.Simulator"],
        ["WhaleCopy.AppHost"] = ["WhaleCopy.Api", "WhaleCopy.Executor", "WhaleCopy.Poller", "WhaleCopy.Simulator"],
    };

    public static TheoryData<string> Products => [.. Allowed.Keys];

    /// <summary>Those that are built here; the AppHost's packages are not served everywhere.</summary>
    public static TheoryData<string> Compiled => [.. Allowed.Keys.Where(name => name != "WhaleCopy.AppHost")];

    [Fact]
    public void Every_product_project_has_its_arrows_written_down()
        => Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), ProjectFile.All.Where(project => !project.IsTest).Select(project => project.Name));

    [Theory]
    [MemberData(nameof(Products))]
    public void Project_references_what_its_arrows_allow(string project) => Assert.Equal(Allowed[project], ProjectFile.Of(project).Projects);

    [Fact]
    public void Core_uses_the_base_class_library_alone()
    {
        var core = ProjectFile.Of("WhaleCopy.Core");

        Assert.Empty(core.Packages);
        Assert.Empty(core.Frameworks);
        Assert.All(core.UsedAssemblies, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("System.Net.Http.HttpClient")]
    [InlineData("System.IO.File")]
    [InlineData("System.TimeProvider")]
    [InlineData("System.Random")]
    [InlineData("System.Threading.Tasks.Task")]
    public void Core_decides_without_reaching_out(string type) => Assert.DoesNotContain(type, ProjectFile.Of("WhaleCopy.Core").UsedTypes);

    [Theory]
    [MemberData(nameof(Compiled))]
    public void Http_is_spoken_by_venue_clients_the_bot_and_the_composition_only(string project)
        => AssertUsedOnlyIn(
            project,
            ["WhaleCopy.Exchanges", "WhaleCopy.Simulator", "WhaleCopy.Api", "WhaleCopy.Standalone"],
            ProjectFile.Of(project).UsedTypes.Where(type => type is "System.Net.Http.HttpClient" or "System.Net.Http.HttpRequestMessage"));

    [Theory]
    [MemberData(nameof(Compiled))]
    public void Postgres_is_spoken_by_data_registration_and_the_composition_only(string project)
        => AssertUsedOnlyIn(
            project,
            ["WhaleCopy.Data", "WhaleCopy.ServiceDefaults", "WhaleCopy.Standalone"],
            ProjectFile.Of(project).UsedAssemblies.Where(name => name.StartsWith("Npgsql", StringComparison.Ordinal)));

    [Fact]
    public void No_file_hides_behind_a_name_that_says_nothing()
        => Assert.DoesNotContain(
            Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
                .Where(path => !path.Contains("/artifacts/", StringComparison.Ordinal) && !path.Contains("/node_modules/", StringComparison.Ordinal)),
            path => Path.GetFileNameWithoutExtension(path) is "Common" or "Utils" or "Util" or "Helpers" or "Helper" or "Extensions");

    private static void AssertUsedOnlyIn(string project, string[] allowed, IEnumerable<string> uses)
    {
        if (!allowed.Contains(project))
        {
            Assert.Empty(uses);
        }
    }
}
