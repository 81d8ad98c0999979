using System.Reflection;
using Microsoft.Extensions.Options;
using WhaleCopy.ServiceDefaults.Startup;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Architecture;

/// <summary>Every options class of the product: an options class is one with a constant <c>SectionName</c>.</summary>
public sealed class OptionsTests
{
    private static readonly IReadOnlyList<Type> Types =
        [.. ProjectFile.All.Where(project => !project.IsTest && project.Name != "WhaleCopy.AppHost").SelectMany(project => Assembly.Load(project.Name).GetTypes())];

    public static TheoryData<string> Sections => [.. OptionsClasses.Select(type => type.FullName!)];

    private static IEnumerable<Type> OptionsClasses => Types.Where(type => type.GetField("SectionName", BindingFlags.Public | BindingFlags.Static)?.IsLiteral == true);

    [Theory]
    [MemberData(nameof(Sections))]
    public void Every_setting_is_documented_with_its_key(string options)
    {
        var documented = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));
        var type = Types.Single(type => type.FullName == options);
        var section = (string)type.GetField("SectionName")!.GetRawConstantValue()!;

        Assert.All(
            type.GetProperties(BindingFlags.Public | BindingFlags.Instance),
            setting => Assert.Contains($"`{section}:{setting.Name}", documented, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void Every_setting_can_be_given_on_the_command_line(string options)
    {
        var section = (string)Types.Single(type => type.FullName == options).GetField("SectionName")!.GetRawConstantValue()!;

        Assert.Null(CommandLineSettings.Complaint("A service", [$"--{section}:Any=1"]));
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void Every_options_class_is_validated(string options)
    {
        var type = Types.Single(type => type.FullName == options);
        var hasAnnotations = type.GetProperties().Any(setting => setting.GetCustomAttributes<System.ComponentModel.DataAnnotations.ValidationAttribute>().Any());
        var hasValidator = Types.Any(candidate => candidate.GetInterfaces().Any(contract => contract == typeof(IValidateOptions<>).MakeGenericType(type)));
        var isSwitchesOnly = type.GetProperties().All(setting => setting.PropertyType == typeof(bool));

        Assert.True(hasAnnotations || hasValidator || isSwitchesOnly, $"{options} takes any value");
    }
}
