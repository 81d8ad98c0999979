using Microsoft.Extensions.Options;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Executor.Intake;

/// <summary>Instruments and prices as planning needs them: read before any lock is taken, never within one.</summary>
internal sealed class MarketData(VenueTraders traders, InstrumentCatalog catalog, PriceCache prices, IOptions<CopyingOptions> options, ILogger<MarketData> logger)
{
    /// <summary>Loads the instruments of a whale's market and of spot, of every venue that answers.</summary>
    /// <returns>Looks an instrument up, without asking a venue.</returns>
    public async Task<Func<InstrumentId, InstrumentSpec?>> LoadInstrumentsAsync(Market market, CancellationToken cancellationToken)
    {
        foreach (var trader in traders.All)
        {
            foreach (var wanted in new[] { market, Market.Spot }.Distinct().Where(wanted => trader.Capabilities.Of(wanted) is not null))
            {
                try
                {
                    await catalog.ReadAsync(trader.Venue, wanted, cancellationToken);
                }
                catch (VenueException exception)
                {
                    IntakeLog.InstrumentsUnread(logger, exception.Message);
                }
            }
        }

        return catalog.Peek;
    }

    /// <summary>Fresh prices of instruments; those that cannot be read stay out, and their copies are skipped with that reason.</summary>
    public async Task ReadPricesAsync(
        IEnumerable<InstrumentSpec> instruments, Dictionary<InstrumentId, Ticker> into, CancellationToken cancellationToken)
    {
        var reads = instruments.DistinctBy(instrument => instrument.Id).Select(async instrument =>
        {
            try
            {
                return await prices.ReadAsync(instrument, options.Value.MaxPriceAge, cancellationToken);
            }
            catch (VenueException exception)
            {
                IntakeLog.PriceUnread(logger, instrument.Id.Symbol, exception.Message);
                return null;
            }
        });
        foreach (var ticker in await Task.WhenAll(reads))
        {
            if (ticker is not null)
                into[ticker.Instrument] = ticker;
        }
    }
}
