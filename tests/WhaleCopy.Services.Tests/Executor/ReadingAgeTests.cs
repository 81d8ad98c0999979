using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>An account's reading is as old as the moment the venue was asked; what we did since is not in it.</summary>
public sealed class ReadingAgeTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // Balances are read after fills only, so that a reading stays where the test puts it.
    public async ValueTask InitializeAsync() => _executor = await world.StartAsync(("Sync:Balances", "01:00:00"));

    public async ValueTask DisposeAsync() => await world.StopAsync(_executor!);

    [Fact]
    public async Task The_other_side_is_copied_right_after_an_exit_though_the_account_was_read_before_it()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        await world.SignalAsync(whale, SignalKind.Open, size: 2m);
        await world.ProtectedAsync(user);
        await world.SignalAsync(whale, SignalKind.Close);
        var closed = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed);
        await using (var context = world.Context())
        {
            // The reading after the fill has not come yet: the account still shows the long.
            await Eventually.ObserveAsync(
                () => context.AccountMarkets.AsNoTracking().SingleAsync(row => row.ApiKeyId == user.ApiKeyId && row.Market == Market.UsdM, Cancelled),
                row => row.PositionsSentAt > closed.ClosedAt,
                ExecutorWorld.Soon);
            await context.AccountMarkets.Where(row => row.ApiKeyId == user.ApiKeyId && row.Market == Market.UsdM).ExecuteUpdateAsync(
                change => change
                    .SetProperty(row => row.Positions, """[{"symbol":"BTCUSDT","side":"LONG","size":0.02,"leverage":10,"margin_mode":"ISOLATED"}]""")
                    .SetProperty(row => row.PositionsSentAt, closed.ClosedAt!.Value.AddMilliseconds(-1)),
                Cancelled);
        }

        await world.SignalAsync(whale, SignalKind.Open, size: 1m, side: PositionSide.Short);

        await world.PositionAsync(user, row => row is { Side: PositionSide.Short, Protection: ProtectionStatus.Protected, Quantity: 0.01m });
        Assert.Equal(-0.01m, await world.VenueQuantityAsync(user));
    }
}
