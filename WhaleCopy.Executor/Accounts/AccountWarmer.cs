using System.Security.Cryptography;
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
    AccountDirectory directory,
    VenueTraders traders,
    ExecutorInstance instance,
    IOptions<CopyingOptions> copying,
    IOptions<ExecutorOptions> executor,
    ILogger<AccountWarmer> logger)
{
    // A key may be dead: so many are asked in all.
    private const int LeverageKeys = 3;

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
                catch (Exception exception) when (exception is VenueException or CryptographicException)
                {
                    IntakeLog.AccountUnread(logger, account.Key.Id, exception.Message);
                }
            });

    /// <summary>
    /// Sees to it that the largest leverages of a market are known at these keys' venues: where another executor reads the accounts,
    /// none was told here yet, and nobody may be planned with an assumed one for that. What no key is told stays assumed.
    /// </summary>
    public async Task LearnLeverageAsync(IEnumerable<UserApiKeyRow> keys, Market market, CancellationToken cancellationToken)
    {
        foreach (var venue in keys.Where(key => key.CanFuturesTrade).GroupBy(key => key.Exchange))
        {
            if (traders.Find(venue.Key) is not { } trader)
                continue;
            foreach (var key in venue.Take(LeverageKeys).TakeWhile(_ => trader.NeedsLeverage(market)))
            {
                try
                {
                    await trader.LearnLeverageAsync(directory.Open(key), market, cancellationToken);
                }
                catch (CryptographicException exception)
                {
                    IntakeLog.AccountUnread(logger, key.Id, exception.Message);
                }
            }
        }
    }
}
