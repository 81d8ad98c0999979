using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using WhaleCopy.Core.Trades;
using WhaleCopy.Exchanges.Http;
using WhaleCopy.TestKit;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests;

/// <summary>What every venue's error table must be: complete against the reference page, and proof only where there is one.</summary>
public abstract partial class VenueErrorTableTests
{
    private static readonly VenueErrorMeaning[] NeverProof =
    [
        VenueErrorMeaning.DuplicateClientOrderId, VenueErrorMeaning.UnknownOrder, VenueErrorMeaning.TimeoutUnknownOutcome,
        VenueErrorMeaning.AlreadySet, VenueErrorMeaning.Unlisted,
    ];

    /// <summary>The venue's name in the reference: its page and its folder of payloads.</summary>
    protected abstract string Name { get; }

    /// <summary>How the vendor's pages begin.</summary>
    protected abstract string Vendor { get; }

    /// <summary>Transient codes that the vendor says were not executed, in the table's order.</summary>
    protected abstract string[] NotExecuted { get; }

    /// <summary>How many codes the reference page lists, about.</summary>
    protected abstract (int Least, int Most) ReferenceCodes { get; }

    private protected abstract VenueErrorTable Table { get; }

    private protected abstract VenueFault? ReadFault(int status, ReadOnlySpan<byte> body);

    [Fact]
    public void Every_row_names_the_vendors_page_and_no_row_stands_twice()
    {
        Assert.All(Table.Rows, row => Assert.StartsWith(Vendor, row.Page, StringComparison.Ordinal));
        Assert.Equal(Table.Rows.Count, Table.Rows.Select(row => (row.Code, row.MessageContains)).Distinct().Count());
    }

    [Fact]
    public void Only_codes_that_the_vendor_calls_not_executed_are_proof_among_the_passing_ones()
    {
        Assert.All(Table.Rows.Where(row => NeverProof.Contains(row.Meaning)), row => Assert.False(row.ProvesNonAcceptance, row.Code));
        Assert.Equal(
            NotExecuted,
            Table.Rows.Where(row => row is { Meaning: VenueErrorMeaning.Transient, ProvesNonAcceptance: true }).Select(row => row.Code));
    }

    [Fact]
    public void Every_code_of_the_reference_stands_in_the_table_with_its_meaning()
    {
        var page = File.ReadAllText(SharedReference.Require($"exchanges/{Name}.md"));
        var section = page[page.IndexOf("## 7.", StringComparison.Ordinal)..page.IndexOf("## 8.", StringComparison.Ordinal)];
        var checkedCodes = 0;
        foreach (var line in section.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)))
        {
            var cells = line.Split('|');
            if (!ReferenceTables.Meanings.TryGetValue(cells[1].Trim(), out var meaning))
                continue;
            foreach (var code in CodesOf(cells[2]))
            {
                var rows = Table.Rows.Where(row => row.Code == code).ToList();
                Assert.True(
                    rows.Exists(row => row.Meaning == meaning),
                    $"{code} should mean {meaning}, it means {string.Join(", ", rows.Select(row => row.Meaning))}");
                checkedCodes++;
            }
        }

        Assert.InRange(checkedCodes, ReferenceCodes.Least, ReferenceCodes.Most);
    }

    [Fact]
    public void Every_recorded_error_has_its_category()
    {
        var seen = 0;
        foreach (var file in Directory.GetFiles(SharedReference.Require($"exchanges/fixtures/{Name}"), "error_*.json"))
            seen += HasItsCategory(RecordedPayload.Shared(Name, Path.GetFileNameWithoutExtension(file)));
        Assert.True(seen >= 5, $"{seen} recorded errors have a category.");
    }

    [Fact]
    public void Every_error_of_our_own_payloads_has_its_category()
    {
        var seen = 0;
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "tests", "fixtures", Name), "error_*.json"))
            seen += HasItsCategory(RecordedPayload.Own(Name, Path.GetFileNameWithoutExtension(file)));
        Assert.True(seen >= 5, $"{seen} errors have a category.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>maintenance</html>")]
    [InlineData("[]")]
    [InlineData("{\"some\":\"thing\"}")]
    [InlineData("{\"code\":")]
    public void A_failing_status_without_the_venues_own_words_is_its_number(string body)
    {
        foreach (var status in new[] { 403, 429, 500, 502, 503 })
        {
            var fault = ReadFault(status, Encoding.UTF8.GetBytes(body));
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"HTTP {status}"), fault?.Code);
            Assert.False(
                status >= 500 && Table.Find(fault!.Code, fault.Message)?.ProvesNonAcceptance == true, $"{status} proves nothing.");
        }
    }

    private int HasItsCategory(RecordedPayload payload)
    {
        if (payload.Category is not { } category || !ReferenceTables.Meanings.TryGetValue(category, out var meaning))
            return 0;
        var fault = ReadFault(payload.Status, Encoding.UTF8.GetBytes(payload.Response));
        Assert.NotNull(fault);
        Assert.Equal(meaning, Table.Find(fault.Code, fault.Message)?.Meaning);
        return 1;
    }

    private static IEnumerable<string> CodesOf(string cell)
    {
        foreach (Match match in RangePattern().Matches(cell))
        {
            var from = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            var to = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
            for (var number = from; number <= to; number++)
                yield return number.ToString(CultureInfo.InvariantCulture);
        }

        foreach (Match match in CodePattern().Matches(RangePattern().Replace(cell, string.Empty)))
            yield return match.Value;
    }

    [GeneratedRegex(@"\b(\d{5,7})–(\d{5,7})\b")]
    private static partial Regex RangePattern();

    [GeneratedRegex(@"(?<![\w-])-?\d{4,7}(?!\w)")]
    private static partial Regex CodePattern();
}
