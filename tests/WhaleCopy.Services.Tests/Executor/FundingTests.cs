using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core;
using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Funding is the copies' by their part of the position, each charge once.</summary>
public sealed class FundingTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync();

    public async ValueTask DisposeAsync() => await world.StopAsync(_executor!);

    [Fact]
    public async Task A_charge_is_booked_once_however_often_and_by_however_many_it_is_read()
    {
        var other = await world.StartAsync();
        var (_, user) = await HeldAsync();

        await FundAsync(user, 0.24m);
        var position = await FundedAsync(user, -0.24m);

        Assert.Equal(-0.24m - position.FeesUsdt, position.RealizedPnl);
        Assert.Equal([-0.24m], await LedgerAsync(position));
        await ReadAgainAsync(user);
        await ReadAgainAsync(user);
        Assert.Equal([-0.24m], await LedgerAsync(position));

        await FundAsync(user, -0.1m); // received
        await FundedAsync(user, -0.14m);
        Assert.Equal([-0.24m, 0.1m], await LedgerAsync(position));
        await world.MoneyAddsUpAsync();
        await world.StopAsync(other);
    }

    [Theory]
    [InlineData(Venue.Okx)]
    [InlineData(Venue.Bybit)]
    [InlineData(Venue.Bitget)]
    public async Task Other_venues_funding_is_booked_too(Venue venue)
    {
        var user = await world.UserAsync(venue: venue);
        await CopyAsync(user, size: 2m, mode: MarginMode.Cross); // Bybit's mode is the whole account's
        await ActAsync(new { action = "order", symbol = "BTCUSDT", side = "LONG", quantity = "0.06" });

        await ActAsync(new { action = "funding", symbol = "BTCUSDT", quantity = "0.8" });

        await FundedAsync(user, -0.2m);
        await world.MoneyAddsUpAsync();

        Task ActAsync(object action) => world.Venue.ActAsync(WireName<Venue>.Of(venue).ToLowerInvariant(), user.ApiKey, action, Cancelled);
    }

    [Fact]
    public async Task The_users_own_part_is_not_booked_though_it_is_gone_when_the_charge_is_read()
    {
        var (_, user) = await HeldAsync(isPaused: true);
        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "order", symbol = "BTCUSDT", side = "LONG", quantity = "0.06" }, Cancelled);
        await NextMomentAsync();
        await FundAsync(user, 0.8m); // of 0.08
        await NextMomentAsync();
        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "close", symbol = "BTCUSDT", side = "LONG", quantity = "0.06" }, Cancelled);
        Assert.Equal(0.02m, await world.VenueQuantityAsync(user));

        await ResumeAsync(user);

        Assert.Equal([-0.2m], await LedgerAsync(await FundedAsync(user, -0.2m)));
        await using var context = world.Context();
        var charge = await context.FundingCharges.AsNoTracking().SingleAsync(row => row.ApiKeyId == user.ApiKeyId, Cancelled);
        Assert.Equal((-0.8m, -0.8m, -0.2m), (charge.Amount, charge.AmountUsdt, charge.BookedUsdt));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task Copies_of_one_position_share_its_funding()
    {
        var (_, user) = await HeldAsync(usdt: 10_000m);
        await CopyAsync(user, size: 6m);

        await FundAsync(user, 0.8m);

        await FundedAsync(user, -0.6m);
        var positions = await world.PositionsAsync(user);
        Assert.Equal([(0.02m, -0.2m), (0.06m, -0.6m)], positions.Select(position => (position.Quantity, position.FundingUsdt)));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_long_and_a_short_of_one_symbol_have_their_own_funding()
    {
        var (_, user) = await HeldAsync(usdt: 10_000m, hedgeMode: true);
        await CopyAsync(user, size: 6m, side: PositionSide.Short);

        // Binance's list says no side: together they say it.
        await FundAsync(user, 0.2m, "LONG");
        await FundAsync(user, -0.6m, "SHORT");

        await FundedAsync(user, 0.6m);
        await Eventually.ObserveAsync(
            async () => (await world.PositionsAsync(user))[0].FundingUsdt, funding => funding == -0.2m, ExecutorWorld.Soon);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_copy_that_was_closed_before_the_charge_was_read_still_bears_it()
    {
        var (whale, user) = await HeldAsync(isPaused: true);
        await FundAsync(user, 0.24m);
        await world.SignalAsync(whale, SignalKind.Close);
        var closed = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed);
        Assert.Equal(0m, closed.FundingUsdt);

        // Whoever copies after it has nothing to do with it.
        var (_, later) = (whale, await CopyAsync(user, size: 2m));
        await ResumeAsync(user);

        await Eventually.ObserveAsync(
            async () => (await world.PositionsAsync(user))[0].FundingUsdt, funding => funding == -0.24m, ExecutorWorld.Soon);
        Assert.Equal(0m, (await world.PositionsAsync(user)).Single(row => row.Id == later.Id).FundingUsdt);
        await Eventually.ObserveAsync(
            async () =>
            {
                await using var context = world.Context();
                var follow = await context.Follows.AsNoTracking().SingleAsync(row => row.Id == closed.FollowId, Cancelled);
                return (follow.RealizedPnlUsdt, (await world.PositionsAsync(user))[0].RealizedPnl);
            },
            seen => seen.RealizedPnlUsdt == seen.RealizedPnl && seen.RealizedPnl < -0.24m,
            ExecutorWorld.Soon);
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task Funding_that_cannot_be_read_is_not_none()
    {
        var (_, user) = await HeldAsync(isPaused: true);
        await FundAsync(user, 0.24m);
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", apiKey = user.ApiKey, path = "/fapi/v1/income*", method = "GET", kind = "malformed", count = 2 }, Cancelled);

        await ResumeAsync(user);

        await FundedAsync(user, -0.24m);
        await world.MoneyAddsUpAsync();
    }

    private async Task<(long Whale, Copier User)> HeldAsync(decimal usdt = 1_000m, bool hedgeMode = false, bool isPaused = false)
    {
        var user = await world.UserAsync(usdt, hedgeMode);
        if (isPaused)
        {
            await using var context = world.Context();
            context.FundingReadings.Add(new FundingReadingRow
            {
                ApiKeyId = user.ApiKeyId,
                Market = Market.UsdM,
                ReadUntil = DateTimeOffset.UnixEpoch,
                NextAt = DateTimeOffset.MaxValue.AddYears(-1),
            });
            await context.SaveChangesAsync(Cancelled);
        }

        var position = await CopyAsync(user, size: 2m);
        return (position.WhaleId!.Value, user);
    }

    /// <summary>A copy of one more whale, its fees booked.</summary>
    private async Task<PositionRow> CopyAsync(
        Copier user, decimal size, PositionSide side = PositionSide.Long, MarginMode mode = MarginMode.Isolated)
    {
        var whale = await world.WhaleAsync();
        await world.FollowAsync(user, whale, follow => follow.MarginMode = mode);
        await world.SignalAsync(whale, SignalKind.Open, size, side);
        return await world.PositionAsync(
            user, row => row.WhaleId == whale && row.Status == PositionStatus.Open && row.Protection == ProtectionStatus.Protected && row.FeesUsdt > 0m);
    }

    /// <summary>Venues count in milliseconds: what they do in the same one has no order.</summary>
    private static Task<DateTimeOffset> NextMomentAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        return Eventually.ObserveAsync(() => Task.FromResult(TimeProvider.System.GetUtcNow()), later => later > now.AddMilliseconds(2), ExecutorWorld.Soon);
    }

    private Task FundAsync(Copier user, decimal paid, string? side = null) => world.Venue.ActAsync(
        "binance",
        user.ApiKey,
        new { action = "funding", symbol = "BTCUSDT", side, quantity = paid.ToString(CultureInfo.InvariantCulture) },
        Cancelled);

    private Task<PositionRow> FundedAsync(Copier user, decimal funding) =>
        world.PositionAsync(user, row => row.FundingUsdt == funding);

    private async Task<decimal[]> LedgerAsync(PositionRow position)
    {
        await using var context = world.Context();
        return await context.LedgerEntries.Where(entry => entry.PositionId == position.Id && entry.Kind == LedgerKind.Funding)
            .OrderBy(entry => entry.Id).Select(entry => entry.AmountUsdt).ToArrayAsync(Cancelled);
    }

    /// <summary>Waits until one more reading has begun.</summary>
    private async Task ReadAgainAsync(Copier user)
    {
        var before = await NextAtAsync(user);
        await Eventually.ObserveAsync(() => NextAtAsync(user), next => next > before, ExecutorWorld.Soon);
    }

    private async Task<DateTimeOffset> NextAtAsync(Copier user)
    {
        await using var context = world.Context();
        return await context.FundingReadings.Where(row => row.ApiKeyId == user.ApiKeyId).Select(row => row.NextAt).SingleAsync(Cancelled);
    }

    private async Task ResumeAsync(Copier user)
    {
        await using var context = world.Context();
        await context.FundingReadings.Where(row => row.ApiKeyId == user.ApiKeyId)
            .ExecuteUpdateAsync(row => row.SetProperty(it => it.NextAt, DateTimeOffset.UnixEpoch), Cancelled);
    }
}
