using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using WhaleCopy.Poller.Polling;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>A bucket gives what its rate says, whatever fraction of a microsecond that is.</summary>
public sealed class SourceBudgetTests(GarnetFixture redis) : IClassFixture<GarnetFixture>
{
    // 0.07 and 3.5 are a fifth of what Bybit's leader pages bear, live and simulated.
    [Theory]
    [InlineData(0.07)]
    [InlineData(0.7)]
    [InlineData(3.5)]
    [InlineData(7)]
    [InlineData(350)]
    public async Task A_full_bucket_grants_a_read_at_any_rate(double rate)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var budget = new SourceBudget(connection, TimeProvider.System, NullLogger<SourceBudget>.Instance);
        var key = new BudgetKey($"test:{Guid.NewGuid():N}", (decimal)rate, Burst: 1);

        Assert.Equal(new BudgetGrant(1, TimeSpan.Zero), await budget.TakeAsync(key, 1));
    }

    /// <summary>Polling goes on when Redis is gone: what a poll of this source needs is granted, and its like a while later.</summary>
    [Theory]
    [InlineData(0.28, 1)]
    [InlineData(0.56, 3)]
    [InlineData(28, 3)]
    public async Task Without_Redis_a_quarter_of_the_rate_is_granted_and_whole_polls_still(double rate, int burst)
    {
        var options = ConfigurationOptions.Parse("127.0.0.1:1,abortConnect=false,connectTimeout=200");
        options.BacklogPolicy = BacklogPolicy.FailFast;
        await using var nobody = await ConnectionMultiplexer.ConnectAsync(options);
        var clock = new FakeTimeProvider();
        var budget = new SourceBudget(nobody, clock, NullLogger<SourceBudget>.Instance);
        var key = new BudgetKey("test", (decimal)rate, burst);

        Assert.Equal(new BudgetGrant(burst, TimeSpan.Zero), await budget.TakeAsync(key, burst));
        var empty = await budget.TakeAsync(key, 1);
        Assert.Equal(0, empty.Reads);
        Assert.Equal(4 / rate, empty.RetryAfter.TotalSeconds, tolerance: 0.01);
        clock.Advance((empty.RetryAfter * burst) + TimeSpan.FromMilliseconds(1));
        Assert.Equal(burst, (await budget.TakeAsync(key, burst)).Reads);
    }
}
