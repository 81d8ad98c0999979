using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Faults;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

/// <summary>What spot, wallet, USD-M and COIN-M share: key header, HMAC over the bytes sent, clock rule, error shape, weights.</summary>
internal abstract class BinanceDialect(Venue venue, string prefix, BinanceLimits limits) : Dialect(venue, prefix)
{
    private const int DefaultReceiveWindow = 5000;
    private const int MaximumReceiveWindow = 60_000;
    private const int AllowedLeadMs = 1000;
    private const int DefaultLimit = 500;
    private const int MaximumLimit = 1000;

    private static readonly SearchValues<char> ClientIdCharacters =
        SearchValues.Create(".ABCDEFGHIJKLMNOPQRSTUVWXYZ:/abcdefghijklmnopqrstuvwxyz0123456789_-");

    public override string ContentType => "application/json;charset=UTF-8";

    public override string ApiKeyHeader => "X-MBX-APIKEY";

    protected BinanceLimits Limits => limits;

    /// <summary>The permission a signed route needs beyond reading.</summary>
    protected abstract string? PermissionOf(Operation route);

    /// <summary>Writes a placement that failed before the engine into the ledger.</summary>
    protected abstract void RecordRefused(Call call, Account account, BinanceError error);

    public override void Reset() => limits.Clear();

    public override bool Admit(Call call, Operation? route)
    {
        var weight = route?.Weight ?? 1;
        if (route is { IsHeavyWithoutSymbol: true } && call.Parameter("symbol") is null)
        {
            weight = route.HeavyWeight;
        }

        return limits.Count(call, weight, Venue.Now) is not { } error || Fail(call, error);
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
            return Fail(call, BinanceError.BadKeyFormat);
        }

        var account = Venue.FindAccount(key);
        if (account is null || account.IsRevoked)
        {
            return Fail(call, BinanceError.InvalidKey);
        }

        if ((CheckTime(call) ?? CheckSignature(call, account) ?? CheckPermission(call, account, route)) is not { } error)
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
        call.ContentType = "text/html";
        call.Output.Write("<html>\r\n<head><title>404 Not Found</title></head>\r\n<body></body>\r\n</html>"u8);
    }

    public override void Refuse(Call call, FaultKind kind, int? status, string? code, int retryAfterSeconds)
    {
        if (kind is FaultKind.RateLimit or FaultKind.Ban)
        {
            call.Http.Response.Headers.RetryAfter = retryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var until = Venue.ToVenueMs(Venue.Now.AddSeconds(retryAfterSeconds));
            _ = Fail(call, kind == FaultKind.Ban
                ? new BinanceError(-1003, $"Way too many requests; IP banned until {until}.", status ?? 418)
                : new BinanceError(-1003, $"Too many requests; current limit of IP is {limits.WeightLimit} requests per minute.", status ?? 429));
            return;
        }

        if (code is not null && int.TryParse(code, System.Globalization.CultureInfo.InvariantCulture, out var number))
        {
            _ = Fail(call, new BinanceError(number, BinanceFaultMessages.Of(number), status ?? 400));
            return;
        }

        call.Status = status ?? (kind == FaultKind.Reject ? 400 : 503);
        if (kind == FaultKind.Reject)
        {
            _ = Fail(call, new BinanceError(-2010, "NEW_ORDER_REJECTED", call.Status));
            return;
        }

        call.ContentType = "text/plain";
        call.Output.Write(Encoding.UTF8.GetBytes(Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(call.Status)));
    }

    /// <summary>Writes an error; false, so that checks can return it.</summary>
    protected static bool Fail(Call call, BinanceError error)
    {
        call.ResetAnswer();
        call.Status = error.Status;
        WriteError(call, error);
        return false;
    }

    protected static void WriteError(Call call, BinanceError error)
    {
        call.Json.WriteStartObject();
        call.Json.WriteNumber("code"u8, error.Code);
        call.Json.WriteString("msg"u8, error.Message);
        call.Json.WriteEndObject();
    }

    protected static void WriteSuccess(Call call, string message)
    {
        call.Json.WriteStartObject();
        call.Json.WriteNumber("code"u8, 200);
        call.Json.WriteString("msg"u8, message);
        call.Json.WriteEndObject();
    }

    protected static void WriteLimit(Utf8JsonWriter json, string type, string interval, int number, int limit)
    {
        json.WriteStartObject();
        json.WriteString("rateLimitType"u8, type);
        json.WriteString("interval"u8, interval);
        json.WriteNumber("intervalNum"u8, number);
        json.WriteNumber("limit"u8, limit);
        json.WriteEndObject();
    }

    protected static BinanceError? CheckClientId(string clientId) =>
        clientId.Length > 36 || clientId.AsSpan().ContainsAnyExcept(ClientIdCharacters) ? BinanceError.BadClientIdCharacters : null;

    protected bool IsWithin(Call call, DateTimeOffset at)
    {
        var ms = Venue.ToVenueMs(at);
        return (!Call.TryLong(call.Parameter("startTime"), out var start) || ms >= start)
            && (!Call.TryLong(call.Parameter("endTime"), out var end) || ms <= end);
    }

    protected static int LimitOf(Call call) =>
        Call.TryLong(call.Parameter("limit"), out var limit) && limit > 0 ? (int)Math.Min(limit, MaximumLimit) : DefaultLimit;

    protected static int Places(decimal step)
    {
        var places = 0;
        for (var unit = step; unit % 1 != 0; unit *= 10)
        {
            places++;
        }

        return places;
    }

    protected static bool HasMorePlacesThan(decimal value, int places)
    {
        var scaled = value;
        for (var i = 0; i < places; i++)
        {
            scaled *= 10;
        }

        return scaled % 1 != 0;
    }

    private BinanceError? CheckTime(Call call)
    {
        if (call.Parameter("timestamp") is not { Length: > 0 } text || !Call.TryLong(text, out var timestamp))
        {
            return BinanceError.Missing("timestamp");
        }

        var window = (long)DefaultReceiveWindow;
        if (call.Parameter("recvWindow") is { } windowText)
        {
            if (!Call.TryLong(windowText, out window) || window <= 0)
            {
                return BinanceError.Illegal("recvWindow");
            }

            if (window > MaximumReceiveWindow)
            {
                return BinanceError.WindowTooLarge;
            }
        }

        var now = Venue.NowMs;
        if (timestamp >= now + AllowedLeadMs)
        {
            return BinanceError.Early;
        }

        return now - timestamp > window ? BinanceError.Late : null;
    }

    /// <summary>The signature must be the last parameter; what is signed is every byte before it, query then body.</summary>
    private static BinanceError? CheckSignature(Call call, Account account)
    {
        var query = Encoding.UTF8.GetBytes(call.Query);
        var body = call.Body.Span;
        ReadOnlySpan<byte> signature;
        byte[] payload;
        if (TrySplit(body, out var signedBody, out signature))
        {
            payload = [.. query, .. signedBody];
        }
        else if (TrySplit(query, out var signedQuery, out signature))
        {
            payload = [.. signedQuery, .. body];
        }
        else
        {
            return call.Parameter("signature") is null ? BinanceError.Missing("signature") : BinanceError.BadSignature;
        }

        Span<byte> expected = stackalloc byte[32];
        Span<byte> given = stackalloc byte[32];
        _ = HMACSHA256.HashData(account.SecretBytes, payload, expected);
        return Signatures.TryHex(signature, given) && CryptographicOperations.FixedTimeEquals(expected, given) ? null : BinanceError.BadSignature;
    }

    private static bool TrySplit(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> signed, out ReadOnlySpan<byte> signature)
    {
        var name = "signature="u8;
        var at = text.LastIndexOf(name);
        if (at < 0 || (at > 0 && text[at - 1] != (byte)'&') || text[(at + name.Length)..].Contains((byte)'&'))
        {
            signed = signature = default;
            return false;
        }

        signed = at == 0 ? default : text[..(at - 1)];
        signature = text[(at + name.Length)..];
        return true;
    }

    private BinanceError? CheckPermission(Call call, Account account, Operation route)
    {
        if (account.Addresses is { } addresses && !addresses.Contains(call.RemoteAddress))
        {
            return BinanceError.InvalidKey;
        }

        var needed = PermissionOf(route);
        return account.May("read") && (needed is null || account.May(needed)) ? null : BinanceError.InvalidKey;
    }
}
