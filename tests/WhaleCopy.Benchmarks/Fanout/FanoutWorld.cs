using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhaleCopy.Core;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Secrets;
using WhaleCopy.Executor;
using VenueOrder = WhaleCopy.Standalone.Demo.VenueOrder;

namespace WhaleCopy.Benchmarks.Fanout;

/// <summary>A whale, and followers with an account each, spread over the four venues in turn.</summary>
internal sealed class FanoutWorld(FanoutMachine machine, int followers)
{
    public const decimal Price = 60_000m;
    public const string Prefix = "fanout";
    private static readonly Venue[] Venues = [Core.Venues.Venue.Binance, Core.Venues.Venue.Okx, Core.Venues.Venue.Bybit, Core.Venues.Venue.Bitget];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // Counting costs the server something, too.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private long _whaleId;
    private int _snapshots;

    public int Followers => followers;

    /// <summary>The venue of the n-th account.</summary>
    public static Venue VenueOf(int number) => Venues[number % Venues.Length];

    /// <summary>The name of the n-th account at its venue; accounts there are counted from 1.</summary>
    public static string ApiKeyOf(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{(number / Venues.Length) + 1}");

    /// <summary>Makes as many accounts, one after the other at the next venue.</summary>
    public static async Task MakeAccountsAsync(FanoutMachine machine, string prefix, int count)
    {
        for (var venue = 0; venue < Venues.Length; venue++)
        {
            if ((count + Venues.Length - 1 - venue) / Venues.Length is > 0 and var here)
                await machine.MakeAccountsAsync(WireName<Venue>.Of(Venues[venue]).ToLowerInvariant(), prefix, here);
        }
    }

    public async Task SeedAsync()
    {
        await MakeAccountsAsync(machine, Prefix, followers);
        await using var context = Context();
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        var whale = new WhaleRow
        {
            WalletAddress = "binance_fanout",
            Name = "fanout",
            WhaleType = WhaleType.CexTrader,
            Exchange = Core.Venues.Venue.Binance,
            ExchangeUid = "fanout",
            SourceTrust = SourceTrust.Unofficial,
            DiscoveredAt = DateTimeOffset.UnixEpoch,
        };
        context.Whales.Add(whale);
        var users = Enumerable.Range(0, followers)
            .Select(number => new UserRow { TelegramId = 1_000 + number, SubscriptionTier = SubscriptionTier.Pro, CreatedAt = DateTimeOffset.UnixEpoch })
            .ToList();
        context.Users.AddRange(users);
        await context.SaveChangesAsync();
        _whaleId = whale.Id;

        var security = new SecurityOptions();
        security.EncryptionKeys["0"] = FanoutMachine.EncryptionKey;
        var cipher = new EnvelopeCipher(new KeyRing(Options.Create(security)));
        for (var number = 0; number < users.Count; number++)
        {
            var userId = users[number].Id;
            context.UserSettings.Add(new UserSettingsRow { UserId = userId, MaxTradeSizeUsdt = 1_000m, DailyLossLimitUsdt = 10_000m, MaxOpenPositions = 10 });
            context.UserApiKeys.Add(KeyOf(cipher, userId, number));
            context.Follows.Add(new FollowRow
            {
                UserId = userId,
                WhaleId = _whaleId,
                SizingMode = SizingMode.QuantityMultiplier,
                QuantityMultiplier = 0.01m,

                // As accounts at Bybit are made: there it is the whole account's and never changed.
                MarginMode = MarginMode.Cross,
                CopyLeverage = false,
                Leverage = 5,
                FollowedAt = DateTimeOffset.UnixEpoch,
                BalanceAtFollowUsdt = 100_000m,
            });
        }

        await context.SaveChangesAsync();
    }

    /// <summary>Waits until the sync has read every account once: with it running an entry costs no read.</summary>
    public Task ReadAsync() => UntilAsync($"select count(*) = {Text(followers)} from account_markets where market = 'USD-M'");

    /// <summary>A signal as the poller stores it, and the ring that follows; the time before its commit.</summary>
    public async Task<DateTimeOffset> SignalAsync(bool isOpen)
    {
        await using var context = Context();
        var begun = TimeProvider.System.GetUtcNow();
        context.WhaleSignals.Add(new WhaleSignalRow
        {
            WhaleId = _whaleId,
            TxHash = string.Create(CultureInfo.InvariantCulture, $"fanout-{++_snapshots}"),
            SnapshotNumber = _snapshots,
            Kind = isOpen ? SignalKind.Open : SignalKind.Close,
            Action = isOpen ? OrderSide.Buy : OrderSide.Sell,
            Side = PositionSide.Long,
            Market = Market.UsdM,
            CexSymbol = "BTCUSDT",
            Leverage = 20m,
            IsCloseSignal = !isOpen,
            Fraction = 1m,
            WhaleSizeChange = 2m,
            WhaleSize = isOpen ? 2m : 0m,
            WhaleSizeUnit = SizeUnit.Base,
            AmountUsd = 2m * Price,
            PriceAtSignal = Price,
            ReferencePrice = isOpen ? Price : null,
            Confidence = SignalConfidence.High,
            ConfidenceScore = 70m,
            PreviousCompleteAt = begun,
            DetectedAt = begun,
        });
        await context.SaveChangesAsync();
        machine.Executor!.Services.GetRequiredService<SignalBell>().Ring();
        return begun;
    }

    /// <summary>Waits until the copies of a round are open and protected, or closed.</summary>
    public Task SettledAsync(int round, bool isOpen) => UntilAsync(isOpen
        ? $"select count(*) = {Text(followers)} from positions where status = 'OPEN' and protection = 'PROTECTED'"
        : $"select count(*) = {Text(followers * round)} from positions where status = 'CLOSED' and protection = 'NONE'");

    /// <summary>Waits until every entry of a round is acknowledged, and that is committed.</summary>
    public Task AcknowledgedAsync(int round) =>
        UntilAsync($"select count(*) = {Text(followers * round)} from trades where kind = 'OPEN' and acknowledged_at is not null");

    /// <summary>Waits until the fills of the rounds before are booked, and refreshes the planner's statistics, as they are by then elsewhere.</summary>
    public async Task RestAsync()
    {
        await UntilAsync("select count(*) = 0 from orders where owner = 'TRADE' and filled_quantity > 0 and fills_booked_at is null");
        await using var command = machine.Database.CreateCommand("analyze");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>When every acknowledgement was there, in milliseconds since the signal, in order.</summary>
    public async Task<IReadOnlyList<double>> AcknowledgementsAsync(DateTimeOffset begun)
    {
        await using var command = machine.Database.CreateCommand(
            "select acknowledged_at from trades where kind = 'OPEN' and created_at >= $1 order by acknowledged_at");
        command.Parameters.Add(new() { Value = begun });
        await using var reader = await command.ExecuteReaderAsync();
        var times = new List<double>();
        while (await reader.ReadAsync())
            times.Add((reader.GetFieldValue<DateTimeOffset>(0) - begun).TotalMilliseconds);
        return times;
    }

    /// <summary>The entries that the venues received since the signal, their truth, checked: one accepted order a follower, each with its row here.</summary>
    /// <returns>When each came in, in milliseconds since the signal, in order.</returns>
    public async Task<IReadOnlyList<double>> ReceivedAsync(DateTimeOffset begun)
    {
        var all = await machine.Venue.OrdersAsync(begun, CancellationToken.None);
        var orders = all.Where(order => order is { IsProtective: false, ReduceOnly: false } && order.ApiKey.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        var accounts = orders.Select(order => (order.Exchange, order.ApiKey)).ToHashSet();
        var known = new HashSet<string>();
        await using var command = machine.Database.CreateCommand(
            "select o.client_order_id from orders o join trades t on t.id = o.owner_id where o.owner = 'TRADE' and t.kind = 'OPEN' and t.created_at >= $1 and t.status = 'FILLED'");
        command.Parameters.Add(new() { Value = begun });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            known.Add(reader.GetString(0));
        Require(orders.Count == followers, $"{orders.Count} orders at the venues for {followers} followers");
        Require(accounts.Count == followers, $"{accounts.Count} accounts with an order of {followers}");
        Require(orders.TrueForAll(IsFilled), $"an order is not filled: {orders.Find(order => !IsFilled(order))}");
        Require(known.SetEquals(orders.Select(order => order.ClientOrderId!)), $"{known.Count} filled orders here are not the {orders.Count} at the venues");
        return [.. orders.Select(order => (order.ReceivedAt - begun).TotalMilliseconds).Order()];
    }

    /// <summary>Transactions that have written something, ever: each takes one id.</summary>
    public async Task<long> TransactionsAsync()
    {
        await using var command = machine.Database.CreateCommand("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The venues answer every call that much later.</summary>
    public async Task DelayAsync(int milliseconds)
    {
        await machine.Venue.ClearFaultsAsync(CancellationToken.None);
        foreach (var venue in milliseconds > 0 ? Venues : [])
        {
            var exchange = WireName<Venue>.Of(venue).ToLowerInvariant();
            await machine.Venue.AddFaultAsync(new { exchange, path = "*", kind = "latency", delayMilliseconds = milliseconds }, CancellationToken.None);
        }
    }

    private static bool IsFilled(VenueOrder order) => order is { Outcome: "ACCEPTED", Status: "FILLED" };

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidOperationException($"The fan-out is wrong: {otherwise}.");
    }

    private static UserApiKeyRow KeyOf(EnvelopeCipher cipher, long userId, int number)
    {
        var (venue, apiKey) = (VenueOf(number), ApiKeyOf(Prefix, number));
        return new UserApiKeyRow
        {
            UserId = userId,
            Exchange = venue,
            ApiKeyEncrypted = cipher.Encrypt(apiKey, userId, venue, SecretField.ApiKey),
            ApiSecretEncrypted = cipher.Encrypt($"{apiKey}-secret", userId, venue, SecretField.ApiSecret),
            PassphraseEncrypted = cipher.Encrypt($"{apiKey}-pass", userId, venue, SecretField.Passphrase),
            KeyTail = apiKey[^4..],
            KeyFingerprint = cipher.Fingerprint(apiKey, venue),
            IsActive = true,
            CanFuturesTrade = true,
            Health = ApiKeyHealth.Ok,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
    }

    private async Task UntilAsync(string condition)
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            await using var command = machine.Database.CreateCommand(condition);
            if (await command.ExecuteScalarAsync() is true)
                return;
            if (waited.Elapsed > Patience)
                throw new TimeoutException($"Not within {Patience.TotalMinutes} minutes: {condition}\n{await StateAsync()}");
            await Task.Delay(LookAgain, TimeProvider.System);
        }
    }

    /// <summary>What there is, by venue: for whoever has to find out why it is not what it should be.</summary>
    private async Task<string> StateAsync()
    {
        await using var command = machine.Database.CreateCommand(
            """
            select string_agg(line, E'\n') from (
                select format('%s signals %s', count(*), status) as line from whale_signals group by status
                union all select format('%s decisions %s %s', count(*), outcome, reason_code) from decisions group by outcome, reason_code
                union all select format('%s trades %s %s %s %s %s', count(*), exchange, kind, status, reason_code, max(coalesce(reason, last_error)))
                    from trades group by exchange, kind, status, reason_code
                union all select format('%s positions %s %s %s %s', count(*), exchange, status, protection, max(last_error))
                    from positions group by exchange, status, protection
                union all select format('%s accounts read %s', count(*), market) from account_markets group by market) as state
            """);
        return await command.ExecuteScalarAsync() as string ?? "nothing";
    }

    private WhaleCopyDbContext Context()
    {
        var options = new DbContextOptionsBuilder<WhaleCopyDbContext>();
        DataServices.Configure(options, machine.Database);
        return new WhaleCopyDbContext(options.Options);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
