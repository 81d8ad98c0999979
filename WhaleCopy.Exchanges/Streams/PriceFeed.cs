using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Streams;

/// <summary>A mark price as a stream told it.</summary>
/// <param name="Symbol">The venue's symbol.</param>
/// <param name="Mark">The mark price; null where it is the one that was told before.</param>
/// <param name="Index">The index price, where told.</param>
internal readonly record struct StreamedMark(string Symbol, decimal? Mark, decimal? Index);

/// <summary>How a venue words its public stream of mark prices of one futures market.</summary>
internal abstract class PriceFeed(Venue venue, Market market, string address)
{
    /// <summary>The venue.</summary>
    public Venue Venue => venue;

    /// <summary>USD-M or COIN-M.</summary>
    public Market Market => market;

    /// <summary>Where it streams.</summary>
    public Uri Address { get; } = new(address);

    /// <summary>What has to be said now and then to be kept, or null where the venue asks by itself.</summary>
    public virtual string? Ping => null;

    /// <summary>How often.</summary>
    public virtual TimeSpan PingEvery => TimeSpan.FromSeconds(20);

    /// <summary>The message that subscribes symbols of the venue.</summary>
    public abstract string Subscribe(IEnumerable<string> symbols);

    /// <summary>The message that ends that.</summary>
    public abstract string Unsubscribe(IEnumerable<string> symbols);

    /// <summary>The marks in a message; none in one that is not understood.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is no JSON, or no prices.</exception>
    public abstract IEnumerable<StreamedMark> Read(ReadOnlySpan<byte> message);
}
