using WhaleCopy.Core.Money;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Sizing;

/// <summary>What decided a size.</summary>
public enum SizedBy
{
    /// <summary>The user named it with a manual copy.</summary>
    Manual,

    /// <summary>The follow's fixed margin.</summary>
    FollowFixed,

    /// <summary>The follow's percentage of the available balance.</summary>
    FollowPercent,

    /// <summary>The follow's multiple of the whale's quantity.</summary>
    FollowMultiplier,

    /// <summary>The follow's share of equity.</summary>
    FollowEquityRatio,

    /// <summary>The user's default.</summary>
    UserDefault,

    /// <summary>One percent of the available balance.</summary>
    OnePercent,

    /// <summary>One percent, raised to the safe floor.</summary>
    SafeFloor,

    /// <summary>The same fraction of the own quantity, for an increase.</summary>
    OwnQuantity,
}

/// <summary>What a size is computed from. Unset numbers are not known, never zero by default.</summary>
public sealed record SizingFacts
{
    /// <summary>The follow's policy.</summary>
    public required FollowPolicy Policy { get; init; }

    /// <summary>Instrument, sizing price and leverage.</summary>
    public required OrderCost Cost { get; init; }

    /// <summary>How the entry is sent.</summary>
    public required OrderType Type { get; init; }

    /// <summary>The lowest price at which the venue may value the order.</summary>
    public required decimal CheckPrice { get; init; }

    /// <summary>Available in the wallet that pays, in USDT.</summary>
    public required decimal AvailableUsdt { get; init; }

    /// <summary>Own equity in USDT, for <see cref="SizingMode.EquityRatio"/>.</summary>
    public decimal? OwnEquityUsdt { get; init; }

    /// <summary>The whale's quantity in coins of this instrument (scaled), where his source counts in coins.</summary>
    public BaseQuantity? WhaleQuantity { get; init; }

    /// <summary>Value of the whale's position or addition in USD, where known.</summary>
    public decimal? WhaleAmountUsd { get; init; }

    /// <summary>The whale's leverage, where shown.</summary>
    public decimal? WhaleLeverage { get; init; }

    /// <summary>The whale's equity, where shown.</summary>
    public decimal? WhaleEquityUsdt { get; init; }

    /// <summary>Margin named with a manual copy.</summary>
    public decimal? ManualSizeUsdt { get; init; }

    /// <summary>The exact size wanted by an increase: the fraction of the own quantity.</summary>
    public OrderSize? OwnIncrease { get; init; }

    /// <summary>What earlier copies of this key left below the minimum (<see cref="BelowMinimumPolicy.Accumulate"/>).</summary>
    public OrderSize? Residual { get; init; }
}

/// <summary>How large a copy is.</summary>
public abstract record SizingDecision
{
    private SizingDecision()
    {
    }

    /// <summary>On the step, at least the venue's minimum.</summary>
    /// <param name="Size">In the instrument's unit.</param>
    /// <param name="By">What decided it.</param>
    /// <param name="Warnings">Rounding up, cutting to the venue's largest order.</param>
    /// <param name="Numbers">How it came about.</param>
    public sealed record Sized(OrderSize Size, SizedBy By, EquatableArray<string> Warnings, DecisionNumbers Numbers) : SizingDecision;

    /// <summary>Too small now; the sum is kept for the next time.</summary>
    /// <param name="Residual">What to keep for this follow and key, in place of what was kept.</param>
    /// <param name="Denial">The decision's row.</param>
    public sealed record Kept(OrderSize Residual, Denial Denial) : SizingDecision;

    /// <summary>None.</summary>
    /// <param name="Denial">Why.</param>
    public sealed record Refused(Denial Denial) : SizingDecision;
}

/// <summary>Sizes entries: always margin in USDT first, then a quantity that is rounded down to the step.</summary>
public static class CopySizer
{
    /// <summary>The safe floor is this much above the least margin.</summary>
    public const decimal FloorFactor = 1.20m;

    /// <summary>The safe floor is at most this share of the available balance.</summary>
    public const decimal FloorCapPercent = 10m;

    /// <summary>The size of an entry before the risk checks.</summary>
    public static SizingDecision Size(SizingFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var wanted = Wanted(facts);
        if (wanted.Denial is { } denial)
            return new SizingDecision.Refused(denial);
        return Fit(facts, wanted.Size, wanted.By);
    }

    /// <summary>
    /// A wanted size on the instrument's step: cut to the largest order, and below the minimum skipped, raised or kept, as the
    /// follow says.
    /// </summary>
    public static SizingDecision Fit(SizingFacts facts, OrderSize wanted, SizedBy by)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var instrument = facts.Cost.Instrument;
        var total = facts.Residual is { } residual && residual.Unit == wanted.Unit && by != SizedBy.Manual ? wanted + residual : wanted;
        var minimum = facts.Cost.Minimum(facts.Type, facts.CheckPrice);
        var size = instrument.Floor(total, facts.Type);
        var numbers = DecisionNumbers.None
            .With("sized_by", WireName<SizedBy>.Of(by))
            .With("wanted_size", total.Value)
            .With("minimum_size", minimum.Value)
            .With("available_usdt", facts.AvailableUsdt);
        var most = instrument.Floor(OrderSize.Of(instrument.MaxSizeOf(facts.Type), size.Unit), facts.Type);
        if (minimum > most)
        {
            return new SizingDecision.Refused(new Denial(
                DenialReason.BelowMinimum,
                $"the venue's least order of {Plain.Size(minimum)} is above its largest of {Plain.Size(most)} at this price",
                numbers.With("maximum_size", most.Value)));
        }

        if (size >= minimum)
        {
            if (size > most)
                return new SizingDecision.Sized(most, by, [$"cut to the venue's largest order of {Plain.Size(most)}"], numbers.With("size", most.Value));
            return new SizingDecision.Sized(size, by, [], numbers.With("size", size.Value));
        }

        var sentence = $"{Plain.Size(total)} of {instrument.Id.Symbol} is below the venue's minimum of {Plain.Size(minimum)}";
        return facts.Policy.Follow.BelowMinimum switch
        {
            BelowMinimumPolicy.RoundUp when total.Value > 0m => new SizingDecision.Sized(
                minimum, by, [$"raised from {Plain.Size(total)} to the venue's minimum of {Plain.Size(minimum)}"], numbers.With("size", minimum.Value)),
            BelowMinimumPolicy.Accumulate when by != SizedBy.Manual => new SizingDecision.Kept(
                total, new Denial(DenialReason.Accumulating, sentence + "; kept until it is enough", numbers)),
            _ => new SizingDecision.Refused(new Denial(DenialReason.BelowMinimum, sentence, numbers)),
        };
    }

    private static (OrderSize Size, SizedBy By, Denial? Denial) Wanted(SizingFacts facts)
    {
        if (facts.OwnIncrease is { } increase)
            return (increase, SizedBy.OwnQuantity, null);
        if (facts.ManualSizeUsdt is { } manual)
            return Margin(facts, manual, SizedBy.Manual);
        var follow = facts.Policy.Follow;
        return follow.Mode switch
        {
            SizingMode.FixedUsdt when follow.TradeSizeUsdt is { } fixedSize => Margin(facts, fixedSize, SizedBy.FollowFixed),
            SizingMode.PercentOfBalance when follow.TradeSizePercent is { } percent =>
                Margin(facts, facts.AvailableUsdt * percent / 100m, SizedBy.FollowPercent),
            SizingMode.QuantityMultiplier when follow.QuantityMultiplier is { } multiplier => Multiple(facts, multiplier),
            SizingMode.EquityRatio when follow.EquityMultiplier is { } multiplier => Ratio(facts, multiplier),
            _ => facts.Policy.User.DefaultTradeSizeUsdt is { } size ? Margin(facts, size, SizedBy.UserDefault) : OnePercent(facts),
        };
    }

    private static (OrderSize Size, SizedBy By, Denial? Denial) OnePercent(SizingFacts facts)
    {
        var onePercent = facts.AvailableUsdt * 0.01m;
        var floor = SafeFloorUsdt(VenueMinimums.NotionalUsdt(facts.Cost.Instrument), facts.Cost.Leverage, facts.AvailableUsdt);
        return onePercent >= floor ? Margin(facts, onePercent, SizedBy.OnePercent) : Margin(facts, floor, SizedBy.SafeFloor);
    }

    /// <summary>Least notional / leverage × 1.20, at most 10 % of the balance.</summary>
    public static decimal SafeFloorUsdt(decimal minNotionalUsdt, int leverage, decimal balanceUsdt) =>
        decimal.Min(minNotionalUsdt / leverage * FloorFactor, balanceUsdt * FloorCapPercent / 100m);

    private static (OrderSize Size, SizedBy By, Denial? Denial) Multiple(SizingFacts facts, decimal multiplier)
    {
        if (facts.WhaleQuantity is { } quantity)
            return (facts.Cost.Instrument.FromBase(new BaseQuantity(quantity.Value * multiplier), facts.Cost.Price), SizedBy.FollowMultiplier, null);
        if (facts.WhaleAmountUsd is > 0m and { } amount)
            return (facts.Cost.Instrument.FromNotional(amount * multiplier, facts.Cost.Price), SizedBy.FollowMultiplier, null);
        return Refuse(DenialReason.WhaleSizeUnknown, "the source does not show the whale's quantity in coins or its value");
    }

    private static (OrderSize Size, SizedBy By, Denial? Denial) Ratio(SizingFacts facts, decimal multiplier)
    {
        if (facts.WhaleEquityUsdt is not > 0m || facts.WhaleAmountUsd is not > 0m || facts.WhaleLeverage is not >= 1m)
            return Refuse(DenialReason.WhaleEquityUnknown, "the source does not show the whale's equity, value and leverage");
        if (facts.OwnEquityUsdt is not > 0m)
            return Refuse(DenialReason.OwnEquityUnknown, "your equity is not known yet");
        var share = facts.WhaleAmountUsd.Value / facts.WhaleLeverage.Value / facts.WhaleEquityUsdt.Value;
        return Margin(facts, facts.OwnEquityUsdt.Value * share * multiplier, SizedBy.FollowEquityRatio);
    }

    private static (OrderSize Size, SizedBy By, Denial? Denial) Margin(SizingFacts facts, decimal marginUsdt, SizedBy by) =>
        (facts.Cost.SizeWithin(marginUsdt), by, null);

    private static (OrderSize Size, SizedBy By, Denial? Denial) Refuse(DenialReason reason, string sentence) =>
        (default, default, new Denial(reason, sentence, DecisionNumbers.None));
}
