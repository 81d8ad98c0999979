using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Users;
using WhaleCopy.Contracts.Executor;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Secrets;

namespace WhaleCopy.Api.Accounts;

/// <summary>What became of adding a key.</summary>
internal enum KeyInsertion
{
    Inserted,
    Taken,
    TooMany,
}

/// <summary>What stands in the way of removing a key.</summary>
internal sealed record KeyUse(int OpenPositions, int OrdersInFlight)
{
    public bool IsNone => OpenPositions == 0 && OrdersInFlight == 0;
}

/// <summary>The life of a key's row: inserted inactive, then activated or removed with its secrets.</summary>
internal sealed class ApiKeyStore(WhaleCopyDbContext database, EnvelopeCipher cipher, TimeProvider timeProvider)
{
    private const int MaxKeys = 20;
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(2);

    /// <summary>Inserts the key inactive, its secrets encrypted. Unique by fingerprint over all users.</summary>
    public async Task<(KeyInsertion Outcome, UserApiKeyRow? Row)> InsertAsync(ApiKeyRequest request, long userId, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var fingerprint = cipher.Fingerprint(request.ApiKey, request.Exchange);

        // A crash between insert and check leaves an inactive row behind; it must not keep the user from trying again.
        var abandoned = now - AbandonedAfter;
        await database.UserApiKeys
            .Where(row => row.UserId == userId && row.RemovedAt == null && !row.IsActive && row.Health == ApiKeyHealth.Unchecked && row.CreatedAt < abandoned)
            .ExecuteDeleteAsync(cancellationToken);

        if (await database.UserApiKeys.CountAsync(row => row.UserId == userId && row.RemovedAt == null, cancellationToken) >= MaxKeys)
            return (KeyInsertion.TooMany, null);

        var row = new UserApiKeyRow
        {
            UserId = userId,
            Exchange = request.Exchange,
            ApiKeyEncrypted = cipher.Encrypt(request.ApiKey, userId, request.Exchange, SecretField.ApiKey),
            ApiSecretEncrypted = cipher.Encrypt(request.ApiSecret, userId, request.Exchange, SecretField.ApiSecret),
            PassphraseEncrypted = request.Passphrase is { Length: > 0 } passphrase
                ? cipher.Encrypt(passphrase, userId, request.Exchange, SecretField.Passphrase)
                : null,
            KeyTail = request.ApiKey[^4..],
            KeyFingerprint = fingerprint,
            Label = string.IsNullOrWhiteSpace(request.Label) ? null : request.Label.Trim(),
            IsTestnet = request.IsTestnet,
            CreatedAt = now,
        };
        database.UserApiKeys.Add(row);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return (KeyInsertion.Inserted, row);
        }
        catch (DbUpdateException taken) when (taken.IsUniqueViolation())
        {
            database.ChangeTracker.Clear();
            return (KeyInsertion.Taken, null);
        }
    }

    /// <summary>The venue says that the key may trade and may not withdraw: from now on it is used.</summary>
    public async Task ActivateAsync(UserApiKeyRow row, CheckApiKeyResponse check)
    {
        var now = timeProvider.GetUtcNow();
        row.IsActive = true;
        row.CanSpotTrade = check.CanSpotTrade;
        row.CanFuturesTrade = check.CanFuturesTrade;
        row.CanWithdraw = check.CanWithdraw;
        row.CanTransfer = check.CanTransfer;
        row.IpRestricted = check.HasIpRestricted ? check.IpRestricted : null;
        row.ExpiresAt = check.ExpiresAt?.ToDateTimeOffset();
        row.Health = ApiKeyHealth.Ok;
        row.HealthCheckedAt = now;
        row.NextBalanceAt = now;
        database.AuditLog.Add(AuditTrail.Of(row.UserId, "API_KEY_ADDED", now, new { api_key_id = row.Id, row.Exchange, row.KeyTail, row.IsTestnet }));

        // The venue has answered: a caller who hung up meanwhile still gets his key.
        await database.SaveChangesAsync(CancellationToken.None);
    }

    /// <summary>Nothing is left of a key that was refused or could not be checked.</summary>
    public Task DiscardAsync(UserApiKeyRow row) =>
        database.UserApiKeys.Where(key => key.Id == row.Id && !key.IsActive).ExecuteDeleteAsync(CancellationToken.None);

    /// <summary>
    /// Wipes the secrets and keeps the row, because trades point at it. Refused while copies or orders need the key, unless
    /// <paramref name="isForced"/>; null where the user has no such key.
    /// </summary>
    public async Task<KeyUse?> RemoveAsync(long id, long userId, bool isForced, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);

        // The lock that phase 1 reserves under: no copy begins with this key while we count.
        _ = await UserLock.TakeAsync(database, userId, cancellationToken);
        var row = await database.UserApiKeys.SingleOrDefaultAsync(
            key => key.Id == id && key.UserId == userId && key.RemovedAt == null, cancellationToken);
        if (row is null)
        {
            await NoteForeignAsync(id, userId, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return null;
        }

        var positions = await database.Positions.CountAsync(
            position => position.ApiKeyId == id && (position.Status == Core.Trades.PositionStatus.Open || position.Status == Core.Trades.PositionStatus.Closing),
            cancellationToken);
        var trades = await database.Trades.CountAsync(
            trade => trade.ApiKeyId == id
                && (trade.Status == Core.Trades.TradeStatus.Pending || trade.Status == Core.Trades.TradeStatus.Executing
                    || trade.Status == Core.Trades.TradeStatus.Unknown),
            cancellationToken);
        var use = new KeyUse(positions, trades);
        if (!use.IsNone && !isForced)
            return use;

        var now = timeProvider.GetUtcNow();
        row.ApiKeyEncrypted = "";
        row.ApiSecretEncrypted = "";
        row.PassphraseEncrypted = null;
        row.KeyFingerprint = "";
        row.IsActive = false;
        row.RemovedAt = now;
        database.AuditLog.Add(AuditTrail.Of(
            userId, "API_KEY_REMOVED", now, new { api_key_id = id, row.Exchange, row.KeyTail, open_positions = positions, orders_in_flight = trades }));
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new KeyUse(0, 0);
    }

    /// <summary>For its caller somebody else's key does not exist; that he named it is kept.</summary>
    private async Task NoteForeignAsync(long id, long userId, CancellationToken cancellationToken)
    {
        if (!await database.UserApiKeys.AnyAsync(key => key.Id == id && key.UserId != userId, cancellationToken))
            return;
        database.AuditLog.Add(AuditTrail.Of(userId, "API_KEY_OF_ANOTHER", timeProvider.GetUtcNow(), new { api_key_id = id }));
        await database.SaveChangesAsync(cancellationToken);
    }
}
