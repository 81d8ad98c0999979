using System.Globalization;
using System.Text;
using System.Text.Json;
using WhaleCopy.Exchanges.Http;
using static WhaleCopy.Core.Trades.VenueErrorMeaning;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>Bitget's errors. A code that is not here is an unknown outcome, counted.</summary>
internal static class BitgetErrors
{
    private const string Page = "https://www.bitget.com/api-doc/common/error-code/restapi";
    private const string Futures = "https://www.bitget.com/api-doc/contract/error-code/restapi";
    private const string Success = "00000";

    /// <summary>Codes that say that our clock is off.</summary>
    public static readonly IReadOnlySet<string> ClockCodes =
        new HashSet<string>(StringComparer.Ordinal) { "40004", "40005", "40008", "40911" };

    /// <summary>The table.</summary>
    public static readonly VenueErrorTable Table = new(
    [
        .. VenueErrorTable.Of(RateLimited, true, Page, "429", "HTTP 429", "25004", "30006", "30007"),
        .. VenueErrorTable.Of(RateLimited, false, Page, "HTTP 403", "HTTP 418", "HTTP 451"), // the firewall; it says nothing of orders

        .. VenueErrorTable.Of(
            InvalidKey,
            true,
            Page,
            [
                .. Range(40001, 40003), "40006", "40009", "40011", "40012", "40014", "40016", "40018", .. Range(40036, 40038), "40040",
                "40041", .. Range(40022, 40026), "40000", "40103", "40104", "25620",
            ]),

        .. VenueErrorTable.Of(
            InsufficientBalance,
            true,
            Futures,
            "43012", "40754", "40711", "40712", "40798", "45002", "43132", "50020", "40757", "45003", "45005", "45006", "40762", "25202",
            "25203", "25228", "25231"),

        .. VenueErrorTable.Of(
            InvalidSize,
            true,
            Futures,
            "43006", "43010", "43027", "43037", "43038", "43041", "43042", "45110", "45111", "45112", "45113", "45114", "43029", "40804",
            "25207", "25208", "25610", "25611", "40815", "40816", "43008", "43009", "45035", "45115", "40787"),

        .. VenueErrorTable.Of(DuplicateClientOrderId, false, Futures, "40786", "40708", "43118", "45034", "50060", "25212"),
        .. VenueErrorTable.Of(
            UnknownOrder,
            false,
            Futures,
            "40109", "40768", "40819", "43001", "43004", "43025", "45057", "80011", "22001", "31007", "25204", "45056"),

        .. VenueErrorTable.Of(
            MarketClosed,
            true,
            Futures,
            [
                "40308", "40309", "40844", "40845", "41113", "41114", "43115", "43119", "43120", .. Range(50025, 50030),
                .. Range(25101, 25108), "40200",
            ]),

        .. VenueErrorTable.Of(
            TimeoutUnknownOutcome, false, Page, "40010", "40910", "25001", "40725", "45001", "HTTP 500", "HTTP 502", "HTTP 503", "HTTP 504"),

        .. VenueErrorTable.Of(
            Transient, false, Page, "40015", "40400", "40846", "43059", "25000", "25003", "40004", "40005", "40911", "50010"),
        .. VenueErrorTable.Of(Transient, true, Page, "40008"), // refused for its time

        .. VenueErrorTable.Of(
            Rejected,
            true,
            Futures,
            [
                "40017", "40019", "40034", "400172", "40808", "22002", "40709", "40838", "43043", "40774", "40920",
                .. Range(40830, 40836), .. Range(43013, 43016), .. Range(45060, 45067),
            ]),
    ]);

    /// <summary>The error of an answer: a code other than <c>00000</c>, mostly under HTTP 400.</summary>
    public static VenueFault? ReadFault(int status, ReadOnlySpan<byte> body)
    {
        if (ReadBody(body) is not var (code, message))
            return status is >= 200 and < 300 ? null : VenueFault.OfStatus(status);
        return code == Success ? null : new VenueFault(code, message);
    }

    private static IEnumerable<string> Range(int from, int to) =>
        Enumerable.Range(from, to - from + 1).Select(number => number.ToString(CultureInfo.InvariantCulture));

    private static (string Code, string Message)? ReadBody(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            string? code = null;
            var message = string.Empty;
            for (var fields = 0; fields < 3 && reader.Read() && reader.TokenType == JsonTokenType.PropertyName; fields++)
            {
                var isCode = reader.ValueTextEquals("code"u8);
                var isMessage = reader.ValueTextEquals("msg"u8) || reader.ValueTextEquals("message"u8);
                if (!reader.Read())
                    return null;
                if (isCode && reader.TokenType == JsonTokenType.String)
                    code = reader.GetString();
                else if (isCode && reader.TokenType == JsonTokenType.Number)
                    code = Encoding.ASCII.GetString(reader.ValueSpan);
                else if (isMessage && reader.TokenType == JsonTokenType.String)
                    message = reader.GetString() ?? string.Empty;
                else if (code == Success)
                    break;
                else
                    reader.Skip();
            }

            return code is null ? null : (code, message);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
