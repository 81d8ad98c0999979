using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Executor.Reconcile;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>
/// Whether an account holds what it held before an attempt, but for fills that are known: a wrong yes is a second order. Quantities
/// are thousandths of a coin, moments milliseconds since the baseline was asked for.
/// </summary>
public sealed class PositionProofTests
{
    private const int Before = 100;
    private static readonly DateTimeOffset AskedAt = DateTimeOffset.UnixEpoch.AddDays(1);

    [Theory]
    [InlineData(100, true)]
    [InlineData(120, false)] // the attempt was filled, and its fill is not listed yet
    [InlineData(80, false)] // somebody sold, and his fill is not listed yet
    [InlineData(-100, false)]
    [InlineData(0, false)]
    public void Without_fills_the_position_is_what_it_was(int shows, bool expected)
    {
        Assert.Equal(expected, Proof(shows, []));
        Assert.Equal(expected, Proof(-shows, [], side: PositionSide.Short, before: -Before));
        Assert.Equal(expected, Proof(shows, [], PositionMode.Hedge));
        Assert.Equal(expected, Proof(shows, [], PositionMode.Hedge, PositionSide.Short));
    }

    [Theory]
    [InlineData(20, 120, true)]
    [InlineData(20, 100, false)]
    [InlineData(20, 140, false)] // of two fills of 20 one is listed
    [InlineData(-20, 80, true)]
    [InlineData(-20, 100, false)] // a stranger sold what the attempt had bought
    [InlineData(-20, 120, false)]
    [InlineData(-150, -50, true)] // turned over
    [InlineData(-150, 50, false)]
    public void In_one_way_mode_every_fill_of_the_symbol_counts(int filled, int shows, bool expected)
    {
        Assert.Equal(expected, Proof(shows, [Fill(5_000, filled)]));
        Assert.Equal(expected, Proof(shows, [Fill(5_000, filled)], side: PositionSide.Short));
        Assert.Equal(expected, Proof(shows, [Fill(5_000, filled, PositionSide.Long)], side: PositionSide.Short));
    }

    [Theory]
    [InlineData(PositionSide.Long, 20, PositionSide.Long, 120, true)]
    [InlineData(PositionSide.Long, 20, PositionSide.Long, 80, false)]
    [InlineData(PositionSide.Long, -20, PositionSide.Long, 80, true)]
    [InlineData(PositionSide.Short, -20, PositionSide.Short, 120, true)] // a short grows by what is sold
    [InlineData(PositionSide.Short, -20, PositionSide.Short, 80, false)]
    [InlineData(PositionSide.Short, 20, PositionSide.Short, 80, true)]
    [InlineData(PositionSide.Short, 20, PositionSide.Short, 120, false)]
    [InlineData(PositionSide.Short, 20, PositionSide.Long, 100, true)] // the other side's fill changes nothing
    [InlineData(PositionSide.Short, 20, PositionSide.Long, 80, false)]
    [InlineData(PositionSide.Long, -20, PositionSide.Short, 100, true)]
    [InlineData(PositionSide.Long, -20, PositionSide.Short, 80, false)]
    [InlineData(PositionSide.Short, 20, null, 80, true)] // a venue that does not say: it counts
    [InlineData(PositionSide.Short, 20, null, 100, false)]
    public void In_hedge_mode_only_the_sides_own_fills_count(PositionSide side, int filled, PositionSide? filledSide, int shows, bool expected) =>
        Assert.Equal(expected, Proof(shows, [Fill(5_000, filled, filledSide)], PositionMode.Hedge, side));

    [Theory]
    [InlineData(-2_000, 100, true)]
    [InlineData(-2_000, 120, false)]
    [InlineData(-1, 100, true)] // before the question: the answer has it
    [InlineData(-1, 120, false)]
    [InlineData(0, 120, true)] // just after it: the answer may have it or not
    [InlineData(0, 100, true)]
    [InlineData(1_999, 120, true)]
    [InlineData(1_999, 100, true)]
    [InlineData(1_999, 140, false)] // but not twice
    [InlineData(1_999, 80, false)]
    [InlineData(2_000, 120, true)] // too late for the answer
    [InlineData(2_000, 100, false)]
    public void A_fill_near_the_baseline_is_in_it_or_not(int at, int shows, bool expected) =>
        Assert.Equal(expected, Proof(shows, [Fill(at, 20)]));

    [Theory]
    [InlineData(499, 100, true)]
    [InlineData(499, 120, true)]
    [InlineData(500, 120, true)]
    [InlineData(500, 100, false)] // from the attempt's own time on nothing is in doubt
    [InlineData(501, 100, false)]
    public void A_fill_of_the_attempts_own_time_is_never_in_the_baseline(int at, int shows, bool expected) =>
        Assert.Equal(expected, Proof(shows, [Fill(at, 20)], signedAt: 500));

    [Theory]
    [InlineData(150, true)] // neither was in the answer
    [InlineData(130, true)] // the first was
    [InlineData(100, true)] // both were
    [InlineData(120, false)] // the second cannot have been without the first
    public void Of_fills_near_the_baseline_the_earlier_ones_are_in_it_first(int shows, bool expected)
    {
        Assert.Equal(expected, Proof(shows, [Fill(1_000, 30), Fill(500, 20)]));
        Assert.Equal(expected, Proof(shows + 7, [Fill(1_000, 30), Fill(5_000, 7), Fill(500, 20)]));
    }

    [Fact]
    public void Without_a_baseline_nothing_is_proven()
    {
        Assert.Null(PositionProof.IsUnchanged(Order(PositionSide.Long, null, AskedAt, 10_000), [], 0.1m, PositionMode.OneWay));
        Assert.Null(PositionProof.IsUnchanged(Order(PositionSide.Long, 0.1m, null, 10_000), [], 0.1m, PositionMode.OneWay));
    }

    private static bool? Proof(
        int shows,
        IReadOnlyList<Fill> fills,
        PositionMode mode = PositionMode.OneWay,
        PositionSide side = PositionSide.Long,
        int before = Before,
        int signedAt = 10_000) =>
        PositionProof.IsUnchanged(Order(side, Coins(before), AskedAt, signedAt), fills, Coins(shows), mode);

    private static OrderRow Order(PositionSide side, decimal? before, DateTimeOffset? beforeAt, int signedAt) => new()
    {
        Owner = OrderOwner.Trade,
        OwnerId = 1,
        Leg = OrderLeg.Entry,
        Sequence = 0,
        Attempt = 1,
        ClientOrderId = "wc1",
        UserId = 1,
        ApiKeyId = 1,
        Exchange = Venue.Binance,
        Market = Market.UsdM,
        Symbol = "BTCUSDT",
        Side = side.Entry(),
        PositionSide = side,
        OrderType = OrderType.Market,
        Quantity = 0.02m,
        QuantityUnit = SizeUnit.Base,
        ReduceOnly = false,
        PositionBefore = before,
        PositionBeforeAt = beforeAt,
        SignedAt = AskedAt.AddMilliseconds(signedAt),
        CreatedAt = AskedAt,
    };

    private static Fill Fill(int at, int quantity, PositionSide? side = null) => new()
    {
        FillId = $"fill-{at}",
        VenueOrderId = "stranger",
        Side = quantity > 0 ? OrderSide.Buy : OrderSide.Sell,
        PositionSide = side,
        Size = OrderSize.Of(Coins(Math.Abs(quantity)), SizeUnit.Base),
        Price = 60_000m,
        Fee = 0m,
        FeeAsset = "USDT",
        At = AskedAt.AddMilliseconds(at),
    };

    private static decimal Coins(int thousandths) => thousandths / 1_000m;
}
