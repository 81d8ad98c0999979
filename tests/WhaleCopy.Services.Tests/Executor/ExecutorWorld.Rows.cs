using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Secrets;
using WhaleCopy.Executor;

namespace WhaleCopy.Services.Tests.Executor;

/// <content>Rows as the other services store them.</content>
public sealed partial class ExecutorWorld
{
    /// <summary>A whale.</summary>
    public async Task<long> WhaleAsync()
    {
        await using var context = Context();
        var uid = Next("whale");
        var whale = new WhaleRow
        {
            WalletAddress = $"binance_{uid}",
            Name = uid,
            WhaleType = WhaleType.CexTrader,
            Exchange = Core.Venues.Venue.Binance,
            ExchangeUid = uid,
            SourceTrust = SourceTrust.Unofficial,
            DiscoveredAt = DateTimeOffset.UnixEpoch,
        };
        context.Whales.Add(whale);
        await context.SaveChangesAsync(Cancelled);
        return whale.Id;
    }

    /// <summary>A PRO user with an account of his own at a simulated venue.</summary>
    public async Task<Copier> UserAsync(
        decimal usdt = 1_000m, bool hedgeMode = false, Action<UserSettingsRow>? settings = null, decimal? spot = null, bool canTransfer = false,
        bool breakSecret = false, Core.Venues.Venue venue = Core.Venues.Venue.Binance)
    {
        await using var context = Context();
        var name = Next("user");
        var user = new UserRow
        {
            TelegramId = long.Parse(name[4..], CultureInfo.InvariantCulture) + 1_000_000,
            SubscriptionTier = SubscriptionTier.Pro,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        context.Users.Add(user);
        await context.SaveChangesAsync(Cancelled);
        var row = new UserSettingsRow { UserId = user.Id, MaxTradeSizeUsdt = 1_000m, DailyLossLimitUsdt = 10_000m, MaxOpenPositions = 10 };
        settings?.Invoke(row);
        context.UserSettings.Add(row);

        var apiKey = $"key-{name}";
        const string secret = "secret-of-the-user";
        const string passphrase = "words-of-the-user";

        // The venue knows the account before an executor that already runs can read it: a key that the venue does not know is dead.
        await Venue.PutAccountAsync(
            new
            {
                exchange = Core.WireName<Core.Venues.Venue>.Of(venue).ToLowerInvariant(),
                apiKey,
                apiSecret = secret,
                passphrase,
                balances = new { spot = new { USDT = spot ?? usdt }, usdm = new { USDT = usdt } },
                permissions = new[] { "read", "spot", "futures" },
                hedgeMode,
            },
            Cancelled);
        var key = KeyRow(user.Id, apiKey, secret, venue, passphrase);
        key.CanTransfer = canTransfer;
        if (breakSecret)
            key.ApiSecretEncrypted = key.ApiKeyEncrypted;
        context.UserApiKeys.Add(key);
        await context.SaveChangesAsync(Cancelled);
        return new Copier(user.Id, key.Id, apiKey);
    }

    public static UserApiKeyRow KeyRow(
        long userId, string apiKey, string secret, Core.Venues.Venue venue = Core.Venues.Venue.Binance, string? passphrase = null)
    {
        var cipher = Cipher();
        return new UserApiKeyRow
        {
            UserId = userId,
            Exchange = venue,
            ApiKeyEncrypted = cipher.Encrypt(apiKey, userId, venue, SecretField.ApiKey),
            ApiSecretEncrypted = cipher.Encrypt(secret, userId, venue, SecretField.ApiSecret),
            PassphraseEncrypted = passphrase is null ? null : cipher.Encrypt(passphrase, userId, venue, SecretField.Passphrase),
            KeyTail = apiKey[^4..],
            KeyFingerprint = cipher.Fingerprint(apiKey, venue),
            IsActive = true,
            CanFuturesTrade = true,
            CanSpotTrade = true,
            Health = ApiKeyHealth.Ok,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
    }

    /// <summary>A follow that copies 1 % of the whale's quantity at 5x, unless told otherwise.</summary>
    public async Task<long> FollowAsync(Copier copier, long whaleId, Action<FollowRow>? change = null)
    {
        await using var context = Context();
        var follow = new FollowRow
        {
            UserId = copier.UserId,
            WhaleId = whaleId,
            SizingMode = SizingMode.QuantityMultiplier,
            QuantityMultiplier = 0.01m,
            CopyLeverage = false,
            Leverage = 5,
            FollowedAt = DateTimeOffset.UnixEpoch,
            BalanceAtFollowUsdt = 1_000m,
        };
        change?.Invoke(follow);
        context.Follows.Add(follow);
        await context.SaveChangesAsync(Cancelled);
        return follow.Id;
    }

    /// <summary>A signal as the poller stores it, committed; nobody is rung.</summary>
    public async Task<long> SignalAsync(
        long whaleId,
        SignalKind kind,
        decimal size = 2m,
        PositionSide side = PositionSide.Long,
        string symbol = "BTCUSDT",
        decimal price = 60_000m,
        decimal fraction = 1m,
        Action<WhaleSignalRow>? change = null)
    {
        await using var context = Context();
        var now = TimeProvider.System.GetUtcNow();
        var signal = new WhaleSignalRow
        {
            WhaleId = whaleId,
            TxHash = Next("tx"),
            SnapshotNumber = 1,
            Kind = kind,
            Action = kind is SignalKind.Open or SignalKind.Increase ? side.Entry() : side.Exit(),
            Side = side,
            Market = Market.UsdM,
            CexSymbol = symbol,
            Leverage = 20m,
            IsCloseSignal = kind == SignalKind.Close,
            Fraction = fraction,
            WhaleSizeChange = size,
            WhaleSize = kind == SignalKind.Close ? 0m : size,
            WhaleSizeUnit = SizeUnit.Base,
            AmountUsd = size * price,
            PriceAtSignal = price,
            ReferencePrice = kind is SignalKind.Open or SignalKind.Increase ? price : null,
            Confidence = SignalConfidence.High,
            ConfidenceScore = 70m,
            PreviousCompleteAt = now,
            DetectedAt = now,
        };
        change?.Invoke(signal);
        context.WhaleSignals.Add(signal);
        await context.SaveChangesAsync(Cancelled);
        return signal.Id;
    }

    /// <summary>Binance refuses a user's next requests of a path, and takes nothing of them.</summary>
    public Task RefuseAsync(Copier user, string path, int code, int count) => Venue.AddFaultAsync(
        new { exchange = "binance", path, method = "POST", kind = "reject", code, count, apiKey = user.ApiKey }, Cancelled);

    /// <summary>Gives an executor a waiting entry to hold, so that a test sends it: its gates are not asked again, however slow this machine is.</summary>
    public async Task HoldAsync(TradeRow waiting, WebApplication executor)
    {
        waiting.LeaseOwner = executor.Services.GetRequiredService<ExecutorInstance>().Name;
        waiting.LeaseUntil = waiting.CreatedAt.AddHours(1);
        waiting.DecidedAt = waiting.LeaseUntil.Value;
        await using var context = Context();
        await context.Trades.Where(row => row.Id == waiting.Id).ExecuteUpdateAsync(
            row => row.SetProperty(it => it.LeaseOwner, waiting.LeaseOwner).SetProperty(it => it.LeaseUntil, waiting.LeaseUntil), Cancelled);
    }

    /// <summary>A user's command as the Api stores it.</summary>
    public async Task<Guid> TaskAsync(Copier copier, TaskKind kind, long? signalId = null, long? positionId = null, string payload = "{}")
    {
        await using var context = Context();
        var now = TimeProvider.System.GetUtcNow();
        var task = new TaskRow
        {
            Id = Guid.CreateVersion7(now),
            UserId = copier.UserId,
            Kind = kind,
            SignalId = signalId,
            PositionId = positionId,
            Payload = payload,
            CreatedAt = now,
            NextAttemptAt = now,
        };
        context.Tasks.Add(task);
        await context.SaveChangesAsync(Cancelled);
        return task.Id;
    }

    private static EnvelopeCipher Cipher()
    {
        var options = new SecurityOptions();
        options.EncryptionKeys["0"] = EncryptionKey;
        return new EnvelopeCipher(new KeyRing(Options.Create(options)));
    }
}
