using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Faults;
using WhaleCopy.Simulator.Http;
using WhaleCopy.Simulator.Limits;

namespace WhaleCopy.Simulator.Dialects.Bybit;

/// <summary>Bybit's v5 API: one unified account, product chosen by category, conditional orders among the others.</summary>
internal sealed partial class BybitDialect : Dialect
{
    private const int DefaultReceiveWindow = 5000;
    private const int AllowedLeadMs = 1000;

    private readonly bool _enforceLimits;
    private readonly OperationLimits _limits;
    private readonly WindowCounter _addresses = new(BybitRates.AddressWindow, BybitRates.AddressLimit);

    public BybitDialect(Venue venue, bool enforceLimits)
        : base(venue, "/bybit")
    {
        _enforceLimits = enforceLimits;
        _limits = new OperationLimits(enforceLimits);
        Serve([.. MarketOperations(), .. OrderOperations(), .. PositionOperations(), .. AccountOperations()]);
    }

    public override string ApiKeyHeader => "X-BAPI-API-KEY";

    public override int PageOfCursor(string cursor) => BybitCursor.PageOf(cursor);

    public override void Reset()
    {
        _limits.Clear();
        _addresses.Clear();
    }

    public override bool Admit(Call call, Operation? route)
    {
        var now = Venue.Now;
        if (_addresses.Add(call.RemoteAddress, 1, now) > BybitRates.AddressLimit && _enforceLimits)
        {
            return Forbid(call);
        }

        if (call is { Method: "GET", Body.Length: > 0 })
        {
            return Forbid(call);
        }

        if (route?.Rate is not { } rate)
        {
            return true;
        }

        // Spot places twice as fast as derivatives, and is counted by itself.
        var category = route.IsPlacement ? call.Parameter("category") : null;
        var limit = category == "spot" ? rate.Count * 2 : rate.Count;
        var used = _limits.Used(call, route, rate, category, now);
        var reset = (Venue.NowMs / 1000 * 1000) + 1000;
        var headers = call.Http.Response.Headers;
        headers["X-Bapi-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
        headers["X-Bapi-Limit-Status"] = Math.Max(0, limit - used).ToString(CultureInfo.InvariantCulture);
        headers["X-Bapi-Limit-Reset-Timestamp"] = reset.ToString(CultureInfo.InvariantCulture);
        return used <= limit || !_enforceLimits || Fail(call, BybitError.TooManyVisits);
    }

    public override bool Authenticate(Call call, Operation route)
    {
        if (!route.IsSigned)
        {
            return true;
        }

        var account = call.Header(ApiKeyHeader) is { Length: > 0 } key ? Venue.FindAccount(key) : null;
        if (account is null || account.IsRevoked)
        {
            return Fail(call, BybitError.BadKey);
        }

        if ((CheckTime(call) ?? CheckSignature(call, account) ?? CheckPermission(call, account, route)) is not { } error)
        {
            call.Account = account;
            return true;
        }

        if (route.IsPlacement && call.Path == "/v5/order/create")
        {
            lock (Venue.Gate)
            {
                var request = NewRequest(account);
                _ = ReadOrder(account, call.Parameter, request);
                Record(account, request, Outcome.Rejected, error.CodeText);
            }
        }

        return Fail(call, error);
    }

    public override void UnknownPath(Call call)
    {
        call.ResetAnswer();
        call.Status = StatusCodes.Status404NotFound;
        call.ContentType = "text/plain";
        call.Output.Write("404 page not found"u8);
    }

    public override void Refuse(Call call, FaultKind kind, int? status, string? code, int retryAfterSeconds)
    {
        if (code is not null && int.TryParse(code, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            _ = Fail(call, new BybitError(number, BybitError.MessageOf(number)));
            call.Status = status ?? StatusCodes.Status200OK;
            return;
        }

        switch (kind)
        {
            case FaultKind.RateLimit:
                var headers = call.Http.Response.Headers;
                headers["X-Bapi-Limit-Status"] = "0";
                headers["X-Bapi-Limit-Reset-Timestamp"] = Venue.ToVenueMs(Venue.Now.AddSeconds(retryAfterSeconds)).ToString(CultureInfo.InvariantCulture);
                _ = Fail(call, BybitError.TooManyVisits);
                call.Status = status ?? StatusCodes.Status200OK;
                break;
            case FaultKind.Ban:
                _ = Forbid(call);
                call.Status = status ?? call.Status;
                break;
            case FaultKind.Reject:
                _ = Fail(call, BybitError.Parameter("rejected"));
                call.Status = status ?? StatusCodes.Status200OK;
                break;
            default:
                call.ResetAnswer();
                call.Status = status ?? StatusCodes.Status503ServiceUnavailable;
                call.ContentType = "text/plain";
                call.Output.Write(Encoding.UTF8.GetBytes(Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(call.Status)));
                break;
        }
    }

    /// <summary>The firewall: no JSON.</summary>
    private static bool Forbid(Call call)
    {
        call.ResetAnswer();
        call.Status = StatusCodes.Status403Forbidden;
        call.ContentType = "text/html";
        call.Output.Write("<html><body>access too frequent</body></html>"u8);
        return false;
    }

    private bool Fail(Call call, BybitError error)
    {
        call.ResetAnswer();
        call.Json.WriteStartObject();
        call.Json.WriteNumber("retCode"u8, error.Code);
        call.Json.WriteString("retMsg"u8, error.Message);
        call.Json.WriteStartObject("result"u8);
        call.Json.WriteEndObject();
        call.Json.WriteStartObject("retExtInfo"u8);
        call.Json.WriteEndObject();
        call.Json.WriteNumber("time"u8, Venue.NowMs);
        call.Json.WriteEndObject();
        return false;
    }

    private static void Begin(Call call)
    {
        call.Json.WriteStartObject();
        call.Json.WriteNumber("retCode"u8, 0);
        call.Json.WriteString("retMsg"u8, "OK");
        call.Json.WriteStartObject("result"u8);
    }

    private void End(Call call)
    {
        call.Json.WriteEndObject();
        call.Json.WriteStartObject("retExtInfo"u8);
        call.Json.WriteEndObject();
        call.Json.WriteNumber("time"u8, Venue.NowMs);
        call.Json.WriteEndObject();
    }

    private void Done(Call call)
    {
        Begin(call);
        End(call);
    }

    /// <summary>A cut of a list with the cursor of the next.</summary>
    private static void WriteList<T>(Call call, string category, IReadOnlyList<T> rows, int defaultLimit, int maximum, Action<Utf8JsonWriter, T> write)
    {
        var limit = Call.TryLong(call.Parameter("limit"), out var asked) && asked > 0 ? (int)Math.Min(asked, maximum) : defaultLimit;
        var start = BybitCursor.OffsetOf(call.Parameter("cursor"));
        call.Json.WriteStartArray("list"u8);
        foreach (var row in rows.Skip(start).Take(limit))
        {
            write(call.Json, row);
        }

        call.Json.WriteEndArray();
        call.Json.WriteString("nextPageCursor"u8, start + limit < rows.Count ? BybitCursor.At(start + limit, limit) : "");
        call.Json.WriteString("category"u8, category);
    }

    private BybitError? CheckTime(Call call)
    {
        if (!Call.TryLong(call.Header("X-BAPI-TIMESTAMP"), out var timestamp))
        {
            return BybitError.BadTime;
        }

        var window = (long)DefaultReceiveWindow;
        if (call.Header("X-BAPI-RECV-WINDOW") is { Length: > 0 } text && !Call.TryLong(text, out window))
        {
            return BybitError.BadTime;
        }

        var now = Venue.NowMs;
        return now - window <= timestamp && timestamp < now + AllowedLeadMs ? null : BybitError.BadTime;
    }

    private static BybitError? CheckSignature(Call call, Account account)
    {
        var prefix = $"{call.Header("X-BAPI-TIMESTAMP")}{account.ApiKey}{call.Header("X-BAPI-RECV-WINDOW")}";
        var isGet = call.Method == "GET";
        var isSigned = Signatures.IsHex(
            account, isGet ? prefix + call.Query : prefix, isGet ? default : call.Body.Span, call.Header("X-BAPI-SIGN") ?? "");
        return isSigned ? null : BybitError.BadSignature;
    }

    private static BybitError? CheckPermission(Call call, Account account, Operation route)
    {
        if (account.Addresses is { Count: > 0 } addresses && !addresses.Contains(call.RemoteAddress))
        {
            return new BybitError(10010, "Unmatched IP, please check your API key's bound IP addresses.");
        }

        if (route.Method == "GET")
        {
            return account.May("read") ? null : BybitError.NoPermission;
        }

        var needed = route.Path.StartsWith("/v5/asset/", StringComparison.Ordinal)
            ? "transfer"
            : call.Parameter("category") == "spot" ? "spot" : "futures";
        return account.May(needed) ? null : BybitError.NoPermission;
    }

    private static Market? MarketOf(string? category) => category switch
    {
        "spot" => Market.Spot,
        "linear" => Market.UsdM,
        "inverse" => Market.CoinM,
        _ => null,
    };

    private static string CategoryOf(Market market) => market switch
    {
        Market.Spot => "spot",
        Market.UsdM => "linear",
        Market.CoinM => "inverse",
    };

    private string Ms(DateTimeOffset at) => Venue.ToVenueMs(at).ToString(CultureInfo.InvariantCulture);
}
