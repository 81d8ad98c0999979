using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;
using WhaleCopy.Poller;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>A stored signal as tests look at it.</summary>
internal sealed record SeenSignal(long Id, string Kind, string Action, string Side, string Symbol, decimal Fraction, long Snapshot, long? LinkedId, string TxHash)
{
    public override string ToString() => $"{Kind} {Side} {Symbol} x{Fraction:0.####} @{Snapshot}";
}

/// <summary>A database of its own, the simulator, and as many real pollers on them as a test starts, at intervals in a hurry.</summary>
internal sealed class PollerRig : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly List<WebApplication> _pollers = [];
    private readonly Complaints _complaints = new();
    private readonly string _connection;
    private readonly GarnetFixture _redis;

    private PollerRig(string connection, GarnetFixture redis, SimulatedVenue venue)
    {
        _connection = connection;
        Database = NpgsqlDataSource.Create(connection);
        _redis = redis;
        Venue = venue;
    }

    public NpgsqlDataSource Database { get; }

    public SimulatedVenue Venue { get; }

    public static async Task<PollerRig> StartAsync(PostgresFixture postgres, GarnetFixture redis) =>
        new(await postgres.CreateDatabaseAsync(), redis, await SimulatedVenue.StartAsync());

    /// <summary>A poller that is not started.</summary>
    public WebApplication Build(params (string Key, string Value)[] settings) => Build(TimeProvider.System, settings);

    /// <summary>A poller with a clock of its own that is not started.</summary>
    public WebApplication Build(TimeProvider clock, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "WhaleCopy.Poller", EnvironmentName = "Test" });
        builder.Configuration.Sources.Clear();
        var configuration = Settings();
        foreach (var (key, value) in settings)
            configuration[key] = value;
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.AddPoller();
        builder.Services.Replace(ServiceDescriptor.Singleton(clock));
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(_complaints);
        var app = builder.Build();
        app.MapPoller();
        return app;
    }

    /// <summary>What every poller of this rig is configured with.</summary>
    public IConfiguration Configuration => new ConfigurationBuilder().AddInMemoryCollection(Settings()).Build();

    /// <summary>A poller that runs.</summary>
    public Task<WebApplication> StartPollerAsync(params (string Key, string Value)[] settings) => StartPollerAsync(TimeProvider.System, settings);

    /// <summary>A poller that runs by a clock of its own.</summary>
    public async Task<WebApplication> StartPollerAsync(TimeProvider clock, params (string Key, string Value)[] settings)
    {
        var app = Build(clock, settings);
        await StartAsync(app);
        return app;
    }

    /// <summary>Starts a poller that was built.</summary>
    public async Task StartAsync(WebApplication poller)
    {
        await poller.StartAsync(TestContext.Current.CancellationToken);
        _pollers.Add(poller);
    }

    public async Task StopAsync(WebApplication poller)
    {
        _pollers.Remove(poller);
        await poller.StopAsync(CancellationToken.None);
        await poller.DisposeAsync();
    }

    /// <summary>Waits until a trader was found and his book is known; answers his id.</summary>
    public Task<long> BaselineAsync(string uid) => Eventually.ObserveAsync(
        () => ScalarAsync<long>("select coalesce((select whale_id from whale_monitors where exchange_uid = $1 and snapshot_number > 0), 0)", uid),
        whaleId => whaleId > 0,
        Patience);

    /// <summary>Waits for so many polls more of a trader: what was to be seen has been seen.</summary>
    public async Task PollsAsync(string uid, int polls)
    {
        const string Asked = "select lease_token from whale_monitors where exchange_uid = $1";
        var from = await ScalarAsync<long>(Asked, uid);

        // The claim after the last of them says that the last is committed.
        await Eventually.ObserveAsync(() => ScalarAsync<long>(Asked, uid), token => token > from + polls, Patience);
    }

    /// <summary>Every signal of a trader, in the order of their ids.</summary>
    public async Task<List<SeenSignal>> SignalsAsync(string uid)
    {
        await using var command = Database.CreateCommand("""
            select s.id, s.kind, s.action, s.side, s.cex_symbol, s.fraction, s.snapshot_number, s.linked_signal_id, s.tx_hash
            from whale_signals s join whales w on w.id = s.whale_id where w.exchange_uid = $1 order by s.id
            """);
        command.Parameters.Add(new() { Value = uid });
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var signals = new List<SeenSignal>();
        while (await rows.ReadAsync())
        {
            signals.Add(new SeenSignal(
                rows.GetInt64(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetString(4), rows.GetDecimal(5), rows.GetInt64(6),
                rows.IsDBNull(7) ? null : rows.GetInt64(7), rows.GetString(8)));
        }

        return signals;
    }

    /// <summary>Waits for the signals of a trader to be these kinds, in this order.</summary>
    public async Task<List<SeenSignal>> SignalsAsync(string uid, params string[] kinds)
    {
        var expected = string.Join(", ", kinds);
        return await Eventually.ObserveAsync(
            async () => new Told(await SignalsAsync(uid)), told => told.Kinds == expected, Patience) is var seen ? seen.Signals : [];
    }

    public async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is T result ? result : default!;
    }

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A user who follows a whale.</summary>
    public async Task<long> FollowerAsync(long whaleId, long telegramId)
    {
        var now = TimeProvider.System.GetUtcNow();
        var options = new DbContextOptionsBuilder<WhaleCopyDbContext>();
        DataServices.Configure(options, Database);
        await using var context = new WhaleCopyDbContext(options.Options);
        var user = new UserRow { TelegramId = telegramId, CreatedAt = now };
        context.Users.Add(user);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        context.Follows.Add(new FollowRow { UserId = user.Id, WhaleId = whaleId, FollowedAt = now });
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        return user.Id;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var poller in _pollers)
        {
            await poller.StopAsync(CancellationToken.None);
            await poller.DisposeAsync();
        }

        await Venue.DisposeAsync();
        await Database.DisposeAsync();
    }

    private Dictionary<string, string?> Settings() => new()
    {
        ["ConnectionStrings:whalecopy"] = _connection,
        ["ConnectionStrings:redis"] = _redis.ConnectionString,
        ["Exchanges:Mode"] = "simulated",
        ["Simulator:Url"] = Venue.Url,
        ["Services:Executor"] = "http://127.0.0.1:1",
        ["Kestrel:Endpoints:http:Url"] = "http://127.0.0.1:0",
        ["Kestrel:Endpoints:http:Protocols"] = "Http2",
        ["Polling:Critical"] = "00:00:00.1",
        ["Polling:High"] = "00:00:00.15",
        ["Polling:Normal"] = "00:00:00.2",
        ["Polling:Low"] = "00:00:00.3",
        ["Polling:BurstFor"] = "00:00:00",
        ["Polling:CloseConfirmDelay"] = "00:00:00.2",
        ["Polling:DarkAfter"] = "00:10:00",
        ["Polling:DarkConfirm"] = "00:00:01",
        // A trader who holds nothing is soon taken for one who shares no more; tests wait for his next poll all the same.
        ["Polling:SharingRecheck"] = "00:00:00.3",
        ["Polling:Discovery"] = "00:00:00.5",
        ["Polling:PromoteEvery"] = "00:00:00.2",
        ["Polling:Tick"] = "00:00:00.02",
        ["Polling:Lease"] = "00:00:05",
        ["Exchanges:Limits:Factor"] = "10000",
        ["Exchanges:Limits:CircuitWindow"] = "00:00:00.5",
        ["Exchanges:Limits:CircuitBreak"] = "00:00:00.5",
        ["Logging:LogLevel:Default"] = "Warning",
    };

    /// <summary>Shows what pollers complain of beside the test's own output.</summary>
    private sealed class Complaints : ILoggerProvider, ILogger
    {
        private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                _output?.WriteLine($"{logLevel} {eventId.Id} {formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }

    private sealed record Told(List<SeenSignal> Signals)
    {
        public string Kinds => string.Join(", ", Signals.Select(signal => signal.Kind));

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{string.Join("; ", Signals)}]");
    }
}
