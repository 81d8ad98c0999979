using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>A close that cannot be made: tried again until it is, and its user told once how to close by hand.</summary>
public sealed class OwedCloseTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await world.StopAsync(_executor!);
        await world.Venue.ClearFaultsAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_close_that_the_venue_keeps_refusing_is_told_once_with_the_way_to_close_by_hand()
    {
        var (whale, user) = (await world.WhaleAsync(), await world.UserAsync());
        await world.FollowAsync(user, whale);
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);
        await world.RefuseAsync(user, "/fapi/v1/order", -2022, 1_000);

        await world.SignalAsync(whale, SignalKind.Close);

        await world.PositionAsync(user, row => row is { OwedCloseReason: CloseReason.WhaleExit, OwedAttempts: >= 4 });
        var told = Assert.Single(await ToldAsync(user));
        Assert.Equal("Could not close long BTCUSDT yet", told.Title);
        Assert.Contains("close 0.02 BTCUSDT on BINANCE by hand", told.Body, StringComparison.Ordinal);
        Assert.Contains("-2022", told.Body, StringComparison.Ordinal);
        await world.Venue.ClearFaultsAsync(Cancelled);
        await world.PositionAsync(user, row => row is { Status: PositionStatus.Closed, CloseReason: CloseReason.WhaleExit });
        Assert.Single(await ToldAsync(user));
    }

    [Fact]
    public async Task A_close_that_is_made_at_the_second_try_is_not_told()
    {
        var (whale, user) = (await world.WhaleAsync(), await world.UserAsync());
        await world.FollowAsync(user, whale);
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);
        await world.RefuseAsync(user, "/fapi/v1/order", -2022, 1);

        await world.SignalAsync(whale, SignalKind.Close);

        await world.PositionAsync(user, row => row is { Status: PositionStatus.Closed, CloseReason: CloseReason.WhaleExit });
        Assert.Empty(await ToldAsync(user));
    }

    private async Task<List<NotificationRow>> ToldAsync(Copier user)
    {
        await using var context = world.Context();
        return await context.Notifications.AsNoTracking().Where(row => row.UserId == user.UserId && row.Kind == "CLOSE_OWED").ToListAsync(Cancelled);
    }
}
