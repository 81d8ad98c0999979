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
    private string? _armed;

    /// <summary>Points at which an executor died.</summary>
    public List<string> Died { get; } = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Runs, and answers what is wrong at the end; empty is right.</summary>
    public async Task<List<string>> RunAsync()
    {
        _users.Add(await cluster.FollowerAsync());
        _users.Add(await cluster.FollowerAsync());
        StartExecutor();
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
        var faults = plan.Faults.Where(fault => fault.Stage == stage).ToList();
        foreach (var fault in faults)
        {
            foreach (var user in _users)
                await cluster.Venue.AddFaultAsync(fault.ToRequest(user.ApiKey), Cancelled);
        }

        if (plan.ClosesByHand && stage == CrashPlan.Stages - 1)
            await CloseByHandAsync();
        await cluster.HoldAsync("BTCUSDT", stage switch { 0 => 2m, 1 => plan.Grows ? 2.8m : 1.5m, _ => 0m }, 60_000m);
        if (plan.KillsPoller && faults.Count > 0 && faults[0] == plan.Faults[0])
        {
            await cluster.Poller.KillAsync();
            cluster.StartPoller();
        }

        await WaitAsync(async () => (await cluster.SignalsAsync()).Count == known + 1 ? "" : "the poller has not told the change");
        await RestAsync();
        foreach (var user in _users)
        {
            if (await _books.WrongAsync(user, byHand: plan.ClosesByHand && stage == CrashPlan.Stages - 1 ? 1 : 0) is { Count: > 0 } wrong)
                return [$"stage {stage}", .. wrong];
        }

        return [];
    }

    /// <summary>Both followers close on the exchange, and the sync finds it out; the whale's close then finds nothing to do.</summary>
    private async Task CloseByHandAsync()
    {
        foreach (var user in _users)
            await cluster.Venue.ActAsync("binance", user.ApiKey, new { action = "close", symbol = "BTCUSDT", side = "LONG" }, Cancelled);
        var ids = _users.ConvertAll(user => user.UserId);
        await WaitAsync(async () =>
        {
            await using var context = cluster.Context();
            return await context.Positions.AnyAsync(position => ids.Contains(position.UserId) && position.Status != PositionStatus.Closed, Cancelled)
                ? "a copy that was closed by hand is open"
                : "";
        });
        await RestAsync();
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
                Died.Add(_armed?.Split(':')[0] ?? throw new InvalidOperationException($"{plan}: an executor that was not armed ended\n{Said()}"));
                StartExecutor();
                waited.Restart();
            }

            if (waited.Elapsed > EngineCluster.Deadline)
                throw new TimeoutException($"{plan}: died at {string.Join(", ", Died)}; still {still}\n{Said()}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancelled);
        }
    }

    private void StartExecutor()
    {
        _armed = _points.TryDequeue(out var point) ? point : null;
        _executor = cluster.StartExecutor(crashPoint: _armed);
    }

    private string Said() => string.Join('\n', _executor.Output.Split('\n').TakeLast(30));
}
