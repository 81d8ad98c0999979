namespace WhaleCopy.Executor;

/// <summary>Work that a loop has begun and does not wait for: at most so much at once, and all of it waited for at the end.</summary>
internal sealed class InFlight(int most) : IDisposable
{
    private readonly SemaphoreSlim _places = new(most);

    /// <summary>How much more may begin now.</summary>
    public int Free => _places.CurrentCount;

    /// <summary>Waits until something may begin.</summary>
    public async Task WaitForPlaceAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        _places.Release();
    }

    /// <summary>Begins something; what it throws is told by it alone.</summary>
    public async Task StartAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await work();
                }
                finally
                {
                    _places.Release();
                }
            },
            CancellationToken.None);
    }

    /// <summary>Waits until nothing runs. Who gives the wait up keeps no place: whoever waits next would wait for ever.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var taken = 0;
        try
        {
            for (; taken < most; taken++)
                await _places.WaitAsync(cancellationToken);
        }
        finally
        {
            if (taken > 0)
                _places.Release(taken);
        }
    }

    public void Dispose() => _places.Dispose();
}
