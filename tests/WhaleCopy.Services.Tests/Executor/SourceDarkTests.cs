using Microsoft.AspNetCore.Builder;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>What becomes of a copy while its whale cannot be seen is what its follow says.</summary>
public sealed class SourceDarkTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync(("Copying:ReceiveWindow", "00:00:05"));

    public async ValueTask DisposeAsync() => await world.StopAsync(_executor!);

    [Fact]
    public async Task A_follow_that_closes_in_the_dark_closes_and_one_that_holds_holds()
    {
        var whale = await world.WhaleAsync();
        var closing = await FollowerAsync(whale, SourceDarkAction.Close);
        var holding = await FollowerAsync(whale, SourceDarkAction.Hold);
        await OpenAsync(whale, closing, holding);

        await StatusAsync(whale, "DARK");

        var closed = await world.PositionAsync(closing, position => position.Status == PositionStatus.Closed);
        Assert.Equal(CloseReason.Manual, closed.CloseReason);
        Assert.Equal(0m, await world.VenueQuantityAsync(closing));
        Assert.Equal(1, await ToldAsync(closing));
        var held = await world.ProtectedAsync(holding);
        Assert.Equal((0.020m, 54_000m), (held.Quantity, held.StopLossPrice));
        Assert.Null(held.DarkActionAt);
        Assert.Equal(0, await ToldAsync(holding));
    }

    [Fact]
    public async Task A_follow_that_tightens_halves_the_way_to_the_stop_once_in_one_dark()
    {
        var whale = await world.WhaleAsync();
        var copier = await FollowerAsync(whale, SourceDarkAction.Tighten);
        await OpenAsync(whale, copier);

        await StatusAsync(whale, "DARK");
        var tightened = await world.PositionAsync(
            copier, position => position.Protection == ProtectionStatus.Protected && position.StopLossPrice == 57_000m);
        var marked = await world.PositionAsync(copier, position => position.PricedAt > tightened.PricedAt);
        Assert.Equal(57_000m, marked.StopLossPrice);
        var stop = Assert.Single(await world.LiveStopsAsync(copier));
        Assert.Equal((0.020m, 57_000m), (stop.Quantity, stop.TriggerPrice));

        await StatusAsync(whale, "ACTIVE");
        await world.PositionAsync(copier, position => position.DarkActionAt is null);
        await StatusAsync(whale, "DARK");
        await world.PositionAsync(
            copier, position => position.Protection == ProtectionStatus.Protected && position.StopLossPrice == 58_500m);
        Assert.Equal(2, await ToldAsync(copier));
    }

    private async Task<Copier> FollowerAsync(long whale, SourceDarkAction action)
    {
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale, follow => follow.SourceDarkAction = action);
        return user;
    }

    private async Task OpenAsync(long whale, params Copier[] copiers)
    {
        await world.SignalAsync(whale, SignalKind.Open);
        foreach (var copier in copiers)
        {
            await world.ProtectedAsync(copier);
            await world.PositionAsync(copier, position => position.CurrentPrice is not null);
        }
    }

    private async Task StatusAsync(long whale, string status)
    {
        await using var command = world.Database.CreateCommand("update whales set data_status = $2 where id = $1");
        command.Parameters.Add(new() { Value = whale });
        command.Parameters.Add(new() { Value = status });
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private async Task<long> ToldAsync(Copier copier)
    {
        await using var command = world.Database.CreateCommand("select count(*) from notifications where user_id = $1 and kind = 'WHALE_DARK_ACTION'");
        command.Parameters.Add(new() { Value = copier.UserId });
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}
