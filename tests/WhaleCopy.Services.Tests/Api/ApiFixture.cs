using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using WhaleCopy.Api;
using WhaleCopy.Data;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Api;

[CollectionDefinition(Name)]
public sealed class ApiGroup : ICollectionFixture<ApiFixture>
{
    public const string Name = "Api";
}

/// <summary>The Api as it runs: Kestrel, PostgreSQL, Garnet and gRPC; only what stands behind the gRPC is scripted.</summary>
public sealed class ApiFixture(PostgresServer server) : IAsyncLifetime
{
    public const string BotToken = "123456789:AAtest-token_abcdefghijklmnopqrs";

    /// <summary>Telegram id of the administrator in the settings.</summary>
    public const long AdministratorId = 77;

    private static int _lastTelegramId = 1_000_000;

    private readonly GarnetFixture _garnet = new();
    private string _connectionString = "";
    private NpgsqlDataSource? _dataSource;
    private WebApplication? _app;

    public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    /// <summary>What the executor and the poller were asked, and what they say.</summary>
    public ScriptedServices Behind { get; } = new();

    /// <summary>Everything that was logged, before redaction.</summary>
    public CapturedLog Log { get; } = new();

    /// <summary>Every answer's text.</summary>
    public ConcurrentQueue<string> Answers { get; } = new();

    public Uri Address => new(_app!.Urls.First());

    public IServiceProvider Services => _app!.Services;

    public string RedisConnectionString => _garnet.ConnectionString;

    public DateTimeOffset Now => Clock.GetUtcNow();

    public Task<string> CreateDatabaseAsync() => server.CreateDatabaseAsync();

    public async ValueTask InitializeAsync()
    {
        _connectionString = await server.CreateDatabaseAsync();
        _dataSource = NpgsqlDataSource.Create(_connectionString);
        await Behind.StartAsync();
        _app = Build();
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        await Behind.DisposeAsync();
        await _dataSource!.DisposeAsync();
        _garnet.Dispose();
        await server.DropDatabaseAsync(_connectionString);
    }

    /// <summary>Another Api over the same database, with settings of its own.</summary>
    public WebApplication Build(string environment = "Development", params (string Key, string? Value)[] overrides) => Build(Clock, environment, overrides);

    /// <summary>Another Api with a clock of its own.</summary>
    public WebApplication Build(TimeProvider clock, string environment = "Development", params (string Key, string? Value)[] overrides)
    {
        var settings = new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["ConnectionStrings:whalecopy"] = _connectionString,
            ["ConnectionStrings:redis"] = _garnet.ConnectionString,
            ["Telegram:BotToken"] = BotToken,
            ["Telegram:Administrators:0"] = AdministratorId.ToString(CultureInfo.InvariantCulture),
            ["Security:EncryptionKeys:0"] = "jbXk3vP0Qm9ZrT5yWc7LdA1sNfH2gUe6",
            ["Services:Executor"] = Behind.Address,
            ["Services:Poller"] = Behind.Address,
            ["Services:WakeUpDeadline"] = "00:00:30",
            ["RateLimits:UserBurst"] = "100000",
            ["RateLimits:WriteBurst"] = "100000",
        };
        foreach (var (key, value) in overrides)
            settings[key] = value;

        // No settings file of another service may be read: they all stand in the folder of the tests.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = environment,
            ApplicationName = "WhaleCopy.Api",
            ContentRootPath = Directory.CreateTempSubdirectory("whalecopy-api-").FullName,
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(clock);
        builder.AddApi();
        builder.Logging.ClearProviders().AddProvider(Log);
        var app = builder.Build();
        app.MapApi();
        return app;
    }

    public WhaleCopyDbContext Database() =>
        new((DbContextOptions<WhaleCopyDbContext>)DataServices.Configure(new DbContextOptionsBuilder<WhaleCopyDbContext>(), _dataSource!).Options);

    public static long NewTelegramId() => Interlocked.Increment(ref _lastTelegramId);

    /// <summary>A caller without an identity.</summary>
    public ApiCaller Anonymous() => new(this, Address);

    /// <summary>A new user with a session of now.</summary>
    public Task<ApiCaller> SignInAsync(string tier = "FREE", long? telegramId = null) => SignInAsync(Anonymous(), tier, telegramId);

    /// <summary>The same at another Api.</summary>
    public async Task<ApiCaller> SignInAsync(ApiCaller caller, string tier = "FREE", long? telegramId = null)
    {
        var id = telegramId ?? NewTelegramId();
        (await caller.PostAsync("/dev/tier", new { telegram_id = id, tier })).ShouldBe(200);
        var signedIn = await caller.SendAsync(
            HttpMethod.Post, "/api/v1/auth/telegram", headers: ("X-Telegram-Init-Data", InitData.Of(id, Now).Signed(BotToken)));
        signedIn.ShouldBe(200);
        return caller.As(signedIn.Json.GetProperty("token").GetString()!, signedIn.Json.GetProperty("user").GetProperty("id").GetInt64(), id);
    }

    /// <summary>A user of this process's <paramref name="app"/> instead of the fixture's.</summary>
    public ApiCaller CallerOf(WebApplication app) => new(this, new Uri(app.Urls.First()));

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = _dataSource!.CreateCommand(sql);
        return (T)Convert.ChangeType((await command.ExecuteScalarAsync())!, typeof(T), CultureInfo.InvariantCulture);
    }
}
