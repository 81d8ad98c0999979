using CsCheck;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using static WhaleCopy.Core.Tests.Whales.WatchedWhale;

namespace WhaleCopy.Core.Tests.Whales;

public sealed class PollScheduleTests
{
    private static readonly DateTimeOffset Now = Gens.Start;
    private static readonly WhaleBookState Seen = WhaleBookState.Begin(Now.AddDays(-2)) with
    {
        SnapshotNumber = 9,
        LastCompleteAt = Now.AddSeconds(-15),
        Lines = [BookLine.Told(Long("BTCUSDT", 1m))],
        LastMoveAt = Now.AddMinutes(-10),
    };

    [Fact]
    public void Followed_and_copied_whales_are_critical()
    {
        Assert.Equal(PollingTier.Critical, PollSchedule.TierOf(Facts() with { Followers = 1 }, Now));
        Assert.Equal(PollingTier.Critical, PollSchedule.TierOf(Facts() with { HasOpenCopy = true }, Now));
    }

    [Fact]
    public void A_whale_with_an_open_copy_is_followed_closely_whatever_became_of_him()
    {
        var dark = Seen with { Dark = new DarkSpell { Reason = DarkReason.Hidden, Since = Now } };
        var silent = Seen with { EmptyCompletes = 9, SharingRecheckAt = Now.AddHours(24) };

        Assert.Equal(PollingTier.Critical, PollSchedule.TierOf(Facts(dark) with { HasOpenCopy = true }, Now));
        Assert.Equal(Now.AddSeconds(15), PollSchedule.Next(Facts(silent) with { HasOpenCopy = true }, PollIntervals.Default, Now, 0.5m));
    }

    [Fact]
    public void Bitget_and_high_scores_are_high_quiet_ones_low_the_rest_normal()
    {
        var quiet = Seen with { Lines = [], LastMoveAt = Now.AddHours(-25) };

        Assert.Equal(PollingTier.High, PollSchedule.TierOf(Facts() with { Venue = Venue.Bitget }, Now));
        Assert.Equal(PollingTier.High, PollSchedule.TierOf(Facts() with { Score = 70m }, Now));
        Assert.Equal(PollingTier.Normal, PollSchedule.TierOf(Facts(), Now));
        Assert.Equal(PollingTier.Low, PollSchedule.TierOf(Facts(quiet) with { Score = 90m }, Now));
    }

    [Fact]
    public void Sharing_disabled_is_looked_at_again_in_a_day_unless_somebody_follows()
    {
        var silent = Seen with { Lines = [], EmptyCompletes = 5, SharingRecheckAt = Now.AddHours(24) };

        Assert.Equal(Now.AddHours(24), PollSchedule.Next(Facts(silent), PollIntervals.Default, Now, 0.5m));
        Assert.Equal(Now.AddSeconds(120), PollSchedule.Next(Facts(silent) with { Followers = 3 }, PollIntervals.Default, Now, 0.5m));
    }

    [Fact]
    public void Jitter_spreads_by_a_tenth_to_both_sides()
    {
        Assert.Equal(Now.AddSeconds(40.5), PollSchedule.Next(Facts(), PollIntervals.Default, Now, 0m));
        Assert.Equal(Now.AddSeconds(49.5), PollSchedule.Next(Facts(), PollIntervals.Default, Now, 1m));
    }

    [Fact]
    public void A_whale_that_just_moved_is_polled_in_a_burst()
    {
        var moved = Seen with { LastMoveAt = Now.AddSeconds(-29) };

        Assert.Equal(Now.AddSeconds(5), PollSchedule.Next(Facts(moved), PollIntervals.Default, Now, 0.5m));
        Assert.Equal(Now.AddSeconds(45), PollSchedule.Next(Facts(moved with { LastMoveAt = Now.AddSeconds(-30) }), PollIntervals.Default, Now, 0.5m));
    }

    [Fact]
    public void Failures_double_the_distance_up_to_the_longest()
    {
        Assert.Equal(Now.AddSeconds(90), PollSchedule.Next(Facts(Seen with { Failures = 2 }), PollIntervals.Default, Now, 0.5m));
        Assert.Equal(Now.AddMinutes(5), PollSchedule.Next(Facts(Seen with { Failures = 40 }), PollIntervals.Default, Now, 0.5m));
        Assert.Equal(Now.AddSeconds(60), PollSchedule.Next(Facts(Seen with { Failures = 40 }) with { HasOpenCopy = true }, PollIntervals.Default, Now, 0.5m));
    }

    [Fact]
    public void The_venues_limit_is_kept()
    {
        var limited = Seen with { Failures = 1, IsRateLimited = true, LimitedUntil = Now.AddMinutes(9) };
        var step = new BookStep { State = limited, PollAgainAt = Now.AddSeconds(1) };

        Assert.Equal(Now.AddMinutes(9), PollSchedule.Next(Facts(limited), PollIntervals.Default, Now, 0.5m));
        Assert.Equal(Now.AddMinutes(9), PollSchedule.Next(step, Facts(limited), PollIntervals.Default, Now, 0.5m));
    }

    [Fact]
    public void A_step_that_waits_for_an_answer_is_polled_out_of_turn()
    {
        var step = new BookStep { State = Seen, PollAgainAt = Now.AddSeconds(3) };

        Assert.Equal(Now.AddSeconds(3), PollSchedule.Next(step, Facts(), PollIntervals.Default, Now, 0.5m));
        Assert.Equal(Now.AddSeconds(45), PollSchedule.Next(step with { PollAgainAt = null }, Facts(), PollIntervals.Default, Now, 0.5m));
    }

    [Theory]
    [InlineData(Venue.Binance, 0, 0, 50)]
    [InlineData(Venue.Bitget, 0, 0, 80)]
    [InlineData(Venue.Okx, 0, 0, 70)]
    [InlineData(Venue.Bybit, 0, 0, 60)]
    [InlineData(Venue.Binance, 3, 85, 64)]
    [InlineData(Venue.Bitget, 999, 100, 100)]
    public void Priority_is_the_venues_base_and_what_is_known(Venue venue, int followers, int score, int priority) => Assert.Equal(
        priority,
        PollSchedule.PriorityOf(Facts(Seen with { LastMoveAt = null }) with { Venue = venue, Followers = followers, Score = score }, Now));

    [Fact]
    public void A_budget_that_fits_stretches_nobody() => Assert.Equal(
        new TierStretch(1m, 1m, 1m, 1m), ReadBudget.Share(new TierCounts(10, 5, 5, 5), PollIntervals.Default, 1, 2.5m));

    [Fact]
    public void Low_tiers_stretch_first()
    {
        var stretch = ReadBudget.Share(new TierCounts(20, 10, 10, 100), PollIntervals.Default, 1, 2.5m);

        Assert.Equal((1m, 1m), (stretch.Critical, stretch.High));
        Assert.True(stretch.Low > 1m);
    }

    [Fact]
    public void When_even_the_critical_tier_does_not_fit_it_stretches_and_the_others_are_not_forgotten()
    {
        var stretch = ReadBudget.Share(new TierCounts(300, 100, 100, 100), PollIntervals.Default, 1, 2.5m);

        Assert.True(stretch.Critical > 10m && stretch.Low > stretch.Critical);
        Assert.True(stretch.Low < 1_000m);
    }

    [Fact]
    public void The_reads_of_all_tiers_fit_what_is_allowed() =>
        Gen.Select(Gen.Int[0, 500], Gen.Int[0, 500], Gen.Int[0, 500], Gen.Int[0, 2_000], Gen.Int[1, 3]).Sample((critical, high, normal, low, reads) =>
        {
            var counts = new TierCounts(critical, high, normal, low);
            var stretch = ReadBudget.Share(counts, PollIntervals.Default, reads, 2.5m);

            var perSecond = 0m;
            foreach (var tier in Enum.GetValues<PollingTier>())
            {
                Assert.True(stretch.Of(tier) >= 1m);
                perSecond += counts.Of(tier) * reads / ((decimal)PollIntervals.Default.Of(tier).TotalSeconds * stretch.Of(tier));
            }

            Assert.True(perSecond <= 2.0000001m, $"{perSecond} reads a second");
        });

    private static PollFacts Facts(WhaleBookState? state = null) => new() { Venue = Venue.Binance, State = state ?? Seen, Score = 50m };
}
