using System.Text.RegularExpressions;
using WhaleCopy.Core.Trades;
using WhaleCopy.Exchanges.Binance;
using WhaleCopy.TestKit;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests.Binance;

public sealed partial class BinanceErrorTableTests
{
    private static readonly VenueErrorMeaning[] NeverProof =
    [
        VenueErrorMeaning.DuplicateClientOrderId, VenueErrorMeaning.UnknownOrder, VenueErrorMeaning.TimeoutUnknownOutcome,
        VenueErrorMeaning.AlreadySet, VenueErrorMeaning.Unlisted,
    ];

    [Fact]
    public void Every_row_names_the_vendors_page_and_no_row_stands_twice()
    {
        Assert.All(BinanceErrors.Table.Rows, row => Assert.StartsWith("https://developers.binance.com/", row.Page, StringComparison.Ordinal));
        Assert.Equal(
            BinanceErrors.Table.Rows.Count,
            BinanceErrors.Table.Rows.Select(row => (row.Code, row.MessageContains)).Distinct().Count());
    }

    [Fact]
    public void Only_the_two_codes_that_the_vendor_calls_not_executed_are_proof_among_the_passing_ones()
    {
        Assert.All(
            BinanceErrors.Table.Rows.Where(row => NeverProof.Contains(row.Meaning)), row => Assert.False(row.ProvesNonAcceptance, row.Code));
        Assert.Equal(
            ["-1008", "-1021"],
            BinanceErrors.Table.Rows
                .Where(row => row is { Meaning: VenueErrorMeaning.Transient, ProvesNonAcceptance: true })
                .Select(row => row.Code));
    }

    [Theory]
    [InlineData("-2010", "Account has insufficient balance for requested action.", VenueErrorMeaning.InsufficientBalance)]
    [InlineData("-2010", "Duplicate order sent.", VenueErrorMeaning.DuplicateClientOrderId)]
    [InlineData("-2010", "Market is closed.", VenueErrorMeaning.MarketClosed)]
    [InlineData("-1013", "Filter failure: MARKET_LOT_SIZE", VenueErrorMeaning.InvalidSize)]
    [InlineData("-1013", "Filter failure: MIN_NOTIONAL", VenueErrorMeaning.InvalidSize)]
    [InlineData("HTTP 503", "Unknown error, please check your request or try again later.", VenueErrorMeaning.TimeoutUnknownOutcome)]
    [InlineData("HTTP 503", "Service Unavailable.", VenueErrorMeaning.Transient)]
    public void One_code_with_several_meanings_is_told_apart_by_its_words(string code, string message, VenueErrorMeaning meaning) =>
        Assert.Equal(meaning, BinanceErrors.Table.Find(code, message)?.Meaning);

    [Fact]
    public void A_code_whose_words_match_no_row_is_not_in_the_table()
    {
        Assert.Null(BinanceErrors.Table.Find("-2010", "Something new."));
        Assert.Null(BinanceErrors.Table.Find("-1013", "Something new."));
    }

    [Fact]
    public void Every_code_of_the_reference_stands_in_the_table_with_its_meaning()
    {
        var page = File.ReadAllText(SharedReference.Require("exchanges/binance.md"));
        var section = page[page.IndexOf("## 6.", StringComparison.Ordinal)..page.IndexOf("## 7.", StringComparison.Ordinal)];
        var checkedCodes = 0;
        foreach (var line in section.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)))
        {
            var cells = line.Split('|');
            if (!ReferenceTables.Meanings.TryGetValue(cells[1].Trim(), out var meaning))
                continue;
            foreach (var code in ReferenceTables.Codes(cells[2], RangePattern(), CodePattern()))
            {
                var rows = BinanceErrors.Table.Rows.Where(row => row.Code == code).ToList();
                Assert.True(rows.Exists(row => row.Meaning == meaning), $"{code} should mean {meaning}");
                checkedCodes++;
            }
        }

        Assert.InRange(checkedCodes, 90, 200);
    }

    [Fact]
    public void Every_recorded_error_has_its_category()
    {
        foreach (var name in Directory.GetFiles(SharedReference.Require("exchanges/fixtures/binance"), "error_*.json").Select(Path.GetFileNameWithoutExtension))
        {
            var payload = RecordedPayload.Shared("binance", name!);
            var fault = BinanceErrors.ReadFault(payload.Status, System.Text.Encoding.UTF8.GetBytes(payload.Response));

            Assert.NotNull(fault);
            Assert.Equal(ReferenceTables.Meanings[payload.Category!], BinanceErrors.Table.Find(fault.Code, fault.Message)?.Meaning);
        }
    }

    [GeneratedRegex(@"-(\d{4})…-(\d{4})")]
    private static partial Regex RangePattern();

    [GeneratedRegex(@"-\d{4}")]
    private static partial Regex CodePattern();
}
