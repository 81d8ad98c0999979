using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

internal sealed partial class BinanceWebDialect
{
    private const int ZeroRows = 6;

    /// <summary>One row a symbol and side, and a handful of zero rows, as the live answer has.</summary>
    private void Positions(Call call)
    {
        if (!TryTrader(call, "portfolioId", out var trader))
        {
            return;
        }

        var json = call.Json;
        Begin(call);
        json.WriteStartArray("data"u8);
        var shown = trader is { IsSharing: true } ? trader.Positions : [];
        foreach (var group in shown.GroupBy(row => (row.Market, row.Symbol, row.IsLong)))
        {
            WritePosition(json, group.Key.Market, group.Key.Symbol, group.Key.IsLong, trader!.IsOneWay, [.. group]);
        }

        if (trader is not null)
        {
            var held = shown.Select(row => row.Symbol).ToHashSet(StringComparer.Ordinal);
            var market = IsCoinPortfolio(trader) ? Market.CoinM : Market.UsdM;
            foreach (var book in Venue.Books.Where(book => book.Spec.Market == market && !held.Contains(book.Spec.Symbol.Name)).Take(ZeroRows))
            {
                WriteZeroRow(json, book);
            }
        }

        json.WriteEndArray();
        End(call);
    }

    private static string SideOf(bool isLong, bool isOneWay) => isOneWay ? "BOTH" : isLong ? "LONG" : "SHORT";

    private void WritePosition(Utf8JsonWriter json, Market market, string canonical, bool isLong, bool isOneWay, TraderPosition[] rows)
    {
        var side = SideOf(isLong, isOneWay);
        var book = Venue.FindCanonical(market, canonical);
        var size = rows.Sum(row => row.Size);
        var entry = rows.Sum(row => row.Size * row.EntryPrice) / size;
        var mark = book?.Quote.Mark ?? entry;
        var signed = isLong ? size : -size;
        var spec = book?.Spec;
        var contract = market == Market.CoinM ? spec?.ContractSize ?? 10 : 1;
        var pnl = spec?.Profit(signed * contract, entry, mark) ?? signed * (mark - entry);
        var symbol = SymbolOf(canonical, market);
        json.WriteStartObject();
        json.WriteString("id"u8, $"0_{symbol}_{side}");
        json.WriteString("symbol"u8, symbol);
        json.WriteString("collateral"u8, spec?.SettleAsset ?? "USDT");
        json.Money("positionAmount"u8, signed);
        json.Money("entryPrice"u8, Math.Round(entry, 12));
        json.Money("markPrice"u8, mark, 8);
        json.WriteNumber("leverage"u8, (int)rows[^1].Leverage);
        json.WriteBoolean("isolated"u8, false);
        json.WriteString("positionSide"u8, side);
        json.Money("unrealizedProfit"u8, pnl, 8);
        json.WriteString("cumRealized"u8, "0.00000000");
        json.Money("notionalValue"u8, spec?.Value(signed * contract, mark) ?? signed * mark, 8);
        json.Money("breakEvenPrice"u8, Math.Round(entry * (isLong ? 1.0005m : 0.9995m), 10));
        json.WriteNumber("adl"u8, 1);
        json.WriteEndObject();
    }

    private static void WriteZeroRow(Utf8JsonWriter json, InstrumentBook book)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, $"0_{book.Spec.VenueSymbol}_BOTH");
        json.WriteString("symbol"u8, book.Spec.VenueSymbol);
        json.WriteString("collateral"u8, book.Spec.SettleAsset);
        json.WriteString("positionAmount"u8, "0.000");
        json.WriteString("entryPrice"u8, "0.0");
        json.Money("markPrice"u8, book.Quote.Mark, 8);
        json.WriteNumber("leverage"u8, 20);
        json.WriteBoolean("isolated"u8, false);
        json.WriteString("positionSide"u8, "BOTH");
        json.WriteString("unrealizedProfit"u8, "0.00000000");
        json.WriteString("cumRealized"u8, "0.00000000");
        json.WriteString("notionalValue"u8, "0");
        json.WriteString("breakEvenPrice"u8, "0.0");
        json.WriteNumber("adl"u8, 0);
        json.WriteEndObject();
    }

    private void Detail(Call call)
    {
        if (!TryTrader(call, "portfolioId", out var trader))
        {
            return;
        }

        Begin(call);
        if (trader is null)
        {
            call.Json.WriteNull("data"u8);
        }
        else
        {
            call.Json.WriteStartObject("data"u8);
            WriteDetail(call.Json, trader);
            call.Json.WriteEndObject();
        }

        End(call);
    }

    private void WriteDetail(Utf8JsonWriter json, Trader trader)
    {
        var isCoin = IsCoinPortfolio(trader);
        json.WriteNull("userId"u8);
        json.WriteBoolean("leadOwner"u8, false);
        json.WriteBoolean("hasCopy"u8, false);
        json.WriteString("leadPortfolioId"u8, trader.Uid);
        json.WriteString("nickname"u8, trader.Nickname);
        json.WriteNull("nicknameTranslate"u8);
        json.WriteString("avatarUrl"u8, "");
        json.WriteString("status"u8, "ACTIVE");
        json.WriteString("description"u8, "");
        json.WriteNumber("favoriteCount"u8, trader.Followers);
        json.WriteNumber("currentCopyCount"u8, trader.Followers);
        json.WriteNumber("maxCopyCount"u8, 1000);
        json.WriteNumber("totalCopyCount"u8, trader.Followers);
        json.WriteNumber("closeLeadCount"u8, 0);
        json.Money("marginBalance"u8, trader.EquityUsdt, 8);
        json.WriteString("initInvestAsset"u8, isCoin ? "BTC" : "USDT");
        json.WriteString("futuresType"u8, isCoin ? "CM" : "UM");
        json.Money("aumAmount"u8, trader.EquityUsdt, 8);
        json.WriteString("copierPnl"u8, "0");
        json.WriteString("copierPnlAsset"u8, "USDT");
        json.WriteString("profitSharingRate"u8, "10.00");
        json.WriteString("unrealizedProfitShareAmount"u8, "0");
        json.WriteNumber("startTime"u8, Venue.ToVenueMs(trader.CreatedAt));
        json.WriteNull("endTime"u8);
        json.WriteNull("closedTime"u8);
        json.WriteStartArray("tag"u8);
        json.WriteEndArray();
        json.WriteBoolean("positionShow"u8, trader.IsSharing);
        json.WriteNumber("mockCopyCount"u8, 0);
        json.WriteString("sharpRatio"u8, "1.50000000");
        json.WriteBoolean("hasMock"u8, false);
        json.WriteNumber("lockPeriod"u8, 0);
        json.WriteString("badgeName"u8, "MASTER");
        json.WriteStartArray("tagItemVos"u8);
        json.WriteEndArray();
        json.WriteNumber("fixedRadioMinCopyUsd"u8, 10);
        json.WriteNumber("fixedAmountMinCopyUsd"u8, 10);
        json.WriteString("portfolioType"u8, "PUBLIC");
        json.WriteString("publicLeadPortfolioId"u8, trader.Uid);
        json.WriteNull("privateLeadPortfolioId"u8);
        if (trader.LastTradeAt is { } last)
        {
            json.WriteNumber("lastTradeTime"u8, Venue.ToVenueMs(last));
        }
        else
        {
            json.WriteNull("lastTradeTime"u8);
        }

        json.WriteBoolean("favorite"u8, false);
    }

    /// <summary>Newest first; <c>indexValue</c> is the id after which the next page goes on, null on the last.</summary>
    private void OrderHistory(Call call)
    {
        if (!TryTrader(call, "portfolioId", out var trader))
        {
            return;
        }

        var size = IntegerOf(call, "pageSize", 20, 100);
        var start = Call.TryLong(call.Parameter("startTime"), out var from) ? from : 0;
        var end = Call.TryLong(call.Parameter("endTime"), out var to) ? to : long.MaxValue;
        var after = Call.TryLong(call.Parameter("indexValue"), out var index) && index > 0 ? index : long.MaxValue;
        var rows = (trader?.Orders ?? []).Where(order => Venue.ToVenueMs(order.At) is var ms && ms >= start && ms <= end)
            .Reverse().ToArray();
        var page = rows.Where(order => order.Id < after).Take(size + 1).ToArray();
        var json = call.Json;
        Begin(call);
        json.WriteStartObject("data"u8);
        if (page.Length > size)
        {
            json.WriteNumber("indexValue"u8, page[size - 1].Id);
        }
        else
        {
            json.WriteNull("indexValue"u8);
        }

        json.WriteNumber("total"u8, rows.Length);
        json.WriteStartArray("list"u8);
        foreach (var order in page.Take(size))
        {
            json.WriteStartObject();
            json.WriteString("symbol"u8, SymbolOf(order.Symbol, order.Market));
            WriteAssets(json, order.Symbol);
            json.WriteString("side"u8, Words.Of(order.Side));
            json.WriteString("type"u8, "MARKET");
            json.WriteString("positionSide"u8, SideOf(order.IsLong, trader!.IsOneWay));
            json.Number("executedQty"u8, order.Size);
            json.Number("avgPrice"u8, order.Price);
            json.Number("totalPnl"u8, order.Pnl);
            json.WriteNumber("orderUpdateTime"u8, Venue.ToVenueMs(order.At));
            json.WriteNumber("orderTime"u8, Venue.ToVenueMs(order.At));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        End(call);
    }

    private void PositionHistory(Call call)
    {
        if (!TryTrader(call, "portfolioId", out var trader))
        {
            return;
        }

        var size = IntegerOf(call, "pageSize", 10, 100);
        var number = IntegerOf(call, "pageNumber", 1, int.MaxValue / size);
        var rows = (trader?.Closed ?? []).AsEnumerable().Reverse().ToArray();
        var json = call.Json;
        Begin(call);
        json.WriteStartObject("data"u8);
        json.WriteNumber("total"u8, rows.Length);
        json.WriteStartArray("list"u8);
        foreach (var row in rows.Skip((number - 1) * size).Take(size))
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, row.Id);
            json.WriteString("symbol"u8, SymbolOf(row.Symbol, row.Market));
            json.WriteString("type"u8, row.Market == Market.CoinM ? "CM" : "UM");
            json.WriteNumber("opened"u8, Venue.ToVenueMs(row.OpenedAt));
            json.WriteNumber("closed"u8, Venue.ToVenueMs(row.ClosedAt));
            json.Number("avgCost"u8, row.EntryPrice);
            json.Number("avgClosePrice"u8, row.ClosePrice);
            json.Number("closingPnl"u8, row.Pnl);
            json.Number("maxOpenInterest"u8, row.Size);
            json.Number("closedVolume"u8, row.Size);
            json.WriteString("isolated"u8, "Cross");
            json.WriteString("side"u8, row.IsLong ? "Long" : "Short");
            json.WriteString("status"u8, row.IsPartial ? "Partially Closed" : "All Closed");
            json.WriteNumber("updateTime"u8, Venue.ToVenueMs(row.ClosedAt));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        End(call);
    }

    private void Performance(Call call)
    {
        if (!TryTrader(call, "portfolioId", out var trader))
        {
            return;
        }

        var json = call.Json;
        Begin(call);
        if (trader is null)
        {
            json.WriteNull("data"u8);
        }
        else
        {
            json.WriteStartObject("data"u8);
            json.WriteString("timeRange"u8, call.Parameter("timeRange") ?? "30D");
            json.Number("roi"u8, trader.Roi * 100);
            json.Number("pnl"u8, trader.Pnl);
            json.Number("mdd"u8, 12.5m);
            json.Number("winRate"u8, trader.WinRate * 100);
            json.WriteNumber("winOrders"u8, (int)(trader.WinRate * 100));
            json.WriteNumber("totalOrder"u8, 100);
            json.WriteString("sharpRatio"u8, "1.50000000");
            json.Number("copierPnl"u8, 0);
            json.WriteEndObject();
        }

        End(call);
    }

    private void QueryList(Call call)
    {
        var size = IntegerOf(call, "pageSize", 20, 100);
        var number = IntegerOf(call, "pageNumber", 1, int.MaxValue / size);
        var range = call.Parameter("timeRange") ?? "30D";
        var nickname = call.Parameter("nickname");
        var traders = Venue.Traders.Values
            .Where(trader => string.IsNullOrEmpty(nickname) || trader.Nickname.Contains(nickname, StringComparison.OrdinalIgnoreCase));
        Func<Trader, decimal> key = call.Parameter("dataType") switch
        {
            "PNL" => trader => trader.Pnl,
            "AUM" => trader => trader.EquityUsdt,
            "COPY_COUNT" or "COPIER_PNL" => trader => trader.Followers,
            _ => trader => trader.Roi,
        };
        var ordered = (call.Parameter("order") == "ASC" ? traders.OrderBy(key) : traders.OrderByDescending(key))
            .ThenBy(trader => trader.Uid, StringComparer.Ordinal).ToArray();
        var json = call.Json;
        Begin(call);
        json.WriteStartObject("data"u8);
        json.WriteNumber("total"u8, ordered.Length);
        json.WriteStartArray("list"u8);
        foreach (var trader in ordered.Skip((number - 1) * size).Take(size))
        {
            WriteListed(json, trader, range);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        End(call);
    }

    private static void WriteListed(Utf8JsonWriter json, Trader trader, string range)
    {
        json.WriteStartObject();
        json.WriteString("leadPortfolioId"u8, trader.Uid);
        json.WriteString("nickname"u8, trader.Nickname);
        json.WriteString("avatarUrl"u8, "");
        json.WriteNumber("currentCopyCount"u8, trader.Followers);
        json.WriteNumber("maxCopyCount"u8, 1000);
        json.WriteString("timeRange"u8, range);
        json.Number("roi"u8, trader.Roi * 100);
        json.Number("pnl"u8, trader.Pnl);
        json.Number("aum"u8, trader.EquityUsdt);
        json.Number("mdd"u8, 12.5m);
        json.Number("winRate"u8, trader.WinRate * 100);
        json.WriteNumber("sharpRatio"u8, 1.5m);
        json.WriteString("badgeName"u8, "MASTER");
        json.WriteString("portfolioType"u8, "PUBLIC");
        json.WriteBoolean("positionShow"u8, trader.IsSharing);
        json.WriteStartArray("chartItems"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
