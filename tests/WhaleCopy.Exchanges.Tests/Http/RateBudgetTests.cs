using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Tests.Http;

public sealed class RateBudgetTests
{
    private static readonly RateLimit TenASecond = new(10, TimeSpan.FromSeconds(1));

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void No_stretch_as_long_as_a_window_holds_more_than_the_capacity_and_a_bit() =>
        Gen.Int[1, 400].Array[1, 400].Sample(pauses =>
        {
            var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
            var store = new LocalRateStore(time);
            var taken = new List<DateTimeOffset>();
            foreach (var pause in pauses)
            {
                time.Advance(TimeSpan.FromMilliseconds(pause / 4));
                if (store.Take([Charge()], 1m) == TimeSpan.Zero)
                    taken.Add(time.GetUtcNow());
            }

            // Two neighbouring fixed windows never hold more than twice the capacity, and each of them never more than it.
            foreach (var window in taken.GroupBy(at => at.ToUnixTimeMilliseconds() / 1000))
                Assert.InRange(window.Count(), 1, 10);
            for (var i = 0; i + 15 < taken.Count; i++)
                Assert.True(taken[i + 15] - taken[i] >= TimeSpan.FromMilliseconds(900), $"{i}: {taken[i]:O} … {taken[i + 15]:O}");
        });

    [Fact]
    public void A_wait_that_is_waited_lets_the_next_one_in() => Gen.Int[1, 9].Sample(cost =>
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        var store = new LocalRateStore(time);
        while (store.Take([Charge()], 1m) == TimeSpan.Zero)
        {
        }

        for (var tries = 0; ; tries++)
        {
            Assert.InRange(tries, 0, 3);
            var wait = store.Take([Charge(cost)], 1m);
            if (wait == TimeSpan.Zero)
                return;
            time.Advance(wait);
        }
    });

    [Fact]
    public void All_limits_are_taken_or_none()
    {
        var store = new LocalRateStore(_time);
        var narrow = new RateCharge("V:narrow", RateScope.Account, new RateLimit(1, TimeSpan.FromMinutes(1)), 1);
        Assert.Equal(TimeSpan.Zero, store.Take([narrow], 1m));

        for (var i = 0; i < 20; i++)
            Assert.True(store.Take([Charge(), narrow], 1m) > TimeSpan.Zero);

        for (var i = 0; i < 10; i++)
            Assert.Equal(TimeSpan.Zero, store.Take([Charge()], 1m));
    }

    [Fact]
    public async Task What_gets_users_out_finds_room_when_polls_and_entries_find_none()
    {
        var budget = Budget();
        Assert.Equal(7, await TakenAsync(budget, CallUrgency.Background));
        Assert.Equal(1, await TakenAsync(budget, CallUrgency.Entry));
        Assert.Equal(2, await TakenAsync(budget, CallUrgency.Exit));
    }

    [Fact]
    public async Task A_turn_is_waited_for()
    {
        var budget = Budget();
        await TakenAsync(budget, CallUrgency.Exit);

        var waiting = budget.TakeAsync([Charge()], CallUrgency.Exit, TimeSpan.FromMinutes(1), Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);
        while (!waiting.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        Assert.Null(await waiting);
    }

    [Fact]
    public async Task What_would_take_too_long_is_told_and_not_waited_for()
    {
        var budget = Budget();
        await TakenAsync(budget, CallUrgency.Exit);

        var wait = await budget.TakeAsync([Charge()], CallUrgency.Exit, TimeSpan.FromMilliseconds(1), Cancellation);

        Assert.InRange(wait!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_venues_order_to_stay_away_holds_for_as_long_as_it_says_and_for_its_scope_alone()
    {
        var budget = Budget();
        var account = new RateCharge("V:account", RateScope.Account, TenASecond, 1);
        await budget.StopAsync([Charge(), account], new RateStop(RateScope.Account, TimeSpan.FromSeconds(30)));

        Assert.Null(await budget.TakeAsync([Charge()], CallUrgency.Exit, TimeSpan.Zero, Cancellation));
        Assert.Equal(TimeSpan.FromSeconds(30), await budget.TakeAsync([account], CallUrgency.Exit, TimeSpan.Zero, Cancellation));
        Assert.Equal(TimeSpan.FromSeconds(30), budget.StoppedFor([account]));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(await budget.TakeAsync([account], CallUrgency.Exit, TimeSpan.Zero, Cancellation));
        Assert.Null(budget.StoppedFor([account]));
    }

    [Fact]
    public async Task The_venues_own_count_is_believed_when_it_is_higher()
    {
        var budget = Budget();
        await budget.ReportAsync(new RateReport("V:all", TenASecond, 9));
        await budget.ReportAsync(new RateReport("V:all", TenASecond, 2));

        Assert.Equal(1, await TakenAsync(budget, CallUrgency.Exit));
    }

    [Fact]
    public async Task Without_Redis_only_a_quarter_is_used()
    {
        var options = new VenueLimitsOptions();
        var budget = new RateBudget(Options.Create(options), _time, NullLogger<RateBudget>.Instance);

        Assert.Equal(2, await TakenAsync(budget, CallUrgency.Exit));
    }

    private static RateCharge Charge(int cost = 1) => new("V:all", RateScope.Address, TenASecond, cost);

    private static async Task<int> TakenAsync(RateBudget budget, CallUrgency urgency)
    {
        var taken = 0;
        while (await budget.TakeAsync([Charge()], urgency, TimeSpan.Zero, Cancellation) is null)
            taken++;
        return taken;
    }

    private RateBudget Budget() =>
        new(Options.Create(new VenueLimitsOptions { LocalShare = 1m }), _time, NullLogger<RateBudget>.Instance);
}
