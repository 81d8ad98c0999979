using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Secrets;
using WhaleCopy.Executor;
using WhaleCopy.Simulator;
using WhaleCopy.Standalone.Demo;
using WhaleCopy.TestKit;
using VenueOrder = WhaleCopy.Standalone.Demo.VenueOrder;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Executors as in production over a database, a Redis and simulated venues of their own. Intervals are scaled down.</summary>
public sealed class ExecutorWorld : IAsyncLifetime
{
    private const string EncryptionKey = "q7Zt0mS1vXc9Lr3Jw8Hd5Bf2Ny6Kp4Ga";

    private readonly PostgresFixture _postgres;
    private readonly GarnetFixture _garnet = new();
    private WebApplication? _simulator;
    private SimulatorControl? _control;
    private readonly List<WebApplication> _executors = [];
    private int _names;

    public ExecutorWorld(PostgresServer server) => _postgres = new PostgresFixture(server);

    public static TimeSpan Soon { get; } = TimeSpan.FromSeconds(45);

    public SimulatorControl Venue => _control ?? throw new InvalidOperationException("not started");

    public Npgsql.NpgsqlDataSource Database => _postgres.DataSource;

    public Uri SimulatorUrl => SimulatorHost.AddressOf(_simulator ?? throw new InvalidOperationException("not started"));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _postgres.InitializeAsync();

        // Without rate limits: these executors look some thirty times as often as real ones.
        _simulator = SimulatorHost.Create(["--Logging:LogLevel:Default=Warning"], options =>
        {
            options.Port = 0;
            options.RateLimits = false;
        });
        await _simulator.StartAsync(Cancelled);
        _control = new SimulatorControl(SimulatorUrl);
        await RestoreMarketAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var executor in _executors.ToList())
            await StopAsync(executor);
        _control?.Dispose();
        if (_simulator is not null)
        {
            await _simulator.StopAsync();
            await _simulator.DisposeAsync();
        }

        await _postgres.DisposeAsync();
        _garnet.Dispose();
    }

    /// <summary>Starts one more executor.</summary>
    public async Task<WebApplication> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "WhaleCopy.Executor", EnvironmentName = "Testing" });
        builder.Configuration.AddInMemoryCollection(Settings(settings));
        builder.AddExecutor();
        var app = builder.Build();
        app.MapExecutor();
        await app.StartAsync(Cancelled);
        _executors.Add(app);
        return app;
    }

    public async Task StopAsync(WebApplication executor)
    {
        _executors.Remove(executor);
        await executor.StopAsync(CancellationToken.None);
        await executor.DisposeAsync();
    }

    /// <summary>The market is everybody's: no test may find the prices of the one before it.</summary>
    public async Task RestoreMarketAsync()
    {
        foreach (var (symbol, price) in new[] { ("BTCUSDT", 60_000m), ("ETHUSDT", 3_000m) })
        {
            await Venue.SetPriceAsync(symbol, price, CancellationToken.None);
            await Venue.SetOrderBookAsync(symbol, new { }, CancellationToken.None);
        }
    }

    public static Uri AddressOf(WebApplication executor) =>
        new(executor.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>What an executor is configured with.</summary>
    public Dictionary<string, string?> Settings(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:whalecopy"] = _postgres.ConnectionString,
            ["ConnectionStrings:redis"] = _garnet.ConnectionString,
            ["Exchanges:Mode"] = "simulated",
            ["Simulator:Url"] = SimulatorUrl.ToString(),
            ["Security:EncryptionKeys:0"] = EncryptionKey,
            ["Kestrel:Endpoints:Grpc:Url"] = "http://127.0.0.1:0",
            ["Kestrel:Endpoints:Grpc:Protocols"] = "Http2",
            ["Logging:LogLevel:Default"] = Environment.GetEnvironmentVariable("WHALECOPY_TEST_LOGS") ?? "Error",
            ["Logging:LogLevel:WhaleCopy"] = Environment.GetEnvironmentVariable("WHALECOPY_TEST_LOGS") ?? "Error",
            ["Executor:Sweep"] = "00:00:00.05",
            ["Executor:Lease"] = "00:00:05",
            ["Sync:Positions"] = "00:00:00.5",
            ["Sync:Balances"] = "00:00:00.5",
            ["Sync:Prices"] = "00:00:00.3",
            ["Copying:ReceiveWindow"] = "00:00:01",
            ["Copying:FenceMargin"] = "00:00:00.5",
            ["Exchanges:Binance:CommandTimeout"] = "00:00:02",
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        return settings;
    }

    public WhaleCopyDbContext Context() => new(
        new DbContextOptionsBuilder<WhaleCopyDbContext>().UseNpgsql(_postgres.DataSource).UseSnakeCaseNamingConvention().Options);

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

    /// <summary>A PRO user with an account of his own at the simulated Binance.</summary>
    public async Task<Copier> UserAsync(decimal usdt = 1_000m, bool hedgeMode = false, Action<UserSettingsRow>? settings = null)
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

        // The venue knows the account before an executor that already runs can read it: a key that the venue does not know is dead.
        await Venue.PutAccountAsync(
            new
            {
                exchange = "binance",
                apiKey,
                apiSecret = secret,
                balances = new { spot = new { USDT = usdt }, usdm = new { USDT = usdt } },
                permissions = new[] { "read", "spot", "futures" },
                hedgeMode,
            },
            Cancelled);
        var key = KeyRow(user.Id, apiKey, secret);
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

    public async Task<List<PositionRow>> PositionsAsync(Copier copier)
    {
        await using var context = Context();
        return await context.Positions.AsNoTracking().Where(position => position.UserId == copier.UserId).OrderBy(position => position.Id).ToListAsync(Cancelled);
    }

    public async Task<List<TradeRow>> TradesAsync(Copier copier)
    {
        await using var context = Context();
        return await context.Trades.AsNoTracking().Where(trade => trade.UserId == copier.UserId).OrderBy(trade => trade.Id).ToListAsync(Cancelled);
    }

    public async Task<DecisionRow?> DecisionAsync(Copier copier, long signalId)
    {
        await using var context = Context();
        return await context.Decisions.AsNoTracking().SingleOrDefaultAsync(decision => decision.UserId == copier.UserId && decision.SignalId == signalId, Cancelled);
    }

    /// <summary>The user's one position once it is protected.</summary>
    public Task<PositionRow> ProtectedAsync(Copier copier) => PositionAsync(
        copier, position => position.Status == PositionStatus.Open && position.Protection == ProtectionStatus.Protected);

    /// <summary>The user's newest position once it is as expected.</summary>
    public async Task<PositionRow> PositionAsync(
        Copier copier, Func<PositionRow, bool> isExpected, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(isExpected))] string expectation = "")
    {
        var seen = await Eventually.ObserveAsync(
            async () => new Seen<PositionRow>((await PositionsAsync(copier)).LastOrDefault(), await TellAsync(copier)),
            row => row.Row is { } position && isExpected(position),
            Soon,
            expectation);
        return seen.Row!;
    }

    /// <summary>The user's newest trade once it is as expected.</summary>
    public async Task<TradeRow> TradeAsync(
        Copier copier, Func<TradeRow, bool> isExpected, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(isExpected))] string expectation = "")
    {
        var seen = await Eventually.ObserveAsync(
            async () => new Seen<TradeRow>((await TradesAsync(copier)).LastOrDefault(), await TellAsync(copier)),
            row => row.Row is { } trade && isExpected(trade),
            Soon,
            expectation);
        return seen.Row!;
    }

    public Task<DecisionRow> DecidedAsync(Copier copier, long signalId) => Eventually.ObserveAsync(
        async () => (await DecisionAsync(copier, signalId))!, decision => decision is not null, Soon);

    public async Task<TaskRow> TaskEndedAsync(Guid id) => await Eventually.ObserveAsync(
        async () =>
        {
            await using var context = Context();
            return await context.Tasks.AsNoTracking().SingleAsync(task => task.Id == id, Cancelled);
        },
        task => task.Status is TaskState.Done or TaskState.Failed,
        Soon);

    /// <summary>Orders that the venue accepted, oldest first: its truth.</summary>
    public async Task<List<VenueOrder>> VenueOrdersAsync(Copier copier, bool protective = false) =>
        [.. (await Venue.OrdersAsync("binance", copier.ApiKey, Cancelled)).Where(order => order.Outcome == "ACCEPTED" && order.IsProtective == protective)];

    public async Task<decimal> VenueQuantityAsync(Copier copier, string symbol = "BTCUSDT") =>
        (await Venue.PositionsAsync("binance", copier.ApiKey, Cancelled))
            .Where(position => position.Symbol == symbol)
            .Sum(position => position.Side == "LONG" ? position.Quantity : -position.Quantity);

    /// <summary>Protective orders that are alive at the venue.</summary>
    public async Task<List<VenueOrder>> LiveStopsAsync(Copier copier) =>
        [.. (await VenueOrdersAsync(copier, protective: true)).Where(order => order.Status == "NEW" && order.Type.StartsWith("STOP", StringComparison.Ordinal))];

    /// <summary>
    /// I30 and I31 over the whole database: the ledger's sums are the columns, what was reserved is held, used or released once, and
    /// no order was sent without its row.
    /// </summary>
    public async Task MoneyAddsUpAsync()
    {
        const string differences =
            """
            select 'reserved of user ' || u.id, coalesce(l.amount, 0), coalesce(r.amount, 0)
            from users u
            left join (select user_id, sum(amount_usdt) as amount from ledger_entries where kind in ('RESERVED', 'RESERVATION_ENDED') group by 1) l on l.user_id = u.id
            left join (select user_id, sum(amount_usdt) as amount from reservations where status = 'HELD' group by 1) r on r.user_id = u.id
            where coalesce(l.amount, 0) <> coalesce(r.amount, 0)
            union all
            select 'used margin of position ' || p.id, coalesce(l.amount, 0), p.margin_usdt
            from positions p
            left join (select position_id, sum(amount_usdt) as amount from ledger_entries where kind = 'USED' group by 1) l on l.position_id = p.id
            where coalesce(l.amount, 0) <> p.margin_usdt
            union all
            select 'realised net of position ' || p.id, coalesce(l.amount, 0), p.realized_pnl
            from positions p
            left join (select position_id, sum(amount_usdt) as amount from ledger_entries where kind in ('REALIZED_PNL', 'FEE', 'FUNDING') group by 1) l on l.position_id = p.id
            where coalesce(l.amount, 0) <> p.realized_pnl
            union all
            select 'fees of position ' || p.id, coalesce(l.amount, 0), -p.fees_usdt
            from positions p
            left join (select position_id, sum(amount_usdt) as amount from ledger_entries where kind = 'FEE' group by 1) l on l.position_id = p.id
            where coalesce(l.amount, 0) <> -p.fees_usdt
            union all
            select 'reservation of settled trade ' || t.id, 1, 0
            from trades t join reservations r on r.trade_id = t.id
            where t.status in ('FILLED', 'PARTIALLY_FILLED', 'FAILED', 'CANCELLED', 'SKIPPED') and r.status = 'HELD'
            """;
        await using var command = Database.CreateCommand(differences);
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        var found = new List<string>();
        while (await reader.ReadAsync(Cancelled))
            found.Add($"{reader.GetString(0)}: ledger {reader.GetDecimal(1)}, column {reader.GetDecimal(2)}");
        Assert.Empty(found);
    }

    private async Task<string> TellAsync(Copier copier)
    {
        var trades = await TradesAsync(copier);
        var positions = await PositionsAsync(copier);
        await using var context = Context();
        var orders = await context.Orders.AsNoTracking().Where(order => order.UserId == copier.UserId).OrderBy(order => order.Id).ToListAsync(Cancelled);
        var decisions = await context.Decisions.AsNoTracking().Where(decision => decision.UserId == copier.UserId).ToListAsync(Cancelled);
        var signals = await context.WhaleSignals.AsNoTracking().OrderBy(signal => signal.Id).ToListAsync(Cancelled);
        return string.Join(
            "\n  ",
            [
                "",
                .. signals.Select(signal => $"signal {signal.Id} {signal.Kind} {signal.Status} {signal.LastError}"),
                .. decisions.Select(decision => $"decision {decision.Outcome} {decision.ReasonCode} {decision.Reason}"),
                .. trades.Select(trade => $"trade {trade.Id} {trade.Kind} {trade.Status} {trade.FilledQuantity} of {trade.Quantity} {trade.ReasonCode} {trade.Reason} {trade.LastError}"),
                .. orders.Select(order => $"order {order.Owner} {order.Leg} {order.Attempt} {order.Status} {order.Quantity} @{order.TriggerPrice} {order.RejectCode} {order.Message}"),
                .. positions.Select(position => $"position {position.Id} {position.Status} {position.Quantity} {position.Protection} {position.CloseReason} owed {position.OwedCloseReason} {position.LastError}"),
            ]);
    }

    private static EnvelopeCipher Cipher()
    {
        var options = new SecurityOptions();
        options.EncryptionKeys["0"] = EncryptionKey;
        return new EnvelopeCipher(new KeyRing(Options.Create(options)));
    }

    private string Next(string what) => $"{what}{Interlocked.Increment(ref _names).ToString(CultureInfo.InvariantCulture)}";

    private sealed record Seen<T>(T? Row, string Told)
    {
        public override string ToString() => Told;
    }
}

/// <summary>A user of a test and his account at the venue.</summary>
public sealed record Copier(long UserId, long ApiKeyId, string ApiKey);
