using System.Text;
using System.Text.Json;
using WhaleCopy.Exchanges.Http;
using static WhaleCopy.Core.Trades.VenueErrorMeaning;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>Bybit's errors. A code that is not here is an unknown outcome, counted.</summary>
internal static class BybitErrors
{
    private const string Page = "https://bybit-exchange.github.io/docs/v5/error";
    private const string Limits = "https://bybit-exchange.github.io/docs/v5/rate-limit";

    /// <summary>Codes that say that our clock is off.</summary>
    public static readonly IReadOnlySet<string> ClockCodes = new HashSet<string>(StringComparer.Ordinal) { "10002" };

    /// <summary>The table.</summary>
    public static readonly VenueErrorTable Table = new(
    [
        .. VenueErrorTable.Of(RateLimited, true, Limits, "10006", "10018", "10429", "170222", "170005", "HTTP 429"),
        new("HTTP 403", RateLimited, true, Limits, "too frequent"),
        .. VenueErrorTable.Of(RateLimited, false, Limits, "HTTP 403", "HTTP 418", "HTTP 451"), // the firewall, or the wrong country

        .. VenueErrorTable.Of(
            InvalidKey, true, Page, "10003", "10004", "10005", "10007", "10008", "10009", "10010", "10024", "33004", "-2015"),

        .. VenueErrorTable.Of(
            InsufficientBalance,
            true,
            Page,
            "110004", "110006", "110007", "110012", "110014", "110044", "110045", "110047", "110051", "110052", "110053", "170131",
            "170033", "131212"),

        new("10001", InvalidSize, true, Page, "qty"),
        new("10001", InvalidSize, true, Page, "notional"),
        .. VenueErrorTable.Of(
            InvalidSize,
            true,
            Page,
            "110094", "170124", "170135", "170136", "170137", "170140", "170148", "110003", "170132", "170133", "170134", "170193",
            "170194", "110020", "110021"),

        .. VenueErrorTable.Of(DuplicateClientOrderId, false, Page, "110072", "170141"),
        .. VenueErrorTable.Of(UnknownOrder, false, Page, "110001", "170213", "170143", "110008", "110010", "170142", "170139"),
        .. VenueErrorTable.Of(MarketClosed, true, Page, "110063", "110066", "110074", "170151", "176012"),

        .. VenueErrorTable.Of(TimeoutUnknownOutcome, false, Page, "10000", "170007", "170146", "170147", "HTTP 500", "HTTP 504"),

        .. VenueErrorTable.Of(
            Transient, false, Page, "10016", "170001", "170032", "170234", "3400214", "110079", "HTTP 502", "HTTP 503"),
        .. VenueErrorTable.Of(Transient, true, Page, "10002"), // refused for its time

        .. VenueErrorTable.Of(AlreadySet, false, Page, "110043", "110025", "110026"),

        .. VenueErrorTable.Of(Rejected, true, Page, "10001", "110017", "110013", "110032", "110040", "110092", "110093", "10029"),
    ]);

    /// <summary>The error of an answer: <c>retCode</c> other than 0, mostly under HTTP 200.</summary>
    public static VenueFault? ReadFault(int status, ReadOnlySpan<byte> body)
    {
        if (ReadBody(body) is not var (code, message))
            return status is >= 200 and < 300 ? null : VenueFault.OfStatus(status) with { Message = Words(body) };
        return code == "0" ? null : new VenueFault(code, message);
    }

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
                var isCode = reader.ValueTextEquals("retCode"u8) || reader.ValueTextEquals("ret_code"u8);
                var isMessage = reader.ValueTextEquals("retMsg"u8) || reader.ValueTextEquals("ret_msg"u8);
                if (!reader.Read())
                    return null;
                if (isCode && reader.TokenType == JsonTokenType.Number)
                    code = Encoding.ASCII.GetString(reader.ValueSpan);
                else if (isCode && reader.TokenType == JsonTokenType.String)
                    code = reader.GetString();
                else if (isMessage && reader.TokenType == JsonTokenType.String)
                    message = reader.GetString() ?? string.Empty;
                else if (code is not null)
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

    // The address limit answers 403 with words of its own; a page of HTML may hold them too.
    private static string Words(ReadOnlySpan<byte> body) =>
        body.IndexOf("too frequent"u8) >= 0 ? "access too frequent" : string.Empty;
}
