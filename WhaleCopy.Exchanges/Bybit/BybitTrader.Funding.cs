using System.Text.Json.Serialization;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>Funding, out of the account's transaction log: settlements, in windows of seven days.</summary>
internal sealed partial class BybitTrader
{
    private const string Settlement = "SETTLEMENT";
    private const int LogPage = 50;

    public async Task<IReadOnlyList<FundingCharge>> ReadFundingAsync(
        VenueCredentials credentials, Market market, DateTimeOffset from, CancellationToken cancellationToken)
    {
        if (market == Market.Spot)
            return [];
        var now = await _calls.NowAsync(credentials, cancellationToken);
        var rows = new List<BybitTransaction>();
        for (var start = from; start <= now; start += FillsWindow)
        {
            var first = start;
            rows.AddRange(await _calls.ReadPagesAsync(cursor => _calls.ReadAsync(
                credentials,
                market,
                "/v5/account/transaction-log",
                WithCursor(
                    Category(market)
                        .Add("accountType", "UNIFIED")
                        .Add("type", Settlement)
                        .Add("startTime", first.ToUnixTimeMilliseconds())
                        .Add("endTime", (first + FillsWindow).ToUnixTimeMilliseconds())
                        .Add("limit", LogPage),
                    cursor),
                BybitJson.Default.Transactions,
                cancellationToken)));
        }

        return _calls.Understand(
            rows,
            log => (IReadOnlyList<FundingCharge>)
            [
                .. log.Where(row => row is { Type: Settlement, Funding: not null }).Select(row => ChargeOf(row, market))
                    .DistinctBy(charge => charge.ChargeId).Reverse().OrderBy(charge => charge.At), // the newest come first, and several at one time
            ]);
    }

    // The documented example repeats an id in rows of one position: the trade's id tells them apart.
    private static FundingCharge ChargeOf(BybitTransaction row, Market market) => new()
    {
        ChargeId = $"{row.Id}/{row.TradeId}",
        Instrument = row.Symbol.Length > 0 ? BybitSymbols.Instrument(market, row.Symbol) : throw new FormatException("A settlement names no symbol."),
        Side = row.Size switch
        {
            > 0m => PositionSide.Long,
            < 0m => PositionSide.Short,
            _ => null,
        },
        Size = row.Size is null or 0m ? null : decimal.Abs(row.Size.Value),
        Asset = row.Currency,
        Amount = row.Funding!.Value,
        At = DateTimeOffset.FromUnixTimeMilliseconds(row.TransactionTime ?? throw new FormatException("transactionTime is missing.")),
    };
}

/// <summary>A change of the unified account's balance.</summary>
internal sealed record BybitTransaction
{
    [JsonConverter(typeof(TextConverter))]
    public required string Id { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public string? TradeId { get; init; }

    /// <summary>SETTLEMENT is funding (and the eight-hourly settlement of USDC contracts).</summary>
    public required string Type { get; init; }

    public required string Symbol { get; init; }

    public required string Currency { get; init; }

    /// <summary>Above zero where it was received; empty in rows that are none.</summary>
    public required decimal? Funding { get; init; }

    /// <summary>The position, below zero where it is short.</summary>
    public decimal? Size { get; init; }

    public required long? TransactionTime { get; init; }
}
