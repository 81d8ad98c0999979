namespace WhaleCopy.Exchanges.Binance;

/// <summary>Funding of both futures products, out of the list of incomes. It names no position side.</summary>
internal sealed partial class BinanceFutures
{
    private const string FundingFee = "FUNDING_FEE";
    private const int IncomePage = 1000;
    private const int MostIncomePages = 200;

    // The newest must not be cut off by an error of the clock.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(1);

    /// <summary>Where there is more than a page the oldest rows come: the next one starts at the last row's time.</summary>
    public async Task<IReadOnlyList<FundingCharge>> ReadFundingAsync(
        VenueCredentials credentials, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var until = (await calls.NowAsync(credentials, market, cancellationToken) + ClockSlack).ToUnixTimeMilliseconds();
        var start = from.ToUnixTimeMilliseconds();
        var rows = new List<BinanceIncome>();
        for (var page = 0; page < MostIncomePages; page++)
        {
            var since = start;
            var read = await calls.ReadAsync(
                credentials,
                market,
                _paths.Income,
                form => form.Add("incomeType", FundingFee).Add("startTime", since).Add("endTime", until).Add("limit", IncomePage),
                BinanceJson.Default.BinanceIncomeArray,
                cancellationToken);
            rows.AddRange(read);
            if (read.Length < IncomePage)
                return calls.Understand(rows, ChargesOf);
            start = read.Max(row => row.Time);
            if (start == since)
                break;
        }

        throw calls.Http.Unreadable("The list of incomes does not end.", null);
    }

    private IReadOnlyList<FundingCharge> ChargesOf(List<BinanceIncome> rows) =>
    [
        .. rows.Where(row => row.IncomeType == FundingFee).DistinctBy(row => row.TranId).OrderBy(row => row.Time).Select(row => new FundingCharge
        {
            ChargeId = row.TranId.Length > 0 ? row.TranId : throw new FormatException("tranId is missing."),
            Instrument = row.Symbol is { Length: > 0 } symbol
                ? BinanceSymbols.Instrument(market, symbol)
                : throw new FormatException("A funding fee names no symbol."),
            Asset = row.Asset,
            Amount = row.Income,
            At = DateTimeOffset.FromUnixTimeMilliseconds(row.Time),
        }),
    ];
}
