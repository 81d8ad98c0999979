using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;
using WhaleCopy.Standalone.Demo;
using WhaleCopy.System.Tests.Product;
using WhaleCopy.TestKit;

namespace WhaleCopy.System.Tests.Engine;

/// <summary>A simulator, a poller and executors, each a process of its own, on one database: what can be killed is killed.</summary>
internal sealed partial class EngineCluster : IAsyncDisposable
{
    /// <summary>Generous for a machine that others use too; what is asserted is never how long a thing took.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(240);

    private const string EncryptionKey = "b0Jx7Lq2Zk9Wv4Tn8Rm1Yp6Hd3Gf5Sc0QeXu";
    private const int FirstPort = 12_000;
    private const string Uid = "3000000000000000001";

    private static int _names;

    private readonly Dictionary<string, string?> _environment;
    private readonly NpgsqlDataSource _database;
    private readonly List<HostProcess> _processes = [];
    private readonly List<LeadPosition> _book = [new("SOLUSDT", "LONG", 100m, 150m, 10)];
    private readonly int[] _ports;
    private SimulatorControl? _venue;

    private EngineCluster(string connection, string redis, IReadOnlyDictionary<string, string?>? settings)
    {
        // The tests' server forgets the last commits when it crashes; a real one does not, and these tests crash it.
        var database = new NpgsqlConnectionStringBuilder(connection) { Options = "-c synchronous_commit=on" }.ConnectionString;
        _database = NpgsqlDataSource.Create(database);
        _ports = FreePorts(3 + (2 * MostExecutors));
        var simulator = RunningProduct.Text($"http://127.0.0.1:{_ports[0]}");
        _environment = new Dictionary<string, string?>(RunningProduct.Hurry)
        {
            ["DOTNET_ENVIRONMENT"] = "Testing",
            ["ASPNETCORE_ENVIRONMENT"] = "Testing",
            ["ConnectionStrings__whalecopy"] = database,
            ["ConnectionStrings__redis"] = redis,
            ["Exchanges__Mode"] = "simulated",
            ["Exchanges__Binance__CommandTimeout"] = "00:00:02",
            ["Simulator__Url"] = simulator,
            ["Security__EncryptionKeys__0"] = EncryptionKey,
            ["Executor__Sweep"] = "00:00:00.100",
            ["Executor__Lease"] = "00:00:03",
            ["Executor__MaxAttempts"] = "10",
            ["Copying__ReceiveWindow"] = "00:00:03",
            ["Copying__FenceMargin"] = "00:00:00.500",
            ["Copying__MaxSignalAge"] = "00:30:00",
            ["Logging__LogLevel__Default"] = "Warning",
            ["DOTNET_TieredPGO"] = "0",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
            _environment[key] = value;
        for (var i = 0; i < MostExecutors; i++)
            _environment[RunningProduct.Text($"services__executor__http__{i}")] = RunningProduct.Text($"http://127.0.0.1:{_ports[3 + (2 * i)]}");
    }

    public static int MostExecutors => 4;

    /// <summary>The simulated venues: the truth.</summary>
    public SimulatorControl Venue => _venue ?? throw new InvalidOperationException("not started");

    public NpgsqlDataSource Database => _database;

    public long WhaleId { get; private set; }

    public HostProcess Poller { get; private set; } = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Simulator and poller, and a whale whose book is known; no executor yet.</summary>
    public static async Task<EngineCluster> StartAsync(string database, string redis, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var cluster = new EngineCluster(database, redis, settings);
        try
        {
            await cluster.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts an executor in a place of its own (its ports), armed as said.</summary>
    public HostProcess StartExecutor(int place = 0, string? crashPoint = null, string? pausePoint = null) => StartService(
        "WhaleCopy.Executor", 3 + (2 * place), new Dictionary<string, string?> { ["WHALECOPY_CRASH_POINT"] = crashPoint, ["WHALECOPY_PAUSE_POINT"] = pausePoint });

    /// <summary>Starts an executor that takes up no work before it is armed through its standard input.</summary>
    public HostProcess StartSpareExecutor(int place) => StartService(
        "WhaleCopy.Executor", 3 + (2 * place), new Dictionary<string, string?>
        {
            ["WHALECOPY_CRASH_POINT"] = "stdin",

            // It will not live long enough for its methods to be worth compiling a second time (hexadecimal milliseconds).
            ["DOTNET_TC_CallCountingDelayMs"] = "100000",
        });

    /// <summary>Nothing of this process is needed any more.</summary>
    public async Task ForgetAsync(HostProcess process)
    {
        _processes.Remove(process);
        if (!process.HasExited)
            await process.KillAsync();
        await process.DisposeAsync();
    }

    public void StartPoller() => Poller = StartService("WhaleCopy.Poller", 1, new Dictionary<string, string?>());

    /// <summary>What the whale holds of a symbol from now on.</summary>
    public async Task HoldAsync(string symbol, decimal size, decimal price, string side = "LONG")
    {
        _book.RemoveAll(position => position.Symbol == symbol);
        if (size > 0m)
            _book.Add(new LeadPosition(symbol, side, size, price, 20));
        await Venue.PutPositionsAsync("binance", Uid, _book, Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        _venue?.Dispose();
        foreach (var process in Enumerable.Reverse(_processes))
        {
            // Nothing here is worth a graceful end, and a test that failed has waited long enough.
            if (!process.HasExited)
                await process.KillAsync();
            await process.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    private async Task StartAsync()
    {
        _processes.Add(HostProcess.Start("WhaleCopy.Simulator", [RunningProduct.Text($"--Simulator:Port={_ports[0]}")], _environment));
        _venue = new SimulatorControl(new Uri(_environment["Simulator__Url"]!));
        await Eventually.ObserveAsync(
            async () =>
            {
                try
                {
                    await Venue.SetPriceAsync("BTCUSDT", 60_000m, Cancelled);
                    return true;
                }
                catch (HttpRequestException)
                {
                    return false; // not listening yet
                }
            },
            isUp => isUp,
            Deadline);
        await Venue.SetPriceAsync("ETHUSDT", 3_000m, Cancelled);
        await Venue.SetPriceAsync("SOLUSDT", 150m, Cancelled);
        await Venue.PutTraderAsync(
            "binance", Uid, new { nickname = "Engine", sharing = true, equityUsdt = 100_000m, roi = 0.42m, winRate = 0.61m, pnl = 42_000m, followers = 12 }, Cancelled);
        await Venue.PutPositionsAsync("binance", Uid, _book, Cancelled);
        StartPoller();
        WhaleId = await Eventually.ObserveAsync(
            async () =>
            {
                await using var command = _database.CreateCommand(
                    "select coalesce((select whale_id from whale_monitors where exchange_uid = $1 and snapshot_number > 0), 0)");
                command.Parameters.Add(new() { Value = Uid });
                return await command.ExecuteScalarAsync(Cancelled) is long id ? id : 0;
            },
            id => id > 0,
            Deadline);
    }

    private HostProcess StartService(string project, int port, Dictionary<string, string?> more)
    {
        foreach (var (key, value) in _environment)
            more.TryAdd(key, value);
        var process = HostProcess.Start(
            project,
            [
                RunningProduct.Text($"--Kestrel:Endpoints:http:Url=http://127.0.0.1:{_ports[port]}"),
                "--Kestrel:Endpoints:http:Protocols=Http2",
                RunningProduct.Text($"--Kestrel:Endpoints:health:Url=http://127.0.0.1:{_ports[port + 1]}"),
                "--Kestrel:Endpoints:health:Protocols=Http1",
            ],
            more);
        _processes.Add(process);
        return process;
    }

    // Below the range that the kernel takes ports of outgoing connections from: what is free now stays so until a process that
    // starts much later binds it.
    private static int[] FreePorts(int count)
    {
        var range = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var end = Math.Max(FirstPort + 1_000, int.Parse(range[0], CultureInfo.InvariantCulture));
        var listeners = new List<TcpListener>();
        while (listeners.Count < count)
        {
            var listener = new TcpListener(IPAddress.Loopback, RandomNumberGenerator.GetInt32(FirstPort, end));
            try
            {
                listener.Start();
                listeners.Add(listener);
            }
            catch (SocketException)
            {
                listener.Dispose(); // taken
            }
        }

        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}

/// <summary>A user and his account at the venue.</summary>
internal sealed record Copier(long UserId, long ApiKeyId, string ApiKey);
