using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;
using WhaleCopy.Executor;
using WhaleCopy.Standalone.Demo;
using WhaleCopy.Standalone.Folders;
using WhaleCopy.Standalone.Hosting;
using WhaleCopy.Standalone.Postgres;
using WhaleCopy.Standalone.Redis;

namespace WhaleCopy.Benchmarks.Fanout;

/// <summary>
/// What a run stands on: a PostgreSQL that flushes every commit, Redis, the simulated venues in a process of their own with their
/// rate limits off, and an executor as in production in this process. All on the same cores.
/// </summary>
internal sealed class FanoutMachine : IAsyncDisposable
{
    public const string EncryptionKey = "q7Zt0mS1vXc9Lr3Jw8Hd5Bf2Ny6Kp4Ga";
    public const string Password = "bench";
    public const string DatabaseName = "fanout";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private EphemeralFolder? _folder;
    private EmbeddedPostgres? _postgres;
    private EmbeddedGarnet? _redis;
    private Process? _simulator;
    private SimulatorControl? _venue;
    private NpgsqlDataSource? _database;

    private FanoutMachine()
    {
    }

    public Uri SimulatorUrl { get; private set; } = null!; // set while it starts

    public NpgsqlDataSource Database => _database ?? throw new InvalidOperationException("not started");

    public SimulatorControl Venue => _venue ?? throw new InvalidOperationException("not started");

    public int Port => _postgres?.Port ?? throw new InvalidOperationException("not started");

    public WebApplication? Executor { get; private set; }

    public static async Task<FanoutMachine> StartAsync()
    {
        var machine = new FanoutMachine();
        try
        {
            await machine.StartDatabaseAsync();
            await machine.StartSimulatorAsync();
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    public async Task StartExecutorAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "WhaleCopy.Executor", EnvironmentName = "Benchmark" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:whalecopy"] = ConnectionString,
            ["ConnectionStrings:redis"] = _redis!.ConnectionString,
            ["Exchanges:Mode"] = "simulated",
            ["Simulator:Url"] = SimulatorUrl.ToString(),

            // The venues' limits are off, and so are ours: they are still counted, in Redis.
            ["Exchanges:Limits:Factor"] = "10000",
            ["Security:EncryptionKeys:0"] = EncryptionKey,
            ["Kestrel:Endpoints:Grpc:Url"] = "http://127.0.0.1:0",
            ["Kestrel:Endpoints:Grpc:Protocols"] = "Http2",
            ["Logging:LogLevel:Default"] = "Error",
        });
        builder.AddExecutor();
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        Executor = builder.Build();
        Executor.MapExecutor();
        await Executor.StartAsync();
    }

    public async Task StopExecutorAsync()
    {
        if (Executor is not { } executor)
            return;
        Executor = null;
        await executor.StopAsync();
        await executor.DisposeAsync();
    }

    /// <summary>CPU time used so far, in milliseconds.</summary>
    public async Task<FanoutCpu> CpuAsync()
    {
        var servers = new List<int>();
        await using (var command = Database.CreateCommand("select pid from pg_stat_activity"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                servers.Add(reader.GetInt32(0));
        }

        _simulator!.Refresh();
        return new FanoutCpu(
            Environment.CpuUsage.TotalTime.TotalMilliseconds,
            servers.Sum(UsedBy),
            _simulator.TotalProcessorTime.TotalMilliseconds);
    }

    /// <summary>What the server says of its durability.</summary>
    public async Task<string> DurabilityAsync()
    {
        await using var command = Database.CreateCommand(
            "select format('fsync %s, synchronous_commit %s, full_page_writes %s', current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'))");
        var said = (string)(await command.ExecuteScalarAsync())!;
        return said == "fsync on, synchronous_commit on, full_page_writes on"
            ? said
            : throw new InvalidOperationException($"The database is not durable: {said}.");
    }

    /// <summary>Makes accounts at a venue: <c>prefix-1</c> and on, secret and passphrase derived from it.</summary>
    public async Task MakeAccountsAsync(string exchange, string prefix, int count)
    {
        using var http = new HttpClient { BaseAddress = SimulatorUrl };
        var usdt = new { USDT = "100000" };
        using var made = await http.PostAsJsonAsync("sim/v1/accounts/bulk", new { exchange, count, prefix, balances = new { usdm = usdt, spot = usdt } });
        made.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await StopExecutorAsync();
        _venue?.Dispose();
        if (_simulator is not null)
        {
            _simulator.StandardInput.Close();
            await _simulator.WaitForExitAsync();
            _simulator.Dispose();
        }

        if (_database is not null)
            await _database.DisposeAsync();
        _redis?.Dispose();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _folder?.Dispose();
    }

    private string ConnectionString { get; set; } = "";

    private static double UsedBy(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.TotalProcessorTime.TotalMilliseconds;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return 0; // it has ended meanwhile
        }
    }

    private async Task StartDatabaseAsync()
    {
        var user = UnprivilegedUser.ForThisProcess();
        var binaries = await PostgresBinaries.EnsureAsync(user, TimeProvider.System, CancellationToken.None);
        _folder = EphemeralFolder.Create();
        _postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresSettings { Cluster = MachineFolders.Cluster(_folder.Path, user), Binaries = binaries, User = user, Password = Password, IsDurable = true },
            TimeProvider.System,
            CancellationToken.None);
        await _postgres.EnsureDatabaseAsync(DatabaseName, CancellationToken.None);
        ConnectionString = _postgres.ConnectionString(DatabaseName);
        await Schema.MigrateAsync(ConnectionString, CancellationToken.None);
        _database = NpgsqlDataSource.Create(ConnectionString);
        _redis = EmbeddedGarnet.Start("bench", Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
    }

    private async Task StartSimulatorAsync()
    {
        var port = LoopbackPort.FindFree().ToString(CultureInfo.InvariantCulture);
        SimulatorUrl = new Uri($"http://127.0.0.1:{port}/");
        _simulator = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["fanout-venues", port]) { RedirectStandardInput = true })
            ?? throw new InvalidOperationException("The simulator did not start.");
        _venue = new SimulatorControl(SimulatorUrl);
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                await Venue.SetPriceAsync("BTCUSDT", FanoutWorld.Price, CancellationToken.None);
                return;
            }
            catch (HttpRequestException) when (waited.Elapsed < Patience && !_simulator.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }
}

/// <summary>CPU milliseconds by process: the executor's has Redis and the benchmark itself in it.</summary>
internal readonly record struct FanoutCpu(double Executor, double Postgres, double Venues)
{
    public static FanoutCpu operator -(FanoutCpu left, FanoutCpu right) =>
        new(left.Executor - right.Executor, left.Postgres - right.Postgres, left.Venues - right.Venues);
}
