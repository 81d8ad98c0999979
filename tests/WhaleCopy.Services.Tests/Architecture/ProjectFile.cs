using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Architecture;

/// <summary>A project of this repository, as its file and its compiled assembly say.</summary>
internal sealed record ProjectFile(string Name, string Path, XElement Xml)
{
    public static IReadOnlyList<ProjectFile> All { get; } =
        [.. new[] { Repository.Root, System.IO.Path.Combine(Repository.Root, "tests") }
            .SelectMany(Directory.EnumerateDirectories)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
            .Order(StringComparer.Ordinal)
            .Select(path => new ProjectFile(System.IO.Path.GetFileNameWithoutExtension(path), path, XElement.Load(path)))];

    public static ProjectFile Of(string name) => All.Single(project => project.Name == name);

    public bool IsTest => Path.StartsWith(System.IO.Path.Combine(Repository.Root, "tests"), StringComparison.Ordinal);

    /// <summary>Names of our projects that it references.</summary>
    public IReadOnlyList<string> Projects
        => [.. Includes("ProjectReference").Select(path => System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Packages => [.. Includes("PackageReference")];

    public IReadOnlyList<string> Frameworks => [.. Includes("FrameworkReference")];

    /// <summary>Names of the assemblies that the compiled project really uses.</summary>
    public IReadOnlyList<string> UsedAssemblies
        => Read(metadata => metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)));

    /// <summary>Full names of the types of other assemblies that the compiled project really uses.</summary>
    public IReadOnlyList<string> UsedTypes
        => Read(metadata => metadata.TypeReferences.Select(metadata.GetTypeReference).Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"));

    private IEnumerable<string> Includes(string item) => Xml.Descendants(item).Select(element => (string?)element.Attribute("Include")).OfType<string>();

    private IReadOnlyList<string> Read(Func<MetadataReader, IEnumerable<string>> select)
    {
        using var assembly = new PEReader(File.OpenRead(System.IO.Path.Combine(AppContext.BaseDirectory, $"{Name}.dll")));
        return [.. select(assembly.GetMetadataReader()).Distinct().Order(StringComparer.Ordinal)];
    }
}
