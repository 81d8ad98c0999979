using Microsoft.AspNetCore.Builder;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>From a signal to the venue's book and back.</summary>
public sealed class CopyTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync();

    public async ValueTask DisposeAsync() => await world.StopAsync(_executor!);

    [Fact]
    public async Task An_opened_position_is_copied_with_our_id_and_gets_its_stop()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);

        var signal = await world.SignalAsync(whale, SignalKind.Open);

        var position = await world.ProtectedAsync(user);
        Assert.Equal(0.020m, position.Quantity);
        Assert.Equal(54_000m, position.StopLossPrice);
        var order = Assert.Single(await world.VenueOrdersAsync(user));
        Assert.True(ClientOrderId.IsOurs(order.ClientOrderId));
        Assert.Equal("BUY", order.Side);
        Assert.Equal(0.020m, order.FilledQuantity);
        var stop = Assert.Single(await world.LiveStopsAsync(user));
        Assert.Equal(0.020m, stop.Quantity);
        Assert.Equal(54_000m, stop.TriggerPrice);
        Assert.True(stop.ReduceOnly);
        Assert.Equal(5, (await world.Venue.PositionsAsync("binance", user.ApiKey, TestContext.Current.CancellationToken)).Single().Leverage);
        var decision = await world.DecidedAsync(user, signal);
        Assert.Equal(DecisionOutcome.Copied, decision.Outcome);
        Assert.Contains("slippage_percent", decision.Numbers, StringComparison.Ordinal);
        var trade = Assert.Single(await world.TradesAsync(user));
        Assert.Equal(TradeStatus.Filled, trade.Status);
        Assert.NotNull(trade.SentAt);
        Assert.NotNull(trade.AcknowledgedAt);
        Assert.NotNull(trade.FilledAt);
    }
}
