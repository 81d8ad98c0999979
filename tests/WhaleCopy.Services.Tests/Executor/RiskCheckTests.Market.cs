using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Users;

namespace WhaleCopy.Services.Tests.Executor;

/// <content>What the venue allows and the market bears: leverage, turnover, the index.</content>
public sealed partial class RiskCheckTests
{
    [Fact]
    public async Task Nine_leverage_is_at_most_the_users()
    {
        var (whale, user) = await FollowedAsync(settings: row => row.MaxLeverage = 3);

        await world.SignalAsync(whale, SignalKind.Open);

        Assert.Equal(3, (await world.ProtectedAsync(user)).Leverage);
    }

    [Fact]
    public async Task Nine_leverage_is_at_most_what_the_venue_allows_for_the_value()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync(usdt: 100_000m, settings: row => (row.MaxLeverage, row.MaxTradeSizeUsdt, row.StopLossPercent) = (125, 50_000m, 0.5m));
        await world.FollowAsync(user, whale, row => row.Leverage = 100);
        var fixedSize = await world.UserAsync(usdt: 100_000m, settings: row => (row.MaxLeverage, row.MaxTradeSizeUsdt, row.StopLossPercent) = (125, 50_000m, 0.5m));
        await world.FollowAsync(fixedSize, whale, row => (row.SizingMode, row.TradeSizeUsdt, row.QuantityMultiplier, row.Leverage) = (SizingMode.FixedUsdt, 9_000m, null, 100));

        var signal = await world.SignalAsync(whale, SignalKind.Open, size: 1_500m); // 15 bitcoin are 900,000: beyond 800,000 50x

        Assert.Equal(50, (await world.ProtectedAsync(user)).Leverage);
        var refused = await world.DecidedAsync(fixedSize, signal); // known only once it is sized
        Assert.Equal("LEVERAGE_TOO_HIGH", refused.ReasonCode);
        Assert.Contains("100x > 50x", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nine_leverage_is_asked_for_where_another_executor_read_the_accounts()
    {
        await world.StopAsync(_executor!);
        _executor = await world.StartAsync(("Sync:Balances", "01:00:00"));
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync(settings: row => (row.MaxLeverage, row.StopLossPercent) = (125, 0.5m));
        await world.FollowAsync(user, whale, row => row.Leverage = 40);
        await world.AccountReadAsync(user);
        await world.StopAsync(_executor);
        _executor = await world.StartAsync(("Sync:Balances", "01:00:00"));

        await world.SignalAsync(whale, SignalKind.Open);

        Assert.Equal(40, (await world.ProtectedAsync(user)).Leverage);
    }

    [Fact]
    public async Task Eleven_a_market_of_little_turnover()
    {
        var (whale, user) = await FollowedAsync();
        await world.StopAsync(_executor!);
        await world.Venue.SetOrderBookAsync("ETHUSDT", new { volume24h = 4_999_999m }, Cancelled);
        await InitializeAsync(); // turnover is read once a minute

        var decision = await world.DecidedAsync(user, await EtherAsync(whale));

        Assert.Equal("VOLUME_TOO_SMALL", decision.ReasonCode);
        Assert.Contains("5,000,000", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eleven_a_bound_far_from_the_index()
    {
        var (whale, user) = await FollowedAsync();
        await world.Venue.SetOrderBookAsync("ETHUSDT", new { index = 2_900m }, Cancelled);

        var decision = await world.DecidedAsync(user, await EtherAsync(whale)); // bound 3,015

        Assert.Equal("OUTSIDE_INDEX_BAND", decision.ReasonCode);
        Assert.Contains("2,900", decision.Reason, StringComparison.Ordinal);
    }
}
