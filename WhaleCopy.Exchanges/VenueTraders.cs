using WhaleCopy.Core;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges;

/// <summary>The traders by venue.</summary>
public sealed class VenueTraders
{
    private readonly Dictionary<Venue, IVenueTrader> _traders;

    /// <summary>Takes every trader that is registered; of two for one venue the last.</summary>
    public VenueTraders(IEnumerable<IVenueTrader> traders)
    {
        _traders = [];
        foreach (var trader in traders)
            _traders[trader.Venue] = trader;
    }

    /// <summary>Every trader, by venue.</summary>
    public IReadOnlyCollection<IVenueTrader> All => _traders.Values;

    /// <summary>The trader of a venue.</summary>
    /// <exception cref="InvalidOperationException">None is registered.</exception>
    public IVenueTrader this[Venue venue] => Find(venue)
        ?? throw new InvalidOperationException($"{WireName<Venue>.Of(venue)} is not traded here.");

    /// <summary>The trader of a venue, or null where none is registered.</summary>
    public IVenueTrader? Find(Venue venue) => _traders.GetValueOrDefault(venue);
}

/// <summary>The sources of whales by venue.</summary>
public sealed class VenueReaders
{
    private readonly Dictionary<Venue, IVenueReader> _readers;

    /// <summary>Takes every reader that is registered; of two for one venue the last.</summary>
    public VenueReaders(IEnumerable<IVenueReader> readers)
    {
        _readers = [];
        foreach (var reader in readers)
            _readers[reader.Venue] = reader;
    }

    /// <summary>Every reader, by venue.</summary>
    public IReadOnlyCollection<IVenueReader> All => _readers.Values;

    /// <summary>The reader of a venue.</summary>
    /// <exception cref="InvalidOperationException">None is registered: the source is switched off.</exception>
    public IVenueReader this[Venue venue] => Find(venue)
        ?? throw new InvalidOperationException($"Whales of {WireName<Venue>.Of(venue)} are not read here.");

    /// <summary>The reader of a venue, or null where none is registered.</summary>
    public IVenueReader? Find(Venue venue) => _readers.GetValueOrDefault(venue);
}
