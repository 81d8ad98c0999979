using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhaleCopy.Core.Users;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Secrets;
using WhaleCopy.System.Tests.Product;

namespace WhaleCopy.System.Tests.Engine;

/// <content>Rows as the Api stores them, and what the database shows.</content>
internal sealed partial class EngineCluster
{
    public WhaleCopyDbContext Context()
    {
        var options = new DbContextOptionsBuilder<WhaleCopyDbContext>();
        DataServices.Configure(options, _database);
        return new WhaleCopyDbContext(options.Options);
    }

    /// <summary>A PRO user with an account at the simulated Binance who copies 1 % of the whale's quantity at 5x.</summary>
    public async Task<Copier> FollowerAsync()
    {
        await using var context = Context();
        var number = Interlocked.Increment(ref _names);
        var user = new UserRow { TelegramId = 5_000_000 + number, SubscriptionTier = SubscriptionTier.Pro, CreatedAt = DateTimeOffset.UnixEpoch };
        context.Users.Add(user);
        await context.SaveChangesAsync(Cancelled);
        var apiKey = RunningProduct.Text($"engine-key-{Environment.ProcessId}-{number}");
        const string secret = "secret-of-the-user";
        var options = new SecurityOptions();
        options.EncryptionKeys["0"] = EncryptionKey;
        var cipher = new EnvelopeCipher(new KeyRing(Options.Create(options)));
        var key = new UserApiKeyRow
        {
            UserId = user.Id,
            Exchange = Core.Venues.Venue.Binance,
            ApiKeyEncrypted = cipher.Encrypt(apiKey, user.Id, Core.Venues.Venue.Binance, SecretField.ApiKey),
            ApiSecretEncrypted = cipher.Encrypt(secret, user.Id, Core.Venues.Venue.Binance, SecretField.ApiSecret),
            KeyTail = apiKey[^4..],
            KeyFingerprint = cipher.Fingerprint(apiKey, Core.Venues.Venue.Binance),
            IsActive = true,
            CanFuturesTrade = true,
            CanSpotTrade = true,
            Health = ApiKeyHealth.Ok,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        context.UserSettings.Add(new UserSettingsRow { UserId = user.Id, MaxTradeSizeUsdt = 1_000m, DailyLossLimitUsdt = 10_000m, MaxOpenPositions = 10 });
        context.UserApiKeys.Add(key);
        await Venue.PutAccountAsync(
            new
            {
                exchange = "binance",
                apiKey,
                apiSecret = secret,
                balances = new { spot = new { USDT = 1_000m }, usdm = new { USDT = 1_000m } },
                permissions = new[] { "read", "spot", "futures" },
                hedgeMode = false,
            },
            Cancelled);
        context.Follows.Add(new FollowRow
        {
            UserId = user.Id,
            WhaleId = WhaleId,
            SizingMode = SizingMode.QuantityMultiplier,
            QuantityMultiplier = 0.01m,
            CopyLeverage = false,
            Leverage = 5,
            FollowedAt = DateTimeOffset.UnixEpoch,
            BalanceAtFollowUsdt = 1_000m,
        });
        await context.SaveChangesAsync(Cancelled);
        return new Copier(user.Id, key.Id, apiKey);
    }

    public Task UnfollowAsync() => ExecuteAsync("update user_whale_follows set ended_at = now() where ended_at is null");

    /// <summary>Nobody copies any more, and no account is looked at.</summary>
    public Task DismissAsync() => ExecuteAsync(
        """
        update user_whale_follows set ended_at = now() where ended_at is null;
        update user_api_keys set is_active = false where is_active;
        """);

    public async Task ExecuteAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    /// <summary>Signals of the whale, as kind and status.</summary>
    public async Task<List<WhaleSignalRow>> SignalsAsync()
    {
        await using var context = Context();
        return await context.WhaleSignals.AsNoTracking().Where(signal => signal.WhaleId == WhaleId).OrderBy(signal => signal.Id).ToListAsync(Cancelled);
    }

    /// <summary>The whale's newest signal; zero before his first.</summary>
    public async Task<long> NewestSignalAsync()
    {
        await using var command = _database.CreateCommand("select coalesce(max(id), 0) from whale_signals where whale_id = $1");
        command.Parameters.Add(new() { Value = WhaleId });
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    /// <summary>How many signals the whale gave after one.</summary>
    public async Task<long> CountSignalsAsync(long after)
    {
        await using var command = _database.CreateCommand("select count(*) from whale_signals where whale_id = $1 and id > $2");
        command.Parameters.Add(new() { Value = WhaleId });
        command.Parameters.Add(new() { Value = after });
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}
