using System.Collections.Concurrent;

namespace WhaleCopy.Simulator.Limits;

/// <summary>Counts by key in windows aligned to the clock, as venues count: the sum starts anew with each window.</summary>
internal sealed class WindowCounter(TimeSpan window, int limit)
{
    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    private sealed class Slot
    {
        public long Window;
        public int Used;
    }

    public int Limit => limit;

    /// <summary>Adds and answers what the window holds now.</summary>
    public int Add(string key, int amount, DateTimeOffset now)
    {
        var slot = _slots.GetOrAdd(key, static _ => new Slot());
        var current = now.UtcTicks / window.Ticks;
        lock (slot)
        {
            if (slot.Window != current)
            {
                slot.Window = current;
                slot.Used = 0;
            }

            slot.Used += amount;
            return slot.Used;
        }
    }

    /// <summary>Seconds until the window starts anew.</summary>
    public int SecondsLeft(DateTimeOffset now) =>
        (int)Math.Ceiling(new TimeSpan(window.Ticks - (now.UtcTicks % window.Ticks)).TotalSeconds);

    public void Clear() => _slots.Clear();
}
