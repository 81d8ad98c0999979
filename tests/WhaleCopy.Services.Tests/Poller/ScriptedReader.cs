using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>A source whose next answer a test writes: the state machine, the lease and the database are the real ones.</summary>
internal sealed class ScriptedReader : IVenueReader
{
    public PollResult Next { get; set; } = new PollResult.Unavailable(UnavailableReason.Network);

    public Venue Venue => Venue.Bybit;

    public WhaleSource Source { get; } = new()
    {
        Name = "scripted",
        Trust = SourceTrust.Unofficial,
        HasHistory = false,
        StablePositionIds = false,
        CanHedge = true,
        ShowsEquity = false,
        ShowsLeverage = false,
        ReadsPerPoll = 1,
        ReadsPerSecond = 1m,
    };

    /// <summary>A whole answer; marks move with time, as they do.</summary>
    public static PollResult.Complete Complete(IEnumerable<(PositionKey Key, decimal Size)> book, DateTimeOffset serverTime) => new(new WhaleSnapshot(
        book.Select(line => new WhalePosition
        {
            Key = line.Key,
            Size = line.Size,
            SizeUnit = SizeUnit.Base,
            EntryPrice = 100m,
            MarkPrice = serverTime.ToUnixTimeMilliseconds(),
        }),
        serverTime));

    public Task<PollResult> PollAsync(string uid, CancellationToken cancellationToken) => Task.FromResult(Next);

    public Task<HistoryResult> ReadHistoryAsync(string uid, DateTimeOffset from, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("This source has no history.");

    public Task<DiscoveryResult> DiscoverAsync(string? cursor, CancellationToken cancellationToken) =>
        Task.FromResult<DiscoveryResult>(new DiscoveryResult.Page([], null));

    public Task<ProfileResult> ReadProfileAsync(string uid, CancellationToken cancellationToken) =>
        Task.FromResult<ProfileResult>(new ProfileResult.NotFound());
}
