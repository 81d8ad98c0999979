using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Tests;

/// <summary>Instruments and orders with valid defaults, so that a test names only what matters.</summary>
internal static class Some
{
    public static readonly DateTimeOffset SignedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

    public static readonly ClientOrderId ClientId = new("wc0123456789abcdefghijklmnop");

    public static InstrumentSpec BinanceUsdM(string symbol = "BTCUSDT") => new()
    {
        Id = new InstrumentId(Venue.Binance, Market.UsdM, symbol),
        VenueSymbol = symbol,
        BaseAsset = symbol.Replace("USDT", string.Empty, StringComparison.Ordinal),
        QuoteAsset = "USDT",
        SettleAsset = "USDT",
        SizeUnit = SizeUnit.Base,
        ContractSize = 1m,
        TickSize = 0.1m,
        SizeStep = 0.001m,
        MarketSizeStep = 0.001m,
        MinSize = 0.001m,
        MaxSize = 1000m,
        MaxMarketSize = 120m,
        MinNotionalUsdt = 5m,
        MaxLeverage = 125,
        TakerFeeRate = 0.0005m,
        IsTradable = true,
    };

    /// <summary>Bitcoin at a venue: coins where <paramref name="contractSize"/> is not given, contracts of that size otherwise.</summary>
    public static InstrumentSpec Bitcoin(Venue venue, Market market, string venueSymbol, decimal? contractSize = null) => BinanceUsdM() with
    {
        Id = new InstrumentId(venue, market, market == Market.CoinM ? "BTCUSD" : "BTCUSDT"),
        VenueSymbol = venueSymbol,
        QuoteAsset = market == Market.CoinM ? "USD" : "USDT",
        SettleAsset = market == Market.CoinM ? "BTC" : "USDT",
        SizeUnit = contractSize is null ? SizeUnit.Base : SizeUnit.Contracts,
        ContractSize = contractSize ?? 1m,
        MaxLeverage = market == Market.Spot ? 1 : 100,
    };

    public static OrderRequest Order(InstrumentSpec instrument) => new()
    {
        Instrument = instrument,
        ClientOrderId = ClientId,
        Side = OrderSide.Buy,
        PositionSide = PositionSide.Long,
        PositionMode = PositionMode.OneWay,
        Type = OrderType.Market,
        Size = OrderSize.Of(0.0100m, instrument.SizeUnit),
        ReduceOnly = false,
        MarginMode = MarginMode.Isolated,
        SignedAt = SignedAt,
        ReceiveWindow = TimeSpan.FromSeconds(3),
    };

    public static ProtectionRequest Stop(InstrumentSpec instrument) => new()
    {
        Instrument = instrument,
        ClientOrderId = ClientId,
        Leg = OrderLeg.Stop,
        PositionSide = PositionSide.Long,
        PositionMode = PositionMode.OneWay,
        Size = OrderSize.Of(0.01m, instrument.SizeUnit),
        TriggerPrice = 58_000.50m,
        MarginMode = MarginMode.Isolated,
        SignedAt = SignedAt,
        ReceiveWindow = TimeSpan.FromSeconds(3),
    };
}
