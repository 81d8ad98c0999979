using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;

namespace WhaleCopy.System.Tests.Engine;

/// <summary>One run: two fresh followers, a whale who opens, changes and closes, executors that die on the way, a venue with a fault.</summary>
internal sealed class CrashRun(CrashLane lane, CrashPlan plan)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly EngineCluster _cluster = lane.Cluster;
    private readonly EngineBooks _books = new(lane.Cluster);
    private readonly Queue<string> _points = new(plan.CrashPoints);
    private readonly List<Copier> _users = [];
    private readonly List<string> _said = [];
    private string? _armed;

    /// <summary>Points at which an executor died.</summary>
    public List<string> Died { get; } = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private int ByHand => plan.ClosesByHand ? 1 : 0;

    /// <summary>Runs, and answers what is wrong at the end; empty is right.</summary>
    public async Task<List<string>> RunAsync()
    {
        List<string> wrong;
        try
        {
            wrong = await StagesAsync();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            wrong = [exception.ToString()];
        }

        if (wrong.Count > 0)
            return [.. wrong, $"died at {string.Join(", ", Died)}", .. _said, Said()];
        return [];
    }

    private async Task<List<string>> StagesAsync()
    {
        _users.Add(await _cluster.FollowerAsync());
        _users.Add(await _cluster.FollowerAsync());
        await ArmNextAsync();
        for (var stage = 0; stage < CrashPlan.Stages; stage++)
        {
            if (await StageAsync(stage) is { Count: > 0 } wrong)
                return wrong;
        }

        if (await EndAsync() is { Count: > 0 } missing)
            return missing;
        await _cluster.Venue.ClearFaultsAsync(Cancelled);
        await lane.FinishAsync(_users, ByHand);
        return [];
    }

    private async Task<List<string>> StageAsync(int stage)
    {
        var newest = await _cluster.NewestSignalAsync();
        var faults = plan.Faults.Where(fault => fault.Stage == stage).ToList();
        foreach (var fault in faults)
        {
            foreach (var user in _users)
                await _cluster.Venue.AddFaultAsync(fault.ToRequest(user.ApiKey), Cancelled);
        }

        var isLast = stage == CrashPlan.Stages - 1;
        if (plan.ClosesByHand && isLast)
            await CloseByHandAsync();
        await _cluster.HoldAsync("BTCUSDT", stage switch { 0 => 2m, 1 => plan.Grows ? 2.8m : 1.5m, _ => 0m }, 60_000m);
        if (plan.KillsPoller && faults.Count > 0 && faults[0] == plan.Faults[0])
        {
            await _cluster.ForgetAsync(_cluster.Poller);
            _cluster.StartPoller();
        }

        await WaitAsync(async () => await _cluster.CountSignalsAsync(newest) == 1 ? "" : "the poller has not told the change");
        await RestAsync();
        foreach (var user in _users)
        {
            if (await _books.WrongAsync(user, byHand: isLast ? ByHand : 0) is { Count: > 0 } wrong)
                return [$"stage {stage}", .. wrong];
        }

        return [];
    }

    /// <summary>Both followers close on the exchange, and the sync finds it out; the whale's close then finds nothing to do.</summary>
    private async Task CloseByHandAsync()
    {
        foreach (var user in _users)
            await _cluster.Venue.ActAsync("binance", user.ApiKey, new { action = "close", symbol = "BTCUSDT", side = "LONG" }, Cancelled);
        var ids = _users.ConvertAll(user => user.UserId);
        await WaitAsync(async () =>
        {
            await using var context = _cluster.Context();
            return await context.Positions.AnyAsync(position => ids.Contains(position.UserId) && position.Status != PositionStatus.Closed, Cancelled)
                ? "a copy that was closed by hand is open"
                : "";
        });
        await RestAsync();
    }

    private async Task<List<string>> EndAsync()
    {
        await using var context = _cluster.Context();
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

    /// <summary>Waits until nothing is on its way, three times in a row: what was written down has been answered by everybody.</summary>
    private async Task RestAsync()
    {
        var quiet = 0;
        var ids = _users.ConvertAll(user => user.UserId);
        await WaitAsync(async () =>
        {
            var restless = await _books.RestlessAsync(ids);
            quiet = restless.Length == 0 ? quiet + 1 : 0;
            return quiet >= 3 ? "" : restless.Length == 0 ? "it has just come to rest" : restless;
        });
    }

    /// <summary>Waits, and replaces every executor that dies meanwhile by one that dies at the plan's next point.</summary>
    private async Task WaitAsync(Func<Task<string>> missing)
    {
        var waited = Stopwatch.StartNew();
        while (await missing() is { Length: > 0 } still)
        {
            if (lane.Executor.HasExited)
            {
                await BuryAsync();
                waited.Restart();
            }

            if (waited.Elapsed > EngineCluster.Deadline)
                throw new TimeoutException($"still {still}");
            await Task.Delay(Pause, TimeProvider.System, Cancelled);
        }
    }

    private async Task BuryAsync()
    {
        _said.Add(Said());
        if (_armed is null || !lane.Executor.WasKilled)
            throw new InvalidOperationException("an executor ended that nobody had killed");
        Died.Add(_armed.Split(':')[0]);
        await ArmNextAsync();
    }

    private async Task ArmNextAsync()
    {
        _armed = _points.TryDequeue(out var point) ? point : null;
        await lane.ArmAsync(_armed);
    }

    private string Said() => string.Join('\n', lane.Executor.Output.Split('\n').TakeLast(40));
}
