using System.Text.Json.Serialization;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>Funding, out of the account's bills: of seven days, and of three months in the archive.</summary>
internal sealed partial class OkxTrader
{
    private const string FundingBill = "8";
    private static readonly TimeSpan RecentBills = TimeSpan.FromDays(7) - TimeSpan.FromHours(1);

    public async Task<IReadOnlyList<FundingCharge>> ReadFundingAsync(
        VenueCredentials credentials, Market market, DateTimeOffset from, CancellationToken cancellationToken)
    {
        if (market == Market.Spot)
            return [];
        var isRecent = _calls.Time.GetUtcNow() - from < RecentBills;
        var rows = await ReadPagesAsync(
            after => _calls.ReadAsync(
                credentials,
                isRecent ? "/api/v5/account/bills" : "/api/v5/account/bills-archive",
                Paged(
                    new FormWriter()
                        .Add("instType", OkxSymbols.TypeOf(market))
                        .Add("type", FundingBill)
                        .Add("begin", from.ToUnixTimeMilliseconds()),
                    after),
                OkxJson.Default.Bills,
                cancellationToken),
            row => row.BillId);
        return _calls.Understand(
            rows,
            bills => (IReadOnlyList<FundingCharge>)
            [
                .. bills.Where(row => row.Type == FundingBill).DistinctBy(row => row.BillId).Select(ChargeOf)
                    .Where(charge => charge.Instrument.Market == market && charge.At >= from)
                    .Reverse().OrderBy(charge => charge.At), // the newest come first, and several at one time
            ]);
    }

    // What was paid out of an isolated position's margin does not change the balance: the profit tells it in both modes.
    private static FundingCharge ChargeOf(OkxBill row) => new()
    {
        ChargeId = row.BillId,
        Instrument = row.InstId.Length > 0 ? OkxSymbols.Instrument(row.InstId) : throw new FormatException("A funding bill names no instrument."),
        Side = row.PosSide switch
        {
            "long" => PositionSide.Long,
            "short" => PositionSide.Short,
            _ => null,
        },
        Asset = row.Ccy,
        Amount = row.Pnl ?? row.BalChg ?? throw new FormatException("A funding bill names no amount."),
        At = DateTimeOffset.FromUnixTimeMilliseconds(row.Ts ?? throw new FormatException("ts is missing.")),
    };
}

/// <summary>A change of the account's balance.</summary>
internal sealed record OkxBill
{
    [JsonConverter(typeof(TextConverter))]
    public required string BillId { get; init; }

    /// <summary>8 is funding.</summary>
    [JsonConverter(typeof(TextConverter))]
    public required string Type { get; init; }

    public required string InstId { get; init; }

    public required string Ccy { get; init; }

    public string? PosSide { get; init; }

    /// <summary>Below zero where it was paid.</summary>
    public required decimal? Pnl { get; init; }

    public decimal? BalChg { get; init; }

    public required long? Ts { get; init; }
}
