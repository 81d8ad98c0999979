using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>An executor is asked to stop: it takes nothing new and waits for what it sent, up to its limit; the next one goes on.</summary>
public sealed class ShutdownTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await world.Venue.ClearFaultsAsync(CancellationToken.None);

    [Fact]
    public async Task What_was_sent_is_waited_for_and_nothing_new_is_taken()
    {
        var executor = await world.StartAsync(("Exchanges:Binance:CommandTimeout", "00:01:00"));
        var (whale, user) = await FollowedAsync();
        var (other, late) = await FollowedAsync();
        await world.AccountReadAsync(late);
        await DelayAnswerAsync(user, 3_000);
        await world.SignalAsync(whale, SignalKind.Open);
        await Eventually.ObserveAsync(() => world.VenueOrdersAsync(user), orders => orders.Count == 1, ExecutorWorld.Soon);

        var stopped = world.StopAsync(executor);
        var signal = await world.SignalAsync(other, SignalKind.Open);
        await stopped;

        var trade = Assert.Single(await world.TradesAsync(user));
        Assert.Equal((TradeStatus.Filled, 1), (trade.Status, trade.Attempts));
        Assert.Null(await world.DecisionAsync(late, signal));
        Assert.Empty(await world.TradesAsync(late));

        var next = await world.StartAsync();
        await world.ProtectedAsync(user);
        await world.ProtectedAsync(late);
        Assert.Single(await world.VenueOrdersAsync(user));
        Assert.Single(await world.VenueOrdersAsync(late));
        await world.MoneyAddsUpAsync();
        await world.StopAsync(next);
    }

    [Fact]
    public async Task Beyond_its_limit_it_ends_and_the_next_one_settles_what_was_sent()
    {
        var executor = await world.StartAsync(("Exchanges:Binance:CommandTimeout", "00:01:00"), ("Executor:ShutdownTimeout", "00:00:01"));
        var (whale, user) = await FollowedAsync();
        await DelayAnswerAsync(user, 20_000);
        await world.SignalAsync(whale, SignalKind.Open);
        await Eventually.ObserveAsync(() => world.VenueOrdersAsync(user), orders => orders.Count == 1, ExecutorWorld.Soon);

        await world.StopAsync(executor);

        var sent = Assert.Single(await world.TradesAsync(user));
        Assert.Equal((TradeStatus.Executing, 1), (sent.Status, sent.Attempts)); // its answer is still on its way
        Assert.Empty(await world.PositionsAsync(user));

        var next = await world.StartAsync();
        await world.ProtectedAsync(user);
        var settled = Assert.Single(await world.TradesAsync(user));
        Assert.Equal((TradeStatus.Filled, 1, 0.020m), (settled.Status, settled.Attempts, settled.FilledQuantity));
        Assert.Equal(settled.ClientOrderId, Assert.Single(await world.VenueOrdersAsync(user)).ClientOrderId);
        Assert.Equal(0.020m, await world.VenueQuantityAsync(user));
        await world.MoneyAddsUpAsync();
        await world.StopAsync(next);
    }

    /// <summary>The venue takes the order at once and answers late.</summary>
    private Task DelayAnswerAsync(Copier user, int delayMilliseconds) => world.Venue.AddFaultAsync(
        new { exchange = "binance", path = "/fapi/v1/order", method = "POST", kind = "latency", phase = "after", delayMilliseconds, count = 1, apiKey = user.ApiKey }, Cancelled);

    private async Task<(long Whale, Copier User)> FollowedAsync()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        return (whale, user);
    }
}
