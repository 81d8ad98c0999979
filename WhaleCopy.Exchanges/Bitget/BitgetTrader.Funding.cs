using System.Text.Json.Serialization;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>Funding, out of the futures account's bills of at most thirty days at once. They name no position side.</summary>
internal sealed partial class BitgetTrader
{
    private const string SettleFee = "contract_settle_fee";
    private static readonly TimeSpan BillsWindow = TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1);

    public async Task<IReadOnlyList<FundingCharge>> ReadFundingAsync(
        VenueCredentials credentials, Market market, DateTimeOffset from, CancellationToken cancellationToken)
    {
        if (market == Market.Spot)
            return [];
        var now = await _calls.NowAsync(cancellationToken);
        var rows = new List<BitgetBill>();
        for (var start = from; start <= now; start += BillsWindow)
        {
            var first = start;
            rows.AddRange(await _calls.ReadPagesAsync(
                before => _calls.ReadAsync(
                    credentials,
                    "/api/v2/mix/account/bill",
                    Product(market)
                        .Add("businessType", SettleFee)
                        .Add("startTime", first.ToUnixTimeMilliseconds())
                        .Add("endTime", (first + BillsWindow).ToUnixTimeMilliseconds())
                        .Add("limit", PageSize)
                        .AddOptional("idLessThan", before),
                    BitgetJson.Default.Bills,
                    cancellationToken),
                page => (page.Bills, page.EndId),
                PageSize));
        }

        return _calls.Understand(
            rows,
            bills => (IReadOnlyList<FundingCharge>)
            [
                .. bills.Where(row => row.BusinessType == SettleFee).DistinctBy(row => row.BillId)
                    .Select(row => ChargeOf(row, market)).Reverse().OrderBy(charge => charge.At), // the newest come first, and several at one time
            ]);
    }

    private static FundingCharge ChargeOf(BitgetBill row, Market market) => new()
    {
        ChargeId = row.BillId,
        Instrument = row.Symbol.Length > 0 ? BitgetSymbols.Instrument(market, row.Symbol) : throw new FormatException("A funding bill names no symbol."),
        Asset = row.Coin,
        Amount = row.Amount ?? throw new FormatException("amount is missing."),
        At = BitgetMapping.Time(row.CTime) ?? throw new FormatException("cTime is missing."),
    };
}

internal sealed record BitgetBills
{
    /// <summary>Null where there are none.</summary>
    public required IReadOnlyList<BitgetBill>? Bills { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public string? EndId { get; init; }
}

/// <summary>A change of a futures account's balance.</summary>
internal sealed record BitgetBill
{
    [JsonConverter(typeof(TextConverter))]
    public required string BillId { get; init; }

    /// <summary>contract_settle_fee is funding.</summary>
    public required string BusinessType { get; init; }

    public required string Symbol { get; init; }

    public required string Coin { get; init; }

    /// <summary>Below zero where it was paid.</summary>
    public required decimal? Amount { get; init; }

    public required long? CTime { get; init; }
}
