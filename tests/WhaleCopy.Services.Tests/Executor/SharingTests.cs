using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Several executors on one database.</summary>
public sealed class SharingTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private readonly List<WebApplication> _executors = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < 3; i++)
            _executors.Add(await world.StartAsync(("Executor:UserBatch", "5")));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var executor in _executors)
            await world.StopAsync(executor);
    }

    [Fact]
    public async Task Three_executors_make_one_order_a_copy_and_one_close()
    {
        var whales = new[] { await world.WhaleAsync(), await world.WhaleAsync() };
        var users = new List<Copier>();
        for (var i = 0; i < 24; i++)
        {
            var user = await world.UserAsync();
            users.Add(user);
            foreach (var whale in whales)
                await world.FollowAsync(user, whale);
        }

        await Task.WhenAll(
            world.SignalAsync(whales[0], SignalKind.Open),
            world.SignalAsync(whales[1], SignalKind.Open, size: 10m, symbol: "ETHUSDT", price: 3_000m));
        await HoldAsync(users, 2);
        foreach (var user in users)
            Assert.Equal(["BTCUSDT", "ETHUSDT"], (await world.VenueOrdersAsync(user)).Select(order => order.Symbol).Order());

        await Task.WhenAll(
            world.SignalAsync(whales[0], SignalKind.Close),
            world.SignalAsync(whales[1], SignalKind.Close, symbol: "ETHUSDT", price: 3_000m));
        var ids = users.ConvertAll(user => user.UserId);
        await Eventually.ObserveAsync(
            async () =>
            {
                await using var context = world.Context();
                return await context.Positions.Where(row => ids.Contains(row.UserId)).CountAsync(row => row.Status != PositionStatus.Closed || row.Protection != ProtectionStatus.None, Cancelled);
            },
            open => open == 0,
            ExecutorWorld.Soon * 2);
        foreach (var user in users)
        {
            Assert.Equal(4, (await world.VenueOrdersAsync(user)).Count);
            Assert.Empty(await world.Venue.PositionsAsync("binance", user.ApiKey, Cancelled));
            Assert.Empty(await world.LiveStopsAsync(user));
        }

        await using var check = world.Context();
        Assert.All(await check.WhaleSignals.Where(row => whales.Contains(row.WhaleId)).ToListAsync(Cancelled), signal => Assert.Equal(SignalStatus.Processed, signal.Status));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_tap_at_the_same_moment_as_the_automatic_copy_makes_one_trade()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);

        var signal = await world.SignalAsync(whale, SignalKind.Open);
        var task = await world.TaskEndedAsync(await world.TaskAsync(user, TaskKind.CopySignal, signal));

        await world.ProtectedAsync(user);
        Assert.Single(await world.VenueOrdersAsync(user));
        var trade = Assert.Single(await world.TradesAsync(user));
        if (task.Status == TaskState.Failed)
            Assert.Equal("ALREADY_COPIED", task.ReasonCode);
        else
            Assert.Equal([trade.Id], task.TradeIds);
    }

    private async Task HoldAsync(List<Copier> users, int each)
    {
        // The other tests of this class leave their copies behind: only these users' count.
        var ids = users.ConvertAll(user => user.UserId);
        await Eventually.ObserveAsync(
            async () =>
            {
                await using var context = world.Context();
                var held = await context.Positions.Where(row => ids.Contains(row.UserId)).CountAsync(row => row.Status == PositionStatus.Open && row.Protection == ProtectionStatus.Protected, Cancelled);
                var refused = await context.Decisions.Where(row => ids.Contains(row.UserId) && row.Outcome == DecisionOutcome.Skipped).Select(row => row.Reason).ToListAsync(Cancelled);
                var failed = await context.Trades.Where(row => ids.Contains(row.UserId) && row.Status != TradeStatus.Filled).Select(row => $"{row.Status} {row.Reason} {row.LastError}").ToListAsync(Cancelled);
                return (Held: held, Trouble: string.Join("; ", refused.Concat(failed)));
            },
            seen => seen.Held == users.Count * each,
            ExecutorWorld.Soon * 2);
    }
}
