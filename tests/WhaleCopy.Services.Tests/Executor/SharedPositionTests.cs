using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>
/// Several copies, or a copy and the user's own, in one position of the venue: an exit takes its own copy's and nothing of the
/// others', even before the sync has seen what happened at the venue.
/// </summary>
public sealed class SharedPositionTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // Nothing is compared by its turn: what is seen, an exit asked for.
    public async ValueTask InitializeAsync() => _executor = await world.StartAsync(("Sync:Positions", "00:10:00"));

    public async ValueTask DisposeAsync()
    {
        await world.StopAsync(_executor!);
        await world.RestoreMarketAsync();
    }

    [Fact]
    public async Task The_exit_of_a_copy_whose_stop_fired_takes_nothing_of_another_copy()
    {
        var (whale, user) = await TwoCopiesAsync();
        await world.Venue.SetPriceAsync("BTCUSDT", 58_700m, Cancelled);
        Assert.Equal(0.01m, await world.VenueQuantityAsync(user));

        await world.SignalAsync(whale, SignalKind.Close, price: 58_700m);

        await EndedAsync(user, CloseReason.StopLoss);
    }

    [Fact]
    public async Task The_exit_of_a_copy_that_the_user_closed_by_hand_takes_nothing_of_another_copy()
    {
        var (whale, user) = await TwoCopiesAsync();
        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "close", symbol = "BTCUSDT", side = "LONG", quantity = "0.02" }, Cancelled);

        await world.SignalAsync(whale, SignalKind.Close);

        await EndedAsync(user, CloseReason.External);
    }

    [Fact]
    public async Task The_exit_of_a_copy_of_which_the_user_closed_a_part_by_hand_takes_the_rest_of_it()
    {
        var (whale, user) = await TwoCopiesAsync();
        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "close", symbol = "BTCUSDT", side = "LONG", quantity = "0.005" }, Cancelled);

        await world.SignalAsync(whale, SignalKind.Close);

        await EndedAsync(user, null);
    }

    [Fact]
    public async Task The_exit_of_a_copy_whose_stop_fired_takes_nothing_of_the_users_own()
    {
        var (whale, user) = (await world.WhaleAsync(), await world.UserAsync(usdt: 100_000m));
        await FollowedAsync(user, whale, 2m, 2m);
        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "order", symbol = "BTCUSDT", side = "LONG", quantity = "1" }, Cancelled);
        await Eventually.ObserveAsync(
            async () =>
            {
                await using var context = world.Context();
                return await context.AccountMarkets.Where(row => row.ApiKeyId == user.ApiKeyId && row.Market == Core.Venues.Market.UsdM).Select(row => row.Positions).SingleAsync(Cancelled);
            },
            shown => shown.Contains("1.02", StringComparison.Ordinal),
            ExecutorWorld.Soon);
        await world.Venue.SetPriceAsync("BTCUSDT", 58_700m, Cancelled);

        await world.SignalAsync(whale, SignalKind.Close, price: 58_700m);

        var position = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal(CloseReason.StopLoss, position.CloseReason);
        Assert.Equal(1m, await world.VenueQuantityAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task Copies_that_are_closed_together_are_all_closed_and_the_users_own_stays()
    {
        var (_, user) = await TwoCopiesAsync();
        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "order", symbol = "BTCUSDT", side = "LONG", quantity = "1" }, Cancelled);

        await world.TaskEndedAsync(await world.TaskAsync(user, TaskKind.Panic));

        await Eventually.ObserveAsync(() => world.PositionsAsync(user), rows => rows.TrueForAll(row => row.Status == PositionStatus.Closed), ExecutorWorld.Soon);
        Assert.All(await world.PositionsAsync(user), position => Assert.Equal(CloseReason.Panic, position.CloseReason));
        Assert.Equal(1m, await world.VenueQuantityAsync(user));
        await world.MoneyAddsUpAsync();
    }

    /// <summary>The first copy is closed, the second and its stop are as they were.</summary>
    private async Task EndedAsync(Copier user, CloseReason? reason)
    {
        var positions = await Eventually.ObserveAsync(
            () => world.PositionsAsync(user),
            rows => rows[0] is { Status: PositionStatus.Closed, Protection: ProtectionStatus.None } && rows[1].Protection == ProtectionStatus.Protected,
            ExecutorWorld.Soon);
        if (reason is not null)
            Assert.Equal(reason, positions[0].CloseReason);
        Assert.Equal((PositionStatus.Open, 0.01m), (positions[1].Status, positions[1].Quantity));
        Assert.Equal(0.01m, await world.VenueQuantityAsync(user));
        Assert.Equal(0.01m, Assert.Single(await world.LiveStopsAsync(user)).Quantity);
        await world.MoneyAddsUpAsync();
    }

    /// <summary>Copies of two whales in one position: 0.02 with its stop at 58,800 and 0.01 with its stop at 54,000.</summary>
    private async Task<(long Whale, Copier User)> TwoCopiesAsync()
    {
        var (first, second, user) = (await world.WhaleAsync(), await world.WhaleAsync(), await world.UserAsync(usdt: 100_000m));
        await FollowedAsync(user, first, 2m, 2m);
        await FollowedAsync(user, second, 1m, 10m);
        Assert.Equal(0.03m, await world.VenueQuantityAsync(user));
        return (first, user);
    }

    private async Task FollowedAsync(Copier user, long whale, decimal size, decimal stopLoss)
    {
        await world.FollowAsync(user, whale, follow => follow.StopLossPercent = stopLoss);
        await world.SignalAsync(whale, SignalKind.Open, size);

        // Protected and compared once: the next turn of the sync is far away.
        await world.PositionAsync(user, row => row.WhaleId == whale && row is { Protection: ProtectionStatus.Protected, AgreedAt: not null });
    }
}
