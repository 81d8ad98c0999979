using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

internal sealed partial class BinanceFuturesDialect
{
    private void SetLeverage(Call call)
    {
        if (BookOf(call) is not { } book)
        {
            return;
        }

        var spec = book.Spec;
        if (call.Parameter("leverage") is not { Length: > 0 } text || !Call.TryLong(text, out var leverage))
        {
            _ = Fail(call, BinanceError.Missing("leverage"));
            return;
        }

        if (leverage < 1 || leverage > spec.MaximumLeverage)
        {
            _ = Fail(call, new BinanceError(-4028, $"Leverage {leverage} is not valid"));
            return;
        }

        var setting = call.Account!.Setting(book);
        foreach (var position in call.Account.Positions)
        {
            if (!ReferenceEquals(position.Book, book) || position.Quantity == 0)
            {
                continue;
            }

            if (position.Mode == MarginMode.Isolated && leverage < setting.Leverage)
            {
                _ = Fail(call, new BinanceError(
                    -4161, "Leverage reduction is not supported in Isolated Margin Mode with open positions."));
                return;
            }

            if (spec.Notional(position.Size, book.Quote.Mark) > LeverageBrackets.NotionalCap(spec, leverage))
            {
                _ = Fail(call, BinanceError.OfFutures(Refusal.ExceedsLeverageBracket, Side.Buy, isAlgo: false));
                return;
            }
        }

        Venue.SetLeverage(call.Account, book, leverage, null);
        call.Json.WriteStartObject();
        call.Json.WriteNumber("leverage"u8, leverage);
        if (_isCoin)
        {
            call.Json.Money("maxQty"u8, Math.Floor(LeverageBrackets.NotionalCap(spec, leverage) / spec.ContractSize));
        }
        else
        {
            call.Json.Money("maxNotionalValue"u8, LeverageBrackets.NotionalCap(spec, leverage));
        }

        call.Json.WriteString("symbol"u8, spec.VenueSymbol);
        call.Json.WriteEndObject();
    }

    private void SetMarginType(Call call)
    {
        if (BookOf(call) is not { } book)
        {
            return;
        }

        MarginMode mode;
        switch (call.Parameter("marginType"))
        {
            case "ISOLATED":
                mode = MarginMode.Isolated;
                break;
            case "CROSSED":
                mode = MarginMode.Cross;
                break;
            case null or "":
                _ = Fail(call, BinanceError.Missing("marginType"));
                return;
            default:
                _ = Fail(call, BinanceError.Invalid("marginType"));
                return;
        }

        var account = call.Account!;
        var setting = account.Setting(book);
        if (setting.Mode == mode)
        {
            _ = Fail(call, new BinanceError(-4046, "No need to change margin type."));
            return;
        }

        if (account.OpenOrders.Exists(order => ReferenceEquals(order.Book, book))
            || account.OpenAlgos.Exists(algo => ReferenceEquals(algo.Book, book)))
        {
            _ = Fail(call, new BinanceError(-4047, "Margin type cannot be changed if there exists open orders."));
            return;
        }

        if (account.Positions.Exists(position => ReferenceEquals(position.Book, book) && position.Quantity != 0))
        {
            _ = Fail(call, new BinanceError(-4048, "Margin type cannot be changed if there exists position."));
            return;
        }

        Venue.SetMode(account, book, mode);
        WriteSuccess(call, "success");
    }

    private void GetPositionMode(Call call)
    {
        call.Json.WriteStartObject();
        call.Json.WriteBoolean("dualSidePosition"u8, call.Account!.IsHedge(_market));
        call.Json.WriteEndObject();
    }

    private void SetPositionMode(Call call)
    {
        var account = call.Account!;
        bool isHedge;
        switch (call.Parameter("dualSidePosition")?.ToUpperInvariant())
        {
            case "TRUE":
                isHedge = true;
                break;
            case "FALSE":
                isHedge = false;
                break;
            case null or "":
                _ = Fail(call, BinanceError.Missing("dualSidePosition"));
                return;
            default:
                _ = Fail(call, BinanceError.Invalid("dualSidePosition"));
                return;
        }

        if (account.IsHedge(_market) == isHedge)
        {
            _ = Fail(call, new BinanceError(-4059, "No need to change position side."));
            return;
        }

        if (account.OpenOrders.Exists(order => order.Market == _market) || account.OpenAlgos.Exists(algo => algo.Market == _market))
        {
            _ = Fail(call, new BinanceError(-4067, "Position side cannot be changed if there exists open orders."));
            return;
        }

        if (account.Positions.Exists(position => position.Spec.Market == _market && position.Quantity != 0))
        {
            _ = Fail(call, new BinanceError(-4068, "Position side cannot be changed if there exists position."));
            return;
        }

        Venue.SetHedge(account, _market, isHedge);
        WriteSuccess(call, "success");
    }

    private void Brackets(Call call)
    {
        if (BooksOf(call) is not { } books)
        {
            return;
        }

        var isSingle = !_isCoin && call.Parameter("symbol") is { Length: > 0 };
        var json = call.Json;
        if (!isSingle)
        {
            json.WriteStartArray();
        }

        foreach (var book in books)
        {
            json.WriteStartObject();
            json.WriteString("symbol"u8, book.Spec.VenueSymbol);
            json.WriteNumber("notionalCoef"u8, 1.0m);
            json.WriteStartArray("brackets"u8);
            foreach (var bracket in LeverageBrackets.Of(book.Spec))
            {
                json.WriteStartObject();
                json.WriteNumber("bracket"u8, bracket.Number);
                json.WriteNumber("initialLeverage"u8, bracket.MaximumLeverage);
                if (_isCoin)
                {
                    json.WriteNumber("qtyCap"u8, Math.Floor(bracket.Cap / book.Spec.ContractSize));
                    json.WriteNumber("qtyFloor"u8, Math.Floor(bracket.Floor / book.Spec.ContractSize));
                }
                else
                {
                    json.WriteNumber("notionalCap"u8, bracket.Cap);
                    json.WriteNumber("notionalFloor"u8, bracket.Floor);
                }

                json.WriteNumber("maintMarginRatio"u8, bracket.MaintenanceRate);
                json.WriteNumber("cum"u8, bracket.Cumulative);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (!isSingle)
        {
            json.WriteEndArray();
        }
    }

    private void SymbolConfig(Call call)
    {
        if (BooksOf(call) is not { } books)
        {
            return;
        }

        call.Json.WriteStartArray();
        foreach (var book in books)
        {
            var setting = call.Account!.Setting(book);
            call.Json.WriteStartObject();
            call.Json.WriteString("symbol"u8, book.Spec.VenueSymbol);
            call.Json.WriteString("marginType"u8, setting.Mode == MarginMode.Cross ? "CROSSED" : "ISOLATED");
            call.Json.WriteBoolean("isAutoAddMargin"u8, false);
            call.Json.WriteNumber("leverage"u8, setting.Leverage);
            call.Json.Money("maxNotionalValue"u8, LeverageBrackets.NotionalCap(book.Spec, setting.Leverage));
            call.Json.WriteEndObject();
        }

        call.Json.WriteEndArray();
    }

    private void AccountConfig(Call call)
    {
        var account = call.Account!;
        call.Json.WriteStartObject();
        call.Json.WriteNumber("feeTier"u8, 0);
        call.Json.WriteBoolean("canTrade"u8, account.May("futures"));
        call.Json.WriteBoolean("canDeposit"u8, true);
        call.Json.WriteBoolean("canWithdraw"u8, true);
        call.Json.WriteBoolean("dualSidePosition"u8, account.IsHedge(_market));
        call.Json.WriteNumber("updateTime"u8, 0);
        call.Json.WriteBoolean("multiAssetsMargin"u8, false);
        call.Json.WriteNumber("tradeGroupId"u8, -1);
        call.Json.WriteEndObject();
    }

    private void OrderLimits(Call call)
    {
        call.Json.WriteStartArray();
        WriteLimit(call.Json, "ORDERS", "SECOND", 10, Limits.OrdersPerTenSeconds);
        WriteLimit(call.Json, "ORDERS", "MINUTE", 1, Limits.OrdersPerLongWindow);
        call.Json.WriteEndArray();
    }
}
