namespace WhaleCopy.Executor;

/// <summary>
/// A loop over one table's work: takes what is there, and waits for a ring or the next sweep when there is nothing. What a pass
/// throws is told and tried again after a pause that grows; the loop itself never ends before the host does.
/// </summary>
internal abstract class SweepWorker(Bell bell, TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    protected TimeProvider Time => time;

    protected ILogger Logger => logger;

    /// <summary>How long to wait where nothing was found.</summary>
    protected abstract TimeSpan Sweep { get; }

    /// <summary>Takes and does what is due.</summary>
    /// <returns>True where there may be more at once.</returns>
    protected abstract Task<bool> PassAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var more = await PassAsync(stoppingToken);
                failures = 0;
                if (!more)
                    await bell.WaitAsync(Sweep, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The outer loop of a worker: a database that is away comes back, and what was claimed comes free with its lease.
                ExecutorLog.PassFailed(logger, GetType().Name, exception);
                var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(failures++, 7)));
                await Task.Delay(pause < LongestPause ? pause : LongestPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
