using System.Globalization;
using System.Text;
using System.Text.Json;
using WhaleCopy.Exchanges.Http;
using static WhaleCopy.Core.Trades.VenueErrorMeaning;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>OKX's errors. A code that is not here is an unknown outcome, counted.</summary>
internal static class OkxErrors
{
    private const string Page = "https://www.okx.com/docs-v5/en/#error-code";
    private const string Success = "0";

    /// <summary>Codes that say that our clock is off.</summary>
    public static readonly IReadOnlySet<string> ClockCodes = new HashSet<string>(StringComparer.Ordinal) { "50102", "50112" };

    /// <summary>The table.</summary>
    public static readonly VenueErrorTable Table = new(
    [
        .. VenueErrorTable.Of(RateLimited, true, Page, "50011", "50040", "50061", "58102", "HTTP 429"),
        .. VenueErrorTable.Of(RateLimited, false, Page, "HTTP 403", "HTTP 418", "HTTP 451"), // the firewall; it says nothing of orders

        .. VenueErrorTable.Of(
            InvalidKey,
            true,
            Page,
            "50101", "50103", "50104", "50105", "50106", "50107", "50110", "50111", "50113", "50114", "50119", "50120", "50030", "50007",
            "50009", "50027", "60005", "60009", "60024"),

        .. VenueErrorTable.Of(
            InsufficientBalance, true, Page, "51008", "51127", "51131", "51119", "51502", "51736", "58350", "59200", "59303"),

        .. VenueErrorTable.Of(
            InvalidSize,
            true,
            Page,
            "51020", "51120", "51121", "51005", "51101", "51202", "51203", "51150", "51286", "50122", "51004", "51006", "51116", "51137",
            "51138"),

        .. VenueErrorTable.Of(DuplicateClientOrderId, false, Page, "51016", "51065", "51068", "50071"),
        .. VenueErrorTable.Of(UnknownOrder, false, Page, "51603", "51063", "51400", "51401", "51402", "51410", "51503", "51509"),
        .. VenueErrorTable.Of(MarketClosed, true, Page, "51021", "51022", "51027", "51028", "51029", "51030"),

        .. VenueErrorTable.Of(TimeoutUnknownOutcome, false, Page, "50004", "51149", "51054", "51412"),
        .. VenueErrorTable.Of(TimeoutUnknownOutcome, false, Page, "HTTP 500", "HTTP 502", "HTTP 504"),

        .. VenueErrorTable.Of(Transient, false, Page, "50001", "50013", "50026", "50112", "HTTP 503"),
        .. VenueErrorTable.Of(Transient, true, Page, "50102"), // refused for its time

        .. VenueErrorTable.Of(
            Rejected,
            true,
            Page,
            [
                "51000", "51001", "51010", "51023", "51169", "51170", "59000", "50036",
                .. Range(51046, 51053), .. Range(51277, 51280),
            ]),
    ]);

    /// <summary>
    /// The error of an answer. The envelope's code says little ("all failed"): the reason stands in the first row's <c>sCode</c>,
    /// also under a code of success.
    /// </summary>
    public static VenueFault? ReadFault(int status, ReadOnlySpan<byte> body)
    {
        if (ReadBody(body) is not { } found)
            return status is >= 200 and < 300 ? null : VenueFault.OfStatus(status);
        if (found.RowCode is { } row && row != Success && row.Length > 0)
            return new VenueFault(row, found.RowMessage);
        return found.Code == Success ? null : new VenueFault(found.Code, found.Message);
    }

    private static IEnumerable<string> Range(int from, int to) =>
        Enumerable.Range(from, to - from + 1).Select(number => number.ToString(CultureInfo.InvariantCulture));

    private static (string Code, string Message, string? RowCode, string RowMessage)? ReadBody(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            string? code = null;
            var message = string.Empty;
            string? rowCode = null;
            var rowMessage = string.Empty;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("code"u8))
                {
                    code = Text(ref reader);
                }
                else if (reader.ValueTextEquals("msg"u8))
                {
                    message = Text(ref reader) ?? string.Empty;
                }
                else if (reader.ValueTextEquals("data"u8))
                {
                    reader.Read();
                    (rowCode, rowMessage) = FirstRow(ref reader);

                    // A success is decided by its first row: the rest may be long.
                    if (code == Success)
                        return (code, message, rowCode, rowMessage);
                    while (reader.CurrentDepth > 1)
                        reader.Read();
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }

            return code is null ? null : (code, message, rowCode, rowMessage);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Leaves the reader inside the array behind its first row, or behind a value that is no array.</summary>
    private static (string? Code, string Message) FirstRow(ref Utf8JsonReader reader)
    {
        string? code = null;
        var message = string.Empty;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return (code, message);
        }

        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return (code, message);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("sCode"u8))
            {
                code = Text(ref reader);
            }
            else if (reader.ValueTextEquals("sMsg"u8))
            {
                message = Text(ref reader) ?? string.Empty;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return (code, message);
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
            _ => null,
        };
    }
}
