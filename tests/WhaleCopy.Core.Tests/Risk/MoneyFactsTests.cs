using CsCheck;
using WhaleCopy.Core.Risk;

namespace WhaleCopy.Core.Tests.Risk;

public sealed class MoneyFactsTests
{
    private static readonly DateTimeOffset Sent = Gens.Start;

    [Fact]
    public void A_reservation_counts_until_a_reading_was_asked_for_after_it_was_final()
    {
        Assert.Equal(60m, AvailableBalance.Of(100m, Sent, [new ReservationView(40m, null)]));
        Assert.Equal(60m, AvailableBalance.Of(100m, Sent, [new ReservationView(40m, Sent)]));
        Assert.Equal(60m, AvailableBalance.Of(100m, Sent, [new ReservationView(40m, Sent.AddMilliseconds(1))]));
        Assert.Equal(100m, AvailableBalance.Of(100m, Sent, [new ReservationView(40m, Sent.AddMilliseconds(-1))]));
    }

    [Fact]
    public void It_is_never_below_zero_nor_above_the_reading() =>
        Gen.Select(Gen.OneOf(0m, 5m, 100m), Gen.Select(Gen.OneOf(1m, 60m), Gen.OneOf<int?>(null, -5, 0, 5)).Array[0, 5]).Sample((reading, rows) =>
        {
            var reservations = rows.Select(row => new ReservationView(row.Item1, row.Item2 is { } seconds ? Sent.AddSeconds(seconds) : null));

            Assert.InRange(AvailableBalance.Of(reading, Sent, reservations), 0m, reading);
        });

    [Fact]
    public void Profits_of_open_copies_do_not_pay_for_losses_of_others() =>
        Assert.Equal(8m, DailyLossFacts.OpenLossOf([-5m, 20m, -3m]));

    [Fact]
    public void The_day_begins_at_the_users_midnight()
    {
        var berlin = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(2), "test", "test");

        Assert.Equal(new DateTimeOffset(2026, 1, 4, 22, 0, 0, TimeSpan.Zero), DailyLoss.DayStart(new DateTimeOffset(2026, 1, 5, 21, 59, 0, TimeSpan.Zero), berlin));
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 22, 0, 0, TimeSpan.Zero), DailyLoss.DayStart(new DateTimeOffset(2026, 1, 5, 22, 0, 0, TimeSpan.Zero), berlin));
    }

    [Fact]
    public void A_midnight_that_does_not_exist_begins_with_the_first_minute_that_does()
    {
        // Clocks are put forward from 00:00 to 01:00 on 2026-03-29.
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            new DateTime(2026, 1, 1), new DateTime(2026, 12, 31), TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 0, 0, 0), 3, 29),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 1, 0, 0), 10, 25));
        var zone = TimeZoneInfo.CreateCustomTimeZone("dst", TimeSpan.Zero, "dst", "dst", "dst", [rule]);

        Assert.Equal(new DateTimeOffset(2026, 3, 29, 0, 0, 0, TimeSpan.Zero), DailyLoss.DayStart(new DateTimeOffset(2026, 3, 29, 12, 0, 0, TimeSpan.Zero), zone));
    }
}
