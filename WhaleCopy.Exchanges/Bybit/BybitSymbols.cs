using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>Bybit's names are the canonical ones; the category tells the market.</summary>
internal static class BybitSymbols
{
    /// <summary>The venue's word for a market.</summary>
    public static string CategoryOf(Market market) => market switch
    {
        Market.Spot => "spot",
        Market.UsdM => "linear",
        Market.CoinM => "inverse",
    };

    /// <summary>The market of a leader's position: what is quoted in USD is margined in the coin.</summary>
    public static Market FuturesMarket(string symbol) =>
        symbol.EndsWith("USD", StringComparison.Ordinal) ? Market.CoinM : Market.UsdM;

    /// <summary>The instrument of a name in a market.</summary>
    public static InstrumentId Instrument(Market market, string symbol) => new(Venue.Bybit, market, symbol);
}
