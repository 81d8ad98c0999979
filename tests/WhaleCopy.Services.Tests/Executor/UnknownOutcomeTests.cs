using Microsoft.AspNetCore.Builder;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Answers that were not seen: the venue is asked by our id until it is known, and nothing is sent twice.</summary>
public sealed class UnknownOutcomeTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private WebApplication? _executor;

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await world.StopAsync(_executor!);
        await world.RestoreMarketAsync();
    }

    [Fact]
    public async Task An_accepted_order_whose_answer_is_lost_is_found_and_never_sent_again()
    {
        var (whale, user) = await FollowedAsync();
        await FaultAsync(user, "drop_after");

        await world.SignalAsync(whale, SignalKind.Open);

        await world.ProtectedAsync(user);
        var order = Assert.Single(await world.VenueOrdersAsync(user));
        var trade = Assert.Single(await world.TradesAsync(user));
        Assert.Equal(TradeStatus.Filled, trade.Status);
        Assert.Equal(order.ClientOrderId, trade.ClientOrderId);
        Assert.Equal(1, trade.Attempts);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task An_order_that_never_arrived_is_sent_again_only_after_its_fence()
    {
        var (whale, user) = await FollowedAsync();
        await FaultAsync(user, "drop_before");

        await world.SignalAsync(whale, SignalKind.Open);

        await world.ProtectedAsync(user);
        var order = Assert.Single(await world.VenueOrdersAsync(user));
        var trade = Assert.Single(await world.TradesAsync(user));
        Assert.Equal(2, trade.Attempts);
        Assert.Equal(order.ClientOrderId, trade.ClientOrderId);
        await using var context = world.Context();
        var attempts = context.Orders.Where(row => row.Owner == OrderOwner.Trade && row.OwnerId == trade.Id).OrderBy(row => row.Attempt).ToList();
        Assert.Equal([OrderStatus.NeverAccepted, OrderStatus.Filled], attempts.ConvertAll(attempt => attempt.Status));
        Assert.True(attempts[1].SignedAt > attempts[0].FenceAt, "the second attempt was signed before the first one's fence was over");
        Assert.Equal(0.020m, await world.VenueQuantityAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task An_order_that_never_arrived_and_whose_price_ran_away_fails_and_releases()
    {
        var (whale, user) = await FollowedAsync();
        await FaultAsync(user, "drop_before");

        await world.SignalAsync(whale, SignalKind.Open, size: 10m, symbol: "ETHUSDT", price: 3_000m);
        await world.TradeAsync(user, trade => trade.Status == TradeStatus.Unknown);
        await world.Venue.SetPriceAsync("ETHUSDT", 3_100m, Cancelled);

        await world.TradeAsync(user, trade => trade.Status == TradeStatus.Failed);
        await world.Venue.SetPriceAsync("ETHUSDT", 3_000m, Cancelled);
        Assert.Empty(await world.VenueOrdersAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task One_users_unknown_order_holds_up_nobody_else_and_blocks_only_his_symbol()
    {
        var (whale, stuck) = await FollowedAsync();
        var free = await world.UserAsync();
        await world.FollowAsync(free, whale);
        await FaultAsync(stuck, "drop_after");
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/order*", method = "GET", kind = "status", status = 503, apiKey = stuck.ApiKey }, Cancelled);

        await world.SignalAsync(whale, SignalKind.Open);

        await world.ProtectedAsync(free);
        await world.TradeAsync(stuck, trade => trade.Status == TradeStatus.Unknown);
        var other = await world.WhaleAsync();
        await world.FollowAsync(stuck, other);
        var second = await world.SignalAsync(other, SignalKind.Open);
        Assert.Equal("UNKNOWN_OUTCOME", (await world.DecidedAsync(stuck, second)).ReasonCode);

        await world.Venue.ClearFaultsAsync(Cancelled);
        await world.ProtectedAsync(stuck);
        Assert.Single(await world.VenueOrdersAsync(stuck));
    }

    [Fact]
    public async Task A_close_that_meets_an_unknown_entry_is_owed_and_made_when_it_settles()
    {
        var (whale, user) = await FollowedAsync();
        await FaultAsync(user, "drop_after");
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/order*", method = "GET", kind = "status", status = 503, apiKey = user.ApiKey }, Cancelled);
        await world.SignalAsync(whale, SignalKind.Open);
        await world.TradeAsync(user, trade => trade.Status == TradeStatus.Unknown);

        var close = await world.SignalAsync(whale, SignalKind.Close);
        Assert.Equal("EXIT_OWED", (await world.DecidedAsync(user, close)).ReasonCode);
        await world.Venue.ClearFaultsAsync(Cancelled);

        var position = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal(CloseReason.WhaleExit, position.CloseReason);
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_reduction_that_meets_an_unknown_increase_is_owed_of_the_increase_alone()
    {
        var (whale, user) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open);
        var held = await world.ProtectedAsync(user);
        await FaultAsync(user, "drop_after");
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/order*", method = "GET", kind = "status", status = 503, apiKey = user.ApiKey }, Cancelled);
        await world.SignalAsync(whale, SignalKind.Increase, size: 1m, fraction: 0.5m);
        await world.TradeAsync(user, trade => trade is { Kind: SignalKind.Increase, Status: TradeStatus.Unknown });

        var reduced = await world.SignalAsync(whale, SignalKind.Reduce, fraction: 0.5m);
        await world.DecidedAsync(user, reduced);
        await world.TradeAsync(user, trade => trade is { Kind: SignalKind.Reduce, Status: TradeStatus.Filled });
        await world.Venue.ClearFaultsAsync(Cancelled);

        // Half of the copy of 0.020 was sold before the 0.010 of the increase were known; half of those follow.
        var left = await world.PositionAsync(user, row => row is { OwedCloseReason: null, Quantity: < 0.02m } && row.EnteredQuantity == 0.03m);
        Assert.Equal((0.020m, 0.015m), (held.Quantity, left.Quantity));
        Assert.Equal(0.015m, await world.VenueQuantityAsync(user));
        await world.MoneyAddsUpAsync();
    }

    private async Task<(long Whale, Copier User)> FollowedAsync()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        return (whale, user);
    }

    private Task FaultAsync(Copier user, string kind) => world.Venue.AddFaultAsync(
        new { exchange = "binance", path = "/fapi/v1/order", method = "POST", kind, count = 1, apiKey = user.ApiKey }, Cancelled);
}
