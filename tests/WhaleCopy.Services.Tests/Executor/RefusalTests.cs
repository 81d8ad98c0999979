using Microsoft.AspNetCore.Builder;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>A venue refuses for its own moment (the request's time, an overload), with proof that it took nothing: tried again through the gates.</summary>
public sealed class RefusalTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync(("Copying:MaxPriceAge", "00:00:00.05"));

    public async ValueTask DisposeAsync() => await world.StopAsync(_executor!);

    [Theory]
    [InlineData(-1021)]
    [InlineData(-1008)]
    [InlineData(-1015)]
    public async Task An_entry_refused_for_the_moment_is_sent_again_once(int code)
    {
        var (whale, user) = await FollowedAsync();
        await world.RefuseAsync(user, "/fapi/v1/order", code, 1);

        await world.SignalAsync(whale, SignalKind.Open);

        await world.ProtectedAsync(user);
        Assert.Single(await world.VenueOrdersAsync(user));
        var trade = Assert.Single(await world.TradesAsync(user));
        Assert.Equal((TradeStatus.Filled, 2), (trade.Status, trade.Attempts));
        await using var context = world.Context();
        var attempts = context.Orders.Where(row => row.Owner == OrderOwner.Trade && row.OwnerId == trade.Id).OrderBy(row => row.Attempt).ToList();
        Assert.Equal([OrderStatus.NeverAccepted, OrderStatus.Filled], attempts.ConvertAll(attempt => attempt.Status));
        Assert.Equal(code.ToString(System.Globalization.CultureInfo.InvariantCulture), attempts[0].RejectCode);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task An_entry_that_is_refused_at_every_attempt_fails_and_releases()
    {
        var (whale, user) = await FollowedAsync();
        await world.RefuseAsync(user, "/fapi/v1/order", -1021, 100);

        await world.SignalAsync(whale, SignalKind.Open);

        var trade = await world.TradeAsync(user, row => row.Status == TradeStatus.Failed);
        Assert.Equal(3, trade.Attempts);
        Assert.Empty(await world.VenueOrdersAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task An_exit_refused_for_the_moment_is_made()
    {
        var (whale, user) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);
        await world.RefuseAsync(user, "/fapi/v1/order", -1021, 2);

        await world.SignalAsync(whale, SignalKind.Close);

        await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_stop_refused_for_the_moment_is_placed_again_and_the_copy_kept()
    {
        var (whale, user) = await FollowedAsync();
        await world.RefuseAsync(user, "/fapi/v1/algoOrder", -1021, 3);

        await world.SignalAsync(whale, SignalKind.Open);

        await world.ProtectedAsync(user);
        Assert.Equal(0.020m, Assert.Single(await world.LiveStopsAsync(user)).Quantity);
        Assert.Single(await world.TradesAsync(user));
    }

    private async Task<(long Whale, Copier User)> FollowedAsync()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        return (whale, user);
    }
}
