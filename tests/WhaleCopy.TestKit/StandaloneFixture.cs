using System.Globalization;
using System.Text.Json;
using Npgsql;
using StackExchange.Redis;
using WhaleCopy.Standalone;
using WhaleCopy.Standalone.Demo;
using WhaleCopy.Standalone.Hosting;
using Xunit;

namespace WhaleCopy.TestKit;

/// <summary>A lead trader at the simulated Binance whom the product has discovered.</summary>
/// <param name="Id">In the product.</param>
/// <param name="Uid">At the venue.</param>
public sealed record DiscoveredWhale(long Id, string Uid);

/// <summary>A signed-in user with an account at the simulated Binance and its key connected.</summary>
public sealed record Copier(ApiUser Api, string ApiKey);

/// <summary>
/// The whole product in this process on a database of its own, in a hurry: <c>IClassFixture&lt;StandaloneFixture&gt;</c>.
/// Tests act as users and as the venue's world; they never reach inside.
/// </summary>
public class StandaloneFixture(PostgresServer postgres) : IAsyncLifetime
{
    private const string Exchange = "BINANCE";
    private const string Venue = "binance";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Permissions = ["read", "spot", "futures"];
    private static int _numbers;

    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly List<ApiUser> _users = [];
    private StandaloneSystem? _system;
    private SimulatorControl? _venues;
    private NpgsqlDataSource? _database;

    /// <summary>The web app and the API.</summary>
    public Uri Url => Product.Url;

    /// <summary>What happens at the venues, and their truth.</summary>
    public SimulatorControl Venues => _venues ?? throw new InvalidOperationException("not started");

    /// <summary>For looking into the database.</summary>
    public NpgsqlDataSource Database => _database ??= NpgsqlDataSource.Create(Product.DatabaseConnection);

    /// <summary>Whether the built web app is served too.</summary>
    protected virtual bool HasWebApp => false;

    private StandaloneSystem Product => _system ?? throw new InvalidOperationException("not started");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Polling:Critical"] = "00:00:00.25",
            ["Polling:High"] = "00:00:00.25",
            ["Polling:Normal"] = "00:00:00.5",
            ["Polling:Low"] = "00:00:00.5",
            ["Polling:Burst"] = "00:00:00.25",
            ["Polling:Discovery"] = "00:00:00.5",
            ["Polling:PromoteEvery"] = "00:00:00.25",
            ["Polling:CloseConfirmDelay"] = "00:00:00.3",
            ["Sync:Positions"] = "00:00:02",
            ["Sync:Balances"] = "00:00:02",
            ["Sync:Prices"] = "00:00:01",
        };
        if (!HasWebApp)
        {
            settings["Web:Root"] = "";
        }

        _system = await StandaloneSystem.StartAsync(
            new StandaloneOptions { Port = 0, IsEphemeral = true, HasDemo = false, Postgres = await postgres.CreateDatabaseAsync() },
            settings,
            TextWriter.Null,
            TimeProvider.System,
            CancellationToken.None);
        _venues = new SimulatorControl(_system.Simulator!);
    }

    /// <summary>Makes a trader at the venue and waits until the product has discovered him.</summary>
    public async Task<DiscoveredWhale> NewWhaleAsync(params LeadPosition[] book)
    {
        var uid = string.Create(CultureInfo.InvariantCulture, $"44{Interlocked.Increment(ref _numbers):D17}");
        await Venues.PutTraderAsync(Venue, uid, new { nickname = $"whale {uid[^4..]}", sharing = true, equityUsdt = 250_000m, followers = 300 }, Cancelled);
        await SetBookAsync(uid, book);
        var viewer = await SignInAsync();
        var found = await Eventually.ObserveAsync(() => viewer.FindWhaleAsync(Exchange, uid, Cancelled), whale => whale is not null, Patience);
        return new DiscoveredWhale(found!.Value.GetProperty("id").GetInt64(), uid);
    }

    /// <summary>The whale's whole open book from now on.</summary>
    public Task SetBookAsync(DiscoveredWhale whale, params LeadPosition[] book) => SetBookAsync(whale.Uid, book);

    /// <summary>A user nobody knew before.</summary>
    public async Task<ApiUser> SignInAsync()
    {
        var number = 1_000 + Interlocked.Increment(ref _numbers);
        var user = await ApiUser.SignInAsync(Url, number, string.Create(CultureInfo.InvariantCulture, $"user{number}"), Cancelled);
        _users.Add(user);
        return user;
    }

    /// <summary>A PRO user with <paramref name="usdt"/> at the venue and the account's key connected.</summary>
    public async Task<Copier> NewCopierAsync(decimal usdt = 5_000m)
    {
        var user = await SignInAsync();
        await user.SetTierAsync("PRO", Cancelled);
        var key = $"{_run}-key-{user.TelegramId}";
        await Venues.PutAccountAsync(
            new { exchange = Venue, apiKey = key, apiSecret = $"{_run}-secret-{user.TelegramId}", balances = new { usdm = new { USDT = usdt } }, permissions = Permissions }, Cancelled);
        await user.AddKeyAsync(Exchange, key, $"{_run}-secret-{user.TelegramId}", Cancelled);
        return new Copier(user, key);
    }

    /// <summary>Follows, and waits until the whale's book was seen once since: that first look opens nothing.</summary>
    public async Task FollowAsync(Copier copier, DiscoveredWhale whale, object? terms = null)
    {
        var follow = await copier.Api.FollowAsync(whale.Id, terms ?? new { trade_size_usdt = "50" }, Cancelled);
        var followedAt = follow.GetProperty("followed_at").GetDateTimeOffset();
        await Eventually.ObserveAsync(
            () => copier.Api.GetAsync($"/api/v1/whales/{whale.Id}", Cancelled),
            seen => seen.GetProperty("last_complete_at") is { ValueKind: JsonValueKind.String } at && at.GetDateTimeOffset() > followedAt,
            Patience);
    }

    /// <summary>The first of the user's positions that is as <paramref name="isExpected"/> says.</summary>
    public async Task<JsonElement> WaitForPositionAsync(Copier copier, Func<JsonElement, bool> isExpected)
        => (await Eventually.ObserveAsync(
            async () => new Listed(await copier.Api.ListAsync("/api/v1/trades/positions", Cancelled)),
            seen => seen.Items.Any(isExpected),
            Patience)).Items.First(isExpected);

    /// <summary>The account's orders at the venue, once they are as <paramref name="isExpected"/> says.</summary>
    public async Task<IReadOnlyList<VenueOrder>> WaitForOrdersAsync(Copier copier, Func<IReadOnlyList<VenueOrder>, bool> isExpected)
        => (await Eventually.ObserveAsync(
            async () => new Ordered(await Venues.OrdersAsync(Venue, copier.ApiKey, Cancelled)), seen => isExpected(seen.Orders), Patience)).Orders;

    /// <summary>Empties Redis, as an operator's mistake or a lost cache would.</summary>
    public async Task FlushRedisAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{Product.RedisConnection},allowAdmin=true");
        await redis.GetServers().Single().FlushAllDatabasesAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var user in _users)
        {
            user.Dispose();
        }

        _venues?.Dispose();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        if (_system is not null)
        {
            var database = _system.DatabaseConnection;
            await _system.DisposeAsync();
            await postgres.DropDatabaseAsync(database);
        }

        GC.SuppressFinalize(this);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private Task SetBookAsync(string uid, LeadPosition[] book) => Venues.PutPositionsAsync(Venue, uid, book, Cancelled);

    // Printed by a failing wait: the items, not their count.
    private sealed record Listed(IReadOnlyList<JsonElement> Items)
    {
        public override string ToString() => string.Join('\n', Items);
    }

    private sealed record Ordered(IReadOnlyList<VenueOrder> Orders)
    {
        public override string ToString() => string.Join('\n', Orders);
    }
}

/// <summary>The same with the built web app, for tests in a browser.</summary>
public sealed class WebStandaloneFixture(PostgresServer postgres) : StandaloneFixture(postgres)
{
    /// <inheritdoc/>
    protected override bool HasWebApp => true;
}
