using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Fills of ours are booked whatever else cannot be read, and are nobody else's.</summary>
public sealed class FillsTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync(("Executor:BackgroundConcurrency", "1"));

    public async ValueTask DisposeAsync() => await world.StopAsync(_executor!);

    [Fact]
    public async Task Fills_that_cannot_be_read_keep_nobody_elses_waiting()
    {
        var (whale, dead) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open);
        await BookedAsync(dead);
        await OweFillsAsync(dead, count: 20);

        var (other, user) = await FollowedAsync();
        await world.SignalAsync(other, SignalKind.Open);

        Assert.NotEqual(0m, (await BookedAsync(user)).FeeUsdt);
    }

    [Fact]
    public async Task Fills_of_a_removed_key_are_not_asked_for()
    {
        var (whale, gone) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open);
        await BookedAsync(gone);
        await OweFillsAsync(gone, count: 1);
        await using (var context = world.Context())
            await context.UserApiKeys.Where(key => key.Id == gone.ApiKeyId).ExecuteUpdateAsync(key => key.SetProperty(row => row.RemovedAt, DateTimeOffset.UnixEpoch), Cancelled);

        var owed = await Sync.ReadUnbookedAsync(TimeProvider.System.GetUtcNow(), [], 1_000, Cancelled);

        Assert.DoesNotContain(owed, order => order.ApiKeyId == gone.ApiKeyId);
    }

    [Fact]
    public async Task An_order_of_ours_is_on_its_way_or_known_and_never_neither()
    {
        var (whale, user) = await FollowedAsync();
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", apiKey = user.ApiKey, path = "/fapi/v1/order*", method = "POST", kind = "drop_after", count = 1 }, Cancelled);
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", apiKey = user.ApiKey, path = "/fapi/v1/order*", method = "GET", kind = "status", status = 503, count = 6 }, Cancelled);
        await world.SignalAsync(whale, SignalKind.Open);

        var seen = new HashSet<bool>();
        await Eventually.ObserveAsync(
            async () =>
            {
                var shown = await world.VenueOrdersAsync(user);
                var known = await Sync.ReadKnownAsync(user.ApiKeyId, Market.UsdM, "BTCUSDT", Cancelled);
                Assert.True(known.IsSending || shown.All(order => known.Orders.Contains(order.OrderId)), "an order was neither on its way nor known");
                if (shown.Count > 0)
                    seen.Add(known.IsSending);
                return (shown.Count, known.IsSending);
            },
            state => state is { Count: > 0, IsSending: false },
            ExecutorWorld.Soon);

        Assert.Contains(true, seen); // its answer was lost: for a while it was on its way
        await world.ProtectedAsync(user);
    }

    private SyncStore Sync => _executor!.Services.GetRequiredService<SyncStore>();

    private async Task<(long Whale, Copier User)> FollowedAsync()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        return (whale, user);
    }

    private Task<OrderRow> BookedAsync(Copier user) => Eventually.ObserveAsync(
        async () =>
        {
            await using var context = world.Context();
            return (await context.Orders.AsNoTracking().FirstOrDefaultAsync(
                order => order.ApiKeyId == user.ApiKeyId && order.Owner == OrderOwner.Trade && order.FillsBookedAt != null, Cancelled))!;
        },
        order => order is not null,
        ExecutorWorld.Soon);

    /// <summary>Orders of an account that were long final, and a secret that opens it no more.</summary>
    private async Task OweFillsAsync(Copier user, int count)
    {
        await using var context = world.Context();
        await context.UserApiKeys.Where(key => key.Id == user.ApiKeyId).ExecuteUpdateAsync(key => key.SetProperty(row => row.ApiSecretEncrypted, row => row.ApiKeyEncrypted), Cancelled);
        var booked = await BookedAsync(user);
        for (var i = 0; i < count; i++)
        {
            var order = await context.Orders.AsNoTracking().SingleAsync(row => row.Id == booked.Id, Cancelled);
            order.Id = 0;
            order.Attempt += i + 1;
            order.ClientOrderId = $"owed-{i}-{booked.Id}";
            order.EndedAt = DateTimeOffset.UnixEpoch;
            order.FillsBookedAt = null;
            context.Orders.Add(order);
        }

        await context.SaveChangesAsync(Cancelled);
    }
}
