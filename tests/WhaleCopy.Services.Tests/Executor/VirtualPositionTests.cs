using Microsoft.AspNetCore.Builder;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.TestKit;
using VenueOrder = WhaleCopy.Standalone.Demo.VenueOrder;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Several copies, and what the user holds himself, inside one position of the venue: each is left alone by the others.</summary>
public sealed class VirtualPositionTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await world.StopAsync(_executor!);
        await world.RestoreMarketAsync();
    }

    [Fact]
    public async Task Closing_one_copy_leaves_the_users_own_and_the_other_copy_with_its_stop()
    {
        var user = await world.UserAsync(usdt: 20_000m);
        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "order", symbol = "BTCUSDT", side = "LONG", quantity = "0.1" }, Cancelled);
        var (first, second) = await BothAsync(user);
        Assert.Equal(0.130m, await world.VenueQuantityAsync(user));
        var stops = await StopsAsync(user);
        Assert.Equal([0.010m, 0.020m], stops.Select(stop => stop.Quantity));

        await world.SignalAsync(first, SignalKind.Close);

        var rows = await EndedAsync(user, 1);
        Assert.Equal((CloseReason.WhaleExit, 0m), (rows[0].CloseReason, rows[0].Quantity));
        Assert.Equal((PositionStatus.Open, ProtectionStatus.Protected, 0.010m), (rows[1].Status, rows[1].Protection, rows[1].Quantity));
        Assert.Equal(0.110m, await world.VenueQuantityAsync(user));
        Assert.Equal([stops[0]], await StopsAsync(user)); // the very order, as it was
        await world.MoneyAddsUpAsync();

        await world.SignalAsync(second, SignalKind.Close);
        await EndedAsync(user, 2);
        Assert.Equal(0.1m, await world.VenueQuantityAsync(user));
        Assert.Empty(await StopsAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task Reducing_one_copy_resizes_its_own_stop_alone()
    {
        var user = await world.UserAsync(usdt: 20_000m);
        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "order", symbol = "BTCUSDT", side = "LONG", quantity = "0.1" }, Cancelled);
        var (first, _) = await BothAsync(user);
        var other = (await StopsAsync(user))[0];

        await world.SignalAsync(first, SignalKind.Reduce, size: 0.5m, fraction: 0.25m);

        var rows = await Eventually.ObserveAsync(
            () => world.PositionsAsync(user), seen => seen[0] is { Quantity: 0.015m, Protection: ProtectionStatus.Protected }, ExecutorWorld.Soon);
        Assert.Equal((0.010m, ProtectionStatus.Protected), (rows[1].Quantity, rows[1].Protection));
        Assert.Equal(0.125m, await world.VenueQuantityAsync(user));
        var stops = await StopsAsync(user);
        Assert.Equal([0.010m, 0.015m], stops.Select(stop => stop.Quantity));
        Assert.Equal(other, stops[0]);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task The_stop_of_one_copy_that_fires_closes_that_copy_and_not_the_other()
    {
        var user = await world.UserAsync(usdt: 20_000m);
        await BothAsync(user, stopOfFirst: 5m);
        var stops = await StopsAsync(user);
        Assert.Equal([(0.010m, 54_000m), (0.020m, 57_000m)], stops.Select(stop => (stop.Quantity, stop.TriggerPrice!.Value)));

        await world.Venue.SetPriceAsync("BTCUSDT", 56_500m, Cancelled);

        var rows = await EndedAsync(user, 1);
        Assert.Equal((PositionStatus.Closed, CloseReason.StopLoss), (rows[0].Status, rows[0].CloseReason!.Value));
        Assert.Equal((PositionStatus.Open, ProtectionStatus.Protected, 0.010m), (rows[1].Status, rows[1].Protection, rows[1].Quantity));
        Assert.Equal(0.010m, await world.VenueQuantityAsync(user));
        Assert.Equal([stops[0]], await StopsAsync(user));
        Assert.Equal(2, (await world.VenueOrdersAsync(user)).Count); // the two entries
        await world.MoneyAddsUpAsync();
    }

    /// <summary>Two whales' longs of one symbol copied: 0.020 of the first, 0.010 of the second.</summary>
    private async Task<(long First, long Second)> BothAsync(Copier user, decimal? stopOfFirst = null)
    {
        var (first, second) = (await world.WhaleAsync(), await world.WhaleAsync());
        await world.FollowAsync(user, first, follow => follow.StopLossPercent = stopOfFirst);
        await world.FollowAsync(user, second);
        await world.SignalAsync(first, SignalKind.Open);
        await world.ProtectedAsync(user);
        await world.SignalAsync(second, SignalKind.Open, size: 1m);
        await world.PositionAsync(user, row => row is { Quantity: 0.010m, Protection: ProtectionStatus.Protected });
        return (first, second);
    }

    private async Task<List<VenueOrder>> StopsAsync(Copier user) => [.. (await world.LiveStopsAsync(user)).OrderBy(stop => stop.Quantity)];

    private Task<List<PositionRow>> EndedAsync(Copier user, int copies) => Eventually.ObserveAsync(
        () => world.PositionsAsync(user),
        rows => rows.Count(row => row is { Status: PositionStatus.Closed, Protection: ProtectionStatus.None }) == copies,
        ExecutorWorld.Soon);
}
