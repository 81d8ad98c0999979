using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WhaleCopy.Exchanges;
using WhaleCopy.Exchanges.Http;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Exchanges;

/// <summary>Limits that several processes share through Redis.</summary>
public sealed class SharedLimitsTests(GarnetFixture garnet) : IClassFixture<GarnetFixture>
{
    // A long window: the test sees its counts however slow the machine is.
    private static readonly RateLimit Hundred = new(100, TimeSpan.FromHours(1));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_processes_together_stay_within_one_limit()
    {
        await using var first = await ConnectionMultiplexer.ConnectAsync(garnet.ConnectionString);
        await using var second = await ConnectionMultiplexer.ConnectAsync(garnet.ConnectionString);
        var bucket = Bucket();

        var taken = await Task.WhenAll(TakenAsync(Budget(first), bucket), TakenAsync(Budget(second), bucket));

        Assert.Equal(100, taken.Sum());
        Assert.All(taken, count => Assert.InRange(count, 1, 99));
    }

    [Fact]
    public async Task A_stop_and_a_count_of_the_venue_reach_the_other_process()
    {
        await using var first = await ConnectionMultiplexer.ConnectAsync(garnet.ConnectionString);
        await using var second = await ConnectionMultiplexer.ConnectAsync(garnet.ConnectionString);
        var bucket = Bucket();
        await Budget(first).ReportAsync(new RateReport(bucket, Hundred, 95));
        Assert.Equal(5, await TakenAsync(Budget(second), bucket));

        var stopped = Bucket();
        await Budget(first).StopAsync([Charge(stopped)], new RateStop(RateScope.Address, TimeSpan.FromMinutes(5)));
        var wait = await Budget(second).TakeAsync([Charge(stopped)], CallUrgency.Exit, TimeSpan.Zero, Cancellation);
        Assert.InRange(wait!.Value, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task All_limits_of_a_call_are_taken_or_none()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(garnet.ConnectionString);
        var budget = Budget(redis);
        var (wide, full) = (Bucket(), Bucket());
        await TakenAsync(budget, full);

        Assert.NotNull(await budget.TakeAsync([Charge(wide), Charge(full)], CallUrgency.Exit, TimeSpan.Zero, Cancellation));

        Assert.Equal(100, await TakenAsync(budget, wide));
    }

    [Fact]
    public async Task Without_Redis_each_process_takes_its_conservative_part_alone()
    {
        var options = ConfigurationOptions.Parse("127.0.0.1:1,abortConnect=false,connectTimeout=200,syncTimeout=200");
        options.BacklogPolicy = BacklogPolicy.FailFast;
        await using var away = await ConnectionMultiplexer.ConnectAsync(options);

        Assert.Equal(25, await TakenAsync(Budget(away), Bucket()));
    }

    [Fact]
    public async Task A_flushed_Redis_forgets_counts_and_nothing_breaks()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(garnet.ConnectionString);
        var budget = Budget(redis);
        var bucket = Bucket();
        await TakenAsync(budget, bucket);

        await garnet.FlushAsync();

        Assert.Equal(100, await TakenAsync(budget, bucket));
    }

    private static string Bucket() => $"TEST:{Guid.NewGuid():N}";

    private static RateCharge Charge(string bucket) => new(bucket, RateScope.Address, Hundred, 1);

    private static RateBudget Budget(IConnectionMultiplexer redis) =>
        new(Options.Create(new VenueLimitsOptions()), TimeProvider.System, NullLogger<RateBudget>.Instance, redis);

    private static async Task<int> TakenAsync(RateBudget budget, string bucket)
    {
        var taken = 0;
        while (await budget.TakeAsync([Charge(bucket)], CallUrgency.Exit, TimeSpan.Zero, Cancellation) is null)
            taken++;
        return taken;
    }
}
