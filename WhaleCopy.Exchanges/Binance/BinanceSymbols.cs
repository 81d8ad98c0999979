using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Binance's names: <c>BTCUSDT</c> (spot, USD-M), <c>BTCUSD_PERP</c> (COIN-M), <c>BTCUSD_261225</c> (dated).</summary>
internal static class BinanceSymbols
{
    private const string PerpetualSuffix = "_PERP";

    /// <summary>
    /// The canonical symbol: perpetual coin futures lose their suffix. A dated contract keeps it and so never meets a perpetual.
    /// </summary>
    public static string Canonical(string venueSymbol) =>
        venueSymbol.EndsWith(PerpetualSuffix, StringComparison.Ordinal) ? venueSymbol[..^PerpetualSuffix.Length] : venueSymbol;

    /// <summary>The market of a futures symbol: what is quoted in USD is margined in the coin.</summary>
    public static Market FuturesMarket(string venueSymbol)
    {
        var pair = venueSymbol.AsSpan();
        var underscore = pair.IndexOf('_');
        if (underscore >= 0)
            pair = pair[..underscore];
        return pair.EndsWith("USD", StringComparison.Ordinal) && !pair.EndsWith("BUSD", StringComparison.Ordinal)
            ? Market.CoinM
            : Market.UsdM;
    }

    /// <summary>The instrument of a venue's symbol in a market.</summary>
    public static InstrumentId Instrument(Market market, string venueSymbol) => new(Venue.Binance, market, Canonical(venueSymbol));
}
