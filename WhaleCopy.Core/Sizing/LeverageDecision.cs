using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Sizing;

/// <summary>What leverage is decided from.</summary>
public sealed record LeverageFacts
{
    /// <summary>The follow's policy.</summary>
    public required FollowPolicy Policy { get; init; }

    /// <summary>The market the copy is made on.</summary>
    public required Market Market { get; init; }

    /// <summary>The whale's leverage, where shown.</summary>
    public decimal? WhaleLeverage { get; init; }

    /// <summary>The largest leverage that the instrument allows for what the position will be worth (<see cref="InstrumentSpec.MaxLeverageAt"/>).</summary>
    public required int InstrumentMaxLeverage { get; init; }

    /// <summary>
    /// What the account has set now, where it holds any position or order in the symbol, ours or not: taken as it is. Null where it
    /// holds none, so that it may be set.
    /// </summary>
    public InstrumentSettings? Held { get; init; }

    /// <summary>The account's margin mode where the venue keeps one for the whole account and we never change it (Bybit).</summary>
    public MarginMode? AccountMarginMode { get; init; }
}

/// <summary>Leverage, margin mode and the stop that goes with them.</summary>
public abstract record LeverageDecision
{
    /// <summary>Stop-loss percent times leverage is at most this: a stop beyond liquidation protects nobody.</summary>
    public const decimal MaxStopTimesLeverage = 80m;

    private LeverageDecision()
    {
    }

    /// <summary>Decided.</summary>
    /// <param name="Leverage">1 and more.</param>
    /// <param name="MarginMode">Isolated or cross.</param>
    /// <param name="StopLossPercent">The stop that fits: the wanted one, or a tighter one where the held leverage leaves no room.</param>
    /// <param name="MustSet">Set both at the venue before the entry and read them back.</param>
    /// <param name="Warnings">What was lowered, for the decision's row.</param>
    /// <param name="Numbers">How it came about.</param>
    public sealed record Decided(
        int Leverage, MarginMode MarginMode, decimal StopLossPercent, bool MustSet, EquatableArray<string> Warnings, DecisionNumbers Numbers)
        : LeverageDecision;

    /// <summary>No entry.</summary>
    /// <param name="Denial">Why.</param>
    public sealed record Refused(Denial Denial) : LeverageDecision;

    /// <summary>
    /// Spot 1. Futures: the follow's own leverage, else the whale's where it is copied, else the user's default; at most the
    /// user's maximum and the instrument's bracket; lowered until stop × leverage ≤ 80 %.
    /// </summary>
    public static LeverageDecision Of(LeverageFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var policy = facts.Policy;
        var stop = policy.StopLossPercent;
        if (facts.Market == Market.Spot)
            return new Decided(1, MarginMode.Isolated, stop, MustSet: false, [], DecisionNumbers.None.With("leverage", 1m));

        var wantedMode = policy.Follow.MarginMode;
        if (facts.AccountMarginMode is { } account && account != wantedMode)
            return new Refused(ModeMismatch(account, wantedMode));
        if (facts.Held is { } held)
            return OfHeld(held, policy, stop);

        var wanted = policy.Follow.Leverage
            ?? (policy.Follow.CopyLeverage && facts.WhaleLeverage is >= 1m ? (int)decimal.Floor(decimal.Min(facts.WhaleLeverage.Value, 1000m)) : policy.User.DefaultLeverage);
        var warnings = new List<string>();
        var leverage = int.Max(1, wanted);
        leverage = Lower(leverage, policy.User.MaxLeverage, "your maximum", warnings);
        leverage = Lower(leverage, int.Max(1, facts.InstrumentMaxLeverage), "the instrument's maximum", warnings);
        leverage = Lower(leverage, (int)decimal.Floor(MaxStopTimesLeverage / stop), $"what a stop of {Plain.Percent(stop)} allows", warnings);
        var numbers = DecisionNumbers.None.With("leverage", leverage).With("leverage_wanted", wanted).With("whale_leverage", facts.WhaleLeverage);
        return new Decided(leverage, wantedMode, stop, MustSet: true, [.. warnings], numbers);
    }

    private static LeverageDecision OfHeld(InstrumentSettings held, FollowPolicy policy, decimal stop)
    {
        var numbers = DecisionNumbers.None.With("leverage", held.Leverage).With("max_leverage", policy.User.MaxLeverage);
        if (held.Leverage > policy.User.MaxLeverage)
        {
            return new Refused(new Denial(
                DenialReason.LeverageTooHigh,
                $"the account already trades this symbol at {held.Leverage}x, above your maximum of {policy.User.MaxLeverage}x",
                numbers));
        }

        if (held.MarginMode != policy.Follow.MarginMode)
            numbers = numbers.With("margin_mode", WireName<MarginMode>.Of(held.MarginMode));
        var fitting = decimal.Min(stop, MaxStopTimesLeverage / held.Leverage);
        EquatableArray<string> warnings = fitting < stop
            ? [$"stop tightened from {Plain.Percent(stop)} to {Plain.Percent(fitting)}: the account trades this symbol at {held.Leverage}x"]
            : [];
        return new Decided(held.Leverage, held.MarginMode, fitting, MustSet: false, warnings, numbers.With("stop_loss_percent", fitting));
    }

    private static int Lower(int leverage, int most, string why, List<string> warnings)
    {
        var least = int.Max(1, most);
        if (leverage <= least)
            return leverage;
        warnings.Add($"leverage lowered from {leverage}x to {least}x: {why}");
        return least;
    }

    private static Denial ModeMismatch(MarginMode account, MarginMode wanted) => new(
        DenialReason.MarginModeMismatch,
        $"the account's margin mode is {WireName<MarginMode>.Of(account)}, the follow wants {WireName<MarginMode>.Of(wanted)}, and the account's mode is not changed",
        DecisionNumbers.None
            .With("account_margin_mode", WireName<MarginMode>.Of(account))
            .With("wanted_margin_mode", WireName<MarginMode>.Of(wanted)));
}
