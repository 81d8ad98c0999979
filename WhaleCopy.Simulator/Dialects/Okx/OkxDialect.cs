using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Faults;
using WhaleCopy.Simulator.Http;
using WhaleCopy.Simulator.Limits;

namespace WhaleCopy.Simulator.Dialects.Okx;

/// <summary>OKX's v5 API: one unified account (futures mode), contracts on derivatives, answers in an envelope.</summary>
internal sealed partial class OkxDialect : Dialect
{
    private const int MaximumClockErrorMs = 30_000;

    private static readonly SearchValues<char> Alphanumeric =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private readonly OperationLimits _limits;

    public OkxDialect(Venue venue, bool enforceLimits)
        : base(venue, "/okx")
    {
        _limits = new OperationLimits(enforceLimits);
        Serve(
        [
            .. MarketOperations(), .. OrderOperations(), .. AlgoOperations(), .. AccountOperations(), .. BillOperations(), .. CopyOperations(),
        ]);
    }

    public override string ApiKeyHeader => "OK-ACCESS-KEY";

    public override void Reset() => _limits.Clear();

    public override bool Admit(Call call, Operation? route)
    {
        if (route?.Rate is not { } rate)
        {
            return true;
        }

        var instrument = rate.Scope == RateScope.AccountAndInstrument ? call.Parameter("instId") : null;
        return _limits.TryTake(call, route, rate, instrument, Venue.Now)
            || Fail(call, new OkxError("50011", "Too Many Requests", StatusCodes.Status429TooManyRequests));
    }

    public override bool Authenticate(Call call, Operation route)
    {
        if (!route.IsSigned)
        {
            return true;
        }

        var key = call.Header(ApiKeyHeader);
        if (string.IsNullOrEmpty(key))
        {
            return Fail(call, OkxError.Unauthorized("50103", "Request header \"OK-ACCESS-KEY\" cannot be empty."));
        }

        var account = Venue.FindAccount(key);
        if (account is null || account.IsRevoked)
        {
            return Fail(call, OkxError.Unauthorized(account is null ? "50111" : "50119", "Invalid OK-ACCESS-KEY"));
        }

        if ((CheckHeaders(call, account) ?? CheckPermission(call, account, route)) is not { } error)
        {
            call.Account = account;
            return true;
        }

        if (route.IsPlacement)
        {
            lock (Venue.Gate)
            {
                RecordRefused(call, account, error);
            }
        }

        return Fail(call, error);
    }

    public override void UnknownPath(Call call)
    {
        call.ResetAnswer();
        call.Status = StatusCodes.Status404NotFound;
        call.Output.Write("{\"code\":\"404\",\"data\":{},\"detailMsg\":\"\",\"error_code\":\"404\",\"error_message\":\"Not Found\",\"msg\":\"Not Found\"}"u8);
    }

    public override void Refuse(Call call, FaultKind kind, int? status, string? code, int retryAfterSeconds)
    {
        if (code is not null)
        {
            _ = Fail(call, new OkxError(code, OkxFaultMessages.Of(code), status ?? OkxFaultMessages.StatusOf(code)));
            return;
        }

        switch (kind)
        {
            case FaultKind.RateLimit:
                _ = Fail(call, new OkxError("50011", "Too Many Requests", status ?? StatusCodes.Status429TooManyRequests));
                break;
            case FaultKind.Ban:
                call.ResetAnswer();
                call.Status = status ?? StatusCodes.Status403Forbidden;
                call.ContentType = "text/html";
                call.Output.Write("<html><head><title>Access denied</title></head><body></body></html>"u8);
                break;
            case FaultKind.Reject:
                _ = Fail(call, new OkxError("51000", "Parameter error", status ?? StatusCodes.Status200OK));
                break;
            default:
                call.ResetAnswer();
                call.Status = status ?? StatusCodes.Status503ServiceUnavailable;
                call.ContentType = "text/plain";
                call.Output.Write(Encoding.UTF8.GetBytes(Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(call.Status)));
                break;
        }
    }

    private static bool Fail(Call call, OkxError error)
    {
        call.ResetAnswer();
        call.Status = error.Status;
        call.Json.WriteStartObject();
        call.Json.WriteString("code"u8, error.Code);
        call.Json.WriteStartArray("data"u8);
        call.Json.WriteEndArray();
        call.Json.WriteString("msg"u8, error.Message);
        call.Json.WriteEndObject();
        return false;
    }

    private static void Begin(Call call)
    {
        call.Json.WriteStartObject();
        call.Json.WriteString("code"u8, "0");
        call.Json.WriteString("msg"u8, "");
        call.Json.WriteStartArray("data"u8);
    }

    private static void End(Call call)
    {
        call.Json.WriteEndArray();
        call.Json.WriteEndObject();
    }

    private OkxError? CheckHeaders(Call call, Account account)
    {
        if (call.Header("OK-ACCESS-PASSPHRASE") is not { Length: > 0 } passphrase)
        {
            return OkxError.Unauthorized("50104", "Request header \"OK-ACCESS-PASSPHRASE\" cannot be empty.");
        }

        if (call.Header("OK-ACCESS-SIGN") is not { Length: > 0 } sign)
        {
            return OkxError.Unauthorized("50106", "Request header \"OK-ACCESS-SIGN\" cannot be empty.");
        }

        if (call.Header("OK-ACCESS-TIMESTAMP") is not { Length: > 0 } timestamp)
        {
            return OkxError.Unauthorized("50107", "Request header \"OK-ACCESS-TIMESTAMP\" cannot be empty.");
        }

        if (!DateTimeOffset.TryParseExact(
            timestamp, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var sentAt))
        {
            return OkxError.Unauthorized("50112", "Invalid OK-ACCESS-TIMESTAMP");
        }

        if (Math.Abs(Venue.NowMs - sentAt.ToUnixTimeMilliseconds()) > MaximumClockErrorMs)
        {
            return OkxError.Unauthorized("50102", "Timestamp request expired");
        }

        if (passphrase != account.Passphrase)
        {
            return OkxError.Unauthorized("50105", "Request header \"OK-ACCESS-PASSPHRASE\" incorrect.");
        }

        var target = call.Query.Length == 0 ? call.SentPath : $"{call.SentPath}?{call.Query}";
        var signed = Signatures.IsBase64(account, $"{timestamp}{call.Method}{target}", call.Body.Span, sign);
        return signed ? null : OkxError.Unauthorized("50113", "Invalid Sign");
    }

    private static OkxError? CheckPermission(Call call, Account account, Operation route)
    {
        if (account.Addresses is { Count: > 0 } addresses && !addresses.Contains(call.RemoteAddress))
        {
            return OkxError.Unauthorized("50110", $"Your IP {call.RemoteAddress} is not included in your API key's IP whitelist.");
        }

        var isAllowed = route.Method == "GET" ? account.May("read") : account.May("spot") || account.May("futures");
        return isAllowed ? null : OkxError.Unauthorized("50120", "This API key doesn't have permission to use this function.");
    }

    /// <summary>OKX's guard against late requests: the client says until when it stands by its order.</summary>
    private OkxError? CheckExpiry(Call call)
    {
        var text = call.Header("expTime") ?? call.Parameter("expTime");
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return Call.TryLong(text, out var until) && until >= Venue.NowMs
            ? null
            : new OkxError("50036", "The expTime can't be earlier than the current system time. Please adjust the expTime and try again.");
    }

    private static bool IsClientId(string text) => text.Length is > 0 and <= 32 && !text.AsSpan().ContainsAnyExcept(Alphanumeric);

    private static string TypeOf(Instrument spec) => spec.IsSpot ? "SPOT" : "SWAP";

    private InstrumentBook? FindBook(string? instrument) => instrument is null
        ? null
        : Venue.FindBook(Market.UsdM, instrument) ?? Venue.FindBook(Market.Spot, instrument) ?? Venue.FindBook(Market.CoinM, instrument);

    internal InstrumentBook? Book(string instrument) => FindBook(instrument);

    private IEnumerable<InstrumentBook> BooksOf(string instrumentType) =>
        Venue.Books.Where(book => TypeOf(book.Spec) == instrumentType);

    /// <summary>Contracts on derivatives, coins on spot.</summary>
    private static decimal Count(Instrument spec, decimal quantity) => quantity / spec.ContractSize;

    private static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    private string Ms(DateTimeOffset at) => Id(Venue.ToVenueMs(at));

    private static void Empty(Utf8JsonWriter json, ReadOnlySpan<byte> name) => json.WriteString(name, ""u8);
}
