namespace WhaleCopy.Core.Venues;

/// <summary>Venues at which all markets of an account share one wallet: each market's reading shows the same money.</summary>
public static class UnifiedAccounts
{
    /// <summary>True where money must be counted once an account, not once a market.</summary>
    /// <param name="venue">The venue.</param>
    public static bool Has(Venue venue) => venue is Venue.Okx or Venue.Bybit;

    /// <summary>True where what is spent or reserved in one market is missing in the other: they draw on one wallet.</summary>
    /// <param name="venue">The venue of the account.</param>
    /// <param name="one">A market of that account.</param>
    /// <param name="other">Another, or the same.</param>
    public static bool Share(Venue venue, Market one, Market other) => one == other || Has(venue);

    /// <summary>The one market whose reading stands for the whole account: USD-M where it was read, otherwise the first.</summary>
    /// <param name="markets">The markets that were read; at least one.</param>
    /// <exception cref="InvalidOperationException">None was.</exception>
    public static Market Representative(IEnumerable<Market> markets)
    {
        ArgumentNullException.ThrowIfNull(markets);
        var read = markets.Distinct().Order().ToList();
        return read.Contains(Market.UsdM) ? Market.UsdM : read.First();
    }
}
