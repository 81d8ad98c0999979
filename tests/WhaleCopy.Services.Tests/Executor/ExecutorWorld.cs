using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.Data;
using WhaleCopy.Executor;
using WhaleCopy.Simulator;
using WhaleCopy.Standalone.Demo;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Executors as in production over a database, a Redis and simulated venues of their own. Intervals are scaled down.</summary>
public sealed partial class ExecutorWorld : IAsyncLifetime
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
            ["Sync:Funding"] = "00:00:00.5",
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

    private string Next(string what) => $"{what}{Interlocked.Increment(ref _names).ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>A user of a test and his account at the venue.</summary>
public sealed record Copier(long UserId, long ApiKeyId, string ApiKey);
