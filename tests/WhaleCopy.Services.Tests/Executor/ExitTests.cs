using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Getting out: with the whale, by the user's wish, by the venue.</summary>
public sealed class ExitTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
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
    public async Task A_whales_close_leaves_the_venue_flat_with_profit_and_fees_booked_and_no_stop()
    {
        var (whale, user) = await HeldAsync("ETHUSDT", 3_000m, 10m);
        await world.Venue.SetPriceAsync("ETHUSDT", 3_030m, Cancelled);

        await world.SignalAsync(whale, SignalKind.Close, symbol: "ETHUSDT", price: 3_030m);

        var position = await world.PositionAsync(
            user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None && row.FeesUsdt > 0.27m);
        await world.Venue.SetPriceAsync("ETHUSDT", 3_000m, Cancelled);
        Assert.Equal(CloseReason.WhaleExit, position.CloseReason);
        Assert.Equal(3_030m, position.ExitPrice);
        Assert.Equal((0.1m * 30m) - position.FeesUsdt, position.RealizedPnl);
        Assert.Equal(0m, position.MarginUsdt);
        Assert.Equal(0m, await world.VenueQuantityAsync(user, "ETHUSDT"));
        Assert.Empty(await world.LiveStopsAsync(user));
        Assert.Equal(2, (await world.VenueOrdersAsync(user)).Count);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_reduction_takes_the_same_fraction_of_the_own_quantity_and_resizes_the_stop()
    {
        var (whale, user) = await HeldAsync();

        await world.SignalAsync(whale, SignalKind.Reduce, size: 0.5m, fraction: 0.25m);

        await world.PositionAsync(user, row => row.Quantity == 0.015m && row.Protection == ProtectionStatus.Protected);
        Assert.Equal(0.015m, await world.VenueQuantityAsync(user));
        Assert.Equal(0.015m, Assert.Single(await world.LiveStopsAsync(user)).Quantity);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task An_increase_adds_the_fraction_and_at_no_moment_is_there_no_stop()
    {
        var (whale, user) = await HeldAsync();

        await world.SignalAsync(whale, SignalKind.Increase, size: 0.8m, fraction: 0.4m);

        await world.PositionAsync(user, row => row.Quantity == 0.028m && row.Protection == ProtectionStatus.Protected);
        var stop = Assert.Single(await world.LiveStopsAsync(user));
        Assert.Equal(0.028m, stop.Quantity);
        var stops = (await world.VenueOrdersAsync(user, protective: true)).OrderBy(order => order.ReceivedAt).ToList();
        Assert.Equal(2, stops.Count);
        Assert.True(stops[0].EndedAt >= stops[1].ReceivedAt, "the old stop was cancelled before the new one was there");
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_flip_opens_the_other_side_only_after_the_close_is_flat()
    {
        var (whale, user) = await HeldAsync();

        var close = await world.SignalAsync(whale, SignalKind.Close, change: signal => signal.Link = SignalLink.Flip);
        await world.SignalAsync(whale, SignalKind.Open, size: 1m, side: PositionSide.Short, change: signal =>
        {
            signal.Link = SignalLink.Flip;
            signal.LinkedSignalId = close;
        });

        await world.PositionAsync(user, row => row is { Side: PositionSide.Short, Protection: ProtectionStatus.Protected, Quantity: 0.01m });
        var orders = await world.VenueOrdersAsync(user);
        Assert.Equal(["BUY", "SELL", "SELL"], orders.ConvertAll(order => order.Side));
        Assert.True(orders[2].ReceivedAt >= orders[1].EndedAt, "the short was sent before the long was flat");
        Assert.Equal(-0.01m, await world.VenueQuantityAsync(user));
        Assert.Equal(66_000m, Assert.Single(await world.LiveStopsAsync(user)).TriggerPrice);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_part_that_the_user_closes_leaves_what_the_whales_close_is_owed()
    {
        var (_, user) = await HeldAsync();
        var held = await world.ProtectedAsync(user);
        await OweAsync(held.Id, TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1));

        var half = await world.TaskEndedAsync(await world.TaskAsync(user, TaskKind.ClosePosition, positionId: held.Id, payload: """{"percent":"50"}"""));

        Assert.Equal(TaskState.Done, half.Status);
        var left = await world.PositionAsync(user, row => row is { Quantity: 0.010m, Status: PositionStatus.Open });
        Assert.Equal((CloseReason.WhaleExit, 1m), (left.OwedCloseReason, left.OwedFraction));
        await OweAsync(held.Id, TimeProvider.System.GetUtcNow());
        var closed = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal((CloseReason.WhaleExit, null), (closed.CloseReason, closed.OwedCloseReason));
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        await world.MoneyAddsUpAsync();

        async Task OweAsync(long positionId, DateTimeOffset next)
        {
            await using var context = world.Context();
            await context.Positions.Where(row => row.Id == positionId).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.OwedCloseReason, CloseReason.WhaleExit)
                    .SetProperty(row => row.OwedFraction, 1m).SetProperty(row => row.OwedNextAt, next),
                Cancelled);
        }
    }

    [Fact]
    public async Task A_user_closes_a_part_and_then_the_rest()
    {
        var (_, user) = await HeldAsync();
        var held = (await world.PositionsAsync(user)).Single();

        var half = await world.TaskEndedAsync(await world.TaskAsync(user, TaskKind.ClosePosition, positionId: held.Id, payload: """{"percent":"50"}"""));
        Assert.Equal(TaskState.Done, half.Status);
        Assert.Single(half.TradeIds);
        await world.PositionAsync(user, row => row.Quantity == 0.010m && row.Protection == ProtectionStatus.Protected);
        var rest = await world.TaskEndedAsync(await world.TaskAsync(user, TaskKind.ClosePosition, positionId: held.Id));

        Assert.Equal(TaskState.Done, rest.Status);
        Assert.Equal([held.Id], rest.PositionIds);
        var position = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal(CloseReason.Manual, position.CloseReason);
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        Assert.Empty(await world.LiveStopsAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_panic_closes_everything_and_pauses()
    {
        var (whale, user) = await HeldAsync();
        await world.SignalAsync(whale, SignalKind.Open, size: 10m, symbol: "ETHUSDT", price: 3_000m);
        await Eventually.ObserveAsync(() => world.PositionsAsync(user), rows => rows.Count(row => row.Protection == ProtectionStatus.Protected) == 2, ExecutorWorld.Soon);

        var task = await world.TaskEndedAsync(await world.TaskAsync(user, TaskKind.Panic));

        Assert.Equal(TaskState.Done, task.Status);
        Assert.Equal(2, task.PositionIds.Length);
        Assert.All(await world.PositionsAsync(user), position => Assert.Equal((PositionStatus.Closed, CloseReason.Panic), (position.Status, position.CloseReason!.Value)));
        Assert.Empty(await world.Venue.PositionsAsync("binance", user.ApiKey, Cancelled));
        await using var context = world.Context();
        Assert.True((await context.Users.SingleAsync(row => row.Id == user.UserId, Cancelled)).IsPaused);
        var orders = await world.VenueOrdersAsync(user);
        var later = await world.DecidedAsync(user, await world.SignalAsync(whale, SignalKind.Open));
        Assert.Equal((DecisionOutcome.Skipped, "USER_PAUSED"), (later.Outcome, later.ReasonCode));
        Assert.Equal(orders.Count, (await world.VenueOrdersAsync(user)).Count);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_stop_that_fires_at_the_venue_closes_the_copy_with_its_label()
    {
        var (_, user) = await HeldAsync("ETHUSDT", 3_000m, 10m);

        await world.Venue.SetPriceAsync("ETHUSDT", 2_690m, Cancelled);

        var position = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        await world.Venue.SetPriceAsync("ETHUSDT", 3_000m, Cancelled);
        Assert.Equal(CloseReason.StopLoss, position.CloseReason);
        Assert.Equal(0m, await world.VenueQuantityAsync(user, "ETHUSDT"));
        Assert.Single(await world.VenueOrdersAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task What_the_user_closes_on_the_exchange_is_labelled_and_its_stop_cancelled()
    {
        var (whale, user) = await HeldAsync();

        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "close", symbol = "BTCUSDT", side = "LONG" }, Cancelled);

        var position = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal(CloseReason.External, position.CloseReason);
        Assert.Empty(await world.LiveStopsAsync(user));
        await world.SignalAsync(whale, SignalKind.Increase, size: 1m, fraction: 0.5m);
        var close = await world.SignalAsync(whale, SignalKind.Close);
        await Eventually.ObserveAsync(
            async () =>
            {
                await using var context = world.Context();
                return await context.WhaleSignals.Where(signal => signal.Id == close).Select(signal => signal.Status).SingleAsync(Cancelled);
            },
            status => status is SignalStatus.Processed or SignalStatus.Skipped,
            ExecutorWorld.Soon);
        Assert.Single(await world.TradesAsync(user));
        var again = await world.SignalAsync(whale, SignalKind.Open);
        Assert.Equal(DecisionOutcome.Copied, (await world.DecidedAsync(user, again)).Outcome);
        await world.ProtectedAsync(user);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_refused_stop_ends_in_an_emergency_close()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/algoOrder", method = "POST", kind = "reject", code = -4120, apiKey = user.ApiKey }, Cancelled);

        await world.SignalAsync(whale, SignalKind.Open);

        var position = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        await world.Venue.ClearFaultsAsync(Cancelled);
        Assert.Equal(CloseReason.ProtectionFailed, position.CloseReason);
        Assert.True(position.ClosedAt - position.OpenedAt < TimeSpan.FromSeconds(5));
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_stop_whose_answer_is_lost_is_found_and_not_placed_twice()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/algoOrder", method = "POST", kind = "drop_after", count = 1, apiKey = user.ApiKey }, Cancelled);

        await world.SignalAsync(whale, SignalKind.Open);

        await world.ProtectedAsync(user);
        Assert.Single(await world.VenueOrdersAsync(user, protective: true));
    }

    [Fact]
    public async Task The_stop_of_a_closed_copy_that_could_not_be_cancelled_at_once_is_cancelled_later()
    {
        var (whale, user) = await HeldAsync();
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/algoOrder", method = "DELETE", kind = "status", status = 503, count = 1, apiKey = user.ApiKey }, Cancelled);
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/algoOrder", method = "GET", kind = "status", status = 503, count = 4, apiKey = user.ApiKey }, Cancelled);

        await world.SignalAsync(whale, SignalKind.Close);

        await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Empty(await world.LiveStopsAsync(user));
    }

    private async Task<(long Whale, Copier User)> HeldAsync(string symbol = "BTCUSDT", decimal price = 60_000m, decimal size = 2m)
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        await world.SignalAsync(whale, SignalKind.Open, size, symbol: symbol, price: price);
        await world.ProtectedAsync(user);
        return (whale, user);
    }
}
