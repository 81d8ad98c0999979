using System.Collections.Concurrent;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges;

/// <summary>The last prices with their age: what is older than a caller allows is not given to him.</summary>
public sealed class PriceCache
{
    private readonly VenueTraders _traders;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<InstrumentId, Ticker> _tickers = new();
    private readonly ConcurrentDictionary<InstrumentId, Lazy<Task<Ticker>>> _running = new();

    /// <summary>Reads single prices from these venues.</summary>
    public PriceCache(VenueTraders traders, TimeProvider time)
    {
        _traders = traders;
        _time = time;
    }

    /// <summary>The last prices of an instrument, or null where there are none as young as that.</summary>
    public Ticker? Find(InstrumentId instrument, TimeSpan maxAge) =>
        _tickers.TryGetValue(instrument, out var ticker) && _time.GetUtcNow() - ticker.ReadAt <= maxAge ? ticker : null;

    /// <summary>How old the last prices are, or null where there are none.</summary>
    public TimeSpan? AgeOf(InstrumentId instrument) =>
        _tickers.TryGetValue(instrument, out var ticker) ? _time.GetUtcNow() - ticker.ReadAt : null;

    /// <summary>Prices not older than that, read from the venue where they are not here; one read an instrument at a time.</summary>
    /// <exception cref="VenueException">They could not be read.</exception>
    public async ValueTask<Ticker> ReadAsync(InstrumentSpec instrument, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (Find(instrument.Id, maxAge) is { } fresh)
            return fresh;

        var running = _running.GetOrAdd(
            instrument.Id, _ => new Lazy<Task<Ticker>>(() => ReadOnceAsync(instrument)));
        return await running.Value.WaitAsync(cancellationToken);
    }

    /// <summary>Reads every price of a market in as few calls as the venue allows.</summary>
    /// <exception cref="VenueException">They could not be read; what was here stays, older.</exception>
    public async Task RefreshAsync(Venue venue, Market market, CancellationToken cancellationToken)
    {
        foreach (var ticker in await _traders[venue].ReadTickersAsync(market, cancellationToken))
            Put(ticker);
    }

    /// <summary>Stores prices, unless younger ones are here.</summary>
    public void Put(Ticker ticker) =>
        _tickers.AddOrUpdate(ticker.Instrument, ticker, (_, known) => known.ReadAt > ticker.ReadAt ? known : ticker);

    private async Task<Ticker> ReadOnceAsync(InstrumentSpec instrument)
    {
        try
        {
            var ticker = await _traders[instrument.Id.Venue].ReadTickerAsync(instrument, CancellationToken.None);
            Put(ticker);
            return ticker;
        }
        finally
        {
            _running.TryRemove(instrument.Id, out _);
        }
    }
}
