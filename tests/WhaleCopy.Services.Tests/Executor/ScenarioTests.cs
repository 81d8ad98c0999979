using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>
/// The acceptance scenarios of the copy engine, by their numbers, in the order of events and with scaled intervals; how long they
/// took is told, not asserted. S08 kills processes and is in the system tests, S09 is in SharingTests, S11 in ExitTests, S13 in the
/// Api's InitDataTests.
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
