using Microsoft.Extensions.Options;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Executor.Sync;

/// <summary>Funding of accounts that have copies, or had some since it was read.</summary>
internal sealed class FundingWorker(
    FundingStore store,
    FundingStep step,
    Rush rush,
    FundingBell bell,
    ExecutorInstance instance,
    IOptions<SyncOptions> sync,
    IOptions<ExecutorOptions> options,
    TimeProvider time,
    ILogger<FundingWorker> logger) : SweepWorker(bell, time, logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestSweep = TimeSpan.FromSeconds(15);

    // No venue shows less than that.
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(7);

    protected override TimeSpan Sweep => sync.Value.Funding < LongestSweep ? sync.Value.Funding : LongestSweep;

    protected override async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        var patience = new Patience(LongestWait);
        await rush.CalmAsync(patience, cancellationToken);
        var now = instance.Now;
        var most = options.Value.BackgroundConcurrency * 4;
        var due = await store.TakeAsync(now, now + sync.Value.Funding, now - Oldest, most, cancellationToken);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.BackgroundConcurrency, CancellationToken = cancellationToken },
            async (reading, token) =>
            {
                await rush.CalmAsync(patience, token);
                try
                {
                    await step.RunAsync(reading, token);
                }
                catch (VenueException exception)
                {
                    SyncLog.FundingUnread(Logger, reading.ApiKeyId, exception.Message);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // One account's trouble is told and tried again; the others' funding must not wait for it.
                    SyncLog.FundingFailed(Logger, reading.ApiKeyId, exception);
                }
            });
        return due.Count == most;
    }
}
