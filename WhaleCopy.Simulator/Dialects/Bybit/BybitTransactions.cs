using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bybit;

/// <summary>The account's transaction log: settlements of funding only, the newest first, at most seven days at once.</summary>
internal sealed partial class BybitDialect
{
    private const long LongestLog = 7L * 24 * 3600 * 1000;

    private void Transactions(Call call)
    {
        if (MarketOf(call.Parameter("category")) is not { } market)
        {
            _ = Fail(call, BybitError.Parameter("Illegal category"));
            return;
        }

        if (Call.TryLong(call.Parameter("startTime"), out var start) && Call.TryLong(call.Parameter("endTime"), out var end)
            && (end < start || end - start > LongestLog))
        {
            _ = Fail(call, BybitError.Parameter("The time range between startTime and endTime cannot exceed 7 days"));
            return;
        }

        var kind = call.Parameter("type");
        var rows = call.Account!.Incomes
            .Where(income => income.Market == market && income is { Kind: "FUNDING_FEE", Size: not null }
                && kind is null or "" or "SETTLEMENT"
                && IsWithin(call, income.At))
            .OrderByDescending(income => income.Id).ToArray();
        Begin(call);
        WriteList(call, CategoryOf(market), rows, 20, 50, WriteTransaction);
        End(call);
    }

    private void WriteTransaction(Utf8JsonWriter json, Income income)
    {
        var spec = Venue.FindCanonical(income.Market, income.Symbol)!.Spec;
        var size = income.Size!.Value;
        json.WriteStartObject();
        json.WriteString("id"u8, $"1_{spec.VenueSymbol}_{income.Id}");
        json.WriteString("symbol"u8, spec.VenueSymbol);
        json.WriteString("category"u8, CategoryOf(income.Market));
        json.WriteString("side"u8, size > 0 ? "Buy" : "Sell");
        json.WriteString("transactionTime"u8, Ms(income.At));
        json.WriteString("type"u8, "SETTLEMENT");
        json.WriteString("transSubType"u8, "");
        json.Money("qty"u8, Math.Abs(size));
        json.Money("size"u8, size);
        json.WriteString("currency"u8, income.Asset);
        json.WriteString("tradePrice"u8, "");
        json.Money("funding"u8, income.Amount);
        json.WriteString("fee"u8, "0");
        json.WriteString("cashFlow"u8, "0");
        json.Money("change"u8, income.Amount);
        json.WriteString("cashBalance"u8, "");
        json.WriteString("feeRate"u8, "0.0001");
        json.WriteString("bonusChange"u8, "");
        json.WriteString("tradeId"u8, new Guid(income.Id.GetHashCode(), 0, 0, new byte[8]).ToString());
        json.WriteString("orderId"u8, "");
        json.WriteString("orderLinkId"u8, "");
        json.WriteEndObject();
    }
}
