using Microsoft.Extensions.Options;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Intake;

namespace WhaleCopy.Executor.Accounts;

/// <summary>
/// Reads, before planning, the accounts that were never read or not for too long. With the sync running there are none: an entry
/// costs no read.
/// </summary>
internal sealed class AccountWarmer(
    AccountStore store,
    AccountReader reader,
    ExecutorInstance instance,
    IOptions<CopyingOptions> copying,
    IOptions<ExecutorOptions> executor,
    ILogger<AccountWarmer> logger)
{
    /// <summary>Sees to it that these markets of these accounts have a reading young enough; what cannot be read stays as it was.</summary>
    public async Task WarmAsync(IReadOnlyList<(UserApiKeyRow Key, Market Market)> accounts, CancellationToken cancellationToken)
    {
        if (accounts.Count == 0)
            return;
        var oldest = instance.Now - copying.Value.MaxAccountAge;
        var readings = await store.ReadMarketsAsync([.. accounts.Select(account => account.Key.Id).Distinct()], cancellationToken);
        foreach (var reading in readings)
            reader.Remember(reading);
        var fresh = readings.Where(reading => reading.PositionsSentAt >= oldest).Select(reading => (reading.ApiKeyId, reading.Market)).ToHashSet();
        var stale = accounts.Where(account => !fresh.Contains((account.Key.Id, account.Market)));
        await ReadAgainAsync([.. stale], cancellationToken);
    }

    /// <summary>Reads these markets of these accounts now, however young the reading is; what cannot be read stays as it was.</summary>
    public async Task ReadAgainAsync(IReadOnlyList<(UserApiKeyRow Key, Market Market)> accounts, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            accounts,
            new ParallelOptions { MaxDegreeOfParallelism = executor.Value.BackgroundConcurrency, CancellationToken = cancellationToken },
            async (account, token) =>
            {
                try
                {
                    await reader.RefreshAsync(account.Key, account.Market, token);
                }
                catch (VenueException exception)
                {
                    IntakeLog.AccountUnread(logger, account.Key.Id, exception.Message);
                }
            });
}
