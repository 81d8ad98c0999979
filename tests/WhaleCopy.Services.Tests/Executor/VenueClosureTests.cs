using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>What the venue itself does to a copy: liquidation, auto-deleveraging, a trailing stop that fires.</summary>
public sealed class VenueClosureTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
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
    public async Task A_liquidation_is_labelled_its_stop_cancelled_and_its_loss_booked()
    {
        var (whale, user) = await HeldAsync();

        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "liquidate", symbol = "BTCUSDT", side = "LONG" }, Cancelled);

        var position = await world.PositionAsync(user, row => row.Status == PositionStatus.Liquidated && row.Protection == ProtectionStatus.None);
        Assert.Equal((CloseReason.Liquidation, 0m), (position.CloseReason, position.Quantity));
        Assert.Empty(await world.LiveStopsAsync(user));
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        Assert.True(position.RealizedPnl < 0m, position.RealizedPnl.ToString(CultureInfo.InvariantCulture)); // the fees, the venue's own too
        Assert.Contains("liquidated", await ToldAsync(user), StringComparison.Ordinal);
        await world.MoneyAddsUpAsync();

        // What the venue took is neither closed again nor brought back before the whale opens anew.
        await world.SettledAsync(await world.SignalAsync(whale, SignalKind.Increase, size: 1m, fraction: 0.5m));
        await world.SettledAsync(await world.SignalAsync(whale, SignalKind.Close));
        Assert.Single(await world.TradesAsync(user));
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task Auto_deleveraging_reduces_a_copy_and_its_stop_and_at_last_closes_it_with_its_label()
    {
        var (_, user) = await HeldAsync();

        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "adl", symbol = "BTCUSDT", side = "LONG", quantity = "0.005" }, Cancelled);
        await world.PositionAsync(user, row => row is { Quantity: 0.015m, Status: PositionStatus.Open, Protection: ProtectionStatus.Protected });
        Assert.Equal(0.015m, Assert.Single(await world.LiveStopsAsync(user)).Quantity);
        await world.MoneyAddsUpAsync();

        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "adl", symbol = "BTCUSDT", side = "LONG" }, Cancelled);
        var position = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal((CloseReason.AutoDeleverage, 0m), (position.CloseReason, position.Quantity));
        Assert.Empty(await world.LiveStopsAsync(user));
        Assert.Single(await world.TradesAsync(user));
        Assert.Contains("deleveraged", await ToldAsync(user), StringComparison.Ordinal);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_trailing_stop_follows_the_price_one_way_and_fires_with_its_label()
    {
        var (_, user) = await HeldAsync(trailing: 5m);

        await world.Venue.SetPriceAsync("BTCUSDT", 66_000m, Cancelled);
        await StopAtAsync(user, 62_700m);
        await world.Venue.SetPriceAsync("BTCUSDT", 64_000m, Cancelled);
        await world.PositionAsync(user, row => row.CurrentPrice == 64_000m);
        await StopAtAsync(user, 62_700m);
        await world.Venue.SetPriceAsync("BTCUSDT", 62_600m, Cancelled);

        var position = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal(CloseReason.TrailingStop, position.CloseReason);
        Assert.True(position.ExitPrice > position.EntryPrice, "the gain that the stop had secured is lost");
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        Assert.Empty(await world.LiveStopsAsync(user));

        // Moved only towards less risk, and the new one was there before the old one went.
        var stops = (await world.VenueOrdersAsync(user, protective: true)).OrderBy(order => order.ReceivedAt).ToList();
        Assert.Equal(stops.Select(order => order.TriggerPrice).Order(), stops.Select(order => order.TriggerPrice));
        Assert.All(stops.Zip(stops.Skip(1)), pair => Assert.True(pair.First.EndedAt >= pair.Second.ReceivedAt, "for a moment there was no stop"));
        await world.MoneyAddsUpAsync();
    }

    private Task<string> StopAtAsync(Copier user, decimal price) => Eventually.ObserveAsync(
        async () => string.Join(", ", (await world.LiveStopsAsync(user)).Select(order => order.TriggerPrice!.Value.ToString("0.##", CultureInfo.InvariantCulture))),
        shown => shown == price.ToString("0.##", CultureInfo.InvariantCulture),
        ExecutorWorld.Soon);

    private async Task<string> ToldAsync(Copier user)
    {
        await using var context = world.Context();
        var told = await context.Notifications.Where(row => row.UserId == user.UserId && row.Kind == "POSITION_CLOSED").Select(row => row.Title).ToListAsync(Cancelled);
        return Assert.Single(told);
    }

    private async Task<(long Whale, Copier User)> HeldAsync(decimal? trailing = null)
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale, follow => follow.TrailingStopPercent = trailing);
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);
        return (whale, user);
    }
}
