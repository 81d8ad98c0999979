using Microsoft.Extensions.Options;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;

namespace WhaleCopy.Executor.Placement;

/// <summary>Sends what waits in the dispatch queue, and sweeps the table for prepared trades that nobody holds: delayed ones, linked
/// ones whose exit is flat now, those of an executor that died.</summary>
internal sealed class PlacementWorker(
    DispatchQueue queue,
    TradeQueue trades,
    SubmitStep submit,
    ExecutorInstance instance,
    IOptions<ExecutorOptions> options,
    TimeProvider time,
    ILogger<PlacementWorker> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(DispatchAsync(stoppingToken), SweepAsync(stoppingToken));

    /// <summary>Stops taking, then waits for what was begun: it runs under its own deadlines and ends within the venue's time-outs.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(options.Value.ShutdownTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await queue.DrainedAsync(both.Token);
        }
        catch (OperationCanceledException)
        {
            PlacementLog.Stopped(logger, queue.OnTheirWay);
        }
    }

    private async Task DispatchAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var trade = await queue.TakeAsync(stoppingToken);
                _ = Task.Run(() => SendAsync(trade), CancellationToken.None);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task SendAsync(TradeRow trade)
    {
        try
        {
            await submit.RunAsync(trade);
        }
        catch (Exception exception)
        {
            // The outer edge of a submission: whatever was committed says how far it came, and reconciliation goes on from there.
            PlacementLog.SubmitFailed(logger, trade.Id, exception);
        }
        finally
        {
            queue.Done(trade);
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var trade in await trades.ClaimPreparedAsync(instance.Name, instance.Now, instance.LeaseEnd, queue.EntriesAreOpen, 500, stoppingToken))
                    queue.Add(trade);
                await Task.Delay(options.Value.Sweep, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                ExecutorLog.PassFailed(logger, nameof(PlacementWorker), exception);
                await Task.Delay(options.Value.Sweep * 4, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
