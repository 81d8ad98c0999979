using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>An executor begins: what another one left open is asked about before new entries are sent; exits wait for nothing.</summary>
public sealed class StartupTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_wait_until_what_was_left_open_is_asked_about_and_exits_do_not()
    {
        var before = await world.StartAsync();
        var (lost, stuck) = await FollowedAsync();
        var (held, holder) = await FollowedAsync();
        var (fresh, comer) = await FollowedAsync();
        await world.SignalAsync(held, SignalKind.Open);
        await world.ProtectedAsync(holder);
        await world.AccountReadAsync(comer);
        await FaultAsync(stuck, "POST", "drop_after");
        await FaultAsync(stuck, "GET", "status");
        await world.SignalAsync(lost, SignalKind.Open);
        await world.TradeAsync(stuck, trade => trade.Status == TradeStatus.Unknown);
        await world.StopAsync(before);
        await world.Venue.ClearFaultsAsync(Cancelled);
        await world.TradeAsync(stuck, trade => trade.LeaseOwner == null && trade.NextAttemptAt < TimeProvider.System.GetUtcNow());
        await FaultAsync(stuck, "GET", "latency");
        await world.SignalAsync(fresh, SignalKind.Open);
        await world.SignalAsync(held, SignalKind.Close);

        var executor = await world.StartAsync();

        await world.ProtectedAsync(comer);
        var asked = await world.TradeAsync(stuck, trade => trade.Status == TradeStatus.Filled);
        var entry = Assert.Single(await world.VenueOrdersAsync(comer)).ReceivedAt;
        Assert.True(entry > asked.FilledAt, $"the entry of {entry:O} did not wait for what was settled at {asked.FilledAt:O}");
        await world.PositionAsync(holder, row => row is { Status: PositionStatus.Closed, CloseReason: CloseReason.WhaleExit });
        var exit = (await world.VenueOrdersAsync(holder))[1].ReceivedAt;
        Assert.True(exit < entry, $"the exit of {exit:O} waited longer than the entry of {entry:O}");
        Assert.Single(await world.VenueOrdersAsync(stuck));
        await world.MoneyAddsUpAsync();
        await world.StopAsync(executor);
    }

    private Task FaultAsync(Copier user, string method, string kind) => world.Venue.AddFaultAsync(
        new { exchange = "binance", path = "/fapi/v1/order*", method, kind, status = 503, delayMilliseconds = 8_000, phase = "after", apiKey = user.ApiKey }, Cancelled);

    private async Task<(long Whale, Copier User)> FollowedAsync()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        return (whale, user);
    }
}
