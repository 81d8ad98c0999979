using System.Collections.Concurrent;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Poller.Polling;

/// <summary>Wakes the polling loops out of their tick, and remembers when each last turned.</summary>
internal sealed class PollingPulse
{
    private readonly ConcurrentDictionary<Venue, SemaphoreSlim> _doors = new();
    private readonly ConcurrentDictionary<Venue, DateTimeOffset> _beats = new();

    /// <summary>When each loop last turned.</summary>
    public IReadOnlyDictionary<Venue, DateTimeOffset> Beats => _beats;

    /// <summary>A loop turned.</summary>
    public void Beat(Venue venue, DateTimeOffset at) => _beats[venue] = at;

    /// <summary>Something is due now.</summary>
    public void Wake(Venue venue)
    {
        var door = DoorOf(venue);
        if (door.CurrentCount == 0)
            door.Release();
    }

    /// <summary>Waits, or less when woken.</summary>
    public async Task WaitAsync(Venue venue, TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var woken = DoorOf(venue).WaitAsync(ends.Token);
        var tick = Task.Delay(wait, time, ends.Token);
        await Task.WhenAny(woken, tick);
        await ends.CancelAsync();
        await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private SemaphoreSlim DoorOf(Venue venue) => _doors.GetOrAdd(venue, _ => new SemaphoreSlim(0));
}
