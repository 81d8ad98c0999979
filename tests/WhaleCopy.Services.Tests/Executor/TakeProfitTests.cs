using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.TestKit;
using VenueOrder = WhaleCopy.Standalone.Demo.VenueOrder;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>The take-profit of a copy at its venue: placed, resized, hit, refused.</summary>
public sealed class TakeProfitTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await world.StopAsync(_executor!);
        await world.Venue.ClearFaultsAsync(CancellationToken.None);
        await world.RestoreMarketAsync();
    }

    [Fact]
    public async Task A_take_profit_is_live_before_the_copy_counts_as_protected_and_follows_its_size()
    {
        var (whale, user) = await HeldAsync(5m);
        Assert.Equal((0.02m, 63_000m), SizeAndPrice(Assert.Single(await TargetsAsync(user))));

        await world.SignalAsync(whale, SignalKind.Reduce, size: 0.5m, fraction: 0.25m);

        await world.PositionAsync(user, row => row is { Quantity: 0.015m, Protection: ProtectionStatus.Protected });
        Assert.Equal((0.015m, 63_000m), SizeAndPrice(Assert.Single(await TargetsAsync(user))));
        Assert.Equal(0.015m, Assert.Single(await world.LiveStopsAsync(user)).Quantity);
    }

    [Fact]
    public async Task A_take_profit_that_is_hit_closes_the_copy_with_its_label_and_leaves_no_stop()
    {
        var (_, user) = await HeldAsync(5m);

        await world.Venue.SetPriceAsync("BTCUSDT", 63_050m, Cancelled);

        var position = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal(CloseReason.TakeProfit, position.CloseReason);
        Assert.True(position.RealizedPnl > 0m, position.RealizedPnl.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        Assert.Empty(await world.LiveStopsAsync(user));
        Assert.Single(await world.TradesAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task An_old_target_that_could_not_be_cancelled_is_cancelled_later()
    {
        var (whale, user) = await HeldAsync(5m);
        foreach (var method in new[] { "DELETE", "GET" })
        {
            await world.Venue.AddFaultAsync(
                new { exchange = "binance", path = "/fapi/v1/algoOrder", method, kind = "status", status = 503, count = 3, apiKey = user.ApiKey }, Cancelled);
        }

        await world.SignalAsync(whale, SignalKind.Reduce, size: 0.5m, fraction: 0.25m);

        await world.PositionAsync(user, row => row is { Quantity: 0.015m, Protection: ProtectionStatus.Protected });
        Assert.Equal((0.015m, 63_000m), SizeAndPrice(Assert.Single(await TargetsAsync(user))));
    }

    [Fact]
    public async Task A_take_profit_that_the_venue_refuses_is_tried_three_times_and_told_and_the_stop_stays()
    {
        var (_, user) = await HeldAsync(null);
        await world.RefuseAsync(user, "/fapi/v1/algoOrder", -4120, 1_000);

        var id = (await world.PositionsAsync(user)).Single().Id;
        await using (var context = world.Context())
        {
            await context.Positions.Where(row => row.Id == id).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.TakeProfitPercent, 5m)
                    .SetProperty(row => row.Protection, ProtectionStatus.Pending)
                    .SetProperty(row => row.NextProtectionAt, DateTimeOffset.UnixEpoch),
                Cancelled);
        }

        await Eventually.ObserveAsync(() => ToldAsync(user), told => told == 1, ExecutorWorld.Soon);
        var position = await world.ProtectedAsync(user);
        Assert.Null(position.TakeProfitOrderId);
        Assert.Single(await world.LiveStopsAsync(user));
        Assert.Single(await world.TradesAsync(user));
        Assert.Equal(3, await RefusedAsync(id));

        // Another size is another question.
        await world.Venue.ClearFaultsAsync(Cancelled);
        await world.TaskEndedAsync(await world.TaskAsync(user, TaskKind.ClosePosition, positionId: id, payload: """{"percent":"50"}"""));
        await world.PositionAsync(user, row => row is { Quantity: 0.01m, Protection: ProtectionStatus.Protected });
        Assert.Equal((0.01m, 63_000m), SizeAndPrice(Assert.Single(await TargetsAsync(user))));
    }

    private static (decimal Quantity, decimal? TriggerPrice) SizeAndPrice(VenueOrder order) => (order.Quantity, order.TriggerPrice);

    private async Task<int> ToldAsync(Copier user)
    {
        await using var context = world.Context();
        return await context.Notifications.CountAsync(row => row.UserId == user.UserId && row.Kind == "TAKE_PROFIT_REFUSED", Cancelled);
    }

    private async Task<int> RefusedAsync(long positionId)
    {
        await using var context = world.Context();
        return await context.Orders.CountAsync(row => row.OwnerId == positionId && row.Leg == OrderLeg.TakeProfit && row.Status == OrderStatus.Rejected, Cancelled);
    }

    private async Task<List<VenueOrder>> TargetsAsync(Copier user) =>
        [.. (await world.VenueOrdersAsync(user, protective: true)).Where(order => order.Status == "NEW" && order.Type.StartsWith("TAKE_PROFIT", StringComparison.Ordinal))];

    private async Task<(long Whale, Copier User)> HeldAsync(decimal? takeProfit)
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale, follow => follow.TakeProfitPercent = takeProfit);
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);
        return (whale, user);
    }
}
