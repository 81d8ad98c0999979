using WhaleCopy.System.Tests.Product;
using WhaleCopy.TestKit;

namespace WhaleCopy.System.Tests.Engine;

/// <summary>
/// Where runs are made, one after the other: database, Redis, simulator and poller of its own, the executor that is about to die, and
/// the one that comes after it, which has started and waits to be let in. What no run kills lives on to the next.
/// </summary>
internal sealed class CrashLane : IAsyncDisposable
{
    /// <summary>What has to be shorter than usual, or the same runs wait more than they do.</summary>
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Polling__Critical"] = "00:00:00.200",
        ["Polling__CloseConfirmDelay"] = "00:00:00.100",
        ["Polling__Discovery"] = "00:00:10",
        ["Polling__Lease"] = "00:00:03",
        ["Executor__Sweep"] = "00:00:00.200",
        ["Exchanges__Binance__CommandTimeout"] = "00:00:01.500",
        ["Executor__Lease"] = "00:00:02",
        ["Copying__ReceiveWindow"] = "00:00:01.500",
        ["Copying__FenceMargin"] = "00:00:00.300",

        // An executor that lives through several runs meets the faults of all of them: it must not take the venue for broken.
        ["Exchanges__Limits__CircuitFailures"] = "1000",
        ["Exchanges__Limits__CircuitFailuresOfExits"] = "1000",
        ["Exchanges__Limits__Factor"] = "20",
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_EnableWriteXorExecute"] = "0",
    };

    private readonly GarnetFixture _redis = new();
    private readonly List<FinishedRun> _finished = [];
    private EngineCluster? _cluster;
    private HostProcess? _executor;
    private HostProcess? _spare;
    private int _starts;

    private CrashLane()
    {
    }

    public EngineCluster Cluster => _cluster ?? throw new InvalidOperationException("not started");

    /// <summary>The executor that takes up work.</summary>
    public HostProcess Executor => _executor ?? throw new InvalidOperationException("none was let in");

    /// <summary>Runs that were made here.</summary>
    public int Runs => _finished.Count;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<CrashLane> StartAsync(string database)
    {
        var lane = new CrashLane();
        try
        {
            lane._cluster = await EngineCluster.StartAsync(database, lane._redis.ConnectionString, Settings);
            return lane;
        }
        catch
        {
            await lane.DisposeAsync();
            throw;
        }
    }

    /// <summary>Arms the executor, where there is one that lives; else lets the next one in.</summary>
    public async Task ArmAsync(string? point)
    {
        if (_executor is { HasExited: true })
            await EndAsync();
        if (_executor is null || !await ArmAsync(_executor, point))
            await LetInAsync(point);
        Prepare();
    }

    /// <summary>Has an executor ready for the case that this one dies.</summary>
    public void Prepare() => _spare ??= Cluster.StartSpareExecutor(_starts++ % EngineCluster.MostExecutors);

    /// <summary>These users' run is over, and right: nobody copies any more.</summary>
    public async Task FinishAsync(IReadOnlyList<Copier> users, int byHand)
    {
        await Cluster.DismissAsync();
        var orders = new List<int>();
        foreach (var user in users)
            orders.Add((await Cluster.Venue.OrdersAsync("binance", user.ApiKey, Cancelled)).Count);
        _finished.Add(new FinishedRun(users, orders, byHand));
    }

    /// <summary>What happened to users of earlier runs since theirs was over; empty is right.</summary>
    public async Task<List<string>> MovedAsync()
    {
        var books = new EngineBooks(Cluster);
        var moved = new List<string>();
        foreach (var (users, orders, byHand) in _finished)
        {
            foreach (var (user, known) in users.Zip(orders))
            {
                var now = (await Cluster.Venue.OrdersAsync("binance", user.ApiKey, Cancelled)).Count;
                if (now != known)
                    moved.Add($"user {user.UserId} had sent {known} orders when his run was over, and {now} now");
                moved.AddRange(await books.WrongAsync(user, byHand));
            }
        }

        return moved;
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        _redis.Dispose();
    }

    private async Task LetInAsync(string? point)
    {
        Prepare();
        (_executor, _spare) = (_spare, null);
        if (!await ArmAsync(_executor!, point))
            throw new InvalidOperationException($"an executor did not start\n{_executor!.Output}");
    }

    private async Task EndAsync()
    {
        await Cluster.ForgetAsync(_executor!);
        _executor = null;
    }

    private static async Task<bool> ArmAsync(HostProcess executor, string? point) =>
        await executor.AskAsync(point ?? "", $"armed: {point}", Cancelled).WaitAsync(EngineCluster.Deadline, TimeProvider.System, Cancelled);

    private sealed record FinishedRun(IReadOnlyList<Copier> Users, IReadOnlyList<int> Orders, int ByHand);
}
