using System.Collections.Concurrent;
using System.Security.Cryptography;
using WhaleCopy.Core.Secrets;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Secrets;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Executor.Accounts;

/// <summary>
/// Accounts by their id. Rows are kept for some seconds as they are stored, encrypted; secrets are decrypted for the call that
/// needs them and live as long as it.
/// </summary>
internal sealed class AccountDirectory(AccountStore store, EnvelopeCipher cipher, TimeProvider time)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<long, (UserApiKeyRow Row, DateTimeOffset At)> _rows = new();

    /// <summary>An account that may be used, or null where its key was removed.</summary>
    public async ValueTask<UserApiKeyRow?> FindAsync(long apiKeyId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_rows.TryGetValue(apiKeyId, out var known) && now - known.At < KeepFor)
            return known.Row;
        if (await store.ReadKeyAsync(apiKeyId, cancellationToken) is not { RemovedAt: null } row)
        {
            _rows.TryRemove(apiKeyId, out _);
            return null;
        }

        Remember(row);
        return row;
    }

    /// <summary>Keeps a row that was read anyway.</summary>
    public void Remember(UserApiKeyRow row) => _rows[row.Id] = (row, time.GetUtcNow());

    /// <summary>Forgets a row: its key changed.</summary>
    public void Forget(long apiKeyId) => _rows.TryRemove(apiKeyId, out _);

    /// <summary>What opens the account at its venue.</summary>
    /// <exception cref="CryptographicException">The stored secret does not open: another encryption key, or a changed row.</exception>
    public VenueCredentials Open(UserApiKeyRow row) => new(
        row.Id,
        Decrypt(row, row.ApiKeyEncrypted, SecretField.ApiKey),
        Decrypt(row, row.ApiSecretEncrypted, SecretField.ApiSecret),
        row.PassphraseEncrypted is { } passphrase ? Decrypt(row, passphrase, SecretField.Passphrase) : null,
        row.IsTestnet);

    private ApiSecret Decrypt(UserApiKeyRow row, string envelope, SecretField field) => cipher.Decrypt(envelope, row.UserId, (Venue?)row.Exchange, field);
}
