using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Accounting;

public sealed class FundingShareTests
{
    [Fact]
    public void A_copy_bears_its_part_of_everybodys_position()
    {
        Assert.Equal(0.25m, FundingShare.Of(PositionSide.Long, 2m, null, new HeldSides(8m, 0m)));
        Assert.Equal(0.25m, FundingShare.Of(PositionSide.Short, 2m, null, new HeldSides(0m, 8m)));
        Assert.Equal(0.25m, FundingShare.Of(PositionSide.Long, 2m, PositionSide.Long, new HeldSides(8m, 5m)));
        Assert.Equal(0m, FundingShare.Of(PositionSide.Long, 2m, PositionSide.Short, new HeldSides(8m, 5m)));
        Assert.Equal(0m, FundingShare.Of(PositionSide.Long, 0m, null, new HeldSides(8m, 0m)));
    }

    [Fact]
    public void Whether_a_venue_lists_both_sides_or_their_sum_each_side_gets_its_own()
    {
        // One per unit: the long pays 3, the short receives 5.
        var held = new HeldSides(3m, 5m);

        decimal Of(PositionSide side, decimal quantity, params decimal[] rows) =>
            rows.Sum(row => row * FundingShare.Of(side, quantity, null, held)!.Value);

        Assert.Equal((-3m, 5m), (Of(PositionSide.Long, 3m, -3m, 5m), Of(PositionSide.Short, 5m, -3m, 5m)));
        Assert.Equal((-3m, 5m), (Of(PositionSide.Long, 3m, 2m), Of(PositionSide.Short, 5m, 2m)));
    }

    [Fact]
    public void Of_sides_that_cancel_out_nothing_is_known() =>
        Assert.Null(FundingShare.Of(PositionSide.Long, 2m, null, new HeldSides(2m, 2m)));
}
