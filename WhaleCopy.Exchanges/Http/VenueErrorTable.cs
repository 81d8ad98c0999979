using System.Collections.Frozen;
using WhaleCopy.Core.Trades;

namespace WhaleCopy.Exchanges.Http;

/// <summary>One row of a venue's error table.</summary>
/// <param name="Code">The venue's code as it writes it, or <c>HTTP 429</c> for an answer without one.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="ProvesNonAcceptance">True only where the venue's words prove that an order was not accepted.</param>
/// <param name="Page">The vendor's page that says so.</param>
/// <param name="MessageContains">Where one code means several things: what its message must contain (case does not matter).</param>
internal sealed record VenueErrorRow(
    string Code, VenueErrorMeaning Meaning, bool ProvesNonAcceptance, string Page, string? MessageContains = null);

/// <summary>A venue's errors. What is not in it means nothing: an unknown outcome on a command, counted.</summary>
internal sealed class VenueErrorTable
{
    private readonly FrozenDictionary<string, VenueErrorRow[]> _rows;

    public VenueErrorTable(IEnumerable<VenueErrorRow> rows)
    {
        Rows = [.. rows];
        _rows = Rows
            .GroupBy(row => row.Code, StringComparer.Ordinal)
            .ToFrozenDictionary(
                group => group.Key,
                group => group.OrderBy(row => row.MessageContains is null).ToArray(),
                StringComparer.Ordinal);
    }

    /// <summary>Every row.</summary>
    public IReadOnlyList<VenueErrorRow> Rows { get; }

    /// <summary>The first row of the code whose words stand in the message; rows without words match any message.</summary>
    public VenueErrorRow? Find(string code, string message)
    {
        if (!_rows.TryGetValue(code, out var rows))
            return null;
        foreach (var row in rows)
        {
            if (row.MessageContains is null || message.Contains(row.MessageContains, StringComparison.OrdinalIgnoreCase))
                return row;
        }

        return null;
    }

    /// <summary>Rows of several codes with one meaning.</summary>
    public static IEnumerable<VenueErrorRow> Of(VenueErrorMeaning meaning, bool provesNonAcceptance, string page, params string[] codes) =>
        codes.Select(code => new VenueErrorRow(code, meaning, provesNonAcceptance, page));
}

/// <summary>What an answer says went wrong.</summary>
/// <param name="Code">The venue's code, or <c>HTTP 503</c> where the body has none.</param>
/// <param name="Message">The venue's words; empty where the body is not its own format.</param>
internal sealed record VenueFault(string Code, string Message)
{
    /// <summary>The fault of a status whose body carries no code.</summary>
    public static VenueFault OfStatus(int status) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"HTTP {status}"), string.Empty);
}
