using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Faults;
using WhaleCopy.Simulator.Http;
using WhaleCopy.Simulator.Limits;

namespace WhaleCopy.Simulator.Dialects.Bitget;

/// <summary>
/// Bitget's v2 API of a classic account: futures with sizes in base coins, a wallet a product, plan orders apart from
/// the others. Spot is there as far as moving coins and reading the key need it.
/// </summary>
internal sealed partial class BitgetDialect : Dialect
{
    private const int MaximumClockErrorMs = 30_000;

    private readonly bool _enforceLimits;
    private readonly OperationLimits _limits;
    private readonly WindowCounter _addresses = new(BitgetRates.AddressWindow, BitgetRates.AddressLimit);

    public BitgetDialect(Venue venue, bool enforceLimits)
        : base(venue, "/bitget")
    {
        _enforceLimits = enforceLimits;
        _limits = new OperationLimits(enforceLimits);
        Serve(
        [
            .. MarketOperations(), .. OrderOperations(), .. PlanOperations(), .. PositionOperations(), .. AccountOperations(),
            .. WalletOperations(), .. CopyOperations(),
        ]);
    }

    public override string ApiKeyHeader => "ACCESS-KEY";

    public override void Reset()
    {
        _limits.Clear();
        _addresses.Clear();
    }

    public override bool Admit(Call call, Operation? route)
    {
        var now = Venue.Now;
        if (_addresses.Add(call.RemoteAddress, 1, now) > BitgetRates.AddressLimit && _enforceLimits)
        {
            return Fail(call, BitgetError.TooManyRequests);
        }

        return route?.Rate is not { } rate || _limits.TryTake(call, route, rate, null, now) || Fail(call, BitgetError.TooManyRequests);
    }

    public override bool Authenticate(Call call, Operation route)
    {
        if (!route.IsSigned)
        {
            return true;
        }

        if (call.Header(ApiKeyHeader) is not { Length: > 0 } key)
        {
            return Fail(call, new BitgetError("40001", "ACCESS_KEY cannot be empty"));
        }

        var account = Venue.FindAccount(key);
        if (account is null || account.IsRevoked)
        {
            return Fail(call, new BitgetError(account is null ? "40006" : "40037", account is null ? "Invalid ACCESS_KEY" : "Apikey does not exist"));
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

    public override void UnknownPath(Call call) =>
        _ = Fail(call, new BitgetError("40404", "Request URL NOT FOUND", StatusCodes.Status404NotFound));

    public override void Refuse(Call call, FaultKind kind, int? status, string? code, int retryAfterSeconds)
    {
        if (code is not null)
        {
            _ = Fail(call, new BitgetError(
                code, BitgetError.MessageOf(code), status ?? (code == "429" ? StatusCodes.Status429TooManyRequests : StatusCodes.Status400BadRequest)));
            return;
        }

        switch (kind)
        {
            case FaultKind.RateLimit:
                _ = Fail(call, BitgetError.TooManyRequests with { Status = status ?? StatusCodes.Status429TooManyRequests });
                break;
            case FaultKind.Ban:
                _ = Fail(call, new BitgetError("40018", "Invalid IP", status ?? StatusCodes.Status403Forbidden));
                break;
            case FaultKind.Reject:
                _ = Fail(call, BitgetError.Bad("") with { Status = status ?? StatusCodes.Status400BadRequest });
                break;
            default:
                call.ResetAnswer();
                call.Status = status ?? StatusCodes.Status503ServiceUnavailable;
                call.ContentType = "text/html";
                call.Output.Write(Encoding.UTF8.GetBytes(
                    $"<html><body>{Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(call.Status)}</body></html>"));
                break;
        }
    }

    private bool Fail(Call call, BitgetError error)
    {
        call.ResetAnswer();
        call.Status = error.Status;
        call.Json.WriteStartObject();
        call.Json.WriteString("code"u8, error.Code);
        call.Json.WriteString("msg"u8, error.Message);
        call.Json.WriteNumber("requestTime"u8, Venue.NowMs);
        call.Json.WriteNull("data"u8);
        call.Json.WriteEndObject();
        return false;
    }

    /// <summary>The envelope, up to the value of its data.</summary>
    private void Begin(Call call)
    {
        call.Json.WriteStartObject();
        call.Json.WriteString("code"u8, "00000");
        call.Json.WriteString("msg"u8, "success");
        call.Json.WriteNumber("requestTime"u8, Venue.NowMs);
        call.Json.WritePropertyName("data"u8);
    }

    private static void End(Call call) => call.Json.WriteEndObject();

    /// <summary>Rows in the data itself.</summary>
    private void WriteRows<T>(Call call, IEnumerable<T> rows, Action<Utf8JsonWriter, T> write)
    {
        Begin(call);
        call.Json.WriteStartArray();
        foreach (var row in rows)
        {
            write(call.Json, row);
        }

        call.Json.WriteEndArray();
        End(call);
    }

    /// <summary>One page of a list, newest first; a client goes on below the last id. An empty list is null.</summary>
    private void WriteList<T>(Call call, ReadOnlySpan<byte> name, IEnumerable<T> newestFirst, Func<T, long> id, Action<Utf8JsonWriter, T> write)
    {
        var limit = Call.TryLong(call.Parameter("limit"), out var asked) && asked > 0 ? (int)Math.Min(asked, 100) : 100;
        var below = Call.TryLong(call.Parameter("idLessThan"), out var bound) ? bound : long.MaxValue;
        var rows = newestFirst.Where(row => id(row) < below).Take(limit).ToArray();
        Begin(call);
        call.Json.WriteStartObject();
        if (rows.Length == 0)
        {
            call.Json.WriteNull(name);
        }
        else
        {
            call.Json.WriteStartArray(name);
            foreach (var row in rows)
            {
                write(call.Json, row);
            }

            call.Json.WriteEndArray();
        }

        call.Json.WriteString("endId"u8, rows.Length == 0 ? "" : Id(id(rows[^1])));
        call.Json.WriteEndObject();
        End(call);
    }

    private BitgetError? CheckHeaders(Call call, Account account)
    {
        if (call.Header("ACCESS-SIGN") is not { Length: > 0 } sign)
        {
            return new BitgetError("40002", "ACCESS_SIGN cannot be empty");
        }

        if (call.Header("ACCESS-TIMESTAMP") is not { Length: > 0 } timestamp)
        {
            return new BitgetError("40003", "ACCESS_TIMESTAMP cannot be empty");
        }

        if (call.Header("ACCESS-PASSPHRASE") is not { Length: > 0 } passphrase)
        {
            return new BitgetError("40011", "ACCESS_PASSPHRASE cannot be empty");
        }

        if (!Call.TryLong(timestamp, out var sentAt))
        {
            return new BitgetError("40005", "Invalid ACCESS_TIMESTAMP");
        }

        if (Math.Abs(Venue.NowMs - sentAt) > MaximumClockErrorMs)
        {
            return new BitgetError("40008", "Request timestamp expired");
        }

        if (passphrase != account.Passphrase)
        {
            return new BitgetError("40012", "apikey/password is incorrect");
        }

        // Signed are the values themselves, however the address encodes them.
        var query = call.Query.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(call.Query) : call.Query;
        var target = query.Length == 0 ? call.SentPath : $"{call.SentPath}?{query}";
        return Signatures.IsBase64(account, $"{timestamp}{call.Method}{target}", call.Body.Span, sign)
            ? null
            : new BitgetError("40009", "sign signature error");
    }

    private static BitgetError? CheckPermission(Call call, Account account, Operation route)
    {
        if (account.Addresses is { Count: > 0 } addresses && !addresses.Contains(call.RemoteAddress))
        {
            return new BitgetError("40018", "Invalid IP");
        }

        var isAllowed = route.Path.StartsWith(BrokerRoot, StringComparison.Ordinal) || route.Path.StartsWith(FollowerRoot, StringComparison.Ordinal)
            ? account.May("copy")
            : route.Method == "GET"
                ? account.May("read")
                : account.May(route.Path.EndsWith("/transfer", StringComparison.Ordinal) ? "transfer" : "futures");
        return isAllowed ? null : BitgetError.NoPermission;
    }

    private static Market? MarketOf(string? productType) => productType?.ToUpperInvariant() switch
    {
        "USDT-FUTURES" => Market.UsdM,
        "COIN-FUTURES" => Market.CoinM,
        _ => null,
    };

    /// <summary>Products that exist and have nothing listed here: margined in USDC, and the old demo ones.</summary>
    private static bool IsEmptyProduct(Call call) => call.Parameter("productType")?.ToUpperInvariant() is
        "USDC-FUTURES" or "SUSDT-FUTURES" or "SCOIN-FUTURES" or "SUSDC-FUTURES";

    internal InstrumentBook? FindBook(Market market, string? symbol) => string.IsNullOrEmpty(symbol)
        ? null
        : Venue.FindBook(market, symbol.ToUpperInvariant());

    /// <summary>The product and, where a symbol is needed, its instrument; false with the error written.</summary>
    private bool TryProduct(Call call, out Market market)
    {
        var product = call.Parameter("productType");
        var known = MarketOf(product);
        market = known ?? default;
        return known is not null
            || Fail(call, string.IsNullOrEmpty(product) ? BitgetError.Missing("productType") : BitgetError.Bad("productType"));
    }

    private bool TryBook(Call call, out InstrumentBook book)
    {
        book = null!;
        if (!TryProduct(call, out var market))
        {
            return false;
        }

        var symbol = call.Parameter("symbol");
        if (FindBook(market, symbol) is { } found)
        {
            book = found;
            return true;
        }

        return Fail(call, string.IsNullOrEmpty(symbol) ? BitgetError.Missing("symbol") : BitgetError.Unknown(symbol));
    }

    /// <summary>Decimals of a step or tick.</summary>
    public static int Places(decimal step) => Math.Max(0, (int)(step / 1.0000000000000000000000000000m).Scale);

    private static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    private string Ms(DateTimeOffset at) => Id(Venue.ToVenueMs(at));

    private static string NameOf(MarginMode mode) => mode == MarginMode.Isolated ? "isolated" : "crossed";

    private static string PositionModeOf(Account account, Market market) => account.IsHedge(market) ? "hedge_mode" : "one_way_mode";

    private static string SideOf(PositionSide side) => side switch
    {
        PositionSide.Both => "net",
        PositionSide.Long => "long",
        PositionSide.Short => "short",
    };
}
