using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>
/// The acceptance scenarios of the copy engine, by their numbers, in the order of events and with scaled intervals; how long they
/// took is told, not asserted. S02, S03 and S05 begin at a source and are in the system tests' EngineScenarios, S08 kills processes
/// and is in EngineFailures, S13 is in the Api's SessionScenarioTests.
/// </summary>
public sealed class ScenarioTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync(("Copying:MaxPriceAge", "00:00:00.05"), ("Copying:ReceiveWindow", "00:00:05"));

    public async ValueTask DisposeAsync()
    {
        await world.StopAsync(_executor!);
        await world.RestoreMarketAsync();
    }

    [Fact]
    public async Task S01_one_entry_after_its_leverage_and_one_stop_after_its_fill()
    {
        var (whale, user) = await FollowedAsync();

        await world.SignalAsync(whale, SignalKind.Open);

        var position = await world.ProtectedAsync(user);
        var trade = Assert.Single(await world.TradesAsync(user));
        DateTimeOffset?[] timeline = [trade.SeenAt, trade.DecidedAt, trade.SentAt, trade.AcknowledgedAt, trade.FilledAt];
        Assert.All(timeline, moment => Assert.NotNull(moment));
        Assert.Equal(timeline.Order(), timeline);
        var order = Assert.Single(await world.VenueOrdersAsync(user));
        var stop = Assert.Single(await world.VenueOrdersAsync(user, protective: true));
        Assert.True(stop.ReceivedAt >= order.EndedAt, "the stop was placed before the entry was filled");
        Assert.Equal((0.020m, 54_000m, true, "SELL"), (stop.Quantity, stop.TriggerPrice, stop.ReduceOnly, stop.Side));
        var held = Assert.Single(await world.Venue.PositionsAsync("binance", user.ApiKey, Cancelled));
        Assert.Equal((5, position.Quantity), (held.Leverage, held.Quantity));
        Tell($"seen to acknowledged {(trade.AcknowledgedAt - trade.SeenAt)!.Value.TotalMilliseconds:0} ms, filled to stop {(stop.ReceivedAt - trade.FilledAt)!.Value.TotalMilliseconds:0} ms");
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task S04_an_increase_buys_the_fraction_and_replaces_the_stop_without_a_moment_between()
    {
        var (whale, user) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);

        await world.SignalAsync(whale, SignalKind.Increase, size: 0.8m, fraction: 0.4m);

        await world.PositionAsync(user, row => row.Quantity == 0.028m && row.Protection == ProtectionStatus.Protected);
        var orders = await world.VenueOrdersAsync(user);
        Assert.Equal([("BUY", 0.020m), ("BUY", 0.008m)], orders.Select(order => (order.Side, order.Quantity)));
        var stops = await world.VenueOrdersAsync(user, protective: true);
        Assert.Equal([0.020m, 0.028m], stops.Select(stop => stop.Quantity));
        Assert.True(stops[0].EndedAt >= stops[1].ReceivedAt, "for a moment there was no stop");
        Assert.Equal(0.028m, Assert.Single(await world.LiveStopsAsync(user)).Quantity);
        Tell($"filled to replaced {(stops[1].ReceivedAt - orders[1].EndedAt)!.Value.TotalMilliseconds:0} ms");
        await world.MoneyAddsUpAsync();
    }

    /// <summary>
    /// The scenario sends no short where the close is rejected. The domain's rules win: the close is then owed and tried again, and the
    /// short waits until the long is confirmed flat.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task S06_a_flip_is_flat_before_the_other_side_is_sent(bool isRejectedAtFirst)
    {
        var (whale, user) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);
        if (isRejectedAtFirst)
            await world.Venue.AddFaultAsync(new { exchange = "binance", path = "/fapi/v1/order", method = "POST", kind = "reject", code = -2022, apiKey = user.ApiKey }, Cancelled);

        var close = await world.SignalAsync(whale, SignalKind.Close, change: signal => signal.Link = SignalLink.Flip);
        await world.SignalAsync(whale, SignalKind.Open, size: 1m, side: PositionSide.Short, change: signal =>
        {
            signal.Link = SignalLink.Flip;
            signal.LinkedSignalId = close;
        });
        if (isRejectedAtFirst)
        {
            await Eventually.ObserveAsync(() => world.TradesAsync(user), trades => trades.Exists(trade => trade is { Kind: SignalKind.Close, Status: TradeStatus.Failed }), ExecutorWorld.Soon);
            Assert.Single(await world.VenueOrdersAsync(user));
            Assert.Equal(0.020m, await world.VenueQuantityAsync(user));
            await world.Venue.ClearFaultsAsync(Cancelled);
            await Eventually.ObserveAsync(
                () => world.PositionsAsync(user), rows => rows.Exists(row => row is { Side: PositionSide.Long, Status: PositionStatus.Closed, Protection: ProtectionStatus.None }), ExecutorWorld.Soon);
        }
        else
        {
            await world.PositionAsync(user, row => row is { Side: PositionSide.Short, Protection: ProtectionStatus.Protected, Quantity: 0.010m });
        }

        var orders = await world.VenueOrdersAsync(user);
        Assert.Equal(("SELL", 0.020m, true), (orders[1].Side, orders[1].Quantity, orders[1].ReduceOnly));
        Assert.All(orders.Skip(2), order =>
        {
            Assert.Equal(("SELL", 0.010m, false), (order.Side, order.Quantity, order.ReduceOnly));
            Assert.True(order.ReceivedAt >= orders[1].EndedAt, "the short was sent before the long was flat");
        });
        if (!isRejectedAtFirst)
        {
            Assert.Equal(66_000m, Assert.Single(await world.LiveStopsAsync(user)).TriggerPrice);
            Tell($"flat to short {(orders[2].ReceivedAt - orders[1].EndedAt)!.Value.TotalMilliseconds:0} ms");
        }

        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task S07_an_accepted_order_that_the_venue_denies_at_first_is_waited_for_and_never_repeated()
    {
        var (whale, user) = await FollowedAsync();
        await world.Venue.AddFaultAsync(new { exchange = "binance", path = "/fapi/v1/order", method = "POST", kind = "drop_after", count = 1, apiKey = user.ApiKey }, Cancelled);
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/order", method = "GET", kind = "reject", code = -2013, durationMilliseconds = 1_400, apiKey = user.ApiKey }, Cancelled);

        await world.SignalAsync(whale, SignalKind.Open);

        await world.ProtectedAsync(user);
        var trade = Assert.Single(await world.TradesAsync(user));
        Assert.Equal((TradeStatus.Filled, 1), (trade.Status, trade.Attempts));
        Assert.NotNull(trade.LastError); // it was Unknown
        Assert.Single(await world.Venue.OrdersAsync("binance", user.ApiKey, Cancelled), order => !order.IsProtective);
        Tell($"sent to filled {(trade.FilledAt - trade.SentAt)!.Value.TotalMilliseconds:0} ms");
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task S09_a_tap_at_the_moment_of_the_automatic_copy_and_one_after_it_change_nothing()
    {
        var (whale, user) = await FollowedAsync();

        var signal = await world.SignalAsync(whale, SignalKind.Open);
        var tap = await world.TaskEndedAsync(await world.TaskAsync(user, TaskKind.CopySignal, signal));
        var position = await world.ProtectedAsync(user);
        var second = await world.TaskEndedAsync(await world.TaskAsync(user, TaskKind.CopySignal, signal));

        var trade = Assert.Single(await world.TradesAsync(user));
        Assert.Equal(0.020m, position.Quantity);
        Assert.Single(await world.VenueOrdersAsync(user));
        Assert.Equal(DecisionOutcome.Copied, (await world.DecisionAsync(user, signal))!.Outcome);

        // Whoever was first made the one intent; the other one is told so.
        if (tap.Status == TaskState.Done)
            Assert.Equal([trade.Id], tap.TradeIds);
        else
            Assert.Equal("ALREADY_COPIED", tap.ReasonCode);
        Assert.Equal((TaskState.Failed, "ALREADY_COPIED"), (second.Status, second.ReasonCode));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task S10_a_late_entry_is_skipped_with_both_prices_and_a_close_goes_through_at_any_price()
    {
        var (whale, user) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open, size: 10m, symbol: "ETHUSDT", price: 3_000m);
        await world.ProtectedAsync(user);

        await world.Venue.SetOrderBookAsync("BTCUSDT", new { bid = 60_420m, ask = 60_420m }, Cancelled);
        var late = await world.DecidedAsync(user, await world.SignalAsync(whale, SignalKind.Open));
        await world.Venue.SetOrderBookAsync("BTCUSDT", new { }, Cancelled);
        Assert.Equal("SLIPPAGE_EXCEEDED", late.ReasonCode);
        foreach (var part in new[] { "0.70 %", "0.50 %", "60,000", "60,420" })
            Assert.Contains(part, late.Reason, StringComparison.Ordinal);

        await world.Venue.SetOrderBookAsync("ETHUSDT", new { bid = 2_940m, ask = 2_940m }, Cancelled);
        await world.SignalAsync(whale, SignalKind.Close, symbol: "ETHUSDT", price: 3_000m);
        var closed = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal((CloseReason.WhaleExit, 2_940m), (closed.CloseReason, closed.ExitPrice));
        Assert.Equal(2, (await world.VenueOrdersAsync(user)).Count);
    }

    [Fact]
    public async Task S11_what_the_user_closed_by_hand_stays_closed_until_the_whale_opens_anew()
    {
        var (whale, user) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);

        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "close", symbol = "BTCUSDT", side = "LONG" }, Cancelled);
        var closed = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal(CloseReason.External, closed.CloseReason);
        Assert.Empty(await world.LiveStopsAsync(user));
        var before = (await world.VenueOrdersAsync(user)).Count;

        await world.SettledAsync(await world.SignalAsync(whale, SignalKind.Increase, size: 1m, fraction: 0.5m));
        await world.SettledAsync(await world.SignalAsync(whale, SignalKind.Close));
        Assert.Equal(before, (await world.VenueOrdersAsync(user)).Count);
        Assert.Single(await world.TradesAsync(user));

        await world.SignalAsync(whale, SignalKind.Open);
        var again = await world.ProtectedAsync(user);
        Assert.Equal(0.020m, again.Quantity);
        Assert.NotEqual(closed.Id, again.Id);
        Assert.Equal(before + 1, (await world.VenueOrdersAsync(user)).Count);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task S12_of_two_sides_in_hedge_mode_only_the_one_that_the_whale_ended_is_closed()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync(hedgeMode: true);
        await world.FollowAsync(user, whale);
        await Task.WhenAll(world.SignalAsync(whale, SignalKind.Open), world.SignalAsync(whale, SignalKind.Open, size: 1m, side: PositionSide.Short));
        await Eventually.ObserveAsync(
            () => world.PositionsAsync(user), rows => rows.Count(row => row.Protection == ProtectionStatus.Protected) == 2, ExecutorWorld.Soon);

        await world.SignalAsync(whale, SignalKind.Close, side: PositionSide.Short);

        await Eventually.ObserveAsync(
            () => world.PositionsAsync(user),
            rows => rows.Exists(row => row is { Side: PositionSide.Short, Status: PositionStatus.Closed, Protection: ProtectionStatus.None }),
            ExecutorWorld.Soon);
        var orders = await world.VenueOrdersAsync(user);
        Assert.Equal(
            [("LONG", "BUY", 0.020m), ("SHORT", "BUY", 0.010m), ("SHORT", "SELL", 0.010m)],
            orders.Select(order => (order.PositionSide, order.Side, order.Quantity)).Order());
        Assert.All(await world.Venue.OrdersAsync("binance", user.ApiKey, Cancelled), order =>
        {
            // This venue refuses the flag in hedge mode, and the mode was never changed.
            Assert.Equal("ACCEPTED", order.Outcome);
            Assert.NotEqual("BOTH", order.PositionSide);
        });
        var held = Assert.Single(await world.Venue.PositionsAsync("binance", user.ApiKey, Cancelled));
        Assert.Equal(("LONG", 0.020m), (held.Side, held.Quantity));
        var stop = Assert.Single(await world.LiveStopsAsync(user));
        Assert.Equal(("LONG", 0.020m, 54_000m), (stop.PositionSide, stop.Quantity, stop.TriggerPrice));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task S14_with_the_days_loss_nearly_spent_no_copy_is_made_and_closes_still_are()
    {
        var (whale, user) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open, size: 0.2m);
        await world.ProtectedAsync(user);
        var loser = await world.WhaleAsync();
        await world.FollowAsync(user, loser);
        await world.SignalAsync(loser, SignalKind.Open, size: 75m, symbol: "ETHUSDT", price: 3_000m);
        await world.PositionAsync(user, row => row is { Symbol: "ETHUSDT", Protection: ProtectionStatus.Protected });
        await world.Venue.SetPriceAsync("ETHUSDT", 2_940m, Cancelled);
        await world.SignalAsync(loser, SignalKind.Close, symbol: "ETHUSDT", price: 2_940m);
        var lost = await world.PositionAsync(user, row => row is { Symbol: "ETHUSDT", Status: PositionStatus.Closed });
        Assert.True(lost.RealizedPnl <= -44m, lost.RealizedPnl.ToString(CultureInfo.InvariantCulture));
        await using (var context = world.Context())
            await context.UserSettings.Where(row => row.UserId == user.UserId).ExecuteUpdateAsync(set => set.SetProperty(row => row.DailyLossLimitUsdt, 50m), Cancelled);

        var whales = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            whales.Add(await world.WhaleAsync());
            await world.FollowAsync(user, whales[i]);
        }

        var signals = await Task.WhenAll(whales.Select(id => world.SignalAsync(id, SignalKind.Open, size: 3m, symbol: "ETHUSDT", price: 2_940m)));

        foreach (var signal in signals)
        {
            var decision = await world.DecidedAsync(user, signal);
            Assert.Equal("DAILY_LOSS_LIMIT", decision.ReasonCode);
            Assert.Contains("50", decision.Reason, StringComparison.Ordinal);
        }

        await world.SignalAsync(whale, SignalKind.Close);
        await Eventually.ObserveAsync(() => world.PositionsAsync(user), rows => rows.TrueForAll(row => row.Status == PositionStatus.Closed), ExecutorWorld.Soon);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task S15_a_stop_that_would_trigger_at_once_closes_the_copy_at_market()
    {
        var (whale, user) = await FollowedAsync();
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/algoOrder", method = "POST", kind = "reject", code = -2021, count = 1, apiKey = user.ApiKey }, Cancelled);
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/algoOrder", method = "POST", kind = "latency", delayMilliseconds = 700, count = 1, apiKey = user.ApiKey }, Cancelled);

        await world.SignalAsync(whale, SignalKind.Open);
        await world.TradeAsync(user, trade => trade.Status == TradeStatus.Filled);
        await world.Venue.SetPriceAsync("BTCUSDT", 53_500m, Cancelled);

        var closed = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        await world.Venue.SetPriceAsync("BTCUSDT", 60_000m, Cancelled);
        Assert.True(closed.CloseReason is CloseReason.StopLoss or CloseReason.ProtectionFailed, closed.CloseReason.ToString());
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        Assert.Empty(await world.LiveStopsAsync(user));
        await using var context = world.Context();
        Assert.Single(await context.Notifications.Where(row => row.UserId == user.UserId && row.Kind == "POSITION_CLOSED").ToListAsync(Cancelled));
        Tell($"opened to closed {(closed.ClosedAt - closed.OpenedAt)!.Value.TotalMilliseconds:0} ms");
        await world.MoneyAddsUpAsync();
    }

    /// <summary>
    /// The scenario tries the other endpoint first. At Binance the old one answers -4120 to every stop, so there is none left: the copy
    /// is closed, and never stays without a stop for longer than the rules allow.
    /// </summary>
    [Fact]
    public async Task S15_a_stop_that_no_endpoint_takes_closes_the_copy_and_the_user_is_told_why()
    {
        var (whale, user) = await FollowedAsync();
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/algoOrder", method = "POST", kind = "reject", code = -4120, apiKey = user.ApiKey }, Cancelled);

        await world.SignalAsync(whale, SignalKind.Open);

        var closed = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        await world.Venue.ClearFaultsAsync(Cancelled);
        Assert.Equal(CloseReason.ProtectionFailed, closed.CloseReason);
        var orders = await world.VenueOrdersAsync(user);
        Assert.Equal([("BUY", false), ("SELL", true)], orders.Select(order => (order.Side, order.ReduceOnly)));
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        await using var context = world.Context();
        var told = await context.Notifications.SingleAsync(row => row.UserId == user.UserId && row.Kind == "POSITION_CLOSED", Cancelled);
        Assert.Contains("no stop could be placed", told.Title, StringComparison.Ordinal);
        Tell($"without a stop for {(orders[1].EndedAt - orders[0].EndedAt)!.Value.TotalMilliseconds:0} ms");
        await world.MoneyAddsUpAsync();
    }

    private async Task<(long Whale, Copier User)> FollowedAsync()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        return (whale, user);
    }

    private static void Tell(FormattableString duration) =>
        TestContext.Current.TestOutputHelper?.WriteLine(duration.ToString(CultureInfo.InvariantCulture));
}
