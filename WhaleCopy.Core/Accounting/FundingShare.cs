using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Accounting;

/// <summary>What is held in one contract, both sides above or equal to zero, in the instrument's unit.</summary>
/// <param name="Long">Long.</param>
/// <param name="Short">Short; in one-way mode one of the two is zero.</param>
public readonly record struct HeldSides(decimal Long, decimal Short)
{
    /// <summary>What is held on a side.</summary>
    public decimal Of(PositionSide side) => side == PositionSide.Long ? Long : Short;

    /// <summary>The same with a signed change of a side.</summary>
    public HeldSides With(PositionSide side, decimal change) => side == PositionSide.Long ? this with { Long = Long + change } : this with { Short = Short + change };

    /// <summary>One signed number as one-way mode shows it.</summary>
    public static HeldSides Net(decimal quantity) => quantity >= 0m ? new HeldSides(quantity, 0m) : new HeldSides(0m, -quantity);

    /// <summary>The larger of both, side by side.</summary>
    public static HeldSides Max(HeldSides one, HeldSides other) => new(decimal.Max(one.Long, other.Long), decimal.Max(one.Short, other.Short));
}

/// <summary>Whose funding a charge is: the venue charges an account's position, of which copies are a part.</summary>
public static class FundingShare
{
    /// <summary>The fraction of a charge that falls on a quantity of one side.</summary>
    /// <param name="side">The copy's side.</param>
    /// <param name="quantity">What the copy held when it was charged.</param>
    /// <param name="chargedSide">The side that the charge is for; null where the venue does not say.</param>
    /// <param name="held">Everybody's position at that time, the user's own part included; at least what the copies held together.</param>
    /// <returns>
    /// A signed fraction: of a charge for an unknown side both sides have theirs, of opposite signs, because what one side pays the
    /// other receives. Null where the sides cancel out, and the charge says nothing about either.
    /// </returns>
    public static decimal? Of(PositionSide side, decimal quantity, PositionSide? chargedSide, HeldSides held)
    {
        if (quantity <= 0m)
            return 0m;
        if (chargedSide is { } charged)
            return charged != side ? 0m : held.Of(side) > 0m ? quantity / held.Of(side) : 0m;
        var net = held.Long - held.Short;
        return net == 0m ? null : side.Sign() * quantity / net;
    }
}
