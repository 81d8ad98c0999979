using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>What follows earn: commission above the high-water mark, and the drawdown stop.</summary>
public sealed class FollowBookTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // Prices jump here: entries must not be planned with the one before.
    public async ValueTask InitializeAsync() => _executor = await world.StartAsync(("Copying:MaxPriceAge", "00:00:00.05"), ("Copying:ReceiveWindow", "00:00:05"));

    public async ValueTask DisposeAsync()
    {
        await world.StopAsync(_executor!);
        await world.RestoreMarketAsync();
    }

    [Fact]
    public async Task Commission_is_due_on_profit_after_fees_above_the_high_water_mark_once_a_close()
    {
        var (follow, whale, user) = await FollowedAsync();

        var first = await RoundTripAsync(whale, user, 3_000m, 3_100m, 1);
        Assert.Equal(decimal.Round(first.RealizedPnl * 0.01m, 8, MidpointRounding.ToZero), await CommissionAsync(first));
        var loss = await RoundTripAsync(whale, user, 3_100m, 3_050m, 2);
        Assert.Equal(0m, await CommissionAsync(loss));
        var recovery = await RoundTripAsync(whale, user, 3_050m, 3_150m, 3);
        await world.Venue.SetPriceAsync("ETHUSDT", 3_000m, Cancelled);

        // Only what is above the first close's mark counts: the loss is made good before anything is due.
        var total = first.RealizedPnl + loss.RealizedPnl + recovery.RealizedPnl;
        Assert.True(total > first.RealizedPnl, $"{total} is not above {first.RealizedPnl}");
        Assert.Equal(decimal.Round((total - first.RealizedPnl) * 0.01m, 8, MidpointRounding.ToZero), await CommissionAsync(recovery));
        await using var context = world.Context();
        var row = await Eventually.ObserveAsync(
            () => context.Follows.AsNoTracking().SingleAsync(row => row.Id == follow, Cancelled), row => row.RealizedPnlUsdt == total, ExecutorWorld.Soon);
        Assert.Equal(total, row.ProfitHighWaterMarkUsdt);
        Assert.Equal(3, await context.LedgerEntries.CountAsync(entry => entry.UserId == user.UserId && entry.Kind == LedgerKind.Commission, Cancelled));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_follow_that_lost_too_much_is_stopped_and_its_copies_closed()
    {
        var (follow, whale, user) = await FollowedAsync(row => row.MaxDrawdownPercent = 5m);
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);

        await world.Venue.SetPriceAsync("BTCUSDT", 57_000m, Cancelled);

        var closed = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        await world.Venue.SetPriceAsync("BTCUSDT", 60_000m, Cancelled);
        Assert.Equal(CloseReason.DrawdownStop, closed.CloseReason);
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        await using var context = world.Context();
        Assert.NotNull((await context.Follows.AsNoTracking().SingleAsync(row => row.Id == follow, Cancelled)).StoppedAt);
        Assert.Single(await context.Notifications.Where(row => row.UserId == user.UserId && row.Kind == "FOLLOW_STOPPED").ToListAsync(Cancelled));
        var later = await world.SignalAsync(whale, SignalKind.Open, size: 10m, symbol: "ETHUSDT", price: 3_000m);
        await Eventually.ObserveAsync(
            () => context.WhaleSignals.Where(signal => signal.Id == later).Select(signal => signal.Status).SingleAsync(Cancelled),
            status => status is SignalStatus.Processed or SignalStatus.Skipped,
            ExecutorWorld.Soon);
        Assert.Equal(2, (await world.TradesAsync(user)).Count);
        await world.MoneyAddsUpAsync();
    }

    [Theory]
    [InlineData("update user_whale_follows set ended_at = now() where user_id = $1")]
    [InlineData("update users set subscription_tier = 'FREE' where id = $1")]
    [InlineData("update users set is_paused = true where id = $1")]
    public async Task What_a_follow_left_is_closed_with_the_whale(string change)
    {
        var (_, whale, user) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);
        await using (var command = world.Database.CreateCommand(change))
        {
            command.Parameters.AddWithValue(user.UserId);
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancelled));
        }

        await world.SignalAsync(whale, SignalKind.Close);

        var closed = await world.PositionAsync(user, row => row is { Status: PositionStatus.Closed, Protection: ProtectionStatus.None });
        Assert.Equal(CloseReason.WhaleExit, closed.CloseReason);
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
    }

    private async Task<PositionRow> RoundTripAsync(long whale, Copier user, decimal from, decimal to, int round)
    {
        await world.Venue.SetPriceAsync("ETHUSDT", from, Cancelled);
        await world.SignalAsync(whale, SignalKind.Open, size: 10m, symbol: "ETHUSDT", price: from);
        await world.PositionAsync(user, row => row.Status == PositionStatus.Open && row.Protection == ProtectionStatus.Protected);
        await world.Venue.SetPriceAsync("ETHUSDT", to, Cancelled);
        await world.SignalAsync(whale, SignalKind.Close, symbol: "ETHUSDT", price: to);
        var closed = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal(round, (await world.PositionsAsync(user)).Count);

        // With the entry in the ledger the fees are booked: the row is final.
        await CommissionAsync(closed);
        return (await world.PositionsAsync(user)).Single(position => position.Id == closed.Id);
    }

    private async Task<decimal> CommissionAsync(PositionRow position) => (await Eventually.ObserveAsync(
        async () =>
        {
            await using var context = world.Context();
            return await context.LedgerEntries.AsNoTracking().Where(entry => entry.PositionId == position.Id && entry.Kind == LedgerKind.Commission).ToListAsync(Cancelled);
        },
        entries => entries.Count == 1,
        ExecutorWorld.Soon))[0].AmountUsdt;

    private async Task<(long Follow, long Whale, Copier User)> FollowedAsync(Action<FollowRow>? change = null)
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        return (await world.FollowAsync(user, whale, change), whale, user);
    }
}
