using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using WhaleCopy.Contracts.Executor;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Entries that are refused, each with its reason and numbers; and the calls of the Api.</summary>
public sealed class GateTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync();

    public async ValueTask DisposeAsync() => await world.StopAsync(_executor!);

    [Fact]
    public async Task A_price_that_ran_away_is_skipped_with_both_prices()
    {
        var (whale, user) = await FollowedAsync();

        var decision = await world.DecidedAsync(user, await world.SignalAsync(whale, SignalKind.Open, price: 59_500m));

        Assert.Equal((DecisionOutcome.Skipped, "SLIPPAGE_EXCEEDED"), (decision.Outcome, decision.ReasonCode));
        Assert.Contains("59,500", decision.Reason, StringComparison.Ordinal);
        Assert.Contains("60,000", decision.Reason, StringComparison.Ordinal);
        Assert.Empty(await world.TradesAsync(user));
    }

    [Fact]
    public async Task An_old_signal_is_skipped_and_an_old_close_is_not()
    {
        var (whale, user) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);

        var old = await world.SignalAsync(whale, SignalKind.Increase, size: 1m, fraction: 0.5m, change: Old);
        Assert.Equal("SIGNAL_TOO_OLD", (await world.DecidedAsync(user, old)).ReasonCode);
        await world.SignalAsync(whale, SignalKind.Close, change: Old);

        await world.PositionAsync(user, row => row.Status == PositionStatus.Closed);

        static void Old(WhaleSignalRow signal)
        {
            signal.PreviousCompleteAt -= TimeSpan.FromMinutes(5);
            signal.DetectedAt -= TimeSpan.FromMinutes(5);
        }
    }

    [Fact]
    public async Task Too_little_money_shrinks_or_skips_as_the_user_wants()
    {
        var whale = await world.WhaleAsync();
        var shrinks = await world.UserAsync(usdt: 100m);
        var skips = await world.UserAsync(usdt: 100m, settings: row => row.InsufficientFunds = InsufficientFundsPolicy.Skip);
        await world.FollowAsync(shrinks, whale);
        await world.FollowAsync(skips, whale);

        var signal = await world.SignalAsync(whale, SignalKind.Open);

        var position = await world.ProtectedAsync(shrinks);
        Assert.True(position.Quantity < 0.020m);
        Assert.Contains("shrunk", Assert.Single((await world.DecidedAsync(shrinks, signal)).Warnings, warning => warning.Contains("shrunk", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("INSUFFICIENT_FUNDS", (await world.DecidedAsync(skips, signal)).ReasonCode);
    }

    [Fact]
    public async Task Copies_at_the_same_moment_cannot_pass_the_daily_limit_together()
    {
        var user = await world.UserAsync(settings: row => row.DailyLossLimitUsdt = 130m);
        var signals = new List<long>();
        foreach (var symbol in new[] { "BTCUSDT", "ETHUSDT" })
        {
            var whale = await world.WhaleAsync();
            await world.FollowAsync(user, whale);
            signals.Add(symbol == "BTCUSDT"
                ? await world.SignalAsync(whale, SignalKind.Open, size: 1.9m)
                : await world.SignalAsync(whale, SignalKind.Open, size: 38m, symbol: symbol, price: 3_000m));
        }

        var decisions = await Task.WhenAll(signals.Select(signal => world.DecidedAsync(user, signal)));

        Assert.Single(decisions, decision => decision.Outcome == DecisionOutcome.Copied);
        var refused = Assert.Single(decisions, decision => decision.ReasonCode == "DAILY_LOSS_LIMIT");
        Assert.Contains("130", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_opposite_entry_in_a_one_way_account_is_skipped_and_a_hedge_account_holds_both()
    {
        var whale = await world.WhaleAsync();
        var other = await world.WhaleAsync();
        var oneWay = await world.UserAsync();
        var hedge = await world.UserAsync(hedgeMode: true);
        foreach (var user in new[] { oneWay, hedge })
        {
            await world.FollowAsync(user, whale);
            await world.FollowAsync(user, other);
        }

        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(oneWay);
        await world.ProtectedAsync(hedge);
        var opposite = await world.SignalAsync(other, SignalKind.Open, size: 1m, side: PositionSide.Short);

        Assert.Equal("OPPOSITE_POSITION", (await world.DecidedAsync(oneWay, opposite)).ReasonCode);
        await world.PositionAsync(hedge, row => row is { Side: PositionSide.Short, Protection: ProtectionStatus.Protected });
        var held = await world.Venue.PositionsAsync("binance", hedge.ApiKey, Cancelled);
        Assert.Equal([("LONG", 0.02m), ("SHORT", 0.01m)], held.Select(row => (row.Side, row.Quantity)).Order());
        Assert.Equal(2, (await world.LiveStopsAsync(hedge)).Count);
    }

    [Fact]
    public async Task A_delayed_copy_waits_and_a_close_meanwhile_withdraws_it()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync(settings: row => row.AutoCopyDelaySeconds = 20);
        await world.FollowAsync(user, whale);

        await world.SignalAsync(whale, SignalKind.Open);
        await world.TradeAsync(user, trade => trade.Status == TradeStatus.Pending);
        var close = await world.SignalAsync(whale, SignalKind.Close);

        await world.TradeAsync(user, trade => trade is { Status: TradeStatus.Cancelled, ReasonCode: "WHALE_CLOSED" });
        Assert.Equal("ENTRY_WITHDRAWN", (await world.DecidedAsync(user, close)).ReasonCode);
        Assert.Empty(await world.VenueOrdersAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_delayed_copy_is_sent_after_its_delay_and_not_before()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync(settings: row => row.AutoCopyDelaySeconds = 1);
        await world.FollowAsync(user, whale);

        await world.SignalAsync(whale, SignalKind.Open);

        await world.ProtectedAsync(user);
        var trade = Assert.Single(await world.TradesAsync(user));
        Assert.Equal(TradeStatus.Filled, trade.Status);
        Assert.True(trade.SentAt - trade.DecidedAt >= TimeSpan.FromSeconds(1), $"decided {trade.DecidedAt:O}, sent {trade.SentAt:O}");
        Assert.True(Assert.Single(await world.VenueOrdersAsync(user)).ReceivedAt - trade.DecidedAt >= TimeSpan.FromSeconds(1), "the venue had it before the delay was over");
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_key_is_checked_and_one_that_can_withdraw_is_refused()
    {
        using var channel = GrpcChannel.ForAddress(ExecutorWorld.AddressOf(_executor!));
        var engine = new CopyEngine.CopyEngineClient(channel);
        var user = await world.UserAsync();
        await world.Venue.PutAccountAsync(
            new { exchange = "binance", apiKey = "withdrawing-key", apiSecret = "secret-of-the-user", permissions = new[] { "read", "futures", "withdraw" } }, Cancelled);
        await using var context = world.Context();
        var bad = ExecutorWorld.KeyRow(user.UserId, "withdrawing-key", "secret-of-the-user");
        var wrong = ExecutorWorld.KeyRow(user.UserId, "nobodys-key", "secret-of-the-user");
        bad.IsActive = false;
        wrong.IsActive = false;
        context.UserApiKeys.AddRange(bad, wrong);
        await context.SaveChangesAsync(Cancelled);

        var usable = await engine.CheckApiKeyAsync(new CheckApiKeyRequest { ApiKeyId = user.ApiKeyId }, cancellationToken: Cancelled);
        var withdrawing = await engine.CheckApiKeyAsync(new CheckApiKeyRequest { ApiKeyId = bad.Id }, cancellationToken: Cancelled);
        var unknown = await engine.CheckApiKeyAsync(new CheckApiKeyRequest { ApiKeyId = wrong.Id }, cancellationToken: Cancelled);
        var missing = await Assert.ThrowsAsync<RpcException>(async () =>
            await engine.CheckApiKeyAsync(new CheckApiKeyRequest { ApiKeyId = long.MaxValue }, cancellationToken: Cancelled));

        Assert.Equal((CheckApiKeyResponse.Types.Verdict.Usable, true, false), (usable.Verdict, usable.CanFuturesTrade, usable.CanWithdraw));
        Assert.Equal((CheckApiKeyResponse.Types.Verdict.Refused, "KEY_CAN_WITHDRAW"), (withdrawing.Verdict, withdrawing.ReasonCode));
        Assert.Equal((CheckApiKeyResponse.Types.Verdict.Refused, "KEY_INVALID"), (unknown.Verdict, unknown.ReasonCode));
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Balances_are_read_on_request()
    {
        using var channel = GrpcChannel.ForAddress(ExecutorWorld.AddressOf(_executor!));
        var engine = new CopyEngine.CopyEngineClient(channel);
        var user = await world.UserAsync(usdt: 777m);

        var answer = await engine.GetBalancesAsync(new GetBalancesRequest { UserId = user.UserId }, cancellationToken: Cancelled);

        var futures = Assert.Single(answer.Balances, balance => balance is { Market: "USD-M", Asset: "USDT" });
        Assert.Equal(777m, futures.Available.ToDecimal());
        Assert.Equal(user.ApiKeyId, futures.ApiKeyId);
    }

    [Fact]
    public async Task A_manual_copy_takes_the_size_that_was_named()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        var signal = await world.SignalAsync(whale, SignalKind.Open, change: row => row.PreviousCompleteAt -= TimeSpan.FromMinutes(3));

        var task = await world.TaskEndedAsync(await world.TaskAsync(user, TaskKind.CopySignal, signal, payload: """{"size_usdt":"120"}"""));

        Assert.Equal(TaskState.Done, task.Status);
        var position = await world.ProtectedAsync(user);
        Assert.InRange(position.MarginUsdt, 100m, 120m);
        Assert.Equal([position.Id], task.PositionIds);
    }

    private async Task<(long Whale, Copier User)> FollowedAsync()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        return (whale, user);
    }
}
