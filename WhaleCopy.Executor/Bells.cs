using System.Collections.Concurrent;

namespace WhaleCopy.Executor;

/// <summary>New signals.</summary>
internal sealed class SignalBell(TimeProvider time) : Bell(time);

/// <summary>New tasks of users.</summary>
internal sealed class TaskBell(TimeProvider time) : Bell(time);

/// <summary>Trades whose outcome is open.</summary>
internal sealed class ReconcileBell(TimeProvider time) : Bell(time);

/// <summary>Exits that are owed.</summary>
internal sealed class OwedBell(TimeProvider time) : Bell(time);

/// <summary>Whales that went dark.</summary>
internal sealed class DarkBell(TimeProvider time) : Bell(time);

/// <summary>Transfers that were left.</summary>
internal sealed class TransferBell(TimeProvider time) : Bell(time);

/// <summary>Fills to be booked.</summary>
internal sealed class FillsBell(TimeProvider time) : Bell(time);

/// <summary>Funding to be read.</summary>
internal sealed class FundingBell(TimeProvider time) : Bell(time);

/// <summary>Copies were valued anew: the books of their follows.</summary>
internal sealed class FollowBell(TimeProvider time) : Bell(time);

/// <summary>Prices to be read now.</summary>
internal sealed class PriceBell(TimeProvider time) : Bell(time);

/// <summary>Positions to be compared with their venue now.</summary>
internal sealed class SyncBell(TimeProvider time) : Bell(time);

/// <summary>Positions whose protection changed: the ids are looked at first.</summary>
internal sealed class ProtectionBell(Rush rush, TimeProvider time) : Bell(time)
{
    private readonly ConcurrentQueue<long> _positions = new();

    public void Ring(long positionId)
    {
        rush.Stops(1);
        _positions.Enqueue(positionId);
        Ring();
    }

    /// <summary>Takes the ids that rang, each once.</summary>
    public long[] Take(int most)
    {
        var taken = new HashSet<long>();
        while (taken.Count < most && _positions.TryDequeue(out var id))
        {
            rush.Stops(-1);
            taken.Add(id);
        }

        return [.. taken];
    }
}

/// <summary>Accounts in which something filled: their balances are read sooner.</summary>
internal sealed class BalanceBell(TimeProvider time) : Bell(time)
{
    private readonly ConcurrentQueue<long> _accounts = new();

    public void Hurry(long apiKeyId)
    {
        _accounts.Enqueue(apiKeyId);
        Ring();
    }

    /// <summary>Takes the accounts that hurry, each once.</summary>
    public long[] Take()
    {
        var taken = new HashSet<long>();
        while (_accounts.TryDequeue(out var id))
            taken.Add(id);
        return [.. taken];
    }
}
