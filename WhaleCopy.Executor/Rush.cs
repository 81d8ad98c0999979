namespace WhaleCopy.Executor;

/// <summary>
/// How much is under way of what cannot wait: orders first, then stops. What can wait lets it go first, as long as its patience
/// lasts, and goes at once where it is little.
/// </summary>
internal sealed class Rush(TimeProvider time)
{
    private const int Little = 32;

    private readonly Lock _gate = new();
    private int _orders;
    private int _stops;
    private TaskCompletionSource? _ordersGone;
    private TaskCompletionSource? _calm;

    /// <summary>So many orders more, or fewer, are leaving.</summary>
    public void Orders(int change)
    {
        lock (_gate)
        {
            _orders += change;
            Tell();
        }
    }

    /// <summary>So many copies more, or fewer, are waiting for their stop.</summary>
    public void Stops(int change)
    {
        lock (_gate)
        {
            _stops += change;
            Tell();
        }
    }

    /// <summary>Waits while many orders are leaving: for stops.</summary>
    public Task OrdersGoneAsync(Patience patience, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_orders <= Little)
                return Task.CompletedTask;
            _ordersGone ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return WaitAsync(_ordersGone.Task, patience, cancellationToken);
        }
    }

    /// <summary>Waits while many orders or stops are leaving: for readings and bookkeeping.</summary>
    public Task CalmAsync(Patience patience, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_orders + _stops <= Little)
                return Task.CompletedTask;
            _calm ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return WaitAsync(_calm.Task, patience, cancellationToken);
        }
    }

    private void Tell()
    {
        if (_orders <= Little)
        {
            _ordersGone?.SetResult();
            _ordersGone = null;
        }

        if (_orders + _stops <= Little)
        {
            _calm?.SetResult();
            _calm = null;
        }
    }

    private async Task WaitAsync(Task over, Patience patience, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var most = patience.Until(now) - now;
        if (most <= TimeSpan.Zero)
            return;
        try
        {
            await over.WaitAsync(most, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Long enough.
        }
    }
}

/// <summary>How long one pass lets others go first: from the first time that it has to, and then never again.</summary>
internal sealed class Patience(TimeSpan most)
{
    private long _until;

    /// <summary>Its end, which the first question sets.</summary>
    public DateTimeOffset Until(DateTimeOffset now)
    {
        var own = (now + most).UtcTicks;
        var first = Interlocked.CompareExchange(ref _until, own, 0);
        return new DateTimeOffset(first == 0 ? own : first, TimeSpan.Zero);
    }
}
