using System.Globalization;
using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Okx;

/// <summary>Public copy trading. One row a lead order ("sub-position"); shapes that the reference leaves open are in docs/exchanges/okx.md.</summary>
internal sealed partial class OkxDialect
{
    private const int MaximumRows = 100;
    private const int MaximumTraders = 20;

    private IEnumerable<Operation> CopyOperations() =>
    [
        new("GET", "/api/v5/copytrading/public-current-subpositions", CurrentSubPositions, Rate: OkxRates.FiveByAddress),
        new("GET", "/api/v5/copytrading/public-subpositions-history", SubPositionHistory, Rate: OkxRates.FiveByAddress),
        new("GET", "/api/v5/copytrading/public-lead-traders", LeadTraders, Rate: OkxRates.FiveByAddress),
        new("GET", "/api/v5/copytrading/public-stats", TraderStatistics, Rate: OkxRates.FiveByAddress),
        new("GET", "/api/v5/copytrading/public-pnl", TraderPnl, Rate: OkxRates.FiveByAddress),
        new("GET", "/api/v5/copytrading/public-weekly-pnl", TraderPnl, Rate: OkxRates.FiveByAddress),
        new("GET", "/api/v5/copytrading/public-config", CopyConfig, Rate: OkxRates.FiveByAddress),
    ];

    private Trader? TraderOf(Call call)
    {
        if (call.Parameter("instType") is not (null or "" or "SWAP"))
        {
            _ = Fail(call, OkxError.Parameter("instType"));
            return null;
        }

        if (call.Parameter("uniqueCode") is not { Length: > 0 } code)
        {
            _ = Fail(call, OkxError.Empty("uniqueCode"));
            return null;
        }

        var trader = Venue.Traders.GetValueOrDefault(code);
        if (trader is null)
        {
            _ = Fail(call, OkxError.Parameter("uniqueCode"));
        }

        return trader;
    }

    private void CurrentSubPositions(Call call)
    {
        if (TraderOf(call) is not { } trader)
        {
            return;
        }

        var shown = trader.IsSharing ? trader.Positions.AsEnumerable().Reverse().ToArray() : [];
        Begin(call);
        foreach (var row in Page(call, shown, row => row.PositionId, Math.Min(MaximumRows, trader.PageSize)))
        {
            WriteSubPosition(call.Json, trader, row);
        }

        End(call);
    }

    private void WriteSubPosition(Utf8JsonWriter json, Trader trader, TraderPosition row)
    {
        var book = Venue.FindCanonical(row.Market, row.Symbol);
        var spec = book?.Spec;
        var mark = book?.Quote.Mark ?? row.EntryPrice;
        // The control API gives coins for linear contracts and contracts for inverse ones; OKX shows contracts.
        var contracts = row.Market == Market.CoinM ? row.Size : row.Size / (spec?.ContractSize ?? 1);
        var quantity = contracts * (spec?.ContractSize ?? 1);
        var pnl = spec?.Profit(row.IsLong ? quantity : -quantity, row.EntryPrice, mark) ?? 0;
        var margin = (spec?.Value(quantity, row.EntryPrice) ?? row.Size * row.EntryPrice) / row.Leverage;
        json.WriteStartObject();
        json.WriteString("ccy"u8, spec?.SettleAsset ?? "USDT");
        json.WriteString("instId"u8, spec?.VenueSymbol ?? row.Symbol);
        json.WriteString("instType"u8, "SWAP");
        json.Money("lever"u8, row.Leverage);
        json.Money("margin"u8, Math.Round(margin, 8));
        json.Money("markPx"u8, mark);
        json.WriteString("mgnMode"u8, "cross");
        json.Money("openAvgPx"u8, row.EntryPrice);
        json.WriteString("openTime"u8, Ms(row.OpenedAt));
        json.WriteString("posSide"u8, SideOf(trader, row.IsLong));
        json.Money("subPos"u8, trader.IsOneWay && !row.IsLong ? -contracts : contracts);
        json.WriteString("subPosId"u8, row.PositionId);
        json.WriteString("uniqueCode"u8, trader.Uid);
        json.Money("upl"u8, Math.Round(pnl, 8));
        json.Money("uplRatio"u8, margin == 0 ? 0 : Math.Round(pnl / margin, 8));
        json.WriteEndObject();
    }

    /// <summary>In net mode the sign of the size tells the side.</summary>
    private static string SideOf(Trader trader, bool isLong) => trader.IsOneWay ? "net" : isLong ? "long" : "short";

    private void SubPositionHistory(Call call)
    {
        if (TraderOf(call) is not { } trader)
        {
            return;
        }

        if (!trader.IsSharing)
        {
            _ = Fail(call, new OkxError("59280", "The lead trader does not share positions."));
            return;
        }

        Begin(call);
        foreach (var row in Page(call, [.. trader.Closed.AsEnumerable().Reverse()], row => Id(row.Id), MaximumRows))
        {
            WriteClosed(call.Json, trader, row);
        }

        End(call);
    }

    private void WriteClosed(Utf8JsonWriter json, Trader trader, ClosedTraderPosition row)
    {
        var spec = Venue.FindCanonical(row.Market, row.Symbol)?.Spec;
        var contracts = row.Market == Market.CoinM ? row.Size : row.Size / (spec?.ContractSize ?? 1);
        var margin = (spec?.Value(contracts * spec.ContractSize, row.EntryPrice) ?? row.Size * row.EntryPrice) / row.Leverage;
        json.WriteStartObject();
        json.WriteString("ccy"u8, spec?.SettleAsset ?? "USDT");
        json.Money("closeAvgPx"u8, row.ClosePrice);
        json.WriteString("closeTime"u8, Ms(row.ClosedAt));
        json.WriteString("instId"u8, spec?.VenueSymbol ?? row.Symbol);
        json.WriteString("instType"u8, "SWAP");
        json.Money("lever"u8, row.Leverage);
        json.Money("margin"u8, Math.Round(margin, 8));
        Empty(json, "markPx"u8);
        json.WriteString("mgnMode"u8, "cross");
        json.Money("openAvgPx"u8, row.EntryPrice);
        json.WriteString("openTime"u8, Ms(row.OpenedAt));
        json.Money("pnl"u8, row.Pnl);
        json.Money("pnlRatio"u8, margin == 0 ? 0 : Math.Round(row.Pnl / margin, 8));
        json.WriteString("posSide"u8, SideOf(trader, row.IsLong));
        json.WriteString("profitSharingAmt"u8, "");
        json.Money("subPos"u8, trader.IsOneWay && !row.IsLong ? -contracts : contracts);
        json.WriteString("subPosId"u8, row.PositionId);
        json.WriteString("type"u8, row.IsPartial ? "1" : "2");
        json.WriteString("uniqueCode"u8, trader.Uid);
        json.WriteEndObject();
    }

    private void LeadTraders(Call call)
    {
        var size = Call.TryLong(call.Parameter("limit"), out var limit) && limit > 0 ? (int)Math.Min(limit, MaximumTraders) : 10;
        var page = Call.TryLong(call.Parameter("page"), out var number) && number > 0 ? (int)Math.Min(number, 100_000) : 1;
        Func<Trader, decimal> key = call.Parameter("sortType") switch
        {
            "pnl" => trader => trader.Pnl,
            "aum" => trader => trader.EquityUsdt,
            "win_ratio" => trader => trader.WinRate,
            _ => trader => trader.Roi,
        };
        var all = Venue.Traders.Values.OrderByDescending(key).ThenBy(trader => trader.Uid, StringComparer.Ordinal).ToArray();
        var json = call.Json;
        Begin(call);
        json.WriteStartObject();
        json.WriteString("dataVer"u8, (Venue.Now + Venue.ClockOffset).ToString("yyyyMMddHH'0000'", CultureInfo.InvariantCulture));
        json.WriteString("totalPage"u8, Id((all.Length + size - 1) / size));
        json.WriteStartArray("ranks"u8);
        foreach (var trader in all.Skip((page - 1) * size).Take(size))
        {
            json.WriteStartObject();
            json.WriteString("accCopyTraderNum"u8, Id(trader.Followers));
            json.Money("aum"u8, trader.EquityUsdt);
            json.WriteString("ccy"u8, "USDT");
            json.WriteString("copyState"u8, "0");
            json.WriteString("copyTraderNum"u8, Id(trader.Followers));
            json.WriteString("leadDays"u8, Id((long)(Venue.Now - trader.CreatedAt).TotalDays));
            json.WriteString("maxCopyTraderNum"u8, "1000");
            json.WriteString("nickName"u8, trader.Nickname);
            json.Money("pnl"u8, trader.Pnl);
            json.Money("pnlRatio"u8, trader.Roi);
            json.WriteStartArray("pnlRatios"u8);
            json.WriteEndArray();
            json.WriteString("portLink"u8, "");
            json.WriteStartArray("traderInsts"u8);
            json.WriteEndArray();
            json.WriteString("uniqueCode"u8, trader.Uid);
            json.Money("winRatio"u8, trader.WinRate);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        End(call);
    }

    private void TraderStatistics(Call call)
    {
        if (TraderOf(call) is not { } trader)
        {
            return;
        }

        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteString("avgSubPosNotional"u8, "1000");
        call.Json.WriteString("ccy"u8, "USDT");
        call.Json.WriteString("curCopyTraderPnl"u8, "0");
        call.Json.Money("investAmt"u8, trader.EquityUsdt);
        call.Json.WriteString("lossDays"u8, "1");
        call.Json.WriteString("profitDays"u8, "2");
        call.Json.Money("winRatio"u8, trader.WinRate);
        call.Json.WriteEndObject();
        End(call);
    }

    private void TraderPnl(Call call)
    {
        if (TraderOf(call) is not { } trader)
        {
            return;
        }

        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteString("beginTs"u8, Id(Venue.NowMs / 86_400_000 * 86_400_000));
        call.Json.Money("pnl"u8, trader.Pnl);
        call.Json.Money("pnlRatio"u8, trader.Roi);
        call.Json.WriteEndObject();
        End(call);
    }

    private static void CopyConfig(Call call)
    {
        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteString("maxCopyAmt"u8, "1000");
        call.Json.WriteString("maxCopyRatio"u8, "100");
        call.Json.WriteString("minCopyAmt"u8, "20");
        call.Json.WriteString("minCopyRatio"u8, "0.01");
        call.Json.WriteString("maxCopyTotalAmt"u8, "30000");
        call.Json.WriteString("maxSlRatio"u8, "0.75");
        call.Json.WriteString("maxTpRatio"u8, "1.5");
        call.Json.WriteEndObject();
        End(call);
    }

    /// <summary>Newest first; <c>after</c> goes on below a row, <c>before</c> stays above it.</summary>
    private static IEnumerable<T> Page<T>(Call call, T[] rows, Func<T, string> id, int maximum)
    {
        var limit = Call.TryLong(call.Parameter("limit"), out var asked) && asked > 0 ? (int)Math.Min(asked, maximum) : maximum;
        var start = 0;
        if (call.Parameter("after") is { Length: > 0 } after)
        {
            var at = Array.FindIndex(rows, row => id(row) == after);
            start = at < 0 ? rows.Length : at + 1;
        }

        var end = rows.Length;
        if (call.Parameter("before") is { Length: > 0 } before)
        {
            var at = Array.FindIndex(rows, row => id(row) == before);
            end = at < 0 ? rows.Length : at;
        }

        return rows.Skip(start).Take(Math.Max(0, Math.Min(limit, end - start)));
    }
}
