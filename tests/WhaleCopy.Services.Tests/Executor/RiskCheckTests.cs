using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>The thirteen checks over real rows, by their numbers; those that need no row of their own are with the rules.</summary>
public sealed partial class RiskCheckTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // The market is changed here: no entry may be planned with what it was before.
    public async ValueTask InitializeAsync() => _executor = await world.StartAsync(
        ("Copying:MaxPriceAge", "00:00:00.05"), ("Copying:MaxTotalMarginUsdt", "30000"));

    public async ValueTask DisposeAsync()
    {
        await world.StopAsync(_executor!);
        await world.RestoreMarketAsync();
    }

    [Fact]
    public async Task One_a_paused_user_enters_nothing_gets_out_all_the_same_and_enters_again_once_resumed()
    {
        var (whale, user) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);

        await ChangeAsync(user, row => row.IsPaused = true);
        var (other, ether) = (await world.WhaleAsync(), await FollowedAsync(user));
        Assert.Equal("USER_PAUSED", (await world.DecidedAsync(user, await EtherAsync(ether))).ReasonCode);
        await world.SignalAsync(whale, SignalKind.Close);
        await world.PositionAsync(user, row => row.Status == PositionStatus.Closed);

        await ChangeAsync(user, row => row.IsPaused = false);
        await world.FollowAsync(user, other);
        Assert.Equal(DecisionOutcome.Copied, (await world.DecidedAsync(user, await EtherAsync(other))).Outcome);
    }

    [Fact]
    public async Task One_a_banned_user_enters_nothing()
    {
        var (whale, user) = await FollowedAsync();
        await ChangeAsync(user, row => row.IsBanned = true);

        Assert.Equal("USER_BANNED", (await world.DecidedAsync(user, await world.SignalAsync(whale, SignalKind.Open))).ReasonCode);
    }

    [Fact]
    public async Task Two_a_balance_below_five_usdt()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync(usdt: 4.99m);
        await world.FollowAsync(user, whale);

        Assert.Equal("BALANCE_TOO_SMALL", (await world.DecidedAsync(user, await world.SignalAsync(whale, SignalKind.Open))).ReasonCode);
    }

    [Fact]
    public async Task Three_a_value_below_the_minimum()
    {
        var (whale, user) = await FollowedAsync();

        var decision = await world.DecidedAsync(user, await world.SignalAsync(whale, SignalKind.Open, size: 200m, symbol: "XRPUSDT", price: 2.2m)); // 2 coins

        Assert.Equal((DecisionOutcome.Skipped, "BELOW_MINIMUM"), (decision.Outcome, decision.ReasonCode));
        Assert.Empty(await world.TradesAsync(user));
    }

    [Fact]
    public async Task Five_too_little_is_shrunk_or_skipped_and_what_would_be_too_small_is_not_made()
    {
        var whale = await world.WhaleAsync();
        var (shrinks, skips, poor) = (await FundedAsync(100m), await FundedAsync(100m, row => row.InsufficientFunds = InsufficientFundsPolicy.Skip), await FundedAsync(10m));

        var signal = await world.SignalAsync(whale, SignalKind.Open); // 240 of margin

        Assert.InRange((await world.ProtectedAsync(shrinks)).MarginUsdt, 60m, 80m);
        Assert.Contains("shrunk", Assert.Single((await world.DecidedAsync(shrinks, signal)).Warnings), StringComparison.Ordinal);
        Assert.Equal("INSUFFICIENT_FUNDS", (await world.DecidedAsync(skips, signal)).ReasonCode);
        Assert.Contains("below the minimum", (await world.DecidedAsync(poor, signal)).Reason, StringComparison.Ordinal);

        async Task<Copier> FundedAsync(decimal usdt, Action<UserSettingsRow>? settings = null)
        {
            var user = await world.UserAsync(usdt, settings: settings);
            await world.FollowAsync(user, whale);
            return user;
        }
    }

    [Fact]
    public async Task Four_a_tier_that_lapsed_has_no_futures()
    {
        var (whale, user) = await FollowedAsync();
        await ChangeAsync(user, row => row.SubscriptionExpiresAt = DateTimeOffset.UnixEpoch.AddDays(1));

        // A long goes to spot, a short nowhere.
        var decision = await world.DecidedAsync(user, await world.SignalAsync(whale, SignalKind.Open, side: PositionSide.Short));

        Assert.Equal((DecisionOutcome.Skipped, "SHORT_ON_SPOT"), (decision.Outcome, decision.ReasonCode));
    }

    [Fact]
    public async Task Six_the_largest_margin_cuts()
    {
        var (whale, user) = await FollowedAsync(settings: row => row.MaxTradeSizeUsdt = 100m);

        await world.SignalAsync(whale, SignalKind.Open);

        Assert.InRange((await world.ProtectedAsync(user)).MarginUsdt, 80m, 100m);
    }

    [Fact]
    public async Task Seven_what_was_lost_since_the_users_midnight_counts_and_nothing_before_it()
    {
        // A zone in which it is about noon: no midnight comes between this line and the plan.
        var now = TimeProvider.System.GetUtcNow();
        var ahead = 12 - now.Hour;
        var zone = string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{(ahead > 0 ? "-" : "+")}{Math.Abs(ahead)}");
        var midnight = DailyLoss.DayStart(now, TimeZoneInfo.FindSystemTimeZoneById(zone));
        var whale = await world.WhaleAsync();
        var yesterday = await LosingAsync(midnight.AddMilliseconds(-1));
        var today = await LosingAsync(midnight);

        var signal = await world.SignalAsync(whale, SignalKind.Open); // 121.8 at worst

        Assert.Equal(DecisionOutcome.Copied, (await world.DecidedAsync(yesterday, signal)).Outcome);
        var refused = await world.DecidedAsync(today, signal);
        Assert.Equal("DAILY_LOSS_LIMIT", refused.ReasonCode);
        Assert.Contains("realised -90", refused.Reason, StringComparison.Ordinal);

        async Task<Copier> LosingAsync(DateTimeOffset at)
        {
            var user = await world.UserAsync(settings: row =>
            {
                row.TimeZone = zone;
                row.DailyLossLimitUsdt = 200m;
            });
            await world.FollowAsync(user, whale);
            await using var context = world.Context();
            foreach (var (kind, amount) in new[] { (LedgerKind.RealizedPnl, -80m), (LedgerKind.Fee, -7m), (LedgerKind.Funding, -3m), (LedgerKind.Commission, 1_000m) })
            {
                context.LedgerEntries.Add(new LedgerEntryRow
                {
                    EntryKey = $"test:{user.UserId}:{kind}",
                    UserId = user.UserId,
                    ApiKeyId = user.ApiKeyId,
                    Kind = kind,
                    AmountUsdt = amount,
                    CreatedAt = at,
                });
            }

            await context.SaveChangesAsync(Cancelled);
            return user;
        }
    }

    [Fact]
    public async Task Seven_what_open_copies_are_losing_counts()
    {
        var (whale, user) = await FollowedAsync(settings: row => row.DailyLossLimitUsdt = 150m);
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);
        await world.Venue.SetPriceAsync("BTCUSDT", 57_000m, Cancelled);
        await world.PositionAsync(user, row => row.UnrealizedPnl <= -59m);

        var decision = await world.DecidedAsync(user, await EtherAsync(await FollowedAsync(user), size: 38m)); // 115 at worst

        Assert.Equal("DAILY_LOSS_LIMIT", decision.ReasonCode);
        Assert.Contains("open losses 6", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eight_as_many_copies_as_the_user_allows_and_a_flip_keeps_its_place()
    {
        var (whale, user) = await FollowedAsync(settings: row => row.MaxOpenPositions = 1);
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);

        Assert.Equal("TOO_MANY_POSITIONS", (await world.DecidedAsync(user, await EtherAsync(await FollowedAsync(user)))).ReasonCode);
        var close = await world.SignalAsync(whale, SignalKind.Close, change: signal => signal.Link = SignalLink.Flip);
        await world.SignalAsync(whale, SignalKind.Open, size: 1m, side: PositionSide.Short, change: signal =>
        {
            signal.Link = SignalLink.Flip;
            signal.LinkedSignalId = close;
        });

        await world.PositionAsync(user, row => row is { Side: PositionSide.Short, Quantity: 0.01m, Protection: ProtectionStatus.Protected });
        Assert.Equal(-0.01m, await world.VenueQuantityAsync(user));
        await world.MoneyAddsUpAsync();
    }

    [Fact]
    public async Task A_key_that_does_not_open_keeps_nobody_else_from_copying()
    {
        var (whale, user) = await FollowedAsync();
        var broken = await world.UserAsync(breakSecret: true);
        await world.FollowAsync(broken, whale);

        var signal = await world.SignalAsync(whale, SignalKind.Open);

        await world.ProtectedAsync(user);
        Assert.Equal(DecisionOutcome.Skipped, (await world.DecidedAsync(broken, signal)).Outcome);
    }

    [Fact]
    public async Task Eleven_a_symbol_on_the_deny_list()
    {
        var (whale, user) = await FollowedAsync(settings: row => row.SymbolsDenied = ["BTCUSDT"]);

        Assert.Equal("SYMBOL_DENIED", (await world.DecidedAsync(user, await world.SignalAsync(whale, SignalKind.Open))).ReasonCode);
    }

    [Fact]
    public async Task Twelve_the_follows_budget_and_its_margin_in_a_symbol()
    {
        var (whale, user) = await FollowedAsync(follow: row => (row.BudgetUsdt, row.MaxSymbolUsdt) = (300m, 260m));
        await world.SignalAsync(whale, SignalKind.Open); // 240 of margin
        await world.ProtectedAsync(user);

        Assert.Equal("WHALE_BUDGET", (await world.DecidedAsync(user, await EtherAsync(whale, size: 12m))).ReasonCode);
        Assert.Equal("SYMBOL_EXPOSURE", (await world.DecidedAsync(user, await world.SignalAsync(whale, SignalKind.Increase, size: 0.4m, fraction: 0.2m))).ReasonCode);
    }

    [Fact]
    public async Task Twelve_the_operators_limit_of_all_copies_of_a_user()
    {
        var (whale, other) = (await world.WhaleAsync(), await world.WhaleAsync());
        var user = await world.UserAsync(usdt: 100_000m, settings: row => row.MaxTradeSizeUsdt = 50_000m);
        await world.FollowAsync(user, whale);
        await world.FollowAsync(user, other);
        await world.SignalAsync(whale, SignalKind.Open, size: 150m); // 18,000 of margin
        await world.ProtectedAsync(user);

        var decision = await world.DecidedAsync(user, await EtherAsync(other, size: 2_100m)); // 12,600

        Assert.Equal("TOTAL_EXPOSURE", decision.ReasonCode);
        Assert.Contains("30,000", decision.Reason, StringComparison.Ordinal);
        Assert.Equal(DecisionOutcome.Copied, (await world.DecidedAsync(user, await EtherAsync(other, size: 1_900m))).Outcome);
    }

    [Fact]
    public async Task Thirteen_a_follow_below_its_best_by_its_drawdown()
    {
        var (whale, user) = await FollowedAsync(follow: row =>
        {
            row.MaxDrawdownPercent = 10m;
            row.RealizedPnlUsdt = -60m;
            row.EquityHighWaterMarkUsdt = 40m;
        });

        Assert.Equal("FOLLOW_DRAWDOWN", (await world.DecidedAsync(user, await world.SignalAsync(whale, SignalKind.Open))).ReasonCode);
    }

    private Task<long> EtherAsync(long whale, decimal size = 10m) => world.SignalAsync(whale, SignalKind.Open, size: size, symbol: "ETHUSDT", price: 3_000m);

    private async Task<(long Whale, Copier User)> FollowedAsync(Action<UserSettingsRow>? settings = null, Action<FollowRow>? follow = null)
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync(settings: settings);
        await world.FollowAsync(user, whale, follow);
        return (whale, user);
    }

    private async Task<long> FollowedAsync(Copier user)
    {
        var whale = await world.WhaleAsync();
        await world.FollowAsync(user, whale);
        return whale;
    }

    private async Task ChangeAsync(Copier user, Action<UserRow> change)
    {
        await using var context = world.Context();
        change(await context.Users.SingleAsync(row => row.Id == user.UserId, Cancelled));
        await context.SaveChangesAsync(Cancelled);
    }
}
