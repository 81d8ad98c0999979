using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;
using WhaleCopy.TestKit;

namespace WhaleCopy.Exchanges.Tests.Http;

public sealed class VenueClockTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
    private int _reads;

    [Fact]
    public async Task Offset_is_taken_at_the_middle_of_the_round_trip_and_right_within_half_of_it()
    {
        var clock = Clock(_ =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(400));
            return DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_005_200);
        });

        var reading = await clock.ReadAsync(Market.UsdM, false, Cancellation);

        Assert.Equal(TimeSpan.FromSeconds(5), reading.Offset);
        Assert.Equal(TimeSpan.FromMilliseconds(200), reading.Error);
    }

    [Fact]
    public async Task A_young_measurement_is_used_again_an_older_one_is_renewed_behind_the_caller()
    {
        var clock = Clock(_ => _time.GetUtcNow() + TimeSpan.FromSeconds(_reads));

        await clock.ReadAsync(Market.UsdM, false, Cancellation);
        await clock.ReadAsync(Market.UsdM, false, Cancellation);
        Assert.Equal(1, _reads);

        _time.Advance(VenueClock.RefreshAfter);
        Assert.Equal(TimeSpan.FromSeconds(1), (await clock.ReadAsync(Market.UsdM, false, Cancellation)).Offset);
        var renewed = await Eventually.ObserveAsync(
            async () => (await clock.ReadAsync(Market.UsdM, false, Cancellation)).Offset,
            offset => offset == TimeSpan.FromSeconds(2),
            TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(2), renewed);
    }

    [Fact]
    public async Task A_refused_time_makes_the_next_caller_wait_for_a_new_measurement()
    {
        var clock = Clock(_ => _time.GetUtcNow() + TimeSpan.FromSeconds(_reads));
        await clock.ReadAsync(Market.UsdM, false, Cancellation);

        clock.Invalidate();

        Assert.Equal(TimeSpan.FromSeconds(2), (await clock.ReadAsync(Market.UsdM, false, Cancellation)).Offset);
    }

    [Fact]
    public async Task Without_a_usable_measurement_the_failure_is_the_callers()
    {
        var clock = Clock(_ => throw new VenueException(Venue.Binance, VenueErrorMeaning.Transient, "network", "away"));

        await Assert.ThrowsAsync<VenueException>(async () => await clock.ReadAsync(Market.UsdM, false, Cancellation));
    }

    private VenueClock Clock(Func<Market, DateTimeOffset> read) => new(
        Venue.Binance,
        (market, _, _) =>
        {
            Interlocked.Increment(ref _reads);
            return Task.FromResult(read(market));
        },
        _time,
        NullLogger<VenueClock>.Instance);
}
