namespace WhaleCopy.Simulator.Engine;

/// <summary>Each venue's own contract of a symbol: units, steps, fees. Any symbol with a price has one on every venue.</summary>
internal static class InstrumentCatalog
{
    private const decimal MinimumNotional = 5m;

    public static IEnumerable<Instrument> For(Exchange exchange, CanonicalSymbol symbol, decimal price)
    {
        if (symbol.IsInverse)
        {
            yield return Inverse(exchange, symbol, price);
            yield break;
        }

        yield return Spot(exchange, symbol, price);
        yield return Linear(exchange, symbol, price);
    }

    /// <summary>Four or five significant digits, as venues quote.</summary>
    public static decimal TickFor(decimal price)
    {
        if (price >= 1000)
        {
            return price >= 10000 ? 0.1m : 0.01m;
        }

        var tick = 0.01m;
        for (var bound = 100m; price < bound && tick > 0.000000000001m; bound /= 10)
        {
            tick /= 10;
        }

        return tick;
    }

    private static decimal BaseStep(string asset) => asset switch
    {
        "BTC" => 0.001m,
        "ETH" => 0.01m,
        "BNB" => 0.01m,
        "SOL" => 0.1m,
        _ => 1m,
    };

    private static int MaximumLeverage(string asset) => asset switch
    {
        "BTC" or "ETH" => 125,
        "SOL" or "BNB" or "XRP" => 100,
        _ => 75,
    };

    private static Instrument Spot(Exchange exchange, CanonicalSymbol symbol, decimal price) => new()
    {
        Exchange = exchange,
        Market = Market.Spot,
        Symbol = symbol,
        VenueSymbol = exchange == Exchange.Okx ? $"{symbol.BaseAsset}-{symbol.QuoteAsset}" : symbol.Name,
        Kind = ContractKind.Spot,
        SettleAsset = symbol.QuoteAsset,
        ContractSize = 1,
        Step = BaseStep(symbol.BaseAsset),
        MinimumQuantity = BaseStep(symbol.BaseAsset),
        MaximumQuantity = 9_000_000,
        MaximumMarketQuantity = 1_000_000,
        Tick = TickFor(price),
        MinimumNotional = MinimumNotional,
        MaximumLeverage = 1,
        MaintenanceRate = 0,
        TakerFee = 0.001m,
        MakerFee = exchange == Exchange.Okx ? 0.0008m : 0.001m,
    };

    private static Instrument Linear(Exchange exchange, CanonicalSymbol symbol, decimal price) => new()
    {
        Exchange = exchange,
        Market = Market.UsdM,
        Symbol = symbol,
        VenueSymbol = exchange == Exchange.Okx ? $"{symbol.BaseAsset}-{symbol.QuoteAsset}-SWAP" : symbol.Name,
        Kind = ContractKind.Linear,
        SettleAsset = symbol.QuoteAsset,
        // OKX counts in contracts of so many coins, a tenth of one at least.
        ContractSize = exchange == Exchange.Okx ? BaseStep(symbol.BaseAsset) * 10 : 1,
        Step = BaseStep(symbol.BaseAsset),
        MinimumQuantity = BaseStep(symbol.BaseAsset),
        MaximumQuantity = 10_000_000,
        MaximumMarketQuantity = 1_000_000,
        Tick = TickFor(price),
        MinimumNotional = MinimumNotional,
        MaximumLeverage = MaximumLeverage(symbol.BaseAsset),
        MaintenanceRate = 0.004m,
        TakerFee = TakerFee(exchange),
        MakerFee = 0.0002m,
    };

    private static Instrument Inverse(Exchange exchange, CanonicalSymbol symbol, decimal price)
    {
        var (contract, step) = exchange switch
        {
            Exchange.Binance or Exchange.Okx => symbol.BaseAsset == "BTC" ? (100m, 100m) : (10m, 10m),
            Exchange.Bybit => (1m, 1m),
            _ => (1m, BaseStep(symbol.BaseAsset)),
        };
        return new Instrument
        {
            Exchange = exchange,
            Market = Market.CoinM,
            Symbol = symbol,
            VenueSymbol = exchange switch
            {
                Exchange.Binance => $"{symbol.Name}_PERP",
                Exchange.Okx => $"{symbol.BaseAsset}-USD-SWAP",
                _ => symbol.Name,
            },
            Kind = exchange == Exchange.Bitget ? ContractKind.InverseBase : ContractKind.InverseUsd,
            SettleAsset = symbol.BaseAsset,
            ContractSize = contract,
            Step = step,
            MinimumQuantity = step,
            MaximumQuantity = 100_000_000,
            MaximumMarketQuantity = 10_000_000,
            Tick = TickFor(price),
            MinimumNotional = exchange == Exchange.Bitget ? MinimumNotional : 0,
            MaximumLeverage = MaximumLeverage(symbol.BaseAsset),
            MaintenanceRate = 0.004m,
            TakerFee = TakerFee(exchange),
            MakerFee = 0.0002m,
        };
    }

    private static decimal TakerFee(Exchange exchange) => exchange switch
    {
        Exchange.Bybit => 0.00055m,
        Exchange.Bitget => 0.0006m,
        _ => 0.0005m,
    };
}
