using System.Globalization;
using System.Text.RegularExpressions;
using WhaleCopy.Core.Trades;

namespace WhaleCopy.Exchanges.Tests;

/// <summary>Reads the error tables of the reference pages.</summary>
internal static class ReferenceTables
{
    /// <summary>The reference's words for a category.</summary>
    public static readonly IReadOnlyDictionary<string, VenueErrorMeaning> Meanings = new Dictionary<string, VenueErrorMeaning>(StringComparer.Ordinal)
    {
        ["RateLimited"] = VenueErrorMeaning.RateLimited,
        ["InvalidKey"] = VenueErrorMeaning.InvalidKey,
        ["InsufficientBalance"] = VenueErrorMeaning.InsufficientBalance,
        ["InvalidSize"] = VenueErrorMeaning.InvalidSize,
        ["DuplicateClientOrderId"] = VenueErrorMeaning.DuplicateClientOrderId,
        ["UnknownOrder"] = VenueErrorMeaning.UnknownOrder,
        ["MarketClosed"] = VenueErrorMeaning.MarketClosed,
        ["Timeout-UnknownOutcome"] = VenueErrorMeaning.TimeoutUnknownOutcome,
        ["Transient"] = VenueErrorMeaning.Transient,
        ["no-op success"] = VenueErrorMeaning.AlreadySet,
        ["Rejected"] = VenueErrorMeaning.Rejected,
    };

    /// <summary>Codes of a cell, ranges spelled out but for those that mean something else in the same table.</summary>
    public static IEnumerable<string> Codes(string cell, Regex range, Regex code)
    {
        foreach (Match match in range.Matches(cell))
        {
            var from = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            var to = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
            for (var number = from; number <= to; number++)
            {
                if (number is not (1111 or 1122))
                    yield return string.Create(CultureInfo.InvariantCulture, $"-{number}");
            }
        }

        foreach (Match match in code.Matches(range.Replace(cell, string.Empty)))
            yield return match.Value;
    }
}
