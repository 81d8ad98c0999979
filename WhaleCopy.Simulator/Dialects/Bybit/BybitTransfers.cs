using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bybit;

internal sealed partial class BybitDialect
{
    private static WalletKind? WalletOf(string? type) => type switch
    {
        "UNIFIED" => WalletKind.Unified,
        "FUND" => WalletKind.Funding,
        _ => null,
    };

    private void MakeTransfer(Call call)
    {
        var account = call.Account!;
        if (!Guid.TryParse(call.Parameter("transferId"), out var id))
        {
            _ = Fail(call, new BybitError(131200, "transferId invalid"));
            return;
        }

        var clientId = id.ToString();
        if (account.Transfers.Exists(transfer => transfer.ClientId == clientId))
        {
            _ = Fail(call, new BybitError(131214, "transferId is used"));
            return;
        }

        if (WalletOf(call.Parameter("fromAccountType")) is not { } from || WalletOf(call.Parameter("toAccountType")) is not { } to || from == to)
        {
            _ = Fail(call, new BybitError(131201, "account type invalid"));
            return;
        }

        if (call.Parameter("coin") is not { Length: > 0 } coin || !Call.TryDecimal(call.Parameter("amount"), out var amount) || amount <= 0)
        {
            _ = Fail(call, BybitError.Parameter("coin or amount invalid"));
            return;
        }

        if (Venue.Move(account, from, to, coin, amount, $"{call.Parameter("fromAccountType")}_{call.Parameter("toAccountType")}", clientId) is null)
        {
            _ = Fail(call, new BybitError(131212, "Insufficient balance"));
            return;
        }

        Begin(call);
        call.Json.WriteString("transferId"u8, call.Parameter("transferId"));
        call.Json.WriteString("status"u8, "SUCCESS");
        End(call);
    }

    private void ListTransfers(Call call)
    {
        var wanted = call.Parameter("transferId");
        var rows = call.Account!.Transfers.Where(transfer => string.IsNullOrEmpty(wanted) || transfer.ClientId == wanted).Reverse().ToArray();
        Begin(call);
        call.Json.WriteStartArray("list"u8);
        foreach (var transfer in rows.Take(50))
        {
            call.Json.WriteStartObject();
            call.Json.WriteString("transferId"u8, transfer.ClientId);
            call.Json.WriteString("coin"u8, transfer.Asset);
            call.Json.Money("amount"u8, transfer.Amount);
            call.Json.WriteString("fromAccountType"u8, transfer.From == WalletKind.Funding ? "FUND" : "UNIFIED");
            call.Json.WriteString("toAccountType"u8, transfer.To == WalletKind.Funding ? "FUND" : "UNIFIED");
            call.Json.WriteString("timestamp"u8, Ms(transfer.At));
            call.Json.WriteString("status"u8, "SUCCESS");
            call.Json.WriteEndObject();
        }

        call.Json.WriteEndArray();
        call.Json.WriteString("nextPageCursor"u8, "");
        End(call);
    }

    private void FundingBalance(Call call)
    {
        if (WalletOf(call.Parameter("accountType")) is not { } kind)
        {
            _ = Fail(call, BybitError.Parameter("accountType invalid"));
            return;
        }

        Begin(call);
        call.Json.WriteString("accountType"u8, call.Parameter("accountType"));
        call.Json.WriteStartArray("balance"u8);
        if (call.Account!.Wallets.TryGetValue(kind, out var assets))
        {
            foreach (var (asset, balance) in assets)
            {
                call.Json.WriteStartObject();
                call.Json.WriteString("coin"u8, asset);
                call.Json.Money("walletBalance"u8, balance.Total);
                call.Json.Money("transferBalance"u8, Venue.Free(call.Account, kind, asset));
                call.Json.WriteString("bonus"u8, "0");
                call.Json.WriteEndObject();
            }
        }

        call.Json.WriteEndArray();
        End(call);
    }
}
