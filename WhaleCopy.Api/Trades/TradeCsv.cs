using System.Globalization;
using System.Text;
using WhaleCopy.Api.Json;
using WhaleCopy.Core;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Api.Trades;

/// <summary>Trades as CSV (RFC 4180): a spreadsheet opens it, and no cell of it is a formula.</summary>
internal static class TradeCsv
{
    public const string Header =
        "id,created_at,filled_at,exchange,market,symbol,kind,side,position_side,status,quantity,filled_quantity,executed_price,"
        + "trade_value_usdt,leverage,fee_usdt,realized_pnl,whale_id,whale_name,signal_id,position_id,exchange_order_id,client_order_id,reason_code,reason";

    public static string Line(NamedTrade named)
    {
        var row = named.Row;
        var line = new StringBuilder(256);
        Add(line, row.Id);
        Add(line, row.CreatedAt);
        Add(line, row.FilledAt);
        Add(line, WireName<Venue>.Of(row.Exchange));
        Add(line, WireName<Market>.Of(row.Market));
        Add(line, row.Symbol);
        Add(line, WireName<SignalKind>.Of(row.Kind));
        Add(line, WireName<OrderSide>.Of(row.Side));
        Add(line, WireName<PositionSide>.Of(row.PositionSide));
        Add(line, WireName<TradeStatus>.Of(row.Status));
        Add(line, row.Quantity);
        Add(line, row.FilledQuantity);
        Add(line, row.ExecutedPrice);
        Add(line, row.TradeValueUsdt);
        Add(line, row.Leverage);
        Add(line, row.FeeUsdt);
        Add(line, row.RealizedPnl);
        Add(line, row.WhaleId);
        Add(line, named.WhaleName);
        Add(line, row.SignalId);
        Add(line, row.PositionId);
        Add(line, row.ExchangeOrderId);
        Add(line, row.ClientOrderId);
        Add(line, row.ReasonCode);
        Add(line, row.Reason);
        return line.ToString(0, line.Length - 1);
    }

    private static void Add(StringBuilder line, long? number) => line.Append(CultureInfo.InvariantCulture, $"{number},");

    private static void Add(StringBuilder line, decimal? number) => line.Append(number is { } value ? DecimalJson.Format(value) : "").Append(',');

    private static void Add(StringBuilder line, DateTimeOffset? time) => line.Append(time is { } value ? UtcTimeJson.Format(value) : "").Append(',');

    private static void Add(StringBuilder line, string? text)
    {
        var cell = text ?? "";

        // A whale chooses his name; a spreadsheet runs what begins like this.
        if (cell.Length > 0 && cell[0] is ('=' or '+' or '-' or '@' or '\t' or '\r'))
            cell = "'" + cell;
        if (cell.AsSpan().ContainsAny(",\"\r\n"))
            cell = $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        line.Append(cell).Append(',');
    }
}
