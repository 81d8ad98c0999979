namespace WhaleCopy.Executor;

/// <summary>Wakes one loop up before its next sweep. Rung twice it wakes once; a lost ring costs at most one sweep.</summary>
internal abstract class Bell(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _rung = new(0, 1);

    public void Dispose() => _rung.Dispose();

    public void Ring()
    {
        try
        {
            if (_rung.CurrentCount == 0)
                _rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // Rung by somebody else in the same moment.
        }
    }

    /// <summary>Waits for a ring, at most until the next sweep.</summary>
    public async Task WaitAsync(TimeSpan sweep, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(sweep, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await _rung.WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time for a sweep.
        }
    }
}
