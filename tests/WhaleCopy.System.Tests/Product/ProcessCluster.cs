using System.Net;
using System.Net.Sockets;

namespace WhaleCopy.System.Tests.Product;

/// <summary>Several processes of each service on one database, one Redis and one simulator, as a deployment runs them.</summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _environment;
    private readonly List<HostProcess> _processes = [];

    private ProcessCluster(string database, string redis) => _environment = new Dictionary<string, string?>(RunningProduct.Hurry)
    {
        ["DOTNET_ENVIRONMENT"] = "Development",
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["ConnectionStrings__whalecopy"] = database,
        ["ConnectionStrings__redis"] = redis,
        ["Exchanges__Mode"] = "simulated",
        ["Telegram__BotToken"] = "7342037359:AAHI-Kj9mF2QeX0v8dZLrVtB1cYwNpUsGo4",
        ["Security__EncryptionKeys__0"] = "b0Jx7Lq2Zk9Wv4Tn8Rm1Yp6Hd3Gf5Sc0QeXu",
    };

    public IReadOnlyList<HostProcess> Pollers { get; private set; } = [];

    public IReadOnlyList<HostProcess> Executors { get; private set; } = [];

    public RunningProduct Product { get; private set; } = null!;

    public static async Task<ProcessCluster> StartAsync(string database, string redis, int pollers, int executors)
    {
        var cluster = new ProcessCluster(database, redis);
        try
        {
            await cluster.StartAsync(pollers, executors);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
            await process.DisposeAsync();
    }

    private async Task StartAsync(int pollers, int executors)
    {
        var ports = FreePorts(2 + (2 * (pollers + executors)));
        var next = 0;
        var simulator = Text($"http://127.0.0.1:{ports[next++]}");
        Start("WhaleCopy.Simulator", Text($"--Simulator:Port={new Uri(simulator).Port}"));
        _environment["Simulator__Url"] = simulator;

        Executors = [.. Enumerable.Range(0, executors).Select(_ => StartService("WhaleCopy.Executor", ports[next++], ports[next++], "executor"))];
        Pollers = [.. Enumerable.Range(0, pollers).Select(_ => StartService("WhaleCopy.Poller", ports[next++], ports[next++], "poller"))];
        var api = Text($"http://127.0.0.1:{ports[next]}");
        var process = Start("WhaleCopy.Api", $"--Kestrel:Endpoints:http:Url={api}");
        Product = await RunningProduct.AttachAsync(process, new Uri(api), new Uri(simulator));
    }

    private HostProcess StartService(string project, int grpc, int health, string name)
    {
        var index = _environment.Keys.Count(key => key.StartsWith($"services__{name}__http__", StringComparison.Ordinal));
        _environment[Text($"services__{name}__http__{index}")] = Text($"http://127.0.0.1:{grpc}");
        return Start(
            project,
            Text($"--Kestrel:Endpoints:http:Url=http://127.0.0.1:{grpc}"),
            "--Kestrel:Endpoints:http:Protocols=Http2",
            Text($"--Kestrel:Endpoints:health:Url=http://127.0.0.1:{health}"),
            "--Kestrel:Endpoints:health:Protocols=Http1");
    }

    private HostProcess Start(string project, params string[] arguments)
    {
        var process = HostProcess.Start(project, arguments, _environment);
        _processes.Add(process);
        return process;
    }

    private static string Text(FormattableString text) => RunningProduct.Text(text);

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
