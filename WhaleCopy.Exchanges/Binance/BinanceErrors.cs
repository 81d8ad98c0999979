using System.Globalization;
using System.Text.Json;
using WhaleCopy.Exchanges.Http;
using static WhaleCopy.Core.Trades.VenueErrorMeaning;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Binance's errors, all three products. A code that is not here is an unknown outcome, counted.</summary>
internal static class BinanceErrors
{
    private const string Spot = "https://developers.binance.com/docs/binance-spot-api-docs/errors";
    private const string Futures = "https://developers.binance.com/docs/derivatives/usds-margined-futures/error-code";
    private const string General = "https://developers.binance.com/docs/derivatives/usds-margined-futures/general-info";
    private const string Wallet = "https://developers.binance.com/docs/wallet/error-code";
    private const string Filters = "https://developers.binance.com/docs/binance-spot-api-docs/filters";

    /// <summary>Codes that say that our clock is off.</summary>
    public static readonly IReadOnlySet<string> ClockCodes = new HashSet<string>(StringComparer.Ordinal) { "-1021" };

    /// <summary>The table.</summary>
    public static readonly VenueErrorTable Table = new(
    [
        .. VenueErrorTable.Of(RateLimited, true, General, "HTTP 429", "HTTP 418", "-1003", "-1015"),
        .. VenueErrorTable.Of(RateLimited, true, Futures, "-1034"),
        .. VenueErrorTable.Of(RateLimited, false, General, "HTTP 403", "HTTP 451"), // the firewall; it says nothing of orders

        .. VenueErrorTable.Of(InvalidKey, true, Futures, "-1002", "-1022", "-2008", "-2014", "-2015", "-4087", "-4088", "-4202", "-4402"),

        new("-2010", InsufficientBalance, true, Spot, "insufficient balance"),
        new("-2010", DuplicateClientOrderId, false, Spot, "Duplicate order sent"),
        new("-2010", MarketClosed, true, Spot, "Market is closed"),
        .. VenueErrorTable.Of(InsufficientBalance, true, Wallet, "-5013"),
        .. VenueErrorTable.Of(InsufficientBalance, true, Futures, "-2018", "-2019", "-2024", "-4050", "-4051"),

        new("-1013", InvalidSize, true, Filters, "LOT_SIZE"), // MARKET_LOT_SIZE too
        new("-1013", InvalidSize, true, Filters, "NOTIONAL"), // MIN_NOTIONAL too
        new("-1013", InvalidSize, true, Filters, "PRICE_FILTER"),
        .. VenueErrorTable.Of(
            InvalidSize, true, Futures, "-1111", "-4003", "-4004", "-4005", "-4014", "-4016", "-4023", "-4024", "-4164", "-5029"),

        .. VenueErrorTable.Of(DuplicateClientOrderId, false, Futures, "-4116"),
        .. VenueErrorTable.Of(UnknownOrder, false, Spot, "-2011", "-2013", "-2026"),
        .. VenueErrorTable.Of(MarketClosed, true, Futures, "-1122", "-4140", "-4141", "-5024"),

        .. VenueErrorTable.Of(TimeoutUnknownOutcome, false, Futures, "-1006", "-1007"),
        .. VenueErrorTable.Of(TimeoutUnknownOutcome, false, General, "HTTP 408", "HTTP 504"),
        new("HTTP 503", TimeoutUnknownOutcome, false, General, "Unknown error"),

        .. VenueErrorTable.Of(Transient, false, Futures, "-1000", "-1001", "-1016"),
        .. VenueErrorTable.Of(Transient, true, Futures, "-1008", "-1021"), // "100 % not executed"; refused for its time
        .. VenueErrorTable.Of(Transient, false, General, "HTTP 500", "HTTP 502", "HTTP 503"),

        .. VenueErrorTable.Of(AlreadySet, false, Futures, "-4046", "-4059", "-4171"),

        .. VenueErrorTable.Of(
            Rejected,
            true,
            Futures,
            "-2021", "-2022", "-2027", "-2028", "-4047", "-4048", "-4061", "-4067", "-4068", "-4118", "-4120", "-4131", "-4161", "-4192",
            "-4400", "-5021", "-5022"),
        .. VenueErrorTable.Of(Rejected, true, Futures, [.. Parameters()]),
    ]);

    /// <summary>Codes that the web site's envelope uses for "all is well".</summary>
    public const string WebSuccess = "000000";

    /// <summary>The error of an answer: <c>{"code":-2019,"msg":"…"}</c>, whatever the status; an HTTP error without one is its status.</summary>
    public static VenueFault? ReadFault(int status, ReadOnlySpan<byte> body)
    {
        if (ReadBody(body) is var (code, message) && IsError(code))
            return new VenueFault(code, message);
        return status is >= 200 and < 300 ? null : VenueFault.OfStatus(status) with { Message = PlainText(body) };
    }

    /// <summary>When an address ban ends, where a message tells it: "IP banned until 1700000120000".</summary>
    public static TimeSpan? BannedFor(string message, DateTimeOffset now)
    {
        const string Marker = "until ";
        var start = message.IndexOf(Marker, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var digits = message.AsSpan(start + Marker.Length);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        if (end >= 0)
            digits = digits[..end];
        if (digits.Length != 13 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
            return null;
        var until = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return until > now ? until - now : TimeSpan.Zero;
    }

    // Codes of success: 0, 200 ("The operation of cancel all open order is done."), and none at all.
    private static bool IsError(string code) => code is not ("0" or "200" or WebSuccess);

    private static (string Code, string Message)? ReadBody(ReadOnlySpan<byte> body)
    {
        // Only a short object can be an error; the large answers are arrays or start with another field.
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            string? code = null;
            var message = string.Empty;
            for (var fields = 0; fields < 4 && reader.Read() && reader.TokenType == JsonTokenType.PropertyName; fields++)
            {
                var isCode = reader.ValueTextEquals("code"u8);
                var isMessage = reader.ValueTextEquals("msg"u8) || reader.ValueTextEquals("message"u8);
                if (!reader.Read())
                    return null;
                if (isCode && reader.TokenType == JsonTokenType.Number)
                    code = System.Text.Encoding.ASCII.GetString(reader.ValueSpan);
                else if (isCode && reader.TokenType == JsonTokenType.String)
                    code = reader.GetString();
                else if (isMessage && reader.TokenType == JsonTokenType.String)
                    message = reader.GetString() ?? string.Empty;
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

    // 503 comes with words and without a code; a page of HTML says nothing that we could use.
    private static string PlainText(ReadOnlySpan<byte> body)
    {
        const int Longest = 200;
        if (body.IsEmpty || body.Length > Longest || body.IndexOfAny("<>"u8) >= 0 || body.IndexOfAnyInRange((byte)0, (byte)31) >= 0)
            return string.Empty;
        return System.Text.Encoding.ASCII.GetString(body);
    }

    // -1100 … -1130 are malformed parameters; -1111 and -1122 mean something else and stand above.
    private static IEnumerable<string> Parameters() =>
        Enumerable.Range(1100, 31)
            .Where(number => number is not (1111 or 1122))
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"-{number}"));
}
