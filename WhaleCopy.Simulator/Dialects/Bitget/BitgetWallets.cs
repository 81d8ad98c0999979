using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bitget;

internal sealed partial class BitgetDialect
{
    private IEnumerable<Operation> WalletOperations() =>
    [
        new("GET", "/api/v2/spot/account/info", KeyInfo, IsSigned: true, Rate: BitgetRates.One),
        new("GET", "/api/v2/spot/account/assets", SpotAssets, IsSigned: true, Rate: BitgetRates.Ten),
        new("POST", "/api/v2/spot/wallet/transfer", MakeTransfer, IsSigned: true, Rate: BitgetRates.Ten),
    ];

    private void KeyInfo(Call call)
    {
        var account = call.Account!;
        var json = call.Json;
        Begin(call);
        json.WriteStartObject();
        json.WriteString("userId"u8, Id(account.Number));
        json.WriteString("inviterId"u8, "0");
        json.WriteString("ips"u8, account.Addresses switch
        {
            null => "127.0.0.1",
            var addresses => string.Join(',', addresses),
        });
        json.WriteStartArray("authorities"u8);
        foreach (var code in AuthoritiesOf(account))
        {
            json.WriteStringValue(code);
        }

        json.WriteEndArray();
        json.WriteNumber("parentId"u8, 0);
        json.WriteString("traderType"u8, "not_trader");
        json.WriteString("channelCode"u8, "");
        json.WriteString("channel"u8, "");
        json.WriteString("regisTime"u8, Ms(account.CreatedAt));
        json.WriteEndObject();
        End(call);
    }

    private static IEnumerable<string> AuthoritiesOf(Account account)
    {
        (string Right, string[] Codes)[] all =
        [
            ("read", ["coor", "cpor", "stor", "wtor"]),
            ("futures", ["coow", "cpow"]),
            ("spot", ["stow"]),
            ("transfer", ["wtow"]),
            ("copy", ["ttor"]),
            ("withdraw", ["wwow"]),
        ];
        return all.Where(entry => account.May(entry.Right)).SelectMany(entry => entry.Codes);
    }

    private void SpotAssets(Call call)
    {
        var account = call.Account!;
        var wanted = call.Parameter("coin");
        var held = account.Wallets.TryGetValue(WalletKind.Spot, out var assets) ? assets.ToArray() : [];
        WriteRows(call, held.Where(asset => string.IsNullOrEmpty(wanted) || string.Equals(asset.Key, wanted, StringComparison.OrdinalIgnoreCase)), (json, asset) =>
        {
            json.WriteStartObject();
            json.WriteString("coin"u8, asset.Key);
            json.Money("available"u8, asset.Value.Total - asset.Value.Locked);
            json.Money("frozen"u8, asset.Value.Locked);
            json.WriteString("locked"u8, "0");
            json.WriteString("limitAvailable"u8, "0");
            json.WriteString("uTime"u8, Ms(asset.Value.UpdatedAt));
            json.WriteEndObject();
        });
    }

    private static WalletKind? WalletOf(string? type) => type switch
    {
        "spot" => WalletKind.Spot,
        "p2p" => WalletKind.Funding,
        "usdt_futures" => WalletKind.UsdM,
        "coin_futures" => WalletKind.CoinM,
        _ => null,
    };

    /// <summary>A client's id that is known answers with the transfer it was.</summary>
    private void MakeTransfer(Call call)
    {
        var account = call.Account!;
        var clientId = call.Parameter("clientOid") is { Length: > 0 } given ? given : null;
        var done = clientId is null ? null : account.Transfers.Find(transfer => transfer.ClientId == clientId);
        if (done is null)
        {
            var type = (From: call.Parameter("fromType"), To: call.Parameter("toType"));
            if (WalletOf(type.From) is not { } from || WalletOf(type.To) is not { } to || from == to)
            {
                _ = Fail(call, BitgetError.Bad("fromType"));
                return;
            }

            if (call.Parameter("coin") is not { Length: > 0 } coin || !Call.TryDecimal(call.Parameter("amount"), out var amount) || amount <= 0)
            {
                _ = Fail(call, BitgetError.Bad("amount"));
                return;
            }

            done = Venue.Move(account, from, to, coin.ToUpperInvariant(), amount, $"{type.From}_{type.To}", clientId);
        }

        if (done is null)
        {
            _ = Fail(call, new BitgetError("43012", "Insufficient balance"));
            return;
        }

        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteString("transferId"u8, Id(done.Id));
        call.Json.WriteString("clientOid"u8, clientId ?? Id(done.Id));
        call.Json.WriteEndObject();
        End(call);
    }
}
