using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Whales;

/// <summary>How well a whale could be copied now.</summary>
/// <param name="EntryDistancePercent">
/// Average distance of the price from his entries, weighted by value, in percent; above zero where a copy would enter worse than he
/// did, below where better. Null where he holds nothing or his source shows no price.
/// </param>
/// <param name="MinimumBudgetUsdt">
/// Balance in USDT with which a copy of his smallest position, in proportion to his equity, reaches the venue's minimum with the safe
/// margin of 1.2. Null where his equity is not shown or he holds nothing.
/// </param>
public readonly record struct Copyability(decimal? EntryDistancePercent, decimal? MinimumBudgetUsdt)
{
    private const decimal SafeMargin = 1.20m;

    /// <summary>The book as it stands.</summary>
    /// <param name="book">What he holds.</param>
    /// <param name="equityUsdt">His equity, where shown.</param>
    /// <param name="minimumNotional">The venue's least order value in USDT, by market.</param>
    public static Copyability Of(IEnumerable<WhalePosition> book, decimal? equityUsdt, Func<Market, decimal> minimumNotional)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(minimumNotional);
        var value = 0m;
        var distance = 0m;
        decimal? budget = null;
        foreach (var position in book)
        {
            var notional = position.NotionalUsdt is { } shown ? decimal.Abs(shown)
                : position.SizeUnit == SizeUnit.Base ? position.Size * (position.MarkPrice ?? position.EntryPrice)
                : 0m;
            if (notional <= 0m)
                continue;
            if (position.MarkPrice is { } mark && position.EntryPrice > 0m)
            {
                distance += notional * position.Key.Side.Sign() * (mark - position.EntryPrice) / position.EntryPrice * 100m;
                value += notional;
            }

            if (equityUsdt is > 0m and { } equity)
            {
                var needed = minimumNotional(position.Key.Market) * SafeMargin * equity / notional;
                budget = budget is { } known ? decimal.Max(known, needed) : needed;
            }
        }

        return new Copyability(value > 0m ? decimal.Round(distance / value, 4) : null, budget is { } least ? decimal.Round(least, 2) : null);
    }
}
