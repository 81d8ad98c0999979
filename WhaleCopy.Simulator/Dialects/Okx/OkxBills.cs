using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Okx;

/// <summary>The account's bills: funding only, the newest first.</summary>
internal sealed partial class OkxDialect
{
    private IEnumerable<Operation> BillOperations() =>
    [
        new("GET", "/api/v5/account/bills", Bills, IsSigned: true, Rate: OkxRates.TenByAccount),
        new("GET", "/api/v5/account/bills-archive", Bills, IsSigned: true, Rate: OkxRates.FiveByAccount),
    ];

    private void Bills(Call call)
    {
        var type = call.Parameter("instType");
        var kind = call.Parameter("type");
        var rows = call.Account!.Incomes
            .Where(income => income is { Kind: "FUNDING_FEE", Size: not null }
                && kind is null or "" or "8"
                && type is null or "" or "SWAP"
                && IsWithin(call, income.At))
            .OrderByDescending(income => income.Id).ToArray();
        Begin(call);
        foreach (var income in Page(call, rows, row => Id(row.Id), MaximumRows))
        {
            WriteBill(call.Json, income);
        }

        End(call);
    }

    private void WriteBill(Utf8JsonWriter json, Income income)
    {
        var spec = Venue.FindCanonical(income.Market, income.Symbol)!.Spec;
        json.WriteStartObject();
        Empty(json, "bal"u8);
        json.Money("balChg"u8, income.Amount);
        json.WriteString("billId"u8, Id(income.Id));
        json.WriteString("ccy"u8, income.Asset);
        Empty(json, "execType"u8);
        json.WriteString("fee"u8, "0");
        json.WriteString("instId"u8, spec.VenueSymbol);
        json.WriteString("instType"u8, "SWAP");
        json.WriteString("mgnMode"u8, "cross");
        Empty(json, "ordId"u8);
        json.Money("pnl"u8, income.Amount);
        json.WriteString("posBal"u8, "0");
        json.WriteString("posBalChg"u8, "0");
        json.WriteString("subType"u8, income.Amount < 0 ? "173" : "174");
        json.Money("sz"u8, Count(spec, Math.Abs(income.Size!.Value)));
        json.WriteString("ts"u8, Ms(income.At));
        json.WriteString("type"u8, "8");
        json.WriteEndObject();
    }
}
