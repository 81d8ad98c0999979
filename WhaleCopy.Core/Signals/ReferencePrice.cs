using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Signals;

/// <summary>The price that the price gate of an entry compares with: what the whale paid.</summary>
public static class ReferencePrice
{
    /// <summary>An increase's derived price further than this from the mark is not believed.</summary>
    public const decimal MaxDistanceFromMarkPercent = 5m;

    /// <summary>
    /// What the added part cost: (q₂e₂ − q₁e₁) / (q₂ − q₁), for inverse contracts (size in USD, average entry harmonic)
    /// (q₂ − q₁) / (q₂/e₂ − q₁/e₁). Small additions magnify the rounding of the source's averages: where the result is not
    /// above zero or more than 5 % away from the mark, the mark.
    /// </summary>
    /// <param name="market">The whale's market.</param>
    /// <param name="unit">What the sizes are counted in.</param>
    /// <param name="sizeBefore">q₁, above zero.</param>
    /// <param name="entryBefore">e₁, above zero.</param>
    /// <param name="sizeAfter">q₂, above q₁.</param>
    /// <param name="entryAfter">e₂, above zero.</param>
    /// <param name="markPrice">The mark at the reading, where the source shows one; without it the average entry bounds the result.</param>
    public static decimal OfIncrease(
        Market market, SizeUnit unit, decimal sizeBefore, decimal entryBefore, decimal sizeAfter, decimal entryAfter, decimal? markPrice)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(sizeAfter, sizeBefore);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(entryBefore);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(entryAfter);
        var anchor = markPrice is > 0m ? markPrice.Value : entryAfter;
        var isInverse = market == Market.CoinM && unit == SizeUnit.Contracts;
        var numerator = isInverse ? sizeAfter - sizeBefore : (sizeAfter * entryAfter) - (sizeBefore * entryBefore);
        var denominator = isInverse ? (sizeAfter / entryAfter) - (sizeBefore / entryBefore) : sizeAfter - sizeBefore;
        if (numerator <= 0m || denominator <= 0m)
            return anchor;
        var derived = numerator / denominator;
        return decimal.Abs(derived - anchor) * 100m > MaxDistanceFromMarkPercent * anchor ? anchor : derived;
    }
}
