using System.Globalization;
using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bybit;

internal sealed partial class BybitDialect
{
    private IEnumerable<Operation> AccountOperations() =>
    [
        new("GET", "/v5/account/wallet-balance", WalletBalance, IsSigned: true, Rate: BybitRates.Fifty),
        new("GET", "/v5/account/transaction-log", Transactions, IsSigned: true, Rate: BybitRates.Twenty),
        new("GET", "/v5/account/info", AccountInfo, IsSigned: true, Rate: BybitRates.Fifty),
        new("POST", "/v5/account/set-margin-mode", SetMarginMode, IsSigned: true, Rate: BybitRates.Five),
        new("GET", "/v5/user/query-api", KeyInfo, IsSigned: true, Rate: BybitRates.Ten),
        new("POST", "/v5/asset/transfer/inter-transfer", MakeTransfer, IsSigned: true, Rate: BybitRates.Twenty),
        new("GET", "/v5/asset/transfer/query-inter-transfer-list", ListTransfers, IsSigned: true, Rate: BybitRates.Twenty),
        new("GET", "/v5/asset/transfer/query-account-coins-balance", FundingBalance, IsSigned: true, Rate: BybitRates.Five),
    ];

    private void WalletBalance(Call call)
    {
        if (call.Parameter("accountType") != "UNIFIED")
        {
            _ = Fail(call, BybitError.Parameter("accountType only support UNIFIED"));
            return;
        }

        var account = call.Account!;
        var wanted = call.Parameter("coin") is { Length: > 0 } coins ? coins.Split(',') : null;
        var assets = account.Wallets.TryGetValue(WalletKind.Unified, out var wallet) ? wallet.Keys.ToArray() : [];
        decimal equity = 0, balance = 0, available = 0, initial = 0, maintenance = 0, profit = 0;
        foreach (var asset in assets)
        {
            var rate = Venue.UsdPrice(asset);
            var held = Held(account, asset);
            var upl = held.Sum(position => position.UnrealizedPnl);
            balance += wallet![asset].Total * rate;
            equity += (wallet[asset].Total + upl) * rate;
            profit += upl * rate;
            available += Math.Max(0, Venue.Available(account, WalletKind.Unified, asset)) * rate;
            initial += (held.Sum(position => position.InitialMargin) + OrderMargin(account, asset)) * rate;
            maintenance += held.Sum(position => position.MaintenanceMargin) * rate;
        }

        var isIsolated = account.DefaultMode == MarginMode.Isolated;
        Begin(call);
        var json = call.Json;
        json.WriteStartArray("list"u8);
        json.WriteStartObject();
        json.Money("totalEquity"u8, Math.Round(equity, 8));
        json.WriteString("accountIMRate"u8, isIsolated || equity == 0 ? "" : JsonMoney.Text(Math.Round(initial / equity, 4)));
        // In isolated mode there is no account-wide margin to speak of.
        json.WriteString("totalMarginBalance"u8, isIsolated ? "" : JsonMoney.Text(Math.Round(equity, 8)));
        json.WriteString("totalInitialMargin"u8, isIsolated ? "" : JsonMoney.Text(Math.Round(initial, 8)));
        json.WriteString("accountType"u8, "UNIFIED");
        json.WriteString("totalAvailableBalance"u8, isIsolated ? "" : JsonMoney.Text(Math.Round(available, 8)));
        json.WriteString("accountMMRate"u8, isIsolated || equity == 0 ? "" : JsonMoney.Text(Math.Round(maintenance / equity, 4)));
        json.Money("totalPerpUPL"u8, Math.Round(profit, 8));
        json.Money("totalWalletBalance"u8, Math.Round(balance, 8));
        json.WriteString("accountLTV"u8, "0");
        json.WriteString("totalMaintenanceMargin"u8, isIsolated ? "" : JsonMoney.Text(Math.Round(maintenance, 8)));
        json.WriteStartArray("coin"u8);
        foreach (var asset in assets.Where(asset => wanted is null || wanted.Contains(asset)))
        {
            WriteCoin(json, account, asset);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        End(call);
    }

    private static Position[] Held(Account account, string asset) =>
        [.. account.Positions.Where(position => position.Spec.SettleAsset == asset)];

    private static decimal OrderMargin(Account account, string asset) =>
        account.OpenOrders.Where(order => order.Book is { Spec.IsSpot: false } book && book.Spec.SettleAsset == asset).Sum(Venue.OrderMargin);

    private void WriteCoin(Utf8JsonWriter json, Account account, string asset)
    {
        var balance = account.Balance(WalletKind.Unified, asset);
        var held = Held(account, asset);
        var upl = held.Sum(position => position.UnrealizedPnl);
        json.WriteStartObject();
        json.WriteString("coin"u8, asset);
        json.WriteString("availableToBorrow"u8, "");
        json.WriteString("bonus"u8, "0");
        json.WriteString("spotHedgingQty"u8, "0");
        json.WriteString("accruedInterest"u8, "0");
        json.WriteString("availableToWithdraw"u8, "");
        json.Money("totalOrderIM"u8, Math.Round(OrderMargin(account, asset), 8));
        json.Money("equity"u8, Math.Round(balance.Total + upl, 8));
        json.Money("totalPositionMM"u8, Math.Round(held.Sum(position => position.MaintenanceMargin), 8));
        json.Money("usdValue"u8, Math.Round((balance.Total + upl) * Venue.UsdPrice(asset), 8));
        json.Money("unrealisedPnl"u8, Math.Round(upl, 8));
        json.WriteBoolean("collateralSwitch"u8, true);
        json.WriteString("borrowAmount"u8, "0");
        json.Money("totalPositionIM"u8, Math.Round(held.Sum(position => position.InitialMargin), 8));
        json.Money("walletBalance"u8, Math.Round(balance.Total, 8));
        json.Money("cumRealisedPnl"u8, 0);
        json.Money("locked"u8, Math.Round(balance.Locked, 8));
        json.WriteBoolean("marginCollateral"u8, true);
        json.WriteEndObject();
    }

    private void AccountInfo(Call call)
    {
        Begin(call);
        call.Json.WriteString("marginMode"u8, call.Account!.DefaultMode == MarginMode.Isolated ? "ISOLATED_MARGIN" : "REGULAR_MARGIN");
        call.Json.WriteString("updatedTime"u8, Ms(call.Account.CreatedAt));
        call.Json.WriteNumber("unifiedMarginStatus"u8, 5);
        call.Json.WriteString("dcpStatus"u8, "OFF");
        call.Json.WriteNumber("timeWindow"u8, 10);
        call.Json.WriteNumber("smpGroup"u8, 0);
        call.Json.WriteBoolean("isMasterTrader"u8, false);
        call.Json.WriteString("spotHedgingStatus"u8, "OFF");
        End(call);
    }

    /// <summary>Account-wide; refused with reasons while anything is held or rests.</summary>
    private void SetMarginMode(Call call)
    {
        var account = call.Account!;
        MarginMode mode;
        switch (call.Parameter("setMarginMode"))
        {
            case "ISOLATED_MARGIN":
                mode = MarginMode.Isolated;
                break;
            case "REGULAR_MARGIN":
                mode = MarginMode.Cross;
                break;
            default:
                _ = Fail(call, BybitError.Parameter("setMarginMode invalid"));
                return;
        }

        var isBusy = account.Positions.Exists(position => position.Quantity != 0) || account.OpenOrders.Count > 0 || account.OpenAlgos.Count > 0;
        if (mode != account.DefaultMode && isBusy)
        {
            call.Json.WriteStartObject();
            call.Json.WriteNumber("retCode"u8, 3400045);
            call.Json.WriteString("retMsg"u8, "Set margin mode failed");
            call.Json.WriteStartObject("result"u8);
            call.Json.WriteStartArray("reasons"u8);
            call.Json.WriteStartObject();
            call.Json.WriteString("reasonCode"u8, "3400061");
            call.Json.WriteString("reasonMsg"u8, "Positions or orders exist");
            call.Json.WriteEndObject();
            call.Json.WriteEndArray();
            End(call);
            return;
        }

        Venue.SetDefaultMode(account, mode);
        Begin(call);
        call.Json.WriteStartArray("reasons"u8);
        call.Json.WriteEndArray();
        End(call);
    }

    private void KeyInfo(Call call)
    {
        var account = call.Account!;
        Begin(call);
        var json = call.Json;
        json.WriteString("id"u8, account.Number.ToString(CultureInfo.InvariantCulture));
        json.WriteString("note"u8, "simulated");
        json.WriteString("apiKey"u8, account.ApiKey);
        json.WriteNumber("readOnly"u8, account.May("spot") || account.May("futures") ? 0 : 1);
        json.WriteString("secret"u8, "");
        json.WriteStartObject("permissions"u8);
        WriteRights(json, "ContractTrade"u8, account.May("futures") ? ["Order", "Position"] : []);
        WriteRights(json, "Spot"u8, account.May("spot") ? ["SpotTrade"] : []);
        WriteRights(json, "Wallet"u8, [.. account.May("transfer") ? ["AccountTransfer"] : Array.Empty<string>(), .. account.May("withdraw") ? ["Withdraw"] : Array.Empty<string>()]);
        WriteRights(json, "Options"u8, []);
        WriteRights(json, "Derivatives"u8, account.May("futures") ? ["DerivativesTrade"] : []);
        WriteRights(json, "CopyTrading"u8, []);
        WriteRights(json, "BlockTrade"u8, []);
        WriteRights(json, "Exchange"u8, []);
        WriteRights(json, "NFT"u8, []);
        WriteRights(json, "Affiliate"u8, []);
        json.WriteEndObject();
        WriteRights(json, "ips"u8, account.Addresses switch
        {
            null => ["127.0.0.1"],
            { Count: 0 } => ["*"],
            var addresses => [.. addresses],
        });
        json.WriteNumber("type"u8, 1);
        json.WriteNumber("deadlineDay"u8, 66);
        json.WriteString("expiredAt"u8, account.CreatedAt.AddYears(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteString("createdAt"u8, account.CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteNumber("unified"u8, 0);
        json.WriteNumber("uta"u8, 1);
        json.WriteNumber("userID"u8, account.Number);
        json.WriteNumber("inviterID"u8, 0);
        json.WriteString("vipLevel"u8, "No VIP");
        json.WriteString("mktMakerLevel"u8, "0");
        json.WriteNumber("affiliateID"u8, 0);
        json.WriteString("rsaPublicKey"u8, "");
        json.WriteBoolean("isMaster"u8, true);
        json.WriteString("parentUid"u8, "0");
        json.WriteString("kycLevel"u8, "LEVEL_1");
        json.WriteString("kycRegion"u8, "");
        End(call);
    }

    private static void WriteRights(Utf8JsonWriter json, ReadOnlySpan<byte> name, string[] rights)
    {
        json.WriteStartArray(name);
        foreach (var right in rights)
        {
            json.WriteStringValue(right);
        }

        json.WriteEndArray();
    }
}
