using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bitget;

internal sealed partial class BitgetDialect
{
    private IEnumerable<Operation> AccountOperations() =>
    [
        new("GET", "/api/v2/mix/account/accounts", Accounts, IsSigned: true, Rate: BitgetRates.Ten),
        new("GET", "/api/v2/mix/account/bill", Bills, IsSigned: true, Rate: BitgetRates.Ten),
        new("GET", "/api/v2/mix/account/account", OneAccount, IsSigned: true, Rate: BitgetRates.Ten),
        new("POST", "/api/v2/mix/account/set-leverage", SetLeverage, IsSigned: true, Rate: BitgetRates.Five),
        new("POST", "/api/v2/mix/account/set-margin-mode", SetMarginMode, IsSigned: true, Rate: BitgetRates.Five),
        new("POST", "/api/v2/mix/account/set-position-mode", SetPositionMode, IsSigned: true, Rate: BitgetRates.Five),
    ];

    private void Accounts(Call call)
    {
        if (IsEmptyProduct(call))
        {
            WriteRows<InstrumentBook>(call, [], WriteContract);
            return;
        }

        if (!TryProduct(call, out var market))
        {
            return;
        }

        var account = call.Account!;
        var held = account.Wallets.TryGetValue(Venue.WalletOf(market), out var assets) ? assets.Keys.ToArray() : [];
        // The dollar account is there from the start.
        var coins = market == Market.UsdM && !held.Contains("USDT") ? [.. held, "USDT"] : held;
        WriteRows(call, coins, (json, coin) =>
        {
            json.WriteStartObject();
            WriteFunds(json, account, market, coin);
            json.WriteEndObject();
        });
    }

    private void OneAccount(Call call)
    {
        if (!TryBook(call, out var book))
        {
            return;
        }

        if (call.Parameter("marginCoin") is not { Length: > 0 } coin)
        {
            _ = Fail(call, BitgetError.Missing("marginCoin"));
            return;
        }

        if (!string.Equals(coin, book.Spec.SettleAsset, StringComparison.OrdinalIgnoreCase))
        {
            _ = Fail(call, BitgetError.Bad("marginCoin"));
            return;
        }

        var account = call.Account!;
        var setting = account.Setting(book);
        var json = call.Json;
        Begin(call);
        json.WriteStartObject();
        WriteFunds(json, account, book.Spec.Market, book.Spec.SettleAsset);
        json.Number("crossedMarginLeverage"u8, setting.Leverage);
        json.Number("isolatedLongLever"u8, setting.Leverage);
        json.Number("isolatedShortLever"u8, setting.ShortLeverage ?? setting.Leverage);
        json.WriteString("marginMode"u8, NameOf(setting.Mode));
        json.WriteString("posMode"u8, PositionModeOf(account, book.Spec.Market));
        json.WriteEndObject();
        End(call);
    }

    private void WriteFunds(Utf8JsonWriter json, Account account, Market market, string coin)
    {
        var wallet = Venue.WalletOf(market);
        var balance = account.Balance(wallet, coin);
        var held = account.Positions.Where(position => position.Spec.Market == market && position.Spec.SettleAsset == coin).ToArray();
        var upl = held.Sum(position => position.UnrealizedPnl);
        var crossed = held.Where(position => position.Mode == MarginMode.Cross).ToArray();
        var resting = account.OpenOrders.Where(order => order.Market == market && order.Book!.Spec.SettleAsset == coin).Sum(Venue.OrderMargin);
        var free = Math.Max(0, Venue.Available(account, wallet, coin));
        var equity = balance.Total + upl;
        var crossedEquity = balance.Total - held.Where(position => position.Mode == MarginMode.Isolated).Sum(position => position.IsolatedMargin)
            + crossed.Sum(position => position.UnrealizedPnl);
        var rate = Venue.UsdPrice(coin);
        var bitcoin = Venue.UsdPrice("BTC");
        json.WriteString("marginCoin"u8, coin);
        json.Money("locked"u8, Math.Round(resting, 8));
        json.Money("available"u8, Math.Round(balance.Total - resting, 8));
        json.Money("crossedMaxAvailable"u8, Math.Round(free, 8));
        json.Money("isolatedMaxAvailable"u8, Math.Round(free, 8));
        json.Money("maxTransferOut"u8, Math.Round(Venue.Free(account, wallet, coin), 8));
        json.Money("accountEquity"u8, Math.Round(equity, 8));
        json.Money("usdtEquity"u8, Math.Round(equity * rate, 8));
        json.Money("btcEquity"u8, bitcoin > 0 ? Math.Round(equity * rate / bitcoin, 12) : 0);
        json.Money("crossedRiskRate"u8, crossedEquity > 0 ? Math.Round(crossed.Sum(position => position.MaintenanceMargin) / crossedEquity, 8) : 0);
        json.WriteString("unrealizedPL"u8, held.Length == 0 ? "" : JsonMoney.Text(Math.Round(upl, 8)));
        json.WriteString("coupon"u8, "0");
    }

    /// <summary>One figure, or isolated in hedge mode one a side.</summary>
    private void SetLeverage(Call call)
    {
        if (!TryBook(call, out var book))
        {
            return;
        }

        if (CheckCoin(call, book) is { } coin)
        {
            _ = Fail(call, coin);
            return;
        }

        var account = call.Account!;
        var setting = account.Setting(book);
        decimal? one = Call.TryDecimal(call.Parameter("leverage"), out var both) ? both : null;
        decimal? buy = Call.TryDecimal(call.Parameter("longLeverage"), out var @long) ? @long : null;
        decimal? sell = Call.TryDecimal(call.Parameter("shortLeverage"), out var @short) ? @short : null;
        var mayDiffer = setting.Mode == MarginMode.Isolated && account.IsHedge(book.Spec.Market);
        if (mayDiffer)
        {
            var holdSide = call.Parameter("holdSide");
            buy ??= holdSide == "short" ? setting.Leverage : one;
            sell ??= holdSide == "long" ? setting.ShortLeverage ?? setting.Leverage : one;
        }
        else
        {
            buy = sell = one ?? buy;
        }

        if (buy is not { } up || sell is not { } down || up < 1 || down < 1 || up % 1 != 0 || down % 1 != 0)
        {
            _ = Fail(call, one is null && buy is null ? BitgetError.Missing("leverage") : BitgetError.Bad("leverage"));
            return;
        }

        if (Math.Max(up, down) > book.Spec.MaximumLeverage)
        {
            _ = Fail(call, new BitgetError("40797", "Exceeded the maximum settable leverage"));
            return;
        }

        Venue.SetLeverage(account, book, up, up == down ? null : down);
        Begin(call);
        call.Json.WriteStartObject();
        WriteSetting(call.Json, account, book);
        call.Json.Money("crossMarginLeverage"u8, setting.Leverage);
        call.Json.WriteEndObject();
        End(call);
    }

    private static BitgetError? CheckCoin(Call call, InstrumentBook book) => call.Parameter("marginCoin") switch
    {
        null or "" => BitgetError.Missing("marginCoin"),
        var coin => string.Equals(coin, book.Spec.SettleAsset, StringComparison.OrdinalIgnoreCase) ? null : BitgetError.Bad("marginCoin"),
    };

    private static void WriteSetting(Utf8JsonWriter json, Account account, InstrumentBook book)
    {
        var setting = account.Setting(book);
        json.WriteString("symbol"u8, book.Spec.VenueSymbol);
        json.WriteString("marginCoin"u8, book.Spec.SettleAsset);
        json.Money("longLeverage"u8, setting.Leverage);
        json.Money("shortLeverage"u8, setting.ShortLeverage ?? setting.Leverage);
        json.WriteString("marginMode"u8, NameOf(setting.Mode));
    }

    private void SetMarginMode(Call call)
    {
        if (!TryBook(call, out var book))
        {
            return;
        }

        var account = call.Account!;
        MarginMode mode;
        switch (call.Parameter("marginMode"))
        {
            case "isolated":
                mode = MarginMode.Isolated;
                break;
            case "crossed":
                mode = MarginMode.Cross;
                break;
            default:
                _ = Fail(call, BitgetError.Bad("marginMode"));
                return;
        }

        if (CheckCoin(call, book) is { } coin)
        {
            _ = Fail(call, coin);
            return;
        }

        if (account.Setting(book).Mode != mode && IsBusy(account, book))
        {
            _ = Fail(call, BitgetError.Busy);
            return;
        }

        Venue.SetMode(account, book, mode);
        Begin(call);
        call.Json.WriteStartObject();
        WriteSetting(call.Json, account, book);
        call.Json.WriteEndObject();
        End(call);
    }

    /// <summary>A product's, not a symbol's.</summary>
    private void SetPositionMode(Call call)
    {
        if (!TryProduct(call, out var market))
        {
            return;
        }

        if (call.Parameter("posMode") is not ("one_way_mode" or "hedge_mode") || call.Parameter("posMode") is not { } mode)
        {
            _ = Fail(call, BitgetError.Bad("posMode"));
            return;
        }

        var account = call.Account!;
        var isHedge = mode == "hedge_mode";
        var isBusy = account.Positions.Exists(position => position.Quantity != 0 && position.Spec.Market == market)
            || account.OpenOrders.Exists(order => order.Market == market) || account.OpenAlgos.Exists(algo => algo.Market == market);
        if (isHedge != account.IsHedge(market) && isBusy)
        {
            _ = Fail(call, BitgetError.Busy);
            return;
        }

        Venue.SetHedge(account, market, isHedge);
        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteString("posMode"u8, mode);
        call.Json.WriteEndObject();
        End(call);
    }
}
