using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>Bitget's names are the canonical ones, now and then in lower case; the product type tells the market.</summary>
internal static class BitgetSymbols
{
    /// <summary>The venue's word for a futures market.</summary>
    public static string ProductOf(Market market) => market == Market.CoinM ? "COIN-FUTURES" : "USDT-FUTURES";

    /// <summary>The instrument of a name in a market.</summary>
    public static InstrumentId Instrument(Market market, string symbol) => new(Venue.Bitget, market, symbol.ToUpperInvariant());
}
