using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;
using WhaleCopy.TestKit;
using VenueOrder = WhaleCopy.Standalone.Demo.VenueOrder;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Protective orders that the venue does not show any more: cancelled by hand, or fired beside what the user himself holds.</summary>
public sealed class LostProtectionTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
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
    public async Task A_stop_that_the_user_cancels_on_the_exchange_is_placed_anew_within_five_seconds()
    {
        var (_, user) = await HeldAsync();
        var lost = Assert.Single(await world.LiveStopsAsync(user));

        await CancelByHandAsync(user, lost);

        var placed = await OtherThanAsync(user, lost);
        Assert.Equal((lost.Quantity, lost.TriggerPrice), (placed.Quantity, placed.TriggerPrice));
        var gone = (await world.VenueOrdersAsync(user, protective: true)).Single(order => order.OrderId == lost.OrderId);
        Assert.True(placed.ReceivedAt - gone.EndedAt < TimeSpan.FromSeconds(5), "the copy had no stop for too long");
        await world.ProtectedAsync(user);
        Assert.Single(await world.TradesAsync(user));
    }

    [Fact]
    public async Task A_take_profit_that_the_user_cancels_on_the_exchange_is_placed_anew()
    {
        var (_, user) = await HeldAsync(takeProfit: 5m);
        var stop = Assert.Single(await world.LiveStopsAsync(user));
        var lost = Assert.Single(await TargetsAsync(user));

        await CancelByHandAsync(user, lost);

        await Eventually.ObserveAsync(
            () => TargetsAsync(user), shown => shown is [{ } placed] && placed.OrderId != lost.OrderId && placed.TriggerPrice == lost.TriggerPrice, ExecutorWorld.Soon);
        await world.ProtectedAsync(user);
        Assert.Equal(stop.OrderId, Assert.Single(await world.LiveStopsAsync(user)).OrderId);
    }

    [Fact]
    public async Task A_stop_that_fires_beside_the_users_own_position_closes_the_copy_and_the_whales_close_sells_nothing()
    {
        var (whale, user) = await HeldAsync();
        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "order", symbol = "BTCUSDT", side = "LONG", quantity = "1" }, Cancelled);

        await world.Venue.SetPriceAsync("BTCUSDT", 53_900m, Cancelled);

        var position = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal(CloseReason.StopLoss, position.CloseReason);
        await world.SettledAsync(await world.SignalAsync(whale, SignalKind.Close, price: 53_900m));
        Assert.Single(await world.TradesAsync(user));
        Assert.Equal(1m, await world.VenueQuantityAsync(user));
        await world.MoneyAddsUpAsync();
    }

    private async Task<List<VenueOrder>> TargetsAsync(Copier user) =>
        [.. (await world.VenueOrdersAsync(user, protective: true)).Where(order => order.Status == "NEW" && order.Type.StartsWith("TAKE_PROFIT", StringComparison.Ordinal))];

    private async Task<VenueOrder> OtherThanAsync(Copier user, VenueOrder lost) => (await Eventually.ObserveAsync(
        () => world.LiveStopsAsync(user), shown => shown is [{ } placed] && placed.OrderId != lost.OrderId, ExecutorWorld.Soon))[0];

    private async Task CancelByHandAsync(Copier user, VenueOrder order)
    {
        var services = _executor!.Services;
        var key = await services.GetRequiredService<AccountDirectory>().FindAsync(user.ApiKeyId, Cancelled);
        var instrument = await services.GetRequiredService<InstrumentCatalog>().FindAsync(new InstrumentId(Venue.Binance, Market.UsdM, order.Symbol), Cancelled);
        var outcome = await services.GetRequiredService<VenueTraders>()[Venue.Binance].CancelProtectionAsync(
            services.GetRequiredService<AccountDirectory>().Open(key!), instrument!, new ClientOrderId(order.ClientOrderId!), Cancelled);
        Assert.Equal(CancelOutcome.Cancelled, outcome);
    }

    private async Task<(long Whale, Copier User)> HeldAsync(decimal? takeProfit = null)
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync(usdt: 100_000m);
        await world.FollowAsync(user, whale, follow => follow.TakeProfitPercent = takeProfit);
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);
        if (takeProfit is not null)
            await Eventually.ObserveAsync(() => TargetsAsync(user), shown => shown.Count == 1, ExecutorWorld.Soon);
        return (whale, user);
    }
}
