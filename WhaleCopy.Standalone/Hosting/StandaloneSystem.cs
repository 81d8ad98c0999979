using System.Globalization;
using Npgsql;
using StackExchange.Redis;
using WhaleCopy.Api;
using WhaleCopy.Executor;
using WhaleCopy.Poller;
using WhaleCopy.ServiceDefaults.Redaction;
using WhaleCopy.ServiceDefaults.Startup;
using WhaleCopy.Simulator;
using WhaleCopy.Standalone.Folders;
using WhaleCopy.Standalone.Postgres;
using WhaleCopy.Standalone.Redis;
using WhaleCopy.Standalone.WebApp;

namespace WhaleCopy.Standalone.Hosting;

/// <summary>The whole product in this process: stores, simulator, services. Disposed, nothing of it is left.</summary>
internal sealed class StandaloneSystem : IAsyncDisposable
{
    private const string DatabaseName = "whalecopy";
    private const string WebRootKey = "Web:Root";
    private static readonly TimeSpan ReachPatience = TimeSpan.FromSeconds(10);

    private readonly StandaloneOptions _options;
    private readonly IReadOnlyDictionary<string, string?> _overrides;
    private readonly TextWriter _output;
    private readonly TimeProvider _timeProvider;
    private readonly Stack<object> _running = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StandaloneSystem(StandaloneOptions options, IReadOnlyDictionary<string, string?> overrides, TextWriter output, TimeProvider timeProvider)
    {
        _options = options;
        _overrides = overrides;
        _output = output;
        _timeProvider = timeProvider;
    }

    /// <summary>The web app and the API.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The simulated venues' control API; null when the exchanges are live.</summary>
    public Uri? Simulator { get; private set; }

    /// <summary>For looking into the database.</summary>
    public string DatabaseConnection { get; private set; } = "";

    /// <summary>For looking into the cache.</summary>
    public string RedisConnection { get; private set; } = "";

    public StandaloneSecrets Secrets { get; private set; } = null!;

    /// <summary>Of the composition itself.</summary>
    public ILogger Logger { get; private set; } = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    /// <summary>Completes with the reason when a part of the product ended by itself.</summary>
    public Task<string> Ended => _ended.Task;

    private bool IsSimulated => _options.Exchanges == ExchangesMode.Simulated;

    /// <param name="options">What the command line asked for.</param>
    /// <param name="overrides">Settings for every service, above those that are decided here.</param>
    /// <param name="output">Progress, for a person.</param>
    /// <param name="timeProvider">Of the composition itself; the services take the system's.</param>
    /// <param name="cancellationToken">Gives the start up; what was started is stopped again.</param>
    public static async Task<StandaloneSystem> StartAsync(
        StandaloneOptions options,
        IReadOnlyDictionary<string, string?> overrides,
        TextWriter output,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        var system = new StandaloneSystem(options, overrides, output, timeProvider);
        try
        {
            await system.StartAsync(cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Last started, first stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_running.TryPop(out var part))
        {
            switch (part)
            {
                case IAsyncDisposable asynchronous: await asynchronous.DisposeAsync(); break;
                case IDisposable synchronous: synchronous.Dispose(); break;
            }
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        RequireFreePorts();
        var folder = Own(DataFolder.Open(_options));
        var log = Own(new ServiceLog(folder, _output));
        Logger = log.For("Standalone", new SecretRedactor([]), _timeProvider).CreateLogger("WhaleCopy.Standalone");
        Secrets = StandaloneSecrets.LoadOrCreate(folder.SecretsFile);
        _output.WriteLine($"Data     {folder.Path}{(folder.IsEphemeral ? " (removed at the end)" : "")}, log in {Path.GetFileName(log.Path)}");

        if (_overrides.TryGetValue(WebRootKey, out var webRoot))
        {
            await StartStoresAsync(folder, cancellationToken);
            await StartServicesAsync(folder, log, webRoot ?? "", cancellationToken);
            return;
        }

        await NodeInstallation.RequireAsync(cancellationToken);
        using var build = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var web = WebAppBuild.EnsureAsync(_output.WriteLine, _timeProvider, build.Token);
        try
        {
            await StartStoresAsync(folder, cancellationToken);
        }
        catch
        {
            // Nobody waits for the web app any more; its build must not outlive us.
            await build.CancelAsync();
            await ((Task)web).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await StartServicesAsync(folder, log, await web, cancellationToken);
    }

    private async Task StartStoresAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        if (_options.Postgres is { } given)
        {
            DatabaseConnection = given;
            await RequireReachablePostgresAsync(given, cancellationToken);
            _output.WriteLine("Database yours");
        }
        else
        {
            var user = UnprivilegedUser.ForThisProcess();
            var binaries = await PostgresBinaries.EnsureAsync(user, _timeProvider, cancellationToken);
            var settings = new EmbeddedPostgresSettings
            {
                Cluster = MachineFolders.Cluster(folder.Path, user),
                Binaries = binaries,
                User = user,
                Password = Secrets.PostgresPassword,
                IsDurable = !folder.IsEphemeral,
            };
            var server = Own(await EmbeddedPostgres.StartAsync(settings, _timeProvider, cancellationToken));
            _ = server.Ended.ContinueWith(_ => _ended.TrySetResult("PostgreSQL ended unexpectedly"), TaskScheduler.Default);
            await server.EnsureDatabaseAsync(DatabaseName, cancellationToken);
            DatabaseConnection = server.ConnectionString(DatabaseName);
            _output.WriteLine($"Database embedded PostgreSQL {binaries.Version.Split('-')[0]}, port {server.Port}");
        }

        await Schema.MigrateAsync(DatabaseConnection, cancellationToken);

        if (_options.Redis is { } redis)
        {
            RedisConnection = redis;
            await RequireReachableRedisAsync(redis);
            _output.WriteLine("Redis    yours");
        }
        else
        {
            var garnet = Own(EmbeddedGarnet.Start(Secrets.RedisPassword, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance));
            RedisConnection = garnet.ConnectionString;
            _output.WriteLine($"Redis    embedded Garnet, port {garnet.Port}");
        }
    }

    private async Task StartServicesAsync(DataFolder folder, ServiceLog log, string webRoot, CancellationToken cancellationToken)
    {
        var environment = IsSimulated ? Environments.Development : Environments.Production;
        var common = CommonSettings();
        if (IsSimulated)
        {
            Simulator = _overrides.TryGetValue("Simulator:Url", out var url) && url is not null ? new Uri(url) : await StartSimulatorAsync(folder, log, cancellationToken);
            common["Simulator:Url"] = Simulator.GetLeftPart(UriPartial.Authority);
        }

        async Task<RunningService> StartAsync(string name, IEnumerable<KeyValuePair<string, string?>> own, Action<WebApplicationBuilder> add, Action<WebApplication> map)
        {
            var settings = new Dictionary<string, string?>(common);
            foreach (var (key, value) in own.Concat(_overrides))
            {
                settings[key] = value;
            }

            var service = Own(await RunningService.StartAsync(name, environment, folder.Path, settings, log, add, map, cancellationToken));
            service.Stopping.Register(() => _ended.TrySetResult($"{name} ended unexpectedly"));
            return service;
        }

        var executor = await StartAsync("WhaleCopy.Executor", GrpcEndpoints, builder => builder.AddExecutor(), app => app.MapExecutor());
        common["services:executor:http:0"] = executor.Endpoint("http").GetLeftPart(UriPartial.Authority);
        var poller = await StartAsync("WhaleCopy.Poller", GrpcEndpoints, builder => builder.AddPoller(), app => app.MapPoller());
        common["services:poller:http:0"] = poller.Endpoint("http").GetLeftPart(UriPartial.Authority);
        var host = _options.Port == 0 ? "127.0.0.1" : "localhost";
        var api = await StartAsync(
            "WhaleCopy.Api",
            [
                new("Kestrel:Endpoints:http:Url", $"http://{host}:{_options.Port.ToString(CultureInfo.InvariantCulture)}"),
                new("Telegram:WebAppUrl", $"http://{host}:{_options.Port.ToString(CultureInfo.InvariantCulture)}"),
                new(WebRootKey, webRoot),
            ],
            builder => builder.AddApi(),
            app => app.MapApi());

        Url = new Uri($"http://{host}:{api.Endpoint("http").Port.ToString(CultureInfo.InvariantCulture)}");
        foreach (var service in new[] { executor, poller })
        {
            _output.WriteLine($"{service.Name.Split('.')[^1],-8} gRPC port {service.Endpoint("http").Port}, health port {service.Endpoint("health").Port}");
        }
    }

    private async Task<Uri> StartSimulatorAsync(DataFolder folder, ServiceLog log, CancellationToken cancellationToken)
    {
        var app = SimulatorHost.Create(
            [],
            simulator =>
            {
                simulator.Port = _options.SimulatorPort;
                simulator.StateFile = folder.SimulatorState;
                // The demo polls every second, which the venues would refuse.
                simulator.RateLimits = !_options.HasDemo;
            },
            services => RunningService.UseLog(services, "WhaleCopy.Simulator", log));
        var running = Own(await RunningService.StartAsync("WhaleCopy.Simulator", app, cancellationToken));
        running.Stopping.Register(() => _ended.TrySetResult("WhaleCopy.Simulator ended unexpectedly"));
        _output.WriteLine($"Venues   simulated, port {running.Addresses[0].Port}");
        return running.Addresses[0];
    }

    // What the user set in the environment wins over what was made up for the demo; never over addresses of our own.
    private Dictionary<string, string?> CommonSettings()
    {
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        return new Dictionary<string, string?>
        {
            ["ConnectionStrings:whalecopy"] = DatabaseConnection,
            ["ConnectionStrings:redis"] = RedisConnection,
            ["Database:MigrateOnStart"] = "false",
            ["Exchanges:Mode"] = IsSimulated ? "simulated" : "live",
            ["Telegram:BotToken"] = environment["Telegram:BotToken"] ?? (IsSimulated ? Secrets.BotToken : null),
            ["Security:EncryptionKeys:0"] = environment["Security:EncryptionKeys:0"] ?? Secrets.EncryptionKey,
        };
    }

    private static readonly KeyValuePair<string, string?>[] GrpcEndpoints =
    [
        new("Kestrel:Endpoints:http:Url", "http://127.0.0.1:0"),
        new("Kestrel:Endpoints:http:Protocols", "Http2"),
        new("Kestrel:Endpoints:health:Url", "http://127.0.0.1:0"),
        new("Kestrel:Endpoints:health:Protocols", "Http1"),
    ];

    private void RequireFreePorts()
    {
        int[] wanted = IsSimulated && !_overrides.ContainsKey("Simulator:Url") ? [_options.Port, _options.SimulatorPort] : [_options.Port];
        foreach (var port in wanted.Where(port => port != 0 && !LoopbackPort.IsFree(port)))
        {
            throw new StartupException($"port {port} is in use by another program. Stop it, or choose another with --port (the simulator takes PORT + {StandaloneOptions.SimulatorPortOffset})");
        }
    }

    private static async Task RequireReachablePostgresAsync(string connectionString, CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder parsed;
        try
        {
            parsed = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = (int)ReachPatience.TotalSeconds };
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            throw new StartupException("--postgres is not a connection string. Write it as \"Host=...;Database=...;Username=...;Password=...\"", unreadable);
        }

        try
        {
            await using var connection = new NpgsqlConnection(parsed.ConnectionString);
            await connection.OpenAsync(cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw new StartupException($"PostgreSQL at {parsed.Host}:{parsed.Port} does not let us in ({failure.InnerException?.Message ?? (failure as PostgresException)?.MessageText ?? failure.Message}). Start it, or check --postgres", failure);
        }
    }

    private static async Task RequireReachableRedisAsync(string connectionString)
    {
        try
        {
            var options = ConfigurationOptions.Parse(connectionString);
            options.AbortOnConnectFail = true;
            options.ConnectTimeout = (int)ReachPatience.TotalMilliseconds;
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        }
        catch (Exception failure) when (failure is RedisConnectionException or ArgumentException)
        {
            throw new StartupException($"Redis at {connectionString.Split(',')[0]} cannot be reached. Start it, or check --redis", failure);
        }
    }

    private T Own<T>(T part)
        where T : class
    {
        _running.Push(part);
        return part;
    }
}
