using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Faults;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bybit;

/// <summary>
/// The web site's copy trading ("beehive"), unofficial. A trader's uid is his leader mark. Shapes that the reference
/// leaves open are in docs/exchanges/bybit.md.
/// </summary>
internal sealed class BybitWebDialect : Dialect
{
    private const decimal E8 = 100_000_000m;

    public BybitWebDialect(Venue venue)
        : base(venue, "/bybit-web") =>
        Serve([.. Operations("/fapi/beehive"), .. Operations("/x-api/fapi/beehive")]);

    private IEnumerable<Operation> Operations(string root) =>
    [
        new("GET", $"{root}/public/v1/common/position/list", Positions),
        new("GET", $"{root}/public/v1/common/order/list-detail", OrderDetails),
        new("GET", $"{root}/public/v1/common/leader-history", History),
        new("GET", $"{root}/private/v1/pub-leader/info", Profile),
        new("GET", $"{root}/public/v1/common/leader-income", Income),
        new("GET", $"{root}/public/v1/common/dynamic-leader-list", Leaders),
    ];

    public override bool Admit(Call call, Operation? route) => true;

    public override bool Authenticate(Call call, Operation route) => true;

    public override void UnknownPath(Call call)
    {
        call.ResetAnswer();
        call.Status = StatusCodes.Status404NotFound;
        call.ContentType = "text/html";
        call.Output.Write("<html><head><title>404 Not Found</title></head><body></body></html>"u8);
    }

    public override void Refuse(Call call, FaultKind kind, int? status, string? code, int retryAfterSeconds)
    {
        if (code is not null && int.TryParse(code, CultureInfo.InvariantCulture, out var number))
        {
            Fail(call, number, "error");
            call.Status = status ?? StatusCodes.Status200OK;
            return;
        }

        call.ResetAnswer();
        call.Status = status ?? (kind is FaultKind.RateLimit or FaultKind.Ban ? StatusCodes.Status403Forbidden : StatusCodes.Status503ServiceUnavailable);
        call.ContentType = "text/html";
        call.Output.Write(Encoding.UTF8.GetBytes($"<html><head><title>{call.Status}</title></head><body>Access Denied</body></html>"));
    }

    private void Fail(Call call, int code, string message)
    {
        call.ResetAnswer();
        call.Json.WriteStartObject();
        call.Json.WriteNumber("retCode"u8, code);
        call.Json.WriteString("retMsg"u8, message);
        call.Json.WriteStartObject("result"u8);
        call.Json.WriteEndObject();
        call.Json.WriteStartObject("retExtInfo"u8);
        call.Json.WriteEndObject();
        call.Json.WriteNumber("time"u8, Venue.NowMs);
        call.Json.WriteEndObject();
    }

    private static void Begin(Call call)
    {
        call.Json.WriteStartObject();
        call.Json.WriteNumber("retCode"u8, 0);
        call.Json.WriteString("retMsg"u8, "success");
        call.Json.WriteStartObject("result"u8);
    }

    private void End(Call call)
    {
        call.Json.WriteEndObject();
        call.Json.WriteStartObject("retExtInfo"u8);
        call.Json.WriteEndObject();
        call.Json.WriteNumber("time"u8, Venue.NowMs);
        call.Json.WriteEndObject();
    }

    private Trader? TraderOf(Call call)
    {
        if (call.Parameter("leaderMark") is not { Length: > 0 } mark)
        {
            Fail(call, 10001, "leaderMark is empty");
            return null;
        }

        // A plus sign that was not encoded arrives as a space.
        var trader = Venue.Traders.GetValueOrDefault(mark) ?? Venue.Traders.GetValueOrDefault(mark.Replace(' ', '+'));
        if (trader is null)
        {
            Fail(call, 100404, "leader not found");
        }

        return trader;
    }

    private static int IntegerOf(Call call, string name, int fallback, int maximum) =>
        Call.TryLong(call.Parameter(name), out var value) && value > 0 ? (int)Math.Min(value, maximum) : fallback;

    /// <summary>Cut at the trader's page size without a word; the total count tells.</summary>
    private void Positions(Call call)
    {
        if (TraderOf(call) is not { } trader)
        {
            return;
        }

        WritePage(call, trader, trader.PageSize, IntegerOf(call, "page", 1, 1_000_000));
    }

    private void OrderDetails(Call call)
    {
        if (TraderOf(call) is not { } trader)
        {
            return;
        }

        var size = Math.Min(IntegerOf(call, "pageSize", 20, 50), trader.PageSize);
        WritePage(call, trader, size, IntegerOf(call, "page", 1, 1_000_000));
    }

    private void WritePage(Call call, Trader trader, int size, int page)
    {
        var shown = trader.IsSharing ? trader.Positions : [];
        Begin(call);
        call.Json.WriteStartArray("data"u8);
        foreach (var row in shown.Skip((page - 1) * size).Take(size))
        {
            WriteRow(call.Json, row);
        }

        call.Json.WriteEndArray();
        call.Json.WriteString("totalCount"u8, shown.Count.ToString(CultureInfo.InvariantCulture));
        call.Json.WriteNumber("openTradeInfoProtection"u8, trader.IsSharing ? 0 : 1);
        End(call);
    }

    private void WriteRow(Utf8JsonWriter json, TraderPosition row)
    {
        var scaled = (row.Size * E8).ToString("F0", CultureInfo.InvariantCulture);
        var margin = (row.Market == Market.CoinM ? row.Size : row.Size * row.EntryPrice) / row.Leverage;
        json.WriteStartObject();
        json.WriteString("symbol"u8, row.Symbol);
        json.Money("entryPrice"u8, row.EntryPrice);
        json.WriteString("sizeX"u8, scaled);
        json.WriteString("createdAtE3"u8, Ms(row.OpenedAt));
        json.WriteString("side"u8, row.IsLong ? "Buy" : "Sell");
        json.WriteString("leverageE2"u8, (row.Leverage * 100).ToString("F0", CultureInfo.InvariantCulture));
        json.WriteBoolean("isIsolated"u8, false);
        json.WriteString("transactTimeE3"u8, Ms(row.OpenedAt));
        json.WriteString("stopLossPrice"u8, "");
        json.WriteString("takeProfitPrice"u8, "");
        json.WriteString("takeProfitOrderId"u8, "");
        json.WriteString("stopLossOrderId"u8, "");
        json.WriteString("orderCostE8"u8, (margin * E8).ToString("F0", CultureInfo.InvariantCulture));
        json.Money("reCalcEntryPrice"u8, row.EntryPrice);
        json.Money("positionEntryPrice"u8, row.EntryPrice);
        json.WriteString("closeFreeQtyX"u8, scaled);
        json.WriteString("crossSeq"u8, row.PositionId);
        json.WriteEndObject();
    }

    private string Ms(DateTimeOffset at) => Venue.ToVenueMs(at).ToString(CultureInfo.InvariantCulture);

    private void History(Call call)
    {
        if (TraderOf(call) is not { } trader)
        {
            return;
        }

        var size = IntegerOf(call, "pageSize", 20, 50);
        var page = IntegerOf(call, "page", 1, 1_000_000);
        var rows = trader.IsSharing ? trader.Closed.AsEnumerable().Reverse().ToArray() : [];
        var json = call.Json;
        Begin(call);
        json.WriteStartArray("data"u8);
        foreach (var row in rows.Skip((page - 1) * size).Take(size))
        {
            json.WriteStartObject();
            json.WriteString("orderId"u8, row.Id.ToString(CultureInfo.InvariantCulture));
            json.WriteString("symbol"u8, row.Symbol);
            json.WriteString("side"u8, row.IsLong ? "Buy" : "Sell");
            json.Money("entryPrice"u8, row.EntryPrice);
            json.Money("closedPrice"u8, row.ClosePrice);
            json.WriteString("sizeX"u8, (row.Size * E8).ToString("F0", CultureInfo.InvariantCulture));
            json.WriteString("leverageE2"u8, (row.Leverage * 100).ToString("F0", CultureInfo.InvariantCulture));
            json.WriteBoolean("isIsolated"u8, false);
            json.WriteString("startedTimeE3"u8, Ms(row.OpenedAt));
            json.WriteString("closedTimeE3"u8, Ms(row.ClosedAt));
            json.WriteString("orderNetProfitE8"u8, (row.Pnl * E8).ToString("F0", CultureInfo.InvariantCulture));
            json.WriteString("crossSeq"u8, row.PositionId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("hasNext"u8, rows.Length > page * size);
        json.WriteString("totalCount"u8, rows.Length.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("openTradeInfoProtection"u8, trader.IsSharing ? 0 : 1);
        End(call);
    }

    private void Profile(Call call)
    {
        if (TraderOf(call) is not { } trader)
        {
            return;
        }

        Begin(call);
        call.Json.WriteString("leaderMark"u8, trader.Uid);
        call.Json.WriteString("nickName"u8, trader.Nickname);
        call.Json.WriteString("profilePhoto"u8, "");
        call.Json.WriteNumber("currentFollowerCount"u8, trader.Followers);
        call.Json.WriteNumber("maxFollowerCount"u8, 1000);
        call.Json.WriteString("equityE8"u8, (trader.EquityUsdt * E8).ToString("F0", CultureInfo.InvariantCulture));
        call.Json.WriteNumber("openTradeInfoProtection"u8, trader.IsSharing ? 0 : 1);
        End(call);
    }

    private void Income(Call call)
    {
        if (TraderOf(call) is not { } trader)
        {
            return;
        }

        Begin(call);
        call.Json.WriteString("leaderMark"u8, trader.Uid);
        call.Json.WriteString("yieldRateE4"u8, (trader.Roi * 10_000).ToString("F0", CultureInfo.InvariantCulture));
        call.Json.WriteString("profitE8"u8, (trader.Pnl * E8).ToString("F0", CultureInfo.InvariantCulture));
        call.Json.WriteString("winRateE4"u8, (trader.WinRate * 10_000).ToString("F0", CultureInfo.InvariantCulture));
        call.Json.WriteString("maxDrawDownE4"u8, "1250");
        End(call);
    }

    private void Leaders(Call call)
    {
        var size = IntegerOf(call, "pageSize", 20, 50);
        var page = IntegerOf(call, "pageNo", 1, 1_000_000);
        var rows = Venue.Traders.Values.OrderByDescending(trader => trader.Roi).ThenBy(trader => trader.Uid, StringComparer.Ordinal).ToArray();
        var json = call.Json;
        Begin(call);
        json.WriteStartArray("leaderDetails"u8);
        foreach (var trader in rows.Skip((page - 1) * size).Take(size))
        {
            json.WriteStartObject();
            json.WriteString("leaderMark"u8, trader.Uid);
            json.WriteString("nickName"u8, trader.Nickname);
            json.WriteNumber("currentFollowerCount"u8, trader.Followers);
            json.WriteNumber("maxFollowerCount"u8, 1000);
            json.WriteString("yieldRateE4"u8, (trader.Roi * 10_000).ToString("F0", CultureInfo.InvariantCulture));
            json.WriteString("profitE8"u8, (trader.Pnl * E8).ToString("F0", CultureInfo.InvariantCulture));
            json.WriteString("winRateE4"u8, (trader.WinRate * 10_000).ToString("F0", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("totalCount"u8, rows.Length.ToString(CultureInfo.InvariantCulture));
        json.WriteString("totalPageCount"u8, ((rows.Length + size - 1) / size).ToString(CultureInfo.InvariantCulture));
        End(call);
    }
}
