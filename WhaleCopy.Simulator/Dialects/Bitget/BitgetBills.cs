using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bitget;

/// <summary>A futures account's bills: funding only, the newest first.</summary>
internal sealed partial class BitgetDialect
{
    private void Bills(Call call)
    {
        if (!TryProduct(call, out var market))
        {
            return;
        }

        var kind = call.Parameter("businessType");
        var rows = call.Account!.Incomes
            .Where(income => income.Market == market && income.Kind == "FUNDING_FEE"
                && kind is null or "" or "contract_settle_fee"
                && IsWithin(call, income.At))
            .OrderByDescending(income => income.Id);
        WriteList(call, "bills"u8, rows, row => row.Id, WriteBill);
    }

    private void WriteBill(Utf8JsonWriter json, Income income)
    {
        json.WriteStartObject();
        json.WriteString("billId"u8, Id(income.Id));
        json.WriteString("symbol"u8, Venue.FindCanonical(income.Market, income.Symbol)?.Spec.VenueSymbol ?? income.Symbol);
        json.Money("amount"u8, income.Amount);
        json.WriteString("fee"u8, "0");
        json.WriteString("feeByCoupon"u8, "");
        json.WriteString("businessType"u8, "contract_settle_fee");
        json.WriteString("coin"u8, income.Asset);
        json.WriteString("balance"u8, "");
        json.WriteString("cTime"u8, Ms(income.At));
        json.WriteEndObject();
    }
}
