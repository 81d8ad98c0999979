using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Accounts;

/// <summary>Whether keys work, as the venues' answers say; their users are told once a day.</summary>
internal sealed class AccountHealth(AccountStore store, AccountDirectory directory, TradingDatabase database, TradeStore trades, ExecutorInstance instance)
{
    /// <summary>The key worked.</summary>
    public async Task WorksAsync(UserApiKeyRow key, CancellationToken cancellationToken)
    {
        if (key.Health == ApiKeyHealth.Ok)
            return;
        key.Health = ApiKeyHealth.Ok;
        await SaveAsync(key, cancellationToken);
    }

    /// <summary>A read failed.</summary>
    /// <returns>True where it was the key.</returns>
    public async Task<bool> FailedAsync(UserApiKeyRow key, VenueException failure, CancellationToken cancellationToken)
    {
        if (failure.Meaning != VenueErrorMeaning.InvalidKey)
            return false;
        key.Health = key.ExpiresAt is { } end && end <= instance.Now ? ApiKeyHealth.Expired : ApiKeyHealth.Invalid;
        await SaveAsync(key, cancellationToken);
        await using var session = await database.BeginAsync(cancellationToken);
        var changes = new TradingChanges();
        changes.Notifications.Add(Notices.KeyTrouble(key, failure.VenueMessage, instance.Now));
        await trades.SaveAsync(session, changes, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return true;
    }

    private async Task SaveAsync(UserApiKeyRow key, CancellationToken cancellationToken)
    {
        key.HealthCheckedAt = instance.Now;
        await store.SaveHealthAsync(key, cancellationToken);
        directory.Forget(key.Id);
    }
}
