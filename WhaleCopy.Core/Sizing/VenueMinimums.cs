using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Sizing;

/// <summary>The venues' least order values in USDT until an instrument's own filters are loaded.</summary>
public static class VenueMinimums
{
    /// <summary>
    /// Least notional in USDT. Bybit's is not in the founding table: 5, as its instruments say; Bitget spot is not traded here.
    /// </summary>
    public static decimal NotionalUsdt(Venue venue, Market market) => (venue, market) switch
    {
        (Venue.Binance, Market.UsdM) => 5m,
        (Venue.Binance, Market.CoinM) => 10m,
        (Venue.Binance, Market.Spot) => 10m,
        (Venue.Okx, Market.UsdM) => 5m,
        (Venue.Okx, Market.CoinM) => 10m,
        (Venue.Okx, Market.Spot) => 5m,
        _ => 5m,
    };

    /// <summary>The instrument's own least notional, else the venue's.</summary>
    public static decimal NotionalUsdt(InstrumentSpec instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return instrument.MinNotionalUsdt > 0m ? instrument.MinNotionalUsdt : NotionalUsdt(instrument.Id.Venue, instrument.Id.Market);
    }
}
