using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Sizing;

/// <summary>The prices of one entry.</summary>
/// <param name="Reference">What the whale paid, in this instrument's price.</param>
/// <param name="Bid">Best bid.</param>
/// <param name="Ask">Best ask.</param>
/// <param name="Bound">No buy above it, no sell below it; on the tick.</param>
/// <param name="SizingPrice">What the size is computed and reserved at: the bound for a buy, the best bid for a sell.</param>
/// <param name="MovedPercent">How far the price moved against the copy since the reference; below zero where it moved in its favour.</param>
/// <param name="LimitPercent">How far it may.</param>
public readonly record struct EntryPrice(
    decimal Reference, decimal Bid, decimal Ask, decimal Bound, decimal SizingPrice, decimal MovedPercent, decimal LimitPercent)
{
    /// <summary>Check 10: the price has not moved against the copy by more than the limit.</summary>
    public bool IsWithinLimit => MovedPercent <= LimitPercent;
}

/// <summary>The price gate and the bounds of entries. Exits are market and pass no gate.</summary>
public static class EntryPricing
{
    /// <summary>Limit for BTC and ETH, in percent.</summary>
    public const decimal MajorLimitPercent = 0.5m;

    /// <summary>Limit for everything else, in percent.</summary>
    public const decimal OtherLimitPercent = 1.5m;

    /// <summary>Smallest limit a user can set, in percent.</summary>
    public const decimal LeastLimitPercent = 0.1m;

    /// <summary>Largest limit a user can set, in percent.</summary>
    public const decimal MostLimitPercent = 3m;

    /// <summary>The slippage limit of a coin in percent.</summary>
    /// <param name="baseAsset">The coin.</param>
    /// <param name="ownLimitPercent">The user's, held to 0.1 to 3; null where he has none.</param>
    public static decimal SlippageLimitPercent(string baseAsset, decimal? ownLimitPercent) =>
        ownLimitPercent is { } own ? decimal.Clamp(own, LeastLimitPercent, MostLimitPercent)
        : baseAsset is "BTC" or "ETH" ? MajorLimitPercent
        : OtherLimitPercent;

    /// <summary>
    /// Buy bound = min(reference, best ask) × (1 + limit), rounded down to the tick; sell bound = max(reference, best bid) ×
    /// (1 − limit), rounded up: both towards less risk.
    /// </summary>
    /// <param name="side">Buy or sell.</param>
    /// <param name="referencePrice">What the whale paid, above zero.</param>
    /// <param name="bid">Best bid, above zero.</param>
    /// <param name="ask">Best ask, above zero.</param>
    /// <param name="tickSize">Above zero.</param>
    /// <param name="limitPercent">In percent.</param>
    public static EntryPrice Of(OrderSide side, decimal referencePrice, decimal bid, decimal ask, decimal tickSize, decimal limitPercent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(referencePrice);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bid);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ask);
        var limit = limitPercent / 100m;
        if (side == OrderSide.Buy)
        {
            var bound = Rounding.FloorToStep(decimal.Min(referencePrice, ask) * (1m + limit), tickSize);
            return new EntryPrice(referencePrice, bid, ask, bound, bound, (ask - referencePrice) / referencePrice * 100m, limitPercent);
        }

        var floor = Rounding.CeilingToStep(decimal.Max(referencePrice, bid) * (1m - limit), tickSize);
        return new EntryPrice(referencePrice, bid, ask, floor, bid, (referencePrice - bid) / referencePrice * 100m, limitPercent);
    }

    /// <summary>Check 10 as a refusal, or null where the price is within the limit.</summary>
    public static Denial? Gate(EntryPrice price, OrderSide side)
    {
        var now = side == OrderSide.Buy ? price.Ask : price.Bid;
        if (price.IsWithinLimit)
            return null;
        return new Denial(
            DenialReason.SlippageExceeded,
            $"slippage {Plain.Percent(price.MovedPercent)} > {Plain.Percent(price.LimitPercent)}, whale {Plain.Price(price.Reference)}, now {Plain.Price(now)}",
            NumbersOf(price, side));
    }

    /// <summary>The numbers of the gate.</summary>
    public static DecisionNumbers NumbersOf(EntryPrice price, OrderSide side) => DecisionNumbers.None
        .With("slippage_percent", decimal.Round(price.MovedPercent, 4))
        .With("slippage_limit_percent", price.LimitPercent)
        .With("whale_price", price.Reference)
        .With("price_now", side == OrderSide.Buy ? price.Ask : price.Bid)
        .With("bound", price.Bound);
}
