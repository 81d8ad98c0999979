using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Orders of which the venue's book holds only a part: what was filled counts, and nothing else.</summary>
public sealed class PartialFillTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
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
    public async Task An_entry_filled_in_part_is_a_copy_of_that_part_and_the_rest_of_its_money_is_free()
    {
        var (whale, user) = await FollowedAsync();
        await DepthAsync(0.008m);

        await world.SignalAsync(whale, SignalKind.Open);

        var position = await world.ProtectedAsync(user);
        Assert.Equal((0.008m, 96m), (position.Quantity, position.MarginUsdt)); // 480 USDT at 5x
        var trade = Assert.Single(await world.TradesAsync(user));
        Assert.Equal((TradeStatus.PartiallyFilled, 0.008m, 0.020m), (trade.Status, trade.FilledQuantity, trade.Quantity));
        Assert.Equal(0.008m, Assert.Single(await world.VenueOrdersAsync(user)).FilledQuantity);
        Assert.Equal(0.008m, await world.VenueQuantityAsync(user));
        Assert.Equal(0.008m, Assert.Single(await world.LiveStopsAsync(user)).Quantity);
        var reserved = await ReservationAsync(trade);
        Assert.Equal(ReservationStatus.Used, reserved.Status);
        Assert.True(reserved.AmountUsdt > 200m, $"{reserved.AmountUsdt} were reserved");
        Assert.Contains("0.008 at", Assert.Single(await world.NoticesAsync(user, "TRADE_FILLED")).Body, StringComparison.Ordinal);
        await world.MoneyAddsUpAsync();

        await world.RestoreMarketAsync();
        await world.SignalAsync(whale, SignalKind.Close);
        await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        Assert.Equal(0.008m, (await world.VenueOrdersAsync(user))[1].Quantity);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task An_entry_of_which_nothing_is_filled_is_no_copy_is_told_and_frees_its_money()
    {
        var (whale, user) = await FollowedAsync();
        await DepthAsync(0m);

        await world.SignalAsync(whale, SignalKind.Open);

        var trade = await world.TradeAsync(user, row => row is { Status: TradeStatus.Cancelled, ReasonCode: "NOT_FILLED" });
        Assert.Equal(0m, trade.FilledQuantity);
        Assert.Empty(await world.PositionsAsync(user));
        Assert.Equal(0m, Assert.Single(await world.VenueOrdersAsync(user)).FilledQuantity);
        Assert.Equal(ReservationStatus.Released, (await ReservationAsync(trade)).Status);
        Assert.Equal(trade.Reason, Assert.Single(await world.NoticesAsync(user, "TRADE_FAILED")).Body);
        await world.MoneyAddsUpAsync();

        // What the whale does with it afterwards is not the user's, until it opens anew.
        await world.RestoreMarketAsync();
        await world.SettledAsync(await world.SignalAsync(whale, SignalKind.Close));
        await world.SignalAsync(whale, SignalKind.Open);
        Assert.Equal(0.020m, (await world.ProtectedAsync(user)).Quantity);
        Assert.Equal(2, (await world.VenueOrdersAsync(user)).Count);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_close_filled_in_part_owes_the_rest_under_a_stop_of_the_rest_and_makes_it()
    {
        var (whale, user) = await HeldAsync();
        await DepthAsync(0.008m);

        await world.SignalAsync(whale, SignalKind.Close);

        var left = await world.PositionAsync(user, row => row is { Quantity: 0.012m, Status: PositionStatus.Open, Protection: ProtectionStatus.Protected });
        Assert.Equal((CloseReason.WhaleExit, 1m, 144m), (left.OwedCloseReason, left.OwedFraction, left.MarginUsdt));
        Assert.Equal(0.012m, await world.VenueQuantityAsync(user));
        Assert.Equal(0.012m, Assert.Single(await world.LiveStopsAsync(user)).Quantity);
        Assert.Equal((TradeStatus.PartiallyFilled, 0.008m), await LastAsync(user));
        Assert.Empty(await world.NoticesAsync(user, "POSITION_CLOSED"));
        await world.MoneyAddsUpAsync();

        await world.RestoreMarketAsync();
        await DueAsync(left);
        var closed = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal((CloseReason.WhaleExit, null), (closed.CloseReason, closed.OwedCloseReason));
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        Assert.Empty(await world.LiveStopsAsync(user));
        Assert.Equal([0.020m, 0.020m, 0.012m], (await world.VenueOrdersAsync(user)).Select(order => order.Quantity));
        Assert.Single(await world.NoticesAsync(user, "POSITION_CLOSED"));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_close_of_which_nothing_is_filled_leaves_the_copy_under_its_stop_and_is_made_later()
    {
        var (whale, user) = await HeldAsync();
        var stop = Assert.Single(await world.LiveStopsAsync(user));
        await DepthAsync(0m);

        await world.SignalAsync(whale, SignalKind.Close);

        var left = await world.PositionAsync(user, row => row is { OwedCloseReason: CloseReason.WhaleExit, Status: PositionStatus.Open, Protection: ProtectionStatus.Protected });
        Assert.Equal((0.020m, 1m), (left.Quantity, left.OwedFraction));
        Assert.Equal((TradeStatus.Cancelled, 0m), await LastAsync(user));
        Assert.Equal(stop, Assert.Single(await world.VenueOrdersAsync(user, protective: true)));
        await world.MoneyAddsUpAsync();

        await world.RestoreMarketAsync();
        await DueAsync(left);
        await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        Assert.Empty(await world.LiveStopsAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_reduction_filled_in_part_owes_the_rest_of_it_and_no_more()
    {
        var (whale, user) = await HeldAsync();
        await DepthAsync(0.004m);

        await world.SignalAsync(whale, SignalKind.Reduce, size: 1m, fraction: 0.5m);

        var left = await world.PositionAsync(user, row => row is { Quantity: 0.016m, Protection: ProtectionStatus.Protected });
        Assert.Equal((CloseReason.WhaleExit, 0.375m), (left.OwedCloseReason, left.OwedFraction));
        Assert.Equal(0.016m, Assert.Single(await world.LiveStopsAsync(user)).Quantity);
        await world.MoneyAddsUpAsync();

        await world.RestoreMarketAsync();
        await DueAsync(left);
        var half = await world.PositionAsync(user, row => row is { Quantity: 0.010m, Status: PositionStatus.Open, Protection: ProtectionStatus.Protected });
        Assert.Null(half.OwedCloseReason);
        Assert.Equal(0.010m, await world.VenueQuantityAsync(user));
        Assert.Equal(0.010m, Assert.Single(await world.LiveStopsAsync(user)).Quantity);
        await world.MoneyAddsUpAsync();
    }

    private Task DepthAsync(decimal depth) => world.Venue.SetOrderBookAsync("BTCUSDT", new { depth }, Cancelled);

    private async Task<ReservationRow> ReservationAsync(TradeRow trade)
    {
        await using var context = world.Context();
        return await context.Reservations.AsNoTracking().SingleAsync(row => row.TradeId == trade.Id, Cancelled);
    }

    private async Task<(TradeStatus Status, decimal Filled)> LastAsync(Copier user)
    {
        var last = (await world.TradesAsync(user))[^1];
        return (last.Status, last.FilledQuantity);
    }

    private async Task<(long Whale, Copier User)> FollowedAsync()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        return (whale, user);
    }

    /// <summary>A copy whose exits, where they are owed, wait a minute for their turn: the test says when it comes.</summary>
    private async Task<(long Whale, Copier User)> HeldAsync()
    {
        var (whale, user) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open);
        var held = await world.ProtectedAsync(user);
        await using var context = world.Context();
        await context.Positions.Where(row => row.Id == held.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.OwedAttempts, 7), Cancelled);
        return (whale, user);
    }

    private async Task DueAsync(PositionRow position)
    {
        await using var context = world.Context();
        await context.Positions.Where(row => row.Id == position.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.OwedNextAt, TimeProvider.System.GetUtcNow()), Cancelled);
    }
}
