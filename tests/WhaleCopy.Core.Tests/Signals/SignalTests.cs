using CsCheck;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Tests.Signals;

public sealed class SignalTests
{
    private static readonly PositionKey Bitcoin = new(Market.UsdM, "BTCUSDT", PositionSide.Long);

    [Fact]
    public void A_name_is_64_hexadecimal_characters_and_never_changes() => Assert.Equal(
        "d6e240e9ae47362e244772184fc58bb6206c6a9cb2860aacbaca25f339d170d4", SignalId.Of(7, Bitcoin, SignalKind.Open, 2).TxHash);

    [Fact]
    public void Each_part_of_the_name_counts()
    {
        var names = new[]
        {
            SignalId.Of(7, Bitcoin, SignalKind.Open, 2),
            SignalId.Of(8, Bitcoin, SignalKind.Open, 2),
            SignalId.Of(7, Bitcoin with { Market = Market.CoinM }, SignalKind.Open, 2),
            SignalId.Of(7, Bitcoin with { Symbol = "ETHUSDT" }, SignalKind.Open, 2),
            SignalId.Of(7, Bitcoin.Opposite, SignalKind.Open, 2),
            SignalId.Of(7, Bitcoin, SignalKind.Close, 2),
            SignalId.Of(7, Bitcoin, SignalKind.Open, 3),
        };

        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Fact]
    public void Two_changes_never_share_a_name() =>
        Gen.Select(Gen.Select(Gen.Int[1, 3], Gens.Keys, Gen.Enum<SignalKind>(), Gen.Int[1, 3]), Gen.Select(Gen.Int[1, 3], Gens.Keys, Gen.Enum<SignalKind>(), Gen.Int[1, 3]))
            .Sample((left, right) => Assert.Equal(
                left == right,
                SignalId.Of(left.Item1, left.Item2, left.Item3, left.Item4) == SignalId.Of(right.Item1, right.Item2, right.Item3, right.Item4)));

    [Theory]
    [InlineData(80, 5.0, 10.0, 40)] // 40 + 15 − 15
    [InlineData(80, -50.0, 10.0, 25)] // a loss adds nothing
    [InlineData(100, 99.0, 1.0, 78.5)]
    [InlineData(0, 0.0, 125.0, 10)]
    [InlineData(60, null, null, 28.5)]
    public void Confidence_is_the_founding_formula_without_its_fault(int score, double? roe, double? leverage, double confidence) =>
        Assert.Equal((decimal)confidence, Confidence.Score(score, (decimal?)roe, (decimal?)leverage));

    [Theory]
    [InlineData(39.99, SignalConfidence.Low)]
    [InlineData(40, SignalConfidence.Medium)]
    [InlineData(60, SignalConfidence.High)]
    [InlineData(80, SignalConfidence.VeryHigh)]
    public void Bands_of_confidence(double score, SignalConfidence band) => Assert.Equal(band, Confidence.BandOf((decimal)score));

    [Fact]
    public void A_deeper_loss_is_never_more_confidence() =>
        Gen.Select(Gen.Int[0, 100], Gen.Int[-1000, 1000], Gen.Int[1, 200]).Sample((score, roe, leverage) =>
        {
            var confidence = Confidence.Score(score, roe, leverage);

            Assert.InRange(confidence, 10m, 100m);
            Assert.True(Confidence.Score(score, roe - 1, leverage) <= confidence);
            Assert.True(Confidence.Score(score, roe, leverage + 1) <= confidence);
        });
}
