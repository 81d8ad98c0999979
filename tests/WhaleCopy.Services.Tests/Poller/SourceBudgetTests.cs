using Microsoft.Extensions.Logging.Abstractions;
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
}
