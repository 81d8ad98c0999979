using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.System.Tests.Product;

namespace WhaleCopy.System.Tests.Engine;

/// <summary>One run: two fresh followers, a whale who opens, changes and closes, executors that die on the way, a venue with a fault.</summary>
internal sealed class CrashRun(EngineCluster cluster, CrashPlan plan)
{
    private readonly EngineBooks _books = new(cluster);
    private readonly Queue<string> _points = new(plan.CrashPoints);
    private readonly List<Copier> _users = [];
    private HostProcess _executor = null!;

    /// <summary>Times an executor died.</summary>
    public int Deaths { get; private set; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Runs, and answers what is wrong at the end; empty is right.</summary>
    public async Task<List<string>> RunAsync()
    {
        _users.Add(await cluster.FollowerAsync());
        _users.Add(await cluster.FollowerAsync());
        _executor = cluster.StartExecutor(crashPoint: _points.Dequeue());
        var wrong = new List<string>();
        for (var stage = 0; stage < CrashPlan.Stages && wrong.Count == 0; stage++)
            wrong = await StageAsync(stage);
        if (wrong.Count == 0)
            wrong = await EndAsync();

        await cluster.Venue.ClearFaultsAsync(Cancelled);
        await cluster.UnfollowAsync();
        if (!_executor.HasExited)
            await _executor.KillAsync();
        return wrong;
    }

    private async Task<List<string>> StageAsync(int stage)
    {
        var known = (await cluster.SignalsAsync()).Count;
        if (stage == plan.FaultStage)
        {
            foreach (var user in _users)
                await cluster.Venue.AddFaultAsync(plan.Fault.ToRequest(user.ApiKey), Cancelled);
        }

        await cluster.HoldAsync("BTCUSDT", stage switch { 0 => 2m, 1 => plan.Grows ? 2.8m : 1.5m, _ => 0m }, 60_000m);
        if (plan.KillsPoller && stage == plan.FaultStage)
        {
            await cluster.Poller.KillAsync();
            cluster.StartPoller();
        }

        await WaitAsync(async () => (await cluster.SignalsAsync()).Count == known + 1 ? "" : "the poller has not told the change");
        await RestAsync();
        foreach (var user in _users)
        {
            if (await _books.WrongAsync(user) is { Count: > 0 } wrong)
                return [$"stage {stage}", .. wrong];
        }

        return [];
    }

    private async Task<List<string>> EndAsync()
    {
        await using var context = cluster.Context();
        var wrong = new List<string>();
        foreach (var user in _users)
        {
            var trades = await context.Trades.AsNoTracking().Where(trade => trade.UserId == user.UserId).OrderBy(trade => trade.Id).ToListAsync(Cancelled);
            var positions = await context.Positions.AsNoTracking().Where(position => position.UserId == user.UserId).ToListAsync(Cancelled);
            if (trades.Count(trade => trade is { Kind: SignalKind.Open, Status: TradeStatus.Filled }) != 1)
                wrong.Add($"user {user.UserId} did not copy the opening: {string.Join(", ", trades.Select(trade => $"{trade.Kind} {trade.Status} {trade.ReasonCode} {trade.Reason}"))}");
            foreach (var position in positions.Where(position => position.Status != PositionStatus.Closed || position.Quantity != 0m))
                wrong.Add($"position {position.Id} of user {user.UserId} is {position.Status} with {position.Quantity} after the whale's close");
        }

        return wrong;
    }

    /// <summary>Waits until nothing is on its way, twice in a row: what was written down has been answered by everybody.</summary>
    private async Task RestAsync()
    {
        var quiet = 0;
        var ids = _users.ConvertAll(user => user.UserId);
        await WaitAsync(async () =>
        {
            var restless = await _books.RestlessAsync(ids);
            quiet = restless.Length == 0 ? quiet + 1 : 0;
            return quiet >= 2 ? "" : restless.Length == 0 ? "it has just come to rest" : restless;
        });
    }

    /// <summary>Waits, and replaces every executor that dies meanwhile by one that dies at the plan's next point.</summary>
    private async Task WaitAsync(Func<Task<string>> missing)
    {
        var waited = Stopwatch.StartNew();
        while (await missing() is { Length: > 0 } still)
        {
            if (_executor.HasExited)
            {
                Deaths++;
                _executor = cluster.StartExecutor(crashPoint: _points.TryDequeue(out var point) ? point : null);
            }

            if (waited.Elapsed > EngineCluster.Deadline)
                throw new TimeoutException($"{plan}: still {still}\n{string.Join('\n', _executor.Output.Split('\n').TakeLast(30))}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancelled);
        }
    }
}
