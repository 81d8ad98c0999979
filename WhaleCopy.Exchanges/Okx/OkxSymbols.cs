using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>OKX's names: <c>BTC-USDT</c> (spot), <c>BTC-USDT-SWAP</c> (linear), <c>BTC-USD-SWAP</c> (inverse), <c>…-261225</c> (dated).</summary>
internal static class OkxSymbols
{
    /// <summary>The market of an instrument by its name.</summary>
    public static Market MarketOf(string instId)
    {
        var parts = instId.Split('-');
        return parts.Length < 3 ? Market.Spot : parts[1] == "USD" ? Market.CoinM : Market.UsdM;
    }

    /// <summary>The canonical symbol: base and quote joined; a dated contract keeps its date.</summary>
    public static string Canonical(string instId)
    {
        var parts = instId.Split('-');
        return parts.Length switch
        {
            < 2 => instId,
            > 2 when parts[2] != "SWAP" => $"{parts[0]}{parts[1]}_{parts[2]}",
            _ => parts[0] + parts[1],
        };
    }

    /// <summary>Coin and quote currency of a name.</summary>
    public static (string Base, string Quote) AssetsOf(string instId)
    {
        var parts = instId.Split('-');
        return parts.Length < 2 ? (instId, string.Empty) : (parts[0], parts[1]);
    }

    /// <summary>The instrument of a name.</summary>
    public static InstrumentId Instrument(string instId) => new(Venue.Okx, MarketOf(instId), Canonical(instId));

    /// <summary>The venue's word for a market; both futures share one.</summary>
    public static string TypeOf(Market market) => market == Market.Spot ? "SPOT" : "SWAP";
}
