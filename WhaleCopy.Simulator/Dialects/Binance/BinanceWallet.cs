using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

internal sealed partial class BinanceSpotDialect
{
    private IEnumerable<Operation> WalletOperations() =>
    [
        new("GET", "/sapi/v1/account/apiRestrictions", Restrictions, IsSigned: true),
        new("GET", "/sapi/v1/account/status", AccountStatus, IsSigned: true),
        new("GET", "/sapi/v1/account/apiTradingStatus", TradingStatus, IsSigned: true),
        new("POST", "/sapi/v1/asset/transfer", MakeTransfer, IsSigned: true, Weight: 900),
        new("GET", "/sapi/v1/asset/transfer", ListTransfers, IsSigned: true),
    ];

    private void Restrictions(Call call)
    {
        var account = call.Account!;
        var json = call.Json;
        json.WriteStartObject();
        json.WriteBoolean("ipRestrict"u8, account.Addresses is not { Count: 0 });
        json.WriteNumber("createTime"u8, Venue.ToVenueMs(account.CreatedAt));
        json.WriteBoolean("enableReading"u8, account.May("read"));
        json.WriteBoolean("enableSpotAndMarginTrading"u8, account.May("spot"));
        json.WriteBoolean("enableWithdrawals"u8, account.May("withdraw"));
        json.WriteBoolean("enableInternalTransfer"u8, false);
        json.WriteBoolean("permitsUniversalTransfer"u8, account.May("transfer"));
        json.WriteBoolean("enableMargin"u8, false);
        json.WriteBoolean("enableFutures"u8, account.May("futures"));
        json.WriteBoolean("enableVanillaOptions"u8, false);
        json.WriteBoolean("enablePortfolioMarginTrading"u8, false);
        json.WriteEndObject();
    }

    private static void AccountStatus(Call call)
    {
        call.Json.WriteStartObject();
        call.Json.WriteString("data"u8, "Normal");
        call.Json.WriteEndObject();
    }

    private void TradingStatus(Call call)
    {
        call.Json.WriteStartObject();
        call.Json.WriteStartObject("data"u8);
        call.Json.WriteBoolean("isLocked"u8, false);
        call.Json.WriteNumber("plannedRecoverTime"u8, 0);
        call.Json.WriteStartObject("triggerCondition"u8);
        call.Json.WriteNumber("GCR"u8, 150);
        call.Json.WriteNumber("IFER"u8, 150);
        call.Json.WriteNumber("UFR"u8, 300);
        call.Json.WriteEndObject();
        call.Json.WriteNumber("updateTime"u8, Venue.NowMs);
        call.Json.WriteEndObject();
        call.Json.WriteEndObject();
    }

    private void MakeTransfer(Call call)
    {
        if (call.Parameter("type") is not { Length: > 0 } type)
        {
            _ = Fail(call, BinanceError.Missing("type"));
            return;
        }

        if (Wallets(type) is not { } wallets)
        {
            _ = Fail(call, BinanceError.Invalid("type"));
            return;
        }

        if (call.Parameter("asset") is not { Length: > 0 } asset)
        {
            _ = Fail(call, BinanceError.Missing("asset"));
            return;
        }

        if (!Call.TryDecimal(call.Parameter("amount"), out var amount))
        {
            _ = Fail(call, BinanceError.Missing("amount"));
            return;
        }

        if (amount <= 0)
        {
            _ = Fail(call, new BinanceError(-5010, "The transfer amount must be greater than zero."));
            return;
        }

        if (Venue.Move(call.Account!, wallets.From, wallets.To, asset, amount, type, null) is not { } transfer)
        {
            _ = Fail(call, new BinanceError(-5013, "Asset transfer failed: insufficient balance"));
            return;
        }

        call.Json.WriteStartObject();
        call.Json.WriteNumber("tranId"u8, transfer.Id);
        call.Json.WriteEndObject();
    }

    private void ListTransfers(Call call)
    {
        if (call.Parameter("type") is not { Length: > 0 } type)
        {
            _ = Fail(call, BinanceError.Missing("type"));
            return;
        }

        var size = Call.TryLong(call.Parameter("size"), out var asked) ? (int)Math.Clamp(asked, 1, 100) : 10;
        var page = Call.TryLong(call.Parameter("current"), out var current) ? (int)Math.Max(1, current) : 1;
        var from = Call.TryLong(call.Parameter("startTime"), out var start) ? start : 0;
        var rows = call.Account!.Transfers
            .Where(transfer => transfer.VenueType == type && Venue.ToVenueMs(transfer.At) >= from)
            .Reverse().ToArray();
        call.Json.WriteStartObject();
        call.Json.WriteNumber("total"u8, rows.Length);
        call.Json.WriteStartArray("rows"u8);
        foreach (var transfer in rows.Skip((page - 1) * size).Take(size))
        {
            call.Json.WriteStartObject();
            call.Json.WriteString("asset"u8, transfer.Asset);
            call.Json.Money("amount"u8, transfer.Amount);
            call.Json.WriteString("type"u8, transfer.VenueType);
            call.Json.WriteString("status"u8, "CONFIRMED");
            call.Json.WriteNumber("tranId"u8, transfer.Id);
            call.Json.WriteNumber("timestamp"u8, Venue.ToVenueMs(transfer.At));
            call.Json.WriteEndObject();
        }

        call.Json.WriteEndArray();
        call.Json.WriteEndObject();
    }

    private static (WalletKind From, WalletKind To)? Wallets(string type)
    {
        var separator = type.IndexOf('_', StringComparison.Ordinal);
        return separator > 0 && Wallet(type[..separator]) is { } from && Wallet(type[(separator + 1)..]) is { } to && from != to
            ? (from, to)
            : null;
    }

    private static WalletKind? Wallet(string name) => name switch
    {
        "MAIN" => WalletKind.Spot,
        "UMFUTURE" => WalletKind.UsdM,
        "CMFUTURE" => WalletKind.CoinM,
        "FUNDING" => WalletKind.Funding,
        _ => null,
    };
}
