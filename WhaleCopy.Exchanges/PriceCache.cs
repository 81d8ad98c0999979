using System.Collections.Concurrent;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges;

/// <summary>
/// The last prices with their age: what is older than a caller allows is not given to him. Tickers are read in bulk and one by one;
/// mark prices of what is asked for also come over the venues' streams and stand in a ticker where they are younger than it.
/// </summary>
public sealed class PriceCache
{
    private readonly VenueTraders _traders;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<InstrumentId, Ticker> _tickers = new();
    private readonly ConcurrentDictionary<InstrumentId, StreamedMark> _marks = new();
    private readonly ConcurrentDictionary<InstrumentId, Lazy<Task<Ticker>>> _running = new();

    /// <summary>Reads single prices from these venues.</summary>
    public PriceCache(VenueTraders traders, TimeProvider time)
    {
        _traders = traders;
        _time = time;
        Needs = new PriceNeeds(time);
    }

    /// <summary>What is asked for, and so streamed.</summary>
    internal PriceNeeds Needs { get; }

    /// <summary>The last prices of an instrument, or null where there are none as young as that.</summary>
    public Ticker? Find(InstrumentId instrument, TimeSpan maxAge)
    {
        Needs.Ask(instrument);
        if (!_tickers.TryGetValue(instrument, out var ticker) || _time.GetUtcNow() - ticker.ReadAt > maxAge)
            return null;
        return _marks.TryGetValue(instrument, out var mark) && mark.At > ticker.ReadAt
            ? ticker with { Mark = mark.Mark, Index = mark.Index ?? ticker.Index }
            : ticker;
    }

    /// <summary>The last mark price of a futures instrument, streamed or read, or null where there is none as young as that.</summary>
    public decimal? FindMark(InstrumentId instrument, TimeSpan maxAge)
    {
        Needs.Ask(instrument);
        var oldest = _time.GetUtcNow() - maxAge;
        var streamed = _marks.TryGetValue(instrument, out var mark) && mark.At >= oldest ? mark : null;
        var read = _tickers.TryGetValue(instrument, out var ticker) && ticker.ReadAt >= oldest ? ticker : null;
        return streamed is not null && (read?.Mark is null || streamed.At > read.ReadAt) ? streamed.Mark : read?.Mark;
    }

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

    /// <summary>Stores a mark price that a stream told.</summary>
    /// <param name="instrument">Whose.</param>
    /// <param name="mark">The price; null where it is the one that was told before.</param>
    /// <param name="index">The index price, where told.</param>
    /// <returns>True where there is a price.</returns>
    internal bool PutMark(InstrumentId instrument, decimal? mark, decimal? index)
    {
        var known = _marks.GetValueOrDefault(instrument);
        if ((mark ?? known?.Mark) is not { } price || price <= 0m)
            return false;
        _marks[instrument] = new StreamedMark(price, index ?? known?.Index, _time.GetUtcNow());
        return true;
    }

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

    private sealed record StreamedMark(decimal Mark, decimal? Index, DateTimeOffset At);
}
