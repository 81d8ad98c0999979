using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.Hosting;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Architecture;

/// <summary>What can be known of the AppHost without its packages.</summary>
public sealed partial class AspireTests
{
    private static readonly string[] OutsideTheDefaultBuild = ["WhaleCopy.AppHost", "WhaleCopy.AppHost.Tests"];
    private static readonly string Model = Text("WhaleCopy.AppHost/AppHost.cs");

    [Fact]
    public void Sdk_and_packages_are_of_one_version()
    {
        var central = XElement.Parse(Text("Directory.Packages.props"));
        var version = central.Descendants("AspireVersion").Single().Value;

        Assert.Equal($"Aspire.AppHost.Sdk/{version}", (string?)ProjectFile.Of("WhaleCopy.AppHost").Xml.Attribute("Sdk"));
        Assert.All(
            central.Descendants("PackageVersion").Where(package => ((string)package.Attribute("Include")!).StartsWith("Aspire.", StringComparison.Ordinal)),
            package => Assert.Equal("$(AspireVersion)", (string?)package.Attribute("Version")));
    }

    [Fact]
    public void Every_aspire_package_that_is_referenced_has_a_central_version()
    {
        var versions = XElement.Parse(Text("Directory.Packages.props")).Descendants("PackageVersion").Select(package => (string?)package.Attribute("Include")).ToList();

        Assert.All(OutsideTheDefaultBuild.SelectMany(name => ProjectFile.Of(name).Packages), package => Assert.Contains(package, versions));
        // The SDK adds it by itself; a central version for an implicit package is an error (NU1009).
        Assert.DoesNotContain("Aspire.Hosting.AppHost", versions);
    }

    [Fact]
    public void Solution_lists_every_project_and_builds_the_apphost_in_its_own_configuration_only()
    {
        var solution = Text("WhaleCopy.sln");
        foreach (var project in ProjectFile.All)
        {
            var id = Regex.Match(solution, $"= \"{Regex.Escape(project.Name)}\", \"[^\"]+\", \"({{[^}}]+}})\"").Groups[1].Value;
            Assert.False(id.Length == 0, $"{project.Name} is not in WhaleCopy.sln");
            foreach (var configuration in new[] { "Debug", "Release", "Aspire" })
            {
                var isBuilt = configuration == "Aspire" || !OutsideTheDefaultBuild.Contains(project.Name);
                Assert.Contains($"{id}.{configuration}|Any CPU.ActiveCfg =", solution, StringComparison.Ordinal);
                Assert.True(
                    isBuilt == solution.Contains($"{id}.{configuration}|Any CPU.Build.0 =", StringComparison.Ordinal),
                    $"{project.Name} in {configuration}");
            }
        }
    }

    [Fact]
    public void Command_line_tool_finds_the_apphost()
    {
        using var configuration = JsonDocument.Parse(Text("aspire.config.json"));

        var path = configuration.RootElement.GetProperty("appHost").GetProperty("path").GetString()!;

        Assert.True(File.Exists(Path.Combine(Repository.Root, path)));
    }

    [Fact]
    public void Launch_profiles_are_well_formed()
    {
        using var settings = JsonDocument.Parse(Text("WhaleCopy.AppHost/Properties/launchSettings.json"));

        Assert.All(
            settings.RootElement.GetProperty("profiles").EnumerateObject(),
            profile => Assert.Equal("Project", profile.Value.GetProperty("commandName").GetString()));
    }

    [Theory]
    [InlineData(PostgresRegistration.ConnectionName)]
    [InlineData(RedisRegistration.ConnectionName)]
    public void Connection_names_are_those_the_services_read(string name)
    {
        Assert.Contains($"AddConnectionString(\"{name}\")", Model, StringComparison.Ordinal);
        Assert.Matches($"Add(Database|Redis)\\(\"{name}\"\\)", Model);
    }

    [Fact]
    public void Every_secret_is_documented()
    {
        var documented = Text("docs/configuration.md");
        var names = SecretNames().Matches(Model).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.Equal(["encryption-key", "postgres-password", "telegram-bot-token"], names.Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.Contains($"`Parameters:{name}`", documented, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_setting_that_the_model_passes_is_documented()
    {
        var documented = Text("docs/configuration.md");

        Assert.All(
            Settings().Matches(Model).Select(match => match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)).Distinct(),
            key => Assert.Contains($"`{key}`", documented, StringComparison.Ordinal));
    }

    private static string Text(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    [GeneratedRegex("(?:AddSecret|AddParameter)\\(\"([a-z-]+)\"")]
    private static partial Regex SecretNames();

    [GeneratedRegex("WithEnvironment\\(\"([A-Za-z0-9]+(?:__[A-Za-z0-9]+)+)\"")]
    private static partial Regex Settings();
}
