using System.Text.RegularExpressions;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Architecture;

/// <summary>What docs/execution-model.md says is proven has a test of the name that it gives.</summary>
public sealed partial class InvariantTests
{
    private static readonly Lazy<IReadOnlyList<string>> Sources = new(() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText),
    ]);

    public static TheoryData<string, string> Rows => new(
        from line in File.ReadLines(Path.Combine(Repository.Root, "docs", "execution-model.md"))
        let row = Row().Match(line)
        where row.Success
        select (row.Groups["number"].Value, row.Groups["proof"].Value));

    [Fact]
    public void Each_invariant_and_each_scenario_has_one_row()
    {
        var numbers = Rows.Select(row => row.Data.Item1).ToList();

        Assert.Equal(numbers.Distinct(), numbers);
        Assert.True(numbers.Count(number => number[0] == 'I') >= 30, "the table of invariants was not read");
        Assert.Equal(Enumerable.Range(1, 15).Select(number => $"S{number:00}"), numbers.Where(number => number[0] == 'S'));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Its_proof_exists(string number, string proof)
    {
        var names = Name().Matches(proof).Select(match => match.Groups["name"].Value).ToList();

        Assert.True(names.Count > 0 || proof.Contains("table", StringComparison.Ordinal), $"{number} names no test");
        foreach (var name in names)
        {
            var (type, method) = name.Split('.') is [var first, var second] ? (first, second) : (name, null);
            var declares = Sources.Value.Where(source => Regex.IsMatch(source, $@"\bclass {type}\b")).ToList();
            Assert.True(declares.Count > 0, $"{number}: there is no class {type}");
            Assert.True(
                method is null
                    ? declares.Exists(source => Regex.IsMatch(source, @"^\s*\[(Fact|Theory)", RegexOptions.Multiline))
                    : declares.Exists(source => Regex.IsMatch(source, $@"\bpublic [\w<>\s]*\b{method}\(")),
                $"{number}: there is no {name}");
        }
    }

    [GeneratedRegex(@"^\| (?<number>[IS]\d+) \|.*\| (?<proof>[^|]+) \|$")]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]+(\\.[A-Z]\\w+)?)`")]
    private static partial Regex Name();
}
