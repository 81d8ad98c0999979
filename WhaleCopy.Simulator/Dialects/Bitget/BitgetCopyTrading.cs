using System.Globalization;
using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bitget;

/// <summary>
/// Lead traders as a broker's or a follower's key sees them: one row a tracking order. Such a key has the right
/// <c>copy</c>. Shapes that the reference leaves open are in docs/exchanges/bitget.md.
/// </summary>
internal sealed partial class BitgetDialect
{
    private const string BrokerRoot = "/api/v2/copy/mix-broker/";
    private const string FollowerRoot = "/api/v2/copy/mix-follower/";
    private const int DefaultRows = 20;
    private const int MaximumRows = 100;

    private IEnumerable<Operation> CopyOperations() =>
    [
        new("GET", BrokerRoot + "query-traders", LeadTraders, IsSigned: true, Rate: BitgetRates.TenByAddress),
        new("GET", BrokerRoot + "query-current-traces", CurrentTraces, IsSigned: true, Rate: BitgetRates.TenByAddress),
        new("GET", BrokerRoot + "query-history-traces", HistoryTraces, IsSigned: true, Rate: BitgetRates.TenByAddress),
        new("GET", FollowerRoot + "query-traders", LeadTraders, IsSigned: true, Rate: BitgetRates.Five),
        new("GET", FollowerRoot + "query-current-orders", FollowedOrders, IsSigned: true, Rate: BitgetRates.Five),
        new("GET", "/api/v2/copy/mix-trader/order-current-track", OwnTracks, IsSigned: true, Rate: BitgetRates.Five),
    ];

    /// <summary>Those who share; a page is cut at 20.</summary>
    private void LeadTraders(Call call)
    {
        var size = Call.TryLong(call.Parameter("pageSize"), out var asked) && asked > 0 ? (int)Math.Min(asked, DefaultRows) : DefaultRows;
        var page = Call.TryLong(call.Parameter("pageNo"), out var number) && number > 0 ? (int)Math.Min(number, 100_000) : 1;
        var wanted = call.Parameter("traderId");
        var traders = Venue.Traders.Values.Where(trader => trader.IsSharing && (string.IsNullOrEmpty(wanted) || trader.Uid == wanted))
            .OrderByDescending(trader => trader.Roi).ThenBy(trader => trader.Uid, StringComparer.Ordinal);
        WriteRows(call, traders.Skip((page - 1) * size).Take(size), WriteTrader);
    }

    private static string Percent(decimal fraction) => JsonMoney.Text(Math.Round(fraction * 100, 4));

    private static void WriteTrader(Utf8JsonWriter json, Trader trader)
    {
        var won = trader.Closed.Count(row => row.Pnl > 0);
        json.WriteStartObject();
        json.WriteString("traderId"u8, trader.Uid);
        json.WriteString("traderName"u8, trader.Nickname);
        json.WriteString("traderPic"u8, "");
        json.WriteString("canTrace"u8, "yes");
        json.WriteString("maxFollowLimit"u8, "1000");
        json.WriteString("followCount"u8, Id(trader.Followers));
        json.WriteString("totalFollowers"u8, Id(trader.Followers));
        json.WriteString("tradeCount"u8, Id(trader.Closed.Count));
        json.WriteString("profitCount"u8, Id(won));
        json.WriteString("lossCount"u8, Id(trader.Closed.Count - won));
        json.WriteString("averageWinRate"u8, Percent(trader.WinRate));
        json.WriteString("roi"u8, Percent(trader.Roi));
        json.WriteString("winRate"u8, Percent(trader.WinRate));
        json.Money("totalProfit"u8, trader.Pnl);
        json.WriteStartArray("columnList"u8);
        foreach (var (name, value) in new[]
        {
            ("ROI", Percent(trader.Roi) + "%"),
            ("Win rate", Percent(trader.WinRate) + "%"),
            ("Total PnL", JsonMoney.Text(trader.Pnl)),
            ("AUM", JsonMoney.Text(trader.EquityUsdt)),
        })
        {
            json.WriteStartObject();
            json.WriteString("describe"u8, name);
            json.WriteString("value"u8, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("currentTradingList"u8);
        foreach (var symbol in trader.Positions.Select(row => row.Symbol).Distinct())
        {
            json.WriteStringValue(symbol);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>False with the error written when the question names nobody.</summary>
    private bool TryTrader(Call call, out Trader? trader, out Market market)
    {
        trader = null;
        if (!TryProduct(call, out market))
        {
            return false;
        }

        if (call.Parameter("traderId") is not { Length: > 0 } uid)
        {
            return Fail(call, BitgetError.Missing("traderId"));
        }

        trader = Venue.Traders.GetValueOrDefault(uid);
        return true;
    }

    private static int LimitOf(Call call, Trader? trader)
    {
        var asked = Call.TryLong(call.Parameter("limit"), out var limit) && limit > 0 ? (int)Math.Min(limit, MaximumRows) : DefaultRows;
        return trader is null ? asked : Math.Min(asked, trader.PageSize);
    }

    /// <summary>Newest first; <c>idLessThan</c> goes on below that row.</summary>
    private static IEnumerable<T> Page<T>(Call call, Trader? trader, IEnumerable<T> newestFirst, Func<T, string> id)
    {
        var rows = newestFirst.ToList();
        var start = call.Parameter("idLessThan") is { Length: > 0 } below ? rows.FindIndex(row => id(row) == below) + 1 : 0;
        return rows.Skip(start).Take(LimitOf(call, trader));
    }

    private static IEnumerable<TraderPosition> ShownRows(Call call, Trader? trader, Market market)
    {
        var symbol = call.Parameter("symbol");
        return trader is not { IsSharing: true }
            ? []
            : trader.Positions.AsEnumerable().Reverse().Where(row => row.Market == market
                && (string.IsNullOrEmpty(symbol) || string.Equals(row.Symbol, symbol, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Who does not share, and who does not exist, holds nothing here.</summary>
    private void CurrentTraces(Call call)
    {
        if (TryTrader(call, out var trader, out var market))
        {
            WriteRows(call, Page(call, trader, ShownRows(call, trader, market), row => row.PositionId), (json, row) => WriteTrace(json, trader!, row));
        }
    }

    private void WriteTrace(Utf8JsonWriter json, Trader trader, TraderPosition row)
    {
        var value = row.Market == Market.CoinM ? row.Size : row.Size * row.EntryPrice;
        json.WriteStartObject();
        json.WriteString("trackingNo"u8, row.PositionId);
        json.WriteString("openOrderId"u8, row.PositionId);
        json.WriteString("marginMode"u8, "cross");
        json.WriteString("posSide"u8, row.IsLong ? "long" : "short");
        json.WriteString("symbol"u8, row.Symbol);
        json.Money("openLeverage"u8, row.Leverage);
        json.Money("openPriceAvg"u8, row.EntryPrice);
        json.WriteString("openTime"u8, Ms(row.OpenedAt));
        json.Money("openSize"u8, row.Size);
        json.Money("openFee"u8, -Math.Round(value * 0.0006m, 8));
        json.Money("marginAmount"u8, Math.Round(value / row.Leverage, 8));
        json.WriteString("followCount"u8, Id(trader.Followers));
        json.WriteString("stopSurplusPrice"u8, "");
        json.WriteString("stopLossPrice"u8, "");
        json.WriteString("cTime"u8, Ms(row.OpenedAt));
        json.WriteEndObject();
    }

    private void HistoryTraces(Call call)
    {
        if (!TryTrader(call, out var trader, out var market))
        {
            return;
        }

        var rows = trader is { IsSharing: true }
            ? trader.Closed.AsEnumerable().Reverse().Where(row => row.Market == market && IsWithin(call, row.ClosedAt))
            : [];
        WriteRows(call, Page(call, trader, rows, row => Id(row.Id)), (json, row) =>
        {
            json.WriteStartObject();
            json.WriteString("trackingNo"u8, Id(row.Id));
            json.WriteString("openOrderId"u8, row.PositionId);
            json.WriteString("closeOrderId"u8, Id(row.Id));
            json.WriteString("marginMode"u8, "cross");
            json.WriteString("posSide"u8, row.IsLong ? "long" : "short");
            json.WriteString("symbol"u8, row.Symbol);
            json.Money("openLeverage"u8, row.Leverage);
            json.Money("openPriceAvg"u8, row.EntryPrice);
            json.WriteString("openTime"u8, Ms(row.OpenedAt));
            json.Money("openSize"u8, row.Size);
            json.Money("closePriceAvg"u8, row.ClosePrice);
            json.WriteString("closeTime"u8, Ms(row.ClosedAt));
            json.Money("closeSize"u8, row.Size);
            json.Money("achievedPL"u8, row.Pnl);
            json.WriteString("followCount"u8, Id(trader!.Followers));
            json.WriteString("cTime"u8, Ms(row.OpenedAt));
            json.WriteEndObject();
        });
    }

    /// <summary>What a follower's own key shows of the traders it follows: here of all, each row with its trader.</summary>
    private void FollowedOrders(Call call)
    {
        if (!TryProduct(call, out var market))
        {
            return;
        }

        var uid = call.Parameter("traderId");
        var rows = Venue.Traders.Values.Where(trader => string.IsNullOrEmpty(uid) || trader.Uid == uid)
            .SelectMany(trader => ShownRows(call, trader, market).Select(row => (Trader: trader, Row: row)));
        var page = Page(call, null, rows, pair => pair.Row.PositionId).ToArray();
        WriteTracks(call, page, pair => pair.Row.PositionId, (json, pair) =>
        {
            json.WriteString("traderId"u8, pair.Trader.Uid);
            json.WriteString("traderName"u8, pair.Trader.Nickname);
            WriteTrack(json, pair.Row.PositionId, pair.Row.Symbol, pair.Row.IsLong, pair.Row.Leverage, pair.Row.EntryPrice, pair.Row.OpenedAt, pair.Row.Size);
        });
    }

    /// <summary>A lead trader's own key: its positions.</summary>
    private void OwnTracks(Call call)
    {
        if (!TryProduct(call, out var market))
        {
            return;
        }

        var symbol = call.Parameter("symbol");
        var rows = call.Account!.Positions.Where(position => position.Quantity != 0 && position.Spec.Market == market
            && (string.IsNullOrEmpty(symbol) || string.Equals(position.Spec.VenueSymbol, symbol, StringComparison.OrdinalIgnoreCase)));
        var page = Page(call, null, rows.OrderByDescending(position => position.Id), position => Id(position.Id)).ToArray();
        WriteTracks(call, page, position => Id(position.Id), (json, position) => WriteTrack(
            json, Id(position.Id), position.Spec.VenueSymbol, position.IsLong, position.Leverage, position.EntryPrice, position.OpenedAt, position.Size));
    }

    private void WriteTracks<T>(Call call, T[] page, Func<T, string> id, Action<Utf8JsonWriter, T> write)
    {
        var json = call.Json;
        Begin(call);
        json.WriteStartObject();
        json.WriteStartArray("trackingList"u8);
        foreach (var row in page)
        {
            json.WriteStartObject();
            write(json, row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("endId"u8, page.Length == 0 ? "" : id(page[^1]));
        json.WriteEndObject();
        End(call);
    }

    private void WriteTrack(
        Utf8JsonWriter json, string id, string symbol, bool isLong, decimal leverage, decimal price, DateTimeOffset openedAt, decimal size)
    {
        json.WriteString("trackingNo"u8, id);
        json.WriteString("openOrderId"u8, id);
        json.WriteString("symbol"u8, symbol);
        json.WriteString("posSide"u8, isLong ? "long" : "short");
        json.Money("openLeverage"u8, leverage);
        json.Money("openPriceAvg"u8, price);
        json.WriteString("openTime"u8, Ms(openedAt));
        json.WriteString("openSize"u8, size.ToString("F16", CultureInfo.InvariantCulture));
        json.WriteString("presetStopSurplusPrice"u8, "");
        json.WriteString("presetStopLossPrice"u8, "");
        json.Money("openFee"u8, -Math.Round(size * price * 0.0006m, 8));
        json.WriteString("followCount"u8, "0");
    }
}
