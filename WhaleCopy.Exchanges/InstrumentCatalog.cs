using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges;

/// <summary>
/// Every venue's instruments, read once and kept: refreshed behind the caller's back after <see cref="RefreshAfter"/>, waited for
/// where there are none or they are older than <see cref="UselessAfter"/>. One read a venue and market at a time.
/// </summary>
public sealed class InstrumentCatalog
{
    /// <summary>After this instruments are read anew, in the background.</summary>
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(15);

    /// <summary>After this instruments are not used any more: filters and states have moved on.</summary>
    public static readonly TimeSpan UselessAfter = TimeSpan.FromHours(6);

    private readonly VenueTraders _traders;
    private readonly LeverageLimits _leverage;
    private readonly TimeProvider _time;
    private readonly ILogger<InstrumentCatalog> _logger;
    private readonly ConcurrentDictionary<(Venue Venue, Market Market), Shelf> _shelves = new();

    internal InstrumentCatalog(VenueTraders traders, LeverageLimits leverage, TimeProvider time, ILogger<InstrumentCatalog> logger)
    {
        _traders = traders;
        _leverage = leverage;
        _time = time;
        _logger = logger;
    }

    /// <summary>An instrument by its canonical symbol, or null where the venue does not have it.</summary>
    /// <exception cref="VenueException">There are no instruments yet, and they could not be read.</exception>
    public async ValueTask<InstrumentSpec?> FindAsync(InstrumentId id, CancellationToken cancellationToken) =>
        (await ReadAsync(id.Venue, id.Market, cancellationToken)).GetValueOrDefault(id.Symbol);

    /// <summary>An instrument by its venue's own symbol, or null where the venue does not have it.</summary>
    /// <exception cref="VenueException">There are no instruments yet, and they could not be read.</exception>
    public async ValueTask<InstrumentSpec?> FindByVenueSymbolAsync(
        Venue venue, Market market, string venueSymbol, CancellationToken cancellationToken)
    {
        _ = await ReadAsync(venue, market, cancellationToken);
        return ShelfOf(venue, market).Current?.ByVenueSymbol.GetValueOrDefault(venueSymbol);
    }

    /// <summary>Every instrument of a market by canonical symbol; empty where the venue does not trade it here.</summary>
    /// <exception cref="VenueException">There are no instruments yet, and they could not be read.</exception>
    public async ValueTask<IReadOnlyDictionary<string, InstrumentSpec>> ReadAsync(
        Venue venue, Market market, CancellationToken cancellationToken)
    {
        if (_traders.Find(venue)?.Capabilities.Of(market) is null)
            return FrozenDictionary<string, InstrumentSpec>.Empty;

        var shelf = ShelfOf(venue, market);
        if (shelf.Current is not { } contents || _time.GetUtcNow() - contents.ReadAt >= UselessAfter)
            contents = await ReadOnceAsync(shelf, venue, market).WaitAsync(cancellationToken);
        else if (_time.GetUtcNow() - contents.ReadAt >= RefreshAfter)
            _ = RefreshAsync(shelf, venue, market);

        return WithLeverage(shelf, contents, venue, market).BySymbol;
    }

    /// <summary>An instrument that was read before, without asking the venue.</summary>
    public InstrumentSpec? Peek(InstrumentId id)
    {
        var shelf = ShelfOf(id.Venue, id.Market);
        return shelf.Current is { } contents ? WithLeverage(shelf, contents, id.Venue, id.Market).BySymbol.GetValueOrDefault(id.Symbol) : null;
    }

    private Shelf ShelfOf(Venue venue, Market market) => _shelves.GetOrAdd((venue, market), static _ => new Shelf());

    private async Task RefreshAsync(Shelf shelf, Venue venue, Market market)
    {
        try
        {
            await ReadOnceAsync(shelf, venue, market);
        }
        catch (VenueException exception)
        {
            Log.InstrumentsNotRefreshed(_logger, WireName<Venue>.Of(venue), WireName<Market>.Of(market), exception.Message);
        }
    }

    private Task<Contents> ReadOnceAsync(Shelf shelf, Venue venue, Market market)
    {
        lock (shelf)
        {
            if (shelf.Running is { IsCompleted: false } running)
                return running;
            return shelf.Running = ReadInstrumentsAsync(shelf, venue, market);
        }
    }

    private async Task<Contents> ReadInstrumentsAsync(Shelf shelf, Venue venue, Market market)
    {
        var version = _leverage.Version(venue, market);
        var instruments = await _traders[venue].ReadInstrumentsAsync(market, CancellationToken.None);
        Log.InstrumentsRead(_logger, WireName<Venue>.Of(venue), WireName<Market>.Of(market), instruments.Count);
        return shelf.Current = new Contents(instruments, _time.GetUtcNow(), version);
    }

    /// <summary>Instruments with the leverage that was learned since they were read.</summary>
    private Contents WithLeverage(Shelf shelf, Contents contents, Venue venue, Market market)
    {
        var version = _leverage.Version(venue, market);
        if (contents.LeverageVersion == version)
            return contents;
        return shelf.Current = new Contents(
            contents.BySymbol.Values.Select(instrument =>
                _leverage.Find(instrument.Id) is { } limit ? instrument with { MaxLeverage = limit.Max, Brackets = limit.Brackets } : instrument),
            contents.ReadAt,
            version);
    }

    private sealed class Shelf
    {
        private Contents? _current;

        public Contents? Current
        {
            get => Volatile.Read(ref _current);
            set => Volatile.Write(ref _current, value);
        }

        public Task<Contents>? Running { get; set; }
    }

    private sealed class Contents(IEnumerable<InstrumentSpec> instruments, DateTimeOffset readAt, int leverageVersion)
    {
        public FrozenDictionary<string, InstrumentSpec> BySymbol { get; } =
            instruments.ToFrozenDictionary(instrument => instrument.Id.Symbol, StringComparer.Ordinal);

        public FrozenDictionary<string, InstrumentSpec> ByVenueSymbol =>
            _byVenueSymbol ??= BySymbol.Values.ToFrozenDictionary(instrument => instrument.VenueSymbol, StringComparer.Ordinal);

        public DateTimeOffset ReadAt { get; } = readAt;

        public int LeverageVersion { get; } = leverageVersion;

        private FrozenDictionary<string, InstrumentSpec>? _byVenueSymbol;
    }
}
