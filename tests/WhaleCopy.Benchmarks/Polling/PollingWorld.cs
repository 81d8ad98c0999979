using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;
using WhaleCopy.Simulator;
using WhaleCopy.TestKit;

namespace WhaleCopy.Benchmarks.Polling;

/// <summary>Where the world of a run listens.</summary>
/// <param name="Postgres">Connection string.</param>
/// <param name="Redis">Connection string.</param>
/// <param name="Simulator">Address.</param>
internal sealed record WorldAddresses(string Postgres, string Redis, string Simulator);

/// <summary>
/// Everything but the poller, in a process of its own so that its work is not counted: PostgreSQL, Redis, and the simulator with
/// lead traders of whom one in a thousand changes his book each second. It ends with its parent's end of input.
/// </summary>
internal static class PollingWorld
{
    private const int AtOnce = 16;

    public static async Task RunAsync(int whales)
    {
        await using var postgres = new PostgresServer();
        using var redis = new GarnetFixture();
        await using var simulator = SimulatorHost.Create(["--Logging:LogLevel:Default=Warning"], options =>
        {
            options.Port = 0;
            options.RateLimits = false;
        });
        await simulator.StartAsync();
        var connection = await postgres.CreateDatabaseAsync();
        var address = SimulatorHost.AddressOf(simulator);
        using var http = new HttpClient { BaseAddress = address };
        await Parallel.ForEachAsync(Enumerable.Range(1, whales), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (whale, _) =>
        {
            await PutAsync(http, $"/sim/v1/traders/binance/{Text(whale)}", new { nickname = $"whale {Text(whale)}", sharing = true, equityUsdt = "100000" });
            if (TierOf(whale) != PollingTier.Low)
                await HoldsAsync(http, whale, 1m);
        });
        await SeedAsync(connection, whales);
        Console.WriteLine(JsonSerializer.Serialize(new WorldAddresses(connection, redis.ConnectionString, address.ToString())));

        using var end = new CancellationTokenSource();
        var trading = TradeAsync(http, whales, end.Token);
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await end.CancelAsync();
        await trading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await simulator.StopAsync();
    }

    /// <summary>5 % critical, 15 % high, 40 % normal, 40 % low.</summary>
    private static PollingTier TierOf(int whale) => (whale % 100) switch
    {
        < 5 => PollingTier.Critical,
        < 20 => PollingTier.High,
        < 60 => PollingTier.Normal,
        _ => PollingTier.Low,
    };

    private static async Task TradeAsync(HttpClient http, int whales, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1000.0 / whales), TimeProvider.System);
        for (var size = 1.01m; await timer.WaitForNextTickAsync(cancellationToken); size += 0.01m)
        {
            // Those of the low tier hold nothing; another trader's book changes in each turn.
            var whale = random.Next(1, whales + 1);
            if (TierOf(whale) != PollingTier.Low)
                await HoldsAsync(http, whale, size);
        }
    }

    /// <summary>
    /// The whales as discovery would have stored them, due all over their interval: the critical ones are followed, the high ones have a
    /// high score, the low ones have held nothing for two days.
    /// </summary>
    private static async Task SeedAsync(string connection, int whales)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        var now = TimeProvider.System.GetUtcNow();
        var quiet = (WhaleBookState.Begin(now.AddDays(-2)) with { SnapshotNumber = 1 }).ToJson();
        await using var command = database.CreateCommand("""
            with tiers as (
                select i, case when i % 100 < 5 then 'CRITICAL' when i % 100 < 20 then 'HIGH' when i % 100 < 60 then 'NORMAL' else 'LOW' end as tier
                from generate_series(1, $1) as i),
            source as (
                insert into whale_sources (name, exchange, trust, health, next_discovery_at, lease_token)
                values ('binance-copy-trade', 'BINANCE', 'UNOFFICIAL', 'UNKNOWN', now() + interval '1 day', 0)),
            stored as (
                insert into whales (wallet_address, name, whale_type, exchange, exchange_uid, source_trust, data_status, priority_score, tier, rank,
                                    score, venue_followers, followers_count, discovered_at)
                select 'binance_' || i, 'whale ' || i, 'CEX_TRADER', 'BINANCE', i::text, 'UNOFFICIAL', 'ACTIVE', 50, tier, 'SILVER',
                       case tier when 'HIGH' then 75 else 50 end, 0, 0, now()
                from tiers returning id, exchange_uid)
            insert into whale_monitors (whale_id, exchange, exchange_uid, tier, next_poll_at, lease_token, snapshot_number, failures, state)
            select s.id, 'BINANCE', s.exchange_uid, t.tier,
                   now() + random() * case t.tier when 'CRITICAL' then 15 when 'HIGH' then 30 when 'NORMAL' then 45 else 120 end * interval '1 second',
                   0, case t.tier when 'LOW' then 1 else 0 end, 0, case t.tier when 'LOW' then $2::jsonb end
            from stored s join tiers t on t.i::text = s.exchange_uid
            """);
        command.Parameters.Add(new() { Value = whales });
        command.Parameters.Add(new() { Value = quiet });
        await command.ExecuteNonQueryAsync();

        var options = new DbContextOptionsBuilder<WhaleCopyDbContext>();
        DataServices.Configure(options, database);
        await using var context = new WhaleCopyDbContext(options.Options);
        var user = new UserRow { TelegramId = 1, CreatedAt = now };
        context.Users.Add(user);
        await context.SaveChangesAsync();
        var critical = await context.WhaleMonitors.Where(monitor => monitor.Tier == PollingTier.Critical).Select(monitor => monitor.WhaleId).ToListAsync();
        context.Follows.AddRange(critical.Select(whale => new FollowRow { UserId = user.Id, WhaleId = whale, FollowedAt = now }));
        await context.SaveChangesAsync();
    }

    private static Task HoldsAsync(HttpClient http, int whale, decimal size) => PutAsync(
        http,
        $"/sim/v1/traders/binance/{Text(whale)}/positions",
        new[]
        {
            new { symbol = "BTCUSDT", market = "USD-M", side = "LONG", size = size.ToString(CultureInfo.InvariantCulture), entryPrice = "60000", leverage = 10 },
            new { symbol = "ETHUSDT", market = "USD-M", side = "SHORT", size = "5", entryPrice = "3000", leverage = 10 },
        });

    private static async Task PutAsync(HttpClient http, string path, object body)
    {
        using var response = await http.PutAsJsonAsync(new Uri(path, UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
