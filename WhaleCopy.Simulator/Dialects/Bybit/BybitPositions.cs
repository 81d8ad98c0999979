using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bybit;

internal sealed partial class BybitDialect
{
    private IEnumerable<Operation> PositionOperations() =>
    [
        new("GET", "/v5/position/list", Positions, IsSigned: true, Rate: BybitRates.Fifty),
        new("GET", "/v5/position/closed-pnl", ClosedPnl, IsSigned: true, Rate: BybitRates.Fifty),
        new("POST", "/v5/position/set-leverage", SetLeverage, IsSigned: true, Rate: BybitRates.Ten),
        new("POST", "/v5/position/switch-mode", SwitchMode, IsSigned: true, Rate: BybitRates.Ten),
        new("POST", "/v5/position/trading-stop", TradingStop, IsSigned: true, Rate: BybitRates.Ten),
    ];

    private readonly record struct PositionRow(InstrumentBook Book, PositionSide Side, Position? Position);

    private void Positions(Call call)
    {
        if (call.Parameter("category") is "spot" || BooksOf(call) is not { } books)
        {
            _ = call.Parameter("category") is "spot" && Fail(call, BybitError.Parameter("Illegal category"));
            return;
        }

        var account = call.Account!;
        var market = MarketOf(call.Parameter("category"))!.Value;
        var isOne = call.Parameter("symbol") is { Length: > 0 };
        var settle = call.Parameter("settleCoin");
        if (market == Market.UsdM && !isOne && string.IsNullOrEmpty(settle))
        {
            _ = Fail(call, BybitError.Parameter("Missing some parameters that must be filled in, symbol or settleCoin"));
            return;
        }

        var rows = books.Where(book => string.IsNullOrEmpty(settle) || book.Spec.SettleAsset == settle)
            .SelectMany(book => SidesOf(account, market).Select(side => new PositionRow(book, side, account.FindPosition(book, side))))
            .Where(row => isOne || row.Position is { Quantity: not 0 }).ToArray();
        Begin(call);
        WriteList(call, CategoryOf(market), rows, 20, 200, (json, row) => WritePosition(json, account, row));
        End(call);
    }

    private static PositionSide[] SidesOf(Account account, Market market) =>
        market == Market.UsdM && account.IsHedge(Market.UsdM) ? [PositionSide.Long, PositionSide.Short] : [PositionSide.Both];

    private void WritePosition(Utf8JsonWriter json, Account account, PositionRow row)
    {
        var position = row.Position is { Quantity: not 0 } held ? held : null;
        var setting = account.Setting(row.Book);
        var liquidation = position?.LiquidationPrice(Venue.Collateral(position)) ?? 0;
        json.WriteStartObject();
        json.WriteNumber("positionIdx"u8, IndexOf(row.Side));
        json.WriteNumber("riskId"u8, 1);
        json.Money("riskLimitValue"u8, LeverageBrackets.NotionalCap(row.Book.Spec, setting.Leverage));
        json.WriteString("symbol"u8, row.Book.Spec.VenueSymbol);
        json.WriteString("side"u8, position is null ? "" : position.IsLong ? "Buy" : "Sell");
        json.Money("size"u8, position?.Size ?? 0);
        json.Money("avgPrice"u8, Math.Round(position?.EntryPrice ?? 0, 10));
        json.Money("positionValue"u8, position is null ? 0 : Math.Round(row.Book.Spec.Value(position.Size, position.EntryPrice), 8));
        json.WriteNumber("tradeMode"u8, account.DefaultMode == MarginMode.Isolated ? 1 : 0);
        json.WriteString("positionStatus"u8, "Normal");
        json.WriteNumber("autoAddMargin"u8, 0);
        json.WriteNumber("adlRankIndicator"u8, position is null ? 0 : 2);
        json.Money("leverage"u8, row.Side == PositionSide.Short ? setting.ShortLeverage ?? setting.Leverage : setting.Leverage);
        json.Money("positionBalance"u8, Math.Round(position?.InitialMargin ?? 0, 8));
        json.Money("markPrice"u8, row.Book.Quote.Mark);
        json.WriteString("liqPrice"u8, liquidation > 0 ? JsonMoney.Text(liquidation) : "");
        json.WriteString("bustPrice"u8, "");
        json.Money("positionMM"u8, Math.Round(position?.MaintenanceMargin ?? 0, 8));
        json.Money("positionIM"u8, Math.Round(position?.InitialMargin ?? 0, 8));
        json.WriteString("tpslMode"u8, "Full");
        json.WriteString("takeProfit"u8, ProtectionOf(account, row, "TAKE"));
        json.WriteString("stopLoss"u8, ProtectionOf(account, row, "STOP"));
        json.WriteString("trailingStop"u8, "0");
        json.Money("unrealisedPnl"u8, Math.Round(position?.UnrealizedPnl ?? 0, 8));
        json.Money("curRealisedPnl"u8, Math.Round(position?.RealizedPnl ?? 0, 8));
        json.WriteString("cumRealisedPnl"u8, "0");
        json.WriteNumber("seq"u8, position?.Id ?? 0);
        json.WriteBoolean("isReduceOnly"u8, false);
        json.WriteString("mmrSysUpdateTime"u8, "");
        json.WriteString("leverageSysUpdatedTime"u8, "");
        json.WriteString("sessionAvgPrice"u8, "");
        json.WriteString("createdTime"u8, position is null ? "0" : Ms(position.OpenedAt));
        json.WriteString("updatedTime"u8, position is null ? "0" : Ms(position.UpdatedAt));
        json.WriteEndObject();
    }

    /// <summary>The position-wide stop or take-profit, which a position row shows.</summary>
    private static AlgoOrder? FindProtection(Account account, PositionRow row, string word) => account.OpenAlgos.Find(algo =>
        ReferenceEquals(algo.Book, row.Book) && algo.PositionSide == row.Side && algo.ClosePosition
        && algo.SentType.StartsWith(word, StringComparison.Ordinal));

    private static string ProtectionOf(Account account, PositionRow row, string word) =>
        FindProtection(account, row, word) is { } algo ? JsonMoney.Text(algo.TriggerPrice) : "";

    private void ClosedPnl(Call call)
    {
        if (BooksOf(call) is not { } books)
        {
            return;
        }

        var market = MarketOf(call.Parameter("category"))!.Value;
        var rows = call.Account!.OrdersById.Values
            .Where(order => order.Market == market && books.Contains(order.Book!) && order.Fills.Exists(fill => fill.Closed > 0)
                && IsWithin(call, order.UpdatedAt))
            .OrderByDescending(order => order.Id).ToArray();
        Begin(call);
        WriteList(call, CategoryOf(market), rows, 50, 100, WriteClosedPnl);
        End(call);
    }

    private void WriteClosedPnl(Utf8JsonWriter json, Order order)
    {
        var pnl = order.Fills.Sum(fill => fill.RealizedPnl);
        var direction = order.Side == Side.Sell ? 1 : -1;
        var entry = order.Book!.Spec.Kind == ContractKind.Linear ? order.AveragePrice - (direction * pnl / order.Filled) : order.AveragePrice;
        json.WriteStartObject();
        json.WriteString("symbol"u8, order.Book.Spec.VenueSymbol);
        json.WriteString("orderType"u8, order.Kind == OrderKind.Market ? "Market" : "Limit");
        json.Money("leverage"u8, order.Account.Setting(order.Book).Leverage);
        json.WriteString("updatedTime"u8, Ms(order.UpdatedAt));
        json.WriteString("side"u8, order.Side == Side.Buy ? "Buy" : "Sell");
        json.WriteString("orderId"u8, IdOf(order));
        // Net of the closing fee, as the venue reckons it.
        json.Money("closedPnl"u8, Math.Round(pnl - order.Fills.Sum(fill => fill.Fee), 8));
        json.Money("avgEntryPrice"u8, Math.Round(entry, 8));
        json.Money("qty"u8, order.Quantity);
        json.Money("cumEntryValue"u8, Math.Round(entry * order.Filled, 8));
        json.WriteString("createdTime"u8, Ms(order.ReceivedAt));
        json.Money("orderPrice"u8, order.Price);
        json.Money("closedSize"u8, order.Fills.Sum(fill => fill.Closed));
        json.Money("avgExitPrice"u8, Math.Round(order.AveragePrice, 8));
        json.WriteString("execType"u8, order.IsVenueMade ? "BustTrade" : "Trade");
        json.WriteString("fillCount"u8, JsonMoney.Text(order.Fills.Count));
        json.Money("cumExitValue"u8, Math.Round(order.FilledValue, 8));
        json.WriteEndObject();
    }

    private void SetLeverage(Call call)
    {
        if (call.Parameter("symbol") is not { Length: > 0 } || call.Parameter("category") == "spot" || BooksOf(call) is not [var book])
        {
            _ = Fail(call, BybitError.Parameter("symbol invalid"));
            return;
        }

        var account = call.Account!;
        if (!Call.TryDecimal(call.Parameter("buyLeverage"), out var buy) || !Call.TryDecimal(call.Parameter("sellLeverage"), out var sell)
            || buy < 1 || sell < 1)
        {
            _ = Fail(call, BybitError.Parameter("leverage invalid"));
            return;
        }

        var mayDiffer = account.DefaultMode == MarginMode.Isolated && book.Spec.Market == Market.UsdM && account.IsHedge(Market.UsdM);
        if (buy != sell && !mayDiffer)
        {
            _ = Fail(call, BybitError.Parameter("buy leverage invalid"));
            return;
        }

        if (Math.Max(buy, sell) > book.Spec.MaximumLeverage)
        {
            _ = Fail(call, new BybitError(110013, "Cannot set leverage due to risk limit level"));
            return;
        }

        var setting = account.Setting(book);
        if (setting.Leverage == buy && (setting.ShortLeverage ?? setting.Leverage) == sell)
        {
            _ = Fail(call, new BybitError(110043, "leverage not modified"));
            return;
        }

        Venue.SetLeverage(account, book, buy, buy == sell ? null : sell);
        Done(call);
    }

    private void SwitchMode(Call call)
    {
        var account = call.Account!;
        if (call.Parameter("category") != "linear")
        {
            _ = Fail(call, BybitError.Parameter("Illegal category"));
            return;
        }

        if (call.Parameter("symbol") is null or "" && call.Parameter("coin") is null or "")
        {
            _ = Fail(call, BybitError.Parameter("symbol and coin are both empty"));
            return;
        }

        if (call.Parameter("mode") is not ("0" or "3"))
        {
            _ = Fail(call, BybitError.Parameter("mode invalid"));
            return;
        }

        var isHedge = call.Parameter("mode") == "3";
        if (isHedge == account.IsHedge(Market.UsdM))
        {
            _ = Fail(call, new BybitError(110025, "Position mode is not modified"));
            return;
        }

        if (account.Positions.Exists(position => position.Spec.Market == Market.UsdM && position.Quantity != 0))
        {
            _ = Fail(call, new BybitError(110024, "You have an existing position, so position mode cannot be switched"));
            return;
        }

        if (account.OpenOrders.Exists(order => order.Market == Market.UsdM) || account.OpenAlgos.Exists(algo => algo.Market == Market.UsdM))
        {
            _ = Fail(call, new BybitError(110028, "You have existing open orders, so position mode cannot be switched"));
            return;
        }

        Venue.SetHedge(account, Market.UsdM, isHedge);
        Done(call);
    }
}
