using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Protection;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>A copy on spot: coins that a fee made fewer, a stop that locks them, and nothing that is only to be reduced.</summary>
public sealed class SpotCopyTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private const decimal Step = 0.001m;

    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await world.Venue.SetPriceAsync("BTCUSDT", 60_000m, Cancelled);
        _executor = await world.StartAsync(("Copying:MaxPriceAge", "00:00:00.05"));
    }

    public async ValueTask DisposeAsync() => await world.StopAsync(_executor!);

    [Fact]
    public async Task It_is_protected_net_of_its_fee_and_sold_whole()
    {
        var (whale, user, position) = await OpenAsync();
        var stop = Assert.Single(await world.LiveStopsAsync(user));

        // A thousandth of the coins is its fee, and only whole steps of the rest can be sold again.
        Assert.Equal((0.01m, 0.009m, 0.009m), (Assert.Single(await world.TradesAsync(user)).FilledQuantity, position.Quantity, stop.Quantity));

        await world.SignalAsync(whale, SignalKind.Close);

        var closed = await world.PositionAsync(user, row => row is { Status: PositionStatus.Closed, Protection: ProtectionStatus.None });
        Assert.Equal(CloseReason.WhaleExit, closed.CloseReason);
        Assert.Empty(await world.LiveStopsAsync(user));
        Assert.Equal(["ACCEPTED", "ACCEPTED", "ACCEPTED"], (await world.Venue.OrdersAsync("binance", user.ApiKey, Cancelled)).Select(order => order.Outcome));
        await Eventually.ObserveAsync(() => CoinsAsync(user), coins => coins < Step, ExecutorWorld.Soon);
        await world.MoneyAddsUpAsync();
    }

    [Theory]
    [InlineData(Venue.Okx)]
    [InlineData(Venue.Bybit)]
    public async Task Other_venues_protect_and_sell_it_too(Venue venue)
    {
        var (whale, user, position) = await OpenAsync(venue: venue);
        Assert.InRange(position.Quantity, 0.009m, 0.00999m);

        await world.SignalAsync(whale, SignalKind.Close);

        var closed = await world.PositionAsync(user, row => row is { Status: PositionStatus.Closed, Protection: ProtectionStatus.None });
        Assert.Equal(CloseReason.WhaleExit, closed.CloseReason);
        Assert.Equal(1, (await world.TradesAsync(user))[^1].Attempts);
        await Eventually.ObserveAsync(() => CoinsAsync(user), coins => coins < Step, ExecutorWorld.Soon);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_part_that_is_sold_leaves_a_stop_of_the_rest()
    {
        var (whale, user, _) = await OpenAsync();

        await world.SignalAsync(whale, SignalKind.Reduce, fraction: 0.5m);

        var position = await world.PositionAsync(user, row => row is { Quantity: 0.005m, Protection: ProtectionStatus.Protected });
        Assert.Equal(PositionStatus.Open, position.Status);
        Assert.Equal(0.005m, Assert.Single(await world.LiveStopsAsync(user)).Quantity);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task Its_stop_closes_it_with_its_label_and_nothing_is_sold_twice()
    {
        var (whale, user, _) = await OpenAsync();

        await world.Venue.SetPriceAsync("BTCUSDT", 53_000m, Cancelled);

        var closed = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed);
        Assert.Equal(CloseReason.StopLoss, closed.CloseReason);
        await world.SettledAsync(await world.SignalAsync(whale, SignalKind.Close));
        Assert.Single(await world.VenueOrdersAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task Who_dies_between_its_stop_and_its_sale_leaves_it_to_be_protected_again()
    {
        var (_, user, position) = await OpenAsync();

        var hold = await FreeAsync(user, position); // and never given back

        Assert.Equal(CoinsState.Free, hold.State);
        Assert.Empty(await world.LiveStopsAsync(user));
        await world.ProtectedAsync(user);
        Assert.Equal(position.Quantity, Assert.Single(await world.LiveStopsAsync(user)).Quantity);
    }

    [Fact]
    public async Task A_stop_that_fired_wins_over_the_sale()
    {
        var (_, user, position) = await OpenAsync();
        await world.Venue.SetPriceAsync("BTCUSDT", 53_000m, Cancelled);

        await using var hold = await FreeAsync(user, position);

        Assert.Equal(CoinsState.Gone, hold.State);
    }

    [Fact]
    public async Task Its_target_is_watched_and_taken()
    {
        var (_, user, _) = await OpenAsync(row => row.TakeProfitPercent = 5m);

        await world.Venue.SetPriceAsync("BTCUSDT", 63_500m, Cancelled);

        var closed = await world.PositionAsync(user, row => row is { Status: PositionStatus.Closed, Protection: ProtectionStatus.None });
        Assert.Equal(CloseReason.TakeProfit, closed.CloseReason);
        Assert.Empty(await world.LiveStopsAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task What_its_user_holds_himself_stays_his()
    {
        const decimal own = 0.5m;
        var (whale, user, _) = await OpenAsync(own: own);

        await world.SignalAsync(whale, SignalKind.Close);

        await world.PositionAsync(user, row => row is { Status: PositionStatus.Closed, Protection: ProtectionStatus.None });
        await Eventually.ObserveAsync(() => CoinsAsync(user), coins => coins >= own && coins < own + Step, ExecutorWorld.Soon);
    }

    private async Task<(long Whale, Copier User, PositionRow Position)> OpenAsync(
        Action<UserSettingsRow>? change = null, decimal own = 0m, Venue venue = Venue.Binance)
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync(
            usdt: 2_000m,
            settings: row =>
            {
                row.TradingMode = TradingMode.Spot;
                change?.Invoke(row);
            },
            spot: own > 0m ? 40_000m : 2_000m,
            venue: venue);
        if (own > 0m)
            await world.Venue.ActAsync("binance", user.ApiKey, new { action = "order", market = "spot", symbol = "BTCUSDT", side = "LONG", quantity = own / 0.999m }, Cancelled);
        await world.FollowAsync(user, whale);
        await world.AccountReadAsync(user);
        await world.SignalAsync(whale, SignalKind.Open, size: 1m);
        var position = await world.ProtectedAsync(user);
        Assert.Equal(Market.Spot, position.Market);
        return (whale, user, position);
    }

    /// <summary>What a sale of it does first.</summary>
    private async Task<CoinsHold> FreeAsync(Copier user, PositionRow position)
    {
        var services = _executor!.Services;
        var sale = Assert.Single(await world.TradesAsync(user));
        (sale.Kind, sale.PositionId, sale.Quantity) = (SignalKind.Close, position.Id, position.Quantity);
        await using var context = world.Context();
        var key = await context.UserApiKeys.AsNoTracking().SingleAsync(row => row.Id == user.ApiKeyId, Cancelled);
        var instrument = services.GetRequiredService<InstrumentCatalog>().Peek(new InstrumentId(Venue.Binance, Market.Spot, "BTCUSDT"));
        return await Eventually.ObserveAsync(
            () => services.GetRequiredService<SpotCoins>().FreeAsync(sale, key, instrument!), hold => hold.State != CoinsState.Busy, ExecutorWorld.Soon);
    }

    private async Task<decimal> CoinsAsync(Copier user)
    {
        await using var context = world.Context();
        return await context.AccountBalances.Where(row => row.ApiKeyId == user.ApiKeyId && row.Market == Market.Spot && row.Asset == "BTC")
            .Select(row => row.Total).SingleOrDefaultAsync(Cancelled);
    }
}
