using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Okx;

internal sealed partial class OkxDialect
{
    private IEnumerable<Operation> AccountOperations() =>
    [
        new("GET", "/api/v5/account/balance", Balance, IsSigned: true, Rate: OkxRates.TenByAccount),
        new("GET", "/api/v5/account/positions", Positions, IsSigned: true, Rate: OkxRates.TenByAccount),
        new("GET", "/api/v5/account/config", Configuration, IsSigned: true, Rate: OkxRates.FiveByAccount),
        new("POST", "/api/v5/account/set-leverage", SetLeverage, IsSigned: true, Rate: OkxRates.TwentyByAccount),
        new("GET", "/api/v5/account/leverage-info", LeverageInfo, IsSigned: true, Rate: OkxRates.TwentyByAccount),
        new("POST", "/api/v5/account/set-position-mode", SetPositionMode, IsSigned: true, Rate: OkxRates.FiveByAccount),
        new("GET", "/api/v5/account/max-size", MaximumSize, IsSigned: true, Rate: OkxRates.TwentyByAccount),
        new("GET", "/api/v5/asset/balances", FundingBalances, IsSigned: true, Rate: OkxRates.TwelveByAccount),
        new("POST", "/api/v5/asset/transfer", MakeTransfer, IsSigned: true, Rate: OkxRates.FourByAccount),
        new("GET", "/api/v5/asset/transfer-state", TransferState, IsSigned: true, Rate: OkxRates.TwentyByAccount),
    ];

    private void Balance(Call call)
    {
        var account = call.Account!;
        var wanted = call.Parameter("ccy")?.Split(',');
        var assets = account.Wallets.TryGetValue(WalletKind.Unified, out var wallet) ? wallet.Keys.ToArray() : [];
        decimal total = 0, initial = 0, maintenance = 0, notional = 0, profit = 0;
        foreach (var asset in assets)
        {
            var rate = Venue.UsdPrice(asset);
            var held = account.Positions.Where(position => position.Spec.SettleAsset == asset).ToArray();
            var upl = held.Sum(position => position.UnrealizedPnl);
            total += (wallet![asset].Total + upl) * rate;
            profit += upl * rate;
            initial += held.Sum(position => position.InitialMargin) * rate;
            maintenance += held.Sum(position => position.MaintenanceMargin) * rate;
            notional += held.Sum(position => position.Spec.Notional(position.Size, position.Book.Quote.Mark));
        }

        Begin(call);
        var json = call.Json;
        json.WriteStartObject();
        json.WriteString("adjEq"u8, "");
        json.WriteString("borrowFroz"u8, "");
        json.WriteStartArray("details"u8);
        foreach (var asset in assets.Where(asset => wanted is null || wanted.Contains(asset)))
        {
            WriteBalance(json, account, asset);
        }

        json.WriteEndArray();
        json.Money("imr"u8, Math.Round(initial, 8));
        json.WriteString("isoEq"u8, "0");
        json.WriteString("mgnRatio"u8, "");
        json.Money("mmr"u8, Math.Round(maintenance, 8));
        json.Money("notionalUsd"u8, Math.Round(notional, 8));
        json.WriteString("ordFroz"u8, "");
        json.Money("totalEq"u8, Math.Round(total, 8));
        json.WriteString("uTime"u8, Id(Venue.NowMs));
        json.Money("upl"u8, Math.Round(profit, 8));
        json.WriteEndObject();
        End(call);
    }

    private void WriteBalance(Utf8JsonWriter json, Account account, string asset)
    {
        var balance = account.Balance(WalletKind.Unified, asset);
        var held = account.Positions.Where(position => position.Spec.SettleAsset == asset).ToArray();
        var upl = held.Sum(position => position.UnrealizedPnl);
        var isolated = held.Where(position => position.Mode == MarginMode.Isolated).Sum(position => position.IsolatedMargin + position.UnrealizedPnl);
        var available = Math.Max(0, Venue.Available(account, WalletKind.Unified, asset));
        var equity = balance.Total + upl;
        json.WriteStartObject();
        json.WriteString("ccy"u8, asset);
        json.Money("availBal"u8, Math.Round(Venue.Free(account, WalletKind.Unified, asset), 8));
        json.Money("availEq"u8, Math.Round(available, 8));
        json.Money("cashBal"u8, Math.Round(balance.Total, 8));
        json.Money("disEq"u8, Math.Round(equity * Venue.UsdPrice(asset), 8));
        json.Money("eq"u8, Math.Round(equity, 8));
        json.Money("eqUsd"u8, Math.Round(equity * Venue.UsdPrice(asset), 8));
        json.WriteString("fixedBal"u8, "0");
        json.Money("frozenBal"u8, Math.Round(Math.Max(0, equity - available), 8));
        json.Money("imr"u8, Math.Round(held.Sum(position => position.InitialMargin), 8));
        json.WriteString("interest"u8, "");
        json.Money("isoEq"u8, Math.Round(isolated, 8));
        json.WriteString("liab"u8, "");
        json.WriteString("mgnRatio"u8, "");
        json.Money("mmr"u8, Math.Round(held.Sum(position => position.MaintenanceMargin), 8));
        json.Money("ordFrozen"u8, Math.Round(balance.Locked, 8));
        json.WriteString("stgyEq"u8, "0");
        json.WriteString("uTime"u8, Ms(balance.UpdatedAt));
        json.Money("upl"u8, Math.Round(upl, 8));
        json.WriteEndObject();
    }

    private void Positions(Call call)
    {
        var instruments = call.Parameter("instId")?.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var type = call.Parameter("instType");
        Begin(call);
        foreach (var position in call.Account!.Positions)
        {
            if (position.Quantity != 0
                && (string.IsNullOrEmpty(type) || type == "SWAP")
                && (instruments is null or { Length: 0 } || instruments.Contains(position.Spec.VenueSymbol)))
            {
                WritePosition(call.Json, position);
            }
        }

        End(call);
    }

    private void WritePosition(Utf8JsonWriter json, Position position)
    {
        var spec = position.Spec;
        var isIsolated = position.Mode == MarginMode.Isolated;
        var isNet = position.Side == PositionSide.Both;
        var contracts = Count(spec, isNet ? position.Quantity : position.Size);
        var margin = position.InitialMargin;
        json.WriteStartObject();
        json.WriteString("adl"u8, "1");
        json.Money("availPos"u8, contracts);
        json.Money("avgPx"u8, Math.Round(position.EntryPrice, 10));
        json.Money("bePx"u8, Math.Round(position.EntryPrice * (position.IsLong ? 1 + (2 * spec.TakerFee) : 1 - (2 * spec.TakerFee)), 8));
        json.WriteString("cTime"u8, Ms(position.OpenedAt));
        json.WriteString("ccy"u8, spec.SettleAsset);
        json.Money("idxPx"u8, position.Book.Quote.Index);
        json.WriteString("imr"u8, isIsolated ? "" : JsonMoney.Text(Math.Round(margin, 8)));
        json.WriteString("instId"u8, spec.VenueSymbol);
        json.WriteString("instType"u8, "SWAP");
        json.Money("last"u8, position.Book.Quote.Price);
        json.Money("lever"u8, position.Leverage);
        var liquidation = position.LiquidationPrice(Venue.Collateral(position));
        json.WriteString("liqPx"u8, liquidation > 0 ? JsonMoney.Text(liquidation) : "");
        json.WriteString("margin"u8, isIsolated ? JsonMoney.Text(Math.Round(position.IsolatedMargin, 8)) : "");
        json.Money("markPx"u8, position.Book.Quote.Mark);
        json.WriteString("mgnMode"u8, isIsolated ? "isolated" : "cross");
        json.WriteString("mgnRatio"u8, "");
        json.Money("mmr"u8, Math.Round(position.MaintenanceMargin, 8));
        json.Money("notionalUsd"u8, Math.Round(spec.Notional(position.Size, position.Book.Quote.Mark), 8));
        json.Money("pos"u8, contracts);
        json.WriteString("posCcy"u8, "");
        json.WriteString("posId"u8, Id(position.Id));
        json.WriteString("posSide"u8, SideName(position.Side));
        json.Money("realizedPnl"u8, Math.Round(position.RealizedPnl, 8));
        json.WriteString("tradeId"u8, Id(position.Id % 1_000_000_000));
        json.WriteString("uTime"u8, Ms(position.UpdatedAt));
        json.Money("upl"u8, Math.Round(position.UnrealizedPnl, 8));
        json.Money("uplRatio"u8, margin == 0 ? 0 : Math.Round(position.UnrealizedPnl / margin, 8));
        json.WriteStartArray("closeOrderAlgo"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Configuration(Call call)
    {
        var account = call.Account!;
        var rights = new List<string> { "read_only" };
        if (account.May("spot") || account.May("futures"))
        {
            rights.Add("trade");
        }

        if (account.May("withdraw"))
        {
            rights.Add("withdraw");
        }

        Begin(call);
        var json = call.Json;
        json.WriteStartObject();
        json.WriteString("acctLv"u8, "2");
        json.WriteString("acctStpMode"u8, "cancel_maker");
        json.WriteBoolean("autoLoan"u8, false);
        json.WriteString("ctIsoMode"u8, "automatic");
        json.WriteString("greeksType"u8, "PA");
        json.WriteString("ip"u8, account.Addresses is { } addresses ? string.Join(',', addresses) : "127.0.0.1");
        json.WriteString("kycLv"u8, "3");
        json.WriteString("label"u8, "simulated");
        json.WriteString("level"u8, "Lv1");
        json.WriteString("levelTmp"u8, "");
        json.WriteString("mainUid"u8, Id(account.Number));
        json.WriteString("mgnIsoMode"u8, "automatic");
        json.WriteString("opAuth"u8, "0");
        json.WriteString("perm"u8, string.Join(',', rights));
        json.WriteString("posMode"u8, account.IsHedge(Market.UsdM) ? "long_short_mode" : "net_mode");
        json.WriteString("roleType"u8, "0");
        json.WriteString("spotOffsetType"u8, "");
        json.WriteString("uid"u8, Id(account.Number));
        json.WriteEndObject();
        End(call);
    }

    private static MarginMode? ModeOf(string? text) => text switch
    {
        "cross" => MarginMode.Cross,
        "isolated" => MarginMode.Isolated,
        _ => null,
    };

    private void SetLeverage(Call call)
    {
        var account = call.Account!;
        if (FindBook(call.Parameter("instId")) is not { Spec.IsSpot: false } book)
        {
            _ = Fail(call, OkxError.UnknownInstrument);
            return;
        }

        if (ModeOf(call.Parameter("mgnMode")) is not { } mode)
        {
            _ = Fail(call, OkxError.Parameter("mgnMode"));
            return;
        }

        if (!Call.TryDecimal(call.Parameter("lever"), out var leverage) || leverage < 0.01m)
        {
            _ = Fail(call, OkxError.Parameter("lever"));
            return;
        }

        if (leverage > book.Spec.MaximumLeverage)
        {
            _ = Fail(call, new OkxError("59102", "Leverage exceeds the maximum leverage. Please lower the leverage."));
            return;
        }

        var side = call.Parameter("posSide");
        var needsSide = mode == MarginMode.Isolated && account.IsHedge(Market.UsdM);
        if (needsSide && side is not ("long" or "short"))
        {
            _ = Fail(call, OkxError.Parameter("posSide"));
            return;
        }

        if (account.OpenOrders.Exists(order => ReferenceEquals(order.Book, book) && order.MarginMode == mode))
        {
            _ = Fail(call, new OkxError("59000", OkxFaultMessages.Of("59000")));
            return;
        }

        var known = account.Setting(book, mode);
        if (needsSide)
        {
            var isShort = side == "short";
            Venue.SetLeverage(account, book, isShort ? known.Leverage : leverage, isShort ? leverage : known.ShortLeverage ?? known.Leverage, mode);
        }
        else
        {
            Venue.SetLeverage(account, book, leverage, null, mode);
        }

        Begin(call);
        WriteLeverage(call.Json, book, mode, leverage, needsSide ? side! : account.IsHedge(Market.UsdM) ? "" : "net");
        End(call);
    }

    private void LeverageInfo(Call call)
    {
        var account = call.Account!;
        if (ModeOf(call.Parameter("mgnMode")) is not { } mode)
        {
            _ = Fail(call, OkxError.Parameter("mgnMode"));
            return;
        }

        Begin(call);
        foreach (var name in call.Parameter("instId")?.Split(',') ?? [])
        {
            if (FindBook(name) is not { Spec.IsSpot: false } book)
            {
                continue;
            }

            var setting = account.Setting(book, mode);
            if (account.IsHedge(Market.UsdM))
            {
                WriteLeverage(call.Json, book, mode, setting.Leverage, "long");
                WriteLeverage(call.Json, book, mode, setting.ShortLeverage ?? setting.Leverage, "short");
            }
            else
            {
                WriteLeverage(call.Json, book, mode, setting.Leverage, "net");
            }
        }

        End(call);
    }

    private static void WriteLeverage(Utf8JsonWriter json, InstrumentBook book, MarginMode mode, decimal leverage, string side)
    {
        json.WriteStartObject();
        Empty(json, "ccy"u8);
        json.WriteString("instId"u8, book.Spec.VenueSymbol);
        json.Money("lever"u8, leverage);
        json.WriteString("mgnMode"u8, mode == MarginMode.Cross ? "cross" : "isolated");
        json.WriteString("posSide"u8, side);
        json.WriteEndObject();
    }

    private void SetPositionMode(Call call)
    {
        var account = call.Account!;
        bool isHedge;
        switch (call.Parameter("posMode"))
        {
            case "long_short_mode":
                isHedge = true;
                break;
            case "net_mode":
                isHedge = false;
                break;
            default:
                _ = Fail(call, OkxError.Parameter("posMode"));
                return;
        }

        var isBusy = account.Positions.Exists(position => position.Quantity != 0)
            || account.OpenOrders.Exists(order => order.Market != Market.Spot)
            || account.OpenAlgos.Exists(algo => algo.Market != Market.Spot);
        if (isHedge != account.IsHedge(Market.UsdM) && isBusy)
        {
            _ = Fail(call, new OkxError("59000", OkxFaultMessages.Of("59000")));
            return;
        }

        Venue.SetHedge(account, Market.UsdM, isHedge);
        Venue.SetHedge(account, Market.CoinM, isHedge);
        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteString("posMode"u8, isHedge ? "long_short_mode" : "net_mode");
        call.Json.WriteEndObject();
        End(call);
    }

    private void MaximumSize(Call call)
    {
        var account = call.Account!;
        if (FindBook(call.Parameter("instId")) is not { } book)
        {
            _ = Fail(call, OkxError.UnknownInstrument);
            return;
        }

        var spec = book.Spec;
        decimal buy, sell;
        if (spec.IsSpot)
        {
            buy = Venue.Free(account, WalletKind.Unified, spec.QuoteAsset) / book.Quote.Ask;
            sell = Venue.Free(account, WalletKind.Unified, spec.BaseAsset);
        }
        else
        {
            var leverage = account.Setting(book, ModeOf(call.Parameter("tdMode"))).Leverage;
            var worth = Math.Max(0, Venue.Available(account, WalletKind.Unified, spec.SettleAsset)) * leverage / (1 + (leverage * spec.TakerFee));
            var coins = spec.Kind == ContractKind.Linear ? worth / book.Quote.Ask : worth;
            buy = sell = Count(spec, spec.FloorToStep(spec.FromBase(coins, book.Quote.Ask)));
        }

        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteString("ccy"u8, spec.IsSpot ? spec.BaseAsset : spec.SettleAsset);
        call.Json.WriteString("instId"u8, spec.VenueSymbol);
        call.Json.Money("maxBuy"u8, Math.Round(buy, 10));
        call.Json.Money("maxSell"u8, Math.Round(sell, 10));
        call.Json.WriteEndObject();
        End(call);
    }

    private void FundingBalances(Call call)
    {
        var wanted = call.Parameter("ccy")?.Split(',');
        Begin(call);
        if (call.Account!.Wallets.TryGetValue(WalletKind.Funding, out var assets))
        {
            foreach (var (asset, balance) in assets.Where(pair => wanted is null || wanted.Contains(pair.Key)))
            {
                call.Json.WriteStartObject();
                call.Json.Money("availBal"u8, balance.Total);
                call.Json.Money("bal"u8, balance.Total);
                call.Json.WriteString("ccy"u8, asset);
                call.Json.WriteString("frozenBal"u8, "0");
                call.Json.WriteEndObject();
            }
        }

        End(call);
    }

    private static WalletKind? WalletOf(string? code) => code switch
    {
        "6" => WalletKind.Funding,
        "18" => WalletKind.Unified,
        _ => null,
    };

    private void MakeTransfer(Call call)
    {
        var asset = call.Parameter("ccy");
        if (WalletOf(call.Parameter("from")) is not { } from || WalletOf(call.Parameter("to")) is not { } to || from == to)
        {
            _ = Fail(call, OkxError.Parameter("from"));
            return;
        }

        if (string.IsNullOrEmpty(asset))
        {
            _ = Fail(call, OkxError.Empty("ccy"));
            return;
        }

        if (!Call.TryDecimal(call.Parameter("amt"), out var amount) || amount <= 0)
        {
            _ = Fail(call, OkxError.Parameter("amt"));
            return;
        }

        var clientId = call.Parameter("clientId") is { Length: > 0 } given ? given : null;
        if (clientId is not null && !IsClientId(clientId))
        {
            _ = Fail(call, OkxError.Parameter("clientId"));
            return;
        }

        if (Venue.Move(call.Account!, from, to, asset, amount, $"{call.Parameter("from")}->{call.Parameter("to")}", clientId) is not { } transfer)
        {
            _ = Fail(call, new OkxError("58350", "Insufficient balance."));
            return;
        }

        Begin(call);
        WriteTransfer(call.Json, transfer, withState: false);
        End(call);
    }

    private void TransferState(Call call)
    {
        var id = call.Parameter("transId");
        var clientId = call.Parameter("clientId");
        var found = call.Account!.Transfers.FindLast(transfer => id is { Length: > 0 } ? Id(transfer.Id) == id : transfer.ClientId == clientId);
        if (found is null)
        {
            _ = Fail(call, new OkxError("58129", "Incorrect transId or clientId."));
            return;
        }

        Begin(call);
        WriteTransfer(call.Json, found, withState: true);
        End(call);
    }

    private static void WriteTransfer(Utf8JsonWriter json, Transfer transfer, bool withState)
    {
        json.WriteStartObject();
        json.WriteString("transId"u8, Id(transfer.Id));
        json.WriteString("ccy"u8, transfer.Asset);
        json.WriteString("clientId"u8, transfer.ClientId ?? "");
        json.WriteString("from"u8, transfer.From == WalletKind.Funding ? "6" : "18");
        json.Money("amt"u8, transfer.Amount);
        json.WriteString("to"u8, transfer.To == WalletKind.Funding ? "6" : "18");
        if (withState)
        {
            json.WriteString("type"u8, "0");
            json.WriteString("state"u8, "success");
        }

        json.WriteEndObject();
    }
}
