using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Accounting;

public sealed class TrackingErrorTests
{
    [Fact]
    public void A_long_that_bought_higher_and_sold_lower_did_worse() => Assert.Equal(
        new TrackingError(0.5m, 1m, 0.1m, 2),
        TrackingError.Of(PositionSide.Long, 60_000m, 60_300m, 66_000m, 65_340m, 1.2m, 1_200m, 2));

    [Fact]
    public void A_short_that_sold_higher_did_better() =>
        Assert.Equal(-0.5m, TrackingError.Of(PositionSide.Short, 60_000m, 60_300m, null, null, 0m, 0m, 0).EntryGapPercent);

    [Fact]
    public void What_is_not_known_is_not_zero()
    {
        var error = TrackingError.Of(PositionSide.Long, null, 60_300m, 66_000m, null, 0m, 100m, 0);

        Assert.Null(error.EntryGapPercent);
        Assert.Null(error.ExitGapPercent);
    }
}
