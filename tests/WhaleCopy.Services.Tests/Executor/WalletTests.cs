using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Executor;
using WhaleCopy.Executor.Placement;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Money between a user's own wallets: moved only where he allows it and the key can, once an entry, and always told.</summary>
public sealed partial class WalletTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync();

    public async ValueTask DisposeAsync() => await world.StopAsync(_executor!);

    [Fact]
    public async Task What_an_entry_lacks_is_moved_from_spot_before_it_and_told()
    {
        var (whale, user) = await FollowedAsync(futures: 100m, spot: 500m);

        var signal = await world.SignalAsync(whale, SignalKind.Open);

        var position = await world.ProtectedAsync(user);
        var trade = Assert.Single(await world.TradesAsync(user));
        var moved = Assert.Single(await world.Venue.TransfersAsync("binance", user.ApiKey, Cancelled));
        Assert.Equal(("spot", "usdm", "USDT", trade.TransferUsdt), (moved.From, moved.To, moved.Asset, moved.Amount));
        Assert.InRange(moved.Amount, position.MarginUsdt - 100m, position.MarginUsdt - 95m);
        var transfer = Assert.Single(await TransfersAsync(user));
        Assert.Equal((TransferStatus.Done, moved.Id, moved.Amount), (transfer.Status, transfer.VenueTransferId, transfer.Amount));
        Assert.True(transfer.EndedAt <= trade.SentAt, "the order was sent before its money was there");
        var told = Assert.Single(await world.NoticesAsync(user, "FUNDS_MOVED"));
        Assert.Contains($"{moved.Amount:0.##} USDT from spot to futures", told.Title, StringComparison.Ordinal);
        Assert.Contains("transfer_usdt", (await world.DecidedAsync(user, signal)).Numbers, StringComparison.Ordinal);
        await world.MoneyAddsUpAsync();
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Nothing_is_moved_that_the_user_does_not_allow_or_the_key_cannot(bool isAllowed, bool canTransfer)
    {
        var (whale, user) = await FollowedAsync(futures: 100m, spot: 500m, isAllowed, canTransfer);

        var decision = await world.DecidedAsync(user, await world.SignalAsync(whale, SignalKind.Open));

        Assert.Equal("INSUFFICIENT_FUNDS", decision.ReasonCode);
        Assert.Empty(await world.Venue.TransfersAsync("binance", user.ApiKey, Cancelled));
        Assert.Empty(await world.VenueOrdersAsync(user));
    }

    [Fact]
    public async Task Two_copies_at_once_are_not_promised_the_same_money()
    {
        var (whale, user) = await FollowedAsync(futures: 0m, spot: 300m);
        var other = await world.WhaleAsync();
        await world.FollowAsync(user, other);

        var signals = await Task.WhenAll(
            world.SignalAsync(whale, SignalKind.Open), world.SignalAsync(other, SignalKind.Open, size: 40m, symbol: "ETHUSDT", price: 3_000m));

        var decisions = new List<DecisionRow>();
        foreach (var signal in signals)
            decisions.Add(await world.DecidedAsync(user, signal));
        Assert.Equal(["COPIED", "INSUFFICIENT_FUNDS"], decisions.Select(decision => decision.ReasonCode).Order());
        await world.ProtectedAsync(user);
        Assert.Single(await world.Venue.TransfersAsync("binance", user.ApiKey, Cancelled));
    }

    [Fact]
    public async Task What_was_moved_for_an_entry_on_its_way_is_taken_off_once()
    {
        var (whale, user) = await FollowedAsync(futures: 0m, spot: 300m, delaySeconds: 30);
        await world.SignalAsync(whale, SignalKind.Open);
        var waiting = await world.TradeAsync(user, row => row is { Status: TradeStatus.Pending, TransferUsdt: > 0m });
        await BegunAsync(waiting, TransferStatus.Done);

        // The spot wallet's reading shows it already; what was moved into the other is not shown yet.
        var left = 300m - waiting.TransferUsdt;
        await PutAsync(user, spot: left, futures: 0m);
        await Eventually.ObserveAsync(() => SpotAsync(user), held => held == left, ExecutorWorld.Soon);

        await IsRefusedAsync(user, left);
    }

    [Fact]
    public async Task What_was_moved_after_the_wallet_was_read_is_not_promised_again()
    {
        var (whale, user) = await FollowedAsync(futures: 0m, spot: 300m);
        await world.SignalAsync(whale, SignalKind.Open);
        var position = await world.ProtectedAsync(user);
        await PutAsync(user, spot: 300m, futures: 0m);
        await Eventually.ObserveAsync(() => SpotAsync(user), held => held == 300m, ExecutorWorld.Soon);
        await using (var context = world.Context())
        {
            await context.Transfers.Where(row => row.UserId == user.UserId)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, position.OpenedAt.AddHours(1)), Cancelled);
        }

        await IsRefusedAsync(user, 300m - Assert.Single(await TransfersAsync(user)).Amount);
    }

    [Fact]
    public async Task A_transfer_that_an_executor_died_over_is_told_where_its_entry_ended_without_it()
    {
        var (whale, user) = await FollowedAsync(futures: 100m, spot: 500m, delaySeconds: 30);
        await world.SignalAsync(whale, SignalKind.Open);
        var waiting = await world.TradeAsync(user, row => row.Status == TradeStatus.Pending);
        await BegunAsync(waiting);

        await world.SignalAsync(whale, SignalKind.Close);

        await Eventually.ObserveAsync(() => world.NoticesAsync(user, "FUNDS_MOVE_UNKNOWN"), told => told.Count == 1, ExecutorWorld.Soon);
        Assert.Equal(TradeStatus.Cancelled, Assert.Single(await world.TradesAsync(user)).Status);
        Assert.Equal(TransferStatus.Unknown, Assert.Single(await TransfersAsync(user)).Status);
        Assert.Empty(await world.Venue.TransfersAsync("binance", user.ApiKey, Cancelled));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_lost_answer_is_not_repeated_and_the_entry_goes_on_where_the_money_is_there()
    {
        var (whale, user) = await FollowedAsync(futures: 100m, spot: 500m);
        await FaultAsync(user, "drop_after");

        await world.SignalAsync(whale, SignalKind.Open);

        await world.ProtectedAsync(user);
        Assert.Single(await world.Venue.TransfersAsync("binance", user.ApiKey, Cancelled));
        Assert.Equal(TransferStatus.Unknown, Assert.Single(await TransfersAsync(user)).Status);
        Assert.Single(await world.NoticesAsync(user, "FUNDS_MOVE_UNKNOWN"));
    }

    [Fact]
    public async Task A_transfer_that_never_arrived_ends_the_entry_unsent()
    {
        var (whale, user) = await FollowedAsync(futures: 100m, spot: 500m);
        await FaultAsync(user, "drop_before");

        await world.SignalAsync(whale, SignalKind.Open);

        var trade = await world.TradeAsync(user, row => row.Status == TradeStatus.Failed);
        Assert.Equal(("TRANSFER_UNKNOWN", 0), (trade.ReasonCode, trade.Attempts));
        Assert.Empty(await world.Venue.TransfersAsync("binance", user.ApiKey, Cancelled));
        Assert.Empty(await world.VenueOrdersAsync(user));
        Assert.Single(await world.NoticesAsync(user, "FUNDS_MOVE_UNKNOWN"));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_refused_transfer_ends_the_entry_with_the_venues_reason()
    {
        var (whale, user) = await FollowedAsync(futures: 100m, spot: 500m);
        await world.RefuseAsync(user, "/sapi/v1/asset/transfer", -2015, 1);

        await world.SignalAsync(whale, SignalKind.Open);

        var trade = await world.TradeAsync(user, row => row.Status == TradeStatus.Failed);
        Assert.Equal("TRANSFER_REFUSED", trade.ReasonCode);
        Assert.Contains("-2015", trade.Reason, StringComparison.Ordinal);
        Assert.Empty(await world.VenueOrdersAsync(user));
        Assert.Equal(TransferStatus.Refused, Assert.Single(await TransfersAsync(user)).Status);
        await world.MoneyAddsUpAsync();
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task What_is_not_allowed_any_more_when_it_is_due_is_not_moved(bool isAllowed, bool canTransfer)
    {
        var (whale, user) = await FollowedAsync(futures: 100m, spot: 500m, delaySeconds: 30);
        await world.SignalAsync(whale, SignalKind.Open);
        var waiting = await world.TradeAsync(user, row => row is { Status: TradeStatus.Pending, TransferUsdt: > 0m });
        await using (var context = world.Context())
        {
            await context.UserSettings.Where(row => row.UserId == user.UserId).ExecuteUpdateAsync(set => set.SetProperty(row => row.AutoTransfer, isAllowed), Cancelled);
            await context.UserApiKeys.Where(row => row.Id == user.ApiKeyId).ExecuteUpdateAsync(set => set.SetProperty(row => row.CanTransfer, canTransfer), Cancelled);
            await context.Trades.Where(row => row.Id == waiting.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAttemptAt, waiting.CreatedAt), Cancelled);
        }

        var trade = await world.TradeAsync(user, row => row.Status == TradeStatus.Failed);

        Assert.Equal("TRANSFER_NOT_MADE", trade.ReasonCode);
        Assert.Empty(await TransfersAsync(user));
        Assert.Empty(await world.Venue.TransfersAsync("binance", user.ApiKey, Cancelled));
        Assert.Empty(await world.VenueOrdersAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task What_a_dead_executor_had_begun_is_not_sent_again()
    {
        var (whale, user) = await FollowedAsync(futures: 100m, spot: 500m, delaySeconds: 30);
        await world.SignalAsync(whale, SignalKind.Open);
        var waiting = await world.TradeAsync(user, row => row.Status == TradeStatus.Pending);
        await BegunAsync(waiting);
        await using (var context = world.Context())
            await context.Trades.Where(row => row.Id == waiting.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAttemptAt, waiting.CreatedAt), Cancelled);

        var trade = await world.TradeAsync(user, row => row.Status == TradeStatus.Failed);

        Assert.Equal("TRANSFER_UNKNOWN", trade.ReasonCode);
        Assert.Empty(await world.Venue.TransfersAsync("binance", user.ApiKey, Cancelled));
        Assert.Equal(TransferStatus.Unknown, Assert.Single(await TransfersAsync(user)).Status);
        Assert.Single(await world.NoticesAsync(user, "FUNDS_MOVE_UNKNOWN"));
    }

    [Theory]
    [InlineData("me", -1)]
    [InlineData("another", 60)]
    public async Task An_entry_whose_lease_ran_out_or_is_anothers_is_left_to_the_next_executor(string owner, int seconds)
    {
        var (whale, user) = await FollowedAsync(futures: 100m, spot: 500m, delaySeconds: 30);
        await world.SignalAsync(whale, SignalKind.Open);
        var waiting = await world.TradeAsync(user, row => row is { Status: TradeStatus.Pending, TransferUsdt: > 0m });
        var now = TimeProvider.System.GetUtcNow();
        waiting.LeaseOwner = owner == "me" ? _executor!.Services.GetRequiredService<ExecutorInstance>().Name : owner;
        waiting.LeaseUntil = now.AddSeconds(seconds);
        waiting.NextAttemptAt = now.AddHours(1);
        await StoreAsync(waiting);

        await _executor!.Services.GetRequiredService<SubmitStep>().RunAsync(waiting);

        var left = Assert.Single(await world.TradesAsync(user));
        Assert.Equal((TradeStatus.Pending, (string?)null, waiting.LeaseOwner), (left.Status, left.ReasonCode, left.LeaseOwner));
        Assert.Empty(await TransfersAsync(user));
        Assert.Empty(await world.Venue.TransfersAsync("binance", user.ApiKey, Cancelled));

        // The next one takes it, with its money.
        (waiting.LeaseUntil, waiting.NextAttemptAt) = (now, now);
        await StoreAsync(waiting);
        await world.ProtectedAsync(user);
        Assert.Single(await world.Venue.TransfersAsync("binance", user.ApiKey, Cancelled));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_transfer_of_the_executor_that_took_over_is_not_judged_by_the_one_before()
    {
        var (whale, user) = await FollowedAsync(futures: 100m, spot: 500m, delaySeconds: 30);
        await world.SignalAsync(whale, SignalKind.Open);
        var waiting = await world.TradeAsync(user, row => row is { Status: TradeStatus.Pending, TransferUsdt: > 0m });
        var now = TimeProvider.System.GetUtcNow();
        (waiting.LeaseOwner, waiting.LeaseUntil, waiting.NextAttemptAt) = ("another", now.AddHours(1), now.AddHours(1));
        await StoreAsync(waiting);
        await BegunAsync(waiting);

        await _executor!.Services.GetRequiredService<SubmitStep>().RunAsync(waiting);

        Assert.Equal(TransferStatus.Sent, Assert.Single(await TransfersAsync(user)).Status);
        Assert.Empty(await world.NoticesAsync(user, "FUNDS_MOVE_UNKNOWN"));
        Assert.Equal(TradeStatus.Pending, Assert.Single(await world.TradesAsync(user)).Status);
    }

    [Fact]
    public async Task A_spot_entry_takes_from_futures_only_while_nothing_is_held_there()
    {
        var (whale, user) = await FollowedAsync(futures: 2_000m, spot: 0m, mode: TradingMode.Spot);
        await world.SignalAsync(whale, SignalKind.Open, size: 0.2m);
        await world.PositionAsync(user, row => row is { Market: Market.Spot, Status: PositionStatus.Open });
        var entry = Assert.Single(await world.TradesAsync(user));
        var moved = Assert.Single(await world.Venue.TransfersAsync("binance", user.ApiKey, Cancelled));
        Assert.Equal(("usdm", "spot"), (moved.From, moved.To));
        Assert.InRange(moved.Amount, entry.MarginUsdt - 0.01m, entry.MarginUsdt + 1m);

        var holder = await world.UserAsync(usdt: 2_000m, settings: Allows(TradingMode.Spot), spot: 0m, canTransfer: true);
        await world.Venue.ActAsync("binance", holder.ApiKey, new { action = "order", symbol = "ETHUSDT", side = "LONG", quantity = 0.1m }, Cancelled);
        await Eventually.ObserveAsync(() => HeldAsync(holder), held => held.Contains("ETHUSDT", StringComparison.Ordinal), ExecutorWorld.Soon);
        var second = await world.WhaleAsync();
        await world.FollowAsync(holder, second);
        var decision = await world.DecidedAsync(holder, await world.SignalAsync(second, SignalKind.Open, size: 0.2m));
        Assert.Equal("BALANCE_TOO_SMALL", decision.ReasonCode);
        Assert.Empty(await world.Venue.TransfersAsync("binance", holder.ApiKey, Cancelled));
    }

    [Fact]
    public async Task A_wallet_that_was_emptied_is_seen_as_empty()
    {
        var user = await world.UserAsync(usdt: 500m);
        await Eventually.ObserveAsync(() => SpotAsync(user), held => held == 500m, ExecutorWorld.Soon);

        await PutAsync(user, spot: 0m, futures: 500m);

        await Eventually.ObserveAsync(() => SpotAsync(user), held => held is null, ExecutorWorld.Soon);
    }
}
