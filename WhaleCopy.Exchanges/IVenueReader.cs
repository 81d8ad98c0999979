using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Exchanges;

/// <summary>Reads lead traders ("whales") of one source. Never throws for what a source answers: an answer has a type.</summary>
public interface IVenueReader
{
    /// <summary>The venue.</summary>
    Venue Venue { get; }

    /// <summary>How far the source can be trusted and what it can tell.</summary>
    WhaleSource Source { get; }

    /// <summary>A whale's whole book: every page, and the sharing flag after an empty one.</summary>
    /// <param name="uid">His id at the venue.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<PollResult> PollAsync(string uid, CancellationToken cancellationToken);

    /// <summary>
    /// What the source's history says happened to a whale's positions from a moment on. Only asked of sources with
    /// <see cref="WhaleSource.HasHistory"/>.
    /// </summary>
    Task<HistoryResult> ReadHistoryAsync(string uid, DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>One page of the leaderboard.</summary>
    /// <param name="cursor">Null for the first; what the page before answered for the next.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<DiscoveryResult> DiscoverAsync(string? cursor, CancellationToken cancellationToken);

    /// <summary>A whale's profile and the source's own numbers on him.</summary>
    Task<ProfileResult> ReadProfileAsync(string uid, CancellationToken cancellationToken);
}
