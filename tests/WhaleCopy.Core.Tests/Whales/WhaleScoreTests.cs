using CsCheck;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Tests.Whales;

public sealed class WhaleScoreTests
{
    private static readonly Gen<WhaleRecord> Records = Gen.Select(
        Share(-2m, 5m), Share(0m, 1m), Share(0m, 2m), Share(-3m, 6m), Gen.Int[0, 500],
        (roi, win, drawdown, sharpe, sample) => new WhaleRecord(roi, win, drawdown, sharpe, sample));

    [Fact]
    public void Nothing_known_is_the_mean() => Assert.Equal(50m, WhaleScore.Of(default));

    [Fact]
    public void The_formula_of_the_doc()
    {
        // roi 0.5 → 0.5833, win 0.6 → 0.6, drawdown 0.1 → 0.8, Sharpe 2 → 0.7143: raw 67.36; 90 positions count three quarters
        Assert.Equal(63.02m, WhaleScore.Of(new WhaleRecord(0.5m, 0.6m, 0.1m, 2m, 90)));
    }

    [Fact]
    public void A_lucky_streak_of_three_is_worth_little() =>
        Assert.InRange(WhaleScore.Of(new WhaleRecord(9m, 1m, 0m, 9m, 3)), 50m, 55m);

    [Fact]
    public void It_lies_between_nothing_and_a_hundred() => Records.Sample(record => Assert.InRange(WhaleScore.Of(record), 0m, 100m));

    [Fact]
    public void Better_numbers_never_lower_it() =>
        Records.Sample(record =>
        {
            var score = WhaleScore.Of(record);
            Assert.True(WhaleScore.Of(record with { Roi = record.Roi + 0.1m }) >= score);
            Assert.True(WhaleScore.Of(record with { WinRate = record.WinRate + 0.1m }) >= score);
            Assert.True(WhaleScore.Of(record with { SharpeRatio = record.SharpeRatio + 0.1m }) >= score);
            Assert.True(WhaleScore.Of(record with { MaxDrawdown = record.MaxDrawdown + 0.1m }) <= score);
        });

    [Fact]
    public void A_larger_sample_moves_it_away_from_the_mean() =>
        Records.Sample(record =>
        {
            var (small, large) = (WhaleScore.Of(record), WhaleScore.Of(record with { Sample = record.Sample + 50 }));

            Assert.True(decimal.Abs(large - WhaleScore.Mean) >= decimal.Abs(small - WhaleScore.Mean));
        });

    [Theory]
    [InlineData(39.99, WhaleRank.Bronze)]
    [InlineData(40, WhaleRank.Silver)]
    [InlineData(55, WhaleRank.Gold)]
    [InlineData(70, WhaleRank.Platinum)]
    [InlineData(85, WhaleRank.Diamond)]
    public void Ranks_follow_the_score(double score, WhaleRank rank) => Assert.Equal(rank, WhaleScore.RankOf((decimal)score));

    private static Gen<decimal?> Share(decimal from, decimal to) =>
        Gen.OneOf(Gen.Const((decimal?)null), Gen.Int[0, 100].Select(step => (decimal?)(from + ((to - from) * step / 100m))));
}
